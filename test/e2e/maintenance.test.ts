// Maintenance that is announced: partners wait without an alarm, over restarts, and go on at once when it is over.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { importSigningKey } from '../../crypto/jose/engine.ts'
import { signAbsence } from '../../crypto/statement/absence.ts'
import { bulla } from '../support/command-line.ts'
import { installedPair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { knock, lineBetween } from '../support/partner-client.ts'
import { open, untilDelivered } from '../support/story.ts'
import { withTrialCa } from '../support/trial-ca.ts'

const logOf = ({ folder }: Installation) => readFileSync(join(folder, 'gateway.log'), 'utf8')
const hour = 3_600_000

t.test(
  '[A1] MUST wait for a partner that is away: a partner that was told waits without a try and without an alarm, also after a restart',
  async (t) => {
    const { a: one, b: two, agreement } = await installedPair(t)
    let a = await start(t, one)
    let b = await start(t, two)
    await withTrialCa(two)
    const paused = await bulla(two.folder, ['pause', '--hours', '3', '--folder', two.folder])
    t.equal(paused.exit, 0, paused.err)
    t.match(paused.out, /away until .*XA +yes/s)
    const awayOf = (name: unknown) => (name as { awayUntil: string | null }[])[0]?.awayUntil
    const status = await a.client('operator').get('/v1/operator/status')
    t.ok(Math.abs(Date.parse(String(awayOf(status.json['partners']))) - Date.now() - 3 * hour) < 60_000)
    await b.running.close()
    await a.running.close()
    a = await start(t, one)
    const made = await open(a.client(), agreement.id)
    const waiting = await a.client('operator').get('/v1/operator/deliveries')
    t.match((waiting.json['rows'] as unknown[])[0], { state: 'queued', attempts: 0 })
    const before = logOf(one)
    t.notMatch(before, /delivery.attempt.failed|circuit.changed/, 'nothing was tried, so nothing failed')
    t.match((await a.client('operator').get('/metrics')).octets.toString(), /bulla_partner_away\{partner="XB"\} 1/)
    const events = (await a.client('operator').get('/v1/events')).json['rows'] as { kind: string }[]
    t.ok(
      events.some(({ kind }) => kind === 'partner.away'),
      'whoever runs the gateway is told once',
    )

    b = await start(t, two)
    const resumed = await bulla(two.folder, ['resume', '--folder', two.folder])
    t.match(resumed.out, /we are back.*XA +yes/s, resumed.err)
    await untilDelivered(a.client(), made.case)
    t.match(logOf(one), /"event":"partner.back"/)
    t.notMatch(logOf(one).slice(before.length), /"level":(?:40|50).*"partner":"XB"/, 'and no alarm rang')
  },
)

t.test('a partner cannot silence alarms for ever, nor somebody in its name', async (t) => {
  const { a: one, b: two } = await installedPair(t)
  await start(t, one)
  const signer = async (of: Installation) =>
    importSigningKey(readFileSync(join(of.folder, 'keys/signing.key.pem'), 'utf8'), of.suite)
  const now = Date.now()
  const instant = (ms: number) => new Date(ms).toISOString()
  const body = async (change: object, by: Installation) =>
    signAbsence(
      { ...{ v: 1, from: 'XB', to: 'XA', at: instant(Date.now()), until: instant(Date.now() + hour) }, ...change },
      await signer(by),
    )
  const say = async (change: object, by = two) => {
    const headers = { 'content-type': 'application/jose' }
    const asked = { method: 'POST', path: '/v1/absence', headers, body: await body(change, by) }
    const answer = await knock(lineBetween(two, one), asked)
    if ('error' in answer) throw new Error(answer.error)
    return { status: answer.status, json: JSON.parse(answer.body) as Record<string, unknown> }
  }
  const refused = { status: 422, json: { code: 'absence-refused' } }
  await t.test('[A2] MUST be signed now, by the member on the line, for whoever gets it', async (t) => {
    t.match(await say({ from: 'XA', to: 'XB' }), refused)
    t.match(await say({}, one), refused)
    t.match(await say({ at: instant(now - hour) }), refused)
    t.match(logOf(one), /"event":"absence.refused"/)
  })
  await t.test('[A4] MUST be of 72 hours at most', async (t) => {
    t.match(await say({ until: instant(Date.now() + 73 * hour) }), refused)
    t.match(await say({ until: instant(Date.now() + 71 * hour) }), { status: 200 })
  })
  await t.test('[A3] MUST be later than the one that is held', async (t) => {
    t.match(await say({ at: instant(now - 1000) }), refused)
    t.match((await say({})).status, /200|429/)
  })
})

t.test('dead letters and circuits leave as events for whoever runs the gateway', async (t) => {
  const { a: one, agreement } = await installedPair(t, { a: { settings: { DELIVERY_TIMEOUT_MS: 1000 } } })
  const a = await start(t, one)
  for (let number = 0; number < 6; number += 1) await open(a.client(), agreement.id)
  const operator = a.client('operator')
  await operator.until('/v1/events?limit=1000', ({ rows }) =>
    (rows as { kind: string; partner: string }[]).some(
      ({ kind, partner }) => kind === 'circuit.open' && partner === 'XB',
    ),
  )
  t.pass('a circuit that opened')
})
