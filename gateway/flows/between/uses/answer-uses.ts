// Whoever gave something asks what was done with it: answered by the gateway itself, without a
// person, out of its own books.
import { dayMs } from '../../../../crypto/instants.ts'
import { sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import type { Report } from '../../../model/terms/uses/reported.ts'
import type { NationalFlows } from '../../../ports/doors/national.ts'
import type { DueByItself, ReadingStore, ShownStore } from '../../../ports/reading.ts'
import type { World } from '../../../ports/world.ts'
import { profiles } from '../../../profiles/all.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import { gatewayItself } from '../../cases/four-eyes.ts'

export interface AnsweringUses {
  store: ReadingStore & ShownStore
  submit: NationalFlows['submit']
  log: Log
  world: Pick<World, 'monotonicMs' | 'now'>
  questions: Questions
}

/** A question that waits for what our books say. */
interface Asked {
  readonly case: string
  /** The message that asks, and the type that answers it. */
  readonly message: string
  readonly type: string
}

/**
 * Answers what was asked of our books, page by page; returns how many reports went out. Each once
 * however many nodes try, and however often: it is submitted under the key of its question and its
 * first use.
 */
export async function answerUses(deps: AnsweringUses): Promise<number> {
  const { store, world, questions } = deps
  const rows = await store.duesByItself({ ...(questions.after && { after: questions.after }), limit: rowsAtOnce })
  // From the beginning again, once all were looked at.
  const before = questions.after
  questions.after = rows.length < rowsAtOnce ? undefined : rows.at(-1)
  let sent = 0
  for (const [at, row] of rows.entries()) {
    const now = world.monotonicMs()
    if (now - questions.pace.sinceMs >= againAfterMs) questions.pace = { sinceMs: now, reports: 0 }
    if (questions.pace.reports >= mostReports) {
      // Whoever asks a hundred times waits for its answers; who comes behind has its turn then.
      questions.after = rows[at - 1] ?? before
      return sent
    }
    const [asked] = askedIn(row)
    if (!asked || now - (questions.tried.get(asked.message) ?? Number.NEGATIVE_INFINITY) < againAfterMs) continue
    // One case that takes no answer must not keep the others from theirs.
    const reports = await answer(deps, asked).catch((error: unknown) => {
      record(deps.log, 'gateway.failed', { where: 'uses', problem: describeFailure(error) })
      return 0
    })
    sent += reports
    questions.pace.reports += reports
    questions.tried.set(asked.message, now)
    const [oldest] = questions.tried.size > mostTried ? questions.tried.keys() : []
    if (oldest !== undefined) questions.tried.delete(oldest)
  }
  return before === undefined || rows.length === rowsAtOnce ? sent : sent + (await answerUses(deps))
}

/**
 * Where to go on, and which questions were tried when: what waits for people is not tried again
 * with each message.
 */
interface Questions {
  after: { readonly case: string; readonly place: number } | undefined
  /** By the message that asks, when by the monotonic clock. */
  readonly tried: Map<string, number>
  /** Reports of this minute. */
  pace: { readonly sinceMs: number; reports: number }
}

/** None was looked at yet. */
export const noQuestions = (): Questions => ({
  ...{ after: undefined, tried: new Map() },
  pace: { sinceMs: Number.NEGATIVE_INFINITY, reports: 0 },
})

/** As many are looked at after each message, however many wait. */
const rowsAtOnce = 200
const againAfterMs = 60_000
const mostTried = 10_000
/** In a minute, by one node. */
const mostReports = 60

function askedIn({ case: of, profile, duty }: DueByItself): readonly Asked[] {
  const { message, type } = JSON.parse(duty) as { message: string | null; type: string | null }
  const answeredBy = profiles.get(profile)?.messages[type ?? '']?.answeredByItself
  return message === null || answeredBy === undefined ? [] : [{ case: of, message, type: answeredBy }]
}

async function answer(deps: AnsweringUses, asked: Asked): Promise<number> {
  const { store, world } = deps
  const question = await store.message(asked.message)
  const { from: wanted } = (question?.statement.facts ?? {}) as { from?: number }
  if (wanted === undefined) return 0
  const from = untold(await toldLately(store, asked, world.now() - dayMs), wanted)
  const about = { case: asked.case, type: asked.type, inReplyTo: asked.message }
  return reportFrom(deps, from, about, (first) => `uses ${asked.message} ${first}`)
}

/** Reports from a use on to the newest, as many as it takes; returns how many. */
export async function reportFrom(
  { store, submit }: Pick<AnsweringUses, 'store' | 'submit'>,
  first: number,
  about: { readonly case: string; readonly type: string; readonly inReplyTo?: string },
  keyOf: (from: number) => string,
): Promise<number> {
  let from = first
  for (let sent = 0; ; sent += 1) {
    const key = keyOf(from)
    const ask = { ...about, body: { from }, items: [] }
    const { answer: said } = await submit(gatewayItself, ask, { key, requestSha256: sha256Hex(utf8(key)) })
    const report = (await store.message(String(said.message)))?.statement.facts as Report | undefined
    // A draft for a second person, where the agreement asks for one.
    if (!report || report.last) return sent + 1
    from = report.from + report.uses.length
  }
}

/** Our reports of the case since then, as far as their partner has not refused them. */
async function toldLately(store: AnsweringUses['store'], asked: Asked, since: number): Promise<readonly Report[]> {
  const { messages } = await store.told(asked.case)
  return messages.flatMap(({ direction, type, standing, storedAt, statement }) =>
    direction === 'out' && type === asked.type && standing === 'kept' && storedAt > since
      ? [statement.facts as unknown as Report]
      : [],
  )
}

/**
 * The first use from a number on that none of these tells: whoever asks again within a day is told
 * what came since, and not all of it once more.
 */
function untold(reports: readonly Report[], wanted: number): number {
  let first = wanted
  for (const { from, uses } of reports.toSorted((a, b) => a.from - b.from))
    if (from <= first && first < from + uses.length) first = from + uses.length
  return first
}
