// The line to partners over HTTPS: one pool of kept HTTP/1.1 connections per partner, TLS 1.3, no
// resumption, its own anchors only.
import { constants } from 'node:crypto'
import { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { buildConnector, type Dispatcher, Pool } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { isProblemCode, verdictOf } from '../../gateway/model/problems/refusals.ts'
import type { LineFacts, PartnerAddress, PartnerLine } from '../../gateway/ports/line.ts'
import { watched } from './progress.ts'

interface HttpsLine {
  /** Current PEMs of our TLS key and certificate chain; asked for each new pool. */
  tls(): { keyPem: string; certPem: string }
  connections: number
  answerTimeoutMs: number
  /** Why what a server presented (DER, leaf first) is not this partner's; undefined where it is. */
  judge(to: PartnerAddress, chain: readonly Uint8Array[]): string | undefined
  /** Called after each handshake. */
  opened(member: string, facts: LineFacts): void
}

interface Entry {
  readonly key: string
  readonly pool: Pool
  facts?: LineFacts
}

/** @returns the line and nothing else; `hangUp()` ends every connection. */
export function httpsLine(deps: HttpsLine): PartnerLine {
  const pools = new Map<string, Entry>()

  function entryFor(to: PartnerAddress): Entry {
    const key = JSON.stringify([to, deps.tls().certPem])
    const known = pools.get(to.member)
    if (known?.key === key) return known
    const entry: Entry = {
      key,
      pool: openPool(deps, to, (facts) => {
        entry.facts = facts
        deps.opened(to.member, facts)
      }),
    }
    pools.set(to.member, entry)
    // A new card or certificate: what is in flight ends on the old connections, everything else
    // takes the new ones. Only a pool that was replaced is closed, and once: a card that no pool
    // can be made of leaves the one before it in its place.
    known?.pool.close().catch(() => undefined)
    return entry
  }

  /**
   * Whatever the partner answers: all of it within the time, however it comes, but for an upload,
   * which is bounded by its progress.
   */
  async function open(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await entryFor(to).pool.request({ signal: AbortSignal.timeout(deps.answerTimeoutMs), ...request })
    } catch (cause) {
      throw unreachable(to, cause)
    }
  }

  async function ask(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
  ): Promise<Dispatcher.ResponseData> {
    const answer = await open(to, request)
    if (answer.statusCode < 300) return answer
    throw await refusal(to, answer)
  }

  return {
    async deliver(to, frames) {
      const answer = await ask(to, {
        method: 'POST',
        path: '/v1/deliveries',
        headers: { 'content-type': 'application/cbor-seq' },
        body: frames,
      })
      return boundedText(to, answer)
    },
    async partOffset(to, sha256, bytes) {
      const answer = await ask(to, {
        method: 'HEAD',
        path: `/v1/parts/${sha256}`,
        headers: { 'upload-length': String(bytes) },
      })
      await answer.body.dump()
      return offsetOf(to, answer, bytes)
    },
    async sendPart(to, sha256, offset, totalBytes, source) {
      const progress = watched(source, deps.answerTimeoutMs, totalBytes)
      const sent = ask(to, {
        method: 'PATCH',
        path: `/v1/parts/${sha256}`,
        headers: {
          'content-type': 'application/partial-upload',
          'content-length': String(totalBytes - offset),
          'upload-offset': String(offset),
          'upload-length': String(totalBytes),
        },
        body: Readable.from(progress.source, { objectMode: false, highWaterMark: 1 << 18 }),
        signal: progress.stalled,
        bodyTimeout: 0,
        headersTimeout: 0,
      })
      try {
        const answer = await sent
        await answer.body.dump()
        return offsetOf(to, answer, totalBytes).offset
      } finally {
        progress.end()
      }
    },
    async card(to) {
      return boundedText(to, await ask(to, { method: 'GET', path: '/v1/card' }))
    },
    async addCheckpoint(to, body) {
      const answer = await open(to, {
        method: 'POST',
        path: '/v1/witness/add-checkpoint',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body,
      })
      return { status: answer.statusCode, body: await boundedText(to, answer) }
    },
    async seenCheckpoint(to) {
      const answer = await open(to, { method: 'GET', path: '/v1/witness/checkpoint' })
      if (answer.statusCode < 300) return boundedText(to, answer)
      const refused = await refusal(to, answer)
      if (answer.statusCode === 404) return undefined
      throw refused
    },
    facts: ({ member }) => pools.get(member)?.facts,
    async hangUp(member) {
      const ending = [...pools].filter(([each]) => member === undefined || each === member)
      for (const [each] of ending) pools.delete(each)
      await Promise.all(ending.map(([, { pool }]) => pool.destroy()))
    },
  }
}

