// How the identity provider is asked: to no address that it redirects to, within a time, and no
// more of its answer is read than a sound one has.
import { Agent, type Dispatcher, request } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { connecting, octetsWithin, type Reached, whyUnanswered } from '../http/asking.ts'

/** Metadata, keys and tokens are some kilobytes. */
const longestAnswerBytes = 1024 * 1024

interface Asked {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/** @throws {Problem} `provider-failed` for whatever is no answer */
export const boundedFetch =
  (reached: Reached) =>
  async (url: string, { method, headers, body }: Asked): Promise<Response> => {
    // Sign-ins are minutes apart: nothing is gained by a connection that stays open.
    const dispatcher = new Agent({ pipelining: 0, connect: connecting(reached) })
    const signal = AbortSignal.timeout(reached.timeoutMs)
    try {
      const sent = body === undefined || body === null ? {} : { body: String(body) }
      const answer = await request(url, { method: methodOf(method), headers, ...sent, dispatcher, signal })
      return await answered(new URL(url).origin, answer)
    } catch (cause) {
      if (cause instanceof Problem && cause.code === 'provider-failed') throw cause
      throw failed(`${new URL(url).origin} does not answer: ${whyUnanswered(cause, reached.timeoutMs)}`, cause)
    } finally {
      dispatcher.destroy().catch(() => undefined)
    }
  }

const methodOf = (method: string): 'GET' | 'POST' => (method === 'POST' ? 'POST' : 'GET')

const failed = (found: string, cause?: unknown) => new Problem('provider-failed', found, { cause })

async function answered(from: string, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<Response> {
  body.on('error', () => undefined)
  if (statusCode >= 300 && statusCode < 400) {
    body.destroy()
    throw failed(`${from} answers ${statusCode}, and redirects are not followed; OIDC_ISSUER names another address`)
  }
  const octets = await octetsWithin(body, longestAnswerBytes, () =>
    failed(`${from} answers with more than ${longestAnswerBytes} octets`),
  )
  if (statusCode >= 500) throw failed(`${from} answers ${statusCode}`)
  const type = headers['content-type']
  const said = typeof type === 'string' ? { 'content-type': type } : {}
  return new Response(octets, { status: statusCode, headers: said })
}
