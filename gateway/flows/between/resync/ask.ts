// One page of what a partner holds between the two of us, asked for and opened.
import { clockToleranceMs, iso } from '../../../../crypto/instants.ts'
import { utf8 } from '../../../../crypto/octets.ts'
import { type HeldPage, heldAskSha256, openHeldPage, signHeldAsk } from '../../../../crypto/statement/held.ts'
import type { PartnerLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { RevocationJudge } from '../../trust/revocation/judging.ts'
import type { Trust } from '../../trust/trust.ts'

export interface Asking {
  readonly line: Pick<PartnerLine, 'askHeld'>
  readonly revocation: Pick<RevocationJudge, 'keysOf'>
  readonly world: Pick<World, 'now'>
  trust(): Trust
}

/**
 * @param after where the page begins, as the partner counts; 0 for the first
 * @throws {CryptoError} `held` where what came is no answer of the partner to this · {Problem} of
 *   the line
 */
export async function askPage(
  { line, revocation, world, trust }: Asking,
  partner: Partner,
  { sinceMs, after }: { readonly sinceMs: number; readonly after: number },
): Promise<HeldPage> {
  const { us, ours, askWith } = trust()
  const { member, address, suite } = partner
  const at = iso(world.now())
  const jws = await signHeldAsk({ v: 1, from: us, to: member, at, since: iso(sinceMs), after }, askWith(member))
  const octets = utf8(await line.askHeld(address, jws))
  const opening = { us, peer: member, suite, ours, theirs: revocation.keysOf(partner), maxSkewMs: clockToleranceMs }
  return openHeldPage(octets, { ...opening, nowMs: world.now() }, heldAskSha256(jws))
}
