// The ACME client against a real server (pebble, strict, refusing every third nonce), and against one that lies.
import { X509Certificate } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type AcmeSettings, acmeIssuer } from '../../../adapters/issuer/acme/acme.ts'
import { readAccountKey } from '../../../crypto/jose/acme-jws.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../../crypto/x509/authority.ts'
import { demandNationalChain, readTlsCertificate } from '../../../crypto/x509/issued.ts'
import type { RequestForm } from '../../../gateway/ports/issuer.ts'
import { type AcmeServer, acmeServer, type Lie } from '../../support/acme-server.ts'
import { scratch } from '../../support/installation.ts'
import { pebbleServer, pebbleTerms, withoutPebble } from '../../support/pebble.ts'
import { freePort } from '../../support/ports.ts'

const real = { skip: withoutPebble }
const keyPem = await makeKey('P-256')
const now = Date.now()
const dates = { notBeforeMs: now - 3_600_000, notAfterMs: now + 86_400_000 }
const before = await issue({
  ...{ ca: await makeCa({ name: 'old CA', ...dates }), use: 'national', ...dates },
  requestPem: await makeRequest({ keyPem, name: 'old', use: 'national', hosts: ['localhost'] }),
})
const keySha256 = readTlsCertificate(before).keySha256

async function issuerOf(
  t: Test,
  server: { directoryUrl: string; caFile: string; httpPort?: number },
  wishes: Partial<AcmeSettings> = {},
) {
  const folder = await scratch(t)
  const signal = new AbortController().signal
  const port = server.httpPort ?? (await freePort())
  const settings: AcmeSettings = {
    ...{
      directoryUrl: server.directoryUrl,
      caFile: server.caFile,
      contact: 'mailto:security@xa.example',
      terms: pebbleTerms,
    },
    ...{ externalFile: undefined, folder, challenges: { host: '127.0.0.1', port }, userAgent: 'bulla/test', signal },
    clock: { now: Date.now, monotonicMs: () => performance.now() },
    ...{ pollMs: 20, timeoutMs: 3_000, orderMs: 10_000 },
    ...wishes,
  }
  const acme = acmeIssuer(settings)
  const order = (hosts: readonly string[]) =>
    acme.issue({
      ...{ use: 'national', name: 'XA national door', hosts, trustDomain: undefined, replaces: before, signal },
      request: (form: RequestForm) => makeRequest({ keyPem, use: 'national', ...form }),
    })
  return { acme, order, folder, settings }
}

t.test(
  'a real server: order, challenge, certificate, other ways to a root, account key, revocation',
  real,
  async (t) => {
    const pebble = await pebbleServer(t, { otherRoots: 1 })
    const { acme, order, folder } = await issuerOf(t, pebble)
    const chains = await order(['localhost', '127.0.0.1'])
    t.equal(chains.length, 2, 'one chain for each root')
    const [chain = '', other = ''] = chains
    for (const each of chains)
      demandNationalChain(each, { keySha256, hosts: ['localhost', '127.0.0.1'], nowMs: Date.now() })
    t.equal(readTlsCertificate(chain).sha256, readTlsCertificate(other).sha256, 'of one certificate')
    t.not(chain, other)
    t.equal((await stat(join(folder, 'issuer/acme/account.key.pem'))).mode & 0o777, 0o600)

    const key = await readFile(join(folder, 'issuer/acme/account.key.pem'), 'utf8')
    const gone: string[] = []
    await acme.rollOver?.(async (keys) => void gone.push(...keys.map(({ kid }) => kid)))
    t.same(gone, [readAccountKey(key).thumbprint], 'which key is gone')
    t.not(await readFile(join(folder, 'issuer/acme/account.key.pem'), 'utf8'), key)
    await t.rejects(stat(join(folder, 'issuer/acme/account.next.key.pem')), { code: 'ENOENT' })
    await acme.revoke?.(chain, 'key-compromise')
    const { serialNumber } = new X509Certificate(chain)
    t.same(await pebble.statusOf(serialNumber), { status: 'Revoked', reason: 1 })
    await acme.revoke?.(chain, 'key-compromise')
    t.equal(await acme.suggestedWindow?.(chain), undefined, 'it gives no advice')

    // A change of keys that broke off on either side of the server.
    await writeFile(join(folder, 'issuer/acme/account.next.key.pem'), await makeKey('P-256'), { mode: 0o600 })
    t.equal((await order(['localhost'])).length, 2)
    await t.rejects(stat(join(folder, 'issuer/acme/account.next.key.pem')), { code: 'ENOENT' })
  },
)

