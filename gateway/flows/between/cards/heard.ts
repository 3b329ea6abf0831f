// What partners say of a member that lost everything: kept beside its card that waits, shown to the
// two persons who decide, and counted. It takes no card by itself.
import type { Card } from '../../../../crypto/card/card-shape.ts'
import { believedAgain, claimedSha256, longestChain, newestIn, readLines } from '../../../../crypto/card/chain.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { claimedIntroducer, demandMeans, readIntroduction } from '../../../../crypto/statement/introduction.ts'
import { type Actor, actorOf } from '../../../model/client/actor.ts'
import { type Limits, windowOf } from '../../../model/limits/limits.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { IntroductionRow, NodeStore, WaitingCardRow } from '../../../ports/keeping.ts'
import type { ReceivingStore } from '../../../ports/receiving.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { movedFrom } from '../../trust/clash.ts'
import type { Partner } from '../../trust/load-partners.ts'
import { type Counted, type Counting, counted } from './counting.ts'

export interface Hearing extends Counting {
  readonly store: NodeStore & ReceivingStore
  readonly world: Pick<World, 'now' | 'randomOctets'>
  readonly log: Log
  readonly limits: Pick<Limits, 'demandCount'>
  /** How many introductions stand for the words; 0 for never. */
  readonly wanted: number
}

/** How a card stands by what partners said of it. */
export interface Introduced {
  readonly wanted: number
  readonly of: readonly Counted[]
  /** Who counts. */
  readonly by: readonly string[]
  /** People need no words. */
  readonly enough: boolean
}

/** The card was taken on the word of these: that is remembered while it is in use. */
export async function rely(
  deps: Hearing,
  { member, sha256 }: WaitingCardRow,
  members: readonly string[],
): Promise<void> {
  for (const row of await heardOf(deps, member, sha256)) {
    if (row.state !== 'heard' || !members.includes(row.member)) continue
    const relied: IntroductionRow = { ...row, state: 'relied', at: deps.world.now(), revision: row.revision + 1 }
    await deps.store.moveIntroduction(row, { from: row.revision, row: relied }, [])
  }
}

/**
 * A partner introduces another member.
 * @throws {Problem} `introduction-refused`, `too-many-requests`
 */
export async function hearOnLine(deps: Hearing, { member }: Partner, jws: string): Promise<void> {
  const { store, world, limits } = deps
  const now = world.now()
  const { since } = windowOf('introductions', now)
  const spent = () => store.spent(member, 'introductions', since)
  // Whoever has had enough costs no write; and of those that come at once each counts itself.
  limits.demandCount(member, 'introductions', 1 + (await spent()), now)
  await store.spend({ member, what: 'introductions', since, count: 1 })
  limits.demandCount(member, 'introductions', await spent(), now)
  await hear(deps, member, jws, { way: 'line' })
}

/**
 * The same out of a file, which a person of ours was given.
 * @throws {Problem} `introduction-refused`
 */
export async function hearFromFile(deps: Hearing, client: Client, jws: string): Promise<void> {
  const from = await refusing(deps, '(file)', async () => claimedIntroducer(jws))
  await hear(deps, from, jws, { way: 'file', ...actorOf(client) })
}

type Way = { readonly way: 'line' } | ({ readonly way: 'file' } & Actor)

const hear = (deps: Hearing, from: string, jws: string, way: Way): Promise<void> =>
  refusing(deps, from, async () => {
    const { store, world, trust, wanted } = deps
    if (wanted === 0) throw unheard('introductions are not taken here; people compare the words')
    const partner = trust().partners.get(from)
    if (partner?.state !== 'active') throw unheard(`${from} is no partner here that the exchange goes on with`)
    const keys = deps.revocation.keysOf(partner)
    const said = await readIntroduction(jws, { from, to: trust().us, keys, nowMs: world.now() })
    const waiting = (await store.waitingCards()).find(
      ({ member, sha256, state, until }) =>
        member === said.about && sha256 === said.card && state === 'waiting' && world.now() < until,
    )
    if (waiting === undefined) throw unheard(`no card ${said.card} of ${said.about} waits here`)
    demandMeans(said, await cardIn(waiting), waiting.sha256)
    const rows = await heardOf(deps, said.about, said.card)
    const known = rows.find(({ member }) => member === from)
    if (known?.state === 'relied') throw unheard(`card ${said.card} was taken and replaced; its words are compared`)
    const [at, until] = [Date.parse(said.at), Date.parse(said.until)]
    if (known !== undefined && Date.parse(said.at) <= known.at) return
    const row: IntroductionRow = {
      ...{ what: 'heard', about: said.about, card: said.card, member: from, state: 'heard' },
      ...{ at, until, jws, decisions: '[]', revision: (known?.revision ?? 0) + 1 },
    }
    const { about, card, seenOn } = said
    const data = { act: 'introduction heard', about, card, seenOn, until: said.until, introduction: jws, ...way }
    const evidence = leavesOf(world, [{ at: world.now(), kind: 'operator', case: null, subject: from, data }])
    if (await store.moveIntroduction(row, { from: known?.revision ?? null, row }, evidence))
      record(deps.log, 'introduction.heard', { partner: from, member: about, sha256: card, seenOn })
  })

