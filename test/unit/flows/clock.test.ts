// A wall clock that is set while the gateway runs: what is measured and waited for goes by the monotonic one, and a false instant is not written.
import { mock } from 'node:test'
import t from 'tap'
import { embeddedQueue } from '../../../adapters/queue/embedded.ts'
import { type Delivering, dispatching } from '../../../gateway/flows/delivering/deliver.ts'
import { waitAgain } from '../../../gateway/flows/delivering/settle.ts'
import { watchWaiting } from '../../../gateway/flows/delivering/waiting.ts'
import { addCheckpoint, publish, type Witnessing } from '../../../gateway/flows/evidence/witness.ts'
import { newestWritten, watchClock } from '../../../gateway/flows/trust/clock.ts'
import { type Rounds, round } from '../../../gateway/flows/upkeep/rounds.ts'
import { longestPauseMs } from '../../../gateway/model/delivery.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { EvidenceRow } from '../../../gateway/ports/rows.ts'
import { heard, openLog } from '../../../gateway/watch/log.ts'
import { someOf } from '../../support/some-of.ts'

const start = Date.UTC(2026, 10, 21)
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]

/** Two clocks: `pass` moves both, `set` the wall clock alone. */
function clocks() {
  let [wallMs, monotonicMs] = [start, 5_000]
  return {
    world: {
      now: () => wallMs,
      monotonicMs: () => monotonicMs,
      random: () => 0.999,
      randomOctets: (count: number) => new Uint8Array(count),
      id: () => 'id',
    },
    pass(ms: number) {
      wallMs += ms
      monotonicMs += ms
    },
    set(byMs: number) {
      wallMs += byMs
    },
  }
}

function watched(writtenAt?: number) {
  const both = clocks()
  const told: unknown[] = []
  let steps = 0
  const log = heard(openLog('silent'), (event, { byMs, believed }) => told.push([event, byMs, believed]))
  const onStep = () => {
    steps += 1
  }
  const clock = watchClock({ world: both.world, log, writtenAt, onStep })
  return { ...both, clock, told, steps: () => steps }
}

t.test('a step that partners bear is told once, stops nothing, and is forgotten after a calm hour [W1]', async (t) => {
  const { clock, told, steps, pass, set } = watched()
  pass(second)
  clock.look()
  set(1_900)
  clock.look()
  t.same(told, [], 'what a leap second or a halted machine does is no step')
  set(-1_900)
  clock.look()
  set(12 * second)
  clock.look()
  clock.look()
  t.same(told, [['clock.stepped', 12_000, 1]])
  t.equal(steps(), 1)
  t.equal(clock.amiss(), undefined)
  t.equal(clock.stepped(), 'the clock is 12 s ahead of what was reckoned; it has stepped')
  pass(hour)
  clock.look()
  t.equal(clock.stepped(), undefined)
  t.equal(clock.aheadMs(), 0)
  set(-12 * second)
  clock.look()
  t.same(told.slice(1), [['clock.stepped', -12_000, 1]])
})

t.test('a step that nobody bears stops whatever writes an instant, until both clocks agree again [W1]', async (t) => {
  for (const [byMs, words] of [
    [400 * day, '34560000 s ahead of'],
    [-6 * minute, '360 s behind'],
  ] as const) {
    const { clock, told, steps, pass, set } = watched()
    clock.look()
    set(byMs)
    t.equal(clock.amiss(), `the clock is ${words} what was reckoned since it was last believed`)
    t.throws(() => clock.demand(), { code: 'clock-stepped', retryAfterMs: 10_000 })
    pass(2 * hour)
    clock.look()
    t.not(clock.amiss(), undefined, 'no time makes it right')
    set(-byMs)
    t.equal(clock.amiss(), undefined)
    t.same(told, [
      ['clock.stepped', byMs, 0],
      ['clock.stepped', -byMs, 1],
    ])
    t.equal(steps(), 2)
  }
})

t.test('a step that is over before the next look is seen by whoever would have written under it [W1]', async (t) => {
  const { clock, told, set } = watched()
  set(200 * second)
  clock.demand()
  set(-200 * second)
  clock.look()
  t.same(told, [
    ['clock.stepped', 200_000, 1],
    ['clock.stepped', -200_000, 1],
  ])
})

