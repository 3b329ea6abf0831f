// Wakes on their way to Redis. Those for one partner and one instant share a job; one more leaves
// for those that came while it did.
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { reasonOf } from './sharing.ts'

interface Wakes {
  /** @param due in milliseconds since the epoch; 0 means now. */
  send(partner: string, due: number): void
  /** Resolves when all that are on their way now have arrived or were dropped. */
  gone(): Promise<unknown>
}

/** Beyond so many they are dropped. */
const mostOnTheirWay = 10_000

/**
 * @param add puts one job for a partner and an instant into Redis.
 * @param onDrop told of each wake that did not come there, and why.
 */
export function openWakes(add: (partner: string, due: number) => Promise<void>, onDrop: (error: Error) => void): Wakes {
  /** By partner and instant; `again` when another wake came after the job may have left. */
  const onTheirWay = new Map<string, { again: boolean; readonly gone: Promise<void> }>()

  /** One job for all wakes of this key so far, and one more for those that came while it left. */
  async function carry(key: string, partner: string, due: number): Promise<void> {
    try {
      let again = true
      while (again) {
        await turnOfTheLoop()
        const wish = onTheirWay.get(key)
        if (wish) wish.again = false
        await add(partner, due)
        again = wish?.again ?? false
      }
    } catch (error) {
      onDrop(new Error(`a wake did not reach redis and was dropped; the sweep makes up for it: ${reasonOf(error)}`))
    } finally {
      onTheirWay.delete(key)
    }
  }

  return {
    send(partner, due) {
      const key = `${due} ${partner}`
      const same = onTheirWay.get(key)
      if (same) same.again = true
      else if (onTheirWay.size >= mostOnTheirWay)
        onDrop(new Error(`more than ${mostOnTheirWay} wakes wait for redis; dropped, the sweep makes up for them`))
      else onTheirWay.set(key, { again: false, gone: carry(key, partner, due) })
    },
    gone: () => Promise.allSettled([...onTheirWay.values()].map(({ gone }) => gone)),
  }
}
