// The revoking side of a CA, done by openssl: real lists of revoked certificates and a real OCSP responder, over certificates that a test made.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Authority } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { freePort } from './ports.ts'

const run = promisify(execFile)

export interface RevokedEntry {
  /** Lower-case hex. */
  readonly serial: string
  readonly atMs?: number
  /** As openssl writes it; none when left out. */
  readonly reason?: string
}

export interface CrlWishes {
  readonly number?: number
  readonly revoked?: readonly RevokedEntry[]
  readonly fromMs?: number
  readonly untilMs?: number
  /** More lines for the section of extensions, and sections after it. */
  readonly extensions?: string
  /** False makes a list of version 1. */
  readonly v2?: boolean
  readonly digest?: string
  readonly sigopts?: readonly string[]
}

type Test = { teardown(end: () => unknown): void }

export interface RevokingCa {
  /** DER. */
  crl(wishes?: CrlWishes): Promise<Uint8Array>
  /** Starts a responder for these certificates; `revoked` are serials. Resolves with its address. */
  responder(
    t: Test,
    how: { known: readonly string[]; revoked?: readonly string[]; signer?: Authority; minutes?: number; port?: number },
  ): Promise<string>
  /** DER of an answer made beforehand, so without a nonce, that holds for a day. */
  answer(how: { serial: string; revoked?: boolean }): Promise<Uint8Array>
}

export async function revokingCa(t: Test, ca: Authority): Promise<RevokingCa> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-ca-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const at = (name: string) => join(folder, name)
  await writeFile(at('ca.pem'), ca.certPem)
  await writeFile(at('ca.key'), ca.keyPem, { mode: 0o600 })
  let count = 0
  return {
    async crl({
      number = 1,
      revoked = [],
      fromMs = Date.now() - 60_000,
      untilMs = fromMs + 7 * 86_400_000,
      extensions = '',
      v2 = true,
      digest = 'sha256',
      sigopts = [],
    } = {}) {
      count += 1
      const [config, index, out] = [at(`crl-${count}.cnf`), at(`index-${count}.txt`), at(`crl-${count}.pem`)]
      await writeFile(index, revoked.map((entry) => indexLine(entry)).join(''))
      await writeFile(at(`number-${count}`), number.toString(16).padStart(2, '0'))
      const about = v2 ? `crlnumber = ${at(`number-${count}`)}\ncrl_extensions = ext\n` : ''
      await writeFile(
        config,
        `[ca]\ndefault_ca = d\n[d]\ndatabase = ${index}\ncertificate = ${at('ca.pem')}\nprivate_key = ${at('ca.key')}\ndefault_md = ${digest}\n${about}[ext]\nauthorityKeyIdentifier = keyid\n${extensions}\n`,
      )
      const dates = ['-crl_lastupdate', instant(fromMs), '-crl_nextupdate', instant(untilMs)]
      await run('openssl', [
        'ca',
        '-batch',
        '-config',
        config,
        '-gencrl',
        ...dates,
        ...sigopts.flatMap((each) => ['-sigopt', each]),
        '-out',
        out,
      ])
      const der = at(`crl-${count}.der`)
      await run('openssl', ['crl', '-in', out, '-outform', 'DER', '-out', der])
      return new Uint8Array(await readFile(der))
    },
    async responder(t, { known, revoked = [], signer = ca, minutes = 5, port: wanted }) {
      count += 1
      const [index, cert, key] = [at(`ocsp-${count}.txt`), at(`ocsp-${count}.pem`), at(`ocsp-${count}.key`)]
      const lines = [
        ...known.map((serial) => indexLine({ serial }, 'V')),
        ...revoked.map((serial) => indexLine({ serial, reason: 'keyCompromise' })),
      ]
      await writeFile(index, lines.join(''))
      await writeFile(cert, signer.certPem)
      await writeFile(key, signer.keyPem, { mode: 0o600 })
      const port = wanted ?? (await freePort())
      const child = spawn(
        'openssl',
        [
          'ocsp',
          '-port',
          String(port),
          '-index',
          index,
          '-CA',
          at('ca.pem'),
          '-rsigner',
          cert,
          '-rkey',
          key,
          '-nmin',
          String(minutes),
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      )
      t.teardown(() => child.kill('SIGKILL'))
      await new Promise<void>((resolve, reject) => {
        let said = ''
        const hear = (chunk: Buffer) => {
          said += chunk
          if (/ACCEPT|waiting for OCSP/i.test(said)) resolve()
        }
        child.stdout.on('data', hear)
        child.stderr.on('data', hear)
        child.once('exit', (code) => reject(new Error(`openssl ocsp ended with ${code}: ${said}`)))
      })
      return `http://127.0.0.1:${port}/`
    },
    async answer({ serial, revoked = false }) {
      count += 1
      const [index, out] = [at(`answer-${count}.txt`), at(`answer-${count}.der`)]
      await writeFile(index, revoked ? indexLine({ serial, reason: 'keyCompromise' }) : indexLine({ serial }, 'V'))
      const by = ['-CA', at('ca.pem'), '-issuer', at('ca.pem'), '-rsigner', at('ca.pem'), '-rkey', at('ca.key')]
      const about = ['-index', index, '-serial', `0x${serial}`, '-no_nonce', '-ndays', '1', '-noverify']
      await run('openssl', ['ocsp', ...by, ...about, '-respout', out])
      return new Uint8Array(await readFile(out))
    },
  }
}

function indexLine({ serial, atMs = Date.now() - 3_600_000, reason }: RevokedEntry, state: 'R' | 'V' = 'R'): string {
  const hex = (serial.length % 2 === 0 ? serial : `0${serial}`).toUpperCase()
  const when = state === 'R' ? `${instant(atMs).slice(2)}${reason === undefined ? '' : `,${reason}`}` : ''
  return `${state}\t491231235959Z\t${when}\t${hex}\tunknown\t/CN=${hex}\n`
}

const instant = (ms: number): string => `${new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`

/** The serial number of a certificate (PEM), as lists write it. */
export const serialOf = (pem: string): string => readCertificate(pem).serial.replace(/^0+(?=.)/, '')

/** A list as it would lie in a file. */
export const crlPem = (der: Uint8Array): string =>
  `-----BEGIN X509 CRL-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')}\n-----END X509 CRL-----\n`