t.test('a clock that starts behind what is stored is not believed until it has caught up [W1]', async (t) => {
  const { clock, told, steps, set } = watched(start + 10 * minute)
  t.match(clock.amiss(), /^the clock says 2026-11-21T00:00:00.000Z, but the store holds an instant of 2026-11-21T00:10/)
  clock.look()
  set(9 * minute)
  clock.look()
  t.equal(clock.amiss(), undefined)
  t.equal(clock.aheadMs(), 0, 'it is reckoned from there')
  t.same(told, [['clock.stepped', 540_000, 1]])
  t.equal(steps(), 1)
  t.equal(watched(start + 5 * minute).clock.amiss(), undefined, 'by so little the clocks of two nodes may differ')

  const evidence = (rows: Partial<EvidenceRow>[]) => async () => rows as EvidenceRow[]
  const checkpoint = async () => ({ size: 7, at: start + day }) as never
  t.equal(await newestWritten(someOf({ checkpoint, evidence: evidence([{ at: start + day }, { at: start }]) })), start)
  t.equal(await newestWritten(someOf({ checkpoint: async () => undefined, evidence: evidence([]) })), undefined)
})

t.test('by a clock that is not believed nothing expires, is removed, told or published [W1]', async (t) => {
  const { clock, set, world } = watched()
  set(400 * day)
  const untouched = new Proxy({}, { get: (_, name) => () => t.fail(`the store was asked for ${String(name)}`) })
  const evidenceLog = { behind: () => undefined, confirmed: () => true }
  const deps = { clock, world, evidenceLog, store: untouched, trust: () => ({ partners: new Map() }) }
  await round(deps as unknown as Rounds)
  const witnessing = deps as unknown as Witnessing
  await t.rejects(publish(witnessing), { code: 'clock-stepped' })
  await t.rejects(addCheckpoint(witnessing, {} as never, ''), { code: 'clock-stepped' })
})

t.test('the time of a checkpoint never goes back [W1]', async (t) => {
  for (const [behindMs, expected] of [
    [2 * minute, start],
    [6 * minute, start - 6 * minute],
  ] as const) {
    const { world, set } = clocks()
    set(-behindMs)
    const saved: number[] = []
    const store = {
      checkpoint: async (atLeast: number) => (atLeast > 5 ? undefined : { size: 5, at: start }),
      saveCheckpoint: async ({ at }: { at: number }) => void saved.push(at),
    }
    const head = async () => ({ size: 8, rootHash: new Uint8Array(32), note: '' })
    const clock = { amiss: () => undefined, demand: () => undefined }
    const trust = () => ({ partners: new Map() })
    await publish({ world, clock, store, trust, evidenceLog: { head } } as unknown as Witnessing)
    t.same(saved, [expected], 'a person has looked at a clock that is further behind')
  }
})

/** A dispatcher of which each attempt finds nobody at the other end. */
function nobodyThere() {
  const both = watched()
  const wakes: number[] = []
  const dueAt: number[] = []
  let claims = 0
  const claimed = {
    delivery: { id: 'd', fence: 1, attempts: 0, partner: 'XB' },
    message: { id: 'm', case: 'c' },
    items: [{ partSha256: 'p', partBytes: 1e9 }],
  }
  const deps = {
    ...both,
    store: {
      claim: async () => {
        claims += 1
        return [[claimed]]
      },
      settle: async ({ settlements }: { settlements: { dueAt: number }[] }) => {
        dueAt.push(...settlements.map((each) => each.dueAt))
        return { outcome: 'settled', moved: [] }
      },
    },
    line: { partOffset: async () => Promise.reject(new Problem('partner-unreachable', 'nobody is there')) },
    log: openLog('silent'),
    trust: () => ({ partners: new Map([['XB', { member: 'XB', state: 'active', address: {} }]]) }),
    tracing: { apart: (_: string, __: object, run: () => unknown) => run() },
    limits: { windowMax: 1, leaseMs: 60_000, maxStatements: 64, inlinePartBytes: 1, maxInlineBytes: 1 },
    wake: (_: string, at: number) => wakes.push(at),
    settled: () => undefined,
    awayUntil: () => undefined,
    told: () => undefined,
  }
  const dispatcher = dispatching(deps as unknown as Delivering)
  const attempt = async () => {
    await dispatcher.work('XB')
    // To be drained is the end of a dispatcher.
    while (dispatcher.inFlight().length > 0) await new Promise(setImmediate)
  }
  return { ...both, dispatcher, attempt, wakes, dueAt, deps, claims: () => claims }
}

