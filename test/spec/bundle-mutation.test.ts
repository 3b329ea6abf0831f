import t from 'tap'
import { CryptoError } from '../../crypto/fault.ts'
import { readNote } from '../../crypto/log/note.ts'
import { concat, equal, sha256, utf8 } from '../../crypto/octets.ts'
import type { CaseFile } from '../../gateway/bundle/format/case-file.ts'
import type { Known } from '../../gateway/bundle/format/known.ts'
import { chronologyNames, manifestName } from '../../gateway/bundle/format/layout.ts'
import { writeZip } from '../../gateway/bundle/format/zip.ts'
import type { VerifyReport } from '../../gateway/bundle/report/report.ts'
import { verifyBundle, verifyFiles } from '../../gateway/bundle/report/verify.ts'
import type { VerifyTimestamp } from '../../gateway/bundle/verify/checks/timestamps.ts'
import { readBundle } from '../../gateway/bundle/verify/read.ts'
import type { Asking } from '../../gateway/bundle/verify/verdict.ts'
import { type CaseFileOptions, collected, type MadeCase, makeCaseFile, octetsOfBundle } from '../support/case-files.ts'
import { seededRandom, triesOf } from '../support/random.ts'
import { bundleOf, changesOf, type Files, makeStrangers, remake } from './bundle-changes.ts'

const rounds = triesOf(9_700)
const archiveRounds = triesOf(300)
const { seed, random } = seededRandom()
t.comment(`seed: ${seed}`)

// Verdicts are handed on from round to round: most changes leave most signatures as they were.
const known: Known = new Map()
// Short ones for many changes, long ones for all that a bundle can hold.
const long = await prepared({ responses: 2, batch: 2 })
const short = await prepared({ responses: 1, items: 2, short: true })
const strangers = await makeStrangers()

t.test('the bundles verify untouched', async (t) => {
  for (const { untouched } of [long, short]) {
    t.same(untouched.faults, [])
    t.same(untouched.missing, [])
    t.equal(untouched.ok, true)
  }
})

t.test(`every one of ${rounds} single changes is detected`, async (t) => {
  const both = [long, short].map((base) => ({ ...base, changes: changesOf(base.made, strangers, random) }))
  const kinds = Object.keys(both[0]?.changes ?? {})
  const counts: Record<string, number> = {}
  const codes: Record<string, number> = {}
  let strangersSigned = 0
  for (let round = 0, tries = 0; round < rounds && tries < 2 * rounds; tries += 1) {
    const { changes, whole, asking, untouched } = both[random() < 0.2 ? 0 : 1] as (typeof both)[number]
    const kind = kinds[Math.floor(random() * kinds.length)] as string
    const change = changes[kind] as (typeof changes)[string]
    const files: Files = new Map(whole)
    // What there is nothing of, or what comes out as it was, is no change.
    if (!(await change.make(files)) || same(files, whole)) continue
    remake(files, change.remade)
    // Every now and then nothing is known from before: it makes no difference.
    const report = await verifyFiles(bundleOf(files), round % 100 === 0 ? { ...asking, known: new Map() } : asking)
    round += 1
    counts[kind] = (counts[kind] ?? 0) + 1
    for (const code of new Set(report.faults.map((each) => each.code))) codes[code] = (codes[code] ?? 0) + 1
    if (!report.ok) continue
    if (strangersOnly(files, whole) && says(report, untouched)) strangersSigned += 1
    else t.fail(`round ${round}: ${kind} is not detected`, { changed: differing(files, whole) })
  }
  t.comment(`count: ${JSON.stringify(counts)}`)
  t.comment(`count: ${strangersSigned} lines of a checkpoint that are of no known key now, and mean nothing`)
  t.comment(`faults: ${JSON.stringify(codes)}`)
  for (const kind of kinds) t.ok((counts[kind] ?? 0) > 0, `${kind}: ${counts[kind]} detected`)
  const made = Object.values(counts).reduce((sum, count) => sum + count, 0)
  t.equal(made, rounds)
})

