// The kept connections to partners, a pool for each and for each use: TLS 1.3, no resumption, and
// nobody at the other end but who was judged.
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Dispatcher, Pool } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { guarded } from '../../gateway/model/running.ts'
import type { LineFacts, PartnerAddress, PartnerLine, Tunnel } from '../../gateway/ports/line.ts'
import { connector } from './connect.ts'
import { brokenLine, faultOf, type Reached, unreachable } from './faults.ts'
import { mostLate } from './late.ts'

/** How long anything may still take once the gateway stops. */
const momentMs = 1_500

/** What a connection is for: anything, or lists of revoked certificates alone. */
export type LineUse = 'anything' | 'lists'

/** `P` is the proof that a server is the partner it was called as. */
export interface HttpsLine<P = unknown> {
  /**
   * Judges what the server showed (DER, leaf first).
   * @throws where it is not this partner, or may not be used for this now.
   */
  judge(to: PartnerAddress, chain: readonly Uint8Array[], use: LineUse): P
  /** The same proof, or a newer one, while the connection may go on. @throws where it may not. */
  recheck(to: PartnerAddress, peer: P, use: LineUse): P
  /** The address of the partner's card now; undefined where nothing may be sent to it. */
  addressOf(member: string): PartnerAddress | undefined
  /** Called for each live connection that is closed. */
  closed(member: string, problem: string): void
  /** Current PEMs of our TLS key and certificate chain; asked for each new pool. */
  tls(): { keyPem: string; certPem: string }
  /** Connections through an outbound proxy, whose address this is. */
  tunnelBy(proxy: string): Tunnel<Socket>
  connections: number
  answerTimeoutMs: number
  now(): number
  /** Told of what fails where nobody waits for it. */
  failed(error: unknown): void
  /** Called after each handshake. */
  opened(member: string, facts: LineFacts): void
}

interface Entry<P> {
  readonly key: string
  readonly to: PartnerAddress
  readonly use: LineUse
  readonly pool: Pool
  /** Live connections, each with the proof of who is at its other end. */
  readonly live: Map<TLSSocket, P>
  /** How far its newest connection came. */
  readonly reached: Reached
  facts?: LineFacts
}