t.test('a real server says no, in words', real, async (t) => {
  const mac = Buffer.alloc(32, 7).toString('base64url')
  const pebble = await pebbleServer(t, { external: { 'kid-1': mac } })
  const { order } = await issuerOf(t, pebble, { terms: undefined })
  await t.rejects(order(['localhost']), {
    code: 'certificate-not-issued',
    message: /asks to agree to its terms at data:text.*ACME_TERMS/,
  })
  const unbound = await issuerOf(t, pebble)
  await t.rejects(unbound.order(['localhost']), { message: /ACME_EAB_FILE/ })
  const file = join(await scratch(t), 'eab.json')
  await writeFile(file, JSON.stringify({ kid: 'kid-1', hmacKey: mac }), { mode: 0o644 })
  const open = await issuerOf(t, pebble, { externalFile: file })
  await t.rejects(open.order(['localhost']), { message: /others can read it; run: chmod 600/ })
  await writeFile(join(await scratch(t), 'none'), '')
  const wrong = join(await scratch(t), 'wrong.json')
  await writeFile(wrong, JSON.stringify({ kid: 'kid-9', hmacKey: mac }), { mode: 0o600 })
  const stranger = await issuerOf(t, pebble, { externalFile: wrong })
  await t.rejects(stranger.order(['localhost']), { message: /refused an account: our account may not do this/ })
  const bound = join(await scratch(t), 'bound.json')
  await writeFile(bound, JSON.stringify({ kid: 'kid-1', hmacKey: mac }), { mode: 0o600 })
  const { order: ask } = await issuerOf(t, pebble, { externalFile: bound })
  t.equal((await ask(['localhost'])).length, 1)
  // The listener is somewhere else than the server looks.
  const elsewhere = await issuerOf(t, { ...pebble, httpPort: await freePort() }, { externalFile: bound })
  await t.rejects(elsewhere.order(['localhost']), {
    message: /could not see that localhost is ours: it could not connect/,
  })
})

t.test('a server that forgot our account gets a new one', real, async (t) => {
  const first = await pebbleServer(t)
  const { order, folder, settings } = await issuerOf(t, first)
  await order(['localhost'])
  const second = await pebbleServer(t)
  const account = join(folder, 'issuer/acme/account.json')
  const { url } = JSON.parse(await readFile(account, 'utf8')) as { url: string }
  const moved = url.replace(new URL(url).host, new URL(second.directoryUrl).host)
  await writeFile(account, JSON.stringify({ directory: second.directoryUrl, url: moved }))
  const { caFile, directoryUrl, httpPort } = second
  const again = acmeIssuer({ ...settings, caFile, directoryUrl, challenges: { host: '127.0.0.1', port: httpPort } })
  const request = (form: RequestForm) => makeRequest({ keyPem, use: 'national', ...form })
  const asked = { use: 'national', name: 'XA', hosts: ['localhost'], trustDomain: undefined, replaces: before } as const
  t.equal((await again.issue({ ...asked, request, signal: settings.signal })).length, 1)
})

