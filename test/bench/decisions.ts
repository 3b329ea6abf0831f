// What a decision about content costs with all its verification: the case is read, held against its evidence and the log, folded, decided on, and
// the decision is on disk. Cases of 30 statements and of 1 000, of which several are asked for in turn.
import { openDeciding } from './deciding.ts'
import { round2 } from './median.ts'
import type { Found } from './scenario.ts'
import type { SealedCase } from './sealed-case.ts'

interface Sizes {
  readonly statements: number
  readonly cases: number
  readonly decisionsEach: number
}
const rounds = Number(process.env.ROUNDS ?? 5)
const sizes: readonly Sizes[] = [
  { statements: 30, cases: 20, decisionsEach: 10 * rounds },
  { statements: 1_000, cases: 3, decisionsEach: 20 * rounds },
]

interface Measured {
  readonly statements: number
  readonly decisions: number
  /** From the question to the answer, with the record on disk; and without what the record took. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly unrecordedP50Ms: number
  readonly unrecordedP99Ms: number
  /** The fastest: what it costs where nobody else works on the machine. */
  readonly minMs: number
  readonly unrecordedMinMs: number
  /** The first one of each case after a start, which verifies every signature. */
  readonly firstP50Ms: number
  /** Of all threads. */
  readonly cpuMs: number
}

export async function decisions(): Promise<Found> {
  const measured = await measuredDecisions()
  const rows = measured.map((each) => [`${each.statements} statements`, rowOf(each)] as const)
  return { rows: Object.fromEntries(rows), json: { decisions: measured } }
}

/** The goal is a p99 of 2 ms for 30 statements and of 10 ms for 1 000. */
const rowOf = ({ p50Ms, p99Ms, unrecordedP99Ms, minMs, firstP50Ms, cpuMs }: Measured): string =>
  `p50 ${p50Ms}, p99 ${p99Ms} ms (${unrecordedP99Ms} without the record), fastest ${minMs}, first ${firstP50Ms}, CPU ${cpuMs}`

async function measuredDecisions(): Promise<readonly Measured[]> {
  const { decide, sealed, end } = await openDeciding()
  const made: SealedCase[][] = []
  for (const { statements, cases } of sizes) {
    const group: SealedCase[] = []
    while (group.length < cases) group.push(await sealed(statements))
    made.push(group)
  }
  const found: Measured[] = []
  for (const [index, { statements, decisionsEach }] of sizes.entries())
    found.push(await measured(statements, made[index] ?? [], decisionsEach, decide))
  await end()
  return found
}

async function measured(
  statements: number,
  cases: readonly SealedCase[],
  decisionsEach: number,
  decide: (of: SealedCase) => Promise<{ ms: number; unrecordedMs: number }>,
): Promise<Measured> {
  const first: number[] = []
  for (const each of cases) {
    if (each.applied < statements * 0.9) throw new Error(`only ${each.applied} of ${statements} statements take effect`)
    first.push((await decide(each)).ms)
  }
  // The compiler is warm before anything is timed.
  for (const each of cases) for (let count = 0; count < (20 * rounds) / cases.length; count += 1) await decide(each)
  const taken: Awaited<ReturnType<typeof decide>>[] = []
  const cpu = process.cpuUsage()
  for (let round = 0; round < decisionsEach; round += 1) for (const each of cases) taken.push(await decide(each))
  const { user, system } = process.cpuUsage(cpu)
  const all = taken.map(({ ms }) => ms)
  const unrecorded = taken.map(({ unrecordedMs }) => unrecordedMs)
  return {
    statements,
    decisions: taken.length,
    p50Ms: at(all, 0.5),
    p99Ms: at(all, 0.99),
    unrecordedP50Ms: at(unrecorded, 0.5),
    unrecordedP99Ms: at(unrecorded, 0.99),
    minMs: at(all, 0),
    unrecordedMinMs: at(unrecorded, 0),
    firstP50Ms: at(first, 0.5),
    cpuMs: round2((user + system) / 1000 / taken.length),
  }
}

const at = (values: readonly number[], share: number): number =>
  round2(values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN)
