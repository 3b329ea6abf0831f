// bulla keys epoch, and what backups have of epochs: nothing; a backup that opens no more is refused before anything is touched.
import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openEpochKeys } from '../../../adapters/keys/epochs.ts'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import { epochInForce } from '../../../gateway/flows/upkeep/epochs.ts'
import { moving } from '../../../gateway/start/moving.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { acceptanceOf, caseRow, messageOf, newId } from '../../contracts/store-rows.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const content = { content: { form: { note: 'words' }, names: {} }, salt: 'A' }
const world = {
  now: () => Date.now(),
  monotonicMs: () => 0,
  randomOctets: (n: number) => new Uint8Array(randomBytes(n)),
}

async function opened(folder: string) {
  const keys = await readKeys(folder)
  const epochs = openEpochKeys(join(folder, 'keys/epochs'), keys.installation)
  const store = await openSqliteStore({ file: join(folder, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  return { store, epochs, ...openSecrets(keys.installation, world, keys.root, epochs) }
}

t.test(
  'an epoch is in no backup, and ends when it is told to: what was backed up before opens no more [R2]',
  async (t) => {
    const root = await scratch(t)
    const folder = await initiated(root, 'XA')
    const id = newId()
    {
      const { store, epochs, secrets } = await opened(folder)
      await epochInForce({ store, epochs, world, log: openLog('silent') })
      const row = caseRow()
      const message = messageOf(row, { id, direction: 'in', client: null, ...secrets.encrypt(id, content) })
      await store.accept(acceptanceOf(row, { messages: [message] }))
      await store.close()
    }
    const run = (words: readonly string[], at = folder) => bulla(at, [...words, '--folder', at])
    t.match(await run(['keys', 'epoch']), { exit: 0, out: /epoch 1: from 20\d\d-.* its key is destroyed after/ })
    const backup = join(root, 'backup')
    t.match(await run(['backup', backup, '--keys']), { exit: 0, out: /it opens until 20\d\d-/ })
    t.notOk((await readdir(join(backup, 'keys/keys'))).includes('epochs'), 'also not with --keys')
    const about = JSON.parse(await readFile(join(backup, 'backup.json'), 'utf8'))
    t.same(about.epochs, [1])
    const late = await bulla(folder, ['backup', join(root, 'late'), '--folder', folder], {
      nowMs: Date.now() + 60 * 86_400_000,
    })
    t.match(late, { exit: 0, err: /that day is over: the gateway stood still when the epoch was to end/ })
    const safe = join(root, 'safe')
    t.match(await run(['keys', 'epoch', '--copy', safe]), { exit: 0, out: /1 keys of epochs, 0 that ended destroyed/ })

    // A new machine, as the runbook has it: without keys/, with keys/ and without the epochs, then with both.
    const runbook = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8')
    const [steps = ''] = /^2\. \*\*A new machine\*\*.*$/m.exec(runbook) ?? []
    t.match(
      steps,
      /Put `keys\/` .*`mkdir -m 700 keys\/epochs`.*then `bulla restore`.*then `bulla check --offline` and start/,
    )
    const bare = join(root, 'bare')
    await mkdir(bare)
    t.match(await run(['restore', backup], bare), { exit: 1, err: /put keys\/ in its place first/ })
    const fresh = join(root, 'fresh')
    await mkdir(fresh)
    await cp(join(folder, 'keys'), join(fresh, 'keys'), { recursive: true })
    await rm(join(fresh, 'keys/epochs'), { recursive: true })
    const refused = await run(['restore', backup, '--replace'], fresh)
    t.match(refused, {
      exit: 1,
      err: /opens by the key of epoch 1; of epoch 1 there is none in .*nothing was restored[\s\S]*keys epoch --copy/,
    })
    t.same(await readdir(fresh), ['keys'], 'before anything is touched')
    const old = join(root, 'old')
    await cp(backup, old, { recursive: true })
    const madeAt = new Date(Date.now() - 36 * 86_400_000).toISOString()
    await writeFile(join(old, 'backup.json'), JSON.stringify({ ...about, madeAt }))
    t.match(await run(['restore', old, '--replace'], fresh), {
      exit: 1,
      err: /older than the 35 days for which a backup opens: the keys of epoch 1 are destroyed/,
    })
    await cp(safe, join(fresh, 'keys/epochs'), { recursive: true })
    const back = (days: number) => ({ nowMs: Date.now() - days * 86_400_000 })
    const asIfYoung = await bulla(fresh, ['restore', old, '--replace', '--folder', fresh], back(30))
    t.match(
      asIfYoung,
      { exit: 1, err: /older than the 35 days for which a backup opens/ },
      'nor with the clock set back: its epoch had not begun then',
    )
    await rm(join(fresh, 'keys/epochs'), { recursive: true })
    const future = await bulla(fresh, ['restore', backup, '--replace', '--folder', fresh], back(30))
    t.match(future, { exit: 1, err: /says that it was made at 20.*the clock here says/ })
    await cp(safe, join(fresh, 'keys/epochs'), { recursive: true })
    t.match(await run(['restore', backup, '--replace'], fresh), { exit: 0 })
    {
      const { store, unsealing } = await opened(fresh)
      const message = await store.message(id)
      t.match(message && unsealing.message(message), content, 'with its copy it opens')
      await store.close()
    }

    const ended = await run(['keys', 'epoch', '--now'])
    t.equal(ended.exit, 0, ended.err)
    t.match(ended.out, /epoch 2 is in force, 1 keys were wrapped by it; destroyed: epoch 1/)
    t.match(ended.out, new RegExp(`${backup}, of 20`), 'which backups no longer open')
    t.match(await run(['restore', backup, '--replace']), { exit: 1, err: /of epoch 1 there is none/ })
    t.match(await run(['keys', 'epoch', '--copy', safe]), { exit: 0, out: /1 that ended destroyed/ })
    t.same(await readdir(safe), ['2.key'])
    const { store, unsealing } = await opened(folder)
    const message = await store.message(id)
    t.match(message && unsealing.message(message), content, 'what lives opens')
    t.match(await run(['keys', 'epoch', '--now']), { exit: 1, err: /another process works on this database/ })
    await store.close()
  },
)

t.test('a gateway that starts while older epochs are ended keeps the keys that it wraps by [R2]', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  const { store, epochs: began } = await opened(folder)
  await epochInForce({ store, epochs: began, world, log: openLog('silent') })
  await store.close()
  const endpoint = await moving.openSqliteEndpoint(join(folder, 'data/bulla.sqlite'))
  t.teardown(() => endpoint.close())
  const nodes: string[] = []
  const shared = { ...endpoint, nodes: async () => nodes }
  const epochs = join(folder, 'keys/epochs')
  const end = (randomOctets: typeof world.randomOctets) =>
    moving.endOlderEpochs(shared, {
      ...{ folder: epochs, root: folder, now: Date.now, randomOctets },
      demandIdle: async () => {
        const node = await moving.workingNode(shared, Date.now())
        if (node !== undefined) throw new Error(`the node ${node} works`)
      },
    })
  // It connects in the moment before the next epoch begins, and knows the first alone.
  const connecting = (count: number) => {
    nodes.push('10.0.0.7')
    return world.randomOctets(count)
  }
  await t.rejects(end(connecting), { message: 'the node connected from 10.0.0.7 works' })
  t.same((await readdir(epochs)).sort(), ['1.key', '2.key'], 'nothing is destroyed')
  nodes.length = 0
  await end(world.randomOctets)
  t.same(await readdir(epochs), ['3.key'], 'and once it stands still all is')
})

t.test('bulla check names an epoch whose key is missing, and what it opens, before a start does', async (t) => {
  const folder = await initiated(await scratch(t), 'XA')
  const check = async (...words: string[]) =>
    (await bulla(folder, ['check', '--json', '--folder', folder, ...words])) as unknown as {
      readonly exit: number
      readonly json: { readonly findings: readonly { readonly about: string; readonly found: string }[] }
    }
  const id = newId()
  {
    const { store, epochs, secrets } = await opened(folder)
    await epochInForce({ store, epochs, world, log: openLog('silent') })
    const row = caseRow()
    const message = messageOf(row, { id, direction: 'in', client: null, ...secrets.encrypt(id, content) })
    await store.accept(acceptanceOf(row, { messages: [message] }))
    t.match(await check('--offline'), { exit: 0 }, 'while a gateway runs on it, too')
    await store.close()
  }
  t.match(await check('--offline'), { exit: 0 })
  await rm(join(folder, 'keys/epochs/1.key'))
  const { exit, json } = await check('--offline')
  t.equal(exit, 1)
  t.match(
    json.findings.filter(({ about }) => about.endsWith('epochs')),
    [
      {
        level: 'wrong',
        about: join(folder, 'keys/epochs'),
        found: /the key of epoch 1 \(begun 20\d\d-.*it opens 1 keys of items, bodies and drafts\) is not here/,
        fix: /put 1\.key back from the copy of that folder/,
      },
    ],
  )
})
