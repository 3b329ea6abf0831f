// A short run of what `npm run faults -- rotation` does at its full length: many gateways in one process.
import t from 'tap'
import { demandRows } from '../support/rows.ts'
import { manyGateways } from './rotation/many-gateways.ts'

t.test('six gateways rotate everything at once', { timeout: 540_000 }, async (t) =>
  demandRows(t, await manyGateways(t, { gateways: 6 })),
)
