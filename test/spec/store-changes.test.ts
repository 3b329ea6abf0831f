// Issue: nobody rewrites the store unseen. Thousands of random single changes to what evidence, statements and receipts say; each is found by
// the check that "bulla evidence check" runs, as far as the newest checkpoint that a partner cosigned reaches.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { readKeys } from '../../adapters/keys/files.ts'
import { connect } from '../../adapters/store/sqlite/node-sqlite.ts'
import { storeOver } from '../../adapters/store/store.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { checkEvidence } from '../../gateway/flows/evidence/check-evidence.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import type { Store } from '../../gateway/ports/store.ts'
import { installedPair, start } from '../support/gateways.ts'
import { seededRandom, triesOf } from '../support/random.ts'
import { asked } from '../support/story.ts'

const changes = triesOf(800)

interface Cell {
  readonly table: string
  readonly column: string
  readonly row: number
}

t.test('every random change of what was recorded is found', { timeout: changes * 1_500 }, async (t) => {
  const { seed, random } = seededRandom()
  t.comment(`seed: ${seed}`)
  const { a, b, agreement } = await installedPair(t, { a: { settings: { SWEEP_EVERY_MS: 1000 } } })
  const [two, one] = [await start(t, b), await start(t, a)]
  for (let count = 1; count <= 3; count += 1) {
    const id = await asked({ a: one, b: two, agreement })
    await one
      .client('operator')
      .until('/v1/operator/deliveries?state=delivered', ({ rows }) => (rows as unknown[]).length === count)
    await one.client().ask('GET', `/v1/cases/${id}/bundle`)
  }
  await one.running.close()

  const file = join(a.folder, 'data/bulla.sqlite')
  const db = new DatabaseSync(file)
  const published = Number((db.prepare('select max(size) as size from checkpoints').get() as { size: number }).size)
  t.ok(published > 9, `${published} leaves are under the published checkpoint`)
  const reading = connect(file)
  const store = storeOver({
    shared: false,
    overwritten: async () => true,
    edition: async () => undefined,
    read: (operation, ask) => operation(reading.db, ask),
    write: () => Promise.reject(new Error('nothing is written')),
  }) as Store
  const keys = [logSigningKey(readFileSync(join(a.folder, 'keys/log.key.pem'), 'utf8'))]
  const { installation } = await readKeys(a.folder)
  const { secrets } = openSecrets(installation, { randomOctets: () => new Uint8Array(32) })
  const memory = { read: async () => undefined, write: async () => undefined }
  // The keys of XB are those of the cards that the store has kept.
  const trust = { us: 'XA', partners: new Map() } as unknown as Trust
  const faults = async (): Promise<number> => {
    try {
      const evidenceLog = await openEvidenceLog({ store, keys: () => keys, origin: 'xa.example/log' })
      return (
        (await checkEvidence({ store, evidenceLog, secrets, memory, trust: () => trust }, { after: 0, limit: 100_000 }))
          .faults as unknown[]
      ).length
    } catch {
      // What cannot even be read is found as well.
      return 1
    }
  }
  t.equal(await faults(), 0, 'as it was written, nothing is found')

  // What a row of evidence says beyond its number, statements and receipts that it tells of; up to the published checkpoint.
  const cells: Cell[] = []
  const add = (table: string, columns: readonly string[], rows: readonly number[]) => {
    for (const row of rows) for (const column of columns) cells.push({ table, column, row })
  }
  const rowids = (sql: string) => (db.prepare(sql).all() as { id: number }[]).map(({ id }) => id)
  add(
    'evidence',
    ['at', 'kind', 'subject', 'data', 'leaf', 'salt'],
    rowids(`select seq as id from evidence where seq <= ${published}`),
  )
  const told = (kinds: string) => `in (select subject from evidence where kind in (${kinds}) and seq <= ${published})`
  add(
    'messages',
    ['statement', 'sha256', 'case', 'partner', 'direction', 'type', 'clock', 'standing'],
    rowids(`select rowid as id from messages where id ${told("'statement.sent', 'statement.received'")}`),
  )
  add(
    'receipts',
    ['jws'],
    rowids(`select rowid as id from receipts where id ${told("'receipt.given', 'receipt.received'")}`),
  )

  const count: Record<string, number> = {}
  let missed = 0
  for (let change = 0; change < changes; change += 1) {
    const cell = cells[Math.floor(random() * cells.length)] as Cell
    const kind =
      random() < 0.1 && cell.table === 'evidence'
        ? random() < 0.5
          ? 'row deleted'
          : 'rows swapped'
        : `${cell.table}.${cell.column}`
    db.exec('begin')
    const changed =
      kind === 'row deleted'
        ? deleted(db, cell)
        : kind === 'rows swapped'
          ? swapped(db, cell, published, random)
          : flipped(db, cell, random)
    db.exec('commit')
    if (changed) {
      count[kind] = (count[kind] ?? 0) + 1
      if ((await faults()) === 0) {
        missed += 1
        t.fail(`${kind} of row ${cell.row} was not found`)
      }
    }
    db.exec('begin')
    for (const undo of changed ?? []) db.prepare(undo.sql).run(...(undo.values as never[]))
    db.exec('commit')
  }
  t.equal(missed, 0)
  t.equal(await faults(), 0, 'and what was put back is as it was')
  t.comment(`count: ${JSON.stringify(count)}`)
  db.close()
  reading.close()
})

