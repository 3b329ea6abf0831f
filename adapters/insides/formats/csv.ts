// Fields of a table in text (RFC 4180), whichever sign stands between them: it is read with each
// that is there, since words and a title above it have others. What is in quotation marks may hold
// the sign, and ends of lines.
import { readByEach } from '../channel.ts'
import { lettersIn } from '../characters.ts'
import type { Format } from '../inner.ts'
import { kindBytes, separatorsIn } from '../kinds.ts'
import { readerOf } from '../reader.ts'
import { valuesOf } from './values.ts'

export const csv: Format = async (source, report) => {
  const reader = readerOf(source)
  const signs = separatorsIn(lettersIn((await reader.peek(kindBytes)).subarray(0, kindBytes)))
  await readByEach(
    reader.rest(),
    signs.map((sign) => (each) => fieldsBetween(sign)(each, report)),
  )
}

const fieldsBetween = (sign: string): Format =>
  valuesOf(({ said, edge }) => {
    const ends = sign === '|' ? /[|\r\n]/ : new RegExp(`[${sign}\r\n]`)
    let [begins, quoted, left] = [true, false, '']

    return (text) => {
      let rest = left + (text ?? '')
      left = ''
      while (rest !== '') {
        if (begins && !quoted && rest.startsWith('"')) {
          quoted = true
          begins = false
          rest = rest.slice(1)
          continue
        }
        begins = false
        const at = quoted ? rest.indexOf('"') : rest.search(ends)
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
