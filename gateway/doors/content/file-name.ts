// The name of a file in Content-Disposition (RFC 6266), and texts in header fields (RFC 9651).
import { encodeExtended } from 'content-disposition'
import { serializeString } from 'structured-headers'
import { shortened } from '../../model/profile/item-name.ts'

/**
 * Content-Disposition of a file that is to be saved and never shown as a page: RFC 6266, with the
 * name in full in RFC 8187 encoding beside an ASCII one for old readers. A partner chose the name,
 * so nothing in it may lead elsewhere or hide how it ends.
 */
export const attachment = (name: string): string => disposition('attachment', name)

/** The same of what is only to be looked at. */
export const inline = (name: string): string => disposition('inline', name)

function disposition(type: 'attachment' | 'inline', name: string): string {
  const safe = shortened(name).toWellFormed().replaceAll(misleading, '_') || 'item'
  const ascii = safe.replaceAll(/[^ -~]|["%]/g, '_')
  return `${type}; filename="${ascii}"${ascii === safe ? '' : `; filename*=${encodeExtended(safe)}`}`
}

/**
 * Separators of paths, dots in front, controls, and marks that turn the direction of writing round.
 */
const misleading = /[/\\:]|^\.+|\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * A list of texts as a structured field (RFC 9651): strings where they are ASCII, display strings
 * elsewhere.
 */
export const textList = (texts: readonly string[]): string =>
  texts.map((text) => (/^[ -~]*$/.test(text) ? serializeString(text) : displayString(text))).join(', ')

/**
 * By hand: structured-headers 2.1.0 writes a line feed as `%a`, and the standard demands two
 * digits.
 */
function displayString(text: string): string {
  const octets = [...new TextEncoder().encode(text)].map((octet) =>
    octet < 0x20 || octet > 0x7e || octet === 0x22 || octet === 0x25
      ? `%${octet.toString(16).padStart(2, '0')}`
      : String.fromCharCode(octet),
  )
  return `%"${octets.join('')}"`
}
