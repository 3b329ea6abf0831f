// What both doors ask of a message because of what holds between the two members, beside the rules
// of its own case.

import { canonical } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import { readAgreement } from '../../model/agreement.ts'
import { Problem } from '../../model/problems/problems.ts'
import { messageType } from '../../model/profile/message.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Role } from '../../model/role.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'
import { endingOf, type Side, type Suspension, suspensionOf } from './pair.ts'

/** A message as far as the pair is concerned. */
interface About {
  readonly profile: Profile
  readonly type: string
  readonly held: HeldAgreement
  /** Our side of its case. */
  readonly side: Side
  /** The sender's day. */
  readonly localDate: string
  /** The form of the body. */
  readonly form: JsonObject
}

/**
 * At the national door: nothing is written that rests while obligations are suspended (11.2), that
 * opens a case under an agreement which has ended (12.1), or that proposes a text which is not the
 * one it names.
 * @throws {Problem} `pair-suspended`, `agreement-unknown`, `agreement-invalid`
 */
export async function demandAllowed(store: CasesStore, trust: Trust, about: About): Promise<void> {
  const { profile, type, side } = about
  demandText(trust, about)
  await demandAgreementGoesOn(store, about)
  if (!mayRest(profile, type)) return
  const suspension = await suspensionOf(store, side)
  if (suspension) throw pairSuspended(about, side.role, trust.us, suspension)
}

export const mayRest = (profile: Profile, type: string): boolean =>
  profile.scope === 'case' && !messageType(profile, type).whileSuspended

/**
 * Cases that are open go on; what is between the members goes on too, since that is how they come
 * to another agreement.
 */
export async function demandAgreementGoesOn(
  store: CasesStore,
  { profile, type, held, localDate }: About,
): Promise<void> {
  if (profile.scope !== 'case' || !messageType(profile, type).opens) return
  const ending = await endingOf(store, held)
  if (ending === undefined || localDate <= ending.lastDay) return
  throw new Problem(
    'agreement-unknown',
    `agreement ${held.agreement.id} ended on ${ending.lastDay} (${ending.thread}); cases that are open go on, new ones need another agreement`,
    { paragraph: '12.1' },
  )
}

/** Says since when and what keeps flowing, so that nobody has to look it up. */
export function pairSuspended(
  { profile, type, side }: About,
  sender: Role,
  us: string,
  { ours, on, thread }: Suspension,
): Problem {
  const [by, to] = ours ? [us, side.partner] : [side.partner, us]
  const flowing = Object.entries(profile.messages)
    .filter(([, { from, whileSuspended }]) => whileSuspended && (from === 'either' || from === sender))
    .map(([name]) => name)
  return new Problem(
    'pair-suspended',
    `${by} has suspended its obligations to ${to} since ${on} (${thread}); a ${messageType(profile, type).title} rests until it resumes them. What keeps flowing: ${flowing.join(', ')}`,
    { paragraph: '11.2' },
  )
}

/**
 * A proposal names its text by a digest that both members compute alike, and the text is one
 * between these two. An id means one text: what is laid down under it is never exchanged for
 * another.
 */
export function demandText({ us, agreements }: Trust, { profile, type, form, side }: About): void {
  const agrees = Object.values(profile.states).some((row) => row.agrees)
  if (!agrees || !messageType(profile, type).opens) return
  const agreement = readAgreement(form.agreement)
  const found = sha256Hex(canonical(agreement))
  if (found !== form.sha256) throw unfit('/sha256', `the text has the SHA-256 ${found}, the proposal names another one`)
  if (![us, side.partner].every((member) => agreement.members.includes(member)))
    throw unfit('/agreement/members', `the proposal is one between ${us} and ${side.partner}`)
  const known = agreements.get(agreement.id)
  if (known !== undefined && known.sha256 !== found)
    throw unfit('/agreement/id', `another text is laid down as ${agreement.id}; a new text has an id of its own`)
}

const unfit = (field: string, message: string) =>
  new Problem('agreement-invalid', message, { field, paragraph: '12.1' })
