// What the system was really asked for, and in which order, while files were written that a promise rests on.
import { execFile, execFileSync } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { newPartner, submitOne } from '../../contracts/store-rows.ts'
import { initiated } from '../../support/command-line.ts'
import { noFailingSync } from '../../support/failing-sync.ts'
import { scratch } from '../../support/installation.ts'

const needs = { skip: noFailingSync(), timeout: 540_000 }
const program = join(import.meta.dirname, '../../../bin/bulla.mjs')

interface Recorder {
  run(script: string, words: readonly string[]): Promise<readonly (readonly string[])[]>
}

/** Runs Node under a library that writes down every rename and every sync. */
function recorder(folder: string): Recorder {
  const library = join(folder, 'recorded-disk.so')
  const source = join(import.meta.dirname, '../../support/recorded-disk.c')
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'])
  return {
    async run(script, words) {
      const record = join(folder, 'record')
      await rm(record, { force: true })
      await promisify(execFile)(process.execPath, [script, ...words], {
        // What Node keeps of what it compiled may be lost, and would be in the record.
        env: {
          PATH: process.env['PATH'] ?? '',
          LD_PRELOAD: library,
          RECORD_DISK: record,
          NODE_DISABLE_COMPILE_CACHE: '1',
        },
      })
      return (await readFile(record, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))
    },
  }
}

/** What got its name, or its octets, without its folder being synced afterwards. SQLite sees to its own files, once they are named. */
function forgotten(record: readonly (readonly string[])[]): readonly string[] {
  const after = (at: number, fits: (what: string, ...paths: readonly string[]) => boolean) =>
    record.some(([what = '', ...paths], index) => index > at && fits(what, ...paths))
  const folderAfter = (at: number, folder: string) => after(at, (what, path) => what === 'folder' && path === folder)
  return record.flatMap(([what, path = '', to = ''], at) => {
    if (what === 'rename') return folderAfter(at, dirname(to)) ? [] : [`rename to ${to}`]
    if (what === 'folder' || /\.sqlite(?:-|$)/.test(path)) return []
    const renamed = after(at, (other, from) => other === 'rename' && from === path)
    return renamed || folderAfter(at, dirname(path)) ? [] : [`sync of ${path}`]
  })
}

t.test(
  'every folder is synced after a name in it was given: backup, restore, what is put aside [D1]',
  needs,
  async (t) => {
    const root = await scratch(t)
    const { run } = recorder(root)
    const folder = await initiated(root, 'XA')
    const fill = async (where: string) => {
      const store = await openSqliteStore({ file: join(where, 'data/bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
      await submitOne(store, newPartner())
      await store.close()
    }
    await fill(folder)
    const [backup, restored] = [join(root, 'backup'), join(root, 'restored')]
    const made = await run(program, ['backup', backup, '--keys', '--folder', folder])
    t.same(forgotten(made), [], 'backup')
    t.ok(made.some(([what, , to]) => what === 'rename' && to === backup))

    const put = await run(program, ['restore', backup, '--unsigned', '--folder', restored])
    t.same(forgotten(put), [], 'restore')
    for (const place of [join(restored, 'keys'), restored])
      t.ok(
        put.some(([what, path]) => what === 'folder' && path === place),
        `${place} was synced`,
      )

    await fill(restored)
    const replaced = await run(program, ['restore', backup, '--replace', '--folder', restored])
    t.same(forgotten(replaced), [], 'restore --replace')
    const aside = replaced.findIndex(([what, , to = '']) => what === 'rename' && to.includes('.replaced-'))
    t.ok(aside >= 0, 'the database was put aside')
    t.ok(
      replaced.slice(aside, aside + 3).some(([what, path]) => what === 'folder' && path === join(restored, 'data')),
      'and its folder synced before anything else was made in its place',
    )
  },
)

t.test('a bundle at a path is on disk under its name [D1]', needs, async (t) => {
  const root = await scratch(t)
  const bundle = join(root, 'case.zip')
  const record = await recorder(root).run(join(import.meta.dirname, 'bundle-child.ts'), [bundle])
  t.same(forgotten(record), [])
  t.match(record.slice(-3), [
    ['sync', /case\.zip/],
    ['rename', /case\.zip/, bundle],
    ['folder', root],
  ])
  t.notOk((await readdir(root)).some((name) => /\.(?:part|tmp)$/.test(name)))
})

t.test('a new installation is on disk before it is said to be there [D1]', needs, async (t) => {
  const root = await scratch(t)
  const folder = join(root, 'xb')
  const words = ['init', 'XB', '--name', 'Customs of XB', '--folder', folder, '--endpoint', 'https://localhost:8443']
  t.same(forgotten(await recorder(root).run(program, words)), [])
})
