// So many in a minute for each partner, whatever the clock of the wall says.
import t from 'tap'
import { pace } from '../../../gateway/model/problems/pace.ts'

t.test('each member has its own minute, and is told when it ends', async (t) => {
  const demand = pace(2, 'lists')
  demand('XA', 1_000)
  demand('XA', 2_000)
  const tooMany = { code: 'too-many-requests', message: 'more than 2 lists in a minute' }
  t.throws(() => demand('XA', 3_000), { ...tooMany, retryAfterMs: 58_000 })
  t.doesNotThrow(() => demand('XB', 3_000), 'another one is not kept')
  t.throws(() => demand('XA', 60_999.5), { ...tooMany, retryAfterMs: 1 })
  t.doesNotThrow(() => demand('XA', 61_000), 'a minute after the first')
  t.doesNotThrow(() => demand('XA', 61_001))
  t.throws(() => demand('XA', 61_002), tooMany)
})
