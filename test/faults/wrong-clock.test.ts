// A clock that is wrong by more than gateways forgive: the traffic waits and goes by itself once the clock is right, nothing becomes a dead letter.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { requestBody } from '../support/bodies.ts'
import { clientOf, type NationalClient } from '../support/client.ts'
import { installedPair, spawnGateway, start } from '../support/gateways.ts'

const minuteMs = 60_000
const often = { settings: { SWEEP_EVERY_MS: 1000 } }
const shifted = (offsetMs: number) => [
  '--import',
  new URL(`../support/shifted-clock.mjs?offsetMs=${offsetMs}`, import.meta.url).href,
]

interface Row {
  readonly delivery: string
  readonly state: string
  readonly attempts: number
  readonly problem: string | null
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

for (const wrongBy of [10, -10])
  t.test(
    `a clock ${Math.abs(wrongBy)} minutes ${wrongBy > 0 ? 'ahead' : 'behind'}: no dead letter, each delivered once when it is right [W2]`,
    { timeout: 540_000 },
    async (t) => {
      const { a, b, agreement } = await installedPair(t, { a: often, b: often })
      const clients = [a, b].map((of) => [clientOf(of), clientOf(of, 'operator')] as const)
      t.teardown(() => {
        for (const client of clients.flat()) client.close()
      })
      const rows = async (operator: NationalClient) =>
        (await operator.get('/v1/operator/deliveries?limit=100')).json.rows as unknown as Row[]

      const wrong = await spawnGateway(t, a, shifted(wrongBy * minuteMs))
      const right = await start(t, b)
      const each = 12
      for (const [officer] of clients)
        for (let count = 0; count < each; count += 1) {
          const opened = await officer.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
          t.equal(opened.status, 202)
        }
      for (const [, operator] of clients) {
        await operator.until('/v1/operator/deliveries?limit=100', ({ rows: found }) =>
          (found as unknown as Row[]).every(({ attempts }) => attempts > 0),
        )
        const found = await rows(operator)
        t.equal(found.length, each)
        t.same(
          found.filter(({ state }) => state !== 'waiting' && state !== 'sending'),
          [],
          'all of it waits',
        )
      }
      await Promise.all([stop(wrong), right.running.close()])

      // A little later, when the clock is right: what was dated ahead has come.
      const later = (Math.max(0, wrongBy) + 1) * minuteMs
      for (const each of [a, b]) await spawnGateway(t, each, shifted(later))
      for (const [index, [officer, operator]] of clients.entries()) {
        await operator.until(
          '/v1/operator/deliveries?limit=100',
          ({ rows: found }) => (found as unknown as Row[]).every(({ state }) => state === 'delivered'),
          60_000,
        )
        t.equal((await rows(operator)).length, each, `${[a, b][index]?.member} has delivered all of it`)
        const events = (await officer.get('/v1/events')).json.rows as unknown as { kind: string; message: string }[]
        const received = events.filter(({ kind }) => kind === 'message.received').map(({ message }) => message)
        t.equal(received.length, each, 'each had one effect')
        t.equal(new Set(received).size, each)
      }
    },
  )
