// What kept us from a partner: by how far the connection came, and what came back. Told in words of
// ours, since those of OpenSSL name no hop.
import type { PeerCertificate } from 'node:tls'
import { type LineFault, Problem } from '../../gateway/model/problems/problems.ts'
import type { PartnerAddress } from '../../gateway/ports/line.ts'

/** How far a connection has come; what it waits for is the hop at fault when it fails. */
export interface Reached {
  step: 'connecting' | 'proxy' | 'tls' | 'judged' | 'answer'
  /** Octets that came back before TLS stood. */
  bytes?(): number
  /** What the server showed, where it came to that. */
  shown?: PeerCertificate
}

interface Found {
  readonly fault: LineFault
  readonly found: string
}

/**
 * @param nowMs against which the dates of what the server showed are held.
 * @param uri the one name that the partner's certificate has.
 */
export function faultOf(
  cause: unknown,
  { step, ...reached }: Reached,
  { uri, nowMs }: { uri: string; nowMs: number },
): Found {
  const code = codeOf(cause)
  if (cause instanceof Problem && cause.code === 'line-proxy') return { fault: 'line-proxy', found: cause.message }
  if (step === 'connecting' || step === 'proxy') return notConnected(code)
  if (step === 'tls') return noTls(code, messageOf(cause), reached.bytes?.() ?? 0)
  if (step === 'judged') return notThem(messageOf(cause), reached.shown, { uri, nowMs })
  return noAnswer(code, messageOf(cause), cause)
}

const unresolved = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']

function notConnected(code: string): Found {
  if (unresolved.includes(code)) return { fault: 'line-name', found: `its name is not resolved (${code})` }
  if (code === 'ERR_INVALID_URL') return { fault: 'line-name', found: 'its card names no address' }
  if (code === 'ECONNREFUSED') return { fault: 'line-refused', found: `nothing listens at that port (${code})` }
  return { fault: 'line-dropped', found: `nothing comes back from that host (${code})` }
}

/** What a server without TLS answers, or one of another version; as Node or OpenSSL call it. */
const plainText = /wrong version number|packet length too long|http request|unexpected message|bad record type/i
const alert = /alert ([a-z ]+?)(?: \(|:|$)/i

function noTls(code: string, message: string, bytes: number): Found {
  if (plainText.test(message) || /WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST/.test(code))
    return { fault: 'line-no-tls', found: 'what answers there speaks no TLS, as a plain HTTP server does' }
  const [, said] = alert.exec(message) ?? []
  if (said !== undefined || /ALERT/.test(code))
    return { fault: 'line-no-tls', found: `the server there refuses TLS 1.3 as we speak it (${said ?? code})` }
  if (isLate(code))
    return bytes > 0
      ? { fault: 'line-half', found: `${bytes} octets of TLS came, and then nothing more` }
      : { fault: 'line-silent', found: 'it took the connection and answers nothing in TLS' }
  return { fault: 'line-reset', found: `it took the connection and broke it off before TLS was done (${code})` }
}

function notThem(message: string, shown: PeerCertificate | undefined, about: { uri: string; nowMs: number }): Found {
  const names = shown?.subjectaltname ?? ''
  const whose = shown
    ? `a certificate of ${nameOf(shown.subject)}, issued by ${nameOf(shown.issuer)}`
    : 'no certificate'
  if (!names.includes('URI:spiffe:'))
    return {
      fault: 'line-intercepted',
      found: `it shows ${whose}, which is none of a gateway; expected ${about.uri}`,
    }
  const [from, until] = [Date.parse(shown?.valid_from ?? ''), Date.parse(shown?.valid_to ?? '')]
  if (names.includes(`URI:${about.uri}`) && (about.nowMs < from || about.nowMs > until))
    return {
      fault: 'line-clock',
      found: `it shows ${whose}, good from ${iso(from)} until ${iso(until)}; here it is ${iso(about.nowMs)}`,
    }
  return { fault: 'line-certificate', found: `it shows ${whose}: ${message}` }
}

/** How a server says in TLS 1.3, after the handshake, that it does not take our certificate. */
const certificateRefused = /alert.*(?:certificate|unknown ca|access denied|handshake failure)|certificate required/i

function noAnswer(code: string, message: string, cause: unknown): Found {
  if (certificateRefused.test(message))
    return { fault: 'line-own-certificate', found: 'it does not take our certificate, as it says in TLS' }
  if (isLate(code)) return { fault: 'line-half', found: 'TLS stands, and no answer came in time' }
  const began = Number((cause as { socket?: { bytesRead?: unknown } } | undefined)?.socket?.bytesRead ?? 0) > 0
  return began
    ? { fault: 'line-half', found: `it broke off its answer (${code})` }
    : {
        fault: 'line-own-certificate',
        found: `it closes the connection as soon as it knows our certificate (${code}): it may have refused it`,
      }
}

const isLate = (code: string): boolean => /TIMEOUT|TIMEDOUT|ABORT/i.test(code)

/** Its code, or what it is called where it has none. */
const codeOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return 'an unknown fault'
  // What a host of several addresses answered on the last of them.
  const [first] = cause instanceof AggregateError ? cause.errors : []
  const { code } = (first ?? cause) as { code?: unknown }
  return typeof code === 'string' && code !== '' ? code : cause.name === 'Error' ? cause.message : cause.name
}

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : ''

/** As a person reads a name of a certificate; others chose it. */
const nameOf = (name: object | undefined): string =>
  Object.entries(name ?? {})
    .map(([part, value]) => `${part}=${String(value)}`)
    .join(', ')
    .replaceAll(/[^ -~\p{L}\p{M}\p{N}]/gu, '?')
    .slice(0, 200) || 'no name'

const iso = (ms: number): string => (Number.isNaN(ms) ? 'no date' : new Date(ms).toISOString())

/**
 * The same for a delivery, which goes again by itself, and for a test, whose reader mends the hop.
 */
export const unreachable = ({ member, endpoint }: PartnerAddress, { found }: Found, cause: unknown): Problem =>
  new Problem('partner-unreachable', `${member} at ${endpoint} does not answer: ${found}`, { cause })

export const brokenLine = ({ member, endpoint }: PartnerAddress, { fault, found }: Found, cause: unknown): Problem =>
  new Problem(fault, `${member} at ${endpoint}: ${found}`, { cause })
