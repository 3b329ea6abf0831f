// What is heard of a partner beside the answers that were waited for: that it is there, and
// receipts that come late.

import { afterHeard, afterHearing, afterSuccess, type Circuit, nothingHeard, widened } from '../../model/line.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Claimed } from '../../ports/delivering.ts'
import { record } from '../../watch/log.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { Receipted } from './attempt.ts'
import type { Line, openLines } from './lines.ts'
import type { Sending } from './send.ts'
import { settleLate } from './settle-late.ts'

interface Hears extends Sending {
  limits: Sending['limits'] & { windowMax: number }
  lines: ReturnType<typeof openLines>
  /** Whoever runs the gateway is told that a partner stopped or began to answer. */
  told(member: string, state: 'open' | 'closed'): void
  ended(): boolean
  /** What goes on is waited for at the end. */
  track(going: Promise<void>, claimed: readonly Claimed[], then?: () => void): void
  fault(error: unknown): void
}

export function hearing(deps: Hears) {
  const { world, limits, lines, track, fault } = deps

  /**
   * A partner that answers has come back, where it was away: nothing waits for its pause to end.
   */
  function answered(line: Line, member: string): void {
    const wasAway = line.circuit.state !== 'closed'
    change(line, member, afterSuccess)
    line.window = widened(line.window, limits.windowMax)
    line.hearing = { notBeforeMs: wasAway ? 0 : line.hearing.notBeforeMs, inVain: 0 }
    heard(member)
  }

  function change(line: Line, partner: string, by: (circuit: Circuit, nowMs: number) => Circuit): void {
    const before = line.circuit.state
    line.circuit = by(line.circuit, world.monotonicMs())
    const { state } = line.circuit
    if (state === before) return
    record(deps.log, 'circuit.changed', { partner, state })
    // A probe that fails is no news to whoever was told that the partner does not answer.
    if (state === 'closed') deps.told(partner, 'closed')
    else if (before === 'closed') deps.told(partner, 'open')
  }

  /** The attempt failed by its time limit, and its receipt has come all the same. */
  function heardLate(
    line: Line,
    { member }: Partner,
    claimed: readonly Claimed[],
    receipted: () => Promise<Receipted>,
  ): void {
    if (deps.ended()) return
    const settled = receipted()
      .then((receipt) => settleLate(deps, line, claimed, receipt))
      .then(() => answered(line, member))
    track(settled.catch(fault), [], () => deps.wake(member, world.now()))
  }

  function heard(member: string): void {
    const known = lines.all.get(member)
    const [now, nowMs] = [world.now(), world.monotonicMs()]
    const isActive = deps.trust().partners.get(member)?.state === 'active'
    const tooSoon = known !== undefined && nowMs < known.hearing.notBeforeMs
    if (deps.ended() || !isActive || tooSoon || deps.clock.amiss() !== undefined) return
    const line = lines.to(member)
    const wasAway = line.circuit.state === 'open'
    line.hearing = afterHearing(line.hearing, nowMs)
    line.circuit = afterHeard(line.circuit, nowMs)
    const asked = { partner: member, now, waitingUntil: now, leasedUntil: Number.MAX_SAFE_INTEGER }
    const brought = deps.store.bringBack(asked).then((count) => {
      if (count > 0 || wasAway) deps.wake(member, world.now())
      // Nothing waited: it was not in vain.
      else line.hearing = afterHearing(nothingHeard, nowMs)
    })
    track(brought.catch(fault), [])
  }

  return { answered, change, heard, heardLate }
}

/** What a log that is behind stops is no failure here. */
export const passing =
  (fault: (error: unknown) => void) =>
  (error: unknown): void => {
    if (!isBehind(error)) fault(error)
  }

export const isBehind = (error: unknown): boolean => error instanceof Problem && error.code === 'log-behind'
