// Values of a file of text that holds them one after the other: any value that is long and in
// base64, whatever it is called, or in hexadecimal, is a file of its own; the others are words.
import { lettersOf } from '../characters.ts'
import { fromBase64, fromHex } from '../encodings.ts'
import { type Format, fewestOctets, type Octets, type Report } from '../inner.ts'
import { kindBytes } from '../kinds.ts'
import { readerOf } from '../reader.ts'

/** Of 64 octets. */
const fewestDigits = 86
/** Words have blanks in them; lines of base64 are long, but the last. */
const base64 = /^\s*(?:[A-Za-z0-9+/_-]{16,}\s+)*[A-Za-z0-9+/_-]+={0,2}\s*$/
/** Base64 of which so much has no other digit is not to be expected. */
const hex = /^\s*(?:[0-9A-Fa-f]{2}\s*){64,}$/
/** What stands before the digits of a `data:` address (RFC 2397). */
const dataAddress = /^\s*data:[^,]{0,200};base64,/i

interface Hearing {
  /** A piece of the value. */
  said(text: string): void
  /** One value ends, and the next begins. */
  edge(): void
}

/** @param scanner hears a file of text piece by piece, and its end, and says its values. */
export const valuesOf =
  (scanner: (hearing: Hearing) => (text: string | undefined) => void): Format =>
  async (source, report) => {
    const values = valuesIn(source, scanner)
    for (let value = await values.next(); value !== undefined; value = await values.next()) await told(value, report)
  }

/** A value that a format has by itself. */
export const asValue = (value: string, report: Report): Promise<void> =>
  told({ first: value, all: (without) => piecesOf(value.slice(without)) }, report)
async function* piecesOf(text: string): AsyncIterable<string> {
  yield text
}

async function told({ first, all }: Value, { inner, text }: Report): Promise<void> {
  if (first.length < fewestOctets) return
  const before = dataAddress.exec(first)?.[0].length ?? 0
  const digits = first.slice(before)
  if (hex.test(digits)) await inner(fromHex(all(before)))
  else if (digits.length >= fewestDigits && base64.test(digits)) await inner(fromBase64(all(before)))
  else await text(octetsOf(all(0)))
}

async function* octetsOf(text: AsyncIterable<string>): Octets {
  for await (const piece of text) yield Buffer.from(piece)
}

interface Value {
  /** As much of it as came at once: all of a short one. */
  readonly first: string
  /** Without so much at its begin, which is no longer than `first`. */
  all(without: number): AsyncIterable<string>
}

/**
 * So much of a value is put together before it is heard: the first piece has enough of it to tell
 * what it is.
 */
const together = 16_384

function gathering(heard: (string | null)[]): Hearing & { ends(): void } {
  let gathered = ''
  const ends = () => {
    if (gathered !== '') heard.push(gathered)
    gathered = ''
  }
  return {
    said(text) {
      gathered += text
      if (gathered.length >= together) ends()
    },
    edge() {
      ends()
      heard.push(null)
    },
    ends,
  }
}

/** One after the other. What is not taken of one is passed over. */
function valuesIn(source: Octets, scanner: Parameters<typeof valuesOf>[0]): { next(): Promise<Value | undefined> } {
  // `null` stands between two values.
  const heard: (string | null)[] = []
  const hearing = gathering(heard)
  const scan = scanner(hearing)
  const decoder = decoding(source, scan)
  let ended = false

  /** The next that was heard; undefined at the end. */
  async function hear(): Promise<string | null | undefined> {
    while (heard.length === 0) {
      if (await decoder()) continue
      if (ended) return undefined
      ended = true
      scan(undefined)
      hearing.ends()
    }
    return heard.shift()
  }
  async function* goingOn(first: string): AsyncIterable<string> {
    yield first
    for (let piece = await hear(); typeof piece === 'string'; piece = await hear()) yield piece
  }
  return {
    async next() {
      for (let piece = await hear(); piece !== undefined; piece = await hear())
        if (piece !== null) return { first: piece, all: (without) => goingOn(piece.slice(without)) }
      return undefined
    },
  }
}

/** Hands on text piece by piece; base64 looks the same in whatever it is written in. */
function decoding(source: Octets, write: (text: string) => void): () => Promise<boolean> {
  const reader = readerOf(source)
  let letters: ReturnType<typeof lettersOf> | undefined
  return async () => {
    const piece = await (letters ? reader.peek(1) : reader.peek(kindBytes))
    if (piece.length === 0) {
      if (letters) write(letters())
      letters = undefined
      return false
    }
    letters ??= lettersOf(piece.subarray(0, kindBytes))
    const ahead = reader.ahead()
    write(letters(ahead))
    reader.skip(ahead.length)
    return true
  }
}
