// What the statements of a case come to: folded once, for as long as its statements, their standing
// and its parts are the same.
import type { CaseState } from '../../case/case.ts'
import { retentionEventsOf } from '../../case/retention.ts'
import { fold } from '../../case/steps.ts'
import { type CaseMessage, type TermsInForce, termsInForce } from '../../case/terms-in-force.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { RetentionEvents } from '../../model/terms/retention.ts'
import type { CaseRow, ToldMessage } from '../../ports/rows.ts'

export interface Folded {
  readonly state: CaseState
  readonly events: RetentionEvents
  /** The latest instant that the other member has signed in it. */
  readonly signedMs: number
  inForce(content: string): TermsInForce | undefined
}

type Parts = Pick<CaseRow, 'role' | 'partner'>

interface Known extends Folded {
  readonly profile: Profile
  readonly parts: Parts
  /** Without the rows: their keys are destroyed in the store, and must not live on here. */
  readonly told: readonly CaseMessage['statement'][]
}

const known = new Map<string, Known>()
const mostStatements = 16_384
let statements = 0

/**
 * @param kept the messages that count, as the evidence of the case was found to say; a statement is
 *   the same as long as its text is.
 */
export function foldedOf(profile: Profile, row: Parts & { readonly id: string }, kept: readonly ToldMessage[]): Folded {
  const before = known.get(row.id)
  if (before && isSame(before, { profile, parts: row, kept })) return before
  forget(row.id)
  const told = kept.map(({ statement }) => statement)
  const messages = told.map((statement): CaseMessage => ({ statement }))
  const { role, partner } = row
  const state = fold(profile, row, kept)
  const inForce = termsInForce({ profile, messages, state })
  const bound = new Map<string, TermsInForce | undefined>()
  const folded: Known = {
    ...{ profile, parts: { role, partner }, told, state },
    events: retentionEventsOf({ profile, messages, state }),
    signedMs: kept.reduce(
      (latest, { direction, statement }) =>
        direction === 'in' ? Math.max(latest, Date.parse(statement.sentAt)) : latest,
      Number.NEGATIVE_INFINITY,
    ),
    inForce(content) {
      if (!bound.has(content)) bound.set(content, inForce(content))
      return bound.get(content)
    },
  }
  for (const [oldest] of known) {
    if (statements + told.length <= mostStatements) break
    forget(oldest)
  }
  known.set(row.id, folded)
  statements += told.length
  return folded
}

function forget(id: string): void {
  statements -= known.get(id)?.told.length ?? 0
  known.delete(id)
}

/** Direction and digest of a message were held against its statement. */
const isSame = (
  { profile, parts, told }: Known,
  now: { readonly profile: Profile; readonly parts: Parts; readonly kept: readonly ToldMessage[] },
): boolean =>
  profile === now.profile &&
  parts.role === now.parts.role &&
  parts.partner === now.parts.partner &&
  told.length === now.kept.length &&
  now.kept.every(({ statement }, index) => statement === told[index])
