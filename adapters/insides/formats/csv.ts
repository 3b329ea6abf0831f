// Fields of a table in text (RFC 4180), whichever sign stands between them: the one that is there
// most often in the first line. What is in quotation marks may hold it, and ends of lines.
import { separatorIn } from '../kinds.ts'
import { valuesOf } from './values.ts'

export const csv = valuesOf(({ said, edge }) => {
  let separator: string | undefined
  let [begins, quoted, left] = [true, false, '']

  return (text) => {
    let rest = left + (text ?? '')
    left = ''
    separator ??= separatorIn(rest) ?? ','
    while (rest !== '') {
      if (begins && !quoted && rest.startsWith('"')) {
        quoted = true
        begins = false
        rest = rest.slice(1)
        continue
      }
      begins = false
      const at = quoted
        ? rest.indexOf('"')
        : rest.search(separator === '|' ? /[|\r\n]/ : new RegExp(`[${separator}\r\n]`))
      if (at === -1) return said(rest)
      if (at > 0) said(rest.slice(0, at))
      rest = rest.slice(at)
      if (!quoted) {
        edge()
        begins = true
      } else if (rest.length === 1 && text !== undefined) {
        // Whether it is doubled, the next piece says.
        left = rest
        return
      } else if (rest[1] === '"') {
        said('"')
        rest = rest.slice(1)
      } else quoted = false
      rest = rest.slice(1)
    }
  }
})
