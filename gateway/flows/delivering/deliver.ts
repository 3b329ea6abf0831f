// Brings what waits for a partner to it: claim, send, settle, again until the window is full. At
// least once; the receipt is the only proof.

import {
  afterBroken,
  afterFault,
  afterStart,
  afterSuccess,
  mayTry,
  mayTryAtMs,
  narrowed,
  widened,
} from '../../model/line.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { brokenBy, refusalLimits, verdictOf } from '../../model/problems/refusals.ts'
import type { Claimed, DeliveringStore, Outbox } from '../../ports/delivering.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { CasesStore } from '../../ports/reading.ts'
import { describeFailure, record } from '../../watch/log.ts'
import type { Tracing } from '../../watch/tracing.ts'
import type { Partner } from '../trust/load-partners.ts'
import { type Attempting, attempt } from './attempt.ts'
import { type Line, openLines, placesIn } from './lines.ts'
import { backToStore, giveUp, type Settling, settleByReceipt, waitAgain } from './settle.ts'

export interface Delivering extends Attempting, Settling {
  store: CasesStore & DeliveringStore & EvidenceStore
  tracing: Pick<Tracing, 'apart'>
  /** Until when a partner said that it is away, in ms; undefined while it is not. */
  awayUntil(member: string): number | undefined
  /** Whoever runs the gateway is told that a partner stopped or began to answer. */
  told(member: string, state: 'open' | 'closed'): void
  /** In a later turn of the event loop. */
  inLaterTurn(run: () => void): void
  limits: Attempting['limits'] & { maxStatements: number; maxLetterBytes: number; windowMax: number; leaseMs: number }
}

export interface Dispatcher extends Outbox {
  /**
   * Fills the partner's window with deliveries and returns; each of them wakes the partner again
   * when it ends.
   */
  work(partner: string): Promise<void>
  /** Keeps the claims of what is in flight; to be called several times within `leaseMs`. */
  renew(): Promise<void>
  /** Resolves when nothing is in flight and nothing is held; to be called when no more comes. */
  drained(): Promise<void>
  lines(): ReadonlyMap<string, Readonly<Line>>
  /** What is being sent, a list for each envelope. */
  inFlight(): readonly (readonly Claimed[])[]
}

export function dispatching(deps: Delivering): Dispatcher {
  const flights = new Map<Promise<void>, readonly Claimed[]>()
  const { world, limits } = deps
  let ended = false
  const fault = (error: unknown) =>
    record(deps.log, 'gateway.failed', { where: 'deliver', problem: describeFailure(error) })
  const lines = openLines({ maxBytes: limits.maxLetterBytes, flush, inLaterTurn: deps.inLaterTurn })

  async function work(member: string): Promise<void> {
    const partner = deps.trust().partners.get(member)
    // Nothing leaves for a suspended partner; its return is a change of the directory, which wakes
    // everyone.
    if (partner?.state !== 'active') return
    // It said when it is back: until then nothing is tried, and nothing fails.
    const away = deps.awayUntil(member)
    if (away !== undefined) return deps.wake(member, away)
    const line = lines.to(member)
    for (let free = placesIn(line); free > 0; free = placesIn(line)) {
      // By a clock that is not believed nothing leaves: partners would refuse it. Whoever sees that
      // it is again wakes everyone.
      if (deps.clock.amiss() !== undefined) return
      const [now, nowMs] = [world.now(), world.monotonicMs()]
      if (!mayTry(line.circuit, nowMs)) return deps.wake(member, now + mayTryAtMs(line.circuit, nowMs) - nowMs)
      const { queued } = line
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
      line.caughtUp = envelopes.length === 0 && line.queued === queued
      if (envelopes.length === 0) return
      for (const claimed of envelopes) begin(line, partner, claimed)
    }
  }

  /**
   * Sends what is held; where the line is not in order it goes back to the store and waits there.
   */
  function flush(member: string): void {
    const line = lines.to(member)
    const partner = deps.trust().partners.get(member)
    const inOrder =
      partner?.state === 'active' && line.circuit.state === 'closed' && !deps.clock.amiss() && !deps.awayUntil(member)
    if (!inOrder || ended) {
      handBack(member, line)
      return
    }
    for (let free = placesIn(line); free > 0; free -= 1) {
      const claimed = line.held.next(limits.maxStatements, limits.maxLetterBytes)
      if (!claimed) return
      begin(line, partner, claimed)
    }
  }

  function handBack(member: string, line: Line): void {
    const claimed = line.held.empty()
    if (claimed.length === 0) return
    line.caughtUp = false
    track(
      backToStore(deps, member, claimed).catch((error: unknown) => {
        if (!isBehind(error)) fault(error)
      }),
      claimed,
      () => deps.wake(member, world.now()),
    )
  }

  function begin(line: Line, partner: Partner, claimed: readonly Claimed[]): void {
    line.circuit = afterStart(line.circuit, world.monotonicMs())
    line.inFlight += 1
    track(fly(line, partner, claimed), claimed, () => {
      line.inFlight -= 1
      flush(partner.member)
      deps.wake(partner.member, world.now())
    })
  }

  /** Its claims are kept until it has ended, which it does without failing. */
  function track(going: Promise<void>, claimed: readonly Claimed[], then: () => void): void {
    const flight = going.finally(() => {
      flights.delete(flight)
      then()
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
      if (line.circuit.state !== before) circuitChanged(deps, partner.member, before, line.circuit.state)
    } catch (error) {
      // What was in flight when the log fell behind stays as it was claimed; whoever mends the log
      // has it sent again.
      if (!isBehind(error)) fault(error)
    }
  }
  const place = (member: string, weightBytes: number) => {
    const line = lines.all.get(member)
    if (ended || !line?.caughtUp || line.circuit.state !== 'closed' || deps.awayUntil(member)) return undefined
    return line.held.place(weightBytes, world.now() + limits.leaseMs)
  }
  const queued = (member: string) => {
    const line = lines.to(member)
    line.queued += 1
    line.caughtUp = false
    deps.wake(member, world.now())
  }
  const drained = async () => {
    ended = true
    for (const [member, line] of lines.all) handBack(member, line)
    while (flights.size > 0) await Promise.all(flights.keys())
  }
  /**
   * What another node took over goes on here too: the partner answers both alike, and only one of
   * them settles.
   */
  const renew = async () => {
    const held = [...lines.all.values()].flatMap((line) => line.held.waiting())
    const claims = [...[...flights.values()].flat(), ...held].map(({ delivery: { id, fence } }) => ({ id, fence }))
    if (claims.length > 0) await deps.store.renew(claims, world.now() + limits.leaseMs).catch(noneWhileBehind)
  }
  return { work, place, queued, renew, drained, lines: () => lines.all, inFlight: () => [...flights.values()] }
}

/** A probe that fails is no news to whoever was told that the partner does not answer. */
function circuitChanged(
  { log, told }: Delivering,
  partner: string,
  before: string,
  state: Line['circuit']['state'],
): void {
  record(log, 'circuit.changed', { partner, state })
  if (state === 'closed') told(partner, 'closed')
  else if (before === 'closed') told(partner, 'open')
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

const isBehind = (error: unknown): boolean => error instanceof Problem && error.code === 'log-behind'

/** Nothing is taken up while the log is behind. */
function noneWhileBehind(error: unknown): readonly never[] {
  if (isBehind(error)) return []
  throw error
}
