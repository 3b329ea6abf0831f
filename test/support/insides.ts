// Files that hold other files, made here, and what they hold.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { deflateSync } from 'node:zlib'
import { ZipFile } from 'yazl'

export const sha256 = (octets: Uint8Array | string): string => createHash('sha256').update(octets).digest('hex')

/** Members in their order. `streamed` members say only afterwards how long they are. */
export async function zipOf(
  members: Readonly<Record<string, Uint8Array>>,
  { streamed = false, compress = true }: { streamed?: boolean; compress?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, octets] of Object.entries(members))
    if (streamed) zip.addReadStream(readable(octets), name, { compress })
    else zip.addBuffer(Buffer.from(octets), name, { compress })
  zip.end()
  return buffer(zip.outputStream)
}

const readable = (octets: Uint8Array) => Readable.from([octets])

interface Beside {
  readonly archive?: string
  /** Of the first member. */
  readonly member?: string
  readonly extra?: Uint8Array
}

/** A zip with comments, of itself or of a member, or with a field of nobody's in the list at its end. */
export function commented(zip: Buffer, { archive = '', member = '', extra }: Beside): Buffer {
  const list = zip.indexOf('PK\u0001\u0002')
  const end = zip.lastIndexOf('PK\u0005\u0006')
  const row = Buffer.from(zip.subarray(list, list + 46))
  const named = list + 46 + row.readUInt16LE(28)
  const field = extra === undefined ? Buffer.alloc(0) : Buffer.alloc(4)
  if (extra !== undefined) {
    field.writeUInt16LE(0x4242)
    field.writeUInt16LE(extra.length, 2)
  }
  const fields = Buffer.concat([field, extra ?? Buffer.alloc(0), zip.subarray(named, named + row.readUInt16LE(30))])
  row.writeUInt16LE(fields.length, 30)
  row.writeUInt16LE(Buffer.byteLength(member), 32)
  const after = named + zip.readUInt16LE(list + 30)
  const last = Buffer.from(zip.subarray(end, end + 22))
  last.writeUInt16LE(Buffer.byteLength(archive), 20)
  return Buffer.concat([
    ...[zip.subarray(0, list), row, zip.subarray(list + 46, named), fields, Buffer.from(member)],
    ...[zip.subarray(after, end), last, Buffer.from(archive)],
  ])
}

/** Members of a zip marked as encrypted, as a program without the password sees them. */
export function encrypted(zip: Buffer): Buffer {
  const marked = Buffer.from(zip)
  for (let at = marked.indexOf('PK\u0003\u0004'); at !== -1; at = marked.indexOf('PK\u0003\u0004', at + 4))
    marked[at + 6] = (marked[at + 6] ?? 0) | 1
  return marked
}

const packing: Readonly<Record<string, (octets: Buffer) => Buffer>> = {
  FlateDecode: (octets) => deflateSync(octets),
  Fl: (octets) => deflateSync(octets),
  ASCIIHexDecode: (octets) => Buffer.from(`${octets.toString('hex')}>`),
  AHx: (octets) =>
    Buffer.from(
      `${octets
        .toString('hex')
        .toUpperCase()
        .replace(/(.{64})/g, '$1\n')}>`,
    ),
  ASCII85Decode: (octets) => Buffer.from(`${ascii85(octets)}~>`),
}

function ascii85(octets: Buffer): string {
  const words: string[] = []
  for (let at = 0; at < octets.length; at += 4) {
    const word = octets.subarray(at, at + 4)
    let value = Buffer.concat([word, Buffer.alloc(4 - word.length)]).readUInt32BE(0)
    if (value === 0 && word.length === 4) words.push('z')
    else {
      let digits = ''
      for (let digit = 0; digit < 5; digit += 1) {
        digits = String.fromCharCode(0x21 + (value % 85)) + digits
        value = Math.floor(value / 85)
      }
      words.push(digits.slice(0, word.length + 1))
    }
  }
  return words.join('').replace(/(.{70})/g, '$1\n')
}

/**
 * A PDF with one embedded file. `packed` as most programs write it; `length: 'elsewhere'` as those that write in one go, a number for one
 * that says so. `filters` in the order in which they are undone.
 */
