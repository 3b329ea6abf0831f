// A form as a browser would send it (HTML, "constructing the entry list"), read out of our own markup: no sign of it stands unescaped in a text or an attribute.
import { type FormValues, readForm } from '../../gateway/doors/console/forms/form-values.ts'

type Pair = readonly [name: string, value: string]

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
export const unescaped = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name] ?? '')

export const attributesOf = (tag: string): ReadonlyMap<string, string> =>
  new Map(
    [...tag.matchAll(/ ([a-z][a-z0-9.-]*)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [
      name,
      unescaped(value),
    ]),
  )

const controls =
  /<(input|textarea|select)((?: [^<>]*)?)>(?:(?<=<textarea[^<>]*>)([^<]*)<\/textarea>|(?<=<select[^<>]*>)(.*?)<\/select>)?/gs

/** What is sent, without the button that was pressed. */
export function pairsOf(markup: string): readonly Pair[] {
  return [...markup.matchAll(controls)].flatMap(([, tag, own = '', text = '', options = '']): Pair[] => {
    const has = attributesOf(own)
    const name = has.get('name')
    if (name === undefined || has.has('disabled')) return []
    if (tag === 'textarea') return [[name, unescaped(text).replace(/^\n/, '')]]
    if (tag === 'select') return chosen(options).map((value) => [name, value])
    const value = has.get('value') ?? ''
    const type = has.get('type')
    if (type === 'radio' || type === 'checkbox') return has.has('checked') ? [[name, value]] : []
    if (type === 'file' || type === 'submit') return []
    // A line of text has no line ends: a browser takes them out.
    return [[name, type === 'hidden' ? value : value.replaceAll(/[\r\n]/g, '')]]
  })
}

function chosen(options: string): string[] {
  const all = [...options.matchAll(/<option((?: [^<>]*)?)>([^<]*)<\/option>/g)].map(([, own = '', text = '']) => {
    const has = attributesOf(own)
    return { value: has.get('value') ?? unescaped(text), selected: has.has('selected') }
  })
  const one = all.find(({ selected }) => selected) ?? all[0]
  return one ? [one.value] : []
}

/** As it comes in: line ends are CR LF on the way. */
export const sent = (pairs: readonly Pair[]): Uint8Array =>
  new TextEncoder().encode(
    new URLSearchParams(pairs.map(([name, value]) => [name, value.replaceAll(/\r\n?|\n/g, '\r\n')])).toString(),
  )

export const formOf = (markup: string): FormValues => readForm(sent(pairsOf(markup)))
