// The line to whoever publishes lists of revoked certificates or answers about one: plain requests
// to the address given and to no other. What comes back is verified by whoever asked.
import { Agent, type Dispatcher, request } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { RevocationLine } from '../../gateway/ports/line.ts'
import { connecting, octetsWithin, type Reached, whyUnanswered } from '../http/asking.ts'

interface Bounds extends Omit<Reached, 'tunnel'> {
  readonly mostListBytes: number
  readonly mostAnswerBytes: number
}

export function httpRevocation({ mostListBytes, mostAnswerBytes, ...reached }: Bounds): RevocationLine {
  const { timeoutMs } = reached
  const ask = async (
    url: string,
    how: { headers: Record<string, string>; method?: 'POST'; body?: Uint8Array },
  ): Promise<Dispatcher.ResponseData & { end(): void }> => {
    // Minutes apart: nothing is gained by a connection that stays open, and none is left behind.
    const dispatcher = new Agent({ pipelining: 0, connect: connecting(reached) })
    const end = () => {
      dispatcher.destroy().catch(() => undefined)
    }
    try {
      // Redirects are not followed: only what the operator named is asked.
      const answer = await request(url, { ...how, dispatcher, signal: AbortSignal.timeout(timeoutMs) })
      return { ...answer, end }
    } catch (cause) {
      end()
      throw unreachable(url, cause, timeoutMs)
    }
  }
  return {
    async list(url, tag) {
      const answer = await ask(url, { headers: { accept: 'application/pkix-crl, */*', ...validatorOf(tag) } })
      try {
        if (answer.statusCode === 304 && tag !== undefined) return undefined
        return { octets: await octetsIn(url, answer, mostListBytes, timeoutMs), tag: tagOf(answer.headers) }
      } finally {
        leave(answer)
      }
    },
    async answer(url, question) {
      const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' }
      const answer = await ask(url, { method: 'POST', headers, body: question })
      try {
        return await octetsIn(url, answer, mostAnswerBytes, timeoutMs)
      } finally {
        leave(answer)
      }
    },
  }
}

function leave({ body, end }: Dispatcher.ResponseData & { end(): void }): void {
  body.on('error', () => undefined).destroy()
  end()
}

type Headers = Dispatcher.ResponseData['headers']

/** An entity tag, else the time of the last change. */
function tagOf(headers: Headers): string | undefined {
  const { etag, 'last-modified': modified } = headers
  return typeof etag === 'string' ? `e${etag}` : typeof modified === 'string' ? `m${modified}` : undefined
}

const validatorOf = (tag: string | undefined): Record<string, string> =>
  tag === undefined ? {} : { [tag.startsWith('e') ? 'if-none-match' : 'if-modified-since']: tag.slice(1) }

async function octetsIn(
  url: string,
  { statusCode, headers, body }: Dispatcher.ResponseData,
  most: number,
  timeoutMs: number,
): Promise<Uint8Array> {
  if (statusCode !== 200) {
    const to = statusCode >= 300 && statusCode < 400 ? ', which is not followed' : ''
    throw new Problem('revocation-unknown', `${url} answered ${statusCode}${to}, expected 200`)
  }
  if (Number(headers['content-length'] ?? 0) > most) throw tooMuch(url, most)
  try {
    return await octetsWithin(body, most, () => tooMuch(url, most))
  } catch (cause) {
    throw cause instanceof Problem ? cause : unreachable(url, cause, timeoutMs)
  }
}

const tooMuch = (url: string, most: number) =>
  new Problem('revocation-unknown', `${url} answered with more than ${most} octets`)

const unreachable = (url: string, cause: unknown, timeoutMs: number) =>
  new Problem('revocation-unknown', `${url} does not answer: ${whyUnanswered(cause, timeoutMs)}`, { cause })
