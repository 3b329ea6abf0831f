// Base64 that comes in pieces (RFC 2045, 6.8).
import type { Octets } from './inner.ts'

/** White space and whatever else is no digit is passed over. */
export async function* fromBase64(source: AsyncIterable<string>): Octets {
  let left = ''
  for await (const piece of source) {
    const digits = left + piece.replace(/[^A-Za-z0-9+/]/g, '')
    const whole = digits.length - (digits.length % 4)
    left = digits.slice(whole)
    if (whole > 0) yield Buffer.from(digits.slice(0, whole), 'base64')
  }
  if (left.length > 1) yield Buffer.from(left, 'base64')
}
