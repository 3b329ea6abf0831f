// Tells that keys, certificates and lists end, in the log and as an event: once for each threshold,
// and once a day of what has ended. The store remembers it, over every start and node.

import { clockToleranceMs, dayMs, iso } from '../../../../crypto/instants.ts'
import type { EventKind } from '../../../answers/event-kinds.ts'
import type { NodeStore } from '../../../ports/keeping.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import type { Clock } from '../clock.ts'
import { daysLeft, type Stage, stageOf, type Validity } from './validity.ts'

interface Alerting {
  readonly store: NodeStore
  readonly world: Pick<World, 'now'>
  readonly log: Log
  readonly clock: Pick<Clock, 'amiss'>
  validities(): readonly Validity[]
  /** Whoever follows the feed is told. */
  news(): void
}

/** What was told so long ago is over: no threshold comes so late. */
const keptMs = 400 * dayMs

/** One look; to be taken again and again. */
export function validityAlerts(deps: Alerting): () => Promise<void> {
  const told = new Map<string, number>()
  return async () => {
    const nowMs = deps.world.now()
    for (const validity of deps.validities()) {
      const stage = stageOf(validity, nowMs)
      if (stage === 'holds') continue
      const key = `${thingOf(validity)} ${stage}`
      const before = told.get(key)
      if (before !== undefined && !isDue(stage, nowMs - before)) continue
      const first = await isFirst(deps, validity, stage, nowMs)
      told.set(key, nowMs)
      if (!first) continue
      say(deps.log, validity, stage, nowMs)
      deps.news()
    }
    for (const [key, at] of told) if (Math.abs(nowMs - at) > longestMs) told.delete(key)
  }
}

/** No threshold lasts for longer. */
const longestMs = 60 * dayMs

/** What has ended, or is not valid yet, is told again each day; a threshold is passed once. */
const isDaily = (stage: Stage): boolean => stage === 'ended' || stage === 'early'
const isDue = (stage: Stage, sinceMs: number): boolean =>
  sinceMs < -clockToleranceMs || (isDaily(stage) && sinceMs >= dayMs)

const thingOf = ({ use, member, id, untilMs }: Validity): string => `${use} ${member} ${id} ${iso(untilMs)}`

/**
 * Whether nobody has told it yet. Where the store cannot say, it is told; by a clock that is wrong
 * nothing is remembered.
 */
async function isFirst({ store, clock }: Alerting, validity: Validity, stage: Stage, nowMs: number): Promise<boolean> {
  if (clock.amiss() !== undefined) return true
  const { use, member, id, fromMs, untilMs } = validity
  const row = { thing: thingOf(validity), stage: String(stage), at: nowMs }
  const unless = {
    again: isDaily(stage) ? nowMs - dayMs : 0,
    ahead: nowMs + clockToleranceMs,
    forgotten: nowMs - keptMs,
  }
  const about = { use, id, notBefore: iso(fromMs), notAfter: iso(untilMs) }
  const event = { at: nowMs, kind: kindOf(stage), office: null, case: null, message: null, partner: member, about }
  return store.alertOnce(row, unless, event).catch(() => true)
}

const kindOf = (stage: Stage): EventKind => {
  if (stage === 'ended') return 'validity.ended'
  return stage === 'early' ? 'validity.early' : 'validity.ending'
}

function say(log: Log, validity: Validity, stage: Stage, nowMs: number): void {
  const { member, use, id, fromMs, untilMs } = validity
  const notAfter = iso(untilMs)
  if (stage === 'ended') record(log, 'validity.ended', { member, use, id, notAfter })
  else if (stage === 'early') record(log, 'validity.early', { member, use, id, notBefore: iso(fromMs) })
  else record(log, 'validity.ending', { member, use, id, notAfter, days: daysLeft(validity, nowMs) })
}
