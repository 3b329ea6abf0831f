// A second implementation of transparency logs, written from the texts of C2SP (signed-note, tlog-checkpoint,
// tlog-cosignature, tlog-tiles, tlog-proof) and RFC 6962 §2.1 alone. It shares no line with crypto/ and goes other ways where
// there are two: recursion as the RFC defines it, octets instead of texts. Whatever it does not accept, it throws at.
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { checkInclusion, h, leaf, mth, must, same } from './transparency-tree.ts'

export { checkConsistency, checkInclusion, leaf, mth, path, proof } from './transparency-tree.ts'

const base64 = (text: string): Buffer => {
  const octets = Buffer.from(text, 'base64')
  must(octets.toString('base64') === text, `not base64: ${text}`)
  return octets
}
const decimal = (text: string): number => {
  must(String(Number(text)) === text && /^\d+$/.test(text) && Number(text) < 2 ** 53, `not a decimal: ${text}`)
  return Number(text)
}

// signed-note
export interface Vkey {
  name: string
  id: number
  type: number
  key: KeyObject
}
const idOf = (name: string, type: number, raw: Uint8Array) =>
  h(Buffer.from(`${name}\n`), Buffer.of(type), raw).readUInt32BE(0)
const rawOf = (key: KeyObject) =>
  base64(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12).toString('base64'))
export function vkeyText(name: string, type: number, key: KeyObject): string {
  const raw = rawOf(key)
  const id = Buffer.alloc(4)
  id.writeUInt32BE(idOf(name, type, raw))
  return `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.of(type), raw]).toString('base64')}`
}
export function parseVkey(text: string): Vkey {
  const [name = '', id = '', ...rest] = text.split('+')
  const material = base64(rest.join('+'))
  const [type, raw] = [material[0] as number, material.subarray(1)]
  must(name !== '' && (type === 1 || type === 4) && raw.length === 32, 'not a key we know')
  must(/^[0-9a-f]{8}$/.test(id) && Number(`0x${id}`) === idOf(name, type, raw), 'key id differs')
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw])
  return { name, id: Number(`0x${id}`), type, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}
export interface OpenNote {
  text: string
  /** Verified: name, and time of a cosignature. */
  by: { name: string; time?: bigint }[]
}
/** Opens a note under the keys given; at least one must have signed it, and none wrongly. */
export function openNote(octets: Uint8Array, vkeys: string[]): OpenNote {
  const whole = Buffer.from(octets)
  must(Buffer.from(whole.toString('utf8')).equals(whole), 'not UTF-8')
  must(
    whole.every((octet) => octet >= 0x20 || octet === 0x0a),
    'control character',
  )
  const gap = whole.lastIndexOf('\n\n')
  must(gap >= 0 && whole.at(-1) === 0x0a && whole.length > gap + 2, 'not a note')
  const text = whole.subarray(0, gap + 1).toString()
  const keys = vkeys.map(parseVkey)
  const by: OpenNote['by'] = []
  for (const line of whole
    .subarray(gap + 2, -1)
    .toString()
    .split('\n')) {
    const words = line.split(' ')
    const [dash, name = '', encoded = ''] = words
    must(
      words.length === 3 && dash === '\u2014' && name !== '' && !/[\s\u0085+]/u.test(name),
      `not a signature: ${line}`,
    )
    const blob = base64(encoded)
    must(blob.length > 4, 'signature too short')
    const known = keys.find((key) => key.name === name && key.id === blob.readUInt32BE(0))
    if (!known) continue
    const time = known.type === 4 ? blob.readBigUInt64BE(4) : undefined
    const head = time === undefined ? '' : `cosignature/v1\ntime ${time}\n`
    must(time === undefined || (time > 0n && time < 2n ** 63n), 'time of no witness')
    const signature = blob.subarray(time === undefined ? 4 : 12)
    must(verify(null, Buffer.from(head + text), known.key, signature), `signature of ${name} is wrong`)
    by.push(time === undefined ? { name } : { name, time })
  }
  must(by.length > 0, 'no signature of a known key')
  return { text, by }
}
export function signatureLine(name: string, key: KeyObject, text: string, time?: number): string {
  const head = time === undefined ? '' : `cosignature/v1\ntime ${time}\n`
  const prefix = Buffer.alloc(time === undefined ? 4 : 12)
  prefix.writeUInt32BE(idOf(name, time === undefined ? 1 : 4, rawOf(key)))
  if (time !== undefined) prefix.writeBigUInt64BE(BigInt(time), 4)
  return `\u2014 ${name} ${Buffer.concat([prefix, sign(null, Buffer.from(head + text), key)]).toString('base64')}\n`
}

