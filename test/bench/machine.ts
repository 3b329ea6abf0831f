// What else the machine does while something is measured.
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'

/** Above it a round says more of others than of us. */
const disturbedCores = 0.25
const mostRepeats = 3

interface Mark {
  readonly atMs: number
  readonly busyMs: number
  readonly ownMs: number
}

/** Busy time of all cores, in milliseconds (Linux: 100 ticks a second). */
function busyMs(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? ''
  )
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq) * 10
}

/** User and system time of processes, with that of their children that have ended. */
export const cpuMs = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return sum + [11, 12, 13, 14].reduce((ticks, field) => ticks + Number(fields[field]), 0) * 10
  }, 0)

const mark = (pids: readonly number[]): Mark => ({
  atMs: performance.now(),
  busyMs: busyMs(),
  ownMs: cpuMs([process.pid, ...pids]),
})

/** How many cores others used since. */
function othersSince({ atMs, busyMs: before, ownMs }: Mark, pids: readonly number[]): number {
  const now = mark(pids)
  return Math.max(0, now.busyMs - before - (now.ownMs - ownMs)) / (now.atMs - atMs)
}

export interface Rounds<Figures> {
  readonly figures: readonly Figures[]
  /** In cores, by others, in the rounds that count. */
  readonly others: readonly number[]
  readonly repeated: number
}

/** So many rounds in which others left the machine alone; after three more of them it takes what it gets, and says so. @param withinMs no round but the first begins later. */
export async function undisturbed<Figures>(
  rounds: number,
  pids: readonly number[],
  round: () => Promise<Figures>,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<Rounds<Figures>> {
  const untilMs = performance.now() + withinMs
  const figures: Figures[] = []
  const others: number[] = []
  let repeated = 0
  while (figures.length < rounds && (figures.length === 0 || performance.now() < untilMs)) {
    const before = mark(pids)
    const found = await round()
    const used = othersSince(before, pids)
    if (used > disturbedCores && repeated < mostRepeats && performance.now() < untilMs) {
      repeated += 1
      continue
    }
    figures.push(found)
    others.push(Number(used.toFixed(2)))
  }
  return { figures, others, repeated }
}

export const load = (): number[] => loadavg().map((each) => Number(each.toFixed(1)))
