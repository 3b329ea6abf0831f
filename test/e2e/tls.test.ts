// docs/protocol.md §2: who may stay on the line. Each refusal is tried with a real socket, and the log names its real reason.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { authority, makeCertificate, name } from '../support/certificate-maker.ts'
import { installedPair, pair, start } from '../support/gateways.ts'
import { type Installation, install } from '../support/installation.ts'
import { holdOpen, keptAgent, knock, lineBetween } from '../support/partner-client.ts'

const hourMs = 3_600_000

/** A certificate of `ca` under any name and with any lifetime. */
async function forged(ca: Installation['ca'], trustDomain: string, notAfterMs = Date.now() + hourMs) {
  const key = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem: key, name: 'forged', use: 'tls', trustDomain, hosts: ['localhost'] })
  return { key, cert: await issue({ ca, requestPem, use: 'tls', notBeforeMs: Date.now() - 2 * hourMs, notAfterMs }) }
}

const lastingCa = (name: string) => makeCa({ name, notBeforeMs: Date.now() - hourMs, notAfterMs: Date.now() + hourMs })

const logOf = ({ folder }: Installation) => readFile(join(folder, 'gateway.log'), 'utf8')

async function logged(installation: Installation, what: RegExp): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (what.test(await logOf(installation))) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}

t.test('§2 the partner door', async (t) => {
  const { a, b } = await pair(t)
  const line = lineBetween(a.installation, b.installation)

  t.test('[T1] MUST let a partner in that shows the certificate of its own authority', async (t) => {
    t.match(await knock(line), { status: 200 })
  })

  t.test('what is shown beside the path is passed over, and the leaf judged by its own [13]', async (t) => {
    for (const key of ['brainpoolP256r1', 'rsa-pss', 'ed448', 'P-521'] as const) {
      const odd = makeCertificate({ subject: name({ CN: `odd ${key}` }), key, extensions: authority() })
      t.match(await knock({ ...line, cert: `${line.cert}\n${odd.pem}` }), { status: 200 }, key)
      const { key: keyPem, cert } = await forged(await lastingCa('nobody'), 'xa.example')
      t.match(await knock({ ...line, key: keyPem, cert: `${cert}\n${odd.pem}\n${line.cert}` }), { error: String }, key)
    }
  })

  t.test('[T2] MUST refuse a connection without a client certificate before any request', async (t) => {
    t.match(await knock({ port: line.port, ca: line.ca }), { error: String })
    t.ok(await logged(b.installation, /PEER_DID_NOT_RETURN_A_CERTIFICATE|presented no certificate/))
  })

  t.test('[T3] MUST refuse TLS 1.2', async (t) => {
    const code = await new Promise((resolve) => {
      const socket = connect({ host: 'localhost', ...line, maxVersion: 'TLSv1.2' })
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      socket.once('secureConnect', () => resolve('connected'))
    })
    t.match(String(code), /PROTOCOL_VERSION/)
  })

  t.test('[T4] MUST refuse a certificate of an unknown authority', async (t) => {
    t.match(await knock({ ...line, ...(await forged(await lastingCa('nobody'), 'xa.example')) }), { error: String })
    t.ok(await logged(b.installation, /"event":"tls.refused".*no anchor|"event":"tls.refused".*anchor/))
  })

  t.test("[T5] MUST refuse a certificate that one partner's authority issued in another partner's name", async (t) => {
    const c = await install(join(b.installation.folder, '../XC'), 'XC')
    const directory = openDirectory(b.installation.folder)
    await directory.savePartner({
      member: 'XC',
      state: 'active',
      card: (await openDirectory(c.folder).ownCard()) ?? '',
      addedAt: new Date().toISOString(),
      words: [],
    })
    t.ok(await logged(b.installation, /"partners":2/), 'XC is a partner now')
    t.match(await knock(lineBetween(c, b.installation)), { status: 200 }, 'XC itself gets in')
    t.match(await knock({ ...line, ...(await forged(c.ca, 'xa.example')) }), { error: String }, 'but not as XA')
  })

  t.test('[T6] MUST refuse a name that no partner has', async (t) => {
    t.match(await knock({ ...line, ...(await forged(a.installation.ca, 'xz.example')) }), { error: String })
    t.ok(await logged(b.installation, /no partner is called spiffe:\/\/xz.example\/gateway/))
  })

  t.test('[T7] MUST refuse a lapsed certificate', async (t) => {
    t.match(await knock({ ...line, ...(await forged(a.installation.ca, 'xa.example', Date.now() - 60_000)) }), {
      error: String,
    })
  })

  t.test('[T8] MUST end a live connection when its certificate lapses', async (t) => {
    const short = await forged(a.installation.ca, 'xa.example', Date.now() + 2_500)
    const { closed } = await holdOpen({ ...line, ...short })
    await closed
    t.ok(await logged(b.installation, /"event":"tls.closed".*lapsed/))
  })

  t.test('[T9] MUST not resume a session', async (t) => {
    const request = 'GET /v1/card HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'
    const visit = (session?: Buffer) =>
      new Promise<{ session: Buffer | undefined; reused: boolean }>((resolve) => {
        let given: Buffer | undefined
        let reused = true
        const socket = connect({ host: 'localhost', ...line, ...(session && { session }) })
        socket.on('session', (ticket) => {
          given = ticket
        })
        socket.once('secureConnect', () => {
          reused = socket.isSessionReused()
          socket.write(request)
        })
        socket.once('close', () => resolve({ session: given, reused }))
        socket.resume()
      })
    // TLS 1.3 servers may still name sessions that they do not keep; what counts is that none is ever taken up again.
    const first = await visit()
    for (let times = 0; times < 3; times += 1) t.equal((await visit(first.session)).reused, false)
  })

  t.test(
    '[T10] MUST end live connections when the partner is suspended, refuse new ones, and let it in again when resumed',
    async (t) => {
      const agent = keptAgent(line)
      t.teardown(() => agent.destroy())
      t.match(await knock(line, {}, agent), { status: 200 })
      const { closed } = await holdOpen(line)
      const directory = openDirectory(b.installation.folder)
      await directory.setPartnerState('XA', 'suspended')
      await closed
      t.match(await knock(line), { error: String })
      await directory.setPartnerState('XA', 'active')
      t.ok(await logged(b.installation, /"event":"tls.closed".*suspended/))
      for (let tries = 0; tries < 100; tries += 1) {
        const answer = await knock(line)
        if ('status' in answer && answer.status === 200) return t.pass('XA is back')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return t.fail('XA stays out')
    },
  )
})

t.test('§2 the line out: a server that is not the partner gets nothing', async (t) => {
  const { a, b } = await installedPair(t)
  // XB's port is answered by somebody with a certificate of another authority.
  const impostor = await install(join(b.folder, '../impostor'), 'XB', { settings: { PARTNER_PORT: b.ports.partner } })
  await start(t, impostor)
  const gateway = await start(t, a)
  const opened = await gateway.client('operator').ask('POST', '/v1/operator/partners/XB/test')
  t.equal(opened.status, 502, JSON.stringify(opened.json))
  t.match(opened.json, { code: 'line-certificate' })
  t.notMatch(await logOf(impostor), /envelope/)
})
