// Short runs of what `npm run faults -- rotation` does at its full length.
import t from 'tap'
import { withoutFalseClock } from '../support/false-clock.ts'
import { demandRows } from '../support/rows.ts'
import { manyGateways } from './rotation/many-gateways.ts'
import { stolenKey } from './rotation/stolen-key.ts'
import { twoYears } from './rotation/two-years.ts'

t.test('a stolen active key makes no card that anybody takes, whoever helps', { timeout: 120_000 }, async (t) =>
  demandRows(t, await stolenKey(t, { tries: 50 })),
)

t.test('twelve gateways rotate everything at once', { timeout: 240_000 }, async (t) =>
  demandRows(t, await manyGateways(t, { gateways: 12 })),
)

t.test('two months go by', { timeout: 240_000, skip: withoutFalseClock }, async (t) =>
  demandRows(t, await twoYears(t, { days: 60, everyDays: 5 })),
)
