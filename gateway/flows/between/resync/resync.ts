// A restored store is brought up to what partners hold: each is asked, page by page, before the
// doors open and again and again until it has answered. A store that was set back without a word is
// found by the same question. Where the log went back with it, what we had said to partners is done
// again as well, and nothing else.

import { CryptoError } from '../../../../crypto/fault.ts'
import { clockToleranceMs, iso } from '../../../../crypto/instants.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { RestoredRow, RestoredStore, RestoringStore } from '../../../ports/receiving.ts'
import { record } from '../../../watch/log.ts'
import { whyPairOpen } from '../../content/restored.ts'
import type { Secrets } from '../../content/secrets.ts'
import type { EvidenceLog } from '../../evidence/evidence-log.ts'
import { endMark, restoreActs } from '../../evidence/genuine/restore-held.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import type { Believing } from '../../trust/clock.ts'
import type { Partner } from '../../trust/load-partners.ts'
import { type Asking, askPage } from './ask.ts'
import { falseAnswer, type Judged, type JudgingHeld, judgePage } from './judge.ts'
import { openLost } from './opened.ts'
import { type TakingReceipts, takeReceipts } from './receipts.ts'
import { type TakingBack, takeBack } from './take-back.ts'

export interface Resyncing extends Asking, JudgingHeld, TakingBack, TakingReceipts {
  readonly store: JudgingHeld['store'] & TakingBack['store']
  readonly evidenceLog: JudgingHeld['evidenceLog'] & TakingBack['evidenceLog']
  readonly clock: Believing
  readonly world: TakingBack['world']
  readonly log: TakingBack['log']
  trust: JudgingHeld['trust']
  /** Finishes what disposals have begun. */
  destroy(): Promise<void>
  /** The offices have news. */
  news(): void
  readonly remembered: Remembered
}

/** What this process knows of its looks. */
export interface Remembered {
  /** When the newest record of the start was made, in ms; null where there was none. */
  newestAt?: number | null
  /** Partners that were asked, where nothing says that the store was restored. */
  readonly looked: Set<string>
  /** Why a partner did not answer: said once. */
  readonly said: Map<string, string>
}

const resyncLimits = {
  /** Of one partner in one turn; the rest follows with the next. */
  pagesAtOnce: 64,
  /** Of one partner in all: who gives more is not believed. */
  pages: 10_000,
} as const

/**
 * One turn. While there is a mark each partner that has not answered is asked on, and where all is
 * settled the mark goes; where there is none, each is asked once whether there should be.
 */
export async function resynchronise(deps: Resyncing): Promise<void> {
  const { store, evidenceLog, clock } = deps
  if (clock.amiss() !== undefined || isStopped(evidenceLog)) return
  const rows = await store.restored()
  const mark = rows.find(({ what }) => what === 'mark')
  if (!mark) {
    const isMarked = evidenceLog.behind() === undefined ? await lookBack(deps) : await markSetBack(deps)
    if (isMarked) await resynchronise(deps)
    return
  }
  await keepSeen(deps)
  await begin(deps, mark)
  const pairs = pairsIn(rows)
  await Promise.all(
    activePartners(deps).map(async (partner) => {
      const pair = pairs.get(partner.member) ?? asking(deps, partner.member)
      // What a person settled was settled for a log that is in step.
      const isSettled = pair.state === 'settled' && evidenceLog.behind() !== undefined
      if (pair.state === 'asked' || isSettled) await askOn(deps, mark, partner, { ...pair, state: 'asked' })
    }),
  )
  await keepSeen(deps)
  if (evidenceLog.behind() === undefined) await endIfSettled(deps)
}

/** The store does not fit the log: what is there stays as it is. */
const isStopped = ({ behind, wentBack }: EvidenceLog): boolean => behind() !== undefined && wentBack().size === 0

/**
 * That the log went back is known to every start, whoever is away then, as long as whoever has
 * shown it is a partner.
 */
export async function heedBehind({ store, evidenceLog, trust, log }: Heeding): Promise<void> {
  const { partners } = trust()
  for (const { what, id, found } of await readable(store)) {
    if (what !== 'seen' || partners.get(id)?.state !== 'active') continue
    if (evidenceLog.fallBehind(found, id)) record(log, 'log.alarm', { partner: id, problem: found })
  }
}

