// HTTP to an ACME server, bounded in every way: one origin, TLS, no redirect, so many octets, so
// much time, so many requests. What a server says is data, and short when it is told to people.
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, type Dispatcher, request } from 'undici'
import { dayMs } from '../../../crypto/instants.ts'
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import { shown } from '../../../crypto/unseen.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import { connecting, octetsWithin, whyUnanswered } from '../../http/asking.ts'

const longestAnswerBytes = 256 * 1024
/** An order of a few names takes about fifteen; many are spent on nonces that are refused. */
const mostRequests = 400
const longestRetryAfterMs = dayMs

export interface Answer {
  readonly url: string
  readonly status: number
  /** The last part of the problem type, such as `badNonce`; undefined when there is no problem. */
  readonly fault: AcmeFault | undefined
  readonly nonce: string | undefined
  readonly location: string | undefined
  /** Addresses of `Link: <…>;rel="alternate"`. */
  readonly alternates: readonly string[]
  readonly retryAfterMs: number | undefined
  readonly text: string
}
export interface AcmeFault {
  readonly type: string
  readonly detail: string
  readonly of: readonly { readonly name: string; readonly type: string; readonly detail: string }[]
}

export interface Wire {
  /** @throws {Problem} `certificate-not-issued` for everything but an answer within the bounds */
  ask(method: 'GET' | 'HEAD' | 'POST', url: string, ask?: { body?: string; accept?: string }): Promise<Answer>
  /** Waits, unless the gateway stops. */
  wait(ms: number): Promise<void>
  close(): Promise<void>
}

interface Wiring {
  readonly directoryUrl: string
  /** PEM of the anchors of the server's own certificate, where it is none of the public ones. */
  readonly caPem?: string | undefined
  /** From the first octet of a request to the last of its answer. */
  readonly timeoutMs: number
  readonly userAgent: string
  readonly signal: AbortSignal
  nowMs(): number
}

export const notIssued = (message: string, options: ErrorOptions & { retryAfterMs?: number } = {}): Problem =>
  new Problem('certificate-not-issued', message, options)

export function openWire(wiring: Wiring): Wire {
  const { directoryUrl, caPem, timeoutMs, signal } = wiring
  const { origin } = new URL(directoryUrl)
  const dispatcher = new Agent({
    connections: 2,
    maxHeaderSize: 16 * 1024,
    connect: connecting({ timeoutMs, ...(caPem !== undefined && { caPem }) }),
  })
  let asked = 0
  return {
    async ask(method, url, { body, accept = 'application/json' } = {}) {
      asked += 1
      if (asked > mostRequests) throw notIssued(`${origin} needed more than ${mostRequests} requests for one order`)
      demandPlace(url, origin)
      const headers = {
        accept,
        'user-agent': wiring.userAgent,
        ...(body !== undefined && { 'content-type': 'application/jose+json' }),
      }
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      try {
        const answer = await request(url, { method, headers, body: body ?? null, dispatcher, signal: within })
        return answerOf(url, answer, await boundedText(url, answer), wiring.nowMs())
      } catch (cause) {
        if (cause instanceof Problem) throw cause
        throw notIssued(
          `${url} does not answer: ${signal.aborted ? 'the gateway stops' : told(whyUnanswered(cause, timeoutMs))}`,
          {
            cause,
          },
        )
      }
    },
    async wait(ms) {
      await pause(ms, undefined, { signal }).catch((cause: unknown) => {
        throw notIssued('the gateway stops', { cause })
      })
    },
    close: () => dispatcher.destroy(),
  }
}

/** What a server names lies with itself: nobody has us call elsewhere. */
function demandPlace(url: string, origin: string): void {
  const place = URL.canParse(url) ? new URL(url) : undefined
  if (place?.protocol !== 'https:' || place.origin !== origin || place.username !== '')
    throw notIssued(`the CA names the address ${told(url)}, expected one at ${origin}`)
}

function answerOf(url: string, { statusCode, headers }: Dispatcher.ResponseData, text: string, nowMs: number): Answer {
  const one = (name: string) => {
    const value = headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  if (statusCode >= 300 && statusCode < 400)
    throw notIssued(`${url} sends us on to ${told(one('location') ?? 'nowhere')}; an ACME server answers itself`)
  const nonce = one('replay-nonce')
  return {
    ...{ url, status: statusCode, text },
    fault: statusCode < 300 ? undefined : faultIn(text, statusCode),
    nonce: nonce !== undefined && /^[A-Za-z0-9_-]{1,256}$/.test(nonce) ? nonce : undefined,
    location: one('location'),
    alternates: alternatesIn([headers['link'] ?? []].flat()),
    retryAfterMs: retryAfterOf(one('retry-after'), nowMs),
  }
}

async function boundedText(url: string, { body }: Dispatcher.ResponseData): Promise<string> {
  const tooMuch = () => notIssued(`${url} answered with more than ${longestAnswerBytes} octets`)
  return Buffer.from(await octetsWithin(body, longestAnswerBytes, tooMuch)).toString('utf8')
}

const urn = 'urn:ietf:params:acme:error:'

function faultIn(text: string, status: number): AcmeFault {
  const body = objectIn(text)
  const typeOf = (value: unknown) =>
    typeof value === 'string' && value.startsWith(urn) ? told(value.slice(urn.length), 64) : `status ${status}`
  const detailOf = (value: unknown) => (typeof value === 'string' ? told(value) : '')
  const parts = Array.isArray(body?.['subproblems']) ? body['subproblems'].slice(0, 10) : []
  return {
    type: typeOf(body?.['type']),
    detail: detailOf(body?.['detail']),
    of: parts.filter(isJsonObject).map((part) => ({
      name: detailOf(isJsonObject(part['identifier']) ? part['identifier']['value'] : ''),
      ...{ type: typeOf(part['type']), detail: detailOf(part['detail']) },
    })),
  }
}

export function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What somebody else wrote, for a line of ours. */
export const told = (text: string, most = 200): string => shown(text.length > most ? `${text.slice(0, most)}…` : text)

const mostAlternates = 8

const alternatesIn = (links: readonly string[]): string[] =>
  links
    .flatMap((line) => line.split(/,\s*(?=<)/))
    .filter((link) => /;\s*rel="?alternate"?/i.test(link))
    .map((link) => /<([^>]*)>/.exec(link)?.[1] ?? '')
    .slice(0, mostAlternates)

/** Seconds or a date (RFC 9110 §10.2.3), at most a day. */
function retryAfterOf(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isFinite(ms) ? Math.min(longestRetryAfterMs, Math.max(0, ms)) : undefined
}
