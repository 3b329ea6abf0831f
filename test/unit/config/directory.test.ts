import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { watch, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import { type PartnerFile, writeJson } from '../../../config/shapes.ts'
import { watchPaths } from '../../../config/watch.ts'
import { alone } from '../../../disk/alone.ts'
import { changeDurably } from '../../../disk/change.ts'
import { writeDurably } from '../../../disk/durable.ts'
import type { Directory } from '../../../gateway/ports/installation.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-directory-'))
t.teardown(() => rm(root, { recursive: true }))
let count = 0
async function folder(): Promise<string> {
  count += 1
  const made = join(root, String(count))
  await mkdir(made)
  return made
}
const partner: PartnerFile = {
  member: 'XB',
  state: 'active',
  card: 'a.b.c',
  addedAt: '2026-11-21T20:42:36.000Z',
  words: ['one', 'two'],
}
const client = { id: 'declarations', tokenSha256: 'a'.repeat(64), offices: ['XA000101'], roles: ['submit' as const] }

t.test('the folder keeps the promise of the port', async (t) => {
  const at = await folder()
  const directory = openDirectory(at)
  const port: Directory = directory
  await directory.saveOwnCard('x.y.z')
  await directory.savePartner(partner)
  await directory.saveAgreement({ id: 'xa-xb-2026', text: '{"v":1}' })
  t.equal(await directory.addClient(client), true)
  const expected = {
    ownCard: 'x.y.z',
    partners: [partner],
    forks: [],
    agreements: [{ id: 'xa-xb-2026', text: '{"v":1}' }],
    clients: [client],
    persons: [],
  }
  t.same(await port.read(), expected)
  t.equal(await readFile(join(at, 'agreements/xa-xb-2026.json'), 'utf8'), '{"v":1}', 'the very octets of the text')

  const formerly = [{ trustDomain: 'xb.example', log: 'a key before' }]
  t.equal(await port.saveCard('XB', { card: 'd.e.f', formerly: [] }, partner.card), true)
  t.equal(
    await port.saveCard('XB', { card: 'o.l.d', formerly: [] }, partner.card),
    false,
    'another node took a newer one',
  )
  t.equal(await port.saveCard('XB', { card: 'd.e.f', formerly }, partner.card), true, 'the very one')
  t.equal(await directory.setPartnerState('XB', 'suspended'), true)
  t.same(await directory.listPartners(), [{ ...partner, card: 'd.e.f', state: 'suspended', formerly }])
  t.equal(await directory.setPartnerState('XC', 'active'), false)
  await t.rejects(port.saveCard('XC', { card: 'd.e.f', formerly: [] }, 'a.b.c'), {
    message: /there is no such partner/,
  })
  await t.rejects(directory.savePartner(partner, { fresh: true }), { code: 'EEXIST' })

  t.equal(await directory.addClient(client), false, 'an id is given once')
  t.equal(await directory.removeClient('declarations'), true)
  t.equal(await directory.removeClient('declarations'), false)
  t.same(await directory.listClients(), [])
})

t.test('an empty folder has no card and says so; everything else may be empty', async (t) => {
  const directory = openDirectory(await folder())
  await t.rejects(directory.read(), { message: /card\.jws: there is no such file; "bulla card refresh"/ })
  await directory.saveOwnCard('x.y.z')
  t.same(await directory.read(), {
    ownCard: 'x.y.z',
    partners: [],
    forks: [],
    agreements: [],
    clients: [],
    persons: [],
  })
})

t.test('one error names every file that cannot be read', async (t) => {
  const at = await folder()
  const directory = openDirectory(at)
  await directory.saveOwnCard('x.y.z')
  await directory.savePartner(partner)
  const write = (name: string, text: string) => writeFile(join(at, name), text)
  await write('partners/XC.json', writeJson(partner))
  await write('partners/XD.json', writeJson({ ...partner, member: 'XD', loophole: true }))
  await write('partners/.XE.json.1-1.tmp', 'half')
  await write('partners/notes.txt', 'not ours')
  await mkdir(join(at, 'agreements'))
  await write('agreements/bad id.json', '{}')
  await write('clients.json', '{"clients":[')
  const message = await directory.read().then(
    () => 'no fault',
    (error: Error) => error.message,
  )
  for (const expected of [
    'partners/XC.json: it is about XB, its name says XC',
    'partners/XD.json: /loophole is not known here',
    'agreements/bad id.json: expected an agreement id',
    'clients.json: not JSON',
  ])
    t.ok(message.includes(expected), expected)
  t.notMatch(message, 'XE')
  t.notMatch(message, 'notes')
})

