import t from 'tap'
import { grained, seldom } from '../../adapters/queue/sharing.ts'

t.test('instants that wakes share are never too early, hardly late, and few', async (t) => {
  const now = Date.UTC(2026, 10, 21)
  t.equal(grained(now, now), 0)
  t.equal(grained(now - 1, now), 0)
  const instants = new Set<number>()
  for (let inMs = 1; inMs < 7 * 86_400_000; inMs = Math.ceil(inMs * 1.0005)) {
    const due = grained(now + inMs, now)
    if (due < now + inMs || due - now - inMs > Math.max(16, inMs / 64)) t.fail(`${inMs} ms became ${due - now} ms`)
    instants.add(due)
  }
  t.ok(instants.size <= 128 * Math.log2(7 * 86_400_000), `${instants.size} instants in a week`)
})

t.test('the same complaint is passed on once in half a minute', async (t) => {
  const told: unknown[] = []
  let now = 0
  const complain = seldom(
    (error) => told.push(error),
    () => now,
  )
  complain(new Error('redis is away'))
  complain(new Error('redis is away'))
  complain('something else')
  now = 29_999
  complain(new Error('redis is away'))
  t.equal(told.length, 2)
  now = 30_000
  complain(new Error('redis is away'))
  t.equal(told.length, 3)
})
