import fc from 'fast-check'
import t from 'tap'
import {
  backoff,
  deliveryLife,
  deliveryStates,
  firstPauseMs,
  longestPauseMs,
  nextState,
} from '../../../gateway/model/delivery.ts'
import {
  afterFault,
  afterStart,
  afterSuccess,
  type Circuit,
  circuitLimits,
  closedCircuit,
  largestWindow,
  mayTry,
  mayTryAtMs,
  narrowed,
  widened,
} from '../../../gateway/model/line.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)
const runs = { seed, numRuns: 500 }
const random01 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

t.test('a delivery', async (t) => {
  t.test('takes the events of its state and no other', async (t) => {
    const events = [...new Set(deliveryStates.flatMap((state) => Object.keys(deliveryLife[state])))]
    for (const state of deliveryStates)
      for (const event of events) {
        const next = (deliveryLife[state] as Record<string, string>)[event]
        const move = () => nextState(state, event as Parameters<typeof nextState>[1])
        if (next) t.equal(move(), next, `${state} ${event}`)
        else t.throws(move, { code: event === 'redeliver' ? 'not-redeliverable' : 'internal' }, `${state} ${event}`)
      }
  })
  t.test('can always be ended: from every state a final one is reached', async (t) => {
    const final = new Set(['delivered', 'cancelled', 'refused', 'expired'])
    const reaches = (state: string, seen: readonly string[]): boolean =>
      final.has(state) ||
      Object.values(deliveryLife[state as keyof typeof deliveryLife] as Record<string, string>).some(
        (next) => !seen.includes(next) && reaches(next, [...seen, next]),
      )
    for (const state of deliveryStates) t.ok(reaches(state, [state]), state)
  })
})

t.test('the pause before the next attempt', async (t) => {
  t.test('lies between nothing and a ceiling that doubles from 1 s to 15 min', async (t) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), random01, (attempt, random) => {
        const pauseMs = backoff(attempt, random)
        return (
          Number.isSafeInteger(pauseMs) &&
          pauseMs >= 0 &&
          pauseMs < Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1))
        )
      }),
      runs,
    )
    t.equal(backoff(1, 0.999), 999)
    t.equal(backoff(2, 0.5), 1_000)
    t.equal(backoff(40, 0.5), 450_000)
    t.equal(longestPauseMs, 15 * 60_000)
  })
  t.test('uses the whole span: a hundred deliveries do not wake together', async (t) => {
    const pauses = Array.from({ length: 100 }, (_, n) => backoff(10, n / 100))
    t.equal(new Set(pauses).size, 100)
  })
})

const faults = (circuit: Circuit, count: number, nowMs = 0) =>
  Array.from({ length: count }).reduce<Circuit>((each) => afterFault(each, nowMs, 0.5), circuit)

t.test('the circuit', async (t) => {
  t.test('opens after five faults in a row', async (t) => {
    t.equal(faults(closedCircuit, 4).state, 'closed')
    t.equal(faults(closedCircuit, 5).state, 'open')
    t.equal(
      faults(afterSuccess(faults(closedCircuit, 4), 0), 4).state,
      'closed',
      'a success between them starts the count anew',
    )
  })
  t.test('opens when half of the attempts of 30 s failed', async (t) => {
    let circuit: Circuit = closedCircuit
    for (let n = 0; n < 5; n += 1) circuit = afterFault(afterSuccess(circuit, n * 1_000), n * 1_000 + 500, 0)
    t.equal(circuit.state, 'open')
    let slow: Circuit = closedCircuit
    for (let n = 0; n < 50; n += 1) slow = afterFault(afterSuccess(slow, n * 10_000), n * 10_000 + 5_000, 0)
    t.equal(slow.state, 'closed', 'too few attempts in the span say nothing')
  })
  t.test('lets one probe through after the pause, and nobody beside it', async (t) => {
    const open = faults(closedCircuit, 5)
    const atMs = mayTryAtMs(open, 0)
    t.equal(mayTry(open, atMs - 1), false)
    t.equal(mayTry(open, atMs), true)
    const probing = afterStart(open, atMs)
    t.equal(probing.state, 'half-open')
    t.equal(mayTry(probing, atMs + 1), false)
    t.equal(
      mayTry(probing, atMs + circuitLimits.probeLostMs),
      true,
      'a probe that never came back blocks nothing for ever',
    )
    t.same(afterSuccess(probing, atMs), closedCircuit)
  })
  t.test('pauses twice as long after each failed probe, at most 15 min', async (t) => {
    let circuit = faults(closedCircuit, 5)
    let nowMs = 0
    const pauses: number[] = []
    for (let n = 0; n < 12; n += 1) {
      const atMs = mayTryAtMs(circuit, nowMs)
      pauses.push(atMs - nowMs)
      circuit = afterFault(afterStart(circuit, atMs), atMs, 0.999_999)
      nowMs = atMs
    }
    t.ok(
      pauses.slice(1).every((pause, n) => pause >= (pauses[n] as number) * 0.99),
      pauses.join(' '),
    )
    t.ok(pauses.every((pause) => pause <= longestPauseMs))
    t.ok((pauses.at(-1) as number) > 0.99 * longestPauseMs)
  })
  t.test('a fault that comes late does not make the pause longer; a success that comes late ends it', async (t) => {
    const open = faults(closedCircuit, 5)
    t.same(afterFault(open, 3_000, 0.9), open)
    t.same(afterSuccess(open, 3_000), closedCircuit)
  })
  t.test('is never stuck: whatever happened, an attempt may start at last, and a success closes it', async (t) => {
    const happening = fc.record({
      what: fc.constantFrom('start', 'success', 'fault'),
      afterMs: fc.nat(60_000),
      random: random01,
    })
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        let nowMs = 1_000_000
        let circuit: Circuit = closedCircuit
        for (const { what, afterMs, random } of happenings) {
          nowMs += afterMs
          if (what === 'start' && mayTry(circuit, nowMs)) circuit = afterStart(circuit, nowMs)
          if (what === 'success') circuit = afterSuccess(circuit, nowMs)
          if (what === 'fault') circuit = afterFault(circuit, nowMs, random)
        }
        const remembered = circuit.state === 'closed' ? circuit.recent.length : 0
        return (
          mayTry(circuit, Math.max(nowMs, mayTryAtMs(circuit, nowMs))) &&
          mayTryAtMs(circuit, nowMs) - nowMs <= longestPauseMs &&
          remembered <= circuitLimits.remembered &&
          afterSuccess(circuit, nowMs).state === 'closed'
        )
      }),
      runs,
    )
    t.pass('holds')
  })
})

t.test('the window', async (t) => {
  t.test('stays between 1 and 16 and is never empty', async (t) => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (answers) => {
        const window = answers.reduce((size, ok) => (ok ? widened(size) : narrowed(size)), 1)
        return Math.floor(window) >= 1 && window <= largestWindow
      }),
      runs,
    )
    t.pass('holds')
  })
  t.test('grows by about one for each full window of answers and halves with a fault', async (t) => {
    let window = 4
    for (let n = 0; n < 4; n += 1) window = widened(window)
    t.equal(window, 5)
    t.equal(narrowed(16), 8)
    t.equal(narrowed(1), 1)
    t.equal(widened(8, 8), 8)
  })
})
