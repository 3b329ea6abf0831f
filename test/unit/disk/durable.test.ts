// disk/: whole or not at all, whichever call of the system fails; and the folder is synced after the name was given.
import system from 'node:fs/promises'
import { basename, join } from 'node:path'
import t from 'tap'
import { changeDurably } from '../../../disk/change.ts'
import { copyDurably, type DiskCalls, durableOver } from '../../../disk/durable.ts'
import { reserve } from '../../../disk/reserve.ts'
import { ifThere, isThere, namesIn, readIfThere } from '../../../disk/there.ts'
import { scratch } from '../../support/installation.ts'

const old = 'what was there before'
const fresh = 'what is to be there instead'
const mode = 0o640

/** The calls of the system, each written down as it succeeds; the one with this number fails with EIO instead. */
function watched(failing = Number.POSITIVE_INFINITY) {
  const calls: string[] = []
  let count = 0
  let failed: string | undefined
  const through = async <T>(call: string, run: () => Promise<T>): Promise<T> => {
    count += 1
    if (count === failing) {
      failed = call
      // A file that could not be closed properly is closed all the same.
      if (call.startsWith('close')) await run()
      throw Object.assign(new Error(`EIO: ${call}`), { code: 'EIO' })
    }
    const result = await run()
    calls.push(call)
    return result
  }
  const open = (async (path: string, flags: string, mode?: number) => {
    const name = basename(path).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '*')
    const handle = await through(`open ${name}`, () => system.open(path, flags, mode))
    const methods = ['chmod', 'writev', 'writeFile', 'appendFile', 'sync', 'close'] as const
    return Object.fromEntries(
      methods.map((method) => [
        method,
        (...args: unknown[]) =>
          through(`${method} ${name}`, () => (handle[method] as (...args: unknown[]) => Promise<unknown>)(...args)),
      ]),
    )
  }) as unknown as DiskCalls['open']
  const named = <N extends 'rename' | 'link' | 'rm' | 'mkdir'>(name: N) =>
    ((...args: unknown[]) =>
      through(name, () => (system[name] as (...args: unknown[]) => Promise<unknown>)(...args))) as DiskCalls[N]
  const disk = durableOver({
    open,
    rename: named('rename'),
    link: named('link'),
    rm: named('rm'),
    mkdir: named('mkdir'),
  })
  return { disk, calls, failed: () => failed ?? 'none' }
}

/** Everything that replaces a file, by what it is called. */
const ways = {
  writeDurably: (disk: ReturnType<typeof durableOver>, file: string) => disk.writeDurably(file, fresh, { mode }),
  fillDurably: (disk: ReturnType<typeof durableOver>, file: string) =>
    disk.fillDurably(file, async (handle) => void (await handle.writev([new TextEncoder().encode(fresh)])), { mode }),
} as const

for (const [way, write] of Object.entries(ways))
  t.test(
    `${way}: whichever call fails, the old file is whole or the new one is, and nothing is left beside it [D1]`,
    async (t) => {
      const total = watched()
      await write(total.disk, join(await scratch(t), 'file'))
      t.ok(total.calls.length >= 9, `${total.calls.length} calls`)
      for (let failing = 1; failing <= total.calls.length; failing += 1) {
        const folder = await scratch(t)
        const file = join(folder, 'file')
        await system.writeFile(file, old)
        const { disk, failed } = watched(failing)
        await t.rejects(write(disk, file), { code: 'EIO' }, `call ${failing}`)
        const found = await system.readFile(file, 'utf8')
        t.ok(found === old || found === fresh, `${failed()} failed: found ${JSON.stringify(found)}`)
        t.same(await system.readdir(folder), ['file'], `${failed()} failed`)
      }
    },
  )

t.test('a fresh file is whole or not there, whichever call fails [D1]', async (t) => {
  const total = watched()
  await total.disk.writeDurably(join(await scratch(t), 'file'), fresh, { fresh: true })
  for (let failing = 1; failing <= total.calls.length; failing += 1) {
    const folder = await scratch(t)
    const { disk, failed } = watched(failing)
    await t.rejects(disk.writeDurably(join(folder, 'file'), fresh, { fresh: true }), { code: 'EIO' })
    const there = (await system.readdir(folder)).filter((name) => name !== 'file')
    // Where removing is what fails, what was to be removed stays; it has a name that nobody takes for a file.
    t.same(there.length, failed() === 'rm' ? 1 : 0, failed())
    t.ok(['', fresh].includes((await readIfThere(join(folder, 'file'))) ?? ''), failed())
  }
  const folder = await scratch(t)
  await system.writeFile(join(folder, 'file'), old)
  await t.rejects(total.disk.writeDurably(join(folder, 'file'), fresh, { fresh: true }), { code: 'EEXIST' })
  t.equal(await system.readFile(join(folder, 'file'), 'utf8'), old)
  t.same(await system.readdir(folder), ['file'])
})