type Undo = readonly { readonly sql: string; readonly values: readonly unknown[] }[]

/** One bit of one cell; texts stay texts. */
function flipped(db: DatabaseSync, { table, column, row }: Cell, random: () => number): Undo | undefined {
  const found = (
    db.prepare(`select "${column}" as value from ${table} where rowid = ?`).get(row) as {
      value: string | number | Uint8Array
    }
  ).value
  const undo = [{ sql: `update ${table} set "${column}" = ? where rowid = ?`, values: [found, row] }]
  const set = (value: string | number | Uint8Array) => {
    try {
      db.prepare(`update ${table} set "${column}" = ? where rowid = ?`).run(value, row)
      return true
    } catch {
      return false
    }
  }
  if (typeof found === 'number') return set(found + 1 + Math.floor(random() * 1000)) ? undo : undefined
  if (found instanceof Uint8Array) {
    const octets = Uint8Array.from(found)
    const at = Math.floor(random() * octets.length)
    octets[at] = (octets[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    return set(octets) ? undo : undefined
  }
  const at = Math.floor(random() * found.length)
  const code = found.charCodeAt(at) ^ (1 << Math.floor(random() * 4))
  if (code < 0x20 || code > 0x7e || found.charCodeAt(at) > 0x7e) return undefined
  return set(found.slice(0, at) + String.fromCharCode(code) + found.slice(at + 1)) ? undo : undefined
}

function deleted(db: DatabaseSync, { row }: Cell): Undo {
  const found = db.prepare('select * from evidence where seq = ?').get(row) as Record<string, unknown>
  db.prepare('delete from evidence where seq = ?').run(row)
  const names = Object.keys(found)
  const sql = `insert into evidence (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map(() => '?').join(', ')})`
  return [{ sql, values: Object.values(found) }]
}

/** Two rows in each other's place, each whole: only their order is a lie. */
function swapped(db: DatabaseSync, { row }: Cell, most: number, random: () => number): Undo | undefined {
  const other = 1 + Math.floor(random() * most)
  if (other === row) return undefined
  const move = (from: number, to: number) => ({
    sql: 'update evidence set seq = ? where seq = ?',
    values: [to, from] as const,
  })
  const steps = [move(row, -1), move(other, row), move(-1, other)]
  for (const { sql, values } of steps) db.prepare(sql).run(...values)
  return steps
}
