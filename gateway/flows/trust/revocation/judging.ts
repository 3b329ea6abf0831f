// How a partner's certificates stand now: judged by what is held, without waiting for anybody.

import type { WindowedVerifyingKey } from '../../../../crypto/jose/signer.ts'
import type { World } from '../../../ports/world.ts'
import type { Partner } from '../load-partners.ts'
import type { HeldLists } from './held.ts'
import { type Link, ofPartner, shownName } from './links.ts'
import { type RevocationPolicy, type Standing, standingUnder } from './policy.ts'

export interface RevocationJudge {
  /** Of a path of certificates: its worst. */
  standing(policy: RevocationPolicy, links: readonly Link[]): Standing
  /** The partner's signing keys; those that were revoked, or that nobody speaks for, say why. */
  keysOf(partner: Partner): readonly WindowedVerifyingKey[]
}

export function revocationJudge(held: Pick<HeldLists, 'found'>, world: Pick<World, 'now'>): RevocationJudge {
  const standing = (policy: RevocationPolicy, links: readonly Link[]): Standing => {
    const nowMs = world.now()
    let worst: Standing = { as: 'good' }
    for (const link of links) {
      const one = standingUnder(policy, held.found(link), nowMs)
      if (one.as === 'good') continue
      const told = { as: one.as, reason: `${shownName(link.certificate.subject)}: ${one.reason}` }
      if (one.as === 'revoked') return told
      worst = told
    }
    return worst
  }
  return {
    standing,
    keysOf: (partner) =>
      partner.theirs.map((each) => {
        const stands = standing(partner.revocation, ofPartner(partner).signing.get(each.key.kid) ?? [])
        return stands.as === 'good' ? each : { ...each, refused: stands.reason }
      }),
  }
}
