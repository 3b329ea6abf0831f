// Strings of JSON (RFC 8259), names of members among them: whatever stands between two quotation
// marks, on either side of them, so that a mark too many, comments, several documents in a file or
// a broken end hide nothing of it. What lies between two strings is too short to count.
import { valuesOf } from './values.ts'

export const json = valuesOf(({ said, edge }) => {
  /** An escape that is not whole. */
  let left = ''

  return (text) => {
    let rest = left + (text ?? '')
    left = ''
    while (rest !== '') {
      const at = rest.search(/["\\]/)
      if (at === -1) return said(rest)
      said(rest.slice(0, at))
      const bytes = rest[at] === '"' ? 1 : rest[at + 1] === 'u' ? 6 : 2
      if (rest.length < at + bytes) {
        left = rest.slice(at)
        return
      }
      if (bytes > 1) said(unescaped(rest.slice(at, at + bytes)))
      else edge()
      rest = rest.slice(at + bytes)
    }
  }
})

/** What is no escape stands for itself: not all that begins with a brace is JSON. */
function unescaped(written: string): string {
  try {
    return String(JSON.parse(`"${written}"`))
  } catch {
    return written
  }
}
