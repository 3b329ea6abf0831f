// How a partner's certificates stand now: judged by what is held, without waiting for anybody.

import type { Card } from '../../../../crypto/card/card-shape.ts'
import type { WindowedVerifyingKey } from '../../../../crypto/jose/signer.ts'
import type { World } from '../../../ports/world.ts'
import type { Partner } from '../load-partners.ts'
import type { HeldLists } from './held.ts'
import { type Link, ofCard, shownName } from './links.ts'
import { type RevocationPolicy, type Standing, standingUnder } from './policy.ts'

export interface RevocationJudge {
  /** Of a path of certificates: its worst. */
  standing(policy: RevocationPolicy, links: readonly Link[]): Standing
  /** The partner's signing keys; those that were revoked, or that nobody speaks for, say why. */
  keysOf(partner: Partner): readonly WindowedVerifyingKey[]
  /** Of a signing key that a card names. */
  signer(policy: RevocationPolicy, card: Card, kid: string): Standing
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
  const signer = (policy: RevocationPolicy, card: Card, kid: string): Standing =>
    standing(policy, ofCard(card).signing.get(kid) ?? [])
  return {
    standing,
    signer,
    keysOf: (partner) =>
      partner.theirs.map((each) => {
        const stands = signer(partner.revocation, partner.card, each.key.kid)
        return stands.as === 'good' ? each : { ...each, refused: stands.reason }
      }),
  }
}
