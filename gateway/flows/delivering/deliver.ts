// Brings what waits for a partner to it: claim, send, settle, again until the window is full. At
// least once; the receipt is the only proof.

import {
  afterBroken,
  afterFault,
  afterStart,
  afterSuccess,
  type Circuit,
  closedCircuit,
  mayTry,
  mayTryAtMs,
  narrowed,
  smallestWindow,
  widened,
} from '../../model/line.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { brokenBy, noRefusals, type Refusals, refusalLimits, verdictOf } from '../../model/problems/refusals.ts'
import type { Claimed, DeliveringStore } from '../../ports/delivering.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { CasesStore } from '../../ports/reading.ts'
import { describeFailure, record } from '../../watch/log.ts'
import type { Tracing } from '../../watch/tracing.ts'
import type { Partner } from '../trust/load-partners.ts'
import { type Attempting, attempt } from './attempt.ts'
import { giveUp, type Settling, settleByReceipt, waitAgain } from './settle.ts'

export interface Delivering extends Attempting, Settling {
  store: CasesStore & DeliveringStore & EvidenceStore
  tracing: Pick<Tracing, 'apart'>
  limits: Attempting['limits'] & { maxStatements: number; maxLetterBytes: number; windowMax: number; leaseMs: number }
}

export interface Dispatcher {
  /**
   * Fills the partner's window with deliveries and returns; each of them wakes the partner again
   * when it ends.
   */
  work(partner: string): Promise<void>
  /** Keeps the claims of what is in flight; to be called several times within `leaseMs`. */
  renew(): Promise<void>
  /** Resolves when nothing is in flight. */
  drained(): Promise<void>
  lines(): ReadonlyMap<string, Readonly<Line>>
  /** What is being sent, a list for each envelope. */
  inFlight(): readonly (readonly Claimed[])[]
}

/** What this process knows of the line to one partner; a restart starts it anew. */
interface Line {
  circuit: Circuit
  /** How many deliveries may be in flight; its whole part counts. */
  window: number
  inFlight: number
  /** What the partner refused for good since it last took something. */
  refusals: Refusals
}

export function dispatching(deps: Delivering): Dispatcher {
  const lines = new Map<string, Line>()
  const flights = new Map<Promise<void>, readonly Claimed[]>()
  const { world, limits } = deps

  async function work(member: string): Promise<void> {
    const partner = deps.trust().partners.get(member)
    // Nothing leaves for a suspended partner; its return is a change of the directory, which wakes
    // everyone.
    if (partner?.state !== 'active') return
    const line = lines.get(member) ?? {
      circuit: closedCircuit,
      window: smallestWindow,
      inFlight: 0,
      refusals: noRefusals,
    }
    lines.set(member, line)
    for (let free = placesIn(line); free > 0; free = placesIn(line)) {
      // By a clock that is not believed nothing leaves: partners would refuse it. Whoever sees that
      // it is again wakes everyone.
      if (deps.clock.amiss() !== undefined) return
      const [now, nowMs] = [world.now(), world.monotonicMs()]
      if (!mayTry(line.circuit, nowMs)) return deps.wake(member, now + mayTryAtMs(line.circuit, nowMs) - nowMs)
      const envelopes = await deps.store
        .claim({
          partner: member,
          now,
          leaseUntil: now + limits.leaseMs,
          envelopes: free,
          limit: limits.maxStatements,
          maxBytes: limits.maxLetterBytes,
        })
        .catch(noneWhileBehind)
      if (envelopes.length === 0) return
      for (const claimed of envelopes) begin(line, partner, claimed)
    }
  }

  function begin(line: Line, partner: Partner, claimed: readonly Claimed[]): void {
    line.circuit = afterStart(line.circuit, world.monotonicMs())
    line.inFlight += 1
    const flight = fly(line, partner, claimed).finally(() => {
      line.inFlight -= 1
      flights.delete(flight)
      deps.wake(partner.member, world.now())
    })
    flights.set(flight, claimed)
  }

  async function fly(line: Line, partner: Partner, claimed: readonly Claimed[]): Promise<void> {
    const before = line.circuit.state
    try {
      const fault = await send(deps, line, partner, claimed)
      line.circuit = fault
        ? (brokenBy(line.refusals) ? afterBroken : afterFault)(line.circuit, world.monotonicMs(), world.random())
        : afterSuccess(line.circuit, world.monotonicMs())
      line.window = fault ? narrowed(line.window) : widened(line.window, limits.windowMax)
      if (line.circuit.state !== before)
        record(deps.log, 'circuit.changed', { partner: partner.member, state: line.circuit.state })
    } catch (error) {
      // What was in flight when the log fell behind stays as it was claimed; whoever mends the log
      // has it sent again.
      if (!isBehind(error)) record(deps.log, 'gateway.failed', { where: 'deliver', problem: describeFailure(error) })
    }
  }
  const drained = async () => {
    while (flights.size > 0) await Promise.all(flights.keys())
  }
  /**
   * What another node took over goes on here too: the partner answers both alike, and only one of
   * them settles.
   */
  const renew = async () => {
    const claims = [...flights.values()].flat().map(({ delivery: { id, fence } }) => ({ id, fence }))
    if (claims.length > 0) await deps.store.renew(claims, world.now() + limits.leaseMs).catch(noneWhileBehind)
  }
  return { work, renew, drained, lines: () => lines, inFlight: () => [...flights.values()] }
}

