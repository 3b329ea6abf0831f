// The query of a request, read strictly.
import { Type } from 'typebox'

/**
 * Reads a query strictly: these names hold whole numbers, all others text; a name given twice
 * becomes a list, which no schema takes.
 */
export function readQuery(query: string): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null)
  if (query === '') return values
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    const value = decoded(at < 0 ? '' : pair.slice(at + 1))
    if (name in values) values[name] = [values[name], value]
    else values[name] = wholeNumbers.has(name) && canonicalNumber.test(value) ? Number(value) : value
  }
  return values
}

const wholeNumbers = new Set(['limit', 'after'])
/** No sign, no leading zero, no exponent, and nothing that a double cannot hold. */
const canonicalNumber = /^(?:0|[1-9][0-9]{0,14})$/

/**
 * What is not well-formed percent-encoded UTF-8 becomes a text with U+0000, which no schema takes
 * either; `notUtf8In` says which one.
 */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return '\u0000'
  }
}

/**
 * The name of the first value that is not percent-encoded UTF-8, such as a file name in Latin-1;
 * undefined where there is none.
 */
export function notUtf8In(url: string): string | undefined {
  const [, query = ''] = url.split('?', 2)
  const pair = query.split('&').find((each) => decoded(each) === '\u0000')
  return pair === undefined ? undefined : decoded(pair.split('=', 1)[0] ?? '').slice(0, 64)
}

/** For routes that ask nothing more. */
export const noQuery = Type.Object({}, { additionalProperties: false })
