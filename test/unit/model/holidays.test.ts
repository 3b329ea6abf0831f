// Working days are for our own targets only.
import fc from 'fast-check'
import t from 'tap'
import { dayAfter } from '../../../gateway/model/calendar/calendar.ts'
import { isWorkingDay, workingDayAfter } from '../../../gateway/model/calendar/holidays.ts'
import { datesAt, datesOf } from '../../support/due-dates.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)

t.test('weekends and holidays are no working days', async (t) => {
  const off = { holidays: ['2026-12-25'] }
  t.equal(isWorkingDay('2026-12-24', off), true, 'a Thursday')
  t.equal(isWorkingDay('2026-12-25', off), false, 'a holiday')
  t.equal(isWorkingDay('2026-12-26', off), false, 'a Saturday')
  t.equal(isWorkingDay('2026-12-27', off), false, 'a Sunday')
  t.equal(isWorkingDay('2026-12-27', { weekend: [5, 6] }), true, 'where Friday and Saturday are off')
  t.equal(isWorkingDay('2026-12-25', { weekend: [5, 6] }), false)
  t.equal(isWorkingDay('2026-12-27', { weekend: [] }), true, 'where nothing is off')
})

t.test('working days are counted over weekends, holidays, 29 February and the end of a year', async (t) => {
  for (const [from, count, off, to] of [
    ['2026-03-05', 1, {}, '2026-03-06'],
    ['2026-03-06', 1, {}, '2026-03-09'],
    ['2026-03-07', 0, {}, '2026-03-09'],
    ['2026-03-06', 0, {}, '2026-03-06'],
    ['2026-12-24', 2, { holidays: ['2026-12-25', '2027-01-01'] }, '2026-12-29'],
    ['2026-12-31', 1, { holidays: ['2026-12-25', '2027-01-01'] }, '2027-01-04'],
    ['2028-02-28', 1, {}, '2028-02-29'],
    ['2027-02-26', 1, {}, '2027-03-01'],
    ['2026-03-05', 3, { weekend: [5, 6] }, '2026-03-10'],
    ['2011-12-29', 1, {}, '2011-12-30'],
  ] as const)
    t.equal(workingDayAfter(from, count, off), to, `${from} + ${count}`)
})

t.test('a target ends with its day where it is answered, and says that it is ours', async (t) => {
  // A request is acknowledged within ten days: here on a holiday, which is a Friday, so that the next working day is a Monday.
  const ask = { localDate: '2026-12-15', off: { holidays: ['2026-12-25'] } }
  for (const role of ['requested', 'requesting'] as const)
    for (const [timeZone, last] of [
      ['Pacific/Auckland', '2026-12-28T10:59:59.999Z'],
      ['Pacific/Honolulu', '2026-12-29T09:59:59.999Z'],
    ] as const) {
      const owed = datesAt(role, { ...ask, timeZone }).reminders.filter(({ what }) => what === 'owed')
      const shown = { day: '2026-12-28', source: 'target', by: 'requested' }
      t.match(owed, [
        { ...shown, kind: 'reminder' },
        { ...shown, kind: 'overdue', atMs: Date.parse(last) + 1 },
      ])
    }
})

t.test('[rule 16] the 90 days of the treaty end on a holiday and on a weekend like on any other day', async (t) => {
  // 90 days from 26 September 2026 end on 25 December, 90 days from 27 September on a Saturday.
  for (const [localDate, dueOn] of [
    ['2026-09-26', '2026-12-25'],
    ['2026-09-27', '2026-12-26'],
  ] as const) {
    const { row, reminders } = datesOf({ localDate, off: { holidays: ['2026-12-25'] } })
    t.equal(row.dueOn, dueOn)
    t.match(
      reminders.filter(({ what }) => what === 'answer'),
      Array(4).fill({ day: dueOn, source: 'treaty' }),
    )
  }
})

t.test('the target is a working day, and as many working days lie between', async (t) => {
  const days = fc.integer({ min: 0, max: 20_000 }).map((n) => dayAfter('2000-01-01', n))
  const weekend = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 })
  const holidays = fc.uniqueArray(days, { maxLength: 20 })
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 60 }), weekend, holidays, (from, count, weekend, holidays) => {
      const off = { weekend, holidays }
      const to = workingDayAfter(from, count, off)
      let between = 0
      for (let day = dayAfter(from, 1); day <= to; day = dayAfter(day, 1)) if (isWorkingDay(day, off)) between += 1
      return isWorkingDay(to, off) && between === count
    }),
    { seed, numRuns: 200 },
  )
  t.pass('holds')
})

t.test('a card without a working day, or with a holiday that is none, is refused', async (t) => {
  t.throws(() => workingDayAfter('2026-03-05', 1, { weekend: [1, 2, 3, 4, 5, 6, 7] }), {
    code: 'card-invalid',
    message: /no working day/,
  })
  t.throws(() => workingDayAfter('2026-03-05', 1, { holidays: ['2026-02-30'] }), { code: 'card-invalid' })
})
