// A restored store is brought up to what partners hold: each is asked, page by page, before the
// doors open and again and again until it has answered. A store that was set back without a word is
// found by the same question.

import { CryptoError } from '../../../../crypto/fault.ts'
import { clockToleranceMs, iso } from '../../../../crypto/instants.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { RestoredRow, RestoringStore } from '../../../ports/receiving.ts'
import { record } from '../../../watch/log.ts'
import { whyPairOpen } from '../../content/restored.ts'
import type { Secrets } from '../../content/secrets.ts'
import { endMark, restoreActs } from '../../evidence/genuine/restore-held.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import type { Believing } from '../../trust/clock.ts'
import type { Partner } from '../../trust/load-partners.ts'
import { type Asking, askPage } from './ask.ts'
import { falseAnswer, type JudgingHeld, judgePage, type Returned } from './judge.ts'
import { type TakingBack, takeBack } from './take-back.ts'

interface Resyncing extends Asking, JudgingHeld, TakingBack {
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
  if (deps.evidenceLog.behind() !== undefined || deps.clock.amiss() !== undefined) return
  const rows = await deps.store.restored()
  const mark = rows.find(({ what }) => what === 'mark')
  if (!mark) {
    if (await lookBack(deps)) await resynchronise(deps)
    return
  }
  await begin(deps, mark)
  const pairs = pairsIn(rows)
  await Promise.all(
    activePartners(deps).map(async (partner) => {
      const pair = pairs.get(partner.member)
      if (pair === undefined || pair.state === 'asked')
        await askOn(deps, mark, partner, pair ?? asking(deps, partner.member))
    }),
  )
  await endIfSettled(deps)
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
    const { returned, next } = page
    if (await takeBack(deps, { partner: member, restore: mark.restore }, returned)) await deps.destroy()
    if (returned.length > 0) deps.news()
    const state = next === null ? 'answered' : 'asked'
    pair = { ...pair, state, after: next ?? pair.after, pages: pair.pages + 1, at: world.now() }
    if (state === 'asked' && pair.pages >= resyncLimits.pages) {
      await disbelieve(deps, pair, `it gave ${pair.pages} pages and has no end`)
      return
    }
    await store.saveRestored([pair], [])
  }
  if (pair.state === 'answered') record(log, 'restore.answered', { partner: member, pages: pair.pages })
}

type Page =
  | { readonly as: 'true'; readonly returned: readonly Returned[]; readonly next: number | null }
  | { readonly as: 'false'; readonly found: string }

/** Undefined where there is no answer, or our log is behind by it. */
async function pageOf(
  deps: Resyncing,
  partner: Partner,
  ask: { readonly sinceMs: number; readonly after: number },
): Promise<Page | undefined> {
  try {
    const page = await askPage(deps, partner, ask)
    const { next } = page
    if (next !== null && next <= ask.after) throw falseAnswer('its next page does not go on')
    return { as: 'true', returned: await judgePage(deps, partner, page), next }
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
  const { remembered, world } = deps
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
  const found = `${member} holds a statement of ours that is not here`
  const mark = { what: 'mark', id: '', partner: '', state: 'restored', found, since: newest } as const
  const asFound = { ...mark, after: 0, pages: 0, at: world.now(), restore: '', mark: '' }
  return deps.store.saveRestored([asFound], [])
}

/** When our newest record was made, before anything of this process. */
async function newestAt({ store, evidenceLog }: Resyncing): Promise<number | null> {
  const size = await evidenceLog.size()
  const [row] = size === 0 ? [] : await store.evidence({ after: size - 1, limit: 1 })
  return row?.at ?? null
}
