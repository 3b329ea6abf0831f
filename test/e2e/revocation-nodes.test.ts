// Two nodes on one PostgreSQL: whichever of them hears that a certificate was revoked, replaced or its member suspended, both refuse it and end its connections.
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { another, layDown } from '../support/another-certificate.ts'
import { installedPair, start } from '../support/gateways.ts'
import { revokingCa } from '../support/openssl-ca.ts'
import { holdOpen, knock, lineBetween } from '../support/partner-client.ts'
import { freePort } from '../support/ports.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { logOf, said } from '../support/said.ts'

/** A second on a quiet machine; a connection that nobody closes stays for minutes. */
const soonMs = 15_000
const minuteMs = 60_000

t.test('live connections end on every node [V1] [V3] [V8]', { skip: noPostgres, timeout: 540_000 }, async (t) => {
  const server = await postgresServer(t)
  const settings = { STORE: 'postgres', POSTGRES_URL: await server?.createDatabase(), CRL_EVERY_MS: 1_000 }
  const { a, b } = await installedPair(t, { b: { settings } })
  await start(t, b)
  const two = { partner: await freePort(), national: await freePort() }
  const env = { BULLA_NODE: 'two', BULLA_PARTNER_PORT: String(two.partner), BULLA_NATIONAL_PORT: String(two.national) }
  await start(t, b, { env })
  const line = lineBetween(a, b)
  const [first, second] = [line, { ...line, port: two.partner }]
  const ca = await revokingCa(t, a.ca)

  /** A certificate whose connections to both nodes are held open. */
  async function onBoth(notAfterMs?: number) {
    const shown = await another(a, notAfterMs)
    const [one, other] = [await holdOpen({ ...first, ...shown }), await holdOpen({ ...second, ...shown })]
    const refused = async () => {
      for (const to of [first, second]) t.match(await knock({ ...to, ...shown }), { error: String })
    }
    return { serial: shown.serial, closed: Promise.all([one.closed, other.closed]), refused }
  }

  await t.test('a list that a partner gave to one of them, which no other can ask for', async (t) => {
    const thief = await onBoth()
    const body = await ca.crl({ number: 1, revoked: [{ serial: thief.serial }] })
    const startedMs = Date.now()
    const headers = { 'content-type': 'application/pkix-crl' }
    t.match(await knock(first, { method: 'POST', path: '/v1/crl', headers, body }), { status: 204 })
    await thief.closed
    t.ok(Date.now() - startedMs < minuteMs, `closed on both ${Date.now() - startedMs} ms after the first had it`)
    await thief.refused()
    t.match(await knock(second), { status: 200 }, 'the certificate that was not revoked goes on')
  })

  await t.test('a list that is laid down', async (t) => {
    const thief = await onBoth()
    const der = await ca.crl({ number: 2, revoked: [{ serial: thief.serial }] })
    const startedMs = Date.now()
    await layDown(b, 'xa.crl', der)
    await thief.closed
    t.ok(Date.now() - startedMs < minuteMs, `closed on both ${Date.now() - startedMs} ms after it lay in the folder`)
    await thief.refused()
  })

  await t.test('a certificate that ends', async (t) => {
    const lapseMs = Math.ceil((Date.now() + 5_000) / 1_000) * 1_000
    const lapsing = await onBoth(lapseMs)
    await lapsing.closed
    const lateMs = Date.now() - lapseMs
    t.ok(lateMs >= 0 && lateMs < soonMs, `closed on both ${lateMs} ms after the lapse`)
    await lapsing.refused()
  })

  await t.test('a member that is suspended', async (t) => {
    const member = await onBoth()
    const after = (await logOf(b)).length
    await openDirectory(b.folder).setPartnerState('XA', 'suspended')
    await member.closed
    const lateMs = Date.now() - Date.parse((await said(b, 'trust.loaded', /./, { after }))['at'] ?? '')
    t.ok(lateMs < soonMs, `closed on both ${lateMs} ms after one of them took it up`)
    await member.refused()
    t.match(await knock(second), { error: String })
  })
})
