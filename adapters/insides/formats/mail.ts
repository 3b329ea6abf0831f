// Parts of a mail (RFC 5322, RFC 2045 and 2046): of each multipart its parts, decoded. A mail
// within a mail is one of them.
import { fromBase64, fromUuencode, latin1 } from '../encodings.ts'
import type { Format, Octets, Report } from '../inner.ts'
import { type Reader, readerOf, unreadable } from '../reader.ts'

const headBytes = 65_536
const utf8Mark = Buffer.from('\ufeff')
/** Multiparts within multiparts. */
const nestedAtMost = 10
/** A longer line is read in pieces. */
const lineBytes = 65_536

export const mail: Format = async (source, report) => {
  const reader = readerOf(source)
  await beginningOf(reader)
  await entity({ reader, report }, [])
}

/** Lines that a mailbox, or whoever saved the mail, wrote before its fields. */
async function beginningOf(reader: Reader): Promise<void> {
  if ((await reader.peek(3)).equals(utf8Mark)) reader.skip(3)
  for (let bytes = await lineEnd(reader); bytes !== undefined; bytes = await lineEnd(reader)) {
    const line = reader.ahead().toString('latin1', 0, bytes)
    if (line.trim() !== '' && !/^>?From /.test(line)) return
    reader.skip(bytes)
  }
}

interface Reading {
  readonly reader: Reader
  readonly report: Report
}

/** One entity up to the line that ends it, which is not gone over. */
async function entity({ reader, report }: Reading, marks: readonly string[]): Promise<void> {
  const head = await headOf(reader)
  if (head.subject !== undefined) await report.text(once(utf8WordsOf(head.subject)))
  const boundary = boundaryOf(head['content-type'] ?? '')
  if (boundary === undefined) return report.inner(decoded(head, linesUpTo(reader, marks)))
  if (marks.length === nestedAtMost) throw unreadable('its parts are nested too deep')
  const mark = `--${boundary}`
  const inside = [...marks, mark]
  for await (const _ of linesUpTo(reader, inside));
  while ((await markAhead(reader, inside)) === mark) {
    const last = (await lineAhead(reader)).startsWith(`${mark}--`)
    reader.skip((await lineEnd(reader)) ?? 0)
    if (last) break
    await entity({ reader, report }, inside)
  }
  for await (const _ of linesUpTo(reader, marks));
}

/** Fields by their names in lower case, unfolded. */
async function headOf(reader: Reader): Promise<Readonly<Record<string, string>>> {
  let text = ''
  while (text.length < headBytes) {
    const bytes = await lineEnd(reader)
    if (bytes === undefined) break
    const line = reader.ahead().toString('latin1', 0, bytes)
    reader.skip(bytes)
    if (line.trim() === '') break
    text += line
  }
  const fields = text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
}

function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\//i.test(contentType)) return undefined
  const found = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** How many octets the next line has, with its end; undefined when nothing is left. */
async function lineEnd(reader: Reader): Promise<number | undefined> {
  for (;;) {
    const ahead = reader.ahead()
    const at = ahead.indexOf(0x0a)
    if (at !== -1) return Math.min(at + 1, lineBytes)
    if (ahead.length >= lineBytes) return lineBytes
    if (!(await reader.more())) return ahead.length === 0 ? undefined : ahead.length
  }
}

async function lineAhead(reader: Reader): Promise<string> {
  const bytes = await lineEnd(reader)
  return reader.ahead().toString('latin1', 0, bytes)
}

/** The mark that the next line is, of these. */
async function markAhead(reader: Reader, marks: readonly string[]): Promise<string | undefined> {
  const two = await reader.peek(2)
  if (marks.length === 0 || two.toString('latin1') !== '--') return undefined
  const line = (await lineAhead(reader)).trimEnd()
  return marks.find((mark) => line === mark || line === `${mark}--`)
}

const perhapsMark = Buffer.from('\n--')
const nothing = Buffer.alloc(0)

/**
 * Everything up to a line that is one of the marks; the end of the line before it belongs to the
 * mark.
 */
async function* linesUpTo(reader: Reader, marks: readonly string[]): Octets {
  let end: Buffer = nothing
  for (let atStart = true; ; ) {
    if (atStart && (await markAhead(reader, marks)) !== undefined) return
    const ahead = reader.ahead()
    const at = ahead.indexOf(perhapsMark)
    // What may begin in the octets at the end waits for those that follow.
    const line = at === -1 ? Math.max(0, ahead.length - perhapsMark.length) : ahead[at - 1] === 0x0d ? at - 1 : at
    if (end.length > 0) yield end
    if (line > 0) yield ahead.subarray(0, line)
    atStart = at !== -1
    end = atStart ? ahead.subarray(line, at + 1) : nothing
    reader.skip(line + end.length)
    if (!atStart && !(await reader.more())) break
  }
  yield* reader.rest()
}

function decoded(head: Readonly<Record<string, string>>, lines: Octets): Octets {
  // Programs write it in quotation marks, with a comment or a sign at its end, and read it so.
  const encoding = /^"?([^\s";(]*)/.exec((head['content-transfer-encoding'] ?? '').toLowerCase())?.[1]
  if (encoding === 'base64') return fromBase64(latin1(lines))
  if (/^(?:x-)?uu(?:encode|e)?$/.test(encoding ?? '')) return fromUuencode(latin1(lines))
  return encoding === 'quoted-printable' ? fromQuotedPrintable(lines) : lines
}

/** A field that people read: encoded words (RFC 2047) in UTF-8, others as they stand. */
function utf8WordsOf(field: string): Buffer {
  const told = Buffer.from(field, 'latin1')
    .toString('utf8')
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(
      /=\?([\w-]{1,40})(?:\*[\w-]*)?\?([BbQq])\?([^?]*)\?=/g,
      (_, charset: string, way: string, said: string) => {
        const octets = way.toLowerCase() === 'b' ? Buffer.from(said, 'base64') : unquoted(said.replaceAll('_', ' '))
        return octets.toString(/^(?:utf-?8|us-ascii)$/i.test(charset) ? 'utf8' : 'latin1')
      },
    )
  return Buffer.from(told)
}

async function* once(octets: Buffer): Octets {
  yield octets
}

async function* fromQuotedPrintable(lines: Octets): Octets {
  let left = ''
  for await (const piece of latin1(lines)) {
    // A soft break or a code may begin at the end of a piece.
    const text = left + piece
    const at = text.length > 4 ? text.indexOf('=', text.length - 4) : text.indexOf('=')
    left = at === -1 ? '' : text.slice(at)
    yield unquoted(text.slice(0, text.length - left.length))
  }
  yield unquoted(left)
}

const unquoted = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=[ \t]*\r?\n/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
