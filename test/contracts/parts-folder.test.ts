import { globSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { openFolderParts } from '../../adapters/parts/folder.ts'
import { mountVolume } from '../support/full-volume.ts'
import { scratch } from '../support/installation.ts'
import { breaking, chunks, octets, partsContract, sha256 } from './parts.contract.ts'

async function open(t: Test) {
  const folder = join(t.testdir(), 'data', 'parts')
  return { folder, parts: await openFolderParts({ folder }), reopen: () => openFolderParts({ folder }) }
}
const filesIn = (folder: string) => globSync('**/*', { cwd: folder, withFileTypes: true, exclude: [] })

partsContract(t, open)

t.test('only the owner can read parts and arrivals', async (t) => {
  const { folder, parts } = await open(t)
  const content = octets(1000)
  await parts.put(chunks(content))
  await parts.append('XB', sha256(content), 0, content.length, chunks(content.subarray(0, 10)))
  await parts.append('XC', sha256(content), 0, content.length, chunks(content))
  t.equal(statSync(folder).mode & 0o777, 0o700)
  for (const entry of filesIn(folder)) {
    const { mode } = statSync(join(entry.parentPath, entry.name))
    t.equal(mode & 0o777, entry.isDirectory() ? 0o700 : 0o600, entry.name)
  }
})

t.test('a part lies under the first two digits of its digest; what was put in vain leaves nothing', async (t) => {
  const { folder, parts } = await open(t)
  const content = octets(1000)
  const { sha256: name } = await parts.put(chunks(content))
  t.equal(statSync(join(folder, 'parts', name.slice(0, 2), name)).size, 1000)
  await t.rejects(parts.put(breaking(content, 500)))
  const files = filesIn(folder).filter((entry) => entry.isFile())
  t.same(
    files.map((entry) => entry.name),
    [name],
  )
  t.same(readdirSync(join(folder, 'parts')), [name.slice(0, 2)])
})

t.test('a part that came long ago and is adopted now is not swept before it is recorded', async (t) => {
  const { folder, parts } = await open(t)
  const content = octets(1000)
  const name = sha256(content)
  await parts.append('XB', name, 0, content.length, chunks(content))
  for (const entry of filesIn(join(folder, 'arrivals')).filter((each) => each.isFile()))
    utimesSync(join(entry.parentPath, entry.name), new Date(0), new Date(0))
  t.equal(await parts.adopt('XB', name), true)
  await parts.sweep(Date.now() - 60_000, async () => false)
  t.equal(await parts.size(name), 1000)
})

t.test('what was left by a crash while it was put is swept in time', async (t) => {
  const { folder, parts } = await open(t)
  writeFileSync(join(folder, 'parts', '.left-over'), 'half a part')
  t.equal(await parts.sweep(Date.now() - 60_000, async () => true), 0)
  t.equal(await parts.sweep(Date.now() + 60_000, async () => true), 1)
  t.same(readdirSync(join(folder, 'parts')), [])
})

t.test(
  'a sweep of many parts asks only about those that are old enough, and comes to all of them in time',
  async (t) => {
    const { folder, parts } = await open(t)
    const names = new Set<string>()
    for (let count = 0; count < 300; count += 1) names.add((await parts.put(chunks(octets(40)))).sha256)
    for (const entry of filesIn(join(folder, 'parts')).filter((each) => each.isFile()))
      utimesSync(join(entry.parentPath, entry.name), new Date(0), new Date(0))
    const { sha256: young } = await parts.put(chunks(octets(41)))
    const asked: string[] = []
    const gone = await parts.sweep(Date.now() - 60_000, async (name) => {
      asked.push(name)
      return false
    })
    t.equal(gone, 300)
    t.same(new Set(asked), names)
    t.equal(await parts.size(young), 41)
  },
)

t.test('fifty megabytes in and out take no more memory than one', async (t) => {
  const { parts } = await open(t)
  const block = octets(1 << 20)
  const bytes = 50 << 20
  // What is not collected yet is nobody's: it is what is held that must not grow with the part.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    const { heapUsed, external, arrayBuffers } = process.memoryUsage()
    return heapUsed + Math.max(external, arrayBuffers)
  }
  const before = held()
  let most = 0
  async function* source() {
    for (let sent = 0; sent < bytes; sent += block.length) {
      most = Math.max(most, held())
      yield block
    }
  }
  const { sha256: name } = await parts.put(source())
  await parts.append('XB', name, 0, bytes, source())
  let read = 0
  for await (const chunk of parts.read(name)) {
    read += chunk.length
    if (read % (1 << 20) < chunk.length) most = Math.max(most, held())
  }
  t.equal(read, bytes)
  t.ok(most - before < 16 << 20, `what is held grew by ${Math.round((most - before) / (1 << 20))} MiB`)
})

