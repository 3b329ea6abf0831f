// bulla store migrate, backup and restore: what they do, what they refuse, and that nothing is lost on the way.
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { openFolderParts } from '../../../adapters/parts/folder.ts'
import { openS3Parts } from '../../../adapters/parts/s3.ts'
import { openPostgresStore } from '../../../adapters/store/postgres/postgres.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import type { RestoredRow } from '../../../gateway/ports/receiving.ts'
import { chunks } from '../../contracts/parts.contract.ts'
import { at, caseRow, evidenceOf, messageOf, submitOne } from '../../contracts/store-rows.ts'
import { bulla, type Ended, initiated } from '../../support/command-line.ts'
import { fillStore } from '../../support/filled-store.ts'
import { scratch } from '../../support/installation.ts'
import { freePort } from '../../support/ports.ts'
import { noPostgres, postgresServer } from '../../support/postgres.ts'
import { s3Bucket, s3Key, s3Server } from '../../support/s3.ts'

const server = noPostgres === false ? await postgresServer(t) : undefined
const skip = noPostgres
const root = await scratch(t)
const octets = new Uint8Array(randomBytes(100_000))
const partSha256 = createHash('sha256').update(octets).digest('hex')
const partPath = `parts/${partSha256.slice(0, 2)}/${partSha256}`

