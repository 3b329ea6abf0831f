// When a second person has to approve a message before it leaves: because the members agreed on it,
// because the message always asks for it, because nobody is bound to say anything (4.2, 5.2, 6.2,
// 8; 7.2), or because the other side keeps less than the terms demand.

import type { JsonObject } from '../../../crypto/json.ts'
import { type Actor, actorOf, apart, nameOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { CaseCore } from '../../model/profile/case-core.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Role } from '../../model/role.ts'
import { type Unmet, unmetInWords } from '../../model/terms/assurance-classes.ts'
import type { Approval, Client } from '../../ports/doors/national.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import type { HeldAgreement } from '../trust/trust.ts'

/**
 * Writes in our name where nobody has to decide anything, in words that its profile fixes. No
 * client of the directory can have this id, and nobody else is this value.
 */
export const gatewayItself: Client = { id: '(gateway)', offices: 'all', roles: ['submit'] }

/**
 * Proposes in our name what a person has to look at: whatever it asks for is kept as a draft, which
 * one person approves, changes or withdraws.
 */
export const gatewayProposing: Client = { id: '(gateway proposes)', offices: 'all', roles: ['submit'] }

interface Leaving extends Pick<CaseCore, 'discretionary'> {
  /** The part that we play in the case. */
  readonly role: Role
  /** Who writes it; a person where that is not known yet. */
  readonly client?: Client
  /** The case as it stands before the message. */
  readonly before?: CaseCore
  /** What it says in clear, where it is written already. */
  readonly facts?: JsonObject
  /** Terms of which the other member declares less than they demand. */
  readonly unmet?: readonly Unmet[]
}

/** Why a message of this type waits for a second person; undefined where it does not. */
export function whyFourEyes(
  { messages }: Profile,
  type: string,
  { agreement }: HeldAgreement,
  { discretionary, role, client, before, facts, unmet = [] }: Leaving,
): string | undefined {
  const { title = type, fourEyes, effect, twoPersons } = messages[type] ?? {}
  const named = `${/^[aeiou]/.test(title) ? 'an' : 'a'} ${title}`
  if (client === gatewayProposing) return `the gateway proposes it: a person decides on ${named}`
  if (fourEyes === 'always') return `two persons decide on ${named}`
  // Any free text may give what nobody is bound to give; so may keys after an inability, on either
  // side.
  const gives = role === 'requested' || effect === 'gives-keys'
  if (discretionary && gives && client !== gatewayItself)
    return `execution of this request is at our discretion (12.7.2, 12.8): two persons decide on ${named}`
  const because = before && twoPersons?.(before, role, facts)
  if (because !== undefined) return `${because}: two persons decide on ${named}`
  if (unmet.length > 0)
    return `the other member keeps less than the terms demand, ${unmetInWords(unmet)}: two persons decide on ${named}`
  return agreement.parameters.fourEyes.includes(type) ? `the agreement asks for two persons for ${named}` : undefined
}

/** Where two persons are needed, a client that may state persons states one. */
export function whyUnstated({ id, persons, person }: Client): Problem | undefined {
  if (!persons || person !== undefined) return undefined
  const said = `two persons are needed here, and client ${id} does not say for which one it acts`
  return new Problem('person-missing', said, { field: 'Bulla-Person' })
}

/** @throws {Problem} `person-missing` */
export function demandStated(client: Client): void {
  const problem = whyUnstated(client)
  if (problem) throw problem
}

/**
 * Another person than any of those who acted before. The gateway itself is none.
 * @param said what these did and another one is to do, as the refusal has it
 * @throws {Problem} `approver-same`, `person-missing`
 */
export function demandAnother(before: readonly Actor[], client: Client, said: string): void {
  demandStated(client)
  const actor = actorOf(client)
  const persons = before.filter(({ client: id }) => id !== gatewayItself.id && id !== gatewayProposing.id)
  if (persons.some((each) => apart(each, actor) === 'same'))
    throw new Problem('approver-same', `${nameOf(actor)} ${said}`)
  const unknown = persons.find((each) => apart(each, actor) === 'unknown')
  if (unknown)
    throw new Problem(
      'person-missing',
      `of ${unknown.person === undefined ? `client ${unknown.client}` : `client ${client.id}`} no person is known, and of the other one it is; so nobody knows that they are two`,
      { field: 'Bulla-Person' },
    )
}

/**
 * The evidence of an approval, which goes to disk with the message: else a crash between the two
 * would leave a message that nobody approved.
 */
export const approved = (
  approval: Approval | undefined,
  { drafter, message, of, at }: { drafter: Actor; message: string; of: string; at: number },
): EvidenceDraft[] =>
  approval === undefined
    ? []
    : [
        {
          at,
          kind: 'draft.approved',
          case: of,
          subject: approval.draft.id,
          data: {
            drafter: drafter.client,
            ...(drafter.person !== undefined && { drafterPerson: drafter.person }),
            approver: approval.approver.client,
            ...(approval.approver.person !== undefined && { approverPerson: approval.approver.person }),
            ...{ message, revision: approval.draft.revision },
          },
        },
      ]
