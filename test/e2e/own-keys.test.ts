// A gateway whose own certificate ends: what it says of that at its start, while it runs, at its door and in its log.
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makeKey } from '../../crypto/jose/engine.ts'
import { requestBody } from '../support/bodies.ts'
import { timelineOf } from '../support/both-sides.ts'
import { clientOf, type Who } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, start } from '../support/gateways.ts'
import { type InstallationWishes, install, peer, scratch } from '../support/installation.ts'
import { logOf } from '../support/said.ts'
import { withTrialCa } from '../support/trial-ca.ts'

const dayMs = 86_400_000

async function gatewayWith(t: Test, wishes: InstallationWishes) {
  const installation = await install(join(await scratch(t), 'XA'), 'XA', wishes)
  await start(t, installation)
  const client = clientOf(installation)
  t.teardown(() => client.close())
  const readiness = async () => {
    const { status, json } = await client.get('/readyz')
    return { status, reasons: json['reasons'] as string[] }
  }
  const told = () =>
    readFileSync(join(installation.folder, 'gateway.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => String(event).startsWith('validity.'))
  return { readiness, told }
}

t.test('a certificate that has expired: not ready, with the reason, and a line in the log [N3]', async (t) => {
  const { readiness, told } = await gatewayWith(t, { tlsMs: -1_000 })
  t.match(await readiness(), { status: 503, reasons: [/^our certificate of the partner door \(tls\) expired on /] })
  t.match(told(), [{ event: 'validity.ended', level: 50, member: 'XA', use: 'tls', notAfter: String }])
})

t.test('one that expires within sixty days: ready, with the reason [N3]', async (t) => {
  const { readiness, told } = await gatewayWith(t, { tlsMs: 20 * dayMs })
  t.match(await readiness(), { status: 200, reasons: [/\(tls\) expires on .*, in 19 days$/] })
  t.match(told(), [{ event: 'validity.ending', level: 40, use: 'tls', days: 19 }])
})

t.test('one that expires while the gateway runs [N3]', async (t) => {
  const { readiness, told } = await gatewayWith(t, { tlsMs: 4_000, settings: { SWEEP_EVERY_MS: 1_000 } })
  const end = performance.now() + 30_000
  while ((await readiness()).status !== 503 || told().at(-1)?.['event'] !== 'validity.ended') {
    if (performance.now() > end) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  t.match(await readiness(), { status: 503, reasons: [/\(tls\) expired on /] })
  t.match(told().at(-1), { event: 'validity.ended', use: 'tls' })
})

t.test('one that holds for long is not spoken of [N3]', async (t) => {
  const { readiness, told } = await gatewayWith(t, {})
  t.same(await readiness(), { status: 200, reasons: [] })
  t.same(told(), [])
})

t.test('whoever runs the gateway hears of it by the feed, and nobody else; a restart says nothing twice', async (t) => {
  const installation = await install(join(await scratch(t), 'XA'), 'XA', { tlsMs: 20 * dayMs })
  const feed = async (gateway: Gateway, who: Who) => (await gateway.client(who).get('/v1/events')).json['rows']
  const lines = () =>
    readFileSync(join(installation.folder, 'gateway.log'), 'utf8').split('"event":"validity.ending"').length - 1
  const first = await start(t, installation)
  const told = [{ kind: 'validity.ending', office: null, case: null, partner: 'XA', about: { use: 'tls' } }]
  t.match(await feed(first, 'operator'), told)
  t.same(await feed(first, 'officer'), [], 'no office is told')
  await first.running.close()
  const again = await start(t, installation)
  t.equal(((await feed(again, 'operator')) as unknown[]).length, 1)
  t.equal(lines(), 1)
  t.match(
    (await again.client('operator').get('/metrics')).octets.toString(),
    /bulla_validity_days\{partner="XA",use="tls"\} 19\.9/,
  )
})

t.test('a key of ours that is refused is told as what it is, and as no fault of the program [N3]', async (t) => {
  const installation = await install(join(await scratch(t), 'XA'), 'XA')
  const gateway = await start(t, installation)
  const client = gateway.client('operator')
  const lines = () =>
    readFileSync(join(installation.folder, 'gateway.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const refusals = () => lines().filter(({ event }) => event === 'trust.refused')
  const until = async (holds: () => unknown) => {
    const end = performance.now() + 60_000
    while (!(await holds()) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const wrong: [string, string | (() => Promise<string>), RegExp][] = [
    ['signing.key.pem', () => makeKey('P-256'), /signing\.cert\.pem: it is over another key/],
    ['encryption.key.pem', () => makeKey('P-256'), /names an encryption key first that is not in keys/],
    ['tls.key.pem', '-----BEGIN PRIVATE KEY-----\nnone\n-----END PRIVATE KEY-----\n', /tls\.key\.pem/],
    ['log.key.pem', 'no PEM at all', /log\.key\.pem/],
  ]
  for (const [name, text, problem] of wrong) {
    const file = join(installation.folder, 'keys', name)
    const [sound, before] = [await readFile(file), refusals().length]
    await writeFile(file, typeof text === 'string' ? text : await text())
    // A watcher may see the file half; what counts is what is said of the whole.
    await until(() =>
      refusals()
        .slice(before)
        .some((line) => problem.test(String(line['problem']))),
    )
    t.match(refusals().at(-1), { what: installation.folder, level: 50, problem }, name)
    t.match(
      (await client.get('/readyz')).json['reasons'],
      [/is not taken up since/],
      `${name}: what was before is in force`,
    )
    await writeFile(file, sound)
    await until(async () => (await client.get('/readyz')).status === 200)
    t.equal((await client.get('/readyz')).status, 200, `${name}: taken up once it is sound`)
  }
  t.same(
    lines().filter(({ event }) => event === 'gateway.failed' || event === 'request.failed'),
    [],
    'nobody is asked to report it',
  )
})

t.test(
  'a signing certificate that ends under a running gateway: nothing is signed, nothing is lost, and a new one mends it [N3]',
  { timeout: 540_000 },
  async (t) => {
    const folder = await scratch(t)
    const a = await install(join(folder, 'XA'), 'XA', { signingMs: 15_000, settings: { SWEEP_EVERY_MS: 1_000 } })
    const b = await install(join(folder, 'XB'), 'XB')
    const agreement = await peer(a, b)
    await withTrialCa(a)
    const [xa, xb] = [await start(t, a), await start(t, b)]
    const wait = () => new Promise((resolve) => setTimeout(resolve, 100))
    const endMs = Date.parse(a.card.signing[0]?.notAfter ?? '')
    while (Date.now() < endMs) await wait()
    const open = async (of: Gateway) => {
      const asked = { agreement: agreement.id, office: 'HQ', body: requestBody({}) }
      const { status, json } = await of.client().post('/v1/cases', asked)
      t.equal(status, 202, 'what is written is kept')
      return { of, case: String(json.case) }
    }
    const opened = [await open(xa), await open(xb)]
    interface Delivery {
      readonly state: string
      readonly attempts: number
    }
    const deliveryOf = async ({ of, case: id }: (typeof opened)[number]) =>
      timelineOf((await of.client().get(`/v1/cases/${id}`)).json)[0]?.delivery as Delivery | undefined
    const tried = await Promise.all(
      opened.map(async (each) => {
        for (;;) {
          const delivery = await deliveryOf(each)
          if (delivery?.state === 'waiting' && delivery.attempts > 1) return delivery
          await wait()
        }
      }),
    )
    t.match(tried, [
      { receipt: null, detail: /our signing key may sign from .* to .*, and it is .*"bulla check"/ },
      { receipt: null },
    ])
    const { rows } = (await xb.client().get('/v1/cases')).json as { rows: readonly { case: string }[] }
    t.notOk(
      rows.some((row) => row.case === opened[0]?.case),
      'and nothing of it arrives',
    )
    t.match(await xa.client('operator').ask('POST', '/v1/operator/partners/XB/test'), {
      status: 503,
      json: { code: 'signing-key-ended' },
    })
    t.match(tried[0], { problem: 'signing-key-ended' })
    t.match((await xa.client('operator').get('/readyz')).json['reasons'], [/our signing certificate expired on/])
    for (const words of [
      ['card', 'refresh'],
      ['keys', 'rotate', 'encryption'],
      ['keys', 'revoke', 'encryption'],
    ])
      t.match(
        await bulla(a.folder, words),
        { exit: 1, err: /our signing certificate ended on .*may sign no card\nhint: "bulla card renew"/ },
        words.join(' '),
      )
    const refusals = (await logOf(b)).filter(
      ({ event }) => event === 'envelope.rejected' || event === 'receipt.rejected',
    )
    t.same(refusals, [], 'XB was shown nothing that it had to refuse')
    const failures = (await logOf(a)).filter(
      ({ event, problem }) =>
        event === 'gateway.failed' || (event === 'request.failed' && problem !== 'signing-key-ended'),
    )
    t.same(failures, [], 'and nobody is asked to report a fault of the program')

    t.match(await bulla(a.folder, ['card', 'renew']), { exit: 0 })
    for (const each of opened) while ((await deliveryOf(each))?.state !== 'delivered') await wait()
    t.match(await xa.client('operator').ask('POST', '/v1/operator/partners/XB/test'), { status: 200 })
  },
)
