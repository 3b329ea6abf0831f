// What nobody triggers happens here, again and again: wakes are rebuilt from the store, deliveries
// expire, leftovers go.

import { longestPauseMs, nextState } from '../../model/delivery.ts'
import type { DeliveringStore } from '../../ports/delivering.ts'
import type { NodeStore } from '../../ports/keeping.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { NewEvent } from '../../ports/rows.ts'
import type { SubmittingStore } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import { toldOf } from '../cases/kept-draft.ts'

export interface Sweeping {
  store: DeliveringStore & NodeStore & ReadingStore & SubmittingStore
  parts: Pick<Parts, 'remove' | 'sweep'>
  world: World
  log: Log
  wake(partner: string, at: number): void
  leaseMs: number
  keep: { stagedMs: number; idempotencyMs: number; draftsMs: number; eventsMs?: number; registrationsMs?: number }
}

export type Waking = Pick<Sweeping, 'store' | 'wake' | 'world' | 'leaseMs'>

/** Clocks of the nodes may differ by as much. */
const leaseSlackMs = 30_000

/**
 * The queue may have lost every wake: the store knows what is due, and is not believed where it
 * says later than any pause lasts.
 */
export async function rebuildWakes(deps: Waking): Promise<void> {
  await wakeAgain(deps, longestPauseMs)
}

/**
 * After a step of the clock nobody can tell which pauses were reckoned before it: all of them end.
 * The circuit keeps its own.
 */
export async function endPauses(deps: Waking): Promise<void> {
  await wakeAgain(deps, 0)
}

async function wakeAgain({ store, wake, world, leaseMs }: Waking, longestMs: number): Promise<void> {
  const now = world.now()
  await store.bringBack({ now, waitingUntil: now + longestMs, leasedUntil: now + leaseMs + leaseSlackMs })
  for (const { partner, dueAt } of await store.due()) wake(partner, dueAt)
}

const atOnce = 256

/** One round; idempotent, and safe beside everything else. */
export async function sweep(deps: Sweeping): Promise<void> {
  const { store, parts, world, log, keep } = deps
  const [now, startedMs] = [world.now(), world.monotonicMs()]
  await rebuildWakes(deps)
  const expired = await expireDeliveries(deps)
  // First, so that what only they needed goes with them.
  await expireDrafts(deps)
  const unused = await store.purge({
    stagedBefore: now - keep.stagedMs,
    idempotencyBefore: now - keep.idempotencyMs,
    ...(keep.eventsMs !== undefined && { eventsBefore: now - keep.eventsMs }),
    ...(keep.registrationsMs !== undefined && { registrationsBefore: now - keep.registrationsMs }),
  })
  for (const sha256 of unused) await parts.remove(sha256)
  const swept = await parts.sweep(now - keep.stagedMs, (sha256) => store.partUsed(sha256))
  if (expired + unused.length + swept > 0)
    record(log, 'sweep.done', {
      parts: unused.length + swept,
      expired,
      tookMs: Math.round(world.monotonicMs() - startedMs),
    })
}

/**
 * A draft ends once: whoever approves or changes one at this moment comes before or after. One that
 * was changed is looked at again next time.
 */
async function expireDrafts(deps: Sweeping): Promise<void> {
  const { store, world, log, keep } = deps
  const at = world.now()
  for (const draft of await store.draftsBefore(at - keep.draftsMs, atOnce)) {
    const { client: drafter, revision, id, office } = draft
    const ended = await store.endDraft(draft, await toldOf(deps, 'expired', draft, { at, drafter, revision }))
    if (ended === 'stored') record(log, 'draft.expired', { draft: id, office })
  }
}

/**
 * A message not delivered in time is a dead letter with its reason; it stays in the case, and may
 * be delivered again.
 */
async function expireDeliveries({ store, world, log }: Sweeping): Promise<number> {
  const now = world.now()
  const late = await store.expired(now, atOnce)
  if (late.length === 0) return 0
  const cases = await Promise.all(late.map(({ message }) => store.case(message.case)))
  await store.settle({
    settlements: late.map(({ delivery }) => ({
      id: delivery.id,
      from: delivery.state,
      fence: delivery.fence,
      // What is being sent here has lost its lease: the node that sent it is gone.
      to: nextState(delivery.state === 'sending' ? nextState('sending', 'crash') : delivery.state, 'expire'),
      dueAt: delivery.dueAt,
      attempts: delivery.attempts,
      problem: delivery.problem ?? 'delivery-expired',
      detail: delivery.detail ?? 'the partner gave no receipt in time',
      receipt: null,
      at: now,
    })),
    receipt: null,
    refused: [],
    seals: [],
    cases: [],
    events: late.flatMap(({ message }, index): NewEvent[] => {
      const about = { at: now, message: message.id, partner: message.partner }
      return [
        {
          ...about,
          kind: 'message.expired',
          office: cases[index]?.office ?? message.statement.from.office,
          case: message.case,
        },
        { ...about, kind: 'delivery.expired', office: null, case: null },
      ]
    }),
    evidence: [],
  })
  for (const { delivery } of late) record(log, 'delivery.expired', { partner: delivery.partner, delivery: delivery.id })
  return late.length
}
