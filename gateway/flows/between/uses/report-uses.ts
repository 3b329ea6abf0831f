// What terms want to be told of our uses without asking (5.1 f): after each, once a day, or at the
// close. By the node on duty, out of the store: after a restart, or by another node, it goes on.
import { typeWithEffect } from '../../../case/effects.ts'
import { localDateOf } from '../../../model/calendar/calendar.ts'
import type { UntoldUses } from '../../../ports/reading.ts'
import { profiles } from '../../../profiles/all.ts'
import { describeFailure, record } from '../../../watch/log.ts'
import type { Trust } from '../../trust/trust.ts'
import { type AnsweringUses, reportFrom } from './answer-uses.ts'

interface ReportingUses extends Omit<AnsweringUses, 'questions'> {
  trust(): Trust
}

/** In a round, by one node; who comes behind has its turn in the next. */
const mostReports = 60
const rowsAtOnce = 200
/** What takes no report, or waits for a second person, is looked at again then. */
const againAfterMs = 600_000
const mostRemembered = 10_000

/**
 * One look at what is untold, in each round: what was done since the last is put together in one
 * report, so that a burst of reads is one message and not one a read.
 */
export function reportingUses(deps: ReportingUses): () => Promise<void> {
  const { store, world, log } = deps
  /** Of a case the first use that was not told, and when it was. */
  const firsts = remembering<{ readonly reported: number; readonly at: number | undefined }>()
  const tried = remembering<{ readonly reported: number; readonly atMs: number }>()
  let after: string | undefined

  /** A day ends where the holder is: it is told of once it is over there. */
  async function isDue({ case: of, reports, reported }: UntoldUses): Promise<boolean> {
    if (reports !== 'daily') return true
    const known = firsts.known(of)
    const first = known?.reported === reported ? known : { reported, at: await firstAfter(deps, of, reported) }
    firsts.keep(of, first)
    const { timeZone } = deps.trust().card.contact
    return first.at !== undefined && localDateOf(first.at, timeZone) < localDateOf(world.now(), timeZone)
  }

  async function reportOf(row: UntoldUses): Promise<number> {
    const { case: of, profile, reported } = row
    const before = tried.known(of)
    const tooSoon = before?.reported === reported && world.monotonicMs() - before.atMs < againAfterMs
    const known = profiles.get(profile)
    const type = known && typeWithEffect(known, 'reports-uses')
    if (tooSoon || type === undefined || !(await isDue(row))) return 0
    const day = localDateOf(world.now(), deps.trust().card.contact.timeZone)
    const keyOf = (from: number) => `unasked uses ${of} ${from} ${day}`
    // What becomes a draft, or is refused by the partner, is untold as before.
    tried.keep(of, { reported, atMs: world.monotonicMs() })
    try {
      return await reportFrom(deps, reported + 1, { case: of, type }, keyOf)
    } catch (error) {
      record(log, 'gateway.failed', { where: 'uses', problem: describeFailure(error) })
      return 0
    }
  }

  return async () => {
    for (let sent = 0; ; ) {
      const rows = await store.untoldUses({ ...(after !== undefined && { after }), limit: rowsAtOnce })
      for (const row of rows) {
        if (sent >= mostReports) return
        sent += await reportOf(row)
        after = row.case
      }
      if (rows.length < rowsAtOnce) {
        after = undefined
        return
      }
    }
  }
}

const firstAfter = async ({ store }: ReportingUses, of: string, reported: number): Promise<number | undefined> =>
  (await store.usesAfter({ case: of, after: reported, limit: 1 }))[0]?.at

/** So many are remembered, those that were kept last. */
function remembering<Value>() {
  const kept = new Map<string, Value>()
  return {
    known: (of: string) => kept.get(of),
    keep(of: string, value: Value) {
      kept.delete(of)
      kept.set(of, value)
      const [oldest] = kept.size > mostRemembered ? kept.keys() : []
      if (oldest !== undefined) kept.delete(oldest)
    },
  }
}
