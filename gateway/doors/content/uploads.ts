// An upload that outlives its connections (draft-ietf-httpbis-resumable-upload): what comes over
// one after the other goes into one run of the flow, which waits where a connection breaks. So
// nothing of a document lies anywhere but encrypted, and nothing is read twice. It lives in this
// process alone: where that ends the upload is gone, and is begun anew.
import { createHash, type Hash, randomUUIDv7 } from 'node:crypto'
import type { StagedItem } from '../../answers/item-answers.ts'
import { places } from '../../model/limits/buckets.ts'
import { Problem } from '../../model/problems/problems.ts'
import { guarded } from '../../model/running.ts'
import type { Client, NationalFlows, UploadAsk } from '../../ports/doors/national.ts'
import type { Done, Idempotency } from '../../ports/submitting.ts'
import { type Feed, feed } from './upload-feed.ts'

/** How far an upload is. */
export interface UploadState {
  readonly id: string
  readonly offset: number
  readonly bytes: number
  readonly complete: boolean
  /** What became of it, once it is complete. */
  readonly item?: Done<StagedItem>
  /** It was begun before, under the same key. */
  readonly known: boolean
}

export interface Uploads {
  /**
   * Takes one of the client's places.
   * @throws {Problem} `too-many-requests` · `idempotency-key-reused` where one under way has it
   */
  enter(client: Client, idempotency: Idempotency | null): () => void
  /** @throws {Problem} whatever the flow refuses before the first octet · `too-many-requests` */
  begin(client: Client, begun: Begun): Promise<UploadState>
  /** @throws {Problem} `not-found` for whatever is none of this client */
  stateOf(client: Client, id: string): Promise<UploadState>
  /**
   * @throws {Problem} `part-offset` · `not-found`, also where it is taken back meanwhile ·
   *   `request-invalid` for more octets than were announced · `digest-mismatch`, which ends the
   *   upload, as what came is not taken out of it any more · whatever the flow refuses
   */
  append(client: Client, id: string, piece: Piece): Promise<UploadState>
  end(client: Client, id: string): Promise<void>
}

interface Piece {
  readonly offset: number
  readonly octets: AsyncIterable<Uint8Array>
  /** Of the octets of this piece, hex. */
  readonly expectSha256?: string | undefined
}

interface Begun {
  readonly ask: UploadAsk
  readonly bytes: number
  readonly idempotency: Idempotency | null
}

interface Open extends Begun {
  readonly id: string
  readonly client: string
  readonly feed: Feed
  readonly ended: Promise<Done<StagedItem>>
  readonly leave: () => void
  offset: number
  /** Which connection writes; the newest one does. */
  writer: number
  at: number
  settled?: { readonly item?: Done<StagedItem> }
  /** What is waited for now, each to be given up when the upload ends. */
  readonly waits: Set<(why: unknown) => void>
  timer?: NodeJS.Timeout
}

interface UploadsOptions {
  readonly flow: NationalFlows['upload']
  readonly perClient: number
  /** How long one waits for its next connection, and is remembered after its end. */
  readonly keepMs: number
  readonly closing: AbortSignal
  readonly onFault: (error: unknown) => void
}

