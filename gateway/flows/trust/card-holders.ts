// Which partner holds which of our cards. A partner says it when it is shown one, and in each
// receipt; until it has, we sign with what it surely knows.

import { claimedSha256, newestIn, readLines, sequenceIn } from '../../../crypto/card/chain.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { CardHolderRow, NodeStore } from '../../ports/keeping.ts'
import type { CardHeld, PartnerLine } from '../../ports/line.ts'
import type { World } from '../../ports/world.ts'
import { describeFailure, type Log, record } from '../../watch/log.ts'
import type { Partner } from './load-partners.ts'
import type { Trust } from './trust.ts'

/** A card of ours that a partner has said it holds, and when it first did, by our clock. */
export interface CardAcknowledged extends CardHeld {
  readonly at: number
}

/**
 * In memory for whoever signs, and in the store for the next start: a partner that is away then is
 * known to hold what it held. Everybody is shown our card once after a start all the same, and what
 * it says first counts, as it may have gone back to a backup.
 */
export interface CardHolders {
  /** The newest card of ours that this partner is known to hold. */
  heldBy(partner: string): CardAcknowledged | undefined
  /** A partner has said which card of ours it holds. */
  heard(partner: string, held: CardHeld): void
  /** What it held is of a chain that we began anew. */
  forget(partner: string): void
  /** It holds one that we did not make; false where that is known already. */
  heardForeign(partner: string, held: CardHeld): boolean
  /** Who holds a card in our name that we did not make. */
  deceived(): readonly string[]
  /** Whether this partner has said nothing since the start. */
  isSilent(partner: string): boolean
  /** What was said to another node, or before this start. */
  remember(rows: readonly CardHolderRow[]): void
  /** What was said here and is not in the store yet. */
  unkept(): readonly CardHolderRow[]
  /** It is in the store now. */
  kept(rows: readonly CardHolderRow[]): void
}

export function cardHolders(world: Pick<World, 'now'>): CardHolders {
  const holds = new Map<string, CardAcknowledged>()
  const foreign = new Map<string, string>()
  const spoken = new Set<string>()
  const unkept = new Set<string>()
  return {
    heldBy: (partner) => holds.get(partner),
    heard(partner, held) {
      const known = holds.get(partner)
      const first = !spoken.has(partner)
      spoken.add(partner)
      foreign.delete(partner)
      if (known?.sha256 === held.sha256 || (known && !first && known.sequence > held.sequence)) return
      holds.set(partner, { ...held, at: world.now() })
      unkept.add(partner)
    },
    forget: (partner) => holds.delete(partner),
    isSilent: (partner) => !spoken.has(partner),
    remember(rows) {
      for (const { member, ...held } of rows)
        if (!unkept.has(member) && (holds.get(member)?.sequence ?? 0) < held.sequence) holds.set(member, held)
    },
    unkept: () =>
      [...unkept].flatMap((member) => {
        const held = holds.get(member)
        return held ? [{ member, ...held }] : []
      }),
    kept(rows) {
      for (const { member, sha256 } of rows) if (holds.get(member)?.sha256 === sha256) unkept.delete(member)
    },
    heardForeign(partner, { sha256 }) {
      const known = foreign.get(partner) === sha256
      foreign.set(partner, sha256)
      return !known
    },
    deceived: () => [...foreign.keys()],
  }
}

interface Showing {
  line: Pick<PartnerLine, 'offerCards' | 'offerFork'>
  log: Log
  holders: CardHolders
  trust(): Trust
}

/**
 * Shows our cards to every partner that does not hold the newest one, and passes on each proof of
 * a fork. Who cannot be reached is asked again with the next round.
 */
export function showingCards(deps: Showing): () => Promise<void> {
  const passedOn = new Set<string>()
  return async () => {
    const { partners, cardSha256, forks } = deps.trust()
    const active = [...partners.values()].filter(({ state }) => state === 'active')
    await Promise.all(
      active.map(async (partner) => {
        const { holders } = deps
        if (holders.heldBy(partner.member)?.sha256 !== cardSha256 || holders.isSilent(partner.member))
          await show(deps, partner)
        for (const { member, text } of forks) {
          const key = `${partner.member} ${text}`
          if (member === partner.member || passedOn.has(key)) continue
          if (await passOn(deps, partner, member, text)) passedOn.add(key)
        }
      }),
    )
  }
}

/**
 * Takes up what the store says, and keeps there what was said here; to be called before anything is
 * signed, and again and again.
 */
export function keepingHolders(deps: {
  readonly store: NodeStore
  readonly holders: CardHolders
  trust(): Trust
}): () => Promise<void> {
  const { store, holders } = deps
  return async () => {
    const { ownChain } = deps.trust()
    // A chain that begins anew has lower numbers: what was said of the one that was lost is over.
    holders.remember((await store.cardHolders()).filter((row) => isOurs(ownChain, row)))
    const rows = holders.unkept()
    if (rows.length === 0) return
    await store.saveCardHolders(rows)
    holders.kept(rows)
  }
}

async function show({ line, log, holders, trust }: Showing, { member, address }: Partner): Promise<void> {
  try {
    const held = await line.offerCards(address, trust().ownChain)
    hearHeld({ log, holders, trust }, member, held)
  } catch (error) {
    tellRefusal(log, member, 'our card', error)
  }
}

async function passOn({ line, log }: Showing, { member, address }: Partner, about: string, text: string) {
  try {
    await line.offerFork(address, text)
    return true
  } catch (error) {
    tellRefusal(log, member, `the proof that ${about} has two cards of one number`, error)
    // Who refuses it holds no card of that member, and will not tomorrow.
    return error instanceof Problem && error.code === 'partner-refused'
  }
}

/**
 * A partner has said which card of ours it holds. One that we did not make is told: somebody signs
 * in our name.
 */
export function hearHeld({ log, holders, trust }: Omit<Showing, 'line'>, partner: string, held: CardHeld): void {
  const { ownChain } = trust()
  const known = holders.heldBy(partner)
  // A chain that begins anew has lower numbers than the one that was lost.
  if (known !== undefined && !isOurs(ownChain, known)) holders.forget(partner)
  if (isOurs(ownChain, held)) holders.heard(partner, held)
  else if (holders.heardForeign(partner, held)) record(log, 'card.foreign', { partner, ...held })
}

/** That a partner is away is told by its line. */
function tellRefusal(log: Log, partner: string, what: string, error: unknown): void {
  if (error instanceof Problem && error.code === 'partner-unreachable') return
  record(log, 'card.refused', { partner, what, problem: describeFailure(error) })
}

/** Whether it is one of the cards that we made; older ones than the chain holds count by number. */
function isOurs(ownChain: string, { sequence, sha256 }: CardHeld): boolean {
  const lines = readLines(ownChain)
  const newest = sequenceIn(newestIn(ownChain))
  if (sequence > newest) return false
  return sequence <= newest - lines.length || lines.some((jws) => claimedSha256(jws) === sha256)
}
