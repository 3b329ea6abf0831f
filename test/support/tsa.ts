// A time stamp authority on a loopback port: HTTP of ours, stamps of "openssl ts". It can go wrong in every way that matters.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Authority } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { certificateOf } from './tsa-certificates.ts'

export type TsaMode =
  | 'ok'
  | 'down' // connections break off
  | 'refuses' // answers with a rejection
  | 'wrong imprint'
  | 'wrong nonce'
  | 'expired certificate'
  | 'other CA'

export interface Tsa {
  readonly url: string
  /** DER of the anchor above the authority, of the root that stands above its intermediate. */
  readonly anchors: readonly Uint8Array[]
  readonly anchorPem: string
  /** SHA-256 of its certificate. */
  readonly sha256: string
  mode: TsaMode
  /** How many queries came, answered or not. */
  readonly seen: { queries: number }
  close(): Promise<void>
}

/** For `skip` of a test: false, or why there can be no authority here. */
export const noTsa =
  spawnSync('openssl', ['ts', '-help']).status === 0
    ? false
    : 'the openssl command with its time stamps is not installed'

const dayMs = 24 * 60 * 60 * 1000
const run = promisify(execFile)

/** @param tls its certificate and key in PEM, where it is reached by https. */
export async function openTsa(tls?: { readonly cert: string; readonly key: string }): Promise<Tsa> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-tsa-'))
  const { root, authorities } = await writeAuthorities(folder)
  // The serial number lies in a file, so one stamp is made after the other.
  let last: Promise<unknown> = Promise.resolve()
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    last = last.then(() => answer(request, response).catch(() => response.destroy()))
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    tsa.seen.queries += 1
    if (tsa.mode === 'down') return void response.destroy()
    const query = Buffer.concat(await request.toArray())
    const right = request.method === 'POST' && request.headers['content-type'] === 'application/timestamp-query'
    if (!right) return void response.writeHead(415).end()
    await writeFile(join(folder, 'query'), altered(query, tsa.mode))
    await run('openssl', [
      ...['ts', '-reply', '-queryfile', join(folder, 'query'), '-out', join(folder, 'reply')],
      ...['-config', join(folder, 'ts.cnf'), '-section', tsa.mode === 'refuses' ? 'refusing' : 'stamping'],
      ...keysOf(folder, tsa.mode),
    ])
    response
      .writeHead(200, { 'content-type': 'application/timestamp-reply' })
      .end(await readFile(join(folder, 'reply')))
  }

  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )
  const tsa: Tsa = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/stamps`,
    anchors: [readCertificate(root.certPem).der],
    anchorPem: root.certPem,
    sha256: readCertificate((authorities['good'] as Authority).certPem).sha256,
    mode: 'ok',
    seen: { queries: 0 },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await last
      await rm(folder, { recursive: true })
    },
  }
  return tsa
}

/** The authority stands below an intermediate, as they do outside; what it signs brings both certificates. */
async function writeAuthorities(folder: string) {
  const root = await certificateOf({ name: 'time root', ca: true })
  const issuer = await certificateOf({ name: 'time intermediate', ca: true, issuer: root })
  const expired = { notBeforeMs: Date.now() - 9 * dayMs, notAfterMs: Date.now() - dayMs }
  const authorities: Record<string, Authority> = {
    good: await certificateOf({ name: 'time stamps', issuer }),
    expired: await certificateOf({ name: 'time stamps of old', issuer, ...expired }),
    stranger: await certificateOf({
      name: 'time stamps',
      issuer: await certificateOf({ name: 'time root', ca: true }),
    }),
  }
  for (const [name, { certPem, keyPem }] of Object.entries(authorities)) {
    await writeFile(join(folder, `${name}.pem`), certPem)
    await writeFile(join(folder, `${name}.key`), keyPem, { mode: 0o600 })
  }
  await writeFile(join(folder, 'chain.pem'), issuer.certPem)
  await writeFile(join(folder, 'serial'), '01\n')
  const section = (name: string, digests: string) => `[${name}]
serial = ${join(folder, 'serial')}
default_policy = 1.3.6.1.4.1.99999.1
digests = ${digests}
signer_digest = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
tsa_name = yes
`
  await writeFile(join(folder, 'ts.cnf'), section('stamping', 'sha256') + section('refusing', 'sha512'))
  return { root, authorities }
}

function keysOf(folder: string, mode: TsaMode): string[] {
  const name = mode === 'expired certificate' ? 'expired' : mode === 'other CA' ? 'stranger' : 'good'
  const at = (file: string) => join(folder, file)
  return ['-signer', at(`${name}.pem`), '-inkey', at(`${name}.key`), '-chain', at('chain.pem')]
}

/** A query of ours ends with the digest, the nonce and certReq: the authority then stamps something else than it was asked for. */
function altered(query: Buffer, mode: TsaMode): Buffer {
  const other = Buffer.from(query)
  if (mode === 'wrong imprint') flip(other, other.indexOf(Buffer.of(4, 32)) + 2)
  if (mode === 'wrong nonce') flip(other, other.length - 4)
  return other
}

function flip(octets: Buffer, at: number): void {
  octets.writeUInt8(octets.readUInt8(at) ^ 1, at)
}
