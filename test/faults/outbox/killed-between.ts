// kill -9 of a gateway between a submission and its settlement, again and again, now of the sender and now of the recipient: what is in
// memory is only what the disk has too.
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { clientOf } from '../../support/client.ts'
import { installedPair, killHard, spawnGateway } from '../../support/gateways.ts'
import type { Installation } from '../../support/installation.ts'
import { seededRandom } from '../../support/random.ts'
import { none, type Owner, type Row, row } from '../../support/rows.ts'
import { open } from '../../support/story.ts'
import { pause } from '../../support/traffic.ts'

interface Wish {
  readonly rounds: number
  /** Messages that are under way when one of the two is killed. */
  readonly atOnce: number
}

export async function killedBetween(t: Owner, { rounds, atOnce }: Wish): Promise<readonly Row[]> {
  const { seed, random } = seededRandom()
  const settings = { SWEEP_EVERY_MS: 1000, LOG_LEVEL: 'info', LOG_FILE: 'gateway.log' }
  const { a, b, agreement } = await installedPair(t, { a: { settings }, b: { settings } })
  const children = new Map<Installation, ChildProcess>()
  for (const each of [a, b]) children.set(each, await spawnGateway(t, each))
  const posted: string[] = []
  let between = 0
  for (let round = 0; round < rounds; round += 1) {
    const killed = round % 2 === 0 ? a : b
    const client = clientOf(a)
    const asked = await Promise.all(Array.from({ length: atOnce }, () => open(client, agreement.id)))
    posted.push(...asked.map(({ message }) => message))
    // Answered with 202: each of them is on the disk, and few of them are settled.
    await pause(random() * 12)
    await killHard(children.get(killed) as ChildProcess)
    if (unsettled(a) > 0) between += 1
    children.set(killed, await spawnGateway(t, killed))
    client.close()
    // What failed while its recipient was gone waits longer and longer; so that it does not all leave at the end.
    if (round % 4 === 3) await settledAt(a)
  }
  await settledAt(a)
  for (const child of children.values()) await killHard(child)
  return [
    row('a kill fell between submission and settlement', `${between} of ${rounds} kills (seed ${seed})`, between > 0),
    row(
      'messages that were answered with 202',
      `${new Set(posted).size} of ${rounds * atOnce}`,
      new Set(posted).size === rounds * atOnce,
    ),
    ...(await heldAgainst(a, b, posted)),
  ]
}

const databaseOf = ({ folder }: Installation) =>
  new DatabaseSync(join(folder, 'data', 'bulla.sqlite'), { readOnly: true, timeout: 5000 })

function asking<Found>(of: Installation, ask: (database: DatabaseSync) => Found): Found {
  const database = databaseOf(of)
  try {
    return ask(database)
  } finally {
    database.close()
  }
}

const unsettled = (of: Installation): number =>
  asking(of, (database) =>
    Number(database.prepare('select count(*) as n from deliveries where "settledAt" is null').get()?.n),
  )

/** Looks at the store itself, so that nothing is asked of a gateway that starts. */
async function settledAt(of: Installation): Promise<void> {
  for (let tries = 0; unsettled(of) > 0; tries += 1) {
    if (tries > 3000) throw new Error(`${unsettled(of)} deliveries were not settled within five minutes`)
    await pause(100)
  }
}

/** What both have on disk of the messages, when both are gone. */
async function heldAgainst(a: Installation, b: Installation, posted: readonly string[]): Promise<readonly Row[]> {
  const column = (of: Installation, sql: string) =>
    asking(of, (database) =>
      database
        .prepare(sql)
        .all()
        .map((found) => String(Object.values(found)[0])),
    )
  const delivered = column(
    a,
    `select delivery.id from deliveries delivery join receipts on receipts.id = delivery.receipt
    where delivery.state = 'delivered' and receipts.direction = 'in'`,
  )
  const arrived = column(b, `select id from messages where direction = 'in'`)
  const logged = column(b, `select subject from evidence where kind = 'statement.received'`)
  const given = column(b, `select jws from receipts where direction = 'out'`).map((jws) => receiptIn(jws))
  const told = column(b, `select subject from evidence where kind = 'receipt.given'`)
  const [had, here, once] = [new Set(delivered), new Set(arrived), new Set(logged)]
  const said = new Set(given.flatMap(({ entries }) => entries.map(({ id }) => id)))
  const got = column(a, `select id from receipts where direction = 'in'`)
  const ours = new Set(given.map(({ id }) => id))
  const count = posted.length
  const missing = (from: ReadonlySet<string>) => posted.filter((id) => !from.has(id))
  return [
    none('messages that are not delivered with a receipt that is kept', missing(had), count, 'messages'),
    none('messages that never arrived', missing(here), count, 'messages'),
    none(
      'messages of nobody',
      arrived.filter((id) => !posted.includes(id)),
      arrived.length,
      'messages',
    ),
    row('entries of the log for them', `${logged.length} for ${count}`, logged.length === count && once.size === count),
    none('messages that no receipt given speaks of', missing(said), count, 'messages'),
    none(
      'receipts that were got and are not kept by whoever gave them',
      got.filter((id) => !ours.has(id)),
      got.length,
      'receipts',
    ),
    none(
      'receipts given without their entry in the log',
      [...ours].filter((id) => !told.includes(id)),
      ours.size,
      'receipts',
    ),
  ]
}

interface Said {
  readonly id: string
  readonly entries: readonly { readonly id: string }[]
}

const receiptIn = (jws: string): Said => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())
