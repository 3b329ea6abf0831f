import * as asn1js from 'asn1js'
import { CryptoError } from '../fault.ts'

/*
 * Distinguished names as RFC 5280 §7.1 compares them: without regard to case, white space and the
 * kind of string, by the preparation of RFC 4518 as far as names of certificates need it. A name
 * only leads to an issuer; that it is the issuer, its signature says.
 */

/** A name, made ready to be compared: each relative name in turn. */
export type PreparedName = readonly string[]

/** @param der of a Name. Throws when it is none. */
export function prepareName(der: Uint8Array): PreparedName {
  const { offset, result } = asn1js.fromBER(der.slice())
  if (offset === -1 || !(result instanceof asn1js.Sequence)) throw new Error('expected a name')
  return result.valueBlock.value.map((set) =>
    JSON.stringify(
      elements(set)
        .map((attribute) => {
          const [type, value] = elements(attribute)
          if (!(type instanceof asn1js.ObjectIdentifier) || !value) throw new Error('expected an attribute of a name')
          return [type.getValue(), preparedValue(value)]
        })
        .sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? compare(x, y) : compare(a, b))),
    ),
  )
}

/** A name (DER) as one text, to be compared. @throws {CryptoError} `malformed` */
export function comparable(der: Uint8Array): string {
  try {
    return JSON.stringify(prepareName(der))
  } catch (cause) {
    throw new CryptoError('malformed', 'expected a distinguished name', { cause })
  }
}

/** A name under which others may lie: the first ones of theirs are all of its own. */
export const liesWithin = (name: PreparedName, above: PreparedName): boolean =>
  above.length <= name.length && above.every((part, index) => part === name[index])

/** Text of an attribute by the tag of its string; undefined for what is no directory string. */
export function textOfString(value: asn1js.BaseBlock): string | undefined {
  const decode = decoders[value.idBlock.tagNumber]
  if (value.idBlock.tagClass !== 1 || !decode || value.idBlock.isConstructed) return undefined
  return decode(contentOf(value))
}

const contentOf = (block: asn1js.BaseBlock): Uint8Array => {
  const { valueHexView } = block.valueBlock as unknown as { valueHexView?: Uint8Array }
  return valueHexView ?? new Uint8Array()
}

const latin1 = (octets: Uint8Array) => Buffer.from(octets).toString('latin1')
/** UTF8, Numeric, Printable, Teletex (read as Latin-1, as everybody does), IA5, Universal, BMP. */
const decoders: Readonly<Record<number, (octets: Uint8Array) => string>> = {
  12: (octets) => new TextDecoder().decode(octets),
  18: latin1,
  19: latin1,
  20: latin1,
  22: latin1,
  26: latin1,
  28: (octets) => new TextDecoder('utf-16be').decode(octets.filter((_, index) => index % 4 > 1)),
  30: (octets) => new TextDecoder('utf-16be').decode(octets),
}

function preparedValue(value: asn1js.BaseBlock): string {
  const text = textOfString(value)
  return text === undefined ? `#${Buffer.from(value.valueBeforeDecodeView).toString('hex')}` : prepareText(text)
}

/** RFC 4518 §2: map, normalize, insignificant spaces. What it prohibits is left as it is. */
export function prepareText(text: string): string {
  const folded = text.replaceAll(vanishing, '').replaceAll(/\s/gu, ' ').normalize('NFKC').toUpperCase().toLowerCase()
  return folded.normalize('NFKC').replaceAll(/ +/g, ' ').trim()
}

/** Controls but those that are spaces, soft hyphens, joiners, variation selectors, zero widths. */
const vanishing =
  /(?![\t\n\v\f\r\u0085])(?:\p{Cc}|\u00ad|\u034f|\u1806|[\u180b-\u180e]|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u2063]|[\u206a-\u206f]|[\ufe00-\ufe0f]|\ufeff|[\ufff9-\ufffc])/gu

const elements = (block: asn1js.BaseBlock): readonly asn1js.BaseBlock[] =>
  block instanceof asn1js.Constructed ? block.valueBlock.value : []
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
