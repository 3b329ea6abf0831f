// Newer cards of partners that do not take their place by themselves: each waits until two persons
// have said yes to it, or one has refused it. Before that nothing is believed by it.

import { readCard, type TrustedCard } from '../../../../crypto/card/card.ts'
import { claimedSha256, followChain, heldChain, newestIn } from '../../../../crypto/card/chain.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { dayMs } from '../../../../crypto/instants.ts'
import { type Actor, actorOf } from '../../../model/client/actor.ts'
import { type Limits, windowOf } from '../../../model/limits/limits.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { Directory } from '../../../ports/installation.ts'
import type { NodeStore, WaitingCardRow } from '../../../ports/keeping.ts'
import type { ReceivingStore } from '../../../ports/receiving.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import type { Secrets } from '../../content/secrets.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { demandSigner, neighboursOf, type Unfollowed } from '../../trust/accept-card.ts'
import { readUnfollowed } from '../../trust/admit-card.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { RevocationJudge } from '../../trust/revocation/judging.ts'
import type { Trust } from '../../trust/trust.ts'

export interface Deciding {
  readonly store: NodeStore & ReceivingStore
  readonly directory: Pick<Directory, 'saveCard' | 'settleFork'>
  readonly secrets: Pick<Secrets, 'mark' | 'encryptLasting' | 'decrypt'>
  readonly world: Pick<World, 'now' | 'id' | 'randomOctets'>
  readonly log: Log
  readonly revocation: Pick<RevocationJudge, 'signer'>
  trust(): Trust
  /** Resolves when what lies in the directory is in force here. */
  refresh(): Promise<void>
  readonly limits: Pick<Limits, 'demandCount'>
}

/**
 * Counts new cards of a partner before they are kept: each is kept for good.
 * @throws {Problem} `too-many-requests`
 */
export async function countCards(
  { store, world, limits }: { store: ReceivingStore; world: Pick<World, 'now'>; limits: Pick<Limits, 'demandCount'> },
  member: string,
  cards: number,
): Promise<void> {
  const now = world.now()
  const { since } = windowOf('cards', now)
  const spent = () => store.spent(member, 'cards', since)
  // Whoever has had enough costs no write; and of those that come at once each counts itself.
  limits.demandCount(member, 'cards', cards + (await spent()), now)
  await store.spend({ member, what: 'cards', since, count: cards })
  limits.demandCount(member, 'cards', await spent(), now)
}

export const waitingLimits = {
  /** So long people have, and so long a card that was refused is not asked about again. */
  keptMs: 14 * dayMs,
  /** Of one partner for one reason: whoever has no next key fills no place of who has one. */
  alike: 4,
  /** Of one partner, with those that were refused. */
  remembered: 16,
} as const

/**
 * Has people asked about a card that a partner offered; a card that waits already goes on waiting.
 * @returns whether it waits; `false` for what is unsound, was refused, or is too much.
 */
export async function askPeople(deps: Deciding, partner: Partner, card: Unfollowed, by?: Actor): Promise<boolean> {
  const { store, world, log } = deps
  const { member } = partner
  const jws = newestIn(card.offered)
  const trusted = await soundOf(deps, partner, { jws, why: card.why })
  if (trusted === undefined) return false
  const { sha256 } = trusted
  const rows = (await store.waitingCards()).filter((row) => row.member === member)
  const known = rows.find((row) => row.sha256 === sha256)
  if (known?.held === partner.cardSha256) return known.state !== 'refused'
  const alike = rows.filter(({ state, why }) => state === 'waiting' && why === card.why)
  if (!known && (alike.length >= waitingLimits.alike || rows.length >= waitingLimits.remembered)) return false
  await countCards(deps, member, 1)
  const at = world.now()
  const row: WaitingCardRow = {
    ...{ member, sha256, at, until: at + waitingLimits.keptMs, held: partner.cardSha256 },
    ...{ offered: card.offered.trim(), why: card.why, found: card.found },
    // What was said of it beside another card in use is not said of it beside this one.
    ...{ state: 'waiting', decisions: '[]', revision: (known?.revision ?? 0) + 1 },
  }
  const { sequence } = trusted.card
  const data = { act: 'card waits', sequence, sha256, held: row.held, why: row.why, ...by }
  const evidence = leavesOf(world, [{ at, kind: 'operator', case: null, subject: member, data }])
  if (await store.moveWaitingCard(row, { from: known?.revision ?? null, row }, evidence))
    record(log, 'card.waiting', { partner: member, sequence, sha256, problem: card.found })
  return true
}

