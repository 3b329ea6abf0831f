// Whether the time of this machine can be believed. A clock that was set wrong must neither stop a
// line nor put a false instant under anything.

import { iso } from '../../../crypto/instants.ts'
import { afterLook, aheadBy, clockLimits, isBelieved, type Reading, reckonFrom } from '../../model/clock.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { LeavesStore } from '../../ports/evidence.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'

export interface Clock {
  /**
   * Why no instant may be written now; undefined while the clock is believed. Reads both clocks, so
   * that no step slips by between two looks under which anything was written.
   */
  amiss(): string | undefined
  /** @throws {Problem} `clock-stepped` while it is not believed. */
  demand(): void
  /** Looks for a step, and tells of it; to be called each second or so. */
  look(): void
  /** How far it is ahead of what the monotonic clock says. */
  aheadMs(): number
  /**
   * A step that is believed but not yet forgotten, or an instant that a partner signed and the
   * clock has not reached, in words.
   */
  stepped(): string | undefined
  /**
   * The latest instant that this clock has shown, the store holds, or this partner has signed: what
   * decides whether retention has ended. A clock that is set back opens nothing.
   */
  latestMs(partner: string): number
  /**
   * An instant that a partner signed, in a receipt or a cosignature. One beyond what is believed of
   * a clock says nothing.
   */
  signed(partner: string, atMs: number): void
}

/** All that most flows need of it. */
export type Believing = Pick<Clock, 'amiss' | 'demand'>
/** What hears of instants that partners signed. */
export type Hearing = Pick<Clock, 'signed'>

interface ClockNeeds {
  world: Pick<World, 'now' | 'monotonicMs'>
  log: Log
  /**
   * The newest instant that was written before this start; undefined where there is none, or where
   * a person has looked at the clock.
   */
  writtenAt: number | undefined
  /** The newest instant that each partner had signed before this start. */
  signedBefore?: ReadonlyMap<string, number>
  /** Pauses and due times are to be looked at anew, and the queue is to be told. */
  onStep(): void
}

const retryAfterMs = 10_000

export function watchClock({ world, log, writtenAt, signedBefore, onStep }: ClockNeeds): Clock {
  let shownMs = writtenAt ?? Number.NEGATIVE_INFINITY
  const signed = new Map(signedBefore)
  const read = (): Reading => {
    const wallMs = world.now()
    // One that is far ahead is not believed, and must not count after it was set right.
    if (isBelieved(aheadBy(reckoning, { wallMs, monotonicMs: world.monotonicMs() })))
      shownMs = Math.max(shownMs, wallMs)
    return { wallMs, monotonicMs: world.monotonicMs() }
  }
  let reckoning = reckonFrom({ wallMs: world.now(), monotonicMs: world.monotonicMs() })
  /**
   * Earlier than this it cannot be: set while a clock that started behind the store has not caught
   * up.
   */
  let notBeforeMs = writtenAt === undefined ? Number.NEGATIVE_INFINITY : writtenAt - clockLimits.believedMs

  function amiss(): string | undefined {
    const now = read()
    if (now.wallMs < notBeforeMs)
      return `the clock says ${iso(now.wallMs)}, but the store holds an instant of ${iso(writtenAt ?? 0)}`
    const aheadMs = aheadBy(reckoning, now)
    if (Math.abs(aheadMs - reckoning.aheadMs) >= clockLimits.stepMs) look()
    return isBelieved(aheadMs) ? undefined : `${inWords(aheadMs)} what was reckoned since it was last believed`
  }

  function look(): void {
    const now = read()
    if (now.wallMs >= notBeforeMs && notBeforeMs > reckoning.from.wallMs) {
      // It was behind from the start, so nothing could be reckoned from it; now it has caught up.
      const byMs = aheadBy(reckoning, now)
      reckoning = reckonFrom(now)
      notBeforeMs = Number.NEGATIVE_INFINITY
      record(log, 'clock.stepped', { byMs: Math.round(byMs), believed: 1 })
      onStep()
      return
    }
    const { reckoning: after, steppedMs } = afterLook(reckoning, now)
    reckoning = after
    if (steppedMs === 0) return
    record(log, 'clock.stepped', { byMs: Math.round(steppedMs), believed: amiss() === undefined ? 1 : 0 })
    onStep()
  }

  return {
    amiss,
    demand() {
      const reason = amiss()
      if (reason !== undefined) throw new Problem('clock-stepped', reason, { retryAfterMs })
    },
    look,
    aheadMs: () => aheadBy(reckoning, read()),
    stepped() {
      const nowMs = world.now()
      for (const [partner, atMs] of signed)
        if (atMs - nowMs > clockLimits.believedMs)
          return `the clock says ${iso(nowMs)}, but ${partner} has signed at ${iso(atMs)}: it went back, and retention is counted by the later`
      return Math.abs(reckoning.aheadMs) >= clockLimits.stepMs && isBelieved(reckoning.aheadMs)
        ? `${inWords(reckoning.aheadMs)} what was reckoned; it has stepped`
        : undefined
    },
    latestMs: (partner) => Math.max(read().wallMs, shownMs, signed.get(partner) ?? Number.NEGATIVE_INFINITY),
    signed(partner, atMs) {
      if (atMs - world.now() > clockLimits.believedMs) return
      signed.set(partner, Math.max(atMs, signed.get(partner) ?? Number.NEGATIVE_INFINITY))
    },
  }
}

/**
 * The newest instant that the store holds, by the order of its evidence and not by what the rows
 * say.
 */
export async function newestWritten(store: CasesStore & LeavesStore): Promise<number | undefined> {
  const published = await store.checkpoint(0)
  const rows = await store.evidence({ after: Math.max(0, (published?.size ?? 0) - 1), limit: tailRows })
  return rows.at(-1)?.at ?? published?.at
}
const tailRows = 1_000

const inWords = (aheadMs: number): string =>
  `the clock is ${Math.abs(Math.round(aheadMs / 1000))} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`