t.test('an arrival that does not get on is swept, however young its last piece is [H2]', async (t) => {
  const { folder, parts } = await open(t)
  const [idle, busy, young] = [octets(100_000), octets(40 << 20), octets(100_000)]
  for (const each of [idle, busy])
    await parts.append('XB', sha256(each), 0, each.length, chunks(each.subarray(0, 40_000 + (each.length >> 8))))
  for (const entry of filesIn(join(folder, 'arrivals')).filter((each) => each.isFile()))
    utimesSync(join(entry.parentPath, entry.name), new Date(0), new Date(0))
  const at = 40_000 + (idle.length >> 8)
  await parts.append('XB', sha256(idle), at, idle.length, chunks(idle.subarray(at, at + 500)))
  const from = 40_000 + (busy.length >> 8)
  await parts.append('XB', sha256(busy), from, busy.length, chunks(busy.subarray(from, from + (17 << 20))))
  await parts.append('XB', sha256(young), 0, young.length, chunks(young.subarray(0, 500)))
  t.equal(await parts.sweep(Date.now() - 60_000, async () => true), 1)
  t.equal(await parts.arrived('XB', sha256(idle)), 0, 'half a thousand octets in a day are no progress')
  t.equal(await parts.arrived('XB', sha256(busy)), from + (17 << 20))
  t.equal(await parts.arrived('XB', sha256(young)), 500)
})

t.test('room is looked for before anything is written, and in the middle of it [H2]', async (t) => {
  const folder = join(t.testdir(), 'parts')
  const poor = await openFolderParts({ folder, minFreeBytes: Number.MAX_SAFE_INTEGER })
  const content = octets(1000)
  const full = { code: 'storage-full', retryAfterMs: 30_000 }
  let asked = 0
  async function* watched() {
    asked += 1
    yield content
  }
  await t.rejects(poor.append('XB', sha256(content), 0, content.length, watched()), full)
  await t.rejects(poor.put(watched()), full)
  t.equal(asked, 0, 'nothing was asked of the sender')
  t.same(
    filesIn(folder).filter((each) => each.isFile()),
    [],
  )

  const volume = mountVolume(t, join(await scratch(t), 'small'), '64m')
  if ('refused' in volume) return t.comment(volume.refused)
  const small = await openFolderParts({ folder: join(volume.folder, 'parts'), minFreeBytes: 32 << 20 })
  const block = octets(1 << 20)
  async function* endless() {
    for (;;) yield block
  }
  await t.rejects(small.put(endless()), full)
  t.ok(volume.freeBytes() >= 32 << 20, `${volume.freeBytes()} octets are free`)
  const long = octets(20 << 20)
  await t.rejects(small.append('XB', sha256(long), 0, 40 << 20, chunks(long)), full, 'what is announced counts')
  await small.append('XB', sha256(long), 0, long.length, chunks(long.subarray(0, 10 << 20)))
  await t.rejects(
    small.append('XB', sha256(long), 10 << 20, long.length, chunks(long.subarray(10 << 20))),
    full,
    'and that it is written twice',
  )
})

t.test('what is announced has its room before the first octet, and what others announced is theirs [H2]', async (t) => {
  const volume = mountVolume(t, join(await scratch(t), 'small'), '64m')
  if ('refused' in volume) return t.comment(volume.refused)
  const parts = await openFolderParts({ folder: join(volume.folder, 'parts'), minFreeBytes: 24 << 20 })
  const full = { code: 'storage-full', retryAfterMs: 30_000 }
  let asked = 0
  async function* watched() {
    asked += 1
    yield octets(1000)
  }
  await t.rejects(parts.put(watched(), 48 << 20), full, 'more than there is')
  const [begun, more] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  async function* slow() {
    yield octets(1000)
    begun.resolve()
    await more.promise
    throw new Error('the line broke')
  }
  const first = parts.put(slow(), 30 << 20)
  await begun.promise
  await t.rejects(parts.put(watched(), 20 << 20), full, 'what another is to have is not there')
  await t.rejects(parts.append('XB', sha256(octets(9)), 0, 20 << 20, watched()), full, 'nor is it for a partner')
  t.equal(asked, 0, 'nothing was asked of the sender')
  const small = octets(1 << 20)
  t.same(
    await parts.put(chunks(small), small.length),
    { sha256: sha256(small), bytes: small.length },
    'what fits is taken',
  )
  async function* unsaid() {
    for (let count = 0; count < 20; count += 1) yield octets(1 << 20)
  }
  await t.rejects(parts.put(unsaid()), full, 'who says nothing takes nobody else’s')
  more.resolve()
  await t.rejects(first, { message: 'the line broke' })
  t.match(await parts.put(unsaid(), 20 << 20), { bytes: 20 << 20 }, 'what was announced in vain is free again')
})
