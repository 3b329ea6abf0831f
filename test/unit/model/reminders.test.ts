// Reminders and the deadlines that are not the treaty's.
import fc from 'fast-check'
import t from 'tap'
import { untold } from '../../../gateway/flows/upkeep/reminding/remind.ts'
import { dayAfter, dayEndsAtMs, localDateOf, reminders } from '../../../gateway/model/calendar/calendar.ts'
import { datesOf } from '../../support/due-dates.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)
const zones = ['UTC', 'Europe/Paris', 'Pacific/Auckland', 'Pacific/Honolulu', 'Pacific/Kiritimati', 'Pacific/Apia']
const dueOf = (fromDate: string, timeZone: string, days = 90) => ({
  fromDate,
  dueOn: dayAfter(fromDate, days),
  timeZone,
})
const at = (text: string) => Date.parse(text)

t.test('reminders come after 60, 80 and 90 of 90 days', async (t) => {
  t.same(
    reminders(dueOf('2026-03-05', 'UTC')).map(({ number, afterDays, on, daysLeft }) => [
      number,
      afterDays,
      on,
      daysLeft,
    ]),
    [
      [1, 60, '2026-05-04', 30],
      [2, 80, '2026-05-24', 10],
      [3, 90, '2026-06-03', 0],
    ],
  )
})

t.test(
  'the days of the reminders hold over leap years, clock changes, the date line and the end of a year',
  async (t) => {
    // request date, zone of the answerer → the three days, the instant at which the last of them begins, why this row is here
    for (const [fromDate, timeZone, days, begins, why] of [
      ['2027-12-31', 'UTC', '2028-02-29 2028-03-20 2028-03-30', '2028-03-30T00:00:00.000Z', 'the first on 29 February'],
      ['2027-12-01', 'UTC', '2028-01-30 2028-02-19 2028-02-29', '2028-02-29T00:00:00.000Z', 'the last on 29 February'],
      ['2026-11-01', 'UTC', '2026-12-31 2027-01-20 2027-01-30', '2027-01-30T00:00:00.000Z', 'over the end of a year'],
      [
        '2025-12-29',
        'Europe/Paris',
        '2026-02-27 2026-03-19 2026-03-29',
        '2026-03-28T23:00:00.000Z',
        'a day of 23 hours',
      ],
      [
        '2026-07-27',
        'Europe/Paris',
        '2026-09-25 2026-10-15 2026-10-25',
        '2026-10-24T22:00:00.000Z',
        'a day of 25 hours',
      ],
      [
        '2026-03-05',
        'Pacific/Auckland',
        '2026-05-04 2026-05-24 2026-06-03',
        '2026-06-02T12:00:00.000Z',
        'begins the day before in UTC',
      ],
      [
        '2026-03-05',
        'Pacific/Honolulu',
        '2026-05-04 2026-05-24 2026-06-03',
        '2026-06-03T10:00:00.000Z',
        '22 hours after Auckland',
      ],
      ['2026-03-05', 'Pacific/Kiritimati', '2026-05-04 2026-05-24 2026-06-03', '2026-06-02T10:00:00.000Z', 'UTC+14'],
      [
        '2011-10-01',
        'Pacific/Apia',
        '2011-11-30 2011-12-20 2011-12-30',
        '2011-12-30T10:00:00.000Z',
        'a day that Samoa left out begins with the day after it',
      ],
      ['2026-01-24', 'Africa/Cairo', '2026-03-25 2026-04-14 2026-04-24', '2026-04-23T22:00:00.000Z', 'no midnight'],
    ] as const) {
      t.test(`${fromDate} in ${timeZone}: ${why}`, async (t) => {
        const found = reminders(dueOf(fromDate, timeZone))
        t.equal(found.map(({ on }) => on).join(' '), days)
        t.equal(new Date(found.at(-1)?.atMs ?? 0).toISOString(), begins)
      })
    }
  },
)

t.test('the reminder that is due is the latest whose day has begun at the answerer', async (t) => {
  const due = (timeZone: string, now: string) => {
    const { reminders } = datesOf({ localDate: '2026-03-05', timeZone })
    const found = untold(reminders, new Set(), at(now)).find(({ what }) => what === 'answer')
    return found && `${found.kind} ${found.number}`
  }
  for (const [now, told] of [
    ['2026-03-05T00:00:00.000Z', undefined],
    ['2026-05-03T11:59:59.999Z', undefined],
    ['2026-05-03T12:00:00.000Z', 'reminder 1'],
    ['2026-05-23T11:59:59.999Z', 'reminder 1'],
    ['2026-05-23T12:00:00.000Z', 'reminder 2'],
    ['2026-06-02T11:59:59.999Z', 'reminder 2'],
    ['2026-06-02T12:00:00.000Z', 'reminder 3'],
    ['2026-06-03T11:59:59.999Z', 'reminder 3'],
    ['2026-06-03T12:00:00.000Z', 'overdue 0'],
    ['2026-09-01T00:00:00.000Z', 'overdue 0'],
  ] as const)
    t.equal(due('Pacific/Auckland', now), told, now)
  t.equal(due('Pacific/Honolulu', '2026-05-03T12:00:00.000Z'), undefined, 'in Honolulu that day has not begun')
})

t.test('another number of days has its reminders at the same shares, and none before the first day', async (t) => {
  t.same(
    reminders(dueOf('2026-03-05', 'UTC', 30)).map(({ afterDays }) => afterDays),
    [20, 26, 30],
  )
  t.same(
    reminders(dueOf('2026-03-05', 'UTC', 3)).map(({ number, afterDays }) => [number, afterDays]),
    [
      [1, 2],
      [2, 3],
    ],
  )
  t.same(
    reminders(dueOf('2026-03-05', 'UTC', 1)).map(({ afterDays, daysLeft }) => [afterDays, daysLeft]),
    [[1, 0]],
  )
})

t.test('reminders come in order, none later than the last day, in every zone', async (t) => {
  const days = fc.integer({ min: 0, max: 36_524 }).map((n) => dayAfter('2000-01-01', n))
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 400 }), fc.constantFrom(...zones), (fromDate, span, timeZone) => {
      const due = dueOf(fromDate, timeZone, span)
      const found = reminders(due)
      const dueAtMs = dayEndsAtMs(due.dueOn, timeZone)
      const last = found.at(-1)
      return (
        found.every(({ atMs }, index) => index === 0 || atMs > (found[index - 1]?.atMs ?? 0)) &&
        found.every(({ atMs, on }) => localDateOf(atMs, timeZone) >= on) &&
        last?.daysLeft === 0 &&
        last.atMs <= dueAtMs + 1
      )
    }),
    { seed, numRuns: 300 },
  )
  t.pass('holds')
})

t.test('a deadline says who set it: 90 days are the treaty’s, any other number the agreement’s', async (t) => {
  const answer = (dueDays: number) =>
    datesOf({ localDate: '2026-03-05', dueDays }).reminders.filter(({ what }) => what === 'answer')
  t.match(answer(90), Array(4).fill({ source: 'treaty', day: '2026-06-03' }))
  t.equal(answer(90).at(-1)?.atMs, at('2026-06-04T00:00:00.000Z'), 'overdue when that day has passed')
  t.match(answer(60), Array(4).fill({ source: 'agreement', day: '2026-05-04' }))
})
