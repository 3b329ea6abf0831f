// The records of a case are all there: none that was seen is gone, and the uses of content stand in
// their chain, so that an edited store, from which one was taken or into which one was put, shows.
import { CryptoError } from '../../../crypto/fault.ts'
import { type Place, placeOf } from '../../model/terms/uses/place.ts'
import { type Head, headAt, isUse, noUses } from '../../model/terms/uses/uses.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import { toldBy } from './leaves.ts'

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

interface Linked {
  readonly place: Place
  /** The chain with it. */
  readonly head: Head
}

/**
 * Rows that were looked at: a store gives a frozen row, the same for as long as every column of it
 * is the same.
 */
const known = new WeakMap<EvidenceRow, Linked>()

/**
 * The first use that does not follow the one before it, in words for our log. What a program before
 * chains recorded has no place in one.
 */
function whyNotChained(evidence: readonly EvidenceRow[]): string | undefined {
  let before = noUses
  for (const row of evidence) {
    if (!isUse(row) || row.data.place === undefined) continue
    const linked = known.get(row) ?? linkOf(row)
    if (linked?.place.number !== before.count + 1 || linked.place.previous !== before.head)
      return `entry ${row.seq}, ${row.kind} ${row.subject}, does not follow use ${before.count} of its case`
    before = linked.head
  }
  return undefined
}

/** Undefined where the record, or its place, is none. */
function linkOf(row: EvidenceRow): Linked | undefined {
  try {
    const place = placeOf(row)
    // Its shape was asked for when it was made; what was put there since does not follow.
    const linked = place && { place, head: headAt(toldBy(row), place) }
    if (linked && Object.isFrozen(row)) known.set(row, linked)
    return linked
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}
