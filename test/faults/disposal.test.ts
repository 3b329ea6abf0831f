// A short run of what `npm run faults -- disposal` does at its full length.
import t from 'tap'
import { demandRows } from '../support/rows.ts'
import { killedDisposals } from './disposal/killed.ts'

t.test('kill -9 at every step of a disposal: nothing or everything is gone [R12a]', { timeout: 540_000 }, async (t) =>
  demandRows(t, await killedDisposals(t, { rounds: 7 })),
)