t.test('clients that could not be told apart, or could never come in, are refused', async (t) => {
  const at = await folder()
  const directory = openDirectory(at)
  const { tokenSha256, ...without } = client
  for (const [clients, expected] of [
    [[without], 'client declarations has neither tokenSha256 nor certificateSha256'],
    [[client, { ...client, id: 'other' }], 'clients declarations and other have the same tokenSha256'],
    [[client, { ...client, tokenSha256: 'b'.repeat(64) }], 'clients declarations and declarations have the same id'],
    [[{ ...client, roles: ['rule'] }], '/clients/0/roles/0'],
    [[{ ...client, offices: ['lower'] }], '/clients/0/offices'],
    [[{ ...client, tokenSha256: tokenSha256.toUpperCase() }], '/clients/0/tokenSha256'],
  ] as const) {
    await writeFile(join(at, 'clients.json'), writeJson({ clients }))
    await t.rejects(directory.listClients(), { message: new RegExp(expected.replaceAll('/', '\\/')) }, expected)
  }
})

t.test('names never lead out of the folder', async (t) => {
  const directory = openDirectory(await folder())
  await t.rejects(directory.savePartner({ ...partner, member: '../XB' }), { message: /expected a member code/ })
  await t.rejects(directory.setPartnerState('../../etc', 'active'), { message: /expected a member code/ })
  await t.rejects(directory.saveAgreement({ id: '../card', text: '' }), { message: /expected an agreement id/ })
})

t.test('a file is written whole or not at all', async (t) => {
  const at = await folder()
  const file = join(at, 'file')
  await writeDurably(file, 'one', { mode: 0o600 })
  t.equal((await stat(file)).mode & 0o777, 0o600)
  await t.rejects(writeDurably(file, 'two', { fresh: true }), { code: 'EEXIST' })
  t.equal(await readFile(file, 'utf8'), 'one')
  await mkdir(join(at, 'folder'))
  await t.rejects(writeDurably(join(at, 'folder'), 'three'), 'a folder is in the way')
  t.same((await readdir(at)).sort(), ['file', 'folder'], 'nothing is left behind')

  const [long, longer] = ['a'.repeat(100_000), 'b'.repeat(200_000)]
  let writing = true
  const writer = (async () => {
    for (let round = 0; round < 30; round += 1) await writeDurably(file, round % 2 ? long : longer)
    writing = false
  })()
  await writeDurably(file, long)
  let [seen, torn] = [0, 0]
  while (writing) {
    const text = await readFile(file, 'utf8')
    seen += 1
    if (text !== long && text !== longer) torn += 1
  }
  await writer
  t.equal(torn, 0, `${seen} reads during 30 writes saw one or the other`)
})

t.test('changes of many at once all count', async (t) => {
  const at = await folder()
  const directory = openDirectory(at)
  const ids = Array.from({ length: 12 }, (_, index) => `client-${index}`)
  await Promise.all(
    ids.map((id, index) => directory.addClient({ ...client, id, tokenSha256: index.toString(16).padStart(64, '0') })),
  )
  t.same((await directory.listClients()).map(({ id }) => id).sort(), ids.sort())
  await directory.savePartner(partner)
  const taking = directory.saveCard('XB', { card: 'd.e.f', formerly: [] }, partner.card)
  await Promise.all([directory.setPartnerState('XB', 'suspended'), taking])
  t.match(
    await directory.listPartners(),
    [{ state: 'suspended', card: 'd.e.f' }],
    'a new card does not undo a suspension',
  )
  t.same(
    (await readdir(join(at, 'partners'))).filter((name) => !name.startsWith('.changing')),
    ['XB.json'],
  )
})

