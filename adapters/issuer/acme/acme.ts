// An ACME server as an issuer (RFC 8555, RFC 9773): what it gets is a request for names, what it
// gives are chains that nobody has checked.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CryptoError } from '../../../crypto/fault.ts'
import type { ExternalAccount } from '../../../crypto/jose/acme-jws.ts'
import { toBase64url } from '../../../crypto/octets.ts'
import { readTlsCertificate } from '../../../crypto/x509/issued.ts'
import type { Issuer, RevocationReason } from '../../../gateway/ports/issuer.ts'
import { type Account, openAccount, recordGone, rollOver } from './account.ts'
import { type ChallengeListener, listenForChallenges } from './challenge.ts'
import { type Acme, openAcme } from './directory.ts'
import { demandDone, refusalIn } from './faults.ts'
import { obtain } from './order.ts'
import { suggestedWindow } from './renewal.ts'
import { notIssued, objectIn, openWire } from './wire.ts'

export interface AcmeSettings {
  readonly directoryUrl: string
  readonly contact: string | undefined
  readonly terms: string | undefined
  /**
   * Files: anchors of the server's own certificate; what a CA handed out to open an account with.
   */
  readonly caFile: string | undefined
  readonly externalFile: string | undefined
  /** Of the installation; the account lies in `issuer/` there. */
  readonly folder: string
  /** Where challenges are answered while an order is open. */
  readonly challenges: { readonly host: string; readonly port: number }
  readonly userAgent: string
  readonly clock: { now(): number; monotonicMs(): number }
  /** Ends what is under way when the gateway stops. */
  readonly signal: AbortSignal
  /** Of one request, of one order, and between two looks, in milliseconds. */
  readonly timeoutMs?: number
  readonly orderMs?: number
  readonly pollMs?: number
}

const minuteMs = 60_000

/** RFC 5280 §5.3.1. */
const reasonCodes: Readonly<Record<RevocationReason, number>> = { superseded: 4, 'key-compromise': 1 }

export function acmeIssuer(settings: AcmeSettings): Issuer {
  const { directoryUrl, clock, pollMs = 2_000, orderMs = 5 * minuteMs } = settings
  const folder = join(settings.folder, 'issuer', 'acme')

  /** A server that forgot our account gets a new one, once. */
  async function withAccount<T>(acme: Acme, use: (account: Account) => Promise<T>): Promise<T> {
    const external = await readExternal(settings.externalFile)
    const wishes = { folder, directoryUrl, contact: settings.contact, terms: settings.terms, external, now: clock.now }
    const account = await openAccount(acme, wishes)
    try {
      return await use(account)
    } catch (error) {
      if (!(error instanceof Error) || refusalIn(error) !== 'accountDoesNotExist') throw error
      return use(await openAccount(acme, wishes, true))
    }
  }

  return {
    kind: 'acme',
    freshKey: true,
    provesNames: true,
    issue: ({ hosts, request, replaces }) =>
      connected(settings, async (acme) => {
        const csr = derOf(await request({ hosts }))
        let listener: ChallengeListener | undefined
        const challenges = async () => (listener ??= await listenForChallenges(settings.challenges))
        const times = { pollMs, deadlineMs: clock.monotonicMs() + orderMs, monotonicMs: clock.monotonicMs }
        const { renewalId } = readTlsCertificate(replaces)
        try {
          return await withAccount(acme, (account) =>
            obtain({ acme, account, hosts, csr, replaces: renewalId, challenges, ...times }),
          )
        } finally {
          await listener?.close()
        }
      }),
    suggestedWindow: (certPem) =>
      connected(settings, async ({ wire, directory }) => {
        const { renewalId } = readTlsCertificate(certPem)
        if (renewalId === undefined) return undefined
        return suggestedWindow(wire, directory, { renewalId, nowMs: clock.now() })
      }),
    revoke: (certPem, reason) =>
      connected(settings, async (acme) => {
        const certificate = toBase64url(readTlsCertificate(certPem).der)
        const payload = { certificate, reason: reasonCodes[reason] }
        await withAccount(acme, async (account) => {
          const answer = await acme.post(acme.directory.revokeCert, payload, account)
          if (answer.fault?.type !== 'alreadyRevoked') demandDone('to revoke the certificate', answer)
        })
      }),
    async rollOver(recorded) {
      await connected(settings, (acme) =>
        withAccount(acme, (account) => rollOver(acme, account, { folder, now: clock.now })),
      )
      await recordGone(folder, recorded)
    },
  }
}

/** Looks whether the server is there and what it offers; changes nothing. */
export const probeAcme = (settings: AcmeSettings): Promise<string> =>
  connected(settings, async ({ directory }) => {
    await readExternal(settings.externalFile)
    return directory.renewalInfo === undefined ? 'an ACME directory' : 'an ACME directory, with advice on renewal'
  })

async function connected<T>(settings: AcmeSettings, work: (acme: Acme) => Promise<T>): Promise<T> {
  const { directoryUrl, caFile, userAgent, clock, signal, timeoutMs = 20_000 } = settings
  const caPem = caFile === undefined ? undefined : await readNamed('ACME_CA_FILE', caFile)
  const wire = openWire({ directoryUrl, caPem, timeoutMs, userAgent, signal, nowMs: clock.now })
  try {
    return await work(await openAcme(wire, directoryUrl))
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw notIssued(cause.message, { cause })
  } finally {
    await wire.close()
  }
}

/** `{"kid": …, "hmacKey": …}`, for our eyes alone: who has it opens accounts in our name. */
async function readExternal(file: string | undefined): Promise<ExternalAccount | undefined> {
  if (file === undefined) return undefined
  const value = objectIn(await readNamed('ACME_EAB_FILE', file))
  if (((await stat(file)).mode & 0o077) !== 0) throw notIssued(`${file}: others can read it; run: chmod 600 ${file}`)
  const { kid, hmacKey } = value ?? {}
  if (typeof kid === 'string' && typeof hmacKey === 'string') return { kid, hmacKey }
  throw notIssued(`${file}: expected {"kid": …, "hmacKey": …} as the CA handed it out`)
}

const readNamed = (setting: string, file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    throw notIssued(`${setting} ${file} cannot be read (${code})`, { cause })
  })

const derOf = (pem: string): string => toBase64url(Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64'))
