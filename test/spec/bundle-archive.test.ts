import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import type { CaseFile } from '../../gateway/bundle/format/case-file.ts'
import type { FaultCode } from '../../gateway/bundle/format/faults.ts'
import type { Known } from '../../gateway/bundle/format/known.ts'
import { openZip, writeZip, type ZipOutput } from '../../gateway/bundle/format/zip.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { checkListing } from '../../gateway/bundle/verify/checks/case.ts'
import { bounds, readBundle } from '../../gateway/bundle/verify/read.ts'
import { writeBundle } from '../../gateway/bundle/write/write.ts'
import { collected, makeCaseFile, octetsOfBundle } from '../support/case-files.ts'
import { nextCard } from '../support/next-card.ts'

const made = await makeCaseFile({ short: true, responses: 1 })
const archive = Buffer.from(await octetsOfBundle(made.file))
const at = new Date(0)
const root = await mkdtemp(join(tmpdir(), 'bulla-bundle-'))
t.teardown(() => rm(root, { recursive: true }))

const zipOf = async (fill: (zip: ZipOutput) => void | Promise<void>) =>
  Buffer.from(await collected((to) => writeZip(to, at, async (zip) => fill(zip))))
const codesOf = async (octets: Uint8Array): Promise<FaultCode[]> => {
  const { faults, close } = await readBundle(octets)
  await close()
  return faults.map(({ code }) => code)
}
/** Every place of one text in the archive becomes another of the same length, or only the first or last one. */
function renamed(octets: Buffer, from: string, to: string, which: 'all' | 'first' | 'last' = 'all'): Buffer {
  const changed = Buffer.from(octets)
  const places: number[] = []
  for (let place = octets.indexOf(from); place >= 0; place = octets.indexOf(from, place + 1)) places.push(place)
  for (const place of which === 'all' ? places : which === 'first' ? places.slice(0, 1) : places.slice(-1))
    changed.write(to, place, 'latin1')
  return changed
}
/** The record of a file in the central directory, and a change of one of its fields. */
function inDirectory(octets: Buffer, name: string, change: (record: Buffer) => void): Buffer {
  const changed = Buffer.from(octets)
  const place = octets.lastIndexOf(name) - 46
  change(changed.subarray(place, place + 46))
  return changed
}

t.test('an archive MUST NOT be read', async (t) => {
  const hostile: Record<string, Buffer> = {
    'that is none': Buffer.from('no archive'),
    'that is empty': Buffer.alloc(0),
    'with a way up in a name': renamed(archive, 'cards/XA-1.jws', '../../XA-1.jws'),
    'with an absolute name': renamed(archive, 'cards/XA-1.jws', '/ards/XA-1.jws'),
    'with a drive in a name': renamed(archive, 'cards/XA-1.jws', 'C:rds/XA-1.jws'),
    'with a backslash in a name': renamed(archive, 'cards/XA-1.jws', 'cards\\XA-1.jws'),
    'with another name within than in its directory': renamed(archive, 'cards/XA-1.jws', 'cards/XA-2.jws', 'first'),
    'with a comment': Buffer.concat([archive.subarray(0, -2), Buffer.from([2, 0]), Buffer.from('PK')]),
    'with encrypted files': inDirectory(archive, 'case.json', (record) =>
      record.writeUInt16LE(record.readUInt16LE(8) | 1, 8),
    ),
    'by another method': inDirectory(archive, 'case.json', (record) => record.writeUInt16LE(14, 10)),
    'with links': inDirectory(archive, 'case.json', (record) => record.writeUInt32LE((0o120777 << 16) >>> 0, 38)),
    'with files that share octets': inDirectory(archive, 'case.json', (record) =>
      record.writeUInt32LE(archive.indexOf('agreement.json') - 30, 42),
    ),
    'with a file that holds more than it says': inDirectory(archive, 'case.json', (record) =>
      record.writeUInt32LE(10, 24),
    ),
    'with a file that holds less than it says': inDirectory(archive, 'case.json', (record) =>
      record.writeUInt32LE(2_000_000, 24),
    ),
    'with a directory': await zipOf((zip) => zip.add('cards/', utf8(''))).catch(() =>
      Buffer.from('the library does not even write one'),
    ),
  }
  for (const [what, octets] of Object.entries(hostile)) {
    t.test(what, async (t) => {
      t.notSame(octets, archive)
      const codes = await codesOf(octets)
      t.ok(codes.includes('zip-invalid') || codes.includes('file-foreign'), codes.join())
      t.notOk((await verifyBundle(octets, made)).ok)
    })
  }
})

