// The embedded queue: timers over wakes, in one process. The store is the truth; whatever is lost
// here its sweep brings back.
import { guarded } from '../../gateway/model/running.ts'
import type { Queue } from '../../gateway/ports/delivering.ts'

interface EmbeddedQueue {
  /** Told of a run that threw; the partner is looked at again with its next wake. */
  onFault(error: unknown): void
  now?(): number
  monotonicMs?(): number
}

/** Longer timers fire at once in Node; they are set again in steps. */
const longestTimerMs = 2 ** 31 - 1
/**
 * Wakes that fall into one such span share a timer, so that ten thousand retries cost a few timers.
 */
const grainMs = 20

/**
 * An instant becomes a span when it is given, and the span is waited for by the monotonic clock: a
 * clock that is set meanwhile brings no wake forward and holds none up. Whether anything is due is
 * for the store to say.
 */
export function embeddedQueue({
  onFault,
  now = Date.now,
  monotonicMs = () => performance.now(),
}: EmbeddedQueue): Queue {
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

  function serve(partner: string): void {
    if (wanted.has(partner)) return
    wanted.add(partner)
    soon(partner)
  }

  function wakeAt(partner: string, atMs: number): void {
    if (stopped) return
    const nowMs = monotonicMs()
    if (atMs <= nowMs) {
      serve(partner)
      return
    }
    const due = Math.ceil(atMs / grainMs) * grainMs
    const key = `${partner} ${due}`
    if (timers.has(key)) return
    const timer = setTimeout(
      guarded(() => {
        timers.delete(key)
        wakeAt(partner, due)
      }, onFault),
      Math.min(longestTimerMs, due - nowMs),
    )
    timer.unref()
    timers.set(key, timer)
  }

  return {
    wake: (partner, at) => wakeAt(partner, monotonicMs() + at - now()),
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