export function uploads({ flow, perClient, keepMs, closing, onFault }: UploadsOptions): Uploads {
  const all = new Map<string, Open>()
  const take = places(perClient)
  closing.addEventListener('abort', () => {
    for (const { feed } of all.values()) feed.fail(new Problem('stopping', 'the gateway is stopping'))
  })

  /** Where all places are taken, the upload that waits longest for its connection gives way. */
  function enter({ id }: Client, idempotency: Idempotency | null): () => void {
    // It would wait for that one's end.
    if ([...all.values()].some((each) => each.client === id && !each.settled && hasKey(each, idempotency)))
      throw new Problem('idempotency-key-reused', 'this idempotency key is that of an upload under way')
    const leave = take(id)
    if (leave) return leave
    const waiting = [...all.values()].filter(({ client, settled, writer }) => client === id && !settled && writer === 0)
    const [longest] = waiting.sort((a, b) => a.at - b.at)
    if (longest) drop(longest, 'another upload of this client took its place')
    const free = longest && take(id)
    if (free) return free
    throw new Problem('too-many-requests', `${perClient} uploads of this client are under way`, { retryAfterMs: 1_000 })
  }

  function drop(open: Open, why: string): void {
    all.delete(open.id)
    clearTimeout(open.timer)
    open.feed.fail(new Problem('not-found', `the upload is gone: ${why}; begin it anew`))
    open.leave()
  }

  function wait(open: Open): void {
    clearTimeout(open.timer)
    open.at = performance.now()
    const lapse = () => drop(open, `nothing came for ${keepMs} ms`)
    open.timer = setTimeout(guarded(lapse, onFault), keepMs).unref()
  }

  const of = (client: Client, id: string): Open => {
    const open = all.get(id)
    if (open?.client === client.id) return open
    throw new Problem('not-found', `no upload ${id} of yours is under way here; begin it anew`)
  }

  const stateOf = ({ id, offset, bytes, settled }: Open, known = false): UploadState => ({
    ...{ id, bytes, known, offset: settled?.item ? bytes : offset, complete: settled?.item !== undefined },
    ...(settled?.item && { item: settled.item }),
  })

  function settle(open: Open, item?: Done<StagedItem>): void {
    open.settled = item ? { item } : {}
    open.leave()
    if (!item) all.delete(open.id)
    wait(open)
    if (!item) clearTimeout(open.timer)
  }

  /** The octets of one connection, as far as it writes and they are wanted. */
  async function pour(open: Open, octets: AsyncIterable<Uint8Array>): Promise<void> {
    open.writer += 1
    const writer = open.writer
    clearTimeout(open.timer)
    const chunks = octets[Symbol.asyncIterator]()
    try {
      for (;;) {
        // Whoever ends the upload, or the gateway, waits for no octets that do not come.
        const next = await unlessBroken(open, chunks.next())
        if (next.done) return
        const chunk = next.value
        if (open.writer !== writer) throw new Problem('part-offset', 'another connection goes on with this upload')
        if (open.offset + chunk.length > open.bytes) throw tooMany(open)
        open.offset += chunk.length
        await unlessBroken(open, open.feed.push(chunk))
      }
    } finally {
      letGo(chunks)
      if (open.writer === writer) {
        open.writer = 0
        if (!open.settled) wait(open)
      }
    }
  }

  return {
    enter,
    async begin(client, begun) {
      const { ask, bytes, idempotency } = begun
      const known = [...all.values()].find((each) => each.client === client.id && isSame(each.idempotency, idempotency))
      if (known) return stateOf(known, true)
      const leave = enter(client, idempotency)
      const into = feed()
      const ended = flow(client, ask, into.octets, idempotency)
      const open: Open = {
        ...{ ...begun, id: randomUUIDv7(), client: client.id, feed: into, ended, leave },
        ...{ offset: 0, writer: 0, at: performance.now(), waits: new Set() },
      }
      all.set(open.id, open)
      ended.then(
        (item) => settle(open, item),
        (why: unknown) => settle(givenUp(open, why)),
      )
      // What is refused without an octet is refused now.
      await Promise.race([into.asked, ended])
      if (bytes === 0 && !open.settled) await into.end()
      if (bytes === 0) await ended
      else if (!open.settled) wait(open)
      return stateOf(open)
    },
    stateOf: async (client, id) => stateOf(of(client, id)),
    async append(client, id, { offset, octets, expectSha256 }) {
      const open = of(client, id)
      if (offset !== open.offset && !open.settled) throw elsewhere(open, offset)
      if (open.settled) {
        for await (const chunk of octets) if (chunk.length > 0) throw elsewhere(open, offset)
        return stateOf(open)
      }
      const hash = createHash('sha256')
      await pour(open, expectSha256 === undefined ? octets : through(octets, hash))
      if (expectSha256 !== undefined && hash.digest('hex') !== expectSha256) {
        drop(open, 'a piece of it was not the one that was announced')
        throw otherPiece()
      }
      if (open.offset < open.bytes) return stateOf(open)
      await open.feed.end()
      await open.ended
      return stateOf(open)
    },
    async end(client, id) {
      const open = of(client, id)
      if (open.settled) all.delete(id)
      else drop(open, 'it was taken back')
    },
  }
}

/** Whoever waits is told why. */
function givenUp(open: Open, why: unknown): Open {
  for (const giveUp of open.waits) giveUp(why)
  return open
}

/**
 * What is waited for, unless the upload ends before. Not a race with its end: each would leave
 * something behind until then, and pieces may be of one octet.
 */
async function unlessBroken<T>(open: Open, waited: Promise<T>): Promise<T> {
  const either = Promise.withResolvers<T>()
  open.waits.add(either.reject)
  waited.then(either.resolve, either.reject)
  try {
    return await either.promise
  } finally {
    open.waits.delete(either.reject)
  }
}

const otherPiece = () =>
  new Problem('digest-mismatch', 'the piece has another SHA-256 than its Content-Digest says; begin the upload anew')

/** Not awaited, as it may be waiting for octets that never come. */
function letGo(chunks: AsyncIterator<Uint8Array>): void {
  chunks.return?.().catch(() => undefined)
}

async function* through(octets: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of octets) {
    hash.update(chunk)
    yield chunk
  }
}

const tooMany = ({ offset, bytes }: Open): Problem =>
  new Problem(
    'request-invalid',
    `more came than the ${bytes - offset} octets that are left of the ${bytes} announced; send those alone, or begin anew with the length that is right`,
  )

const elsewhere = ({ offset, bytes }: Pick<Open, 'offset' | 'bytes'>, asked: number): Problem =>
  new Problem('part-offset', `${offset} of ${bytes} octets are here, the piece begins at ${asked}`)

const hasKey = ({ idempotency }: Pick<Open, 'idempotency'>, other: Idempotency | null): boolean =>
  idempotency !== null && idempotency.key === other?.key

const isSame = (one: Idempotency | null, other: Idempotency | null): boolean =>
  one !== null && one.key === other?.key && one.requestSha256 === other.requestSha256
