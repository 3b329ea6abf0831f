// Octets that travel as text: base64 and its form for addresses (RFC 4648), hexadecimal, ASCII85
// (ISO 32000-2, 7.4.3) and uuencode (POSIX). What comes in pieces is decoded in pieces.
import type { Octets } from './inner.ts'

type Text = AsyncIterable<string>

export async function* latin1(source: Octets): Text {
  for await (const piece of source) yield Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1')
}

/** White space and whatever else is no digit is passed over. */
export async function* fromBase64(source: Text): Octets {
  let left = ''
  for await (const piece of source) {
    const digits =
      left +
      piece
        .replaceAll('-', '+')
        .replaceAll('_', '/')
        .replace(/[^A-Za-z0-9+/]/g, '')
    const whole = digits.length - (digits.length % 4)
    left = digits.slice(whole)
    if (whole > 0) yield Buffer.from(digits.slice(0, whole), 'base64')
  }
  if (left.length > 1) yield Buffer.from(left, 'base64')
}

/** Ends at a `>`, as it does in a PDF; an odd digit at the end stands for two. */
export async function* fromHex(source: Text): Octets {
  let left = ''
  for await (const piece of upTo(source, '>')) {
    const digits = left + piece.replace(/[^0-9A-Fa-f]/g, '')
    const whole = digits.length - (digits.length % 2)
    left = digits.slice(whole)
    if (whole > 0) yield Buffer.from(digits.slice(0, whole), 'hex')
  }
  if (left.length > 0) yield Buffer.from(`${left}0`, 'hex')
}

/** Ends at a `~`. */
export async function* fromAscii85(source: Text): Octets {
  let left = ''
  for await (const piece of upTo(source, '~')) {
    // A zero is told by one letter.
    const digits = left + piece.replace(/[^!-uz]/g, '').replaceAll('z', '!!!!!')
    const whole = digits.length - (digits.length % 5)
    left = digits.slice(whole)
    const out = Buffer.alloc((whole / 5) * 4)
    for (let at = 0; at < whole; at += 5) out.writeUInt32BE(numberOf(digits, at), (at / 5) * 4)
    if (whole > 0) yield out
  }
  if (left.length < 2) return
  const last = Buffer.alloc(4)
  last.writeUInt32BE(numberOf(left.padEnd(5, 'u'), 0))
  yield last.subarray(0, left.length - 1)
}

function numberOf(digits: string, at: number): number {
  let value = 0
  for (let digit = at; digit < at + 5; digit += 1) value = value * 85 + digits.charCodeAt(digit) - 0x21
  return value % 2 ** 32
}

/** From the line after `begin` to `end`. */
export async function* fromUuencode(source: Text): Octets {
  let begun = false
  for await (const line of linesIn(source)) {
    if (!begun) begun = /^begin(?:-base64)? [0-7]{3,4} /.test(line)
    else if (line === 'end' || line === '') return
    else yield lineOf(line)
  }
}

/** The first character says how many octets stand in a line; each other one is six bits. */
function lineOf(line: string): Buffer {
  const bits = (at: number) => ((line.charCodeAt(at) || 0x20) - 0x20) & 0x3f
  const out = Buffer.alloc(bits(0))
  for (let octet = 0; octet < out.length; octet += 1) {
    const at = 1 + Math.floor(octet / 3) * 4 + (octet % 3)
    const shift = 2 * (octet % 3) + 2
    out[octet] = ((bits(at) << shift) | (bits(at + 1) >> (6 - shift))) & 0xff
  }
  return out
}

async function* upTo(source: Text, end: string): Text {
  for await (const piece of source) {
    const at = piece.indexOf(end)
    yield at === -1 ? piece : piece.slice(0, at)
    if (at !== -1) return
  }
}

async function* linesIn(source: Text): Text {
  let left = ''
  for await (const piece of source) {
    const lines = (left + piece).split('\n')
    left = lines.pop() ?? ''
    for (const line of lines) yield line.trimEnd()
  }
  yield left.trimEnd()
}
