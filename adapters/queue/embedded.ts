// The embedded queue: timers over wakes, in one process. The store is the truth; whatever is lost here its sweep brings back.
import { guarded } from '../../gateway/model/guarded.ts'
import type { Queue } from '../../gateway/ports.ts'

export interface EmbeddedQueue {
  /** Told of a run that threw; the partner is looked at again with its next wake. */
  onFault(error: unknown): void
  now?(): number
}

/** Longer timers fire at once in Node; they are set again in steps. */
const longestTimerMs = 2 ** 31 - 1
/** Wakes that fall into one such span share a timer, so that ten thousand retries cost a few timers. */
const grainMs = 20

export function embeddedQueue({ onFault, now = Date.now }: EmbeddedQueue): Queue {
  /** By partner and instant: every wake that is not yet due. */
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Map<string, Promise<void>>()
  const wanted = new Set<string>()
  let work: ((partner: string) => Promise<void>) | undefined
  let stopped = false

  function run(partner: string): void {
    if (stopped || !work || running.has(partner) || !wanted.delete(partner)) return
    const ended = work(partner)
      .catch(onFault)
      .finally(() => {
        running.delete(partner)
        if (wanted.has(partner)) run(partner)
      })
    running.set(partner, ended)
  }

  const soon = (partner: string) => setImmediate(guarded(() => run(partner), onFault))

  function look(partner: string): void {
    if (wanted.has(partner)) return
    wanted.add(partner)
    soon(partner)
  }

  function wake(partner: string, at: number): void {
    if (stopped) return
    const inMs = at - now()
    if (inMs <= 0) {
      look(partner)
      return
    }
    const due = Math.ceil(at / grainMs) * grainMs
    const key = `${partner} ${due}`
    if (timers.has(key)) return
    const timer = setTimeout(
      guarded(() => {
        timers.delete(key)
        wake(partner, due)
      }, onFault),
      Math.min(longestTimerMs, due - now()),
    )
    timer.unref()
    timers.set(key, timer)
  }

  return {
    wake,
    start(given) {
      work = given
      for (const partner of wanted) soon(partner)
    },
    up: async () => true,
    async stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      await Promise.all(running.values())
    },
  }
}
