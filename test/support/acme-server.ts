// An ACME server of the tests' own for what pebble does not do: it lies where it is told to, gives advice on renewal (RFC 9773), and puts the URI
// of a gateway into what it issues, as a private CA does. It checks no signature and validates no name: pebble does.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type Authority, makeCa } from '../../crypto/x509/authority.ts'
import { oids } from '../../crypto/x509/extensions.ts'
import { keyPairOf, x509 } from '../../crypto/x509/x509.ts'
import { scratch } from './installation.ts'
import { ownCertificate } from './pebble.ts'

type Test = { teardown(end: () => unknown): void }

/** What is said in the place of the honest answer; `stall`: nothing, ever. */
export type Lie =
  | 'stall'
  | { status?: number; headers?: Record<string, string>; body?: string | object | Uint8Array }
  | undefined

export interface AcmeServer {
  readonly url: string
  readonly directoryUrl: string
  readonly caFile: string
  readonly ca: Authority
  /** Asked before each answer, with the path and the payload of the request. */
  lie: (path: string, asked: Record<string, unknown>) => Lie
  /** Paths in the order in which they were asked for. */
  readonly asked: { path: string; payload: Record<string, unknown>; header: Record<string, unknown> }[]
  /** What it advises; undefined: it has no `renewalInfo`. */
  window: { start: string; end: string } | undefined
  /** URI that is put into each certificate. */
  uri: string | undefined
  lifeMs: number
}

export async function acmeServer(t: Test, ca?: Authority): Promise<AcmeServer> {
  const folder = await scratch(t)
  const { caFile, certPem, keyPem } = await ownCertificate(folder)
  const now = Date.now()
  const authority =
    ca ?? (await makeCa({ name: 'CA of tests', notBeforeMs: now - 3_600_000, notAfterMs: now + 30 * 86_400_000 }))
  const issued = new Map<string, string>()
  const server: Server = createServer({ key: keyPem, cert: certPem }, (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as { port: number }
  const url = `https://127.0.0.1:${port}`
  const self: AcmeServer = {
    ...{ url, directoryUrl: `${url}/dir`, caFile, ca: authority, asked: [], window: undefined, uri: undefined },
    lifeMs: 90 * 86_400_000,
    lie: () => undefined,
  }
  let hosts: { type: string; value: string }[] = []

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    const body = Buffer.concat(await request.toArray()).toString()
    const { payload, header } = readJws(body)
    self.asked.push({ path, payload, header })
    const lie = self.lie(path, payload)
    if (lie === 'stall') return
    const honest = await honestly(path, payload)
    const said = { ...honest, ...lie, headers: { ...honest.headers, ...lie?.headers } }
    response.writeHead(said.status ?? 200, { 'replay-nonce': `nonce${self.asked.length}`, ...said.headers })
    response.end(
      typeof said.body === 'object' && !(said.body instanceof Uint8Array) ? JSON.stringify(said.body) : said.body,
    )
  }

  async function honestly(path: string, payload: Record<string, unknown>): Promise<Exclude<Lie, 'stall' | undefined>> {
    const order = (status: string) => ({
      ...{ status, identifiers: hosts, authorizations: [`${url}/authz`], finalize: `${url}/finalize` },
      ...(status === 'valid' && { certificate: `${url}/certificate` }),
    })
    const challenge = { type: 'http-01', status: 'pending', url: `${url}/challenge`, token: 'a'.repeat(43) }
    if (path === '/dir') {
      const names = ['newNonce', 'newAccount', 'newOrder', 'revokeCert', 'keyChange']
      const places = Object.fromEntries(names.map((name) => [name, `${url}/${name}`]))
      return { body: { ...places, ...(self.window && { renewalInfo: `${url}/renewal` }), meta: {} } }
    }
    if (path === '/newAccount')
      return { status: 201, headers: { location: `${url}/account` }, body: { status: 'valid' } }
    if (path === '/newOrder') {
      hosts = payload['identifiers'] as typeof hosts
      return { status: 201, headers: { location: `${url}/order` }, body: order('pending') }
    }
    if (path === '/authz') return { body: { status: 'valid', identifier: hosts[0], challenges: [challenge] } }
    if (path === '/challenge') return { body: challenge }
    if (path === '/order') return { body: order(issued.size > 0 ? 'valid' : 'ready') }
    if (path === '/finalize') {
      issued.set('chain', await certify(self, String(payload['csr'])))
      return { body: order('valid') }
    }
    if (path === '/certificate') {
      const chain = issued.get('chain') ?? ''
      issued.clear()
      return { headers: { 'content-type': 'application/pem-certificate-chain' }, body: chain }
    }
    if (path.startsWith('/renewal/'))
      return { headers: { 'retry-after': '3600' }, body: { suggestedWindow: self.window } }
    return { body: {} }
  }
  return self
}

function readJws(body: string): { payload: Record<string, unknown>; header: Record<string, unknown> } {
  const decoded = (part: unknown) => JSON.parse(Buffer.from(String(part), 'base64url').toString() || '{}')
  if (body === '') return { payload: {}, header: {} }
  const { protected: header, payload } = JSON.parse(body)
  return { payload: decoded(payload), header: decoded(header) }
}

let serial = 1000

async function certify({ ca, uri, lifeMs }: AcmeServer, csr: string): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(new Uint8Array(Buffer.from(csr, 'base64url')))
  const names = request.extensions.find(({ type }) => type === oids.subjectAltName)
  const hosts = names ? new x509.SubjectAlternativeNameExtension(names.rawData).names.toJSON() : []
  const { keys, signingAlgorithm } = keyPairOf(ca.keyPem)
  const issuer = new x509.X509Certificate(ca.certPem)
  serial += 1
  const certificate = await x509.X509CertificateGenerator.create({
    ...{ serialNumber: `0${serial}`, subject: 'CN=issued', issuer: issuer.subjectName, publicKey: request.publicKey },
    ...{ signingKey: keys.privateKey, signingAlgorithm },
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Math.min(Date.now() + lifeMs, issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([oids.serverAuth, oids.clientAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...(uri === undefined ? [] : [{ type: 'url' as const, value: uri }]),
        ...hosts,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}
