import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openSqliteStore, type SqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { isOlder, openForWriting } from '../../../adapters/store/sqlite/sqlite-file.ts'
import { newPartner, submitOne } from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { seededRandom } from '../../support/random.ts'

/** Not t.testdir(), which goes before teardown has closed what works in it. */
const fileFor = async (t: Test) => join(await scratch(t), 'data', 'bulla.sqlite')
const small = { minFreeBytes: 0, reserveBytes: 0 }

t.test(
  'a commit is on disk before it is answered: WAL with synchronous=FULL, never carried over by the way',
  async (t) => {
    const held = await openForWriting(await fileFor(t))
    t.teardown(held.release)
    const found = (pragma: string) => Object.values(held.connection.run(`pragma ${pragma}`))[0]
    t.equal(found('journal_mode'), 'wal')
    t.equal(found('synchronous'), 2)
    t.equal(found('foreign_keys'), 1)
    t.equal(found('wal_autocheckpoint'), 0)
    t.equal(found('secure_delete'), 1)
  },
)

t.test('only the owner can read the database', async (t) => {
  const file = await fileFor(t)
  const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 4096 })
  t.teardown(() => store.close())
  await submitOne(store, newPartner())
  t.equal(statSync(dirname(file)).mode & 0o777, 0o700)
  for (const end of ['', '-wal', '-shm', '-lock', '-lock-journal', '-ballast'])
    t.equal(statSync(`${file}${end}`).mode & 0o777, 0o600, `bulla.sqlite${end}`)
})

t.test('every table is strict, and every row that points to another is held to it', async (t) => {
  const held = await openForWriting(await fileFor(t))
  t.teardown(held.release)
  const { names } = held.connection.run(
    "select group_concat(name, ' ') as names from pragma_table_list where schema = 'main' and strict = 0",
  )
  const loose = String(names).split(' ')
  t.same(loose.sort(), ['kysely_migration', 'kysely_migration_lock', 'sqlite_schema'])
  const ghost = "insert into drafts select 'a', null, 't', 'o', 'a', 'c', 'not a number', x'00', x'00', null, 1"
  t.throws(() => held.connection.run(ghost), /cannot store TEXT value in INTEGER column/)
  const { parents } = held.connection.run(
    `select group_concat(m.name || '.' || f."from" || ' ' || f."table", ', ') as parents
     from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table'`,
  )
  t.same(String(parents).split(', ').sort(), [
    'deliveries.id messages',
    'draftItems.draft drafts',
    'dues.case cases',
    'items.message messages',
    'messages.case cases',
    'registrations.case cases',
    'shown.case cases',
  ])
})

t.test('versions of SQLite that can lose a commit are refused', async (t) => {
  for (const old of ['3.51.2', '3.50.9', '3.9.100', '2.99.99']) t.equal(isOlder(old), true, old)
  for (const good of ['3.51.3', '3.51.10', '3.52.0', '3.53.4', '4.0.0']) t.equal(isOlder(good), false, good)
})

t.test('callers that wait for the disk share its commits; a single one waits for nobody', async (t) => {
  const store = await openSqliteStore({ file: await fileFor(t), ...small })
  t.teardown(() => store.close())
  const alone = await counted(store, 1, 20)
  t.same(alone, { commits: 20, operations: 20, rows: alone.rows })
  const together = await counted(store, 32, 20)
  t.equal(together.operations, 640)
  t.ok(together.commits * 8 <= together.operations, `640 submissions in ${together.commits} commits`)
  t.ok(together.rows >= 640 * 5, `${together.rows} rows`)
})

t.test('the log is carried over while commits go on, and stays short', async (t) => {
  const store = await openSqliteStore({ file: await fileFor(t), ...small })
  t.teardown(() => store.close())
  const secret = new Uint8Array(100_000)
  let longest = 0
  for (let round = 0; round < 30; round += 1) {
    await Promise.all(Array.from({ length: 32 }, () => submitOne(store, newPartner(), {}, {}, { secret })))
    longest = Math.max(longest, store.stats().walPages)
  }
  const written = Math.round((30 * 32 * secret.length) / 4096)
  // How far depends on the disk and on who else uses it; without carrying over it would be all of it.
  t.ok(longest < written * 0.8, `${written} pages of bodies were written, the log had ${longest} at most`)
})

t.test('whatever was acknowledged is there after the process was killed', async (t) => {
  const { seed, random } = seededRandom()
  t.comment(`seed: BULLA_SEED=${seed}`)
  const file = await fileFor(t)
  const acknowledged = { submitted: new Set<string>(), delivered: new Set<string>() }
  let cut = 0
  for (let round = 0; round < 4; round += 1) {
    const said = await killedAfter(file, 20 + random() * 250)
    for (const line of said) {
      const [what, id = ''] = line.split(' ')
      if (what === 'submitted' || what === 'delivered') acknowledged[what].add(id)
    }
    const store = await openSqliteStore({ file, ...small })
    const stored = (await store.evidence({ limit: 1_000_000 })).filter(({ kind }) => kind === 'statement.sent')
    const ids = new Set(stored.map(({ subject }) => subject))
    t.same(
      [...acknowledged.submitted].filter((id) => !ids.has(id)),
      [],
      'acknowledged and lost',
    )
    cut += ids.size - acknowledged.submitted.size
    // What was stored without being acknowledged is whole, or not there at all.
    for (const id of ids) {
      const [message, delivery] = [await store.message(id), await store.delivery(id)]
      if (!message || !delivery || !(await store.case(message.case))) t.fail(`half of ${id} is there`)
      if (acknowledged.delivered.has(id) && delivery?.state !== 'delivered') t.fail(`${id} is ${delivery?.state} again`)
      acknowledged.submitted.add(id)
    }
    t.ok(
      stored.every(({ seq }, index) => seq === index + 1),
      'no gap in the evidence',
    )
    await store.close()
  }
  t.ok(
    acknowledged.submitted.size > 50,
    `${acknowledged.submitted.size} submissions, ${acknowledged.delivered.size} settled`,
  )
  t.comment(`count: ${cut} were on disk, but killed before they were acknowledged`)
})

async function killedAfter(file: string, ms: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'crash-child.ts')
  const child: ChildProcess = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout?.setEncoding('utf8')
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it was open`)))
    child.stdout?.on('data', (chunk: string) => {
      said += chunk
      if (said.startsWith('open\n')) resolve()
    })
  })
  // A machine that is busy takes longer until there is something to lose.
  for (const endAt = Date.now() + 20_000; said.split('\n').length < 30 && Date.now() < endAt; ) await wait(10)
  await wait(ms)
  child.kill('SIGKILL')
  await ended
  // The last line may be cut off.
  return said.split('\n').slice(0, -1)
}

async function counted(store: SqliteStore, callers: number, each: number) {
  const before = store.stats()
  const caller = async () => {
    for (let count = 0; count < each; count += 1) await submitOne(store, newPartner())
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const after = store.stats()
  return {
    commits: after.commits - before.commits,
    operations: after.operations - before.operations,
    rows: after.rows - before.rows,
  }
}
