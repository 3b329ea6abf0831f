// A real ACME server (Debian's package pebble) of the test's own on loopback, in strict mode; it ends with the test, or with the process.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Agent, request } from 'undici'
import { makeKey } from '../../crypto/jose/engine.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { scratch } from './installation.ts'
import { freePort } from './ports.ts'

type Test = { teardown(end: () => unknown): void }

const binary = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  .map((folder) => join(folder, 'pebble'))
  .find(existsSync)

/** For the `skip` of a test: why it cannot run here, or false. */
export const withoutPebble: string | false = binary ? false : 'pebble is not installed'

/** What its terms are at. */
export const pebbleTerms = 'data:text/plain,Do%20what%20thou%20wilt'

export interface Pebble {
  readonly directoryUrl: string
  /** File of the CA of its own TLS certificate. */
  readonly caFile: string
  /** Where it asks whether a name is somebody's. */
  readonly httpPort: number
  /** What it holds of a certificate, by its serial number in hex: `Valid` or `Revoked`. */
  statusOf(serial: string): Promise<{ status: string; reason: number | undefined }>
  /** PEM of the root above its certificates; a number for one of its other ways. */
  root(number?: number): Promise<string>
  stop(): Promise<void>
}

interface Wishes {
  /** Of a hundred good nonces, how many it refuses. */
  readonly badNonces?: number
  /** Accounts are for who is bound to one of these, by MAC key. */
  readonly external?: Readonly<Record<string, string>>
  readonly otherRoots?: number
}

export async function pebbleServer(
  t: Test,
  { badNonces = 30, external, otherRoots = 0 }: Wishes = {},
): Promise<Pebble> {
  if (!binary) throw new Error('pebble is not installed; skip the test with withoutPebble')
  const folder = await scratch(t)
  const [port, managed, httpPort, tlsPort] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const { caFile, caPem, certificate, privateKey } = await ownCertificate(folder)
  const config = join(folder, 'pebble.json')
  const pebble = {
    ...{ listenAddress: `127.0.0.1:${port}`, managementListenAddress: `127.0.0.1:${managed}` },
    ...{ certificate, privateKey, httpPort, tlsPort, ocspResponderURL: '' },
    ...{ externalAccountBindingRequired: external !== undefined, externalAccountMACKeys: external ?? {} },
  }
  await writeFile(config, JSON.stringify({ pebble }))
  const env = {
    PATH: process.env.PATH ?? '',
    ...{ PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0', PEBBLE_WFE_NONCEREJECT: `${badNonces}` },
    PEBBLE_ALTERNATE_ROOTS: `${otherRoots}`,
  }
  // A shell that takes it along when we are gone, however we went.
  const child = spawn(
    'sh',
    ['-c', '"$@" & pid=$!; read -r _; kill -9 $pid', 'sh', binary, '-strict', '-config', config],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env,
    },
  )
  child.stdin.on('error', () => undefined)
  const stop = () => ended(child)
  t.teardown(stop)
  await ready(child)
  const dispatcher = new Agent({ pipelining: 0, connect: { ca: caPem } })
  t.teardown(() => dispatcher.destroy())
  const managing = async (path: string) => {
    const { body } = await request(`https://127.0.0.1:${managed}${path}`, { dispatcher })
    return body.text()
  }
  return {
    ...{ directoryUrl: `https://127.0.0.1:${port}/dir`, caFile, httpPort, stop },
    async statusOf(serial) {
      const found = JSON.parse(await managing(`/cert-status-by-serial/${serial}`)) as {
        Status: string
        Reason?: number
      }
      return { status: found.Status, reason: found.Reason }
    },
    root: (number = 0) => managing(`/roots/${number}`),
  }
}

/** A server certificate for loopback, with its CA. */
export async function ownCertificate(folder: string) {
  const now = Date.now()
  const dates = { notBeforeMs: now - 3_600_000, notAfterMs: now + 86_400_000 }
  const ca = await makeCa({ name: 'CA of the ACME server', ...dates })
  const keyPem = await makeKey('P-256')
  const requestPem = await makeRequest({
    keyPem,
    name: 'ACME server',
    use: 'national',
    hosts: ['127.0.0.1', 'localhost'],
  })
  const certPem = await issue({ ca, requestPem, use: 'national', ...dates })
  const [caFile, certificate, privateKey] = [join(folder, 'ca.pem'), join(folder, 'cert.pem'), join(folder, 'key.pem')]
  await writeFile(caFile, ca.certPem)
  await writeFile(certificate, certPem)
  await writeFile(privateKey, keyPem, { mode: 0o600 })
  return { caFile, caPem: ca.certPem, certificate, privateKey, certPem, keyPem }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  await gone
}

async function ready(child: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`pebble did not start: ${said}`)), 30_000)
    const listen = (chunk: Uint8Array) => {
      said = `${said}${chunk}`.slice(-4000)
      if (!/ACME directory available at/.test(said)) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', (code) => reject(new Error(`pebble ended with ${code}: ${said}`)))
    child.once('error', reject)
  })
}
