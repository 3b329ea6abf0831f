// Where the lines of the log go: a file, or standard output. Whoever writes one waits for nothing
// and gets no error: what cannot be written now waits in memory up to a bound, and beyond it is
// dropped and counted.
import { close, constants, open, write, writeSync } from 'node:fs'
import { syncAndClose } from '../../disk/durable.ts'

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
const maxWriteBytes = 64 * 1024
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
  let waiting: string[] = []
  let waitingBytes = 0
  /** What is being written, and how far it has come. */
  let chunk = Buffer.alloc(0)
  let offset = 0
  let descriptor = typeof to === 'number' ? to : undefined
  /** One call to the system at a time. */
  let busy = false
  let anew = false
  let ended = false
  let fault: string | undefined
  /** Since when nothing has come through, by the clock that never goes back. */
  let stuckSince: number | undefined
  let retry: NodeJS.Timeout | undefined
  let gap = { lines: 0, since: 0 }
  let flushing: (() => void)[] = []

  const isEmpty = () => waiting.length === 0 && offset === chunk.length

  /** Does the next thing there is to do, unless one is under way or a pause runs. */
  function go(): void {
    if (busy || retry !== undefined) return
    if (anew) putAside()
    if (descriptor === undefined) {
      if (!ended) openFile(String(to))
    } else if (isEmpty()) allWritten()
    else writeSome(descriptor)
  }

  function writeSome(to: number): void {
    if (offset === chunk.length) takeNext()
    begin()
    write(to, chunk, offset, chunk.length - offset, null, (error, bytes) => {
      busy = false
      if (error || bytes === 0) {
        failed(error?.code ?? 'EIO')
        return
      }
      stuckSince = fault = undefined
      offset += bytes
      waitingBytes -= bytes
      tellGap()
      go()
    })
  }

  function begin(): void {
    busy = true
    stuckSince ??= performance.now()
  }

  function takeNext(): void {
    let bytes = 0
    let lines = 0
    while (lines < waiting.length && bytes < maxWriteBytes) bytes += Buffer.byteLength(waiting[lines++] ?? '')
    chunk = Buffer.from(waiting.slice(0, lines).join(''))
    waiting = waiting.slice(lines)
    offset = 0
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
    // A line that is half in the old file is written whole into the new one.
    const whole = chunk.lastIndexOf('\n', offset - 1) + 1
    if (offset > 0 && offset < chunk.length) {
      waitingBytes += offset - whole
      offset = whole
    }
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

  /** Once half of the room is free again, so that one long gap is told as one. */
  function tellGap(): void {
    if (gap.lines === 0 || waitingBytes > maxWaitingBytes / 2) return
    const { lines, since } = gap
    gap = { lines: 0, since: 0 }
    onGap(lines, Math.round(performance.now() - since))
  }

  function allWritten(): void {
    stuckSince = undefined
    const done = flushing
    flushing = []
    for (const each of done) each()
  }

  function flush(done: () => void): void {
    const once = () => {
      clearTimeout(timer)
      flushing = flushing.filter((each) => each !== once)
      done()
    }
    const timer = setTimeout(() => {
      try {
        once()
      } catch {
        allWritten()
      }
    }, flushWithinMs)
    flushing.push(once)
    if (isEmpty() && !busy) once()
    else go()
  }

  const lastTry = () => {
    if (descriptor !== undefined && fault === undefined && waiting.length > 0) writeSync(descriptor, waiting.join(''))
  }
  lastTries.add(lastTry)
  // Node makes a pipe one that waits for nobody when it takes it up as a stream.
  if (to === 1) Reflect.get(process, 'stdout')
  go()

  return {
    write(line) {
      if (ended) return
      const bytes = Buffer.byteLength(line)
      if (gap.lines > 0 || waitingBytes + bytes > maxWaitingBytes) {
        if (gap.lines === 0) gap.since = performance.now()
        gap.lines += 1
        onDrop()
        return
      }
      waiting.push(line)
      waitingBytes += bytes
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
