// Texts, attributes and comments of HTML as it is written anywhere, in order or not: whatever
// stands between two tags, in quotation marks, or in a tag by itself. What only changes how letters
// look ends no text. Scripts and styles are read between quotation marks and brackets.
import { entityAt, longestEntity } from './entities.ts'
import { valuesOf } from './values.ts'

/** Tags within a sentence. */
const within =
  /^\/?(?:a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)(?![\w-])/i

/** In a text, in a tag, in quotation marks, in a comment, or in a script. */
type Place = 'text' | 'tag' | '"' | "'" | 'comment' | 'script'
/** What ends a piece of each. */
const ends: Readonly<Record<Place, RegExp>> = {
  text: /[<&]/,
  tag: /[\s"'=>]/,
  '"': /["&]/,
  "'": /['&]/,
  comment: /-->/,
  script: /[<"'`()]/,
}
/** Of what ends them, so much may be in the next piece. */
const ahead: Readonly<Record<Place, number>> = {
  ...{ text: 4, tag: 0, '"': 0, "'": 0, comment: 2, script: 8 },
}

export const html = valuesOf(({ said, edge }) => {
  let place: Place = 'text'
  let left = ''
  /** The name of the tag that is open, as far as it was read. */
  let tag = ''
  let ending = false

  function close(): void {
    place = /^(?:script|style)$/i.test(tag) ? 'script' : 'text'
    if (!within.test(tag)) edge()
  }
  function open(rest: string): number {
    if (rest.startsWith('<!--')) {
      place = 'comment'
      edge()
      return 4
    }
    place = 'tag'
    tag = /^\/?[\w-]*/.exec(rest.slice(1, 40))?.[0] ?? ''
    if (!within.test(tag)) edge()
    return 1 + tag.length
  }
  /** How far it takes what ends a piece, which it stands at. */
  function step(rest: string): number {
    const sign = rest[0] ?? ''
    if (sign === '&') return entity(rest)
    if (place === 'comment') {
      edge()
      place = 'text'
      return 3
    }
    if (place === 'script' || place === 'text') {
      if (sign === '<' && (place === 'text' || /^<\/(?:script|style)/i.test(rest))) return open(rest)
      edge()
      return 1
    }
    if (place === 'tag') {
      if (sign === '>') close()
      else if (sign === '"' || sign === "'") place = sign
      // The attributes of a tag in a sentence are no part of it.
      if (sign !== '>') edge()
      return 1
    }
    edge()
    place = 'tag'
    return 1
  }
  function entity(rest: string): number {
    const { sign, length } = entityAt(rest)
    said(sign)
    return length
  }
  return (text) => {
    ending = text === undefined
    let rest = left + (text ?? '')
    left = ''
    while (rest !== '') {
      const at = rest.search(ends[place])
      if (at === -1) {
        const kept = ending ? 0 : ahead[place]
        const piece = rest.slice(0, Math.max(0, rest.length - kept))
        if (piece !== '') said(piece)
        left = rest.slice(piece.length)
        return
      }
      if (at > 0) said(rest.slice(0, at))
      rest = rest.slice(at)
      const wanted = rest[0] === '&' ? longestEntity : rest[0] === '<' ? 40 : 3
      if (!ending && rest.length < wanted) {
        left = rest
        return
      }
      rest = rest.slice(step(rest))
    }
  }
})