/** Rows that are not what this installation wrote are told where they are read, and stop it. */
const readable = ({ restored }: RestoredStore): Promise<readonly RestoredRow[]> =>
  restored().catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'store-altered') return []
    throw error
  })

type Heeding = Pick<Resyncing, 'evidenceLog' | 'trust' | 'log'> & { readonly store: RestoredStore }

/** Before anything is asked: whoever has shown it may be away at the next start. */
async function keepSeen({ store, evidenceLog, world }: Resyncing): Promise<void> {
  const shown = evidenceLog.wentBack()
  if (shown.size === 0) return
  const kept = new Set((await store.restored()).flatMap(({ what, id }) => (what === 'seen' ? [id] : [])))
  const rows = [...shown].flatMap(([id, found]): RestoredRow[] =>
    kept.has(id) ? [] : [{ ...asking({ world }, id), what: 'seen', state: 'behind', found }],
  )
  if (rows.length > 0) await store.saveRestored(rows, [])
}

const activePartners = ({ trust }: Pick<Resyncing, 'trust'>): Partner[] =>
  [...trust().partners.values()].filter(({ state }) => state === 'active')

const pairsIn = (rows: readonly RestoredRow[]): ReadonlyMap<string, RestoredRow> =>
  new Map(rows.flatMap((row) => (row.what === 'pair' ? [[row.id, row]] : [])))

/** That it was restored is evidence before anything else is. */
async function begin({ store, world, log, trust }: Resyncing, mark: RestoredRow): Promise<void> {
  if (mark.state !== 'restored') return
  const [at, since] = [world.now(), iso(mark.since)]
  const data = { act: 'restored', since, from: mark.found, restore: mark.restore }
  const evidence = leavesOf(world, [{ at, kind: 'operator', case: null, subject: trust().us, data }])
  if (await store.saveRestored([{ ...mark, state: 'begun', at }], evidence)) record(log, 'restore.begun', { since })
}

const asking = ({ world }: Pick<Resyncing, 'world'>, member: string): RestoredRow => ({
  ...{ what: 'pair', id: member, partner: member, state: 'asked', found: '', since: 0, after: 0, pages: 0 },
  ...{ at: world.now(), restore: '', mark: '' },
})

/** Whoever does not answer is asked again with the next turn. */
async function askOn(deps: Resyncing, mark: RestoredRow, partner: Partner, from: RestoredRow): Promise<void> {
  const { store, world, log } = deps
  const { member } = partner
  let pair = from
  for (let pages = 0; pages < resyncLimits.pagesAtOnce && pair.state === 'asked'; pages += 1) {
    const page = await pageOf(deps, partner, { sinceMs: mark.since, after: pair.after })
    if (page === undefined) return
    if (page.as === 'false') {
      await disbelieve(deps, pair, page.found)
      return
    }
    const { returned, receipted, lost, next } = page
    const by = { partner: member, restore: mark.restore }
    if (await takeBack(deps, by, returned)) await deps.destroy()
    await takeReceipts(deps, member, receipted)
    await openLost(deps, by, lost)
    if (returned.length + receipted.length > 0) deps.news()
    const state = next === null ? 'answered' : 'asked'
    pair = { ...pair, state, found: '', after: next ?? pair.after, pages: pair.pages + 1, at: world.now() }
    if (state === 'asked' && pair.pages >= resyncLimits.pages) {
      await disbelieve(deps, pair, `it gave ${pair.pages} pages and has no end`)
      return
    }
    await store.saveRestored([pair], [])
  }
  if (pair.state === 'answered') record(log, 'restore.answered', { partner: member, pages: pair.pages })
}

type Page =
  | ({ readonly as: 'true'; readonly next: number | null } & Judged)
  | { readonly as: 'false'; readonly found: string }

/** Undefined where there is no answer. */
async function pageOf(
  deps: Resyncing,
  partner: Partner,
  ask: { readonly sinceMs: number; readonly after: number },
): Promise<Page | undefined> {
  try {
    const page = await askPage(deps, partner, ask)
    const { next } = page
    if (next !== null && next <= ask.after) throw falseAnswer('its next page does not go on')
    return { as: 'true', ...(await judgePage(deps, partner, page)), next }
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'held-false') return { as: 'false', found: error.message }
    if (!(error instanceof Problem || error instanceof CryptoError)) throw error
    unanswered(deps, partner.member, error.message)
    return undefined
  }
}

