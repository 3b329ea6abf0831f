// The line to partners over HTTPS: one pool of kept HTTP/1.1 connections per partner, TLS 1.3, no
// resumption, its own anchors only.
import { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Dispatcher, Pool } from 'undici'
import type { LineFacts, PartnerAddress, PartnerLine } from '../../gateway/ports/line.ts'
import {
  boundedOctets,
  boundedText,
  cardHeld,
  longestChainBytes,
  longestListsBytes,
  offsetOf,
  refusal,
  unreachable,
} from './answers.ts'
import { type HttpsLine, type LineUse, openPool } from './pool.ts'
import { watched } from './progress.ts'

const joseType = { 'content-type': 'application/jose' } as const

interface Entry<P> {
  readonly key: string
  readonly to: PartnerAddress
  readonly use: LineUse
  readonly pool: Pool
  /** Live connections, each with the proof of who is at its other end. */
  readonly live: Map<TLSSocket, P>
  facts?: LineFacts
}

/** @returns the line and nothing else; `hangUp()` ends every connection. */
export function httpsLine<P>(deps: HttpsLine<P>): PartnerLine {
  const pools = new Map<string, Entry<P>>()
  /** All that have connections, also those whose place another has taken. */
  const entries = new Set<Entry<P>>()

  function entryFor(to: PartnerAddress, use: LineUse): Entry<P> {
    const key = JSON.stringify([to, deps.tls().certPem])
    const name = `${to.member} ${use}`
    const known = pools.get(name)
    if (known?.key === key) return known
    const live = new Map<TLSSocket, P>()
    const pool = openPool(deps, to, use, (socket, peer, facts) => {
      live.set(socket, peer)
      socket.once('close', () => live.delete(socket))
      entry.facts = facts
      deps.opened(to.member, facts)
    })
    const entry: Entry<P> = { key, to, use, pool, live }
    pools.set(name, entry)
    entries.add(entry)
    // A new card or certificate: what is in flight ends on the old connections, everything else
    // takes the new ones. Only a pool that was replaced is closed, and once: a card that no pool
    // can be made of leaves the one before it in its place.
    if (known) retire(known)
    return entry
  }

  /** What is in flight ends; it is watched until then. */
  function retire(entry: Entry<P>): void {
    entry.pool
      .close()
      .catch(() => undefined)
      .finally(() => entries.delete(entry))
  }

  /**
   * Whatever the partner answers: all of it within the time, however it comes, but for an upload,
   * which is bounded by its progress.
   */
  async function open(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use: LineUse = 'anything',
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await entryFor(to, use).pool.request({ signal: AbortSignal.timeout(deps.answerTimeoutMs), ...request })
    } catch (cause) {
      throw unreachable(to, cause)
    }
  }

  async function ask(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use: LineUse = 'anything',
  ): Promise<Dispatcher.ResponseData> {
    const answer = await open(to, request, use)
    if (answer.statusCode < 300 || answer.statusCode === 304) return answer
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
    async cards(to) {
      return boundedText(to, await ask(to, { method: 'GET', path: '/v1/card' }), longestChainBytes)
    },
    async offerCards(to, chain) {
      const answer = await ask(to, { method: 'POST', path: '/v1/card', headers: joseType, body: chain })
      return cardHeld(to, await boundedText(to, answer))
    },
    async offerFork(to, cards) {
      const answer = await ask(to, { method: 'POST', path: '/v1/card/fork', headers: joseType, body: cards })
      await answer.body.dump()
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
    facts: ({ member }) => pools.get(`${member} anything`)?.facts,
    lookAgain() {
      for (const entry of entries) endLapsed(entry)
      for (const [name, entry] of pools) {
        // A newer card, or another certificate of ours: what comes takes new connections.
        const now = deps.addressOf(entry.to.member)
        if (now !== undefined && entry.key === JSON.stringify([now, deps.tls().certPem])) continue
        pools.delete(name)
        retire(entry)
      }
    },
    async hangUp(member) {
      for (const [name, { to }] of pools) if (member === undefined || to.member === member) pools.delete(name)
      const ending = [...entries].filter(({ to }) => member === undefined || to.member === member)
      for (const entry of ending) entries.delete(entry)
      await Promise.all(ending.map(({ pool }) => pool.destroy()))
    },
  }

  function endLapsed({ to, use, live }: Entry<P>): void {
    for (const [socket, peer] of live)
      try {
        live.set(socket, deps.recheck(to, peer, use))
      } catch (error) {
        live.delete(socket)
        deps.closed(to.member, error instanceof Error ? error.message : 'unreadable')
        socket.destroy()
      }
  }
}
