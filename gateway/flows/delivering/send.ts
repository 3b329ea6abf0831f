// One envelope is sent, and what became of it is settled: by its receipt, or as a failed attempt.

import { afterAnswer, afterLate, limitFor, notBefore } from '../../model/line.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { refusalLimits, verdictOf } from '../../model/problems/refusals.ts'
import type { Claimed, DeliveringStore } from '../../ports/delivering.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { CasesStore } from '../../ports/reading.ts'
import { describeFailure, record } from '../../watch/log.ts'
import type { Tracing } from '../../watch/tracing.ts'
import type { Partner } from '../trust/load-partners.ts'
import { type Attempting, attempt, type Receipted } from './attempt.ts'
import type { Line } from './lines.ts'
import { backToStore, giveUp, type Settling, settleByReceipt, waitAgain } from './settle.ts'

export interface Sending extends Attempting, Settling {
  store: CasesStore & DeliveringStore & EvidenceStore
  tracing: Pick<Tracing, 'apart'>
  limits: Attempting['limits'] & { answerMs: number }
}

/** What is told and asked while one flight lasts. */
interface Flight {
  /** The receipt came after all, later than it was waited for. */
  late(receipted: () => Promise<Receipted>): void
  /** Whether the gateway stops: what is broken off for that is no attempt. */
  ended(): boolean
}

/**
 * One delivery of a batch, settled one way or another. Resolves with the problem that counts
 * against the line, if any.
 */
export async function send(
  deps: Sending,
  line: Line,
  partner: Partner,
  claimed: readonly Claimed[],
  flight: Flight,
): Promise<ProblemCode | undefined> {
  try {
    return await sendOnce(deps, line, partner, claimed, flight)
  } catch (error) {
    const problem = problemOf(deps, error)
    if (flight.ended() && verdictOf(problem.code) === 'passing') {
      await backToStore(deps, partner.member, claimed)
      return problem.code
    }
    // One poisoned message must not take its neighbours with it: each goes again alone.
    if (claimed.length > 1 && (verdictOf(problem.code) === 'final' || problem.code === 'envelope-rejected'))
      return sendEach(deps, line, partner, claimed, flight)
    if (verdictOf(problem.code) === 'passing') return waitAgain(deps, partner, claimed, problem)
    return giveUp(deps, line, partner, claimed, problem)
  }
}

/** @throws {Problem} what stands between the delivery and a receipt. */
async function sendOnce(deps: Sending, line: Line, partner: Partner, claimed: readonly Claimed[], flight: Flight) {
  const { world, limits } = deps
  const startedMs = world.monotonicMs()
  const about = { partner: partner.member, statements: claimed.length }
  const itemBytes = claimed.flatMap(({ items }) => items).reduce((sum, { bytes }) => sum + bytes, 0)
  const waiting = { limitMs: limitFor(line.patience, itemBytes), late: flight.late }
  const receipted = await deps.tracing
    .apart('delivery.attempt', about, () => attempt(deps, partner, claimed, waiting))
    .catch((error: unknown) => {
      remember(deps, line, claimed, error)
      throw error
    })
  line.patience = afterAnswer(line.patience, receipted.tookMs, limits.answerMs)
  const fault = await settleByReceipt(deps, line, claimed, receipted)
  if (fault !== undefined) return fault
  record(deps.log, 'delivery.delivered', {
    partner: partner.member,
    envelope: receipted.row.envelope,
    statements: claimed.length,
    tookMs: Math.round(deps.world.monotonicMs() - startedMs),
  })
  return undefined
}

/** What a failed attempt says of the next ones. */
function remember({ world }: Sending, line: Line, claimed: readonly Claimed[], error: unknown): void {
  if (!(error instanceof Problem)) return
  if (error.code === 'receipt-late')
    line.patience = afterLate(line.patience, Math.min(...claimed.map(({ message }) => message.storedAt)))
  if (error.retryAfterMs !== undefined) line.hearing = notBefore(line.hearing, world.monotonicMs(), error.retryAfterMs)
}

function problemOf({ log }: Sending, error: unknown): Problem {
  const problem =
    error instanceof Problem ? error : new Problem('internal', 'the gateway failed while delivering', { cause: error })
  if (problem.code === 'internal')
    record(log, 'gateway.failed', { where: 'deliver', problem: describeFailure(problem.cause ?? problem) })
  return problem
}

/**
 * What comes after one that could not be sent waits behind it: it may be of the same case. An
 * envelope that is rejected while others are taken is sent once more, and rejected again its
 * message is at fault; where none is taken the pair is.
 */
async function sendEach(
  deps: Sending,
  line: Line,
  partner: Partner,
  claimed: readonly Claimed[],
  flight: Flight,
): Promise<ProblemCode | undefined> {
  const rejected: Claimed[] = []
  let taken = false
  let waits: ProblemCode | undefined
  for (const [index, one] of claimed.entries()) {
    try {
      const fault = await sendOnce(deps, line, partner, [one], flight)
      taken ||= fault === undefined
      waits ??= fault
    } catch (error) {
      const problem = problemOf(deps, error)
      if (problem.code === 'envelope-rejected') {
        rejected.push(one)
        if (taken || rejected.length < refusalLimits.inARow) continue
      }
      if (verdictOf(problem.code) === 'final') {
        if ((await giveUp(deps, line, partner, [one], problem)) === undefined) continue
      } else if (problem.code !== 'envelope-rejected') await waitAgain(deps, partner, [one], problem)
      const rest = [...rejected, ...claimed.slice(index + 1)]
      if (rest.length > 0)
        await waitAgain(deps, partner, rest, new Problem(problem.code, 'one before it was not taken'))
      return problem.code
    }
  }
  if (rejected.length === 0) return taken ? undefined : waits
  const again = new Problem('envelope-rejected', `${partner.member} rejected the envelope, and took no other`)
  if (!taken) return waitAgain(deps, partner, rejected, again)
  for (const one of rejected)
    await sendOnce(deps, line, partner, [one], flight).catch(async (error: unknown) => {
      const problem = problemOf(deps, error)
      return problem.code === 'envelope-rejected'
        ? giveUp(deps, line, partner, [one], problem)
        : waitAgain(deps, partner, [one], problem)
    })
  return undefined
}
