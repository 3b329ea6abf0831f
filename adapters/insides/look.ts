// One look at one content: what it is, what lies inside it, and inside that, within bounds; and the
// digests by which all of it is known again.
import { createHash } from 'node:crypto'
import { textsIn, textsInName } from '../../gateway/model/terms/texts.ts'
import type { Seen } from '../../gateway/ports/parts.ts'
import { readByEach } from './channel.ts'
import { lettersOf } from './characters.ts'
import { csv } from './formats/csv.ts'
import { html } from './formats/html.ts'
import { json } from './formats/json.ts'
import { mail } from './formats/mail.ts'
import { pdf } from './formats/pdf.ts'
import { xml } from './formats/xml.ts'
import { zip } from './formats/zip.ts'
import { bounds, type Format, fewestOctets, mostBlanks, type Octets, type Report } from './inner.ts'
import { type Kind, kindBytes, kindsOf } from './kinds.ts'
import { drained, type Reader, readerOf } from './reader.ts'

const formats: Readonly<Record<Exclude<Kind, 'text'>, Format>> = { zip, pdf, mail, xml, json, html, csv }

interface Look {
  readonly found: Set<string>
  members: number
  octets: number
  unread: Seen['unread']
}
const enough = new Error('it holds more than one look may cost')

/** Reads as far as there is something to find. */
export async function lookInto(source: Octets): Promise<Seen> {
  const look: Look = { found: new Set(), members: 0, octets: 0, unread: undefined }
  try {
    await content(look, readerOf(source), 0)
  } catch (error) {
    if (error !== enough) throw error
    look.unread = 'bounds'
  }
  return { sha256s: [...look.found], ...(look.unread !== undefined && { unread: look.unread }) }
}

/**
 * A file may be of several kinds at once: each reads all of it, and what they find counts together.
 */
async function content(look: Look, reader: Reader, depth: number): Promise<void> {
  const kinds = kindsOf(await reader.peek(kindBytes))
  const [kind] = kinds
  // What is no XML is read as a page.
  const strict = !kinds.includes('html')
  if (kind === undefined) return
  if (kinds.length === 1) return ofKind(look, kind, reader.rest(), { depth, strict })
  await readByEach(
    reader.rest(),
    kinds.map((each) => (source: Octets) => ofKind(look, each, source, { depth, strict })),
  )
}

async function ofKind(
  look: Look,
  kind: Kind,
  source: Octets,
  { depth, strict }: { readonly depth: number; readonly strict: boolean },
): Promise<void> {
  if (kind === 'text') return text(look, readerOf(source))
  const report: Report = {
    inner: (inside, ends) => inner(look, inside, depth + 1, ends),
    text: (words) => text(look, readerOf(words)),
    name: (said) => keepTexts(look, textsInName(said)),
    unread: () => {
      look.unread ??= 'unreadable'
    },
  }
  try {
    await formats[kind](source, report)
  } catch (error) {
    if (error === enough) throw error
    if (strict || kind !== 'xml') report.unread()
  }
}

/** Takes the digest of what lies inside, and looks at it as deep as is agreed. */
async function inner(look: Look, source: Octets, depth: number, ends: number | 'perhaps' = 0): Promise<void> {
  look.members += 1
  if (look.members > bounds.members) throw enough
  const hash = createHash('sha256')
  let bytes = 0
  let broken = false
  // The octets at the end, which are in no digest yet.
  let last: Uint8Array = Buffer.alloc(0)
  async function* counted(): Octets {
    try {
      for await (const piece of source) {
        bytes += piece.length
        look.octets += piece.length
        if (look.octets > bounds.octets) throw enough
        const octets = Buffer.concat([last, piece])
        last = octets.subarray(Math.max(0, octets.length - mostBlanks))
        hash.update(octets.subarray(0, octets.length - last.length))
        yield piece
      }
    } catch (error) {
      if (error === enough) throw error
      // Whoever holds it may go on after it.
      broken = true
    }
  }
  const octets = counted()
  if (depth <= bounds.depth) await content(look, readerOf(octets), depth)
  else look.unread = 'bounds'
  await drained(octets)
  if (broken) look.unread ??= 'unreadable'
  else if (bytes >= fewestOctets)
    for (const cut of ends === 'perhaps' ? [0, ...lineEndsOf(last)] : upTo(ends))
      keep(
        look,
        hash
          .copy()
          .update(last.subarray(0, last.length - cut))
          .digest('hex'),
      )
}

const upTo = (most: number) => Array.from({ length: most + 1 }, (_, cut) => cut)
/** How many octets the end of a line at the end may be. */
const lineEndsOf = (last: Uint8Array): readonly number[] =>
  last.at(-1) !== 0x0a ? [] : last.at(-2) === 0x0d ? [1, 2] : [1]

function keep({ found }: Look, sha256: string): void {
  if (found.size >= bounds.found) throw enough
  found.add(sha256)
}

async function text(look: Look, reader: Reader): Promise<void> {
  const octets = await reader.peek(bounds.textBytes + 1)
  if (octets.length > bounds.textBytes) {
    look.unread = 'bounds'
    return
  }
  const letters = lettersOf(octets.subarray(0, kindBytes))
  keepTexts(look, textsIn(letters(octets) + letters()))
}

function keepTexts(look: Look, texts: readonly string[]): void {
  for (const each of texts) keep(look, createHash('sha256').update(each).digest('hex'))
}