/** The pools of all partners. */
interface Pools extends Pick<PartnerLine, 'facts' | 'lookAgain' | 'lastCall' | 'hangUp'> {
  /**
   * Whatever the partner answers: all of it within the time, however it comes, but for an upload,
   * which is bounded by its progress.
   */
  open(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use?: LineUse,
  ): Promise<Dispatcher.ResponseData>
  /** Once, on a new connection that ends with it. @throws {Problem} that names the hop at fault. */
  openFresh<T>(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    read: (answer: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<{ answer: T; facts: LineFacts | undefined }>
  /** How much of a time limit is left to give. */
  within(limitMs: number): number
  /** Whether a connection to the partner stands. */
  isOpen(to: PartnerAddress): boolean
}

export function openPools<P>(deps: HttpsLine<P>): Pools {
  const pools = new Map<string, Entry<P>>()
  let longestMs = Number.POSITIVE_INFINITY
  const within = (limitMs: number) => Math.min(limitMs, longestMs)
  /** All that have connections, also those whose place another has taken. */
  const entries = new Set<Entry<P>>()

  function entryFor(to: PartnerAddress, use: LineUse): Entry<P> {
    const key = JSON.stringify([to, deps.tls().certPem])
    const name = `${to.member} ${use}`
    const known = pools.get(name)
    if (known?.key === key) return known
    const entry = entryOf(to, use, key)
    pools.set(name, entry)
    entries.add(entry)
    // A new card or certificate: what is in flight ends on the old connections, everything else
    // takes the new ones. Only a pool that was replaced is closed, and once: a card that no pool
    // can be made of leaves the one before it in its place.
    if (known) retire(known)
    return entry
  }

  function entryOf(to: PartnerAddress, use: LineUse, key: string): Entry<P> {
    const live = new Map<TLSSocket, P>()
    const reached: Reached = { step: 'connecting' }
    const pool = openPool(deps, { to, use, reached }, (socket, peer, facts) => {
      live.set(socket, peer)
      socket.once('close', () => live.delete(socket))
      entry.facts = facts
      deps.opened(to.member, facts)
    })
    const entry: Entry<P> = { key, to, use, pool, live, reached }
    return entry
  }

  /** What is in flight ends; it is watched until then. */
  function retire(entry: Entry<P>): void {
    entry.pool
      .close()
      .catch(() => undefined)
      .finally(() => entries.delete(entry))
  }

  async function open(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    use: LineUse = 'anything',
  ): Promise<Dispatcher.ResponseData> {
    let entry: Entry<P> | undefined
    try {
      entry = entryFor(to, use)
      return await entry.pool.request({
        signal: AbortSignal.timeout(within(deps.answerTimeoutMs)),
        ...request,
      })
    } catch (cause) {
      const { live, reached = notBegun } = entry ?? {}
      // Where connections live, what failed was one of them.
      const came: Reached = live && live.size > 0 && isLate(cause) ? { step: 'answer' } : reached
      throw unreachable(to, faultOf(cause, came, { uri: to.uri, nowMs: deps.now() }), cause)
    }
  }

  /**
   * On a connection of its own, which shows what holds now: one that was kept may be of yesterday.
   */
  async function openFresh<T>(
    to: PartnerAddress,
    request: Omit<Dispatcher.RequestOptions, 'origin'>,
    read: (answer: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<{ answer: T; facts: LineFacts | undefined }> {
    let entry: Entry<P> | undefined
    let began = false
    try {
      entry = entryOf(to, 'anything', '')
      entries.add(entry)
      const given = await entry.pool.request({ signal: AbortSignal.timeout(deps.answerTimeoutMs), ...request })
      began = true
      return { answer: await read(given), facts: entry.facts }
    } catch (cause) {
      // What the partner answered is told as it is, but for an answer without its end.
      if (began && cause instanceof Problem && cause.cause === undefined) throw cause
      const { reached = notBegun } = entry ?? {}
      const found = began ? brokenOff : faultOf(cause, reached, { uri: to.uri, nowMs: deps.now() })
      throw brokenLine(to, found, cause)
    } finally {
      if (entry) entries.delete(entry)
      await entry?.pool.destroy()
    }
  }

  return {
    open,
    openFresh,
    within,
    isOpen: ({ member }) => (pools.get(`${member} anything`)?.live.size ?? 0) > 0,
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
    lastCall() {
      longestMs = momentMs
      const underWay = [...entries]
      pools.clear()
      const end = guarded(() => destroyed(underWay), deps.failed)
      setTimeout(end, momentMs).unref()
    },
    async hangUp(member) {
      for (const [name, { to }] of pools) if (member === undefined || to.member === member) pools.delete(name)
      const ending = [...entries].filter(({ to }) => member === undefined || to.member === member)
      await destroyed(ending)
    },
  }

  async function destroyed(ending: readonly Entry<P>[]): Promise<void> {
    for (const entry of ending) entries.delete(entry)
    await Promise.all(ending.map(({ pool }) => pool.destroy()))
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

const notBegun: Reached = { step: 'connecting' }
const brokenOff = { fault: 'line-half', found: 'it broke off its answer' } as const

const isLate = (cause: unknown): boolean => cause instanceof Error && cause.name === 'TimeoutError'

function openPool<P>(
  deps: HttpsLine<P>,
  { to, use, reached }: Pick<Entry<P>, 'to' | 'use' | 'reached'>,
  opened: (socket: TLSSocket, peer: P, facts: LineFacts) => void,
): Pool {
  return new Pool(to.endpoint, {
    // Answers that are late keep theirs, so that what comes after them finds one.
    connections: use === 'lists' ? 1 : deps.connections + mostLate,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 60_000,
    headersTimeout: deps.answerTimeoutMs,
    bodyTimeout: deps.answerTimeoutMs,
    connect: connector({
      ...{ to, ...deps.tls(), reached },
      tunnel: to.proxy === undefined ? undefined : deps.tunnelBy(to.proxy),
      judge: (socket, chain, facts) => opened(socket, deps.judge(to, chain, use), facts),
    }),
  })
}
