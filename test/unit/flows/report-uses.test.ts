// Uses that are told unasked: so many reports a round, none that waits for people over and over, and a day where the holder is.
import t from 'tap'
import { reportingUses } from '../../../gateway/flows/between/uses/report-uses.ts'
import { openLog } from '../../../gateway/watch/log.ts'

type Deps = Parameters<typeof reportingUses>[0]

/** So many cases, each with one use; `waits` says which are left to a second person, `fails` which take no report. */
function casesOf(
  count: number,
  { reports = 'each-read', waits = /^$/, fails = /^$/, usedAt = 0, timeZone = 'UTC' } = {},
) {
  const open = new Set(Array.from({ length: count }, (_, at) => `case-${String(at).padStart(4, '0')}`))
  const [tried, keys, clock]: [string[], string[], { ms: number }] = [[], [], { ms: 0 }]
  let looked = 0
  const deps = {
    ...{ log: openLog('silent'), world: { monotonicMs: () => clock.ms, now: () => clock.ms } },
    trust: () => ({ card: { contact: { timeZone } } }),
    store: {
      untoldUses: async ({ after = '', limit }: { after?: string; limit: number }) =>
        [...open]
          .filter((of) => of > after)
          .slice(0, limit)
          .map((of) => ({ case: of, profile: 'tfa12', reports, reported: 0 })),
      usesAfter: async ({ case: of }: { case: string }) => {
        looked += 1
        return [{ seq: 1, at: usedAt, kind: 'release', case: of, data: { place: { number: 1 } } }]
      },
      message: async () => ({ statement: { facts: { from: 1, uses: [{}], last: true } } }),
    },
    submit: async (_: unknown, { case: of }: { case: string }, { key }: { key: string }) => {
      tried.push(of)
      keys.push(key)
      if (fails.test(of)) throw new Error('it takes no report')
      if (!waits.test(of)) open.delete(of)
      return { answer: { message: `report ${of}` } }
    },
  } as unknown as Deps
  return { round: reportingUses(deps), open, tried, keys, clock, looked: () => looked }
}

t.test('every case has its report, so many in a round', async (t) => {
  const { round, open, tried } = casesOf(450)
  await round()
  t.equal(tried.length, 60)
  for (let rounds = 0; rounds < 7; rounds += 1) await round()
  t.same([...open], [])
  t.equal(tried.length, 450)
})

t.test('what waits for people, or takes none, hides no other, and is tried again after a while', async (t) => {
  const { round, open, tried, keys, clock } = casesOf(200, { waits: /^case-00/, fails: /^case-01[0-4]/ })
  for (let rounds = 0; rounds < 6; rounds += 1) await round()
  t.equal(open.size, 150)
  t.equal(tried.length, 200, 'each once')
  clock.ms = 600_000
  for (let rounds = 0; rounds < 4; rounds += 1) await round()
  t.equal(tried.length, 350)
  t.equal(new Set(keys).size, 200, 'under the key of before, so that no second draft is made of it')
})

t.test('once a day is after the day of the first use that was not told, where the holder is', async (t) => {
  const noon = Date.parse('2026-05-05T12:00:00.000Z')
  const at = { reports: 'daily', usedAt: noon, timeZone: 'Pacific/Auckland' }
  const { round, tried, clock, looked } = casesOf(1, at)
  // In Auckland it is midnight.
  for (const hours of [1, 2, 23]) {
    clock.ms = noon + hours * 3_600_000
    await round()
  }
  t.same(tried, [])
  t.equal(looked(), 1, 'the evidence is not read in each round')
  clock.ms = noon + 24 * 3_600_000
  await round()
  t.equal(tried.length, 1)
})
