// What each test file took, and what it asserted for that: node scripts/test.ts --times.
import { readFileSync } from 'node:fs'

export interface Cost {
  readonly file: string
  /** Of the process and of all those it has waited for. The first file of a process has what loading took. */
  readonly cpuMs: number
  readonly wallMs: number
}

/** Linux counts in hundredths of a second, whatever the machine. */
const msPerTick = 10

/** The CPU that this process and its children that have ended took so far; of this process alone where the system does not tell. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000 + endedChildrenMs()
}

function endedChildrenMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    // The name of the program may hold spaces; cutime and cstime are the 14th and 15th behind it: proc_pid_stat(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) * msPerTick
  } catch {
    return 0
  }
}

/** Prints a line for each file, what costs most first, and the sum. */
export function printTimes(costs: readonly Cost[], assertions: (file: string) => number): void {
  const sorted = costs.toSorted((one, other) => other.cpuMs - one.cpuMs)
  console.log(`${'CPU'.padStart(9)}${'wall'.padStart(9)}${'asserts'.padStart(9)} file`)
  for (const { file, cpuMs: cpu, wallMs } of sorted) console.log(line(cpu, wallMs, assertions(file), file))
  const asserted = costs.reduce((all, { file }) => all + assertions(file), 0)
  console.log(line(cpuMs(), performance.now(), asserted, `all ${costs.length} files, and what ran them`))
}

const line = (cpu: number, wall: number, asserted: number, name: string): string =>
  `${[cpu, wall].map((ms) => `${(ms / 1000).toFixed(1)} s`.padStart(9)).join('')}${`${asserted}`.padStart(9)} ${name}`
