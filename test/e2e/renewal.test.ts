// TLS certificates renewed while gateways run: by the trial CA under traffic, by files, by a real ACME server and by a private one; what fails
// leaves the certificate that is there, and is told.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t, { type Test } from 'tap'
import { renewalStatesIn } from '../../adapters/issuer/states.ts'
import { issue } from '../../crypto/x509/authority.ts'
import { readTlsCertificate } from '../../crypto/x509/issued.ts'
import { wantRenewal } from '../../gateway/flows/upkeep/renew.ts'
import type { RenewalWish, Wished } from '../../gateway/ports/issuer.ts'
import { acmeServer } from '../support/acme-server.ts'
import { requestBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { type Installation, install, scratch } from '../support/installation.ts'
import { pebbleServer, pebbleTerms, withoutPebble } from '../support/pebble.ts'

const dayMs = 86_400_000
const quick = { SWEEP_EVERY_MS: 1_000 }
const trial = { ...quick, TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial' }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function withTrialCa({ folder, ca }: Installation): Promise<void> {
  await mkdir(join(folder, 'trial-ca'), { mode: 0o700 })
  await writeFile(join(folder, 'trial-ca/ca.key.pem'), ca.keyPem, { mode: 0o600 })
  await writeFile(join(folder, 'trial-ca/ca.cert.pem'), ca.certPem)
}

/** What a door shows to whoever comes now. */
const shown = (port: number): Promise<X509Certificate> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate()
      socket.destroy()
      if (certificate) resolve(certificate)
      else reject(new Error('no certificate was shown'))
    })
    socket.on('error', reject)
  })

