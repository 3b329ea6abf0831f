// The world as this machine shows it, and its clock with what a person has said of it.
import { randomFillSync, randomUUIDv7 } from 'node:crypto'
import { cosignedBefore } from '../flows/evidence/genuine/cosigned.ts'
import { leavesOf } from '../flows/evidence/leaves.ts'
import { type Clock, newestWritten, watchClock } from '../flows/trust/clock.ts'
import type { Partner } from '../flows/trust/load-partners.ts'
import { endPauses, type Waking } from '../flows/upkeep/sweep.ts'
import type { Store } from '../ports/store.ts'
import type { World } from '../ports/world.ts'
import type { Log } from '../watch/log.ts'

const pooledBytes = 4096

/** A call of the generator costs more than its octets. What is handed out is not in the pool. */
function randomOctets(): World['randomOctets'] {
  const pool = new Uint8Array(pooledBytes)
  let at = pooledBytes
  return (count) => {
    if (count > pooledBytes / 8) return randomFillSync(new Uint8Array(count))
    if (at + count > pooledBytes) {
      randomFillSync(pool)
      at = 0
    }
    const octets = pool.slice(at, at + count)
    pool.fill(0, at, at + count)
    at += count
    return octets
  }
}

export const world: World = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  random: Math.random,
  randomOctets: randomOctets(),
  id: randomUUIDv7,
}

/** A step is told, and what it held up goes on, after so long at most. */
export const clockEveryMs = 1_000

interface OpenClock {
  readonly store: Store
  readonly waking: Waking
  readonly us: string
  readonly partners: Iterable<Partner>
  readonly log: Log
  /**
   * A person has compared the clock with a time server: it is believed, whatever later instants the
   * store holds, and the log says so.
   */
  readonly checked: boolean
  /** What was loaded by a wrong clock may have been left out by it. */
  reload(): void
  onFault(error: unknown): void
}

export async function openClock({
  store,
  waking,
  us,
  partners,
  log,
  checked,
  reload,
  onFault,
}: OpenClock): Promise<Clock> {
  const data = { act: 'clock checked' }
  if (checked)
    await store.record(leavesOf(world, [{ at: world.now(), kind: 'operator', case: null, subject: us, data }]))
  const clock = watchClock({
    world,
    log,
    writtenAt: checked ? undefined : await newestWritten(store),
    signedBefore: await cosignedBefore(store, partners),
    onStep() {
      if (clock.amiss() !== undefined) return
      reload()
      endPauses(waking).catch(onFault)
    },
  })
  return clock
}
