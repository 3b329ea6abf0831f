// One request to a national door and its answer, over kept connections that trust only the
// certificates they are told to.
import { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { checkServerIdentity } from 'node:tls'
import { broken, unreachable } from './errors.ts'

/** Where a national door is, what vouches for it, and who asks. */
export interface DoorAddress {
  /** Such as `https://localhost:8444`. */
  readonly url: string
  /** What `bulla client add` printed. Left out where a client certificate says who asks. */
  readonly token?: string
  /**
   * PEM certificates that vouch for the door: its CA, or its very certificate. Left out, those of
   * Node count.
   */
  readonly caPem?: string
  /** For whom the client acts: an id of your own, where its entry allows it. */
  readonly person?: string
  readonly clientCertificate?: { readonly certPem: string; readonly keyPem: string }
  /** In which titles and fixes of problems are told: en, fr or es. */
  readonly language?: string
  /** How many connections may be open at once; 8 unless said otherwise. */
  readonly connections?: number
  /** How long an answer, or its next octets, may stay away; two minutes unless said otherwise. */
  readonly silenceMs?: number
}

export interface DoorRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
  readonly silenceMs?: number
}

/** An answer of any status. Whoever asked reads all of its body, or destroys it. */
export interface DoorAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: IncomingMessage
}

export interface Connection {
  send(ask: DoorRequest): Promise<DoorAnswer>
  close(): void
}

export function openConnection(address: DoorAddress): Connection {
  const agent = agentFor(address)
  const always = {
    ...(address.token !== undefined && { authorization: `Bearer ${address.token}` }),
    ...(address.person !== undefined && { 'bulla-person': address.person }),
    ...(address.language !== undefined && { 'accept-language': address.language }),
  }
  return {
    /**
     * @throws {Unreachable} where no answer comes; what the source of the body throws is thrown as
     * it is
     */
    send: ({ method, path, headers = {}, body, signal, silenceMs = address.silenceMs ?? 120_000 }) =>
      new Promise<DoorAnswer>((resolve, reject) => {
        const outgoing = request(
          new URL(path, address.url),
          { agent, method, timeout: silenceMs, headers: { ...always, ...headers }, ...(signal && { signal }) },
          (answer) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
        )
        let fault: { readonly of: unknown } | undefined
        outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${silenceMs} ms`)))
        outgoing.on('error', (error) => reject(fault ? fault.of : signal?.aborted ? error : unreachable(error)))
        if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
          outgoing.end(body)
          return
        }
        const source = watched(body, (error) => {
          fault = { of: error }
        })
        // A refusal may come while the body is still on its way. Then that answer counts, and not
        // the broken pipe.
        pipeline(source, outgoing).catch((error: Error) => outgoing.destroy(error))
      }),
    close: () => agent.destroy(),
  }
}

function agentFor({ caPem, clientCertificate, connections = 8 }: DoorAddress): Agent {
  // A text without a certificate vouches for nobody.
  const ca = caPem === undefined ? undefined : (caPem.match(pemBlock) ?? [])
  const pinned = (ca ?? []).map((pem) => new X509Certificate(pem).raw)
  return new Agent({
    keepAlive: true,
    maxSockets: connections,
    minVersion: 'TLSv1.3',
    ...(ca && { ca, allowPartialTrustChain: true }),
    ...(clientCertificate && { cert: clientCertificate.certPem, key: clientCertificate.keyPem }),
    // The very certificate that we were told of needs no fitting name; any other one does.
    checkServerIdentity: (host, shown) =>
      pinned.some((raw) => raw.equals(shown.raw)) ? undefined : checkServerIdentity(host, shown),
  })
}
const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Tells a source that fails from a line that breaks. */
async function* watched(
  source: AsyncIterable<Uint8Array>,
  onFault: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source
  } catch (error) {
    onFault(error)
    throw error
  }
}

/** @throws {Broken} */
export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of unbroken(body)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** @throws {Broken} where the line breaks before the end */
export async function* unbroken<T>(octets: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* octets
  } catch (error) {
    throw broken(error)
  }
}
