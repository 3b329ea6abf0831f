// When a second person has to approve a message before it leaves: because the members agreed on it,
// because the message always asks for it, or because it gives something where nobody is bound to
// give (4.2, 5.2, 6.2, 8; 7.2).

import type { CaseCore } from '../../model/profile/case-core.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Role } from '../../model/role.ts'
import type { Approval } from '../../ports/doors.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import type { HeldAgreement } from '../trust/trust.ts'

/** Why a message of this type waits for a second person; undefined where it does not. */
export function whyFourEyes(
  { messages }: Profile,
  type: string,
  { agreement }: HeldAgreement,
  { discretionary }: Pick<CaseCore, 'discretionary'>,
  /** The case before the message, and our part in it. */
  before?: { readonly state: CaseCore; readonly from: Role },
): string | undefined {
  const { title = type, fourEyes, twoPersons } = messages[type] ?? {}
  if (fourEyes === 'always') return `two persons decide on a ${title}`
  if (fourEyes === 'at-discretion' && discretionary)
    return `execution of this request is at our discretion (12.7.2, 12.8): two persons decide on a ${title}`
  if (before && twoPersons?.(before.state, before.from))
    return `the other member cannot keep the terms: two persons decide on a ${title}`
  return agreement.parameters.fourEyes.includes(type) ? `the agreement asks for two persons for a ${title}` : undefined
}

/**
 * The evidence of an approval, which goes to disk with the message: else a crash between the two
 * would leave a message that nobody approved.
 */
export const approved = (
  approval: Approval | undefined,
  { drafter, message, of, at }: { drafter: string; message: string; of: string; at: number },
): EvidenceDraft[] =>
  approval === undefined
    ? []
    : [
        {
          at,
          kind: 'draft.approved',
          case: of,
          subject: approval.draft,
          data: { drafter, approver: approval.approver, message },
        },
      ]