// tlog-checkpoint
export interface Head {
  origin: string
  size: number
  root: Buffer
}
export function parseHead(text: string): Head {
  const lines = text.split('\n')
  must(lines.pop() === '' && lines.length >= 3 && !lines.includes(''), 'not a checkpoint')
  const [origin, size, root] = lines as [string, string, string]
  must(base64(root).length === 32, 'not a root hash')
  return { origin, size: decimal(size), root: base64(root) }
}
export const headText = ({ origin, size, root }: Head): string => `${origin}\n${size}\n${root.toString('base64')}\n`
/** A checkpoint of a log: signed by its key under its origin, maybe by more. */
export function openCheckpoint(octets: Uint8Array, origin: string, vkeys: string[]): Head & OpenNote {
  const note = openNote(octets, vkeys)
  const head = parseHead(note.text)
  must(head.origin === origin, 'checkpoint of another log')
  must(
    note.by.some(({ name, time }) => name === origin && time === undefined),
    'not signed by the log',
  )
  return { ...head, ...note }
}

// tlog-tiles
const digits = (n: number): string =>
  n < 1000
    ? String(n).padStart(3, '0')
    : `${digits(Math.floor(n / 1000)).replace(/(\d{3})$/, 'x$1')}/${digits(n % 1000)}`
const nameOf = (kind: string | number, n: number, width: number) =>
  `tile/${kind}/${digits(n)}${width === 256 ? '' : `.p/${width}`}`
/** Every resource of a log of these entries, by its path: all the tiles and bundles of this one size. */
export function publish(entries: readonly Uint8Array[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let n = 0; n * 256 < entries.length; n += 1) {
    const some = entries.slice(n * 256, n * 256 + 256)
    const framed = some.flatMap((entry) => [Buffer.of(entry.length >> 8, entry.length & 255), entry])
    files.set(nameOf('entries', n, some.length), Buffer.concat(framed))
  }
  let row: Buffer[] = entries.map(leaf)
  for (let level = 0; row.length > 0; level += 1) {
    const above: Buffer[] = []
    for (let n = 0; n * 256 < row.length; n += 1) {
      const some = row.slice(n * 256, n * 256 + 256)
      files.set(nameOf(level, n, some.length), Buffer.concat(some))
      if (some.length === 256) above.push(mth(some))
    }
    row = above
  }
  return files
}
/** Follows a log: every tile and bundle of a tree of this size, each compared with those below it. Returns the entries. */
export function follow({ size, root }: Head, fetch: (path: string) => Uint8Array): Buffer[] {
  const entries: Buffer[] = []
  let expected: Buffer[] | undefined
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / 256)) {
    const row: Buffer[] = []
    for (let n = 0; n * 256 < count; n += 1) {
      const width = Math.min(256, count - n * 256)
      const tile = Buffer.from(fetch(nameOf(level, n, width)))
      must(tile.length === width * 32, `tile ${level}/${n} is not ${width} wide`)
      for (let at = 0; at < width; at += 1) row.push(tile.subarray(at * 32, at * 32 + 32))
      if (level === 0) entries.push(...bundle(Buffer.from(fetch(nameOf('entries', n, width))), width))
    }
    const below = expected ?? entries.map(leaf)
    must(
      row.length === below.length && row.every((hash, at) => same(hash, below[at] as Buffer)),
      `level ${level} differs`,
    )
    if (level === 0) must(same(mth(row), root), 'root differs')
    expected = Array.from({ length: Math.floor(count / 256) }, (_, n) => mth(row.slice(n * 256, n * 256 + 256)))
  }
  must(size > 0 || same(root, h()), 'root of nothing differs')
  return entries
}
function bundle(octets: Buffer, width: number): Buffer[] {
  const entries: Buffer[] = []
  let rest = octets
  while (rest.length > 0) {
    must(rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0), 'bundle ends early')
    entries.push(rest.subarray(2, 2 + rest.readUInt16BE(0)))
    rest = rest.subarray(2 + rest.readUInt16BE(0))
  }
  must(entries.length === width, `bundle is not of ${width} entries`)
  return entries
}

// tlog-proof
export const proofText = (index: number, hashes: Uint8Array[], checkpoint: string): string =>
  [
    'c2sp.org/tlog-proof@v1',
    `index ${index}`,
    ...hashes.map((hash) => Buffer.from(hash).toString('base64')),
    '',
    checkpoint,
  ].join('\n')
/** Checks a proof, and at least `quorum` cosignatures; the keys are those of the log and of witnesses. */
export function checkProof(octets: Uint8Array, entry: Uint8Array, origin: string, vkeys: string[], quorum = 0) {
  const text = Buffer.from(octets).toString('utf8')
  const gap = text.indexOf('\n\n')
  const lines = text.slice(0, gap).split('\n')
  must(gap > 0 && lines.shift() === 'c2sp.org/tlog-proof@v1', 'not a proof')
  if (lines[0]?.startsWith('extra ')) base64((lines.shift() as string).slice(6))
  const [word, number = '', ...more] = (lines.shift() ?? '').split(' ')
  must(word === 'index' && more.length === 0, 'no index')
  const index = decimal(number)
  const hashes = lines.map(base64)
  const checkpoint = openCheckpoint(Buffer.from(text.slice(gap + 2)), origin, vkeys)
  checkInclusion(leaf(entry), index, checkpoint.size, hashes, checkpoint.root)
  const seen = new Set(checkpoint.by.filter(({ time }) => time !== undefined).map(({ name }) => name))
  must(seen.size >= quorum, `seen by ${seen.size} witnesses`)
  return { index, ...checkpoint, witnesses: [...seen] }
}
