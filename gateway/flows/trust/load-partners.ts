// The partners as their cards lie on disk. What an older version took and cannot be used, or makes
// two members one, is left out and named.

import type { TrustedCard } from '../../../crypto/card/card.ts'
import { currentLogOf, encryptionKeysOf, signingKeysOf } from '../../../crypto/card/card-keys.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandUsable } from '../../../crypto/card/card-use.ts'
import { heldChain } from '../../../crypto/card/chain.ts'
import type { EncryptionKey } from '../../../crypto/jose/engine.ts'
import type { WindowedVerifyingKey } from '../../../crypto/jose/signer.ts'
import type { SuiteName } from '../../../crypto/jose/suites.ts'
import type { KnownLog } from '../../../crypto/log/checkpoint.ts'
import { spiffeId } from '../../../crypto/x509/authority.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { DirectorySnapshot } from '../../ports/installation.ts'
import type { PartnerAddress } from '../../ports/line.ts'
import { identityClash, identityOf, type MemberIdentity, type Neighbour } from './clash.ts'
import { type RevocationPolicy, usualRevocation } from './revocation/policy.ts'

export interface Partner {
  readonly member: string
  readonly state: 'active' | 'suspended'
  /** It has two histories; until people have settled it, it is suspended. */
  readonly forked: boolean
  readonly revocation: RevocationPolicy
  readonly card: Card
  readonly cardSha256: string
  /** Its cards as they are held, the newest last. */
  readonly chain: string
  readonly address: PartnerAddress
  readonly suite: SuiteName
  /** Its evidence log, under the keys that its cards gave it and have not revoked. */
  readonly log: KnownLog
  /** What it is known by, and was before. */
  readonly identities: readonly MemberIdentity[]
  readonly theirs: readonly WindowedVerifyingKey[]
  readonly encryption: readonly {
    readonly key: EncryptionKey
    readonly notBeforeMs: number
    readonly notAfterMs: number
  }[]
}

/** What was laid down but cannot be used; the gateway starts without it and says so. */
export interface TrustFault {
  readonly what: string
  readonly problem: string
}

interface Held {
  readonly trusted: TrustedCard
  /** The cards before it. */
  readonly before: readonly Card[]
  readonly identities: readonly MemberIdentity[]
  readonly chain: string
  readonly state: Partner['state']
  readonly forked: boolean
  readonly proxy: string | undefined
  readonly revocation: RevocationPolicy
}

/**
 * Two active partners of one trust domain or log key are both left out, as nothing says which is
 * meant; a person does, by suspending the other, which gives way.
 */
export async function loadPartners(
  snapshot: DirectorySnapshot,
  ourselves: Neighbour,
  suite: SuiteName,
): Promise<{ partners: ReadonlyMap<string, Partner>; faults: readonly TrustFault[] }> {
  const faults: TrustFault[] = []
  const refuse = (member: string, error: unknown) =>
    faults.push({ what: `partner ${member}`, problem: error instanceof Error ? error.message : 'unreadable' })
  const held = new Map<string, Held>()
  const forked = new Set(snapshot.forks.map(({ member }) => member))
  for (const { member, state, card: chain, revocation, proxy, formerly = [] } of snapshot.partners) {
    try {
      const cards = (await heldChain(chain)).map((each) => each.trusted)
      const trusted = cards.at(-1) as TrustedCard
      if (trusted.card.member !== member)
        throw new Problem('card-invalid', `the card kept for ${member} is that of ${trusted.card.member}`)
      await demandUsable(trusted.card)
      held.set(member, {
        trusted,
        before: cards.slice(0, -1).map(({ card }) => card),
        identities: [...cards.map(({ card }) => identityOf(card)), ...formerly],
        chain,
        forked: forked.has(member),
        state: forked.has(member) ? 'suspended' : state,
        revocation: { ...usualRevocation, ...revocation },
        proxy,
      })
    } catch (error) {
      refuse(member, error)
    }
  }
  const partners = new Map<string, Partner>()
  for (const [member, each] of held) {
    const { trusted, state } = each
    try {
      const clash = identityClash(trusted.card, neighboursOf(state))
      if (clash !== undefined)
        throw new Problem('card-invalid', `${clash}; suspend the one that is wrong until its words were compared`)
      partners.set(member, await partnerFrom(each, suite))
    } catch (error) {
      refuse(member, error)
    }
  }
  return { partners, faults }

  /** Whom a partner in this state gives way to. */
  function neighboursOf(state: Partner['state']): Neighbour[] {
    const others = [...held.values()].filter((each) => each.state === 'active' || state === 'suspended')
    return [ourselves, ...others.map(({ trusted: { card }, identities }) => partnerAs({ card, identities }))]
  }
}

/** A partner as other cards are held against it. */
export const partnerAs = ({ card: { member, name }, identities }: Pick<Partner, 'card' | 'identities'>): Neighbour => ({
  ...{ member, name, identities },
  ours: false,
})

async function partnerFrom(held: Held, suite: SuiteName): Promise<Partner> {
  const { chain, state, forked, revocation, before, identities } = held
  const { card, sha256 } = held.trusted
  const [theirs, encryption] = await Promise.all([signingKeysOf(card), encryptionKeysOf(card)])
  const address = {
    member: card.member,
    endpoint: card.endpoint,
    uri: spiffeId(card.trustDomain),
    anchors: card.tls.anchors,
    pins: card.tls.pins,
    ...(held.proxy !== undefined && { proxy: held.proxy }),
  }
  return {
    member: card.member,
    state,
    forked,
    revocation,
    card,
    cardSha256: sha256,
    chain,
    address,
    suite,
    log: currentLogOf(card, before),
    identities,
    theirs: theirs.filter(({ key }) => key.suite === suite),
    encryption: encryption.filter(({ key }) => key.suite === suite),
  }
}