export async function standing(deps: Hearing, partner: Partner, row: WaitingCardRow): Promise<Introduced> {
  const { wanted } = deps
  // What a card was taken on before stands for nothing when it is shown once more.
  const rows = (await heardOf(deps, row.member, row.sha256)).filter(({ state }) => state === 'heard')
  const nothing = { wanted, of: [], by: [], enough: false }
  if (rows.length === 0) return nothing
  const card = await cardIn(row)
  const of = await counted(deps, rows, { card, sha256: row.sha256, inUse: partner.card })
  const by = of.filter(({ why }) => why === undefined).map(({ member }) => member)
  // They say whose keys these are; what else a card changes, and which of two histories holds, they
  // do not.
  const settles = row.why === 'chain' && !partner.forked && movedFrom(partner.card, card) === undefined
  return { wanted, of, by, enough: settles && wanted > 0 && by.length >= wanted }
}

/** A card that waits, whose text is that of its digest. */
async function cardIn({ offered, sha256 }: WaitingCardRow): Promise<Card> {
  const trusted = await believedAgain(newestIn(offered))
  if (trusted.sha256 !== sha256) throw new CryptoError('introduction', `the text of card ${sha256} here is another`)
  return trusted.card
}

const heardOf = async ({ store }: Pick<Hearing, 'store'>, about: string, card: string) =>
  (await store.introductions()).filter((row) => row.what === 'heard' && row.about === about && row.card === card)

/** Lets go those whose card waits no longer, and tells whose turned out wrong. */
export async function reviewHeard(deps: Hearing): Promise<void> {
  const { store } = deps
  const waiting = (await store.waitingCards()).filter(({ state }) => state !== 'refused')
  for (const row of await store.introductions()) {
    if (row.what !== 'heard') continue
    const waits = waiting.some(({ member, sha256 }) => member === row.about && sha256 === row.card)
    if (row.state === 'relied') await reviewRelied(deps, row)
    else if (!waits) await store.moveIntroduction(row, { from: row.revision, row: null }, [])
  }
}

/**
 * Whether the card that was taken on the strength of it is still what the cards in use follow. If
 * people have put one in its place that does not, whoever introduced it is named.
 */
async function reviewRelied({ store, world, log, trust }: Hearing, row: IntroductionRow): Promise<void> {
  const partner = trust().partners.get(row.about)
  const chain = partner === undefined ? [] : readLines(partner.chain)
  if (chain.some((jws) => claimedSha256(jws) === row.card)) return
  // Whoever is gone, and whoever has had so many cards since, says nothing of it any more.
  const wrong = partner !== undefined && chain.length < longestChain
  const { about, card, member: from, jws } = row
  const data = { act: 'introduction wrong', about, card, introduction: jws, now: partner?.cardSha256 ?? null }
  const evidence = leavesOf(world, [{ at: world.now(), kind: 'operator', case: null, subject: from, data }])
  const ended = await store.moveIntroduction(row, { from: row.revision, row: null }, wrong ? evidence : [])
  if (ended && wrong) record(log, 'introduction.wrong', { partner: from, member: about, sha256: card })
}

const unheard = (message: string): CryptoError => new CryptoError('introduction', message)

/** What it says is for its maker to mend; whom else we know is in none of these sentences. */
async function refusing<T>({ log }: Hearing, from: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    record(log, 'introduction.refused', { partner: from, problem: cause.message })
    throw new Problem('introduction-refused', cause.message, { cause })
  }
}