const lies: readonly [what: string, lie: (path: string, server: AcmeServer) => Lie, says: RegExp][] = [
  ['stalls', (path) => (path === '/newOrder' ? 'stall' : undefined), /does not answer: it took more than 300 ms/],
  [
    'sends us on',
    (path) => (path === '/newOrder' ? { status: 307, headers: { location: 'https://127.0.0.1:1/x' } } : undefined),
    /sends us on to https:\/\/127\.0\.0\.1:1\/x/,
  ],
  [
    'answers huge',
    (path) => (path === '/dir' ? { body: new Uint8Array(1 << 20) } : undefined),
    /more than 262144 octets/,
  ],
  [
    'has no directory',
    (path) => (path === '/dir' ? { body: '<html>' } : undefined),
    /is no ACME directory: it answered <html>/,
  ],
  ['lacks a resource', (path) => (path === '/dir' ? { body: { newNonce: 'x' } } : undefined), /it names no newAccount/],
  [
    'names another host',
    (path) => (path === '/newOrder' ? { headers: { location: 'https://169.254.169.254/order' } } : undefined),
    // Its place comes with the first look at it.
    /names the address https:\/\/169\.254\.169\.254\/order, expected one at/,
  ],
  [
    'names plain HTTP',
    (path, { url }) =>
      path === '/newOrder'
        ? { body: { status: 'pending', authorizations: [url.replace('https', 'http')] } }
        : undefined,
    /names the address http:/,
  ],
  [
    'gives no nonce',
    (path) => (path === '/newNonce' ? { headers: { 'replay-nonce': '' } } : undefined),
    /gave no nonce/,
  ],
  [
    'refuses every nonce',
    (path) =>
      path === '/newOrder' ? { status: 400, body: { type: 'urn:ietf:params:acme:error:badNonce' } } : undefined,
    /refused 12 nonces of its own/,
  ],
  [
    'never ends an order',
    (path) => (path === '/order' ? { body: { status: 'processing' } } : undefined),
    /the order is still (pending|processing) at the end/,
  ],
  [
    'never validates',
    (path, { url }) =>
      path === '/authz'
        ? {
            body: {
              status: 'pending',
              identifier: { type: 'dns', value: 'localhost' },
              challenges: [{ type: 'http-01', status: 'pending', url: `${url}/challenge`, token: 'b'.repeat(43) }],
            },
          }
        : undefined,
    /the proof for localhost is still pending/,
  ],
  [
    'wants another name proven',
    (path) =>
      path === '/authz'
        ? { body: { status: 'pending', identifier: { type: 'dns', value: 'bank.example' }, challenges: [] } }
        : undefined,
    /a proof for bank\.example, which was not asked for/,
  ],
  [
    'wants a proof that nobody gives',
    (path) =>
      path === '/authz'
        ? {
            body: {
              status: 'pending',
              identifier: { type: 'dns', value: 'localhost' },
              challenges: [{ type: 'dns-01' }],
            },
          }
        : undefined,
    /offers dns-01; http-01 is the one/,
  ],
  [
    'has a token that is a path',
    (path, { url }) =>
      path === '/authz'
        ? {
            body: {
              status: 'pending',
              identifier: { type: 'dns', value: 'localhost' },
              challenges: [{ type: 'http-01', status: 'pending', url, token: '../../keys/tls.key.pem' }],
            },
          }
        : undefined,
    /no token that could be one/,
  ],
  [
    'wants a thousand proofs',
    (path, { url }) =>
      path === '/newOrder'
        ? { body: { status: 'pending', authorizations: Array(1000).fill(`${url}/authz`) } }
        : undefined,
    /wants 1000 proofs for 1 names/,
  ],
  [
    'has had too many orders, and draws over the line',
    (path) =>
      path === '/newOrder'
        ? {
            status: 429,
            headers: { 'retry-after': '99999999' },
            body: { type: 'urn:ietf:params:acme:error:rateLimited', detail: 'no\u001b[2Jmore' },
          }
        : undefined,
    /refused an order for localhost: too many certificates were asked for; it says to wait \(rateLimited: no\?\[2Jmore\)/,
  ],
  [
    'refuses each name for its own reason',
    (path) =>
      path === '/newOrder'
        ? {
            status: 403,
            body: {
              type: 'urn:ietf:params:acme:error:compound',
              subproblems: [
                {
                  type: 'urn:ietf:params:acme:error:caa',
                  detail: 'CAA says other',
                  identifier: { type: 'dns', value: 'localhost' },
                },
              ],
            },
          }
        : undefined,
    /several names.*localhost: CAA says other/,
  ],
]

/** Short where the time is what ends it; else a slow machine would be answered in place of the liar. */
function timesFor(says: RegExp): Partial<AcmeSettings> {
  if (says.source.includes('more than 300 ms')) return { timeoutMs: 300 }
  return says.source.includes('is still') ? { orderMs: 200 } : {}
}

t.test('a server that lies', async (t) => {
  const server = await acmeServer(t)
  for (const [what, lie, says] of lies) {
    const { order } = await issuerOf(t, server, timesFor(says))
    server.lie = (path) => lie(path, server)
    server.asked.length = 0
    await t.rejects(order(['localhost']), { code: 'certificate-not-issued', message: says }, what)
    t.ok(server.asked.length < 60, `${what}: ${server.asked.length} requests`)
  }
  server.lie = (path) =>
    path === '/newOrder' ? { status: 429, headers: { 'retry-after': '99999999' }, body: {} } : undefined
  const { order } = await issuerOf(t, server)
  const waits = await order(['localhost']).catch((error: unknown) => error)
  t.match(waits, { code: 'certificate-not-issued', retryAfterMs: 86_400_000 }, 'nobody waits for longer than a day')
  server.lie = () => undefined
  t.equal((await order(['localhost'])).length, 1, 'and when it does not lie')
})

t.test('a gateway that stops waits for no server', async (t) => {
  const server = await acmeServer(t)
  const stopping = new AbortController()
  server.lie = (path) => {
    if (path !== '/newOrder') return undefined
    setImmediate(() => stopping.abort())
    return 'stall'
  }
  const { order } = await issuerOf(t, server, { signal: stopping.signal, timeoutMs: 60_000 })
  await t.rejects(order(['localhost']), { message: /the gateway stops/ })
})

t.test('advice on renewal, and what follows another is said so (RFC 9773)', async (t) => {
  const server = await acmeServer(t)
  const { acme, order } = await issuerOf(t, server)
  t.equal(await acme.suggestedWindow?.(before), undefined, 'a server without it')
  server.window = { start: '2030-01-02T04:00:00Z', end: '2030-01-03T04:00:00Z' }
  const window = await acme.suggestedWindow?.(before)
  t.match(window, { fromMs: Date.UTC(2030, 0, 2, 4), untilMs: Date.UTC(2030, 0, 3, 4) })
  t.ok(Math.abs((window?.askAgainMs ?? 0) - Date.now() - 3_600_000) < 60_000, 'asked again when it says')
  t.match(server.asked.at(-1)?.path, /^\/renewal\/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/)

  await order(['localhost'])
  const replaces = readTlsCertificate(before).renewalId
  t.same(server.asked.find(({ path }) => path === '/newOrder')?.payload['replaces'], replaces)
  server.asked.length = 0
  const replaced = { type: 'urn:ietf:params:acme:error:alreadyReplaced' }
  server.lie = (path, { replaces: named }) =>
    path === '/newOrder' && named !== undefined ? { status: 409, body: replaced } : undefined
  t.equal((await order(['localhost'])).length, 1, 'that it follows another is no condition')
  t.equal(server.asked.filter(({ path }) => path === '/newOrder').length, 2)

  server.lie = () => undefined
  for (const [start, end] of [
    ['2030-01-03T04:00:00Z', '2030-01-02T04:00:00Z'],
    ['soon', 'later'],
    ['2030-01-02', '2031-01-02'],
  ]) {
    server.window = { start: String(start), end: String(end) }
    t.equal(await acme.suggestedWindow?.(before), undefined, `${start} to ${end} is no window`)
  }
  server.lie = (path) => (path.startsWith('/renewal') ? { headers: { 'retry-after': '0' } } : undefined)
  server.window = { start: '2030-01-02T04:00:00Z', end: '2030-01-03T04:00:00Z' }
  const soon = await acme.suggestedWindow?.(before)
  t.ok((soon?.askAgainMs ?? 0) >= Date.now() + 50_000, 'not asked again and again')
})

t.test('the identifier of a certificate is that of RFC 9773', async (t) => {
  // Appendix A of the RFC: key identifier and serial number, each base64url.
  const aki = '69885b6b87464041e1b37b847bd0ae2cde01c8d4'
  t.equal(Buffer.from(aki, 'hex').toString('base64url'), 'aYhba4dGQEHhs3uEe9CuLN4ByNQ')
  const certificate = readTlsCertificate(before)
  const [key, serial] = certificate.renewalId?.split('.') ?? []
  const node = new X509Certificate(before)
  const hex = Buffer.from(String(serial), 'base64url').toString('hex')
  t.equal(hex.replace(/^00/, ''), node.serialNumber.toLowerCase().replace(/^00/, ''))
  t.equal(Buffer.from(String(key), 'base64url').length, 20)
})