t.test('two files of one name are told, and the first one counts', async (t) => {
  const twice = await zipOf((zip) => {
    zip.add('case.json', utf8('one'))
    zip.add('case.json', utf8('two'))
  })
  const { files, faults, close } = await readBundle(twice)
  await close()
  t.match(faults, [{ code: 'file-duplicate', file: 'case.json' }])
  t.same(files.get('case.json'), utf8('one'))
})

t.test('names that no file of a bundle has are told and not read', async (t) => {
  for (const name of ['.hidden', 'a/b/c/d/e', 'statements/ü.json', 'x'.repeat(200), '__MACOSX/case.json'])
    t.same(await codesOf(await zipOf((zip) => zip.add(name, utf8('x')))), ['file-foreign'], name)
})

t.test('a file above its bound is told and not read, however well it deflates', async (t) => {
  const bomb = await zipOf((zip) => zip.add('statements/bomb.json', new Uint8Array(bounds.fileBytes + 1)))
  t.ok(bomb.length < 20_000, `${bomb.length} octets`)
  const { files, faults, close } = await readBundle(bomb)
  await close()
  t.match(faults, [{ code: 'zip-invalid', file: 'statements/bomb.json' }])
  t.equal(files.size, 0)
})

t.test('an archive holds at most so many files', async (t) => {
  const many = await zipOf((zip) => {
    for (let count = 0; count < 20; count += 1) zip.add(`${count}.txt`, utf8('x'))
  })
  await t.rejects(openZip(many, 19), { code: 'malformed', message: /holds 20 files, at most 19 are read/ })
})

t.test('a path without a file is an error of the system, and no fault', async (t) => {
  await t.rejects(verifyBundle(join(root, 'nothing.zip'), made), { code: 'ENOENT' })
})

t.test('a bundle at a path appears whole or not at all', async (t) => {
  const path = join(root, 'case.zip')
  const written = await writeBundle(made.file, path)
  t.match(written, { bytes: (await readFile(path)).length, sha256: sha256Hex(await readFile(path)) })
  t.ok((await verifyBundle(path, made)).ok)
  const broken = withItem(made.file, async function* () {
    yield utf8('the first octets')
    throw new Error('the disk is gone')
  })
  await t.rejects(writeBundle(broken, join(root, 'broken.zip')), { message: 'the disk is gone' })
  t.notOk((await readdir(root)).includes('broken.zip'))
  await t.rejects(writeBundle(made.file, join(root, 'no/such/folder.zip')), { code: 'ENOENT' })
})

t.test('an item of 192 MiB passes in flat memory', async (t) => {
  const [mebibytes, piece] = [192, new Uint8Array(1024 * 1024).fill(7)]
  const pieces = async function* () {
    for (let count = 0; count < mebibytes; count += 1) yield piece
  }
  const path = join(root, 'large.zip')
  const before = process.memoryUsage().rss
  await writeBundle(withItem(made.file, pieces), path)
  // The statement names another item, so this one is a fault; but it is read to its end.
  const report = await verifyBundle(path, made)
  t.match(report.faults, [
    { code: 'content-changed', found: /is not item .* as the statement names it/ },
    { code: 'content-changed' },
  ])
  const grewBytes = process.memoryUsage().rss - before
  t.ok(grewBytes < 100 * 1024 * 1024, `${Math.round(grewBytes / 2 ** 20)} MiB more`)
})

