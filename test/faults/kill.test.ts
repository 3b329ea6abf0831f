// kill -9 of either gateway at random moments while messages flow both ways: each arrives exactly once, each receipt is there.
import type { ChildProcess } from 'node:child_process'
import t from 'tap'
import { requestBody } from '../support/bodies.ts'
import { clientOf, type NationalClient } from '../support/client.ts'
import { installedPair, killHard, spawnGateway } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { seededRandom } from '../support/random.ts'

const messages = 200

t.test('kill -9 at random moments during 200 exchanged messages', { timeout: 180_000 }, async (t) => {
  const { seed, random } = seededRandom()
  t.comment(`seed: ${seed}`)
  const { a, b, agreement } = await installedPair(t, {
    a: { settings: { SWEEP_EVERY_MS: 1000, LOG_LEVEL: 'info' } },
    b: { settings: { SWEEP_EVERY_MS: 1000 } },
  })
  const sides: { readonly installation: Installation; child: ChildProcess; kills: number }[] = [
    { installation: a, child: await spawnGateway(t, a), kills: 0 },
    { installation: b, child: await spawnGateway(t, b), kills: 0 },
  ]
  const submitted: { from: Installation; to: Installation; case: string; message: string }[] = []
  let stop = false

  // The national systems: they repeat a request under the same idempotency key until it is answered, as theirs do.
  const post = async (from: Installation, to: Installation, count: number) => {
    const client = clientOf(from)
    for (let number = 0; number < count; number += 1) {
      for (;;) {
        try {
          const answer = await client.post(
            '/v1/cases',
            { agreement: agreement.id, office: 'HQ', body: requestBody({ matter: `matter ${number}` }) },
            { 'idempotency-key': `k-${number}` },
          )
          if (answer.status === 202) {
            submitted.push({ from, to, case: String(answer.json.case), message: String(answer.json.message) })
            break
          }
          if (answer.status < 500) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`)
        } catch (error) {
          if (!isLineFault(error)) throw error
        }
        await pause(30)
      }
      await pause(random() * 60)
    }
    client.close()
  }
  const killer = (async () => {
    for (let turn = 0; !stop; turn += 1) {
      await pause(random() * 900)
      const side = sides[turn % 2]
      if (stop || !side) return
      await killHard(side.child)
      side.kills += 1
      side.child = await spawnGateway(t, side.installation)
    }
  })()
  await Promise.all([post(a, b, messages / 2), post(b, a, messages / 2)])
  stop = true
  await killer
  const kills = sides.map((side) => side.kills)
  t.comment(`count: ${messages} messages, killed ${kills.join(' + ')} times`)
  t.ok(
    kills.every((count) => count > 0),
    'the fault really happened',
  )
  t.equal(submitted.length, messages)
  t.equal(new Set(submitted.map(({ case: id }) => id)).size, messages, 'no request was taken twice')

  const clients = sides.map(({ installation }) => clientOf(installation, 'operator'))
  t.teardown(() => {
    for (const client of clients) client.close()
  })
  for (const client of clients)
    await client.until(
      '/v1/operator/deliveries?state=delivered&limit=200',
      ({ rows }) => (rows as unknown[]).length === messages / 2,
      60_000,
    )
  for (const [index, { installation }] of sides.entries()) {
    const client = clients[index] as NationalClient
    const own = submitted.filter(({ from }) => from === installation)
    const theirs = submitted.filter(({ to }) => to === installation)
    const delivered = (await client.get('/v1/operator/deliveries?state=delivered&limit=200')).json.rows as {
      delivery: string
      receipt: string | null
    }[]
    t.same(delivered.map(({ delivery }) => delivery).sort(), own.map(({ message }) => message).sort())
    t.ok(
      delivered.every(({ receipt }) => receipt !== null),
      'every receipt is there',
    )
    const cases = (await client.get('/v1/cases?limit=200')).json.rows as { case: string; role: string }[]
    t.same(
      cases
        .filter(({ role }) => role === 'requested')
        .map(({ case: id }) => id)
        .sort(),
      theirs.map(({ case: id }) => id).sort(),
      'every message arrived, and exactly once',
    )
    const events = (await client.get('/v1/events?after=0&limit=1000')).json.rows as { kind: string; message: string }[]
    const received = events.filter(({ kind }) => kind === 'message.received').map(({ message }) => message)
    t.same(received.sort(), theirs.map(({ message }) => message).sort(), 'each had one effect')
  }
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const isLineFault = (error: unknown): boolean =>
  error instanceof Error &&
  /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|aborted/.test(`${'code' in error ? error.code : ''} ${error.message}`)
