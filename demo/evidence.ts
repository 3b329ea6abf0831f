// The evidence at the end: both export the case, and a process that knows nothing but two times twelve words verifies it.
import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { foundOf, writeManifest } from '../gateway/bundle/format/manifest.ts'
import { writeZip } from '../gateway/bundle/format/zip.ts'
import { readBundle } from '../gateway/bundle/verify/read.ts'
import type { Administration } from './administration.ts'
import { type Ended, runBulla } from './bulla.ts'
import { cutRead } from './cut-read.ts'
import type { Peered } from './peering.ts'
import type { Json } from './reading.ts'
import { type Story, table } from './story.ts'

/** What a person signed, with a key of its own that its administration had registered. */
interface SignedReport {
  readonly act: string
  readonly person: string
  readonly registeredAt: string
  /** Whether the bundle shows that it was done. */
  readonly done: boolean
}

/** What one bundle was found to be, in a process of its own. */
export interface BundleReport {
  readonly bundle: string
  readonly bytes: number
  readonly statements: number
  /** Witnesses whose cosignature on the exporter's log verified. */
  readonly cosignedBy: readonly string[]
  readonly signed: readonly SignedReport[]
  readonly exit: 0 | 1
  readonly verified: boolean
  /** Codes of what was found wrong, each once. */
  readonly faults: readonly string[]
}

export interface Evidence {
  readonly bundles: readonly BundleReport[]
  /** How whoever has the bundle verifies it. */
  readonly command: string
}

interface Scene {
  readonly xa: Administration
  readonly xb: Administration
  readonly peered: Peered
  /** A folder of ours; the bundles lie in it. */
  readonly root: string
  /** What persons of XB have to have signed; without them nobody has, and the bundle of XA is the one to keep. */
  readonly signed: readonly { readonly act: string; readonly person: string; readonly what: string }[]
  /** Where a bundle is kept for the spectator. */
  readonly keepAs: string | undefined
}

export async function evidence(
  { xa, xb, peered, root, signed, keepAs }: Scene,
  of: string,
  story: Story,
): Promise<Evidence> {
  story.act('The evidence')
  const files = { xa: join(root, 'case-of-xa.zip'), xb: join(root, 'case-of-xb.zip'), forged: join(root, 'forged.zip') }
  // One after the other: each export publishes its own log, and the one of XA then holds the checkpoint that XB just published.
  const ofXb = await exported(xb, of, files.xb, peered.tokenFiles.xb)
  const ofXa = await exported(xa, of, files.xa, peered.tokenFiles.xa)
  story.say('XA and XB', `bulla case export: ${ofXa['bytes']} octets at XA, ${ofXb['bytes']} at XB`)
  const { file, was, is } = await forge(files.xa, files.forged)
  story.say('a forger', `changes one digit in ${file}: ${was} becomes ${is}; and mends the manifest`)

  const members = [`XA=${peered.words.xa}`, `XB=${peered.words.xb}`].flatMap((each) => ['--member', each])
  const empty = join(root, 'auditor')
  mkdirSync(empty)
  const verify = async (bundle: string, path: string) =>
    reportOf(bundle, statSync(path).size, await runBulla(['verify', path, ...members, '--json'], { root, cwd: empty }))
  story.say('an auditor', 'bulla verify, in a folder with nothing in it, knowing twelve words of XA and twelve of XB')
  const [first, second, forged] = await Promise.all([
    verify('XA', files.xa),
    verify('XB', files.xb),
    verify('XA, forged', files.forged),
  ])
  for (const { bundle, verified, statements, faults } of [first, second])
    story.check(`the bundle of ${bundle} verifies: ${statements} statements${told(faults)}`, verified)
  for (const each of signed) checkSigned(second, each, story)
  story.check(
    `each has the log of its exporter cosigned by the other (${[first, second].map(({ cosignedBy }) => cosignedBy.join(', ')).join('; ')})`,
    first.cosignedBy.length === 1 && second.cosignedBy.length === 1 && first.cosignedBy[0] !== second.cosignedBy[0],
  )
  story.check(`the forged bundle does not verify${told(forged.faults)}`, forged.exit === 1 && isCaught(forged.faults))
  const cut = join(root, 'cut.zip')
  story.say('a forger', `cuts out ${await cutRead(files.xa, cut)}, a read; and makes chronology and manifest anew`)
  const lacking = await verify('XA, cut', cut)
  story.check(`without it the bundle does not verify${told(lacking.faults)}`, lacking.faults.includes('use-missing'))
  await checked(xa, story)
  await checked(xb, story)
  if (keepAs !== undefined) copyFileSync(signed.length > 0 ? files.xb : files.xa, keepAs)
  return { bundles: [first, second, forged], command: commandOf(keepAs ?? 'FILE', peered) }
}

