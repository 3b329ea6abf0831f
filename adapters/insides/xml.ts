// Binary objects in XML, such as cbc:EmbeddedDocumentBinaryObject (UBL) and
// ram:AttachmentBinaryObject (CII): any value that is long and in base64, whatever its element is
// called, or in hexadecimal; and the words in it. Nothing is fetched; what an entity of the file
// itself stands for is read where it is named, and not expanded.
import sax from 'sax'
import { fromBase64, fromHex } from './encodings.ts'
import { type Format, fewestOctets, type Octets, type Report } from './inner.ts'
import { encodingOf } from './kinds.ts'
import { readerOf, unreadable } from './reader.ts'

/** Of 64 octets. */
const fewestDigits = 86
/** Words have blanks in them; lines of base64 are long, but the last. */
const base64 = /^\s*(?:[A-Za-z0-9+/_-]{16,}\s+)*[A-Za-z0-9+/_-]+={0,2}\s*$/
/** Base64 of which so much has no other digit is not to be expected. */
const hex = /^\s*(?:[0-9A-Fa-f]{2}\s*){64,}$/

export const xml: Format = async (source, report) => {
  const values = valuesIn(source)
  for (let value = await values.next(); value !== undefined; value = await values.next()) await told(value, report)
}

async function told({ first, all }: Value, { inner, text }: Report): Promise<void> {
  if (first.length < fewestOctets) return
  if (hex.test(first)) await inner(fromHex(all()))
  else if (first.length >= fewestDigits && base64.test(first)) await inner(fromBase64(all()))
  else await text(octetsOf(all()))
}

async function* octetsOf(text: AsyncIterable<string>): Octets {
  for await (const piece of text) yield Buffer.from(piece)
}

interface Value {
  /** As much of it as came at once: all of a short one. */
  readonly first: string
  all(): AsyncIterable<string>
}

/** Text between two tags, one after the other. What is not taken of one is passed over. */
function valuesIn(source: Octets): { next(): Promise<Value | undefined> } {
  // `null` stands for a tag.
  const heard: (string | null)[] = []
  const parser = sax.parser(true, { position: false })
  const edge = () => heard.push(null)
  parser.ontext = (text) => heard.push(text)
  parser.oncdata = (text) => heard.push(text)
  // What is named in the head of the file stands where it is used.
  parser.ondoctype = (head) => {
    for (const [, name = '', , value = ''] of String(head).matchAll(/<!ENTITY\s+([^\s%]+)\s+(["'])([\s\S]*?)\2/g)) {
      heard.push(null, value, null)
      parser.ENTITIES[name] = ' '
    }
  }
  parser.onopentagstart = edge
  parser.onclosetag = edge
  parser.onerror = () => {
    throw unreadable('it is not well-formed')
  }
  const decoder = decoding(source, (text) => parser.write(text))

  /** The next that was heard; undefined at the end. */
  async function hear(): Promise<string | null | undefined> {
    while (heard.length === 0) if (!(await decoder())) return undefined
    return heard.shift()
  }
  async function* goingOn(first: string): AsyncIterable<string> {
    yield first
    for (let piece = await hear(); typeof piece === 'string'; piece = await hear()) yield piece
  }
  return {
    async next() {
      for (let piece = await hear(); piece !== undefined; piece = await hear())
        if (piece !== null) return { first: piece, all: () => goingOn(piece) }
      return undefined
    },
  }
}

/**
 * Hands on text piece by piece; in UTF-16 where a mark says so, else in UTF-8, which base64 looks
 * the same in as in any other.
 */
function decoding(source: Octets, write: (text: string) => void): () => Promise<boolean> {
  const reader = readerOf(source)
  let decoder: TextDecoder | undefined
  return async () => {
    const piece = await reader.peek(4)
    if (piece.length === 0) return false
    decoder ??= new TextDecoder(encodingOf(piece))
    const ahead = reader.ahead()
    write(decoder.decode(ahead, { stream: true }))
    reader.skip(ahead.length)
    return true
  }
}
