// Another key of the installation: everything that was stored opens as before, under the new key alone, also where it was broken off.
import { randomBytes } from 'node:crypto'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readKeys } from '../../adapters/keys/files.ts'
import { sha256Of } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, type Pair, start } from '../support/gateways.ts'
import { inEachStore } from '../support/stores.ts'
import { accepted, type Given, given, read, readBody } from '../support/story.ts'

const rotate = (folder: string) => bulla(folder, ['keys', 'rotate', 'installation', '--folder', folder, '--json'])
const documents = () => [randomBytes(10_000), randomBytes(10_000)] as const

/** What was given and read before is read again; what waits for its keys gets them. */
async function holds(t: Test, pair: Pair, open: Given, sha256: string, waiting?: Given): Promise<void> {
  const asking = pair.a.client()
  const opened = await read(asking, open.items[1], open.case)
  t.equal(opened.status, 200, opened.octets.toString('utf8', 0, 300))
  t.equal(sha256Of(opened.octets), sha256)
  t.equal((await readBody(asking, open.response, open.case)).status, 200)
  if (waiting) {
    await accepted(pair, waiting)
    t.equal((await read(asking, waiting.items[0], waiting.case)).status, 200)
  }
  const checked = await pair.a.client('operator').get('/v1/operator/evidence/check?limit=10000')
  t.match(checked.json, { faults: [], done: true }, 'marks are those of this installation')
  t.equal((await pair.a.client('operator').get('/readyz')).status, 200)
}

// What is stored opens under another key of the installation, and under a third.
await inEachStore(t, async (t, store) => {
  const { a: one, b: two, agreement } = await installedPair(t, { store })
  const b = await start(t, two)
  let a: Gateway = await start(t, one)
  const pair = () => ({ a, b, agreement })
  const [small, large] = documents()
  const open = await given(pair(), [small, large])
  const waiting = await given(pair(), documents(), { keys: 'after-acceptance' })
  const before = await readKeys(one.folder)
  const epochsBefore = `${one.folder}-epochs`
  await cp(join(one.folder, 'keys/epochs'), epochsBefore, { recursive: true })
  t.match(await rotate(one.folder), { exit: 1, err: /stop|another process|works on/ }, 'not while a gateway runs')
  await a.running.close()

  for (const words of [['--plan'], ['--rehearse'], ['--finish'], ['--finish', '--without', 'XB']]) {
    const asked = await bulla(one.folder, ['keys', 'rotate', 'installation', '--folder', one.folder, ...words])
    t.match(asked, { exit: 2, err: /nothing was done/ }, words.join(' '))
    t.same((await readKeys(one.folder)).installation, before.installation)
  }
  const rotated = await rotate(one.folder)
  t.equal(rotated.exit, 0, rotated.err)
  t.equal(rotated.json['rewrapped'], 1, 'the key of the epoch, under which all others lie')
  const after = await readKeys(one.folder)
  t.notSame(after.installation, before.installation)
  t.same(after.root, before.installation, 'marks and fingerprints stay')
  a = await start(t, one)
  await holds(t, pair(), open, sha256Of(large), waiting)
  await a.running.close()

  t.equal((await rotate(one.folder)).exit, 0)
  const again = await readKeys(one.folder)
  t.same(again.root, before.installation)
  a = await start(t, one)
  await holds(t, pair(), open, sha256Of(large))
  await a.running.close()

  // The key that was replaced opens nothing any more, also with the epochs of its day.
  await writeFile(join(one.folder, 'keys/installation.key'), Buffer.from(before.installation).toString('base64url'))
  await rm(join(one.folder, 'keys/installation.root'))
  await t.rejects(start(t, one), { message: /1\.key: it is no key of an epoch that the key of the installation wraps/ })
  await rm(join(one.folder, 'keys/epochs'), { recursive: true })
  await cp(epochsBefore, join(one.folder, 'keys/epochs'), { recursive: true })
  await t.rejects(start(t, one), { message: /the key of epoch [23] .* is not here/ }, 'what came since lies elsewhere')
})

t.test(
  'a rotation that was broken off at any moment is finished by the same command',
  { timeout: 540_000 },
  async (t) => {
    const { a: one, b: two, agreement } = await installedPair(t)
    const b = await start(t, two)
    let a: Gateway = await start(t, one)
    const [small, large] = documents()
    const open = await given({ a, b, agreement }, [small, large])
    await a.running.close()
    // It would find that a log which is put back lacks what it has seen.
    await b.running.close()
    const [old, done] = [`${one.folder}-old`, `${one.folder}-done`]
    await cp(one.folder, old, { recursive: true })
    t.equal((await rotate(one.folder)).exit, 0)
    await cp(one.folder, done, { recursive: true })
    const keys = (folder: string, name: string) => join(folder, 'keys', name)
    const [newKey, newRoot] = await Promise.all(
      ['installation.key', 'installation.root'].map((name) => readFile(keys(done, name), 'utf8')),
    )
    const secret = { mode: 0o600 }
    const moments = {
      'the new key lies there and nothing is wrapped by it': async () => {
        await cp(old, one.folder, { recursive: true })
        await writeFile(keys(one.folder, 'installation.next.root'), newRoot ?? '', secret)
        await writeFile(keys(one.folder, 'installation.next.key'), newKey ?? '', secret)
      },
      'the key of an epoch is wrapped by it, and no other epoch has begun': async () => {
        await cp(old, one.folder, { recursive: true })
        await cp(keys(done, 'epochs/1.key'), keys(one.folder, 'epochs/1.key'))
        await writeFile(keys(one.folder, 'installation.next.root'), newRoot ?? '', secret)
        await writeFile(keys(one.folder, 'installation.next.key'), newKey ?? '', secret)
      },
      'all is wrapped by it and the old one is in force': async () => {
        await cp(done, one.folder, { recursive: true })
        await cp(keys(old, 'installation.key'), keys(one.folder, 'installation.key'))
        await rm(keys(one.folder, 'installation.root'))
        await writeFile(keys(one.folder, 'installation.next.root'), newRoot ?? '', secret)
        await writeFile(keys(one.folder, 'installation.next.key'), newKey ?? '', secret)
      },
      'its root is in its place and the old one is in force': async () => {
        await cp(done, one.folder, { recursive: true })
        await cp(keys(old, 'installation.key'), keys(one.folder, 'installation.key'))
        await writeFile(keys(one.folder, 'installation.next.key'), newKey ?? '', secret)
      },
      'it is in force and lies there twice': async () => {
        await cp(done, one.folder, { recursive: true })
        await writeFile(keys(one.folder, 'installation.next.key'), newKey ?? '', secret)
      },
    }
    for (const [moment, put] of Object.entries(moments)) {
      await rm(one.folder, { recursive: true })
      await put()
      await t.rejects(start(t, one), { message: /run "bulla keys rotate installation" once more/ }, moment)
      const again = await rotate(one.folder)
      t.equal(again.exit, 0, `${moment}: ${again.err}`)
      a = await start(t, one)
      await holds(t, { a, b, agreement }, open, sha256Of(large))
      await a.running.close()
    }
  },
)