/** The case file with other octets for its first item. */
function withItem(file: CaseFile, octets: () => AsyncIterable<Uint8Array>): CaseFile {
  const [first, ...others] = file.items
  if (!first?.content) throw new Error('the case has an item')
  return { ...file, items: [{ ...first, content: { ...first.content, octets } }, ...others] }
}

t.test('a small archive that unfolds far is not held in memory, and what is honest is read [M6]', async (t) => {
  const bomb = await zipOf((zip) => {
    for (let count = 0; count < 100; count += 1)
      zip.add(`receipts/${randomUUIDv7()}.jws`, new Uint8Array(bounds.fileBytes))
  })
  const { files, faults, close } = await readBundle(bomb)
  await close()
  const held = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  t.ok(held <= bounds.unfolding.bytes + bomb.length * bounds.unfolding.times, `${held} octets are held`)
  t.match(faults.at(-1), { code: 'zip-invalid', found: /is beyond the \d+ octets that are read of an archive of / })
  t.same(await codesOf(archive), [])
})

t.test('a case sheet that says one thing a hundred thousand times costs no more than its length [M6]', async (t) => {
  const digits = '0'.repeat(64)
  const card = { member: 'XA', sequence: 1, seenAt: '2026-01-01T00:00:00.000Z' }
  const sheet = {
    ...{ v: 2, case: randomUUIDv7(), profile: 'tfa12', agreement: { id: 'a', sha256: digits }, members: ['XA', 'XB'] },
    ...{
      exportedBy: 'XA',
      exportedAt: card.seenAt,
      cards: Array.from({ length: 100_000 }, () => card),
      statements: [],
    },
    ...{ receipts: [], terms: Array.from({ length: 100_000 }, () => digits), records: [], checkpoint: false },
    ...{ timestamps: 0, partnerCheckpoints: 0 },
  } as unknown as Parameters<typeof checkListing>[0]['sheet']
  const faults = checkListing({ sheet } as Parameters<typeof checkListing>[0], new Set())
  t.equal(faults.filter(({ code }) => code === 'file-duplicate').length, 4 * 99_999)
  t.ok(
    faults.some(({ file }) => file === 'cards/XA-1.100000.jws'),
    'each card has a name of its own',
  )
})

t.test('cards by the hundred cost what they are, whether copies of one or all in the place of one [M6]', async (t) => {
  const { file, second, xb, fingerprints, nowMs } = made
  const entryOf = (jws: string, sequence: number) => ({ member: 'XB', sequence, jws, seenAt: file.exportedAt })
  const forks = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const signers = { by: second.next, signWith: xb.signing.key }
      const { jws, card } = await nextCard(second.card, signers, { issuedAt: file.exportedAt })
      return entryOf(jws, card.sequence)
    }),
  )
  const whole = Intl.DateTimeFormat
  t.teardown(() => {
    Intl.DateTimeFormat = whole
  })
  // The time zone of a card is looked at whenever the card is.
  let looks = 0
  Intl.DateTimeFormat = new Proxy(whole, {
    construct(of, asked) {
      looks += 1
      return Reflect.construct(of, asked)
    },
  })
  const costOf = async (more: typeof forks) => {
    const before = looks
    const known: Known = new Map()
    const octets = await octetsOfBundle({ ...file, cards: [...file.cards, ...more] })
    const { faults } = await verifyBundle(octets, { fingerprints, nowMs, known })
    return { looks: looks - before, longest: Math.max(...[...known.keys()].map(({ length }) => length)), faults }
  }
  const [none, some, many] = [await costOf([]), await costOf(forks.slice(0, 20)), await costOf(forks)]
  t.same(none.faults, [])
  t.equal(many.looks - some.looks, 2 * 20, `${none.looks}, ${some.looks} and ${many.looks} looks`)
  t.equal(many.longest, some.longest, 'nothing that is remembered grows with them')

  const copies = await costOf(Array.from({ length: 200 }, () => forks[0] as (typeof forks)[0]))
  t.equal(copies.faults.filter(({ code }) => code === 'file-duplicate').length, 199, 'and each copy is told')
  t.equal(copies.looks, (await costOf(forks.slice(0, 1))).looks)
})
