// A short run of what `npm run faults -- rotation` does at its full length: time goes by, by libfaketime.
import t from 'tap'
import { withoutFalseClock } from '../support/false-clock.ts'
import { demandRows } from '../support/rows.ts'
import { twoYears } from './rotation/two-years.ts'

t.test(
  'a month in which all that happens in two years happens',
  { timeout: 540_000, skip: withoutFalseClock },
  async (t) => demandRows(t, await twoYears(t, { days: 30, everyDays: 5 })),
)