/**
 * Has people asked about a card that came as a file, as that of a member does whom nothing vouches
 * for on the line any more.
 * @returns its SHA-256. @throws {Problem} `card-invalid`, `partner-unknown`
 */
export async function askAboutFile(deps: Deciding, client: Client, offered: string): Promise<string> {
  try {
    const { card, sha256 } = await readCard(offered, { trusting: 'first-contact', nowMs: deps.world.now() })
    const partner = deps.trust().partners.get(card.member)
    if (partner === undefined)
      throw new Problem('partner-unknown', `${card.member} is not among our partners; "bulla partner add" begins that`)
    const found = await whyUnfollowed(deps, partner, offered)
    if (await askPeople(deps, partner, { offered, why: 'chain', found }, actorOf(client))) return sha256
    await judged(deps, partner, { jws: offered, why: 'chain' })
    throw new CryptoError('card', `card ${sha256} was refused a while ago, or enough of ${card.member} wait already`)
  } catch (error) {
    if (error instanceof CryptoError) throw new Problem('card-invalid', error.message, { cause: error })
    throw error
  }
}

/** @throws {CryptoError} where nobody has to be asked */
async function whyUnfollowed({ world }: Deciding, partner: Partner, offered: string): Promise<string> {
  const known = await heldChain(partner.chain)
  let found: string
  try {
    const followed = await followChain(known, [offered], world.now())
    found = 'fork' in followed ? 'two cards follow one' : followed.taken.length === 0 ? 'it is in use' : 'it follows'
  } catch (error) {
    if (error instanceof CryptoError) return error.message
    throw error
  }
  throw new CryptoError('card', `${found}: "bulla partner add" takes a card that follows, or compares its words`)
}

/** As it would be taken now; undefined where nobody needs to be asked about it. */
export async function soundOf(
  deps: Deciding,
  partner: Partner,
  card: { readonly jws: string; readonly why: Unfollowed['why'] },
): Promise<TrustedCard | undefined> {
  try {
    return await judged(deps, partner, card)
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

/** @throws {CryptoError} where it could not be taken, whatever people say */
export async function judged(
  { trust, world, revocation }: Deciding,
  partner: Partner,
  { jws, why }: { readonly jws: string; readonly why: Unfollowed['why'] },
): Promise<TrustedCard> {
  const nowMs = world.now()
  const neighbours = neighboursOf(trust())
  const trusted = await readUnfollowed(jws, { inUse: partner.card, chained: why === 'moved', neighbours, nowMs })
  demandSigner(revocation, partner, trusted)
  return trusted
}

/** The partner whose card in use it was held against; undefined where that is another by now. */
export function partnerOf({ trust }: Pick<Deciding, 'trust'>, row: WaitingCardRow): Partner | undefined {
  const partner = trust().partners.get(row.member)
  if (partner === undefined || partner.cardSha256 !== row.held) return undefined
  return row.why === 'fork' && !partner.forked ? undefined : partner
}

/**
 * Lets go what waits no longer: its time is over, or another card is in use. What was said of a
 * card beside one card in use counts for no other.
 */
export async function endWaiting(deps: Deciding, row: WaitingCardRow, act: string): Promise<void> {
  const { store, world } = deps
  const data = { act, sha256: row.sha256, held: row.held }
  const evidence = leavesOf(world, [{ at: world.now(), kind: 'operator', case: null, subject: row.member, data }])
  await store.moveWaitingCard(row, { from: row.revision, row: null }, evidence)
}

/** Whether the text is that of the card: whoever writes to the store changes neither alone. */
export const isWhole = ({ offered, sha256 }: WaitingCardRow): boolean => claimedSha256(newestIn(offered)) === sha256
