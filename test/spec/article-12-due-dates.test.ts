import t from 'tap'
import { isOverdue, localDateOf } from '../../gateway/model/calendar/calendar.ts'
import { datesAt, datesOf } from '../support/due-dates.ts'

const at = (text: string) => Date.parse(text)

t.test(
  '[rule 16] 90 calendar days from the date of the request, to the end of that day at the requested member',
  async (t) => {
    // request date, days, zone → last day, its last millisecond in UTC, and why this row is here
    for (const [localDate, dueDays, timeZone, dueOn, end, why] of [
      ['2026-03-05', 90, 'UTC', '2026-06-03', '2026-06-03T23:59:59.999Z', 'the plain case'],
      ['2027-12-01', 90, 'UTC', '2028-02-29', '2028-02-29T23:59:59.999Z', 'ends on 29 February'],
      ['2028-02-29', 90, 'UTC', '2028-05-29', '2028-05-29T23:59:59.999Z', 'begins on 29 February'],
      ['2028-02-29', 366, 'UTC', '2029-03-01', '2029-03-01T23:59:59.999Z', 'a year without 29 February follows'],
      ['2026-11-30', 90, 'UTC', '2027-02-28', '2027-02-28T23:59:59.999Z', 'ends on the last of February'],
      ['2025-12-29', 90, 'Europe/Paris', '2026-03-29', '2026-03-29T21:59:59.999Z', 'the last day has 23 hours'],
      ['2026-07-27', 90, 'Europe/Paris', '2026-10-25', '2026-10-25T22:59:59.999Z', 'the last day has 25 hours'],
      ['2026-02-01', 90, 'Pacific/Auckland', '2026-05-02', '2026-05-02T11:59:59.999Z', 'summer time ended on the way'],
      ['2026-08-01', 90, 'Pacific/Auckland', '2026-10-30', '2026-10-30T10:59:59.999Z', 'summer time began on the way'],
      ['2026-03-05', 90, 'Pacific/Honolulu', '2026-06-03', '2026-06-04T09:59:59.999Z', 'far west of the date line'],
      [
        '2026-03-05',
        90,
        'Pacific/Kiritimati',
        '2026-06-03',
        '2026-06-03T09:59:59.999Z',
        'far east of the date line, UTC+14',
      ],
      ['2026-03-05', 90, 'Asia/Kathmandu', '2026-06-03', '2026-06-03T18:14:59.999Z', 'a quarter of an hour off'],
      [
        '2026-01-24',
        90,
        'Africa/Cairo',
        '2026-04-24',
        '2026-04-24T20:59:59.999Z',
        'the last day begins at one o’clock',
      ],
      [
        '2026-01-23',
        90,
        'Africa/Cairo',
        '2026-04-23',
        '2026-04-23T21:59:59.999Z',
        'the day before midnight is skipped',
      ],
      [
        '2026-08-03',
        90,
        'America/Havana',
        '2026-11-01',
        '2026-11-02T04:59:59.999Z',
        'midnight comes twice on the last day',
      ],
      [
        '2011-10-01',
        90,
        'Pacific/Apia',
        '2011-12-30',
        '2011-12-30T09:59:59.999Z',
        'a day that Samoa left out: the one before it ends',
      ],
    ] as const) {
      t.test(`${localDate} + ${dueDays} in ${timeZone}: ${why}`, async (t) => {
        for (const role of ['requested', 'requesting'] as const) {
          const { row, reminders } = datesAt(role, { localDate, dueDays, timeZone })
          t.equal(row.dueOn, dueOn, `the day, at the ${role} member`)
          t.equal(new Date(row.dueAt ?? 0).toISOString(), end, `its end, at the ${role} member`)
          const overdue = reminders.find(({ what, kind }) => what === 'answer' && kind === 'overdue')
          t.match(overdue, { day: dueOn, atMs: Date.parse(end) + 1 }, `the clock, at the ${role} member`)
        }
      })
    }
  },
)

t.test('one instant, two dates: a request of Auckland’s Thursday is one of Honolulu’s Wednesday', async (t) => {
  const sentAtMs = at('2026-03-04T20:30:00.000Z')
  t.equal(localDateOf(sentAtMs, 'Pacific/Auckland'), '2026-03-05')
  t.equal(localDateOf(sentAtMs, 'Pacific/Honolulu'), '2026-03-04')
  t.equal(localDateOf(sentAtMs, 'Pacific/Kiritimati'), '2026-03-05')
})

t.test('overdue begins with the first millisecond after the last day', async (t) => {
  const { dueAt } = datesOf({ localDate: '2026-03-05', timeZone: 'Pacific/Auckland' }).row
  const dueAtMs = dueAt ?? 0
  t.equal(isOverdue(dueAtMs, dueAtMs), false)
  t.equal(isOverdue(dueAtMs, dueAtMs + 1), true)
  t.equal(localDateOf(dueAtMs, 'Pacific/Auckland'), '2026-06-03')
  t.equal(localDateOf(dueAtMs + 1, 'Pacific/Auckland'), '2026-06-04')
})
