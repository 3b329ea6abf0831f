// Strings of JSON (RFC 8259), names of members among them. What stands around them is passed over,
// so that several documents in a file, comments, or a broken end hide nothing of it.
import { valuesOf } from './values.ts'

/** So much of a string is put together before it is said: escapes would cut it into pieces. */
const together = 16_384

export const json = valuesOf(({ said, edge }) => {
  let within = false
  /** Of the string, what was not said yet; of the text, an escape that is not whole. */
  let [gathered, left] = ['', '']

  function gather(text: string): void {
    gathered += text
    if (gathered.length < together) return
    said(gathered)
    gathered = ''
  }
  function ends(): void {
    if (gathered !== '') said(gathered)
    gathered = ''
    within = false
    edge()
  }
  return (text) => {
    let rest = left + text
    left = ''
    while (rest !== '') {
      const at = rest.search(within ? /["\\]/ : '"')
      if (at === -1) return within ? gather(rest) : undefined
      if (within) gather(rest.slice(0, at))
      const bytes = rest[at] === '"' ? 1 : rest[at + 1] === 'u' ? 6 : 2
      if (rest.length < at + bytes) {
        left = rest.slice(at)
        return
      }
      if (bytes > 1) gather(unescaped(rest.slice(at, at + bytes)))
      else if (within) ends()
      else within = true
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
