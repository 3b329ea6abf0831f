// Strings of JSON (RFC 8259), names of members among them: whatever stands between two quotation
// marks, on either side of them, so that a mark too many, comments, several documents in a file or
// a broken end hide nothing of it. What lies between two strings is too short to count.
import { valuesOf } from './values.ts'

/** So much of a string is put together before it is said: escapes would cut it into pieces. */
const together = 16_384

export const json = valuesOf(({ said, edge }) => {
  /** Of the string, what was not said yet; of the text, an escape that is not whole. */
  let [gathered, left] = ['', '']

  function gather(text: string): void {
    gathered += text
    if (gathered.length >= together) say()
  }
  function say(): void {
    if (gathered !== '') said(gathered)
    gathered = ''
  }
  return (text) => {
    if (text === undefined) return say()
    let rest = left + text
    left = ''
    while (rest !== '') {
      const at = rest.search(/["\\]/)
      if (at === -1) return gather(rest)
      gather(rest.slice(0, at))
      const bytes = rest[at] === '"' ? 1 : rest[at + 1] === 'u' ? 6 : 2
      if (rest.length < at + bytes) {
        left = rest.slice(at)
        return
      }
      if (bytes > 1) gather(unescaped(rest.slice(at, at + bytes)))
      else {
        say()
        edge()
      }
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