async function until<T>(look: () => Promise<T | undefined>, what: string, withinMs = 60_000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs} ms`)
    await pause(50)
  }
}

const want = (folder: string, of: Wished, wish: Partial<RenewalWish> = {}) =>
  wantRenewal(renewalStatesIn(folder), of, { at: Date.now(), renew: true, ...wish })

const changed = (port: number, from: X509Certificate) =>
  until(async () => {
    const now = await shown(port)
    return now.fingerprint256 === from.fingerprint256 ? undefined : now
  }, `another certificate at port ${port}`)

const told = ({ folder }: Installation, event: string) =>
  readFileSync(join(folder, 'gateway.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)

async function readyzOf({ installation }: Gateway, changes: Partial<Installation> = {}) {
  const client = clientOf({ ...installation, ...changes })
  const { status, json } = await client.get('/readyz')
  client.close()
  return { status, reasons: json['reasons'] as string[] }
}

/** How many keys were destroyed, by the evidence. */
async function acts(installation: Installation): Promise<number> {
  const client = clientOf(installation, 'operator')
  let [found, last, more] = [0, 0, true]
  while (more) {
    const { json } = await client.get(`/v1/operator/evidence?limit=1000&after=${last}`)
    const rows = json['rows'] as { seq: number; data: { act?: string; use?: string } }[]
    found += rows.filter(({ data }) => data.act === 'key destroyed' && data.use !== 'next').length
    last = rows.at(-1)?.seq ?? last
    more = rows.length > 0
  }
  client.close()
  return found
}

/** Opens cases at A until it is told to stop, over kept and over new connections; tells what failed. */
function traffic(t: Test, { installation }: Gateway, agreement: string) {
  const kept = clientOf(installation)
  t.teardown(() => kept.close())
  const failed: string[] = []
  let [sent, going] = [0, true]
  const run = async () => {
    while (going) {
      const client = sent % 3 === 0 ? clientOf(installation) : kept
      const body = { agreement, office: 'HQ', body: requestBody({ matter: `matter ${sent}` }) }
      try {
        const { status, json } = await client.post('/v1/cases', body, { 'idempotency-key': `r-${sent}` })
        if (status !== 202 && status !== 201) failed.push(`${status} ${JSON.stringify(json)}`)
      } catch (error) {
        failed.push(String(error))
      }
      if (client !== kept) client.close()
      sent += 1
      await pause(100)
    }
  }
  const running = run()
  return {
    async end() {
      going = false
      await running
      return { failed, sent }
    },
  }
}

t.test('the trial CA renews all certificates of both gateways under traffic, and nobody notices', async (t) => {
  const { a, b, agreement } = await installedPair(t, { a: { settings: trial }, b: { settings: trial } })
  for (const installation of [a, b]) await withTrialCa(installation)
  const gateways = [await start(t, a), await start(t, b)] as const
  const going = traffic(t, gateways[0], agreement.id)
  const keys = new Map<string, string>()
  for (const round of [1, 2])
    for (const { installation } of gateways)
      for (const use of ['tls', 'national'] as const) {
        const { folder, member, ports } = installation
        const port = use === 'tls' ? ports.partner : ports.national
        const before = await shown(port)
        keys.set(`${member} ${use} ${round}`, await readFile(join(folder, `keys/${use}.key.pem`), 'utf8'))
        await want(folder, use)
        const now = await changed(port, before)
        const lifeMs = Date.parse(now.validTo) - Date.parse(now.validFrom)
        t.equal(lifeMs, 7 * dayMs, `${member} ${use}: a week`)
        t.equal(now.subjectAltName?.includes('URI:spiffe://'), use === 'tls', 'and the names that it is known by')
      }
  const { failed, sent } = await going.end()
  t.same(failed, [], `${sent} requests`)
  t.ok(sent > 20)
  const client = gateways[0].client('operator')
  await client.until('/v1/operator/status', (status) => (status['waiting'] as unknown[]).length === 0)
  const { json } = await client.get('/v1/operator/deliveries?state=refused')
  t.same(json['rows'], [], 'no dead letters')
  t.equal(new Set(keys.values()).size, keys.size, 'each with a key of its own')
  for (const { installation } of gateways) {
    const left = async () =>
      (await readdir(join(installation.folder, 'keys'))).filter((name) => /^\.(?!changing)/.test(name))
    await until(
      async () => ((await left()).length === 0 ? true : undefined),
      'nothing left of the keys that were replaced',
    )
    t.equal(told(installation, 'key.destroyed').length, 4)
    t.same(told(installation, 'gateway.failed'), [])
    t.equal(await acts(installation), 4, 'and the evidence says so')
  }
})

t.test('a certificate that ended while the gateway was off is renewed at its start', async (t) => {
  const installation = await install(join(await scratch(t), 'XA'), 'XA', { tlsMs: -1_000, settings: trial })
  await withTrialCa(installation)
  const gateway = await start(t, installation)
  await until(async () => ((await readyzOf(gateway)).status === 200 ? true : undefined), 'ready')
  t.same((await readyzOf(gateway)).reasons, [], 'a week is not told as about to end')
  t.match(told(installation, 'tls.renewed'), [{ use: 'tls', issuer: 'trial' }])
})

t.test('what fails leaves the certificate that is there, is told, and is tried again', async (t) => {
  const installation = await install(join(await scratch(t), 'XA'), 'XA', { settings: trial })
  const gateway = await start(t, installation)
  const { folder, ports } = installation
  const before = await shown(ports.partner)
  await want(folder, 'tls')
  await until(async () => told(installation, 'tls.renewal.failed')[0], 'told')
  t.match(told(installation, 'tls.renewal.failed'), [
    { use: 'tls', issuer: 'trial', failures: 1, problem: /ca\.cert\.pem: the trial CA cannot be read \(ENOENT\)/ },
  ])
  t.equal((await shown(ports.partner)).fingerprint256, before.fingerprint256)
  const reason = /^our certificate tls could not be renewed, 1 times: .*trial CA cannot be read.*; next try /
  t.match(await readyzOf(gateway), { status: 200, reasons: [reason] })
  await pause(2_500)
  t.equal(told(installation, 'tls.renewal.failed').length, 1, 'not with every look')
  await withTrialCa(installation)
  // Another CA of the same name, which no partner has in our card.
  const foreign = await install(join(await scratch(t), 'XB'), 'XA', {})
  await writeFile(join(folder, 'trial-ca/ca.key.pem'), foreign.ca.keyPem)
  await writeFile(join(folder, 'trial-ca/ca.cert.pem'), foreign.ca.certPem)
  await want(folder, 'tls')
  await until(async () => told(installation, 'tls.renewal.failed')[1], 'told again')
  t.match(told(installation, 'tls.renewal.failed')[1]?.['problem'], /nothing that partners take: no anchor or pin/)
  t.equal((await shown(ports.partner)).fingerprint256, before.fingerprint256)
  await rm(join(folder, 'trial-ca'), { recursive: true })
  await withTrialCa(installation)
  await want(folder, 'tls')
  await changed(ports.partner, before)
  await until(async () => ((await readyzOf(gateway)).reasons.length === 0 ? true : undefined), 'nothing to tell')
})

t.test('a CA that requests are carried to: the request lies there, its answer is taken up', async (t) => {
  const installation = await install(join(await scratch(t), 'XA'), 'XA', { settings: quick })
  await start(t, installation)
  const { folder, ports, ca } = installation
  const before = await shown(ports.partner)
  const file = join(folder, 'requests/tls.csr.pem')
  await want(folder, 'tls')
  const requestPem = await until(() => readFile(file, 'utf8').catch(() => undefined), 'a request')
  t.match(await until(async () => told(installation, 'tls.renewal.failed')[0], 'told'), {
    problem: /requests\/tls\.csr\.pem waits to be signed/,
  })
  await want(folder, 'tls')
  await until(async () => told(installation, 'tls.renewal.failed')[1], 'asked again')
  t.equal(await readFile(file, 'utf8'), requestPem, 'whoever carried it away has the right one')
  const dates = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 200 * dayMs }
  const answer = join(folder, 'requests/tls.cert.pem')
  await writeFile(answer, await issue({ ca, requestPem, use: 'tls', ...dates }))
  await want(folder, 'tls')
  const now = await changed(ports.partner, before)
  t.equal(now.publicKey.equals(before.publicKey), true, 'the key stays')
  // As another CA answers: DER, its own certificate first.
  const later = { ...dates, notAfterMs: dates.notAfterMs + 20 * dayMs }
  const [own, root] = [await issue({ ca, requestPem, use: 'tls', ...later }), ca.certPem].map(
    (pem) => new X509Certificate(pem).raw,
  ) as [Buffer, Buffer]
  await writeFile(answer, Buffer.concat([root, own]))
  // It may come while the one before it is struck off.
  await want(folder, 'tls')
  const taken = async () => ((await shown(ports.partner)).raw.equals(own) ? true : undefined)
  t.ok(await until(taken, 'in whatever form and order it is'))
})

t.test(
  'a real ACME server: the national door is renewed, the partner door stays and says why',
  { skip: withoutPebble },
  async (t) => {
    const pebble = await pebbleServer(t)
    const installation = await install(join(await scratch(t), 'XA'), 'XA', {
      settings: {
        ...{ ...quick, TLS_ISSUER: 'acme', NATIONAL_ISSUER: 'acme', NATIONAL_NAMES: 'localhost, 127.0.0.1' },
        ...{ ACME_DIRECTORY: pebble.directoryUrl, ACME_CA_FILE: pebble.caFile, ACME_TERMS: pebbleTerms },
        ...{ ACME_HTTP_HOST: '127.0.0.1', ACME_HTTP_PORT: pebble.httpPort },
      },
    })
    const gateway = await start(t, installation)
    const { folder, ports } = installation
    const [partner, national] = [await shown(ports.partner), await shown(ports.national)]
    await want(folder, 'tls')
    await want(folder, 'national')
    const now = await changed(ports.national, national)
    t.match(now.issuer, /Pebble/)
    await until(async () => told(installation, 'tls.renewal.failed')[0], 'told')
    t.match(told(installation, 'tls.renewal.failed'), [
      {
        use: 'tls',
        issuer: 'acme',
        problem: /nothing that partners take: leaf CN=localhost has the URI names \[\], expected exactly spiffe:/,
      },
    ])
    t.equal((await shown(ports.partner)).fingerprint256, partner.fingerprint256)
    // Our own systems hold the root of the CA, the command line the chain that lies in the folder.
    const ca = { ...installation.ca, certPem: await pebble.root() }
    t.equal((await readyzOf(gateway, { ca })).status, 200)
    const inFolder = { ...ca, certPem: await readFile(join(folder, 'keys/national.cert.pem'), 'utf8') }
    t.equal((await readyzOf(gateway, { ca: inFolder })).status, 200)

    // A key that somebody else may have: another one, and the CA says so to the world.
    await want(folder, 'national', { revoke: 'key-compromise' })
    await changed(ports.national, now)
    await until(async () => told(installation, 'tls.revoked')[0], 'revoked')
    t.same(await pebble.statusOf(now.serialNumber), { status: 'Revoked', reason: 1 })
    const account = await readFile(join(folder, 'issuer/acme/account.key.pem'), 'utf8')
    await want(folder, 'account')
    await until(async () => told(installation, 'issuer.account.renewed')[0], 'another key for the account')
    t.not(await readFile(join(folder, 'issuer/acme/account.key.pem'), 'utf8'), account)
    t.equal((await stat(join(folder, 'issuer/acme/account.key.pem'))).mode & 0o777, 0o600)
    const log = readFileSync(join(folder, 'gateway.log'), 'utf8')
    t.notMatch(log, /PRIVATE KEY|hmacKey/)
  },
)

t.test(
  'a private ACME server that puts our URI into what it issues renews the partner door, when it advises to',
  async (t) => {
    const { a, b, agreement } = await installedPair(t, {})
    const server = await acmeServer(t, a.ca)
    server.uri = `spiffe://${a.card.trustDomain}/gateway`
    const settings = { TLS_ISSUER: 'acme', ACME_DIRECTORY: server.directoryUrl, ACME_CA_FILE: server.caFile, ...quick }
    const written = JSON.parse(await readFile(join(a.folder, 'bulla.json'), 'utf8'))
    await writeFile(join(a.folder, 'bulla.json'), JSON.stringify({ ...written, ...settings }))
    // "Now", always: heeded once, and not with every look.
    server.window = { start: '2020-01-02T04:00:00Z', end: '2020-01-03T04:00:00Z' }
    const before = await shown0(a)
    const gateway = await start(t, a)
    await start(t, b)
    await until(async () => told(a, 'tls.renewed')[0], 'renewed')
    const now = await shown(a.ports.partner)
    t.not(readTlsCertificate(now.toString()).sha256, before)
    const order = server.asked.find(({ path }) => path === '/newOrder')?.payload
    t.same(order?.['identifiers'], [{ type: 'dns', value: 'localhost' }], 'one name: that of the endpoint')
    t.type(order?.['replaces'], 'string')
    const client = gateway.client()
    const { json } = await client.post(
      '/v1/cases',
      { agreement: agreement.id, office: 'HQ', body: requestBody({}) },
      { 'idempotency-key': 'one' },
    )
    const operator = gateway.client('operator')
    await operator.until('/v1/operator/status', (status) => (status['waiting'] as unknown[]).length === 0)
    t.type(json['case'] ?? json['id'], 'string', 'and partners take what we call them with')
    await pause(2_500)
    t.equal(server.asked.filter(({ path }) => path === '/newOrder').length, 1)
  },
)

/** Before it runs. */
const shown0 = async ({ folder }: Installation) =>
  readTlsCertificate(await readFile(join(folder, 'keys/tls.cert.pem'), 'utf8')).sha256
