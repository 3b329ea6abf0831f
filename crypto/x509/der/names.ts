// Distinguished names, compared as RFC 5280 §7.1 says.
import { contentOf, type Element, latin1, membersOf, oidIn, reading, tags, wholeOf } from './der.ts'

/**
 * A distinguished name (DER) in the one form in which names are compared (RFC 5280 §7.1): whatever
 * kind of string an attribute is written as, without case and without spaces that say nothing.
 * @throws {CryptoError} `malformed`
 */
export function comparable(name: Uint8Array): string {
  const relative = membersOf(name, wholeOf(name, tags.sequence)).map((set) =>
    membersOf(name, set)
      .map((attribute) => {
        const inside = reading(name, attribute)
        const oid = oidIn(name, inside.next(tags.oid))
        const [value] = membersOf(name, attribute).slice(1)
        return `${oid}=${value === undefined ? '' : textOf(name, value)}`
      })
      .sort(),
  )
  return JSON.stringify(relative)
}

const readers: Readonly<Record<number, (content: Uint8Array) => string>> = {
  [tags.utf8String]: (content) => Buffer.from(content).toString('utf8'),
  [tags.bmpString]: (content) => Buffer.from(content).swap16().toString('utf16le'),
  [tags.teletexString]: latin1,
  // Numeric, printable, IA5, visible.
  18: latin1,
  19: latin1,
  22: latin1,
  26: latin1,
}

function textOf(name: Uint8Array, element: Element): string {
  const content = contentOf(name, element)
  const reader = readers[element.tag]
  if (reader === undefined || (element.tag === tags.bmpString && content.length % 2 === 1))
    return `#${element.tag}:${content.toHex()}`
  return `"${reader(content).normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/gu, ' ')}"`
}
