// A short run of what `npm run faults -- outbox` does 300 times.
import t from 'tap'
import { demandRows } from '../support/rows.ts'
import { killedBetween } from './outbox/killed-between.ts'

t.test('kill -9 between submission and settlement: each once, and receipts complete', { timeout: 540_000 }, async (t) =>
  demandRows(t, await killedBetween(t, { rounds: 4, atOnce: 8 })),
)
