// Lines of the log on their way to a file: they wait in memory up to a bound, and beyond it are
// dropped and counted.

interface WaitingLines {
  /** Dropped, and counted, where there is no room, and for as long as a gap was not told. */
  add(line: string): void
  isEmpty(): boolean
  /** What is to be written now: whole lines, or the rest of those that were begun. */
  now(): Uint8Array
  /** So many octets of what is to be written now are written. */
  written(bytes: number): void
  /** A line that is half in the old file is written whole into the new one. */
  beginLineAnew(): void
  /** All of which nothing is written yet. */
  unbegun(): string
}

interface Bounds {
  readonly maxWaitingBytes: number
  /** One line was dropped. */
  onDrop(): void
  /** It writes again, and this is the place at which so many lines are missing. */
  onGap(lines: number, forMs: number): void
}

const maxWriteBytes = 64 * 1024

export function openWaitingLines({ maxWaitingBytes, onDrop, onGap }: Bounds): WaitingLines {
  let waiting: string[] = []
  let waitingBytes = 0
  /** What is being written, and how far it has come. */
  let chunk = Buffer.alloc(0)
  let offset = 0
  let gap = { lines: 0, since: 0 }

  function takeNext(): void {
    let bytes = 0
    let lines = 0
    while (lines < waiting.length && bytes < maxWriteBytes) bytes += Buffer.byteLength(waiting[lines++] ?? '')
    chunk = Buffer.from(waiting.slice(0, lines).join(''))
    waiting = waiting.slice(lines)
    offset = 0
  }

  /** Once half of the room is free again, so that one long gap is told as one. */
  function tellGap(): void {
    if (gap.lines === 0 || waitingBytes > maxWaitingBytes / 2) return
    const { lines, since } = gap
    gap = { lines: 0, since: 0 }
    onGap(lines, Math.round(performance.now() - since))
  }

  return {
    add(line) {
      const bytes = Buffer.byteLength(line)
      if (gap.lines > 0 || waitingBytes + bytes > maxWaitingBytes) {
        if (gap.lines === 0) gap.since = performance.now()
        gap.lines += 1
        onDrop()
        return
      }
      waiting.push(line)
      waitingBytes += bytes
    },
    isEmpty: () => waiting.length === 0 && offset === chunk.length,
    now() {
      if (offset === chunk.length) takeNext()
      return chunk.subarray(offset)
    },
    written(bytes) {
      offset += bytes
      waitingBytes -= bytes
      tellGap()
    },
    beginLineAnew() {
      const whole = chunk.lastIndexOf('\n', offset - 1) + 1
      if (offset === 0 || offset === chunk.length) return
      waitingBytes += offset - whole
      offset = whole
    },
    unbegun: () => waiting.join(''),
  }
}
