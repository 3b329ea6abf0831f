// The check of each member's chain of statements, and of what counts by their receipts.
import { verdictOf } from '../../../model/problems/refusals.ts'
import type { Contents, StatementFile } from '../../format/contents.ts'
import { type BundleFault, fault } from '../../format/faults.ts'
import type { Acknowledged } from './receipts.ts'

interface CheckedSequence {
  /** Statement ids whose predecessor is not in the bundle, and its digest. */
  readonly gaps: ReadonlyMap<string, string>
  readonly faults: readonly BundleFault[]
}

/**
 * `sequence-broken`: each statement names the sender's statement before it, at a lower clock, and
 * no two name the same one.
 * A predecessor that is not here is a gap and no fault: its recipient may have refused it and keep
 * nothing of it.
 */
export function checkSequence(
  { statements, records }: Contents,
  said: ReadonlyMap<string, readonly Acknowledged[]>,
): CheckedSequence {
  const faults: BundleFault[] = []
  const gaps = new Map<string, string>()
  const bySha256 = new Map(statements.map((each) => [each.sha256, each]))
  const followers = new Map<string, StatementFile>()
  // After a refusal the next statement goes on from the one before; so two may, once one of them
  // was refused.
  const refused = new Set(
    records.filter(({ record }) => record.kind === 'statement.refused').map(({ record }) => record.subject),
  )
  for (const [id, all] of said) if (all.some(({ outcome }) => !isAccepted(outcome))) refused.add(id)
  const wrong = (file: string, found: string) => faults.push(fault('sequence-broken', file, found))
  for (const each of statements) {
    const { statement, file, row } = each
    const { previous, from } = statement
    const before = previous === undefined ? undefined : bySha256.get(previous)
    if (before && before.statement.from.member !== from.member) {
      wrong(file, `names a statement of ${before.statement.from.member} as its sender's previous one`)
    } else if (before && before.statement.clock >= statement.clock) {
      wrong(
        file,
        `has clock ${statement.clock}, not above that of its sender's previous one, ${before.statement.clock}`,
      )
    } else if (previous !== undefined && !before) gaps.set(row.id, previous)
    if (refused.has(row.id) || row.standing === 'refused') continue
    const place = `${from.member} ${previous ?? ''}`
    const other = followers.get(place)
    if (other) wrong(file, `follows the same statement of ${from.member} as ${other.file} does`)
    else followers.set(place, each)
  }
  return { gaps, faults }
}

export const isAccepted = (outcome: Acknowledged['outcome']): boolean =>
  outcome === 'received' || outcome === 'duplicate'

/**
 * `standing-wrong`: what was acknowledged is kept; what was only refused is not, unless it was sent
 * again since.
 */
export function checkStanding(
  { statements, records }: Contents,
  said: ReadonlyMap<string, readonly Acknowledged[]>,
): BundleFault[] {
  const sentAgain = new Set(
    records.filter(({ record }) => record.kind === 'operator').map(({ record }) => record.subject),
  )
  return statements.flatMap(({ file, row }) => {
    // What was refused for a passing reason is on its way again.
    const final = (said.get(row.id) ?? []).filter(
      ({ outcome, problem }) => outcome !== 'refused' || verdictOf(problem ?? '') === 'final',
    )
    const outcomes = final.map(({ outcome }) => outcome)
    const accepted = outcomes.some(isAccepted)
    if (row.standing === 'refused' && accepted) {
      return [fault('standing-wrong', file, 'is said to be refused, and its recipient acknowledged it')]
    }
    if (row.standing === 'kept' && outcomes.length > 0 && !accepted && !sentAgain.has(row.id)) {
      return [fault('standing-wrong', file, 'is said to be kept, and its recipient only refused it')]
    }
    return []
  })
}