export function pdfOf(
  octets: Uint8Array,
  {
    packed = true,
    length = 'here',
    filters = packed ? ['FlateDecode'] : [],
  }: { packed?: boolean; length?: 'here' | 'elsewhere' | number; filters?: readonly string[] } = {},
): Buffer {
  const stream = filters.reduceRight<Buffer>((left, name) => packing[name]?.(left) ?? left, Buffer.from(octets))
  const says = length === 'elsewhere' ? '6 0 R' : `${length === 'here' ? stream.length : length}`
  const [only] = filters
  const filter =
    filters.length > 1 ? `/Filter [${filters.map((name) => `/${name}`).join(' ')}] ` : only ? `/Filter /${only} ` : ''
  return Buffer.concat([
    Buffer.from(
      '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >> >>\nendobj\n' +
        '2 0 obj\n<< /Length 44 >>\nstream\nBT /F1 24 Tf 100 700 Td (upstream and more) Tj ET\nendstream\nendobj\n' +
        '3 0 obj\n<< /Type /Filespec /F (a) /EF << /F 4 0 R >> >>\nendobj\n' +
        `4 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fxml ${filter}/Params << /Size ${octets.length} >> /Length ${says} >>\nstream\n`,
      'latin1',
    ),
    stream,
    Buffer.from(`\nendstream\nendobj\n6 0 obj\n${stream.length}\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`),
  ])
}

/** A mail with these parts beside its text. */
export function mailOf(
  parts: readonly string[],
  text = 'See what is attached.',
  subject = '=?utf-8?q?a_shipment?=',
): Buffer {
  const all = [`Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`, ...parts]
  return Buffer.from(
    `From: officer@xb.example\r\nTo: officer@xa.example\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: multipart/mixed;\r\n boundary="=_next"\r\n\r\nfor old programs\r\n` +
      `${all.map((part) => `--=_next\r\n${part}\r\n`).join('')}--=_next--\r\n`,
  )
}
export const base64Part = (octets: Uint8Array): string =>
  `Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename=a\r\n\r\n${lines(octets)}`
export const uuPart = (octets: Uint8Array): string =>
  `Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n${uuencoded(octets)}`

function uuencoded(octets: Uint8Array): string {
  const character = (bits: number) => String.fromCharCode(0x20 + (bits || 0x40))
  const lines: string[] = []
  for (let at = 0; at < octets.length; at += 45) {
    const line = Buffer.concat([octets.subarray(at, at + 45), Buffer.alloc(2)])
    const bytes = Math.min(45, octets.length - at)
    let text = character(bytes)
    for (let three = 0; three < bytes; three += 3) {
      const [a = 0, b = 0, c = 0] = line.subarray(three, three + 3)
      text += [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map(character).join('')
    }
    lines.push(text)
  }
  return `begin 644 a.pdf\r\n${lines.join('\r\n')}\r\n\`\r\nend`
}
export const quotedPart = (text: string): string =>
  `Content-Type: text/csv; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quoted(text)}`
export const mailPart = (mail: Uint8Array): string =>
  `Content-Type: message/rfc822\r\n\r\n${Buffer.from(mail).toString('latin1').replaceAll('=_next', '=_inner')}`

const lines = (octets: Uint8Array): string =>
  (
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
const quoted = (text: string): string =>
  [...Buffer.from(text)]
    .map((octet) =>
      octet === 0x3d || octet > 0x7e || octet < 0x20
        ? `=${octet.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(octet),
    )
    .join('')
    .replace(/((?:=[0-9A-F]{2}|[^=]){40})/g, '$1=\r\n')

/** An invoice in UBL with a document in it. */
export const xmlOf = (octets: Uint8Array, wrapped = true): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Invoice xmlns:cac="urn:cac" xmlns:cbc="urn:cbc">\n <cbc:Note>None &amp; nothing</cbc:Note>\n` +
      ` <cac:AdditionalDocumentReference><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="a.pdf">` +
      `${wrapped ? `\n${lines(octets)}\n   ` : Buffer.from(octets).toString('base64')}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>\n</Invoice>`,
  )
