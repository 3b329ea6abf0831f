import t from 'tap'
import { remembering } from '../../../gateway/model/calendar/remembering.ts'

t.test('an answer is worked out once, and no more of them are remembered than there is room for', async (t) => {
  let asked = 0
  const twice = remembering(
    (n: number) => {
      asked += 1
      return n * 2
    },
    (n) => `${n}`,
  )
  t.same([twice(3), twice(3), twice(4)], [6, 6, 8])
  t.equal(asked, 2)
  for (let n = 0; n < 5_000; n += 1) twice(n)
  t.equal(asked, 5_000, 'what is known is not asked again')
  t.equal(twice(4_999), 9_998)
  t.equal(asked, 5_000)
  t.equal(twice(0), 0)
  t.equal(asked, 5_001, 'the oldest were forgotten together')
})

t.test('what has no answer is asked again', async (t) => {
  let asked = 0
  const never = remembering(
    (): string => {
      asked += 1
      throw new Error('no')
    },
    () => 'x',
  )
  t.throws(never)
  t.throws(never)
  t.equal(asked, 2)
})
