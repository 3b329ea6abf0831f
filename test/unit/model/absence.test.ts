// How long a member may say that it is away.
import fc from 'fast-check'
import t from 'tap'
import { type Absent, absenceLimits, afterNotice } from '../../../gateway/model/calendar/absence.ts'

const hour = 3_600_000
const at = Date.UTC(2026, 10, 30)
const taken = (before: Absent | undefined, from: number, hours: number): Absent => {
  const held = afterNotice(before, { at: from, until: from + hours * hour })
  if (typeof held === 'string') throw new Error(held)
  return held
}

t.test('one notice, and all of a month, are bounded; what was taken back does not count', async (t) => {
  t.equal(afterNotice(undefined, { at, until: at + 73 * hour }), 'too-long')
  const first = taken(undefined, at, 72)
  t.equal(afterNotice(first, { at, until: at + hour }), 'older')
  const back = taken(first, at + 2 * hour, 0)
  t.equal(back.spentMs, 2 * hour, 'back after two hours of 72')
  const second = taken(back, at + 100 * hour, 72)
  const third = taken(second, at + 200 * hour, 72)
  t.equal(third.spentMs, 146 * hour)
  t.equal(afterNotice(third, { at: at + 300 * hour, until: at + 323 * hour }), 'too-much')
  t.type(afterNotice(third, { at: at + 300 * hour, until: at + 300 * hour }), 'object', 'being back is always taken')
  t.equal(taken(third, at + absenceLimits.spanMs, 72).spentMs, 72 * hour, 'a month later it begins anew')
})

t.test('whatever is announced, nobody is away for more than the budget in a span', async (t) => {
  const notice = fc.record({ after: fc.integer({ min: 1, max: 200 }), hours: fc.integer({ min: 0, max: 80 }) })
  fc.assert(
    fc.property(fc.array(notice, { maxLength: 60 }), (notices) => {
      let held: Absent | undefined
      let now = at
      const away: [number, number][] = []
      for (const { after, hours } of notices) {
        now += after * hour
        const next = afterNotice(held, { at: now, until: now + hours * hour })
        if (typeof next === 'string') continue
        const last = away.at(-1)
        if (last) last[1] = Math.min(last[1], now)
        away.push([next.at, next.until])
        held = next
        const inSpan = away.filter(([from]) => from >= next.sinceAt).reduce((sum, [from, to]) => sum + to - from, 0)
        t.ok(inSpan <= absenceLimits.budgetMs + absenceLimits.longestMs * 0, `${inSpan / hour} h`)
      }
    }),
    { numRuns: 100 },
  )
})
