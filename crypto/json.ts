/** What JSON can say (RFC 8259). */
export type Json = null | boolean | number | string | Json[] | JsonObject

export interface JsonObject {
  [member: string]: Json
}

/** Tells a JSON object from an array, null and everything else. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The text of JSON as programs write it, out of octets or of what was read of them as UTF-8: a byte
 * order mark in front, which .NET and editors of Windows write, is left out.
 * @throws {SyntaxError} that names the encoding, where it is none that JSON has: a parser would
 *   tell of a character that nobody sees.
 */
export function jsonText(written: Uint8Array | string): string {
  const text = typeof written === 'string' ? written : decoded(written, false)
  if (text.startsWith('\ufffd\ufffd') || text.slice(0, 4).includes('\0'))
    throw new SyntaxError('it is UTF-16 or UTF-32, and JSON is UTF-8 (RFC 8259): save it as UTF-8')
  if (typeof written !== 'string') decoded(written, true)
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function decoded(octets: Uint8Array, fatal: boolean): string {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true, fatal }).decode(octets)
  } catch (cause) {
    throw new SyntaxError('it is not UTF-8, as JSON is (RFC 8259): save it as UTF-8', { cause })
  }
}
