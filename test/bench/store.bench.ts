// What the store costs: one row of 10 KiB, submissions of 10 KiB (seven rows with twenty index entries each), deliveries accepted in batches,
// and the outbox, from 32 callers; beside a plain insert of the same octets with grouped commits, taken alternately in the same run.
// Goal G6 of docs/performance.md. Run: npx node test/bench/store.bench.ts
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  claimIds,
  draftRow,
  eventOf,
  evidenceOf,
  keyOf,
  messageOf,
  newId,
  newPartner,
  opening,
  receiptOf,
  settlementOf,
  settling,
  submissionOf,
  untold,
} from '../contracts/store-rows.ts'

const rounds = Number(process.env.ROUNDS ?? 5)
const ms = Number(process.env.MS ?? 1500)
const callers = Number(process.env.CALLERS ?? 32)
const batch = 16
const claimed = 64
const secret = new Uint8Array(randomBytes(10 * 1024))
const key = new Uint8Array(randomBytes(40))
const folder = mkdtempSync(join(tmpdir(), 'bulla-store-bench-'))
const store = await openSqliteStore({ file: join(folder, 'bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
const partners = Array.from({ length: 8 }, newPartner)
let turn = 0
const nextPartner = () => partners[turn++ % partners.length] ?? 'XB'

async function submit(): Promise<number> {
  const row = caseRow({ partner: nextPartner() })
  const message = messageOf(row, { secret, key })
  await store.submit(submissionOf(message, opening(row), { idempotency: keyOf() }))
  return 1
}

async function row(): Promise<number> {
  await store.addDraft(draftRow({ secret, key }), [], null, untold)
  return 1
}

async function accept(): Promise<number> {
  const partner = nextPartner()
  const rows = Array.from({ length: batch }, () => caseRow({ partner, role: 'requested' }))
  const messages = rows.map((row) => messageOf(row, { secret, key, direction: 'in', client: null }))
  const [first = caseRow()] = rows
  await store.accept(acceptanceOf(first, { messages, cases: rows.map(opening) }))
  return batch
}

const timesMs: Record<'claim' | 'settle', number[]> = { claim: [], settle: [] }
async function deliver(): Promise<number> {
  const partner = nextPartner()
  const start = performance.now()
  const ids = await claimIds(store, partner, { limit: claimed, maxBytes: 1e9 })
  const claimMs = performance.now() - start
  const receipt = receiptOf(partner, { direction: 'in' })
  const messages = ids.map((id) => messageOf(caseRow({ partner }), { id, secret: null, key: null }))
  const change = settling({
    settlements: ids.map((id) => settlementOf(id, { receipt: receipt.id })),
    receipt,
    events: messages.map((message) => eventOf(message, { kind: 'message.delivered' })),
    evidence: messages.slice(0, 1).map((message) => evidenceOf(message, { kind: 'receipt.received', case: null })),
  })
  const between = performance.now()
  await store.settle(change)
  if (ids.length === claimed) {
    timesMs.claim.push(claimMs)
    timesMs.settle.push(performance.now() - between)
  }
  return ids.length
}

/** One row of the same size, one table, two indexes, commits grouped on the tick: the least that an outbox can be. */
function plainOutbox(): () => Promise<number> {
  const db = new DatabaseSync(join(folder, 'plain.sqlite'))
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table message (seq integer primary key, id text not null unique, partner text not null, state integer not null,
      due integer not null, body blob not null) strict;
    create index due on message (partner, due) where state = 0`)
  const insert = db.prepare('insert into message (id, partner, state, due, body) values (?, ?, 0, ?, ?)')
  let waiting: (() => void)[] = []
  const commit = () => {
    const group = waiting
    waiting = []
    db.exec('begin immediate')
    for (const _ of group) insert.run(newId(), nextPartner(), at, secret)
    db.exec('commit')
    for (const done of group) done()
  }
  return () =>
    new Promise((resolve) => {
      if (waiting.length === 0) setImmediate(commit)
      waiting.push(() => resolve(1))
    })
}

async function measured(act: () => Promise<number>, many = callers) {
  const before = store.stats()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const latency: number[] = []
  let messages = 0
  const caller = async () => {
    while (performance.now() - start < ms) {
      const began = performance.now()
      const done = await act()
      messages += done
      latency.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: many }, caller))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const after = store.stats()
  latency.sort((a, b) => a - b)
  return {
    perS: messages / seconds,
    cpuUs: (user + system) / messages,
    tableRowsPerS: (after.rows - before.rows) / seconds,
    perCommit: (after.operations - before.operations) / Math.max(1, after.commits - before.commits),
    p50Ms: latency[Math.floor(latency.length * 0.5)] ?? 0,
    p99Ms: latency[Math.floor(latency.length * 0.99)] ?? 0,
  }
}

const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const short = (value: number) => Number(value.toPrecision(3))

const plain = plainOutbox()
await measured(plain)
await measured(submit)
const seen: Record<string, Awaited<ReturnType<typeof measured>>[]> = {
  plain: [],
  row: [],
  submit: [],
  accept: [],
  deliver: [],
}
for (let round = 0; round < rounds; round += 1) {
  seen.plain?.push(await measured(plain))
  seen.row?.push(await measured(row))
  seen.submit?.push(await measured(submit))
  seen.accept?.push(await measured(accept, 4))
  seen.deliver?.push(await measured(deliver, 2))
}
await store.close()
rmSync(folder, { recursive: true })
const of = (name: string, figure: keyof Awaited<ReturnType<typeof measured>>) =>
  short(middle((seen[name] ?? []).map((each) => each[figure])))
const toPlain = (name: string) =>
  short(middle((seen[name] ?? []).map(({ perS }, round) => perS / (seen.plain?.[round]?.perS ?? 1))))
const figures = Object.fromEntries(
  Object.keys(seen).map((name) => [
    name,
    {
      perS: of(name, 'perS'),
      cpuUs: of(name, 'cpuUs'),
      tableRowsPerS: of(name, 'tableRowsPerS'),
      perCommit: of(name, 'perCommit'),
      p50Ms: of(name, 'p50Ms'),
      p99Ms: of(name, 'p99Ms'),
    },
  ]),
)
console.table(figures)
console.log(
  JSON.stringify({
    bench: 'store',
    node: process.version,
    cores: availableParallelism(),
    callers,
    bytes: secret.length,
    rounds,
    G6: toPlain('row'),
    submitToPlain: toPlain('submit'),
    claim64Ms: short(middle(timesMs.claim)),
    settle64Ms: short(middle(timesMs.settle)),
    ...figures,
  }),
)
