// The records of a case are all there: none that was seen is gone, and the uses of content stand in
// their chain, so that an edited store, from which one was taken or into which one was put, shows.
import { type Head, headAt, isUse, noUses, type Place } from '../../model/terms/uses.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import { recordOf } from './leaves.ts'

/**
 * A statement that was taken away with its record leaves no gap in its case, and uses are counted
 * from records.
 * @param before how many were seen before these were read.
 */
const whyFewer = (before: number, { length }: readonly EvidenceRow[]): string | undefined =>
  length < before ? `there are ${length} records of the case, and were ${before}` : undefined

/**
 * Why the records of a case are not all that there were. @param before how many were seen before
 * these were read.
 */
export const whyNotWhole = (before: number, evidence: readonly EvidenceRow[]): string | undefined =>
  whyFewer(before, evidence) ?? whyNotChained(evidence)

/**
 * Heads of rows that were looked at: a store gives a frozen row, the same for as long as every
 * column of it is the same.
 */
const known = new WeakMap<EvidenceRow, Head>()

/**
 * The first use that does not follow the one before it, in words for our log. What a program before
 * chains recorded has no place in one.
 */
function whyNotChained(evidence: readonly EvidenceRow[]): string | undefined {
  let before = noUses
  for (const row of evidence) {
    if (!isUse(row) || row.data.place === undefined) continue
    const place = row.data.place as Place
    if (place.number !== before.count + 1 || place.previous !== before.head)
      return `entry ${row.seq}, ${row.kind} ${row.subject}, does not follow use ${before.count} of its case`
    const head = known.get(row) ?? headAt(recordOf(row), place)
    if (Object.isFrozen(row)) known.set(row, head)
    before = head
  }
  return undefined
}
