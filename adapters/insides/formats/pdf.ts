// Embedded files of a PDF (ISO 32000-2, 7.11.4). Their streams always lie in the file itself, each
// after its own dictionary, so that the file is gone through once from front to end and its tables
// are not needed.
import { fromAscii85, fromHex, latin1 } from '../encodings.ts'
import { inflated } from '../inflate.ts'
import { type Format, mostBlanks, type Octets, type Report } from '../inner.ts'
import { drained, type Reader, readerOf } from '../reader.ts'

const streamMark = Buffer.from('stream')
const endMark = Buffer.from('endstream')
/** A dictionary that is longer is none of an embedded file. */
const dictionaryBytes = 4_096

export const pdf: Format = async (source, report) => {
  const reader = readerOf(source)
  for (let from = 0; ; ) {
    const ahead = reader.ahead()
    const at = ahead.indexOf(streamMark, from)
    if (at === -1 || ahead.length < at + 8) {
      // What stands before the mark is kept: it may be the dictionary.
      const seen = Math.max(0, (at === -1 ? ahead.length - streamMark.length : at) - dictionaryBytes)
      reader.skip(seen)
      from = Math.max(0, (at === -1 ? ahead.length - streamMark.length : at) - seen)
      if (!(await reader.more())) return
      continue
    }
    const begins = beginningAfter(ahead, at + streamMark.length)
    const dictionary = begins === undefined ? undefined : embeddedBefore(ahead, at)
    from = at + streamMark.length
    if (begins === undefined || dictionary === undefined) continue
    reader.skip(begins)
    from = 0
    await readEmbedded(reader, dictionary, report)
  }
}

/**
 * Where a stream begins: after the word and the end of its line; undefined where the word is
 * another.
 */
function beginningAfter(ahead: Buffer, at: number): number | undefined {
  if (ahead[at] === 0x0a) return at + 1
  return ahead[at] === 0x0d && ahead[at + 1] === 0x0a ? at + 2 : undefined
}

/**
 * The dictionary before a stream if it says that this is an embedded file: by its type, or by what
 * only such a stream is told of.
 */
function embeddedBefore(ahead: Buffer, at: number): string | undefined {
  const before = ahead.toString('latin1', Math.max(0, at - dictionaryBytes), at)
  const [head = 0] = [...before.matchAll(/\d\s+obj\b/g)].map(({ index }) => index).slice(-1)
  const dictionary = before.slice(head).replaceAll(/\/[^\s/<>()[\]{}%]+/g, unescaped)
  return /\/EmbeddedFile\b|\/Params\s*<<[^>]*\/(?:Size|CheckSum|ModDate)\b/.test(dictionary) ? dictionary : undefined
}

/** A name may have any of its characters by number, and is the same name (7.3.5). */
const unescaped = (name: string): string =>
  name.replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

async function readEmbedded(reader: Reader, dictionary: string, report: Report): Promise<void> {
  // A length that stands in another object is not known yet: the word at the end is looked for.
  const length = /\/Length\s+(\d+)(?!\s*\d|\s+\d+\s+R)/.exec(dictionary)?.[1]
  // One that is not true ends nowhere near that word, and so is another.
  const blanks = length === undefined ? undefined : await blanksAfter(reader, Number(length))
  const packed = blanks === undefined ? reader.upTo(endMark) : reader.exactly(Number(length) + blanks)
  const unpacked = unpackedBy(dictionary, packed)
  // The end of the line before the word at the end belongs to the word, where there is one, and a
  // length may be wrong by as much.
  if (unpacked) await report.inner(unpacked, unpacked !== packed ? undefined : (blanks ?? 'perhaps'))
  else report.unread()
  await drained(packed)
}

/** A longer stream is believed what it says of its length. */
const heldBytes = 8 * 1_048_576

/**
 * How many blanks lie between so many octets and the word at the end; undefined where it is not
 * there.
 */
async function blanksAfter(reader: Reader, length: number): Promise<number | undefined> {
  if (length > heldBytes) return 0
  const most = length + endMark.length + mostBlanks
  const after = (await reader.peek(most)).toString('latin1', length, most)
  return /^(\s*)endstream/.exec(after)?.[1]?.length
}

/** What unpacks each filter (ISO 32000-2, 7.4); those that nobody uses for files are not read. */
const filters: Readonly<Record<string, (packed: Octets) => Octets>> = {
  FlateDecode: (packed) => inflated(readerOf(packed), 'zlib'),
  ASCIIHexDecode: (packed) => fromHex(latin1(packed)),
  ASCII85Decode: (packed) => fromAscii85(latin1(packed)),
}
const short: Readonly<Record<string, string>> = { Fl: 'FlateDecode', AHx: 'ASCIIHexDecode', A85: 'ASCII85Decode' }

function unpackedBy(dictionary: string, packed: Octets): Octets | undefined {
  if (!/\/Filter\b/.test(dictionary)) return packed
  if (/\/(?:DecodeParms|DP)\b(?!\s*(?:null|\[\s*(?:null\s*)*\]))/.test(dictionary)) return undefined
  const [, several, single] = /\/Filter\s*(?:\[([^\]]*)\]|\/(\w+))/.exec(dictionary) ?? []
  const named = several === undefined ? [single ?? ''] : [...several.matchAll(/\/(\w+)/g)].map(([, name = '']) => name)
  let unpacked = packed
  for (const name of named) {
    const filter = filters[short[name] ?? name]
    if (!filter) return undefined
    unpacked = filter(unpacked)
  }
  return unpacked
}