function unanswered({ log, remembered: { said } }: Resyncing, partner: string, problem: string): void {
  if (said.get(partner) === problem) return
  said.set(partner, problem)
  record(log, 'restore.unanswered', { partner, problem })
}

/** Nothing more is asked of it; a person settles the pair. */
async function disbelieve({ store, world, log }: Resyncing, pair: RestoredRow, found: string): Promise<void> {
  const at = world.now()
  const said = found.slice(0, mostFound)
  const data = { reason: 'false-answer', found: said }
  const evidence = leavesOf(world, [{ at, kind: 'log.alarm', case: null, subject: pair.id, data }])
  await store.saveRestored([{ ...pair, state: 'refused', found: said, at }], evidence)
  record(log, 'restore.refused', { partner: pair.id, problem: said })
}

const mostFound = 300

interface Ending {
  readonly store: RestoringStore
  readonly secrets: Pick<Secrets, 'mark'>
  readonly world: TakingBack['world']
  readonly log: TakingBack['log']
  trust: Resyncing['trust']
}

/** With nobody left to be asked, and no case that waits for a person, the mark goes. */
export async function endIfSettled({ store, secrets, world, log, trust }: Ending): Promise<void> {
  const rows = await store.restored()
  const [mark] = rows
  if (mark?.what !== 'mark' || rows.some(({ what, state }) => what === 'case' && state === 'open')) return
  const pairs = pairsIn(rows)
  const members = new Set([
    ...activePartners({ trust }).map(({ member }) => member),
    ...(await store.partnersOfCases()),
  ])
  for (const member of members) if (whyPairOpen(mark, member, pairs.get(member)) !== undefined) return
  const data = { act: restoreActs.ended, since: iso(mark.since), mark: endMark(secrets, mark.restore) }
  const evidence = leavesOf(world, [{ at: world.now(), kind: 'operator', case: null, subject: mark.restore, data }])
  await store.endRestored(evidence)
  record(log, 'restore.ended', { since: iso(mark.since) })
}

/**
 * A store that was set back without the command: a partner that shows a statement of ours, under
 * our own seal and with its receipt, that is not here, is believed, and the store counts as
 * restored from when its newest record was made.
 * @returns whether it does
 */
async function lookBack(deps: Resyncing): Promise<boolean> {
  const { remembered } = deps
  const asked = activePartners(deps).filter(({ member }) => !remembered.looked.has(member))
  if (asked.length === 0) return false
  if (remembered.newestAt === undefined) remembered.newestAt = await newestAt(deps)
  const newest = remembered.newestAt
  if (newest === null) return false
  const lacking = await Promise.all(
    asked.map(async (partner) => {
      const page = await pageOf(deps, partner, { sinceMs: newest - clockToleranceMs, after: 0 })
      if (page === undefined) return []
      remembered.looked.add(partner.member)
      return page.as === 'true' && page.returned.length > 0 ? [partner.member] : []
    }),
  )
  const [member] = lacking.flat()
  if (member === undefined) return false
  return saveMark(deps, newest, `${member} holds a statement of ours that is not here`)
}

/** A log that went back lies in a store that was set back, whatever else partners hold of us. */
async function markSetBack(deps: Resyncing): Promise<boolean> {
  const { remembered, evidenceLog } = deps
  if (remembered.newestAt === undefined) remembered.newestAt = await newestAt(deps)
  return saveMark(deps, remembered.newestAt ?? 0, evidenceLog.behind() ?? '')
}

function saveMark({ store, world }: Resyncing, since: number, found: string): Promise<boolean> {
  const mark = { what: 'mark', id: '', partner: '', state: 'restored', found, since } as const
  return store.saveRestored([{ ...mark, after: 0, pages: 0, at: world.now(), restore: '', mark: '' }], [])
}

/** When our newest record was made, before anything of this process. */
async function newestAt({ store, evidenceLog }: Resyncing): Promise<number | null> {
  const size = await evidenceLog.size()
  const [row] = size === 0 ? [] : await store.evidence({ after: size - 1, limit: 1 })
  return row?.at ?? null
}