t.test('a change waits for whoever changes the folder, however old that lock is, and needs none removed', async (t) => {
  const at = await folder()
  const file = join(at, 'file')
  const lock = join(at, '.changing')
  const done: string[] = []
  const held = Promise.withResolvers<undefined>()
  const other = alone(lock, 'another change', () => held.promise, 0).then(() => done.push('other'))
  await utimes(lock, new Date(0), new Date(0))
  const mine = changeDurably(file, (old) => `${old} changed`).then(() => done.push('mine'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  t.same(done, [], 'its age says nothing')
  held.resolve(undefined)
  await Promise.all([other, mine])
  t.same(done, ['other', 'mine'])
  t.equal(await readFile(file, 'utf8'), 'undefined changed')
  await t.rejects(
    changeDurably(file, () => {
      throw new Error('no')
    }),
    { message: 'no' },
  )
  await changeDurably(file, () => undefined)
  t.equal(await readFile(file, 'utf8'), 'undefined changed', 'what a change refuses stays as it was')
  t.match(await readFile(`${lock}.by`, 'utf8'), /^change of .*file, process \d+ on /)
})

/** Resolves when `changed` was called, or says after two seconds that it was not. */
function within2Seconds(watch: (changed: () => void) => () => void, act: () => unknown): Promise<'seen' | 'not seen'> {
  return new Promise((resolve) => {
    const end = (result: 'seen' | 'not seen') => {
      clearTimeout(timer)
      stop()
      resolve(result)
    }
    const timer = setTimeout(() => end('not seen'), 2000)
    const stop = watch(() => end('seen'))
    act()
  })
}

const fails = (error: unknown) => t.fail(`a look failed: ${String(error)}`)

t.test('changes of another process are seen within two seconds', async (t) => {
  const at = await folder()
  const [directory, other] = [openDirectory(at), openDirectory(at)]
  const seen = (act: () => unknown) => within2Seconds((changed) => directory.watch(changed, fails), act)
  t.equal(await seen(() => other.saveOwnCard('x.y.z')), 'seen', 'our card, new')
  t.equal(await seen(() => other.saveOwnCard('x.y.w')), 'seen', 'our card, replaced')
  t.equal(await seen(() => other.savePartner(partner)), 'seen', 'a partner, in a folder that was not there')
  t.equal(await seen(() => other.setPartnerState('XB', 'suspended')), 'seen', 'a suspension')
  t.equal(await seen(() => other.addClient(client)), 'seen', 'a client')
  t.equal(await seen(() => other.saveAgreement({ id: 'xa-xb', text: '{}' })), 'seen', 'an agreement')
  t.equal(await seen(() => rm(join(at, 'agreements/xa-xb.json'))), 'seen', 'an agreement that is gone')
  t.equal(await seen(() => writeFile(join(at, 'bulla.json'), '{}')), 'seen', 'settings')
})

t.test('many changes at once are told once or twice, and a stopped watch is silent', async (t) => {
  const at = await folder()
  let told = 0
  const stop = watchPaths(
    [at],
    () => {
      told += 1
    },
    fails,
  )
  for (let round = 0; round < 20; round += 1) await writeDurably(join(at, `file-${round}`), 'x')
  await new Promise((resolve) => setTimeout(resolve, 300))
  t.ok(told >= 1 && told <= 6, `20 files were told ${told} times`)
  stop()
  const before = told
  await writeDurably(join(at, 'late'), 'x')
  await new Promise((resolve) => setTimeout(resolve, 250))
  t.equal(told, before)
})

t.test('a watch that is stopped stays silent, also where its poll came before a look that was due', async (t) => {
  const at = await folder()
  let told = 0
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  t.teardown(() => mock.timers.reset())
  const changed = () => {
    told += 1
  }
  const stop = watchPaths([at], changed, fails)
  mock.timers.tick(950)
  const ours = watch(at)
  const heard = new Promise((resolve) => ours.once('change', resolve))
  await writeDurably(join(at, 'first'), 'x')
  await heard
  ours.close()
  // The change is to be looked at 100 ms later; the poll is earlier.
  await new Promise((resolve) => setImmediate(resolve))
  mock.timers.tick(60)
  t.equal(told, 1)
  stop()
  writeFileSync(join(at, 'second'), 'y')
  mock.timers.tick(2_000)
  t.equal(told, 1)
})

t.test('a watch keeps no process alive', async (t) => {
  const script = `const { watchPaths } = await import(${JSON.stringify(new URL('../../../config/watch.ts', import.meta.url).href)})
    watchPaths([${JSON.stringify(root)}], () => undefined, () => undefined)`
  const { status, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 })
  t.same({ status, signal }, { status: 0, signal: null })
})

t.test('two machines that share a folder write at once, though their processes have one number', async (t) => {
  const file = join(await folder(), 'shared.json')
  const durable = () =>
    import(`../../../disk/durable.ts?${randomUUID()}`) as Promise<typeof import('../../../disk/durable.ts')>
  const machines = [await durable(), await durable(), await durable()]
  const written = await Promise.allSettled(machines.map(({ writeDurably }, index) => writeDurably(file, `by ${index}`)))
  t.same(
    written.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled'],
  )
  t.match(await readFile(file, 'utf8'), /^by [012]$/)
})
