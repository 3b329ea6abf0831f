// The line to partners over HTTPS: one pool of kept HTTP/1.1 connections per partner, TLS 1.3, no
// resumption, its own anchors only.
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { PartnerAddress, PartnerLine } from '../../gateway/ports/line.ts'
import {
  boundedOctets,
  boundedText,
  cardHeld,
  cardJudged,
  longestChainBytes,
  longestListsBytes,
  offsetOf,
  refusal,
  refusedTest,
} from './answers.ts'
import { patiently } from './late.ts'
import { type HttpsLine, type LineUse, openPools } from './pools.ts'
import { watched } from './progress.ts'

/** A note, or a tile of 256 hashes. */
const longestLogFileBytes = 64 * 1024
/** A page of what is held (docs/protocol.md §12). */
const longestHeldBytes = 4 * 1024 * 1024
const joseType = { 'content-type': 'application/jose' } as const

const deliveryOf = (frames: Uint8Array) =>
  ({
    method: 'POST',
    path: '/v1/deliveries',
    headers: { 'content-type': 'application/cbor-seq' },
    body: frames,
  }) as const

/** @returns the line and nothing else; `hangUp()` ends every connection. */
export function httpsLine<P>(deps: HttpsLine<P>): PartnerLine {
  const pools = openPools(deps)
  const { open } = pools
  const inTime = patiently(pools.isOpen)

  async function ask(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use: LineUse = 'anything',
  ): Promise<Dispatcher.ResponseData> {
    const answer = await open(to, request, use)
    if (answer.statusCode < 300 || answer.statusCode === 304) return answer
    throw await refusal(to, answer)
  }

  /** A signed text that is taken or refused. */
  async function posted(to: PartnerAddress, path: string, body: string): Promise<void> {
    const answer = await ask(to, { method: 'POST', path, headers: joseType, body })
    await answer.body.dump()
  }

  async function ifThere(to: PartnerAddress, path: string): Promise<Dispatcher.ResponseData | undefined> {
    const answer = await open(to, { method: 'GET', path })
    if (answer.statusCode < 300) return answer
    const refused = await refusal(to, answer)
    if (answer.statusCode === 404) return undefined
    throw refused
  }

  return {
    deliver: (to, frames, patience) =>
      inTime(to, { ...patience, limitMs: pools.within(patience.limitMs) }, async (signal) =>
        // Its time is limited by the signal alone.
        boundedText(to, await ask(to, { ...deliveryOf(frames), signal, headersTimeout: 0, bodyTimeout: 0 })),
      ),
    deliverFresh: (to, frames) =>
      pools.openFresh(to, deliveryOf(frames), async (answer) => {
        if (answer.statusCode >= 300) throw await refusedTest(to, answer)
        return boundedText(to, answer)
      }),
    ...sendingParts(ask, deps.answerTimeoutMs),
    async cards(to) {
      return boundedText(to, await ask(to, { method: 'GET', path: '/v1/card' }), longestChainBytes)
    },
    async heldCards(to) {
      return boundedText(to, await ask(to, { method: 'GET', path: '/v1/card/held' }), longestChainBytes)
    },
    async offerCards(to, chain) {
      const answer = await ask(to, { method: 'POST', path: '/v1/card', headers: joseType, body: chain })
      return cardHeld(to, await boundedText(to, answer))
    },
    async rehearseCard(to, jws) {
      const answer = await ask(to, { method: 'POST', path: '/v1/card/rehearsal', headers: joseType, body: jws })
      return cardJudged(to, await boundedText(to, answer))
    },
    tellAbsence: (to, jws) => posted(to, '/v1/absence', jws),
    introduce: (to, jws) => posted(to, '/v1/card/introduction', jws),
    async askHeld(to, jws) {
      const answer = await ask(to, { method: 'POST', path: '/v1/held', headers: joseType, body: jws })
      return boundedText(to, answer, longestHeldBytes)
    },
    offerFork: (to, cards) => posted(to, '/v1/card/fork', cards),
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
      const answer = await ifThere(to, '/v1/witness/checkpoint')
      return answer && boundedText(to, answer)
    },
    async logFile(to, path) {
      const answer = await ifThere(to, `/log/${path}`)
      return answer && boundedOctets(to, answer, longestLogFileBytes)
    },
    async crls(to, tag) {
      const headers = tag === undefined ? {} : { 'if-none-match': tag }
      const answer = await ask(to, { method: 'GET', path: '/v1/crl', headers }, 'lists')
      if (answer.statusCode === 304) {
        await answer.body.dump()
        return undefined
      }
      const { etag } = answer.headers
      const octets = await boundedOctets(to, answer, longestListsBytes)
      return { octets, tag: typeof etag === 'string' ? etag : undefined }
    },
    async offerCrl(to, der) {
      const headers = { 'content-type': 'application/pkix-crl' }
      const answer = await ask(to, { method: 'POST', path: '/v1/crl', headers, body: der }, 'lists')
      await answer.body.dump()
    },
    facts: pools.facts,
    lookAgain: pools.lookAgain,
    lastCall: pools.lastCall,
    hangUp: pools.hangUp,
  }
}

type Ask = (to: PartnerAddress, request: Omit<Dispatcher.RequestOptions, 'origin'>) => Promise<Dispatcher.ResponseData>

/** Large parts go ahead of the delivery that names them, and go on where they were cut. */
const sendingParts = (ask: Ask, answerTimeoutMs: number): Pick<PartnerLine, 'partOffset' | 'sendPart'> => ({
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
    const progress = watched(source, answerTimeoutMs, totalBytes)
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
})
