// Texts in ASCII take a shorter way to their normal form, and come to the same.
import fc from 'fast-check'
import t from 'tap'
import { skeletonOf } from '../../../crypto/card/clean-text.ts'
import { textsIn } from '../../../gateway/model/terms/texts.ts'
import { seededRandom } from '../../support/random.ts'

const ascii = fc.string({
  unit: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)),
  maxLength: 400,
})
const lines = fc
  .array(fc.constantFrom('one', 'Two', '10L', '> ', '| ', '\n', '\r\n', ' ', '\t', 'word', '-', 'x.y'), {
    maxLength: 120,
  })
  .map((words) => words.join(' '))
/** Dashes and soft hyphens are in no skeleton; they send a text on the longer way. */
const [dash, hyphen] = ['\u2013', '\u00ad']

t.test('what an eye keeps of ASCII is what it keeps beside other characters', (t) => {
  const { seed } = seededRandom()
  t.comment(`seed: ${seed}`)
  const same = fc.property(fc.oneof(ascii, lines), (text) => skeletonOf(text) === skeletonOf(`${text}${dash}`))
  t.doesNotThrow(() => fc.assert(same, { seed, numRuns: 1000 }))
  t.equal(skeletonOf('Lot 10, l-1'), 'IOTIOII')
  t.end()
})

t.test('words in ASCII are known again beside a character that nobody sees', (t) => {
  const { seed } = seededRandom()
  t.comment(`seed: ${seed}`)
  const same = fc.property(fc.oneof(ascii, lines), (text) => {
    const [plain, marked] = [textsIn(text), textsIn(`${text}${hyphen}`)]
    return JSON.stringify(plain) === JSON.stringify(marked)
  })
  t.doesNotThrow(() => fc.assert(same, { seed, numRuns: 1000 }))
  const line = 'these are the words of somebody who wrote more than eight of them, in one line'
  t.equal(textsIn(line).length, 1, 'a text of one line is one text')
  t.equal(textsIn(`${line}\n${line.toUpperCase()} again`).length, 3)
  t.end()
})
