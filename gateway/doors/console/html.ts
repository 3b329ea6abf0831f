// Markup that can only be made here: what a template did not make itself is text, and is escaped.

declare const marked: unique symbol
/** Markup that is put into a page as it is. Only this file makes it. */
export interface Html {
  readonly [marked]: true
  toString(): string
}

/**
 * What a template takes: markup stands as it is, text and numbers are escaped, the rest is nothing.
 */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[]

/**
 * A template of markup. A value stands where text of an element, or of an attribute in double
 * quotes, may stand.
 * @throws {Error} for an object that is neither markup nor a list
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let text = parts[0] ?? ''
  for (const [at, piece] of pieces.entries()) text += written(piece) + (parts[at + 1] ?? '')
  return made(text)
}

/**
 * Attributes by name, each after a space: `true` has no value; `false` and undefined are left out.
 */
export function attributes(given: Readonly<Record<string, string | number | boolean | undefined>>): Html {
  let text = ''
  for (const [name, value] of Object.entries(given)) {
    if (!attributeName.test(name))
      throw new Error(`${JSON.stringify(name)} is no attribute that a page of ours may have`)
    if (value === undefined || value === false) continue
    text += value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`
  }
  return made(text)
}
/** None that would run, and none that would style. */
const attributeName = /^(?!on)(?!style$)[a-z][a-z0-9.-]*$/

const madeHere = new WeakSet<object>()

function made(text: string): Html {
  const value = Object.freeze({ toString: () => text })
  madeHere.add(value)
  return value as Html
}

function written(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return ''
  if (typeof piece !== 'object') return escaped(String(piece))
  if (madeHere.has(piece)) return piece.toString()
  if (Array.isArray(piece)) return piece.map(written).join('')
  throw new Error('a template was given an object that is neither markup nor a list')
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => references[sign] ?? '')
