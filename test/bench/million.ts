// G10: what a message costs the store when a million of them are there, against a thousand.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import {
  at,
  caseRow,
  claimIds,
  messageOf,
  newPartner,
  opening,
  receiptOf,
  settlementOf,
  settling,
  submissionOf,
} from '../contracts/store-rows.ts'
import { undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import type { Found, Length } from './scenario.ts'

const many = Number(process.env.STORED ?? 1_000_000)
const few = 1_000
const secret = new Uint8Array(10 * 1024).fill(7)
const atOnce = 64

/** So many delivered messages with their events and evidence, in one statement a table. */
function fill(file: string, count: number): void {
  const db = new DatabaseSync(file)
  const numbers = `with recursive n(n) as (select 1 union all select n + 1 from n where n < ${count})`
  // As ids of ours are: in the order of their time, all of them before those that the benchmark makes.
  const id = (prefix: string) => `'0${prefix}' || printf('%07d', n) || '-0000-7000-8000-' || printf('%012d', n)`
  const tail = `from n`
  db.exec('begin')
  db.exec(`insert into cases (id, partner, agreement, profile, role, office, state, "openedAt", "changedAt", revision, clock)
    ${numbers} select ${id('1')}, 'XB', 'a', 'tfa12', 'requesting', 'HQ', 'answered', n, n, 1, 1 ${tail}`)
  db.exec(`insert into messages (id, "case", partner, direction, type, clock, sha256, "storedAt", standing, statement, secret, key)
    ${numbers} select ${id('2')}, ${id('1')}, 'XB', 'out', 'request', 1, printf('%064x', n), n, 'kept', '{"v":2}', zeroblob(1024), zeroblob(40) ${tail}`)
  db.exec(`insert into deliveries (seq, id, partner, "case", state, attempts, "dueAt", "expiresAt", "weightBytes", "changedAt", "settledAt")
    ${numbers} select n, ${id('2')}, 'XB', ${id('1')}, 'delivered', 1, n, n, 1024, n, n ${tail}`)
  db.exec(`insert into events (seq, at, kind, office, "case", message, partner)
    ${numbers} select n, n, 'message.submitted', 'HQ', ${id('1')}, ${id('2')}, 'XB' ${tail}`)
  db.exec(`insert into evidence (seq, at, kind, "case", subject, salt, leaf, data)
    ${numbers} select n, n, 'statement.sent', ${id('1')}, ${id('2')}, zeroblob(32), randomblob(32), '{}' ${tail}`)
  db.exec(`update counters set event = ${count}, evidence = ${count}, delivery = ${count}`)
  db.exec('commit')
  db.exec('pragma wal_checkpoint(truncate)')
  db.close()
}

async function opened(folder: string, count: number) {
  const file = join(folder, `${count}.sqlite`)
  const open = () => openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  await (await open()).close()
  fill(file, count)
  const store = await open()
  const partner = newPartner()
  /** Submitted, claimed, settled; CPU of all threads for one message, in milliseconds. */
  const messages = async (count: number): Promise<number> => {
    const before = process.cpuUsage()
    for (let done = 0; done < count; done += atOnce) {
      const rows = Array.from({ length: atOnce }, () => caseRow({ partner }))
      await Promise.all(rows.map((row) => store.submit(submissionOf(messageOf(row, { secret }), opening(row)))))
      const ids = await claimIds(store, partner, { limit: atOnce, now: at })
      const receipt = receiptOf(partner, { direction: 'in' })
      const settlements = ids.map((id) => settlementOf(id, { receipt: receipt.id }))
      await store.settle(settling({ settlements, receipt }))
      for (const row of rows) await store.case(row.id)
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / count
  }
  return { messages, close: () => store.close() }
}

export async function million({ rounds }: Length): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-million-'))
  const [small, large] = [await opened(folder, few), await opened(folder, many)]
  for (const each of [small, large]) await each.messages(1_024)
  const { figures, others, repeated } = await undisturbed(rounds, [], async () => {
    const [one, other] = [await small.messages(2_048), await large.messages(2_048)]
    return other / one
  })
  for (const each of [small, large]) await each.close()
  await rm(folder, { recursive: true, force: true })
  const ratio = round2(median(figures))
  return {
    rows: {
      [`G10 CPU of the store per message with ${many} stored / with ${few}, must ≤ 1.3`]: ratio,
      'cores used by others, a round; rounds repeated': `${others.join(' ')}; ${repeated}`,
    },
    json: { G10: ratio, others, repeated },
  }
}