function openPool(deps: HttpsLine, to: PartnerAddress, opened: (facts: LineFacts) => void): Pool {
  const { keyPem, certPem } = deps.tls()
  const connect = buildConnector({
    key: keyPem,
    cert: certPem,
    // Nobody, not the authorities that Node knows: `judge` alone says whom to believe.
    ca: [],
    minVersion: 'TLSv1.3',
    secureOptions: constants.SSL_OP_NO_TICKET,
    maxCachedSessions: 0,
    timeout: 10_000,
    // `judge` decides, before anything is sent, by the same rule as at our own door.
    rejectUnauthorized: false,
  } as buildConnector.BuildOptions)
  return new Pool(to.endpoint, {
    connections: deps.connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 60_000,
    headersTimeout: deps.answerTimeoutMs,
    bodyTimeout: deps.answerTimeoutMs,
    connect(options, callback) {
      connect(options, (error, socket) => {
        if (error || !socket) return callback(error ?? new Error('no socket'), null)
        const stranger = strangerOn(socket as TLSSocket, to, deps.judge)
        const facts = factsOf(socket as TLSSocket)
        if (stranger !== undefined || !facts) {
          socket.destroy()
          return callback(new Error(stranger ?? 'the server showed no certificate'), null)
        }
        opened(facts)
        callback(null, socket)
      })
    },
  })
}

/** Why the server is not this partner, in words. */
function strangerOn(socket: TLSSocket, to: PartnerAddress, judge: HttpsLine['judge']): string | undefined {
  // A resumed session shows no certificate; we ask for none, so an empty one is refused.
  if (socket.isSessionReused()) return 'the server showed no certificate'
  const chain: Uint8Array[] = []
  for (let each = socket.getPeerX509Certificate(); each && chain.length < longestChain; each = each.issuerCertificate)
    chain.push(each.raw)
  return chain.length === 0 ? 'the server showed no certificate' : judge(to, chain)
}

/** More than anybody looks at, so that what came beyond it is refused. */
const longestChain = 64

function factsOf(socket: TLSSocket): LineFacts | undefined {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate || socket.isSessionReused()) return undefined
  const group = socket.getEphemeralKeyInfo() as { name?: string }
  return {
    tlsGroup: group?.name ?? 'unknown',
    protocol: socket.getProtocol() ?? 'unknown',
    peerSha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    peerNotAfter: Date.parse(certificate.validTo),
  }
}

function unreachable({ member, endpoint }: PartnerAddress, cause: unknown): Problem {
  const found =
    cause instanceof Error
      ? 'code' in cause
        ? `${String(cause.code)}: ${cause.message}`
        : cause.message
      : 'unknown fault'
  const hint = /UND_ERR_SOCKET|ECONNRESET/.test(found)
    ? ' (the partner may have refused our certificate; ask for its log)'
    : ''
  return new Problem('partner-unreachable', `${member} at ${endpoint} does not answer: ${found}${hint}`, { cause })
}

/**
 * What the partner's problem means for us: try again, or never. Its own words are kept short and
 * are not trusted.
 */
async function refusal(to: PartnerAddress, answer: Dispatcher.ResponseData): Promise<Problem> {
  const { statusCode, headers } = answer
  const body = await boundedText(to, answer).catch(() => '')
  const code = codeIn(body)
  const said = `${to.member} answered ${statusCode}${code ? ` ${code}` : ''}`
  if (statusCode === 429 || statusCode >= 500) {
    const seconds = Number(headers['retry-after'])
    return new Problem(
      'partner-unreachable',
      said,
      Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(seconds, 900) * 1000 } : {},
    )
  }
  // By itself it says too little: whether the message is at fault shows when each is sent alone.
  if (code === 'envelope-rejected') return new Problem(code, said)
  // Where the pair, not the message, is at fault, it will pass once the pair is in order again.
  const passes =
    code !== undefined && isProblemCode(code) ? verdictOf(code) === 'passing' : pairAtFault.includes(statusCode)
  return new Problem(passes ? 'partner-unreachable' : 'partner-refused', said)
}

/**
 * Of an answer without a code that we know: something on the way to the partner may have given it.
 */
const pairAtFault: readonly number[] = [401, 403, 408, 409]

function codeIn(body: string): string | undefined {
  try {
    const { code } = JSON.parse(body) as { code?: unknown }
    return typeof code === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(code) ? code : undefined
  } catch {
    return undefined
  }
}

const longestAnswerBytes = 512 * 1024

async function boundedText({ member }: PartnerAddress, { body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > longestAnswerBytes)
        throw new Problem('receipt-invalid', `${member} answered with more than ${longestAnswerBytes} octets`)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('partner-unreachable', `${member} broke off its answer`, { cause })
  }
  return Buffer.concat(chunks).toString('utf8')
}

function offsetOf(
  { member }: PartnerAddress,
  { headers }: Dispatcher.ResponseData,
  totalBytes: number,
): { offset: number; complete: boolean } {
  const offset = Number(headers['upload-offset'])
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > totalBytes)
    throw new Problem(
      'partner-unreachable',
      `${member} named an upload offset of ${String(headers['upload-offset'])} for ${totalBytes} octets`,
    )
  return { offset, complete: headers['upload-complete'] === '?1' && offset === totalBytes }
}
