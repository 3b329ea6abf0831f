// What every queue promises, in one process or over a server. The promises stand in gateway/ports/ports.ts.
import type { Test } from 'tap'
import type { Queue } from '../../gateway/ports/delivering.ts'

export interface OpenedQueue {
  readonly queue: Queue
  /** What runs threw. */
  readonly faults: readonly unknown[]
  now(): number
  /** Lets so much time go by since the last time, and everything happen that is due then. */
  pass(ms: number): Promise<void>
  /** Long enough for anything to happen that must not: as much as a clock of the test's own allows. */
  readonly longMs: number
}
/** Opens a queue that was not started; it is stopped when the test ends. */
export type OpenQueue = (t: Test) => Promise<OpenedQueue>

/** Notes each run, and lets a test hold runs up. */
function workshop() {
  const runs: string[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  let atOnce = 0
  return {
    runs,
    hold: (partner: string) => void gates.set(partner, Promise.withResolvers()),
    release(partner: string) {
      const gate = gates.get(partner)
      gates.delete(partner)
      gate?.resolve()
    },
    async work(partner: string): Promise<void> {
      runs.push(partner)
      atOnce += 1
      await gates.get(partner)?.promise
      atOnce -= 1
    },
    atOnce: () => atOnce,
  }
}

export function queueContract(t: Test, open: OpenQueue): void {
  t.test('a wake for now or for the past runs the work as soon as possible', async (t) => {
    const { queue, now, pass, longMs } = await open(t)
    const { runs, work } = workshop()
    queue.start(work)
    t.equal(await queue.up(), true)
    queue.wake('XB', now())
    await pass(0)
    t.same(runs, ['XB'])
    queue.wake('XC', now() - 100_000)
    await pass(0)
    t.same(runs, ['XB', 'XC'])
    await pass(longMs)
    t.equal(runs.length, 2, 'and not again by itself')
  })

  t.test('wakes from before the start are kept', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work } = workshop()
    queue.wake('XB', now())
    queue.wake('XC', now() + 1500)
    await pass(100)
    queue.start(work)
    await pass(0)
    t.equal(runs[0], 'XB')
    await pass(1500)
    t.same(runs, ['XB', 'XC'])
  })

  t.test('a wake for later runs then, not before', async (t) => {
    const { queue, now, pass } = await open(t)
    const ranAt: number[] = []
    queue.start(async () => {
      ranAt.push(now())
    })
    const at = now() + 1500
    queue.wake('XB', at)
    await pass(1000)
    t.ok(
      ranAt.every((each) => each >= at),
      'not before',
    )
    await pass(600)
    t.equal(ranAt.length, 1)
    t.ok(Number(ranAt[0]) >= at)
  })

  t.test('an earlier wake and a later one are both served', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work } = workshop()
    queue.start(work)
    const dueAt = [now() + 1400, now() + 2400, now() + 400]
    const dueBy = (at: number) => dueAt.filter((due) => due <= at).length
    for (const at of dueAt) queue.wake('XB', at)
    let passedAt = now()
    for (const ms of [900, 1000, 1000]) {
      passedAt += ms
      await pass(ms)
      // Where the machine is slow more time has gone by than was asked for, and more is due.
      t.ok(runs.length >= dueBy(passedAt), `${runs.length} ran`)
      t.ok(runs.length <= dueBy(now()), 'and none before its time')
    }
    t.equal(runs.length, 3)
  })

  t.test('never two runs at once for one partner; one wake or many during a run cause another', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work, hold, release, atOnce } = workshop()
    hold('XB')
    queue.start(work)
    queue.wake('XB', now())
    await pass(0)
    for (let count = 0; count < 50; count += 1) queue.wake('XB', now())
    await pass(100)
    t.equal(runs.length, 1)
    t.equal(atOnce(), 1)
    release('XB')
    await pass(0)
    t.equal(runs.length, 2)
    await pass(1000)
    t.equal(runs.length, 2)
  })

  t.test('a wake that comes due during a run causes another', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work, hold, release } = workshop()
    hold('XB')
    queue.start(work)
    queue.wake('XB', now() + 200)
    queue.wake('XB', now())
    await pass(500)
    t.equal(runs.length, 1)
    release('XB')
    await pass(0)
    t.equal(runs.length, 2)
  })

  t.test('a partner that takes long holds up no other', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work, hold, release, atOnce } = workshop()
    for (const partner of ['XB', 'XC']) hold(partner)
    queue.start(work)
    for (const partner of ['XB', 'XC', 'XD']) queue.wake(partner, now())
    await pass(0)
    t.same([...runs].sort(), ['XB', 'XC', 'XD'])
    t.equal(atOnce(), 2)
    for (const partner of ['XB', 'XC']) release(partner)
  })

  t.test('work that throws is reported, and done again with the next wake', async (t) => {
    const { queue, now, pass, faults, longMs } = await open(t)
    let runs = 0
    queue.start(async () => {
      runs += 1
      if (runs === 1) throw new Error('the store is away')
    })
    queue.wake('XB', now())
    await pass(0)
    t.match(faults, [{ message: 'the store is away' }])
    await pass(longMs)
    t.equal(runs, 1)
    queue.wake('XB', now())
    await pass(0)
    t.equal(runs, 2)
    t.equal(faults.length, 1)
  })

  t.test('a wake during a run that throws is not lost', async (t) => {
    const { queue, now, pass, faults } = await open(t)
    const gate = Promise.withResolvers<void>()
    let runs = 0
    queue.start(async () => {
      runs += 1
      if (runs === 1) await gate.promise
    })
    queue.wake('XB', now())
    await pass(0)
    queue.wake('XB', now())
    gate.reject(new Error('broken off'))
    await pass(0)
    t.equal(runs, 2)
    t.equal(faults.length, 1)
  })

  t.test('a wake in a month does not come at once', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work } = workshop()
    queue.start(work)
    queue.wake('XB', now() + 40 * 86_400_000)
    await pass(1000)
    t.same(runs, [])
  })

  t.test('stopping lets the running ones end, and starts no other', async (t) => {
    const { queue, now, pass } = await open(t)
    const { runs, work, hold, release } = workshop()
    hold('XB')
    queue.start(work)
    queue.wake('XB', now())
    await pass(0)
    queue.wake('XB', now())
    queue.wake('XC', now() + 100)
    let stopped = false
    const stopping = queue.stop().then(() => {
      stopped = true
    })
    queue.wake('XD', now())
    await pass(1000)
    t.equal(stopped, false, 'one is still running')
    release('XB')
    await stopping
    await pass(1000)
    t.same(runs, ['XB'])
    await queue.stop()
  })
}
