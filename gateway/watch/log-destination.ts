// Where the lines of the log go: a file, or standard output. Whoever writes one waits for nothing
// and gets no error: what cannot be written now waits in memory up to a bound, and beyond it is
// dropped and counted.
import { close, constants, open, write, writeSync } from 'node:fs'
import { syncAndClose } from '../../disk/durable.ts'
import { openWaitingLines } from './waiting-lines.ts'

export interface LogDestination {
  write(line: string): void
  /** Calls back when all is written, or when that has taken too long. */
  flush(done: () => void): void
  /**
   * Opens the file anew: another program has put the old one aside. Standard output stays what it
   * is.
   */
  reopen(): void
  /** Why nothing can be written, as a code; undefined while it can be. */
  trouble(): string | undefined
  /** Flushes and closes; what is written afterwards is forgotten. */
  end(): Promise<void>
}

export interface LogDestinationOptions {
  /** A path, or a descriptor that is open. */
  readonly to: string | number
  /** How much may wait, in octets. */
  readonly maxWaitingBytes?: number
  /** Between two tries of what failed, in milliseconds. */
  readonly retryMs?: number
  readonly flushWithinMs?: number
  /** One line was dropped. */
  readonly onDrop?: () => void
  /** It writes again, and this is the place at which so many lines are missing. */
  readonly onGap?: (lines: number, forMs: number) => void
}

/** About ten thousand lines. */
const mostWaitingBytes = 2 * 1024 * 1024
/** A reader that is behind is no fault; one that has not read for so long is. */
const slowMs = 5_000
const busyMs = 50
/** With these the file is the right one, and there is no room in it. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EAGAIN'])
/** Nothing of this waits: a pipe without a reader fails instead. */
const appending =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOCTTY

/**
 * Of a process that ends without a word of farewell: what waits is tried once, where nothing was
 * wrong.
 */
const lastTries = new Set<() => void>()
process.once('exit', () => {
  for (const lastTry of lastTries) lastTry()
})

export function openLogDestination({
  to,
  maxWaitingBytes = mostWaitingBytes,
  retryMs = 1_000,
  flushWithinMs = 2_000,
  onDrop = () => undefined,
  onGap = () => undefined,
}: LogDestinationOptions): LogDestination {
  const lines = openWaitingLines({ maxWaitingBytes, onDrop, onGap })
  const flushing = openFlushing(flushWithinMs)
  let descriptor = typeof to === 'number' ? to : undefined
  /** One call to the system at a time. */
  let busy = false
  let anew = false
  let ended = false
  let fault: string | undefined
  /** Since when nothing has come through, by the clock that never goes back. */
  let stuckSince: number | undefined
  let retry: NodeJS.Timeout | undefined

  /** Does the next thing there is to do, unless one is under way or a pause runs. */
  function go(): void {
    if (busy || retry !== undefined) return
    if (anew) putAside()
    if (descriptor === undefined) {
      if (!ended) openFile(String(to))
    } else if (lines.isEmpty()) {
      stuckSince = undefined
      flushing.done()
    } else writeSome(descriptor)
  }

  function writeSome(to: number): void {
    const octets = lines.now()
    begin()
    write(to, octets, 0, octets.length, null, (error, bytes) => {
      busy = false
      if (error || bytes === 0) {
        failed(error?.code ?? 'EIO')
        return
      }
      stuckSince = fault = undefined
      lines.written(bytes)
      go()
    })
  }

  function begin(): void {
    busy = true
    stuckSince ??= performance.now()
  }

  function openFile(path: string): void {
    begin()
    open(path, appending, (error, opened) => {
      busy = false
      if (error) {
        failed(error.code ?? 'EIO')
        return
      }
      descriptor = opened
      stuckSince = fault = undefined
      go()
    })
  }

  function putAside(): void {
    anew = false
    lines.beginLineAnew()
    const old = descriptor
    descriptor = undefined
    if (old !== undefined) close(old, () => undefined)
  }

  function failed(code: string): void {
    fault = code
    stuckSince ??= performance.now()
    if (typeof to === 'string' && !noRoom.has(code) && descriptor !== undefined) anew = true
    retry = setTimeout(
      () => {
        try {
          retry = undefined
          go()
        } catch {
          failed('EIO')
        }
      },
      code === 'EAGAIN' ? busyMs : retryMs,
    )
    // A log that cannot be written keeps no process alive.
    retry.unref()
  }

  function flush(done: () => void): void {
    const isDone = flushing.add(done)
    if (lines.isEmpty() && !busy) isDone()
    else go()
  }

  const lastTry = () => {
    const left = lines.unbegun()
    if (descriptor !== undefined && fault === undefined && left !== '') writeSync(descriptor, left)
  }
  lastTries.add(lastTry)
  // Node makes a pipe one that waits for nobody when it takes it up as a stream.
  if (to === 1) Reflect.get(process, 'stdout')
  go()

  return {
    write(line) {
      if (ended) return
      lines.add(line)
      go()
    },
    flush,
    reopen() {
      if (typeof to === 'number' || ended) return
      anew = true
      clearTimeout(retry)
      retry = undefined
      go()
    },
    trouble() {
      const stuckMs = stuckSince === undefined ? 0 : performance.now() - stuckSince
      if (fault !== undefined && fault !== 'EAGAIN') return fault
      return stuckMs > slowMs ? (fault ?? 'ETIMEDOUT') : undefined
    },
    async end() {
      await new Promise<void>((resolve) => flush(resolve))
      ended = true
      clearTimeout(retry)
      lastTries.delete(lastTry)
      const left = descriptor
      if (typeof to === 'number' || left === undefined) return
      descriptor = undefined
      if (busy) return
      await syncAndClose(left)
    },
  }
}

/** Those that wait until all is written, each for so long at most. */
function openFlushing(withinMs: number) {
  let waiting: (() => void)[] = []
  function done(): void {
    const told = waiting
    waiting = []
    for (const each of told) each()
  }
  return {
    done,
    /** @returns what tells this one that all is written. */
    add(tell: () => void): () => void {
      const once = () => {
        clearTimeout(timer)
        waiting = waiting.filter((each) => each !== once)
        tell()
      }
      const timer = setTimeout(() => {
        try {
          once()
        } catch {
          done()
        }
      }, withinMs)
      waiting.push(once)
      return once
    },
  }
}
