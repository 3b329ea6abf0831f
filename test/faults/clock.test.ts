// The wall clock of a gateway steps while messages wait and are posted, and is put right again: everything arrives soon after.
import { join } from 'node:path'
import t from 'tap'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { leavesOf } from '../../gateway/flows/evidence/leaves.ts'
import { world } from '../../gateway/start/clock.ts'
import { requestBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { falseClock, withoutFalseClock } from '../support/false-clock.ts'
import { installedPair, spawnGateway, start } from '../support/gateways.ts'
import { demandAll, pause, post } from '../support/traffic.ts'

const daySeconds = 86_400
/** Far less than the 200 s that waits would take by the wrong clock; the circuit may be in a pause of five. */
const soonMs = 60_000

t.test(
  'a clock that stepped ahead and was put right stops no line and loses no message [W1]',
  { timeout: 540_000, skip: withoutFalseClock },
  async (t) => {
    const { a, b, agreement } = await installedPair(t)
    const clock = await falseClock(a.folder)
    await spawnGateway(t, a, [], clock.env)
    const [operator, officer] = [clientOf(a, 'operator'), clientOf(a)]
    t.teardown(() => [operator, officer].map((client) => client.close()))
    const wish = { agreement: agreement.id, pauseMs: 0, random: () => 1 }
    const delivered = (count: number) =>
      operator.until(
        '/v1/operator/deliveries?state=delivered&limit=200',
        ({ rows }) => (rows as unknown[]).length >= count,
        soonMs,
      )

    t.comment(
      '200 s ahead, which partners bear, while the partner is away: in what waits, in its pauses and in the circuit',
    )
    await clock.ahead(200)
    const before = await post(a, b, { ...wish, cases: 20 })
    await operator.until('/v1/operator/status', ({ partners }) =>
      (partners as { circuit: string }[]).every(({ circuit }) => circuit === 'open'),
    )
    await clock.ahead(0)
    const after = await post(a, b, { ...wish, cases: 5, first: 20 })
    const { json } = await operator.get('/v1/operator/status')
    const [waiting] = json['waiting'] as { deliveries: number; oldestSeconds: number }[]
    t.match(waiting, { deliveries: 25 })
    t.ok((waiting?.oldestSeconds ?? -1) >= 0, 'no age is negative')
    await spawnGateway(t, b)
    await delivered(25)

    t.comment('400 days ahead, which nobody bears, while messages are posted')
    await clock.ahead(400 * daySeconds)
    const posting = post(a, b, { ...wish, cases: 10, first: 25, pauseMs: 200 })
    const refused = await officer.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
    t.match(
      { status: refused.status, json: refused.json },
      { status: 503, json: { code: 'clock-stepped', retry: true } },
    )
    const unready = await operator.get('/readyz')
    t.match(unready.json, { ready: false, reasons: [/^the clock is 34\d{6} s ahead of what was reckoned/] })
    await pause(1_500)
    await clock.ahead(0)
    const meanwhile = await posting
    await delivered(35)
    await demandAll(t, [a, b], [...before, ...after, ...meanwhile])
    const metrics = String((await operator.get('/metrics')).octets)
    t.match(metrics, /^bulla_clock_steps_total 4$/m, 'each of the four steps was seen')
    t.match(metrics, /^bulla_clock_ahead_seconds -?0/m, 'and nothing is left of them')
  },
)

t.test('a clock behind what is stored takes nothing in, until a person has looked at it [W1]', async (t) => {
  const { a, agreement } = await installedPair(t)
  await (await start(t, a)).running.close()
  const at = Date.now() + 3_600_000
  const store = await openSqliteStore({ file: join(a.folder, 'data', 'bulla.sqlite') })
  const late = { at, kind: 'operator', case: null, subject: 'XA', data: { act: 'an hour late' } } as const
  await store.record(leavesOf(world, [late]))
  await store.close()

  const ask = { agreement: agreement.id, office: 'HQ', body: requestBody() }
  const behind = await start(t, a)
  const unready = await behind.client('operator').get('/readyz')
  t.equal(unready.status, 503)
  t.match(unready.json, { reasons: [`the store holds an instant of ${new Date(at).toISOString()}`] })
  t.match((await behind.client().post('/v1/cases', ask)).json, { code: 'clock-stepped' })
  await behind.running.close()

  const checked = await start(t, a, { clockChecked: true })
  t.equal((await checked.client('operator').get('/readyz')).status, 200)
  t.equal((await checked.client().post('/v1/cases', ask)).status, 202)
  const { json } = await checked.client('operator').get('/v1/operator/evidence?after=0&limit=100')
  const rows = json['rows'] as { data: object }[]
  t.match(rows.at(-2), { data: { act: 'clock checked' } })
  await checked.running.close()
  t.equal((await (await start(t, a)).client('operator').get('/readyz')).status, 200, 'said once, it is known')
})
