import fc from 'fast-check'
import t from 'tap'
import { dayAfter, isDay, localDateOf } from '../../../gateway/model/calendar/calendar.ts'
import { datesOf } from '../../support/due-dates.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)

const zones = [
  'UTC',
  'Europe/Paris',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Pacific/Kiritimati',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Kathmandu',
]
const days = fc.integer({ min: 0, max: 36_524 }).map((n) => dayAfter('2000-01-01', n))

t.test('the due instant is the last millisecond of the due day, in every zone', async (t) => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 400 }), fc.constantFrom(...zones), (localDate, dueDays, timeZone) => {
      const { dueOn, dueAt } = datesOf({ localDate, dueDays, timeZone }).row
      return (
        dueOn === dayAfter(localDate, dueDays) &&
        dueAt !== null &&
        localDateOf(dueAt, timeZone) === dueOn &&
        localDateOf(dueAt + 1, timeZone) === dayAfter(dueOn, 1)
      )
    }),
    { seed, numRuns: 300 },
  )
  t.pass('holds')
})

t.test('days that exist', async (t) => {
  for (const [text, exists] of [
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2100-02-29', false],
    ['2000-02-29', true],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-3-05', false],
    ['2026-03-05T00:00', false],
    [' 2026-03-05', false],
    ['', false],
  ] as const)
    t.equal(isDay(text), exists, text)
})
