// The line to a time stamp authority: RFC 3161 §3.4, one POST for each stamp. What comes back is
// checked by whoever asked.
import type { Socket } from 'node:net'
import { Agent, buildConnector, type Dispatcher, request } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { TimeStamps } from '../../gateway/ports/evidence.ts'
import type { Tunnel } from '../../gateway/ports/line.ts'

export interface Authority {
  /**
   * `https:` or `http:`; stamps are signed, and the query shows a digest and nothing else, so both
   * will do.
   */
  readonly url: string
  /** From the first octet of the query to the last of the answer. */
  readonly timeoutMs: number
  /** PEM of the anchors of its TLS certificate, where it is none of the public ones. */
  readonly caPem?: string
  /** Leads there in the place of a connection of ours. */
  readonly tunnel?: Tunnel<Socket>
}

/** No sound answer comes near; crypto/log/timestamp.ts reads no more either. */
const longestAnswerBytes = 64 * 1024

export function httpTimeStamps({ url, timeoutMs, caPem, tunnel }: Authority): TimeStamps {
  // Stamps are minutes apart: nothing is gained by a connection that stays open.
  const dispatcher = new Agent({
    pipelining: 0,
    connect: tunnel
      ? through(tunnel, timeoutMs, caPem)
      : { timeout: timeoutMs, ...(caPem !== undefined && { ca: caPem }) },
  })
  return {
    async stamp(query) {
      try {
        const answer = await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
          body: query,
          dispatcher,
          signal: AbortSignal.timeout(timeoutMs),
        })
        return await replyIn(url, answer)
      } catch (cause) {
        if (cause instanceof Problem && cause.code === 'timestamp-failed') throw cause
        throw new Problem('timestamp-failed', `${url} does not answer: ${foundIn(cause, timeoutMs)}`, { cause })
      }
    },
  }
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

async function replyIn(url: string, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<Uint8Array> {
  const type = String(headers['content-type'] ?? 'nothing').split(';', 1)[0] as string
  if (statusCode !== 200 || type.trim().toLowerCase() !== 'application/timestamp-reply') {
    body.on('error', () => undefined).destroy()
    const said = `status ${statusCode} and ${JSON.stringify(type.slice(0, 100))}`
    throw new Problem('timestamp-failed', `${url} answered with ${said}, expected 200 and a time stamp reply`)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > longestAnswerBytes) {
      throw new Problem('timestamp-failed', `${url} answered with more than ${longestAnswerBytes} octets`)
    }
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function foundIn(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return 'unknown fault'
  if (cause.name === 'TimeoutError') return `it took more than ${timeoutMs} ms`
  return 'code' in cause && !(cause instanceof Problem) ? `${String(cause.code)}: ${cause.message}` : cause.message
}
