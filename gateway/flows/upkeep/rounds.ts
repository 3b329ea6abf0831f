// What is done again and again, and by which node: some of it by each, the rest by the one that has
// the node lease.
import { clockLimits } from '../../model/clock.ts'
import { guarded } from '../../model/running.ts'
import type { NodeLeaseRow } from '../../ports/keeping.ts'
import type { Store } from '../../ports/store.ts'
import type { World } from '../../ports/world.ts'
import { catchUp, publish, type Witnessing } from '../evidence/witness.ts'
import type { Believing, Hearing } from '../trust/clock.ts'
import { type IndexingAnew, indexAnew } from './anew/index-anew.ts'
import { type ShowingAnew, showAnew } from './anew/show-anew.ts'
import { type Reminding, remind } from './reminding/remind.ts'
import { rebuildWakes, type Sweeping, sweep } from './sweep.ts'

export interface Rounds extends Sweeping, Witnessing, Reminding, ShowingAnew, IndexingAnew {
  store: Store
  world: World
  clock: Believing & Hearing
  /** Name of this node. */
  node: string
  everyMs: number
  /** What the gateway does by itself, where a crash kept it from it. */
  followUp(): Promise<void>
  /** Has published checkpoints stamped, where there is an authority. */
  stamped(): Promise<void>
  /** Looks after the age of our keys. */
  rotated(): Promise<void>
  /** Has the next epoch begin when it is time, and old ones end; goes on by itself. */
  epochs(): void
  /** Reports uses that terms want reported unasked. */
  reported(): Promise<void>
  /** Looks through what was recorded of uses since the last time. */
  detected(): Promise<void>
  /** Finishes what disposals have begun. */
  destroyed(): Promise<void>
}

/**
 * A node that pauses longer than this beyond a round loses the node lease; clocks of the nodes may
 * differ by as much.
 */
const leaseSlackMs = 30_000
const housekeeping = 'housekeeping'
/** The rest follows with the next round. */
const remindedAtOnce = 256

/**
 * One round. Every node looks at what is due and at what partners have seen of the log; expiry,
 * leftovers, rows that lists show, numbers that cases are found by, reminders, publication of
 * checkpoints, time stamps and the rotation of keys are for the one that has the node lease. Two
 * that believe they have it for a moment do the same thing twice and nothing wrong. By a clock that
 * is not believed nothing expires, is removed, told or published: what is early by it may not be
 * due for a year.
 */
export async function round(deps: Rounds): Promise<void> {
  // What lies there is what the operator mends it from: nothing expires, nothing is swept away.
  if (deps.evidenceLog.behind() !== undefined) return
  if (deps.clock.amiss() !== undefined) return catchUp(deps)
  if (await takesLease(deps)) {
    await deps.destroyed()
    deps.epochs()
    await sweep(deps)
    await showAnew(deps, deps.everyMs / 4)
    await indexAnew(deps, deps.everyMs / 4)
    await remind(deps, remindedAtOnce)
    await deps.followUp()
    await deps.reported()
    await deps.detected()
    await publish(deps)
    await deps.stamped()
    await deps.rotated()
  } else {
    await rebuildWakes(deps)
    await catchUp(deps)
  }
}

/**
 * Whoever did not answer at the start is asked again more often than a round comes, until one has.
 */
export async function confirm(deps: Witnessing): Promise<void> {
  const { evidenceLog } = deps
  if (!evidenceLog.confirmed() && evidenceLog.behind() === undefined) await catchUp(deps)
}

/** A node that stops leaves its node lease to the next. */
export async function leave(deps: Pick<Rounds, 'store' | 'world' | 'node' | 'everyMs'>): Promise<void> {
  const now = deps.world.now()
  await deps.store.takeNodeLease({ name: housekeeping, node: deps.node, until: now }, now, believedUntil(deps, now))
}

function takesLease({ store, world, node, everyMs }: Rounds): Promise<boolean> {
  const now = world.now()
  const lease: NodeLeaseRow = { name: housekeeping, node, until: keptUntil({ everyMs }, now) }
  return store.takeNodeLease(lease, now, believedUntil({ everyMs }, now))
}

const keptUntil = ({ everyMs }: Pick<Rounds, 'everyMs'>, now: number) => now + 2 * everyMs + leaseSlackMs
/** No node whose clock is in order keeps the node lease for longer. */
const believedUntil = (deps: Pick<Rounds, 'everyMs'>, now: number) => keptUntil(deps, now) + clockLimits.believedMs

/** Again and again, never twice at once; `stop` resolves when what runs has ended. */
export function repeat(everyMs: number, run: () => Promise<void>, onFault: (error: unknown) => void) {
  let running: Promise<void> | undefined
  const turn = () => {
    running ??= run()
      .catch(onFault)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(guarded(turn, onFault), everyMs)
  const stop = async () => {
    clearInterval(timer)
    await running
  }
  return { stop }
}
