// What a decision about content costs with all its verification: the case is read, held against its evidence and the log, folded, decided on, and
// the decision is on disk. Cases of 30 statements and of 1 000, of which several are asked for in turn.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { openings } from '../../gateway/flows/content/opening.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import { type Admitting, admit, enter } from '../../gateway/flows/releasing/admit.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import { world } from '../../gateway/start/clock.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { makeParty } from '../support/parties.ts'
import { round2 } from './median.ts'
import type { Found } from './scenario.ts'
import { type SealedCase, sealedCase } from './sealed-case.ts'

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
  const folder = mkdtempSync(join(tmpdir(), 'bulla-decision-bench-'))
  const store = await openSqliteStore({ file: join(folder, 'bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  const { secrets, unsealing } = openSecrets(new Uint8Array(randomBytes(32)), world)
  const [us, partner] = [await makeParty('XA'), await makeParty('XB')]
  const made: SealedCase[][] = []
  for (const { statements, cases } of sizes) {
    const group: SealedCase[] = []
    while (group.length < cases) group.push(await sealedCase({ store, secrets, world, us, partner }, statements))
    made.push(group)
  }
  const trust = {
    us: 'XA',
    partners: new Map([['XB', { member: 'XB', suite: 'B', theirs: [partner.verifying], card: partner.card }]]),
    agreements: new Map(),
    named: new Set(),
  } as unknown as Trust
  const parts = { size: async () => 1, read: async function* () {} }
  const keys = [logSigningKey(await makeKey('Ed25519'))]
  let recordMs = 0
  const deps: Admitting = {
    ...{ secrets, parts, world, timeZone: 'UTC', log: openLog('silent'), trust: () => trust },
    store: {
      ...store,
      async record(...asked) {
        const start = performance.now()
        const answer = await store.record(...asked)
        recordMs = performance.now() - start
        return answer
      },
    },
    evidenceLog: await openEvidenceLog({ store, keys: () => keys, origin: 'xa.example/log' }),
    opener: openings(unsealing, parts, secrets),
    clock: { latestMs: world.now },
  }
  const decide = async ({ row, item }: SealedCase) => {
    const start = performance.now()
    const ask = { purpose: 'VERIFY_VALUE', matter: row.id, reader: 'A. Example' }
    const client = { id: 'officer', offices: ['HQ'], roles: ['release'] } as const
    await admit(deps, client, await enter(deps, client, { what: 'item', id: item }, ask))
    const ms = performance.now() - start
    return { ms, unrecordedMs: ms - recordMs }
  }
  const found: Measured[] = []
  for (const [index, { statements, decisionsEach }] of sizes.entries())
    found.push(await measured(statements, made[index] ?? [], decisionsEach, decide))
  await store.close()
  rmSync(folder, { recursive: true })
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
