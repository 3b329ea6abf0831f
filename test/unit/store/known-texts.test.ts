// Stored JSON that many look at is one object for as long as its text is the same, and another one as soon as it is not.
import t from 'tap'
import { knownTexts } from '../../../adapters/store/dialect/known-texts.ts'

const read = (text: string) => JSON.parse(text) as { a: { b: number } }

t.test('the same text under the same id is the same object, which nobody can change', async (t) => {
  const known = knownTexts(100)
  const first = known.objectOf('one', '{"a":{"b":1}}', read)
  t.equal(known.objectOf('one', '{"a":{"b":1}}', read), first)
  t.not(known.objectOf('two', '{"a":{"b":1}}', read), first, 'of another row it is another')
  t.throws(() => Object.assign(first.a, { b: 2 }), TypeError)
})

t.test('where one character differs it is another object, and so it is when the first text comes back', async (t) => {
  const known = knownTexts(100)
  const first = known.objectOf('one', '{"a":{"b":1}}', read)
  t.same(known.objectOf('one', '{"a":{"b":2}}', read), { a: { b: 2 } })
  t.not(known.objectOf('one', '{"a":{"b":1}}', read), first)
})

t.test('what cannot be read is thrown each time, and leaves nothing behind', async (t) => {
  const known = knownTexts(100)
  const first = known.objectOf('one', '{"a":{"b":1}}', read)
  for (let count = 0; count < 2; count += 1) t.throws(() => known.objectOf('one', '{', read), SyntaxError)
  t.not(known.objectOf('one', '{"a":{"b":1}}', read), first)
})

t.test(
  'no more text is kept than was said: the oldest goes first, and what is longer than all is read anew',
  async (t) => {
    const known = knownTexts(30)
    const [one, two] = ['{"a":{"b":1}}', '{"a":{"b":2}}'].map((text, at) => known.objectOf(at, text, read))
    known.objectOf(2, '{"a":{"b":3}}', read)
    t.equal(known.objectOf(1, '{"a":{"b":2}}', read), two)
    t.not(known.objectOf(0, '{"a":{"b":1}}', read), one)
    const long = `{"a":{"b":${'1'.repeat(40)}}}`
    t.not(known.objectOf(3, long, read), known.objectOf(3, long, read))
  },
)
