// Sets up two administrations and peers them by the command line: node docs/examples/peer.ts <folder> 8443 9443
// In earnest each half runs at one administration, the files go by mail, and two people compare the words by voice.
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { words } from './door.ts'

type Json = Readonly<Record<string, unknown>>

const program = new URL('../../bin/bulla.mjs', import.meta.url).pathname
const run = promisify(execFile)

/** `--json` gives one JSON object as the last line; an exit code other than 0 throws, with what was said on standard error. */
async function bulla(folder: string, ...command: string[]): Promise<Json> {
  const { stdout } = await run(process.execPath, [program, ...command, '--folder', folder, '--json'])
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}')
}

const [root, portXA, portXB] = words('folder', 'port of XA', 'port of XB')
const [xa, xb] = [join(root, 'xa'), join(root, 'xb')]
const text = join(root, 'xa-xb.json')
await mkdir(root, { recursive: true, mode: 0o700 })

const init = (folder: string, member: string, port: string) =>
  bulla(folder, 'init', member, '--name', `Customs of ${member}`, '--endpoint', `https://localhost:${port}`)
const [madeXA, madeXB] = await Promise.all([init(xa, 'XA', portXA), init(xb, 'XB', portXB)])

// The files to send are the two card.jws. By voice: a machine that takes the words from the place the card came from compares nothing.
const spoken = (made: Json) => (made['words'] as string[]).join(' ')
await Promise.all([
  bulla(xa, 'partner', 'add', join(xb, 'card.jws'), '--words', spoken(madeXB)),
  bulla(xb, 'partner', 'add', join(xa, 'card.jws'), '--words', spoken(madeXA)),
])

const signs = ['--function', 'Head of the Central Valuation Office']
const [made] = await Promise.all([
  bulla(xa, 'agreement', 'new', 'XB', '--out', text),
  bulla(
    xa,
    'client',
    'add',
    'declarations',
    '--offices',
    'CONTACT-POINT',
    '--roles',
    'submit,read,release',
    ...signs,
  ).then(({ token }) => console.log(`token of XA's client: ${token}`)),
])
const added = await bulla(xb, 'agreement', 'add', text)
if (made['sha256'] !== added['sha256']) throw new Error('the two hold different texts of the agreement')
console.log(`agreement ${(made['agreement'] as Json)['id']} ${made['sha256']}`)
