// Disposed of means gone: what a statement of disposal says is true when it leaves.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { readKeys } from '../../adapters/keys/files.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { disposal } from '../support/bodies.ts'
import { foundIn } from '../support/byte-search.ts'
import { pair } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { evidenceOf, given, posting, read, untilItem } from '../support/story.ts'

interface Locked {
  readonly id: string
  readonly key: Uint8Array
  readonly secret: Uint8Array
  readonly partSha256: string
}

/** What opens an item, read from the file of the database while the gateway runs. */
async function lockedIn(installation: Installation, id: string) {
  const db = new DatabaseSync(join(installation.folder, 'data/bulla.sqlite'), { readOnly: true })
  const row = db.prepare('select id, key, secret, "partSha256" from items where id = ?').get(id) as unknown as Locked
  db.close()
  const keys = await readKeys(installation.folder)
  const { unsealing } = openSecrets(keys.installation, { randomOctets: (n) => new Uint8Array(n) }, keys.root)
  const opened = unsealing.item(row)
  const part = join(installation.folder, 'data/parts/parts', row.partSha256.slice(0, 2), row.partSha256)
  return { ...row, plainKey: opened?.key ?? new Uint8Array(0), name: opened?.name ?? '', part }
}

t.test('nothing of what was disposed of is on disk once its statement was sent [R12a] [R12b]', async (t) => {
  const both = await pair(t)
  const [asking, answering] = [both.a.client(), both.b.client()]
  const text = `The declared value is ${randomBytes(400).toString('hex')}.`
  const { case: id, items, response } = await given(both, [Buffer.from(text), randomBytes(40_000)])
  const [item] = items
  const { installation } = both.a
  const before = await lockedIn(installation, item)
  const db = new DatabaseSync(join(installation.folder, 'data/bulla.sqlite'), { readOnly: true })
  const body = db.prepare('select key, secret from messages where id = ?').get(response) as unknown as Locked
  db.close()
  t.ok(existsSync(before.part), 'the ciphertext lies in the folder of the parts')
  const data = join(installation.folder, 'data')
  const key = { 'wrapped key': before.key, secret: before.secret.subarray(0, 64) }
  const wanted = {
    ...{ ...key, 'wrapped key of the body': body.key, 'secret of the body': body.secret.subarray(0, 64) },
    'secret of the body further on': body.secret.subarray(-64),
    ...{ plaintext: Buffer.from(text.slice(0, 200)), key: before.plainKey },
  }
  t.not(foundIn(data, key).length, 0, 'what is looked for is found while it is there')
  t.equal((await read(asking, item, id)).status, 200)

  await posting(id)(asking, 'disposal', disposal(...items))
  await untilItem(answering, id, item, ({ disposed }) => disposed === true)
  t.same(foundIn(data, wanted), [], 'neither plaintext, key, wrapped key nor what the key locked')
  t.notOk(existsSync(before.part), 'nor its ciphertext')
  t.equal((await read(asking, item, id)).status, 410)
  const log = readFileSync(join(installation.folder, 'gateway.log'), 'utf8')
  t.match(log, /"event":"disposal.done"/)
  const gone = (await evidenceOf(both.a, { case: id })).filter(({ kind }) => kind === 'key.destroyed')
  t.same(gone.map(({ subject }) => subject).sort(), [...items, response].sort())
})
