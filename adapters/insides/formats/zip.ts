// Members of a zip (APPNOTE 6.3), in the order in which they lie there, by their own heads: the
// list at the end is not waited for, and what only stands there is read after them: comments and
// fields of others. Names say something too.
import { inflated } from '../inflate.ts'
import { type Format, fewestOctets, type Report } from '../inner.ts'
import { drained, type Reader, readerOf, unreadable } from '../reader.ts'
import { asValue } from './values.ts'

const headBytes = 30
const memberSign = 0x04034b50
const describedSign = 0x08074b50
/** What follows a member: the next one, the list at the end, its archive data, or its end. */
const signs: readonly number[] = [memberSign, 0x02014b50, 0x08064b50, 0x06054b50, 0x06064b50]
const [stored, deflated] = [0, 8]

/**
 * Members of what office programs write that are the same in unrelated documents: their themes,
 * fonts, settings and lists of types.
 */
const officeMark = /^(?:\[Content_Types\]\.xml|mimetype)$/
const officeContent = /(?:^|\/)(?:media|embeddings|Pictures)\//
/** Folders and the notes that file systems leave. */
const trivial = /(?:\/|(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)|^__MACOSX\/.*)$/i

export const zip: Format = async (source, report) => {
  const reader = readerOf(source)
  let office = false
  for (;;) {
    const head = await reader.peek(headBytes)
    if (head.length < headBytes || head.readUInt32LE(0) !== memberSign) break
    const member = await headOf(reader, head)
    office ||= officeMark.test(member.name)
    const counts = !trivial.test(member.name) && (!office || officeContent.test(member.name))
    if (counts) await readNotes(member, report)
    await readMember(reader, member, counts ? report.inner : drained, report.unread)
  }
  const after = await reader.peek(4)
  if (after.length === 4 && !signs.includes(after.readUInt32LE(0))) throw unreadable('no member begins here')
  await readList(reader, report)
}

/** What stands beside a member: its name, its fields, a comment. */
async function readNotes({ name, extra, comment = '' }: Notes, report: Report): Promise<void> {
  report.name(name)
  await asValue(name, report)
  await asValue(comment, report)
  for (let at = 0; at + 4 <= extra.length; ) {
    const bytes = extra.readUInt16LE(at + 2)
    if (bytes >= fewestOctets) await report.inner(once(extra.subarray(at + 4, at + 4 + bytes)))
    at += 4 + bytes
  }
}

/** The rows of the list at the end, and the comment of the whole; what is not in order ends it. */
async function readList(reader: Reader, report: Report): Promise<void> {
  for (;;) {
    const sign = await reader.peek(4)
    const row = rows[sign.length < 4 ? 0 : sign.readUInt32LE(0)]
    if (!row) return
    const head = await reader.peek(row.headBytes)
    if (head.length < row.headBytes) return
    const lengths = row.lengths(head)
    const whole = await reader.peek(row.headBytes + lengths.reduce((sum, each) => sum + each, 0))
    const [nameAt, extraAt] = [row.headBytes, row.headBytes + (lengths[0] ?? 0)]
    const commentAt = extraAt + (lengths[1] ?? 0)
    const name = whole.toString('utf8', nameAt, extraAt)
    if (!trivial.test(name))
      await readNotes(
        { name, extra: whole.subarray(extraAt, commentAt), comment: whole.toString('utf8', commentAt) },
        report,
      )
    reader.skip(whole.length)
  }
}

interface Row {
  readonly headBytes: number
  /** Of name, fields and comment after the head. */
  readonly lengths: (head: Buffer) => readonly number[]
}
/** A member in the list, its ends of 64 bits with what leads there, and its end. */
const rows: Readonly<Record<number, Row>> = {
  33639248: {
    headBytes: 46,
    lengths: (head) => [head.readUInt16LE(28), head.readUInt16LE(30), head.readUInt16LE(32)],
  },
  101075792: { headBytes: 56, lengths: () => [] },
  117853008: { headBytes: 20, lengths: () => [] },
  101010256: { headBytes: 22, lengths: (head) => [0, 0, head.readUInt16LE(20)] },
}

async function* once(octets: Uint8Array): AsyncIterable<Uint8Array> {
  yield octets
}

interface Notes {
  readonly name: string
  readonly extra: Buffer
  readonly comment?: string
}

interface Head extends Notes {
  readonly method: number
  readonly encrypted: boolean
  /** Undefined where it is told after the member. */
  readonly bytes: number | undefined
}

async function headOf(reader: Reader, head: Buffer): Promise<Head> {
  const [flags, nameBytes, extraBytes] = [head.readUInt16LE(6), head.readUInt16LE(26), head.readUInt16LE(28)]
  const method = head.readUInt16LE(8)
  const small = head.readUInt32LE(18)
  const whole = await reader.peek(headBytes + nameBytes + extraBytes)
  if (whole.length < headBytes + nameBytes + extraBytes) throw unreadable('it ends within the head of a member')
  const name = whole.toString('utf8', headBytes, headBytes + nameBytes)
  const bytes = small === 0xffff_ffff ? largeBytes(whole.subarray(headBytes + nameBytes)) : small
  reader.skip(whole.length)
  const extra = whole.subarray(headBytes + nameBytes)
  return {
    name,
    extra,
    method,
    encrypted: (flags & 1) !== 0,
    bytes: (flags & 8) !== 0 && bytes === 0 ? undefined : bytes,
  }
}

/** The packed size out of the zip64 extra field, where it stands second. */
function largeBytes(extra: Buffer): number {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1 && at + 20 <= extra.length) return Number(extra.readBigUInt64LE(at + 12))
  throw unreadable('a size is missing')
}

async function readMember(
  reader: Reader,
  { method, encrypted, bytes }: Head,
  look: Report['inner'],
  unread: Report['unread'],
): Promise<void> {
  const readable = !encrypted && (method === stored || method === deflated)
  if (bytes === undefined) {
    // Only a packed stream says by itself where it ends.
    if (!readable || method !== deflated) throw unreadable('a member does not say how long it is')
    await look(inflated(reader, 'raw'))
    return skipDescription(reader)
  }
  const packed = reader.exactly(bytes)
  if (readable) await look(method === stored ? packed : inflated(readerOf(packed), 'raw'))
  else unread()
  await drained(packed)
}

/**
 * Checksum and sizes after a member, with or without a sign, of 32 or 64 bits: what follows says
 * which.
 */
async function skipDescription(reader: Reader): Promise<void> {
  const there = await reader.peek(28)
  const signed = there.length >= 4 && there.readUInt32LE(0) === describedSign ? 4 : 0
  for (const bytes of [12 + signed, 20 + signed])
    if (there.length >= bytes + 4 && signs.includes(there.readUInt32LE(bytes))) return reader.skip(bytes)
  throw unreadable('what follows a member is not its description')
}