/** What a restore is told of the key that signs the backups of the installation below. */
let vouched: readonly string[] = []
/** An installation with something in every table and one document; made once, and copied for each test. */
const original = await initiated(root, 'XA')
{
  const parts = await openFolderParts({ folder: join(original, 'data/parts') })
  await parts.put(chunks(octets))
  const store = await openSqliteStore({ file: join(original, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  await fillStore(store, { carried: { partSha256, partBytes: octets.length } })
  await store.close()
}
{
  const told = await bulla(original, ['backup', join(root, 'told'), '--folder', original, '--json'])
  vouched = ['--signed-by', String(told.json['signedBy'])]
}
async function installation(t: Test): Promise<{ folder: string; beside(name: string): string }> {
  const place = await scratch(t)
  const folder = join(place, 'xa')
  await cp(original, folder, { recursive: true })
  return { folder, beside: (name) => join(place, name) }
}
const run = (folder: string, words: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  bulla(folder, [...words, '--folder', folder, '--json'], { env })
const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

t.test('a move names what is wrong with it before anything is done', async (t) => {
  const { folder } = await installation(t)
  const to = (url: string) => run(folder, ['store', 'migrate', '--to', url])
  t.match(await run(folder, ['store', 'migrate']), { exit: 2, err: /--to is missing/ })
  t.match(await to('mysql://db/bulla'), { exit: 2, err: /must be the address of a PostgreSQL database/ })
  const told = await to('postgres://bulla:s3cret@db/bulla')
  t.match(told, { exit: 2, err: /hint: put it into a file/ })
  t.notMatch(told.err + told.out, 's3cret')
  const nowhere = `postgres://bulla@127.0.0.1:${await freePort()}/bulla`
  t.match(await to(nowhere), { exit: 1, err: /nothing was changed/ })
  const store = await openSqliteStore({ file: join(folder, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  t.match(await to(nowhere), { exit: 1, err: /another process works on this database[\s\S]*hint: stop the gateway/ })
  await store.close()
  await rm(join(folder, 'data'), { recursive: true })
  t.match(await to(nowhere), { exit: 1, err: /there is nothing to move/ })
  t.equal(await isThere(join(folder, 'data')), false, 'and no store is made by looking for one')
})

t.test('a store moves to PostgreSQL, again without harm, and the settings follow when asked', { skip }, async (t) => {
  const { folder, beside } = await installation(t)
  const url = (await server?.createDatabase()) ?? ''
  const before = await readFile(join(folder, 'bulla.json'), 'utf8')
  const words = ['store', 'migrate', '--to', url]
  const first = await bulla(folder, [...words, '--folder', folder])
  t.equal(first.exit, 0, first.err)
  t.match(first.out, /copying evidence: 2554 rows/)
  t.match(first.out, /evidence log +2554 leaves, root [0-9a-f]{64}, the first 2553 as published/)
  t.match(first.out, /now put this into .*bulla\.json[\s\S]*"STORE": "postgres"/)
  t.equal(await readFile(join(folder, 'bulla.json'), 'utf8'), before)
  await writeFile(beside('password'), 'not asked for\n', { mode: 0o600 })
  const again = await run(folder, [...words, '--password-file', beside('password'), '--switch'])
  t.match(again, { exit: 0, json: { switched: true, log: { size: 2554, published: 2553, fits: true } } }, again.err)
  const settings = JSON.parse(await readFile(join(folder, 'bulla.json'), 'utf8'))
  t.match(settings, { MEMBER: 'XA', STORE: 'postgres', POSTGRES_URL: url, POSTGRES_PASSWORD_FILE: beside('password') })
  t.match(await run(folder, words), { exit: 1, err: /keeps its store in postgres already/ })
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 5000 })
  t.teardown(() => store.close())
  t.equal((await store.evidence({ after: 2553, limit: 10 })).length, 1)
})

t.test('a copy that somebody changed, or another store, is no target', { skip }, async (t) => {
  const { folder } = await installation(t)
  const url = (await server?.createDatabase()) ?? ''
  const name = url.slice(url.lastIndexOf('/') + 1)
  t.equal((await run(folder, ['store', 'migrate', '--to', url])).exit, 0)
  await server?.sql(`update deliveries set attempts = attempts + 1 where seq = 1`, name)
  const changed = await run(folder, ['store', 'migrate', '--to', url])
  t.match(changed, { exit: 1, err: /deliveries: 1 rows differ\n {2}deliveries 1 is not the same/ })
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 5000 })
  await submitOne(store, 'XB')
  await store.close()
  t.match(await run(folder, ['store', 'migrate', '--to', url]), {
    exit: 1,
    err: /does not have[\s\S]*nothing was changed/,
  })
})

t.test('a backup lists every file with its digest, and holds no key unless that is asked for', async (t) => {
  const { folder, beside } = await installation(t)
  const out = beside('backup')
  const made = await run(folder, ['backup', out])
  t.match(made, { exit: 0, json: { member: 'XA', keys: false, missingParts: [], log: { size: 2554 } } }, made.err)
  const lines = (await readFile(join(out, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]))
  const files = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
  t.same([...sums.keys(), 'SHA256SUMS', 'SHA256SUMS.sig'].sort(), files.sort(), 'each file that is there, and no other')
  for (const [path, sum] of sums)
    t.equal(
      createHash('sha256')
        .update(await readFile(join(out, path)))
        .digest('hex'),
      sum,
      path,
    )
  t.ok(sums.has(partPath))
  t.ok(sums.has('folder/clients.json'))
  for (const path of files) t.notMatch(path, /key|token|trial/, 'no secret')
  t.equal((await stat(out)).mode & 0o777, 0o700)
  t.equal((await stat(join(out, 'folder/clients.json'))).mode & 0o777, 0o600)
  t.same(made.json['left'], [], 'what lies here and is in no backup')
  await writeFile(join(folder, 'letter.txt'), 'mine')
  for (const name of ['ca.crl.pem', 'our list.crl']) await writeFile(join(folder, 'crls', name), 'a list')
  const told = await bulla(folder, ['backup', beside('told')])
  t.match(told.out, /NOT in it: keys\/, next\/, operator\.token, trial-ca\/\. Keep a copy of them in another safe/)
  t.match(told.out, /not in any backup, as it is made anew or is yours: crls\/our list\.crl, letter\.txt/)
  t.match(await readFile(join(beside('told'), 'SHA256SUMS'), 'utf8'), /^[0-9a-f]{64} {2}folder\/crls\/ca\.crl\.pem$/m)
  await rm(beside('told'), { recursive: true })
  t.match(await run(folder, ['backup', out]), { exit: 1, err: /there is such a folder/ })
  t.match(await run(folder, ['backup', beside('with-keys'), '--keys']), { exit: 0, json: { keys: true } })
  t.equal(await isThere(join(beside('with-keys'), 'keys/keys/installation.key')), true)
  t.same((await readdir(join(folder, '..'))).sort(), ['backup', 'with-keys', 'xa'], 'nothing unfinished is left')
})

t.test('a part that is gone or damaged is named, and the backup holds the rest', async (t) => {
  const { folder, beside } = await installation(t)
  const path = join(folder, 'data/parts', partPath)
  await writeFile(path, randomBytes(100_000))
  const damaged = await run(folder, ['backup', beside('damaged')])
  t.match(damaged, { exit: 1, err: new RegExp(`part ${partSha256}: its octets`), json: { damagedParts: [partSha256] } })
  await rm(path)
  const missing = await run(folder, ['backup', beside('missing')])
  t.match(missing, { exit: 1, err: new RegExp(`part ${partSha256}: missing`), json: { missingParts: [partSha256] } })
  const restored = await run(beside('restored'), ['restore', beside('missing'), ...vouched])
  t.match(restored, { exit: 0, err: new RegExp(`part ${partSha256} was missing`) })
})

t.test('a restored installation is the same, octet for octet', async (t) => {
  const { folder, beside } = await installation(t)
  await run(folder, ['backup', beside('backup')])
  const to = beside('restored')
  const restored = await bulla(beside('.'), ['restore', beside('backup'), ...vouched, '--folder', to])
  t.equal(restored.exit, 0, restored.err)
  t.match(restored.out, /put keys\/ back from its own safe/)
  t.match(restored.out, /signs nothing \(log-behind\): docs\/operations\.md/)
  for (const file of ['bulla.json', 'card.jws', 'clients.json', `data/parts/${partPath}`])
    t.same(await readFile(join(to, file)), await readFile(join(folder, file)), file)
  const ends = await Promise.all(
    [folder, to].map((each) =>
      openSqliteStore({ file: join(each, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 }),
    ),
  )
  const [one, other] = await Promise.all(ends.map((store) => store.evidence({ limit: 10_000 })))
  t.same(one, other)
  // But for the mark that it was restored, which the next start heeds; that it was so before reaches back further.
  const { madeAt } = JSON.parse(await readFile(join(beside('backup'), 'backup.json'), 'utf8')) as { madeAt: string }
  const [[before], [now]] = (await Promise.all(ends.map((store) => store.restored()))) as [RestoredRow[], RestoredRow[]]
  t.match(now, { what: 'mark', state: 'restored', found: 'backup' })
  t.equal(now?.since, Math.min(before?.since ?? 0, Date.parse(madeAt)))
  for (const store of ends) await store.close()
  t.same(
    (await readdir(join(to, 'data'))).filter((name) => name.startsWith('.')),
    [],
    'no copy is left',
  )
  await writeFile(join(to, 'data/log-memory.json'), 'of another log')
  const again = await run(to, ['restore', beside('backup'), ...vouched])
  t.notOk(await isThere(join(to, 'data/log-memory.json')), 'what was remembered of the log that was there is put aside')
  t.match(again, { exit: 0, json: { log: { size: 2554, fits: true } } }, 'once more changes nothing')
})

t.test('a backup that is not as it was made restores nothing', async (t) => {
  const { folder, beside } = await installation(t)
  await run(folder, ['backup', beside('backup')])
  const to = beside('restored')
  const restore = () => run(to, ['restore', beside('backup'), ...vouched])
  const changes: [string, (backup: string) => Promise<unknown>, RegExp][] = [
    ['an octet of a document', (backup) => writeFile(join(backup, partPath), randomBytes(100_000)), /has SHA-256/],
    ['a lost file', (backup) => rm(join(backup, 'folder/card.jws')), /card\.jws: cannot be read/],
    ['a row', async (backup) => alter(join(backup, 'store.sqlite')), /store\.sqlite: has/],
    ['a list without the store', (backup) => strike(join(backup, 'SHA256SUMS'), 'store.sqlite'), /was signed; nothing/],
    [
      'another list',
      (backup) => writeFile(join(backup, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../etc/x\n`),
      /was signed; nothing/,
    ],
    ['no signature', (backup) => rm(join(backup, 'SHA256SUMS.sig')), /nobody can tell who wrote it/],
    ['no description', (backup) => rm(join(backup, 'backup.json')), /it is no backup/],
  ]
  await cp(beside('backup'), beside('kept'), { recursive: true })
  for (const [what, change, expected] of changes) {
    await change(beside('backup'))
    t.match(await restore(), { exit: 1, err: expected }, what)
    t.equal(await isThere(to), false, 'nothing is written')
    await rm(beside('backup'), { recursive: true })
    await cp(beside('kept'), beside('backup'), { recursive: true })
  }
  t.equal((await restore()).exit, 0)
})
t.test('whoever can write to a backup becomes no operator by its restore, and leads it nowhere [M5]', async (t) => {
  const { folder, beside } = await installation(t)
  await run(folder, ['backup', beside('backup')])
  const [backup, to] = [beside('backup'), beside('restored')]
  const sha256 = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  /** The thief changes a file and makes the list of digests anew. */
  const listed = async (path: string, as = path) => {
    const sums = join(backup, 'SHA256SUMS')
    const lines = (await readFile(sums, 'utf8')).split('\n').filter((line) => line !== '' && !line.endsWith(`  ${as}`))
    await writeFile(sums, `${[...lines, `${await sha256(join(backup, path))}  ${as}`].join('\n')}\n`)
  }
  await cp(backup, beside('kept'), { recursive: true })
  const anew = async () => {
    await rm(backup, { recursive: true })
    await cp(beside('kept'), backup, { recursive: true })
  }
  await writeFile(join(backup, 'folder/clients.json'), '{"clients":[{"id":"thief"}]}')
  await listed('folder/clients.json')
  t.match(await run(to, ['restore', backup, ...vouched]), {
    exit: 1,
    err: /was signed; nothing was restored\nhint: somebody changed/,
  })
  t.match(
    await run(to, ['restore', backup, '--unsigned']),
    { exit: 1, err: /was signed; nothing was restored/ },
    'whatever is said',
  )
  const thief = await initiated(await scratch(t), 'XA')
  await cp(join(original, 'data'), join(thief, 'data'), { recursive: true })
  t.equal((await run(thief, ['backup', beside('stolen')])).exit, 0)
  await cp(join(beside('stolen'), 'SHA256SUMS'), join(backup, 'SHA256SUMS'))
  await cp(join(beside('stolen'), 'SHA256SUMS.sig'), join(backup, 'SHA256SUMS.sig'))
  t.match(await run(to, ['restore', backup, ...vouched]), {
    exit: 1,
    err: /signed by the key .*nothing here says whether that is ours/,
  })
  t.match(await run(folder, ['restore', backup]), { exit: 1, err: /signed by the key .*, and keys\/ here has / })
  await anew()
  t.match(await run(to, ['restore', backup]), {
    exit: 1,
    err: /nothing here says whether that is ours.*\nhint: put keys\/ in its place/,
  })
  t.equal((await run(folder, ['restore', backup, '--replace'])).exit, 0, 'the keys that lie here know it')

  // One that is not signed, as those of older versions are, and what its list may not do.
  const unsigned = (...words: string[]) => run(to, ['restore', backup, '--unsigned', ...words])
  const secret = beside('secret')
  await writeFile(secret, 'of somebody else')
  const tricks: [string, () => Promise<unknown>, RegExp][] = [
    [
      'a way out',
      async () => writeFile(join(backup, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../etc/x\n`),
      /no digest and path/,
    ],
    [
      'a link',
      async () => {
        await rm(join(backup, 'folder/card.json'))
        await symlink(secret, join(backup, 'folder/card.json'))
        await listed('folder/card.json')
      },
      /card\.json: cannot be read .*it is a link/,
    ],
    [
      'a folder that is a link',
      async () => {
        await mkdir(beside('elsewhere'), { recursive: true })
        await writeFile(join(beside('elsewhere'), 'XZ.json'), '{}')
        await rm(join(backup, 'folder/partners'), { recursive: true, force: true })
        await symlink(beside('elsewhere'), join(backup, 'folder/partners'))
        await listed('folder/partners/XZ.json')
      },
      /partners\/XZ\.json: cannot be read .*partners: it is a link/,
    ],
    [
      'a file that no backup holds',
      async () => {
        await mkdir(join(backup, 'folder/data'))
        await writeFile(join(backup, 'folder/data/log-memory.json'), '{}')
        await listed('folder/data/log-memory.json')
      },
      /log-memory\.json: is no file that a backup holds/,
    ],
    [
      'a pipe',
      async () => {
        await rm(join(backup, 'folder/card.json'))
        spawnSync('mkfifo', [join(backup, 'folder/card.json')])
      },
      /card\.json: cannot be read .*no plain file/,
    ],
    [
      'a list that is a link',
      async () => {
        await rename(join(backup, 'SHA256SUMS'), beside('sums'))
        await symlink(beside('sums'), join(backup, 'SHA256SUMS'))
      },
      /SHA256SUMS: it is a link/,
    ],
  ]
  for (const [what, trick, expected] of tricks) {
    await anew()
    await rm(join(backup, 'SHA256SUMS.sig'))
    await trick()
    t.match(await unsigned(), { exit: 1, err: expected }, what)
    t.equal(await isThere(to), false, 'nothing is written')
  }
  await anew()
  await rm(join(backup, 'SHA256SUMS.sig'))
  t.match(await unsigned(), { exit: 0, err: /NOT SIGNED\. Whoever could write to it/ })
})
function alter(file: string): void {
  const db = new DatabaseSync(file)
  db.exec('delete from events')
  db.close()
}
async function strike(file: string, path: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  await writeFile(file, lines.filter((line) => !line.endsWith(path)).join('\n'))
}

t.test('a restore writes over nothing unless it is asked to', async (t) => {
  const { folder, beside } = await installation(t)
  await run(folder, ['backup', beside('backup')])
  const store = await openSqliteStore({ file: join(folder, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  await store.record([evidenceOf(messageOf(caseRow()))])
  t.match(await run(folder, ['restore', beside('backup')]), { exit: 1, err: /another process/ })
  await store.close()
  t.match(await run(folder, ['restore', beside('backup')]), { exit: 1, err: /evidence 2555, which/ })
  await writeFile(join(folder, 'clients.json'), '{"clients":[]}')
  t.match(await run(folder, ['restore', beside('backup')]), { exit: 1, err: /clients\.json: not as in/ })
  t.match(await run(await initiated(root, 'XB'), ['restore', beside('backup'), ...vouched]), {
    exit: 1,
    err: /not as in/,
  })
  const replaced = await run(folder, ['restore', beside('backup'), '--replace'])
  t.match(replaced, { exit: 0, json: { log: { size: 2554 } } }, replaced.err)
  const aside = (await readdir(join(folder, 'data'))).find((name) => name.includes('.replaced-'))
  t.ok(aside, 'what was there is put aside')
  const count = new DatabaseSync(join(folder, 'data', aside ?? ''))
    .prepare('select count(*) as rows from evidence')
    .get()
  t.same(count?.['rows'], 2555)
  t.match(await readFile(join(folder, 'clients.json'), 'utf8'), 'operator')
  await mkdir(beside('other'))
  const settings = JSON.parse(await readFile(join(folder, 'bulla.json'), 'utf8'))
  await writeFile(join(beside('other'), 'bulla.json'), JSON.stringify({ ...settings, MEMBER: 'XC' }))
  t.match(await run(beside('other'), ['restore', beside('backup'), ...vouched]), {
    exit: 1,
    err: /is of XC, the backup is of XA/,
  })
})

t.test('a backup goes into PostgreSQL and S3, and from there back into files', { skip }, async (t) => {
  const { folder, beside } = await installation(t)
  const s3 = await s3Server(t)
  await run(folder, ['backup', beside('backup')])
  await writeFile(beside('secret'), s3Key.secret, { mode: 0o600 })
  const url = (await server?.createDatabase()) ?? ''
  const env = {
    BULLA_STORE: 'postgres',
    BULLA_POSTGRES_URL: url,
    BULLA_PARTS: 's3',
    BULLA_S3_URL: s3.url,
    BULLA_S3_BUCKET: s3Bucket,
    BULLA_S3_KEY_ID: s3Key.keyId,
    BULLA_S3_SECRET_FILE: beside('secret'),
  }
  const there = await run(beside('there'), ['restore', beside('backup'), ...vouched], env)
  t.match(there, { exit: 0, json: { store: 'postgres', parts: 1, log: { size: 2554, fits: true } } }, there.err)
  const bucket = { url: s3.url, bucket: s3Bucket, region: 'us-east-1', prefix: 'bulla/', ...s3Key }
  t.equal(await (await openS3Parts(bucket)).size(partSha256), octets.length)
  const store = await openPostgresStore({ url, pool: 2, timeoutMs: 5000 })
  t.teardown(() => store.close())
  const second = await run(beside('there'), ['backup', beside('second')], env)
  t.match(second, { exit: 0, json: { store: 'postgres', missingParts: [] } }, second.err)
  const back = await run(beside('back'), ['restore', beside('second'), '--unsigned'])
  t.match(back, { exit: 0, json: { store: 'sqlite', log: { size: 2554 } } }, back.err)
  const [since] = [...(await store.restored()), { since: 0 }].map((row) => row.since)
  const twice = await openSqliteStore({
    file: join(beside('back'), 'data/bulla.sqlite'),
    minFreeBytes: 0,
    reserveBytes: 0,
  })
  t.match(
    await twice.restored(),
    [{ what: 'mark', found: 'second', since }],
    'twice restored, it lacks what either copy did',
  )
  await twice.close()
  t.same(await readFile(join(beside('back'), 'data/parts', partPath)), Buffer.from(octets))
  await store.record([evidenceOf(messageOf(caseRow({ openedAt: at })))])
  await store.takeNodeLease({ name: 'rounds', node: 'node-7', until: Date.now() + 60_000 }, Date.now())
  const replace = ['restore', beside('backup'), ...vouched, '--replace']
  t.match(await run(beside('there'), replace, env), { exit: 1, err: /the node node-7 works on/ })
  await store.takeNodeLease({ name: 'rounds', node: 'node-7', until: 0 }, Date.now())
  // A node has no duty yet, or has left it to others: it is there all the same.
  t.match(await run(beside('there'), replace, env), { exit: 1, err: /the node connected from 127\.0\.0\.1 works on/ })
  t.equal((await store.evidence({ limit: 10_000 })).length, 2555, 'nothing was taken from under it')
  await store.close()
  t.match(await run(beside('there'), ['restore', beside('backup'), ...vouched], env), { exit: 1, err: /say --replace/ })
  t.match(await run(beside('there'), replace, env), { exit: 0, json: { log: { size: 2554 } } })
})