/**
 * One delivery of a batch, settled one way or another. Resolves with the problem that counts
 * against the line, if any.
 */
async function send(
  deps: Delivering,
  line: Line,
  partner: Partner,
  claimed: readonly Claimed[],
): Promise<ProblemCode | undefined> {
  try {
    return await sendOnce(deps, line, partner, claimed)
  } catch (error) {
    const problem = problemOf(deps, error)
    // One poisoned message must not take its neighbours with it: each goes again alone.
    if (claimed.length > 1 && (verdictOf(problem.code) === 'final' || problem.code === 'envelope-rejected'))
      return sendEach(deps, line, partner, claimed)
    if (verdictOf(problem.code) === 'passing') return waitAgain(deps, partner, claimed, problem)
    return giveUp(deps, line, partner, claimed, problem)
  }
}

/** @throws {Problem} what stands between the delivery and a receipt. */
async function sendOnce(deps: Delivering, line: Line, partner: Partner, claimed: readonly Claimed[]) {
  const startedMs = deps.world.monotonicMs()
  const about = { partner: partner.member, statements: claimed.length }
  const receipted = await deps.tracing.apart('delivery.attempt', about, () => attempt(deps, partner, claimed))
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

function problemOf({ log }: Delivering, error: unknown): Problem {
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
  deps: Delivering,
  line: Line,
  partner: Partner,
  claimed: readonly Claimed[],
): Promise<ProblemCode | undefined> {
  const rejected: Claimed[] = []
  let taken = false
  let waits: ProblemCode | undefined
  for (const [index, one] of claimed.entries()) {
    try {
      const fault = await sendOnce(deps, line, partner, [one])
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
    await sendOnce(deps, line, partner, [one]).catch(async (error: unknown) => {
      const problem = problemOf(deps, error)
      return problem.code === 'envelope-rejected'
        ? giveUp(deps, line, partner, [one], problem)
        : waitAgain(deps, partner, [one], problem)
    })
  return undefined
}

/** One claim is for all of them. After a pause one probe goes alone. */
const placesIn = ({ circuit, window, inFlight }: Line): number =>
  Math.min(circuit.state === 'closed' ? Infinity : 1, Math.floor(window) - inFlight)

const isBehind = (error: unknown): boolean => error instanceof Problem && error.code === 'log-behind'

/** Nothing is taken up while the log is behind. */
function noneWhileBehind(error: unknown): readonly never[] {
  if (isBehind(error)) return []
  throw error
}
