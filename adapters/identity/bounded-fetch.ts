// How the identity provider is asked: to no address that it redirects to, within a time, and no
// more of its answer is read than a sound one has.
import type { Socket } from 'node:net'
import { Agent, buildConnector, type Dispatcher, request } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Tunnel } from '../../gateway/ports/line.ts'

export interface Reached {
  /** From the first octet of a question to the last of its answer. */
  readonly timeoutMs: number
  /** PEM of the anchors of its TLS certificate, where it is none of the public ones. */
  readonly caPem?: string
  /** Leads there in the place of a connection of ours. */
  readonly tunnel?: Tunnel<Socket>
}

/** Metadata, keys and tokens are some kilobytes. */
const longestAnswerBytes = 1024 * 1024

interface Asked {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: unknown
}

/** @throws {Problem} `provider-failed` for whatever is no answer */
export const boundedFetch =
  ({ timeoutMs, caPem, tunnel }: Reached) =>
  async (url: string, { method, headers, body }: Asked): Promise<Response> => {
    // Sign-ins are minutes apart: nothing is gained by a connection that stays open.
    const dispatcher = new Agent({
      pipelining: 0,
      connect: tunnel
        ? through(tunnel, timeoutMs, caPem)
        : { timeout: timeoutMs, ...(caPem !== undefined && { ca: caPem }) },
    })
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const sent = body === undefined || body === null ? {} : { body: String(body) }
      const answer = await request(url, { method: methodOf(method), headers, ...sent, dispatcher, signal })
      return await answered(new URL(url).origin, answer)
    } catch (cause) {
      if (cause instanceof Problem && cause.code === 'provider-failed') throw cause
      throw failed(`${new URL(url).origin} does not answer: ${foundIn(cause, timeoutMs)}`, cause)
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
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > longestAnswerBytes) throw failed(`${from} answers with more than ${longestAnswerBytes} octets`)
    chunks.push(chunk)
  }
  if (statusCode >= 500) throw failed(`${from} answers ${statusCode}`)
  const type = headers['content-type']
  const said = typeof type === 'string' ? { 'content-type': type } : {}
  return new Response(Buffer.concat(chunks), { status: statusCode, headers: said })
}

/** Plain, or TLS end to end inside. */
function through(tunnel: Tunnel<Socket>, timeout: number, caPem: string | undefined): buildConnector.connector {
  const secure = buildConnector({ timeout, allowH2: false, ...(caPem !== undefined && { ca: caPem }) })
  return (options, callback) => {
    const { hostname, protocol, port } = options
    const [host, number] = [hostname.replaceAll(/[[\]]/g, ''), Number(port || (protocol === 'https:' ? 443 : 80))]
    tunnel(host, number).then(
      (httpSocket) =>
        protocol === 'https:' ? secure({ ...options, httpSocket }, callback) : callback(null, httpSocket),
      (error: Error) => callback(error, null),
    )
  }
}

function foundIn(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return 'unknown fault'
  if (cause.name === 'TimeoutError') return `it took more than ${timeoutMs} ms`
  return 'code' in cause && !(cause instanceof Problem) ? `${String(cause.code)}: ${cause.message}` : cause.message
}
