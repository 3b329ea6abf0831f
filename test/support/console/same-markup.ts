// Markup in a form in which two writings of the same can be compared: attributes in order, white space only where it shows.
import { type Html, html } from '../../../gateway/doors/console/html.ts'

/** Elements beside which a space shows. */
const inline = new Set(['a', 'b', 'span', 'strong'])

/** A line for each tag and each text. */
export function normalised(markup: string): string[] {
  const pieces = markup.match(/<!--.*?-->|<\/?[a-z][^>]*>|[^<]+/gs) ?? []
  if (pieces.join('') !== markup) throw new Error(`this reader cannot read ${JSON.stringify(markup)}`)
  return pieces.flatMap((piece, at) => {
    if (piece.startsWith('<!--')) return []
    if (piece.startsWith('<')) return [tagOf(piece)]
    const before = spaceShows(pieces[at - 1], 'after')
    const after = spaceShows(pieces[at + 1], 'before')
    const text = decoded(piece).replaceAll(/\s+/g, ' ')
    const kept = text.replace(/^ /, before ? ' ' : '').replace(/ $/, after ? ' ' : '')
    // Between two tags a space shows where both are of the line.
    return kept === '' || (kept === ' ' && !(before && after)) ? [] : [JSON.stringify(kept)]
  })
}

/** Where an inline element ends before a text, or begins behind it; and at the edge of what is said to screen readers alone. */
function spaceShows(tag: string | undefined, side: 'before' | 'after'): boolean {
  const name = /^<\/?([a-z0-9]+)/.exec(tag ?? '')?.[1] ?? ''
  const closes = tag?.startsWith('</') ?? false
  if (!inline.has(name)) return false
  return side === 'after' ? closes || (tag ?? '').includes('govuk-visually-hidden') : !closes
}

function tagOf(tag: string): string {
  const [, slash = '', name = '', rest = ''] = /^<(\/?)([a-z0-9]+)(.*?)\/?>$/s.exec(tag) ?? []
  const attributes = [...rest.matchAll(/([^\s="]+)(?:\s*=\s*"([^"]*)")?/g)].map(([, key = '', value = '']) => {
    const plain = decoded(value).replaceAll(/\s+/g, ' ').trim()
    return `${key}=${JSON.stringify(key === 'class' ? plain.split(' ').sort().join(' ') : plain)}`
  })
  return `<${[slash + name, ...attributes.sort()].join(' ')}>`
}

const references: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', ctdot: '⋯', copy: '©' },
}

const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|([a-z]+));/g, (all, number, name) =>
    number ? String.fromCodePoint(Number(number)) : (references[name] ?? all),
  )

/** Markup that somebody else made, as a template of ours takes it. */
export function markupOf(text: string): Html {
  const parts = [text]
  return html(Object.assign(parts, { raw: parts }))
}
