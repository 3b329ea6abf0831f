// The trial CA as an issuer: a private authority in the folder of the installation, vouched for by
// our card. Its TLS certificates last a week, so that a stolen one is of use for days.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CryptoError } from '../../crypto/fault.ts'
import { dayMs } from '../../crypto/instants.ts'
import { type Authority, issue } from '../../crypto/x509/authority.ts'
import { readTlsCertificate } from '../../crypto/x509/issued.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Issuer } from '../../gateway/ports/issuer.ts'

const lifeMs = 7 * dayMs
/** Certificates begin a little early, for partners whose clocks are behind. */
const earlyMs = 600_000

export function trialIssuer(folder: string, nowMs: () => number): Issuer {
  return {
    kind: 'trial',
    freshKey: true,
    provesNames: false,
    lifeMs,
    async issue({ use, name, hosts, trustDomain, request }) {
      const ca = await readTrialCa(folder)
      const requestPem = await request({ name, hosts, ...(trustDomain !== undefined && { trustDomain }) })
      const notBeforeMs = nowMs() - earlyMs
      const notAfterMs = Math.min(notBeforeMs + lifeMs, readTlsCertificate(ca.certPem).notAfterMs)
      try {
        const leaf = await issue({ ca, requestPem, use, notBeforeMs, notAfterMs })
        // Our own systems have no other way to the CA.
        return [use === 'national' ? `${leaf.trimEnd()}\n${ca.certPem}` : leaf]
      } catch (cause) {
        if (!(cause instanceof CryptoError)) throw cause
        throw new Problem('certificate-not-issued', `the trial CA issues nothing: ${cause.message}`, { cause })
      }
    },
  }
}

async function readTrialCa(folder: string): Promise<Authority> {
  const read = async (name: string) => {
    const file = join(folder, 'trial-ca', name)
    return readFile(file, 'utf8').catch((cause: unknown) => {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
      throw new Problem('certificate-not-issued', `${file}: the trial CA cannot be read (${code})`, { cause })
    })
  }
  return { certPem: await read('ca.cert.pem'), keyPem: await read('ca.key.pem') }
}
