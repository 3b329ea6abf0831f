// How long the oldest of what waits for each partner has waited: since it was submitted, whatever
// the clock has said meanwhile.

import type { OutboxStore } from '../../ports/delivering.ts'
import type { World } from '../../ports/world.ts'

interface Waits {
  readonly partner: string
  readonly deliveries: number
  /**
   * Age of the oldest delivery that is not settled, never less than this process has seen it wait.
   */
  readonly oldestMs: number
}

export interface Waiting {
  /** To be called again and again: what nobody looks at is first seen late. */
  look(): Promise<readonly Waits[]>
}

/**
 * A message that was stored by a clock ahead of time seems to be new, or not yet there: the
 * monotonic clock knows better.
 */
export function watchWaiting({
  store,
  world,
}: {
  store: OutboxStore
  world: Pick<World, 'now' | 'monotonicMs'>
}): Waiting {
  /** By partner the oldest one, told by when it was stored, and when it was first seen. */
  const seen = new Map<string, { readonly oldestAt: number; readonly sinceMs: number }>()
  return {
    async look() {
      const rows = await store.backlog()
      const [now, nowMs] = [world.now(), world.monotonicMs()]
      const partners = new Set(rows.map(({ partner }) => partner))
      for (const partner of seen.keys()) if (!partners.has(partner)) seen.delete(partner)
      return rows.map(({ partner, deliveries, oldestAt }) => {
        const known = seen.get(partner)
        const sinceMs = known?.oldestAt === oldestAt ? known.sinceMs : nowMs
        seen.set(partner, { oldestAt, sinceMs })
        return { partner, deliveries, oldestMs: Math.max(now - oldestAt, nowMs - sinceMs) }
      })
    },
  }
}
