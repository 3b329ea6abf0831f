// Letters of octets whose encoding nobody says for certain: UTF-16 where a mark or its zeros show
// it, else UTF-8, and Windows-1252 for each octet that is none of UTF-8, so that neither a table
// out of an older program nor one odd octet hides the words of a file.
import { isUtf8 } from 'node:buffer'

/** Octets in pieces, however they are cut, as text; at their end without a piece. */
type Letters = (piece?: Uint8Array) => string

/** @param head the first octets, as many as tell. */
export function lettersOf(head: Uint8Array): Letters {
  const form = utf16In(head)
  if (form === undefined) return eightBits()
  const decoder = new TextDecoder(form)
  return (piece) => decoder.decode(piece, { stream: piece !== undefined })
}

/** As far as these octets go. */
export const lettersIn = (head: Uint8Array): string => lettersOf(head)(head)

/** By its mark; or by zeros in one octet of two, as letters of European languages have. */
function utf16In(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (const [at, octet] of head.entries()) if (octet === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const most = Math.max(even, odd)
  if (most === 0 || Math.min(even, odd) > 0 || most * 8 < head.length) return undefined
  return even > odd ? 'utf-16be' : 'utf-16le'
}

const mark = '\ufeff'

function eightBits(): Letters {
  let left: Uint8Array = Buffer.alloc(0)
  let begun = false
  return (piece) => {
    const octets = Buffer.concat([left, piece ?? left.subarray(left.length)])
    const whole = piece === undefined ? octets.length : octets.length - unfinished(octets)
    left = octets.subarray(whole)
    const text = mixed(octets.subarray(0, whole))
    if (text === '') return text
    const first = !begun && text.startsWith(mark)
    begun = true
    return first ? text.slice(1) : text
  }
}

/** How many octets at the end may be the begin of one letter, which others end. */
function unfinished(octets: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, octets.length); back += 1) {
    const octet = octets[octets.length - back] ?? 0
    if (octet >= 0xc0) return lengthFrom(octet) > back ? back : 0
    if (octet < 0x80) return 0
  }
  return 0
}

/** How many octets a letter of UTF-8 has that begins so. */
const lengthFrom = (octet: number): number => (octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2)

function mixed(octets: Buffer): string {
  if (isUtf8(octets)) return octets.toString('utf8')
  const text: string[] = []
  for (let at = 0; at < octets.length; ) {
    let end = at
    while ((octets[end] ?? 0x80) < 0x80) end += 1
    if (end > at) text.push(octets.toString('latin1', at, end))
    at = end
    const octet = octets[at]
    if (octet === undefined) break
    const letter = octets.subarray(at, at + (octet < 0xc0 ? 1 : lengthFrom(octet)))
    const isLetter = isUtf8(letter)
    text.push(isLetter ? letter.toString('utf8') : windows1252(octet))
    at += isLetter ? letter.length : 1
  }
  return text.join('')
}

/** What Windows-1252 has in the place of the controls of Latin-1. */
const instead = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The letter that an octet, or a number of HTML that was meant as one, stands for. */
export const windows1252 = (octet: number): string => instead[octet - 0x80] ?? String.fromCodePoint(octet)
