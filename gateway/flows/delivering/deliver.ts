// Brings what waits for a partner to it: claim, send, again until the window is full. At least
// once; the receipt is the only proof.

import { afterBroken, afterFault, afterStart, mayTry, mayTryAtMs, narrowed } from '../../model/line.ts'
import { brokenBy } from '../../model/problems/refusals.ts'
import type { Claimed, Outbox } from '../../ports/delivering.ts'
import type { MessageRow } from '../../ports/rows.ts'
import { describeFailure, record } from '../../watch/log.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { Receipted } from './attempt.ts'
import { hearing, isBehind, passing } from './hearing.ts'
import { type Line, openLines, placesIn } from './lines.ts'
import { type Sending, send } from './send.ts'
import { backToStore } from './settle.ts'
import { settleGivenBack } from './settle-late.ts'

export interface Delivering extends Sending {
  /** Until when a partner said that it is away, in ms; undefined while it is not. */
  awayUntil(member: string): number | undefined
  /** Whoever runs the gateway is told that a partner stopped or began to answer. */
  told(member: string, state: 'open' | 'closed'): void
  /** In a later turn of the event loop. */
  inLaterTurn(run: () => void): void
  limits: Sending['limits'] & { maxStatements: number; maxLetterBytes: number; windowMax: number; leaseMs: number }
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
  /**
   * The partner asked something of us, so it is there: what waits for it is tried now, however long
   * its pause. Bounded, as `afterHearing` says.
   */
  heard(partner: string): void
  /** A partner gives back the receipt of what is here as not delivered. */
  settleGivenBack(messages: readonly MessageRow[], receipted: Receipted): Promise<void>
  /**
   * From now on nothing new leaves. What is in flight has a moment; what is broken off goes back to
   * the store, as no attempt.
   */
  lastCall(): void
  lines(): ReadonlyMap<string, Readonly<Line>>
  /** What is being sent, a list for each envelope. */
  inFlight(): readonly (readonly Claimed[])[]
}

export function dispatching(deps: Delivering): Dispatcher {
  const { flights, track } = openFlights()
  const { world, limits } = deps
  let ended = false
  const fault = (error: unknown) =>
    record(deps.log, 'gateway.failed', { where: 'deliver', problem: describeFailure(error) })
  const lines = openLines({
    maxBytes: limits.maxLetterBytes,
    answerMs: limits.answerMs,
    flush,
    inLaterTurn: deps.inLaterTurn,
  })
  const { heard, answered, heardLate, change } = hearing({
    ...deps,
    lines,
    ended: () => ended,
    track,
    fault: passing(fault),
  })

  async function work(member: string): Promise<void> {
    const partner = deps.trust().partners.get(member)
    // Nothing leaves for a suspended partner; its return is a change of the directory, which wakes
    // everyone.
    if (partner?.state !== 'active') return
    // It said when it is back: until then nothing is tried, and nothing fails.
    const away = deps.awayUntil(member)
    if (away !== undefined) return deps.wake(member, away)
    const line = lines.to(member)
    for (let free = placesIn(line); free > 0 && !ended; free = placesIn(line)) {
      // By a clock that is not believed nothing leaves: partners would refuse it. Whoever sees that
      // it is again wakes everyone.
      if (deps.clock.amiss() !== undefined) return
      const [now, nowMs] = [world.now(), world.monotonicMs()]
      if (!mayTry(line.circuit, nowMs)) return deps.wake(member, now + mayTryAtMs(line.circuit, nowMs) - nowMs)
      const { queued } = line
      const envelopes = await claimed(deps, member, { now, envelopes: free })
      line.caughtUp = envelopes.length === 0 && line.queued === queued
      if (envelopes.length === 0) return
      for (const each of envelopes) begin(line, partner, each)
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
    const back = backToStore(deps, member, claimed).catch(passing(fault))
    track(back, claimed, () => deps.wake(member, world.now()))
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

  async function fly(line: Line, partner: Partner, claimed: readonly Claimed[]): Promise<void> {
    try {
      const late = (receipted: () => Promise<Receipted>) => heardLate(line, partner, claimed, receipted)
      const fault = await send(deps, line, partner, claimed, { late, ended: () => ended })
      if (fault === undefined) return answered(line, partner.member)
      change(line, partner.member, (circuit, nowMs) =>
        (brokenBy(line.refusals) ? afterBroken : afterFault)(circuit, nowMs, world.random()),
      )
      line.window = narrowed(line.window)
    } catch (error) {
      // What was in flight when the log fell behind stays as it was claimed; whoever mends the log
      // has it sent again.
      if (!isBehind(error)) fault(error)
    }
  }
  function lastCall(): void {
    ended = true
    for (const [member, line] of lines.all) handBack(member, line)
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
    lastCall()
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
  return {
    work,
    place,
    queued,
    renew,
    heard,
    settleGivenBack: (messages, receipted) => settleGivenBack(deps, messages, receipted),
    lastCall,
    drained,
    lines: () => lines.all,
    inFlight: () => [...flights.values()],
  }
}

/** What waits for a partner in the store, for so many envelopes. */
function claimed(
  { store, limits: { leaseMs, maxStatements, maxLetterBytes } }: Delivering,
  partner: string,
  { now, envelopes }: { readonly now: number; readonly envelopes: number },
) {
  const bounds = { limit: maxStatements, maxBytes: maxLetterBytes }
  return store.claim({ partner, now, leaseUntil: now + leaseMs, envelopes, ...bounds }).catch(noneWhileBehind)
}

/** Nothing is taken up while the log is behind. */
function noneWhileBehind(error: unknown): readonly never[] {
  if (isBehind(error)) return []
  throw error
}

/** What is under way. */
function openFlights() {
  const flights = new Map<Promise<void>, readonly Claimed[]>()
  /** Its claims are kept until it has ended, which it does without failing. */
  function track(going: Promise<void>, claimed: readonly Claimed[], then?: () => void): void {
    const flight = going.finally(() => {
      flights.delete(flight)
      then?.()
    })
    flights.set(flight, claimed)
  }
  return { flights, track }
}
