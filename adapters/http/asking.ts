// How the server of somebody else is asked over HTTP: by a connection that leads to it and nowhere
// else, within a time, and no more of its answer is read than a sound one has.
import type { Socket } from 'node:net'
import { buildConnector, type Dispatcher } from 'undici'
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

/** For an `Agent` of undici: where a tunnel leads, TLS goes end to end inside it. */
export function connecting({ timeoutMs: timeout, caPem, tunnel }: Reached) {
  const anchors = caPem === undefined ? {} : { ca: caPem }
  if (!tunnel) return { timeout, ...anchors }
  const secure = buildConnector({ timeout, allowH2: false, ...anchors })
  const connector: buildConnector.connector = (options, callback) => {
    const { hostname, protocol, port } = options
    const [host, number] = [hostname.replaceAll(/[[\]]/g, ''), Number(port || (protocol === 'https:' ? 443 : 80))]
    tunnel(host, number).then(
      (httpSocket) =>
        protocol === 'https:' ? secure({ ...options, httpSocket }, callback) : callback(null, httpSocket),
      (error: Error) => callback(error, null),
    )
  }
  return connector
}

/** All of an answer's body. @throws what `tooMuch` makes, where it has more than so many octets */
export async function octetsWithin(
  body: Dispatcher.ResponseData['body'],
  most: number,
  tooMuch: () => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > most) throw tooMuch()
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Why no answer came, in words for the log. */
export function whyUnanswered(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return 'unknown fault'
  if (cause.name === 'TimeoutError') return `it took more than ${timeoutMs} ms`
  return 'code' in cause && !(cause instanceof Problem) ? `${String(cause.code)}: ${cause.message}` : cause.message
}