t.test(
  'a circuit that opened under a clock that was ahead is tried again when its own pause is over [W1]',
  async (t) => {
    const { dispatcher, attempt, wakes, claims, world, pass, set } = nobodyThere()
    set(4 * minute)
    for (let fault = 0; fault < 5; fault += 1) await attempt()
    t.match(dispatcher.lines().get('XB'), { circuit: { state: 'open' } })
    set(-4 * minute)
    await attempt()
    t.equal(claims(), 5)
    const wakeInMs = (wakes.at(-1) ?? 0) - world.now()
    t.ok(wakeInMs > 0 && wakeInMs <= 5 * second, `it is looked at again in ${wakeInMs} ms`)
    pass(5 * second)
    await attempt()
    t.equal(claims(), 6)
  },
)

t.test(
  'nothing is claimed by a clock that is not believed, and no pause is longer than the longest [W1]',
  async (t) => {
    const { attempt, claims, set, deps, dueAt, world } = nobodyThere()
    set(-day)
    await attempt()
    t.equal(claims(), 0)
    set(day)
    const [claimed] = await deps.store.claim()
    const late = new Problem('partner-unreachable', 'come back in a year', { retryAfterMs: 365 * day })
    await waitAgain(deps as never, { member: 'XB' } as never, claimed as never, late)
    t.same(dueAt, [world.now() + longestPauseMs])
  },
)

t.test('a wake for later comes when its time has passed, whatever the clock says then [W1]', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const { world, pass, set } = clocks()
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const queue = embeddedQueue({ onFault: (error) => t.fail(String(error)), ...world })
  t.teardown(() => queue.stop())
  let runs = 0
  queue.start(async () => {
    runs += 1
  })
  set(hour)
  queue.wake('XB', world.now() + 2 * second)
  set(-hour)
  pass(second)
  mock.timers.tick(second)
  await turn()
  t.equal(runs, 0)
  pass(2 * second)
  mock.timers.tick(2 * second)
  await turn()
  t.equal(runs, 1)
})

t.test('what was stored by a clock ahead of time grows old all the same [W1]', async (t) => {
  const { world, pass } = clocks()
  let rows = [
    { partner: 'XB', deliveries: 308, oldestAt: start + 400 * day },
    { partner: 'XC', deliveries: 1, oldestAt: start - hour },
  ]
  const waiting = watchWaiting({ world, store: someOf({ backlog: async () => rows }) })
  const ages = async () => (await waiting.look()).map(({ oldestMs }) => oldestMs)
  t.same(await ages(), [0, hour])
  pass(20 * second)
  t.same(await ages(), [20_000, hour + 20_000])
  rows = [{ partner: 'XB', deliveries: 307, oldestAt: start + 400 * day + 1 }]
  t.same(await ages(), [0], 'another one is the oldest now')
})

t.test('retention is counted by the latest instant that anybody has shown or signed [R26]', async (t) => {
  const { clock, set, pass } = watched()
  t.equal(clock.latestMs('XB'), start)
  pass(hour)
  clock.look()
  set(-2 * day)
  t.equal(clock.latestMs('XB'), start + hour, 'a clock that is set back opens nothing')
  clock.signed('XB', start + 2 * hour)
  t.equal(clock.latestMs('XB'), start + hour, 'nor does one that is said to be ahead by more than is believed')
  set(2 * day)
  clock.signed('XB', start + hour + minute)
  t.equal(clock.latestMs('XB'), start + hour + minute)
  t.equal(clock.latestMs('XC'), start + hour, 'what one partner signed counts for what it gave')
  clock.signed('XB', start)
  t.equal(clock.latestMs('XB'), start + hour + minute, 'and never goes back')
})

t.test('a clock that is far ahead is not believed, and does not count after it was set right [R26]', async (t) => {
  const { clock, set } = watched()
  set(40 * day)
  clock.look()
  t.ok(clock.amiss())
  set(-40 * day)
  clock.look()
  t.equal(clock.latestMs('XB'), start)
})

t.test(
  'what was stored or signed before a start counts after it, and a clock that went back is told of [R26]',
  async (t) => {
    const both = clocks()
    const needs = { world: both.world, log: openLog('silent'), onStep: () => undefined }
    const stored = watchClock({ ...needs, writtenAt: start + minute })
    t.equal(stored.latestMs('XB'), start + minute)
    const signedBefore = new Map([['XB', start + 2 * day]])
    const clock = watchClock({ ...needs, writtenAt: undefined, signedBefore })
    t.equal(clock.latestMs('XB'), start + 2 * day)
    t.equal(clock.latestMs('XC'), start)
    t.match(clock.stepped(), /XB has signed at 2026-11-23.*it went back/)
    both.pass(2 * day)
    t.equal(clock.stepped(), undefined, 'until it has caught up')
  },
)