const exported = (at: Administration, of: string, out: string, tokenFile: string) =>
  at.cli('case', 'export', of, '--out', out, '--token-file', tokenFile)

/** Not the spelling of the archive gives the forger away but the sender, who signed another digest. */
const isCaught = (faults: readonly string[]): boolean => faults.includes('seal-mismatch')

/** As a reader of the report is told it, who has the bundle and nothing else. */
function checkSigned({ bundle, signed }: BundleReport, { act, person, what }: Scene['signed'][number], story: Story) {
  const found = signed.find((each) => each.act === act && each.person === person && each.done)
  const since = found ? `, registered by ${bundle} on ${found.registeredAt.slice(0, 10)}` : ''
  story.check(`in the bundle of ${bundle}: ${what} by the key of person ${person}${since}`, found !== undefined)
}

/** The store of a gateway held against its log: nothing was changed behind its back. */
async function checked(at: Administration, story: Story): Promise<void> {
  const found = await at.cli('evidence', 'check')
  const faults = found['faults'] as readonly unknown[]
  story.check(`${at.member} holds its store against its log: ${found['checked']} entries`, faults.length === 0)
}

function reportOf(bundle: string, bytes: number, { exit, answer, said }: Ended): BundleReport {
  // Neither verified nor found wanting: the program itself could not do it.
  if (exit !== 0 && exit !== 1) throw new Error(`bulla verify of the bundle of ${bundle} ended with ${exit}: ${said}`)
  const list = (value: unknown): Json[] => (Array.isArray(value) ? value : [])
  const log = (answer['log'] ?? {}) as Json
  const faults = list(answer['faults']).map(({ code }) => String(code))
  return {
    bundle,
    bytes,
    statements: list(answer['statements']).length,
    cosignedBy: list(log['cosigned']).map(({ witness }) => String(witness)),
    signed: list(answer['signed']).map(({ act, person, registeredAt, done }) => ({
      ...{ act: String(act), person: String(person), registeredAt: String(registeredAt), done: done !== null },
    })),
    exit,
    verified: exit === 0 && answer['ok'] === true,
    faults: [...new Set(faults)],
  }
}

const told = (faults: readonly string[]): string => (faults.length === 0 ? '' : `: ${faults.join(', ')}`)

/** A copy in which one digit of a statement's time is another, under a manifest that fits again. */
async function forge(from: string, to: string): Promise<{ file: string; was: string; is: string }> {
  const { files, close } = await readBundle(from)
  await close()
  const [file, octets] = [...files].find(([name]) => /^statements\/.*\.json$/.test(name)) ?? []
  const text = Buffer.from(octets ?? []).toString('utf8')
  const was = text.match(/"sentAt":"([^"]+)"/)?.[1]
  if (file === undefined || was === undefined) throw new Error(`${from} holds no statement that could be forged`)
  const is = was.replace(/\d(?=Z$)/, (digit) => String((Number(digit) + 1) % 10))
  const forged = new Map(files).set(file, new Uint8Array(Buffer.from(text.replace(was, is))))
  forged.delete('manifest.json')
  const manifest = writeManifest(new Map([...forged].map(([name, content]) => [name, foundOf(content)])))
  await writeZip(to, new Date(), async (zip) => {
    for (const [name, content] of forged.set('manifest.json', manifest)) zip.add(name, content)
  })
  return { file, was, is }
}

const commandOf = (file: string, { words }: Peered): string =>
  `npx bulla verify ${file} --member XA="${words.xa}" --member XB="${words.xb}"`

export const tableOf = ({ bundles }: Evidence): string[] =>
  table(
    ['bundle of', 'octets', 'statements', 'log cosigned by', 'verifies', 'because of'],
    bundles.map(({ bundle, bytes, statements, cosignedBy, verified, faults }) => [
      bundle,
      bytes,
      statements,
      cosignedBy.join(', ') || '-',
      verified ? 'yes' : 'NO',
      faults.join(', ') || '-',
    ]),
  )
