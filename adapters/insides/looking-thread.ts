// The near end of the thread that looks: octets go there as far as it keeps up, and whatever
// becomes of it, each look comes to an end.
import { Worker } from 'node:worker_threads'
import { guarded } from '../../gateway/model/running.ts'
import type { Look, Seen } from '../../gateway/ports/parts.ts'
import type { FromLooking, ToLooking } from './looking.ts'

export interface Thread {
  begin(): Look
  /** It ended by itself, or was ended because it hung. */
  fallen(): boolean
  end(): Promise<void>
}

/** Octets that may wait in the thread for one look. */
const aheadBytes = 1_048_576
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 }

/** One look as seen from here. */
interface Looking {
  ahead: number
  ended: boolean
  seen: Seen | undefined
  /** Settles whoever waits for the thread to go on, or to have done. */
  wake(): void
}

/** What became of looks whose thread fell under them. */
const lost: Seen = { sha256s: [], unread: 'bounds' }

/** @param patienceMs how long it may say nothing while something waits for it. */
export function startThread(patienceMs: number): Thread {
  const worker = new Worker(new URL('./looking.ts', import.meta.url), { name: 'bulla-looking', resourceLimits })
  const looks = new Map<number, Looking>()
  let newest = 0
  let fallen = false
  let ending = false
  let timer: NodeJS.Timeout | undefined

  function fall(): void {
    fallen = true
    clearTimeout(timer)
    for (const look of looks.keys()) done(look, lost)
  }
  function done(id: number, seen: Seen): void {
    const look = looks.get(id)
    looks.delete(id)
    if (!look) return
    look.seen = seen
    look.wake()
  }
  const hung = guarded(() => worker.terminate().then(fall), fall)
  /**
   * Anew with each word of it. A process without looks may end; one that waits for a look may not.
   */
  function watch(): void {
    clearTimeout(timer)
    const busy = [...looks.values()].some(({ ahead, ended }) => ahead > 0 || ended)
    timer = busy ? setTimeout(hung, patienceMs) : undefined
    if (looks.size > 0 || ending) worker.ref()
    else worker.unref()
  }
  worker.on('error', fall)
  worker.on('exit', fall)
  worker.on('message', (message: FromLooking) => {
    const look = looks.get(message.look)
    if ('seen' in message) done(message.look, message.seen)
    else if (look) {
      look.ahead -= message.taken
      look.wake()
    }
    watch()
  })

  function send(message: ToLooking): void {
    if (!fallen) worker.postMessage(message, 'piece' in message ? [message.piece.buffer as ArrayBuffer] : [])
    watch()
  }
  function begin(): Look {
    newest += 1
    const id = newest
    const look: Looking = { ahead: 0, ended: false, seen: fallen ? lost : undefined, wake: () => {} }
    if (!fallen) looks.set(id, look)
    const woken = () =>
      new Promise<void>((resolve) => {
        look.wake = resolve
      })
    return {
      async push(piece) {
        if (look.seen) return
        look.ahead += piece.length
        send({ look: id, piece: new Uint8Array(piece) })
        while (!look.seen && look.ahead > aheadBytes) await woken()
      },
      async end() {
        look.ended = true
        if (!look.seen) send({ look: id, end: true })
        while (!look.seen) await woken()
        return look.seen
      },
      cancel() {
        if (look.seen) return
        done(id, lost)
        send({ look: id, end: true })
      },
    }
  }
  return {
    begin,
    fallen: () => fallen,
    async end() {
      ending = true
      worker.ref()
      await worker.terminate()
    },
  }
}
