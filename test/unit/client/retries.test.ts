// When a call is made again, how long is waited, and where it ends; a clock that only `pause` moves.
import t from 'tap'
import { problemOf, unreachable } from '../../../client/errors.ts'
import { type Repeatable, repeated, retryAfterMs, type World } from '../../../client/retries.ts'

const fault = (code: string) => unreachable(Object.assign(new Error(code), { code }))
const busy = (status: number, afterMs?: number) => problemOf(status, '{"code":"too-many-requests"}', afterMs)

/** A world whose pauses pass at once and are remembered. */
function timeless(random = () => 0.5) {
  const pauses: number[] = []
  let nowMs = 0
  const world: World = {
    random,
    nowMs: () => nowMs,
    pause: async (ms) => {
      pauses.push(ms)
      nowMs += ms
    },
    key: () => 'key',
  }
  return { world, pauses }
}

/** Calls that fail so many times with this error; how often it was called is told. */
async function calledWith(error: unknown, repeatable: Repeatable, failures = Number.POSITIVE_INFINITY) {
  const { world, pauses } = timeless()
  let calls = 0
  const call = async () => {
    calls += 1
    if (calls <= failures) throw error
    return 'done'
  }
  const end = await repeated(call, repeatable, { most: 4, withinMs: 60_000 }, world).catch((thrown: unknown) => thrown)
  return { calls, pauses, end }
}

t.test('a call that failed for a while is made again, and the last error is what is thrown', async (t) => {
  const error = fault('ECONNRESET')
  t.match(await calledWith(error, 'whatever', 2), { calls: 3, pauses: [100, 200], end: 'done' })
  t.same(await calledWith(error, 'whatever'), { calls: 5, pauses: [100, 200, 400, 800], end: error }, 'bounded')
  t.match(
    await calledWith(busy(429, 3_000), 'whatever', 1),
    { pauses: [3_100], end: 'done' },
    'never before Retry-After',
  )
})

t.test(
  'what waits for a person or a partner is not tried again: each try would be another denial in the evidence',
  async (t) => {
    for (const code of ['clock-stepped', 'log-behind', 'restored', 'signing-key-ended', 'store-altered']) {
      const error = problemOf(503, JSON.stringify({ code, title: code, status: 503 }), undefined)
      t.match(error, { code, status: 503 })
      t.equal((await calledWith(error, 'whatever')).calls, 1, code)
    }
  },
)

t.test('what may have had an effect is made again only where it certainly had none', async (t) => {
  for (const [error, repeatable, calls] of [
    [fault('ECONNRESET'), 'if refused', 1],
    [fault('ECONNREFUSED'), 'if refused', 5],
    [busy(429), 'if refused', 5],
    [busy(503, 1_000), 'if refused', 5],
    [busy(503), 'if refused', 1],
    [busy(503), 'whatever', 5],
    [busy(500), 'whatever', 1],
    [busy(403), 'whatever', 1],
    [fault('DEPTH_ZERO_SELF_SIGNED_CERT'), 'whatever', 1],
    [fault('ERR_TLS_CERT_ALTNAME_INVALID'), 'if refused', 1],
    [new Error('the source of the body'), 'whatever', 1],
  ] as const) {
    const found = await calledWith(error, repeatable)
    t.equal(found.calls, calls, `${error.message} ${repeatable}`)
    t.equal(found.end, error)
  }
})

t.test('no call begins after the time for all of them is over', async (t) => {
  const error = busy(503, 40_000)
  t.match(await calledWith(error, 'whatever'), { calls: 2, end: error }, 'a second wait would end too late')
  const late = busy(503, 61_000)
  t.same(await calledWith(late, 'whatever'), { calls: 1, pauses: [], end: late }, 'and no wait that is in vain')
})

t.test('jitter is spread over the whole bound, which stops growing', async (t) => {
  const pausesOf = async (random: number) => {
    const { world, pauses } = timeless(() => random)
    const failing = repeated(() => Promise.reject(fault('EPIPE')), 'whatever', { most: 9, withinMs: 3_600_000 }, world)
    await t.rejects(failing)
    return pauses
  }
  t.same(await pausesOf(0), Array(9).fill(0))
  t.same(await pausesOf(1), [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000])
})

t.test('Retry-After is seconds, and nothing else', async (t) => {
  t.same(['2', '0', undefined, 'soon', '-1', '1e9', 'Fri, 31 Dec 1999 23:59:59 GMT'].map(retryAfterMs), [
    2_000,
    0,
    ...Array(5).fill(undefined),
  ])
})