t.test('the octets first, then the name, then the folder [D1]', async (t) => {
  const folder = await scratch(t)
  const { disk, calls } = watched()
  await disk.writeDurably(join(folder, 'file'), fresh, { mode })
  const name = basename(folder)
  t.same(calls, [
    'open .file.*.tmp',
    'chmod .file.*.tmp',
    'writeFile .file.*.tmp',
    'sync .file.*.tmp',
    'close .file.*.tmp',
    'rename',
    `open ${name}`,
    `sync ${name}`,
    `close ${name}`,
  ])
  t.equal((await system.stat(join(folder, 'file'))).mode & 0o777, mode, 'whatever the umask')

  calls.length = 0
  await disk.makeFolder(join(folder, 'a/b/c'))
  t.same(
    calls.filter((call) => call.startsWith('sync')),
    [`sync ${name}`, 'sync a', 'sync b'],
    'each folder that was made is in the one above it',
  )

  calls.length = 0
  await disk.renameDurably(join(folder, 'file'), join(folder, 'a/file'))
  t.same(calls, ['rename', 'open a', 'sync a', 'close a', `open ${name}`, `sync ${name}`, `close ${name}`])

  calls.length = 0
  const list = await disk.appendDurably(join(folder, 'list'))
  await list.append('one\n')
  await list.append('two\n')
  await list.close()
  t.same(calls.slice(-5), ['sync list', 'close list', `open ${name}`, `sync ${name}`, `close ${name}`])
  t.equal(await system.readFile(join(folder, 'list'), 'utf8'), 'one\ntwo\n')
})

t.test('a copy has the octets and the mode of the original, also in the place of another [D1]', async (t) => {
  const folder = await scratch(t)
  const [from, to] = [join(folder, 'from'), join(folder, 'new/folder/to')]
  const octets = new Uint8Array(3 << 20).fill(7)
  await system.writeFile(from, octets)
  await system.chmod(from, 0o400)
  for (const _ of ['new', 'replaced']) {
    await copyDurably(from, to)
    t.ok((await system.readFile(to)).equals(octets))
    t.equal((await system.stat(to)).mode & 0o777, 0o400)
  }
  await t.rejects(copyDurably(join(folder, 'no'), join(folder, 'copy')), { code: 'ENOENT' })
  t.same((await system.readdir(folder)).sort(), ['from', 'new'])
})

t.test('what is not there is told apart from what cannot be read [D1]', async (t) => {
  const folder = await scratch(t)
  await system.writeFile(join(folder, 'file'), 'x')
  t.same(await namesIn(join(folder, 'none')), [])
  t.same(await namesIn(folder), ['file'])
  t.equal(await isThere(join(folder, 'file/below')), false)
  t.equal(await readIfThere(join(folder, 'none')), undefined)
  await t.rejects(readIfThere(folder), { code: 'EISDIR' })
  const broken = Promise.reject(Object.assign(new Error('the disk failed'), { code: 'EIO' }))
  await t.rejects(ifThere(broken), { code: 'EIO' })
})

t.test('room is reserved by really writing it, and a second time is a fault [D1]', async (t) => {
  const file = join(await scratch(t), 'ballast')
  t.equal(reserve(file, 2_500_000), true)
  const { size, blocks } = await system.stat(file)
  t.equal(size, 2_500_000)
  t.ok(blocks * 512 >= size)
  t.throws(() => reserve(join(file, 'below'), 1), { code: 'ENOTDIR' })
})

t.test('a change that fails leaves the file, and lets the next one in [D1]', async (t) => {
  const file = join(await scratch(t), 'file')
  await changeDurably(file, () => 'one')
  await t.rejects(
    changeDurably(file, () => {
      throw new Error('no')
    }),
    /no/,
  )
  await changeDurably(file, (before) => `${before} two`)
  t.equal(await system.readFile(file, 'utf8'), 'one two')
})