t.test(`each of ${archiveRounds} changes of the archive is detected, or changes nothing that it says`, async (t) => {
  const { archive, whole, asking, untouched } = long
  const counts: Record<string, number> = {}
  const kinds: Record<string, () => Uint8Array | Promise<Uint8Array>> = {
    'bit of the archive flipped': () => {
      const at = Math.floor(random() * archive.length)
      return archive.with(at, (archive[at] as number) ^ (1 << Math.floor(random() * 8)))
    },
    'archive cut off': () => archive.subarray(0, Math.floor(random() * archive.length)),
    'octets appended': () => concat(archive, utf8('PK')),
    'files in another order': () => zipped([...whole].sort(() => random() - 0.5)),
    'file twice': () => zipped([...whole, ...[...whole].slice(0, 1)]),
  }
  const names = Object.keys(kinds)
  const harmless = ['bit of the archive flipped', 'files in another order']
  for (let round = 0; round < archiveRounds; round += 1) {
    const kind = round % 3 === 0 ? (names[Math.floor(random() * names.length)] as string) : (names[0] as string)
    const report = await verifyBundle((await kinds[kind]?.()) ?? archive, asking)
    const outcome = `${kind}: ${report.ok ? 'says the same' : 'detected'}`
    counts[outcome] = (counts[outcome] ?? 0) + 1
    if (!report.ok) continue
    if (!harmless.includes(kind)) t.fail(`round ${round}: ${kind} is not detected`)
    else if (!says(report, untouched)) t.fail(`round ${round}: ${kind} is not detected and says something else`)
  }
  t.comment(`count: ${JSON.stringify(counts)}`)
  t.ok((counts['bit of the archive flipped: detected'] ?? 0) > archiveRounds / 4)
})

interface Prepared {
  readonly made: MadeCase
  readonly archive: Uint8Array
  readonly whole: Files
  readonly asking: Asking
  readonly untouched: VerifyReport
}

async function prepared(options: CaseFileOptions): Promise<Prepared> {
  const made = await makeCaseFile(options)
  const file = stamped(made.file)
  const archive = await octetsOfBundle(file)
  const whole = await allFiles(archive)
  const asking = { fingerprints: made.fingerprints, nowMs: made.nowMs, verifyTimestamp: stampOf(file), known }
  return { made, archive, whole, asking, untouched: await verifyFiles(bundleOf(whole), asking) }
}

/** With time stamps that the test authority below made. */
function stamped(before: CaseFile): CaseFile {
  const { checkpoint } = before
  const token = sha256(utf8(`stamp ${checkpoint?.note.split('\n\n')[0]}\n`))
  return { ...before, checkpoint: checkpoint && { ...checkpoint, timestamps: [{ tsr: token.toBase64() }] } }
}

function stampOf({ exportedAt }: CaseFile): VerifyTimestamp {
  return (tsr, noteText) => {
    if (equal(tsr, sha256(utf8(`stamp ${noteText}`)))) return { at: exportedAt, by: 'the test authority' }
    throw new CryptoError('timestamp', 'time stamp is not over this text')
  }
}

async function allFiles(octets: Uint8Array): Promise<Files> {
  const { files, items, close } = await readBundle(octets)
  const all: Files = new Map([...files].map(([name, each]) => [name, new Uint8Array(each)]))
  for (const [name, { stream }] of items) all.set(name, concat(...(await Array.fromAsync(stream()))))
  await close()
  return all
}

const zipped = (files: readonly (readonly [string, Uint8Array])[]): Promise<Uint8Array> =>
  collected((to) =>
    writeZip(to, new Date(0), async (zip) => {
      for (const [name, octets] of files) zip.add(name, octets)
    }),
  )

/**
 * A cosignature under a name or key id that no card tells is a line of a stranger, which C2SP signed-note ignores. It stands
 * below what is signed: nothing else of the bundle may differ but what lists its files, and the report must say the same.
 */
function strangersOnly(files: Files, whole: Files): boolean {
  return differing(files, whole).every((name) => {
    const [now, before] = [files.get(name), whole.get(name)]
    if (madeOfTheRest.includes(name)) return true
    if (!now || !before || !name.startsWith('log/partner-checkpoints/')) return false
    const [noteNow, noteBefore] = [readNote(now), readNote(before)]
    const lines = ({ signatures }: typeof noteNow) =>
      JSON.stringify(signatures.filter(({ name }) => name.endsWith('/log')))
    return noteNow.text === noteBefore.text && lines(noteNow) === lines(noteBefore)
  })
}

const madeOfTheRest: readonly string[] = [manifestName, ...Object.values(chronologyNames)]

const same = (one: Files, two: Files): boolean => one.size === two.size && differing(one, two).length === 0
const differing = (one: Files, two: Files): string[] =>
  [...new Set([...one.keys(), ...two.keys()])].filter((name) => {
    const [first, second] = [one.get(name), two.get(name)]
    return !first || !second || (first !== second && !equal(first, second))
  })
const says = (one: VerifyReport, two: VerifyReport): boolean => JSON.stringify(one) === JSON.stringify(two)
