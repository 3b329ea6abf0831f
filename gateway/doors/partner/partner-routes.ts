// The only door for other gateways: docs/protocol.md §5. Asks who is there, answers, decides
// nothing.
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { Problem } from '../../model/problems/problems.ts'
import { type LogFile, logRoutes } from '../log-routes.ts'
import { incoming, type Pace, wholeBody } from '../octet-streams.ts'

/**
 * `P` is the proof that the partner on the line is authentic; only the flow that checks it makes
 * one. `K` is that of one of whom it is not known yet whether its certificate was revoked: it may
 * bring lists that say so, and ask for ours.
 */
export interface PartnerDoorFlows<K, P> {
  authenticate(request: FastifyRequest): P
  known(request: FastifyRequest): K
  /** Our lists of revoked certificates, and what names this state of them. */
  lists(): { octets: Uint8Array; tag: string }
  offerList(partner: K, der: Uint8Array): Promise<void>
  receive(partner: P, delivery: Uint8Array): Promise<string>
  partOffset(partner: P, sha256: string, totalBytes: number): Promise<{ offset: number; complete: boolean }>
  receivePart(
    partner: P,
    piece: { sha256: string; offset: number; totalBytes: number },
    source: AsyncIterable<Uint8Array>,
  ): Promise<{ offset: number; complete: boolean }>
  /** C2SP tlog-witness and tlog-tiles. */
  addCheckpoint(partner: P, body: string): Promise<{ status: number; mediaType: string; body: string }>
  seenCheckpoint(partner: P): Promise<string>
  logFile(path: string): Promise<LogFile | undefined>
  /** Our cards, one JWS a line, the newest last. */
  cards(): string
  /** The cards of the partner that are held here, one JWS a line, the newest last. */
  heldCards(partner: P): string
  /** @returns the newest card of the partner that is held now. */
  offerCards(partner: P, chain: string): Promise<{ sequence: number; sha256: string }>
  /** Judges a card and keeps nothing of it. */
  rehearseCard(partner: P, jws: string): Promise<{ sequence: number; sha256: string; problem?: string }>
  offerFork(partner: P, cards: string): Promise<void>
  /** The partner says that a card of another member is theirs. */
  hearIntroduction(partner: P, jws: string): Promise<void>
  /** The partner says until when it is away. */
  hearAbsence(partner: P, jws: string): Promise<{ until: string }>
  /** One page of what is held between the partner and us; compact JWE. */
  held(partner: P, jws: string): Promise<string>
}

const sha256Hex = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const
const count = { type: 'string', pattern: '^(0|[1-9][0-9]{0,15})$' } as const
/** What each route takes, and nothing else. */
const kinds: Readonly<Record<string, string>> = {
  'POST /v1/deliveries': 'application/cbor-seq',
  'POST /v1/card': 'application/jose',
  'POST /v1/card/fork': 'application/jose',
  'POST /v1/card/rehearsal': 'application/jose',
  'POST /v1/card/introduction': 'application/jose',
  'POST /v1/absence': 'application/jose',
  'POST /v1/held': 'application/jose',
  'POST /v1/crl': 'application/pkix-crl',
  'POST /v1/witness/add-checkpoint': 'text/plain',
  'PATCH /v1/parts/:sha256': 'application/partial-upload',
}

function wrongKind({ method, routeOptions, headers }: FastifyRequest): Problem | undefined {
  const kind = kinds[`${method} ${routeOptions.url}`]
  const found = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (kind === undefined || found === undefined || found === kind) return undefined
  return new Problem('unsupported-media-type', `this address takes ${kind}`)
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Where a route takes less than all of its kind. */
    maxBytes?: number
    /** What comes there is paced by its statements. */
    bringsStatements?: true
  }
}

interface Limits {
  readonly maxDeliveryBytes: number
  readonly maxChainBytes: number
  readonly maxCardBytes: number
  readonly maxIntroductionBytes: number
  readonly maxNoteBytes: number
  readonly maxListBytes: number
  readonly pace: Omit<Pace, 'maxBytes'>
  /** @throws {Problem} `too-many-requests`. Returns what gives them back. */
  holdBody(request: FastifyRequest, bytes: number): () => void
}

export const partnerRoutes =
  <K, P>(flows: PartnerDoorFlows<K, P>, limits: Limits): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => done(wrongKind(request)))
    app.addHook('onRequest', (request, reply, done) => {
      // It came to no work.
      reply.raw.once('close', () => held.get(request)?.())
      done()
    })
    readBodies(app, limits)
    deliveryRoute(app, flows)
    partRoutes(app, flows)
    cardRoutes(app, flows, limits)
    listRoutes(app, flows)
    witnessRoutes(app, flows)
    await app.register(logRoutes({ logFile: flows.logFile, admit: flows.authenticate }))
  }

/** What gives back the octets that a request holds. */
const held = new WeakMap<FastifyRequest, () => void>()

/** Whoever hangs up in the middle of the work has its octets in our memory until that has ended. */
async function holding<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
  const release = held.get(request)
  held.delete(request)
  try {
    return await work()
  } finally {
    release?.()
  }
}

function readBodies(app: FastifyInstance, limits: Limits): void {
  const { maxDeliveryBytes, maxChainBytes, maxNoteBytes, maxListBytes, pace, holdBody } = limits
  const octets = (most: number) => async (request: FastifyRequest, source: IncomingMessage) => {
    const { maxBytes = most } = request.routeOptions.config
    const { 'content-length': announced = maxBytes } = source.headers
    // What is too large is refused by its length, and holds nothing.
    const release = holdBody(request, Math.min(maxBytes, Number(announced)))
    held.set(request, release)
    return wholeBody(source, { ...pace, maxBytes })
  }
  const text = (maxBytes: number) => async (request: FastifyRequest, source: IncomingMessage) =>
    Buffer.from(await octets(maxBytes)(request, source)).toString('utf8')
  app.addContentTypeParser('application/cbor-seq', octets(maxDeliveryBytes))
  app.addContentTypeParser('application/jose', text(maxChainBytes))
  app.addContentTypeParser('application/pkix-crl', octets(maxListBytes))
  app.addContentTypeParser('text/plain', text(maxNoteBytes))
  // Streams through: the flow counts the octets itself.
  app.addContentTypeParser('application/partial-upload', async (_: FastifyRequest, source: IncomingMessage) =>
    incoming(source, { ...pace, maxBytes: Number.MAX_SAFE_INTEGER }),
  )
}

function deliveryRoute<K, P>(app: FastifyInstance, { authenticate, receive }: PartnerDoorFlows<K, P>): void {
  const config = { bringsStatements: true } as const
  app.post<{ Body: Uint8Array }>('/v1/deliveries', { config }, async (request, reply) => {
    const partner = authenticate(request)
    const receipt = await holding(request, () => receive(partner, request.body ?? new Uint8Array(0)))
    return reply.type('application/jose').send(receipt)
  })
}

interface Piece {
  Params: { sha256: string }
  Headers: { 'upload-offset': string; 'upload-length': string }
  Body: AsyncIterable<Uint8Array>
}

/** A part in pieces, each from where the last one ended. */
function partRoutes<K, P>(
  app: FastifyInstance,
  { authenticate, partOffset, receivePart }: PartnerDoorFlows<K, P>,
): void {
  const takes = (...headers: string[]) => ({
    schema: {
      params: { type: 'object', required: ['sha256'], properties: { sha256: sha256Hex } },
      headers: {
        type: 'object',
        required: headers,
        properties: Object.fromEntries(headers.map((name) => [name, count])),
      },
    },
  })
  app.head<Pick<Piece, 'Params' | 'Headers'>>('/v1/parts/:sha256', takes('upload-length'), async (request, reply) => {
    const partner = authenticate(request)
    const at = await partOffset(partner, request.params.sha256, Number(request.headers['upload-length']))
    return reply.headers(uploadHeaders(at)).code(204).send()
  })
  app.patch<Piece>('/v1/parts/:sha256', takes('upload-offset', 'upload-length'), async (request, reply) => {
    const partner = authenticate(request)
    if (!request.body)
      throw new Problem('request-invalid', 'a piece of a part needs a body of type application/partial-upload')
    const piece = {
      sha256: request.params.sha256,
      offset: Number(request.headers['upload-offset']),
      totalBytes: Number(request.headers['upload-length']),
    }
    const at = await receivePart(partner, piece, request.body)
    return reply.headers(uploadHeaders(at)).code(204).send()
  })
}

function cardRoutes<K, P>(
  app: FastifyInstance,
  {
    authenticate,
    cards,
    heldCards,
    offerCards,
    offerFork,
    hearIntroduction,
    rehearseCard,
    hearAbsence,
    held: heldPage,
  }: PartnerDoorFlows<K, P>,
  { maxCardBytes, maxIntroductionBytes }: Limits,
): void {
  app.get('/v1/card', async (request, reply) => {
    authenticate(request)
    return reply.type('application/jose').send(cards())
  })
  app.get('/v1/card/held', async (request, reply) =>
    reply.type('application/jose').send(heldCards(authenticate(request))),
  )
  app.post<{ Body: string }>('/v1/card', async (request) =>
    holding(request, async () => offerCards(authenticate(request), request.body ?? '')),
  )
  app.post<{ Body: string }>('/v1/card/rehearsal', { config: { maxBytes: maxCardBytes } }, async (request) =>
    holding(request, async () => rehearseCard(authenticate(request), request.body ?? '')),
  )
  app.post<{ Body: string }>(
    '/v1/card/introduction',
    { config: { maxBytes: maxIntroductionBytes } },
    async (request, reply) => {
      await holding(request, async () => hearIntroduction(authenticate(request), request.body ?? ''))
      return reply.code(204).send()
    },
  )
  app.post<{ Body: string }>('/v1/absence', async (request) =>
    holding(request, async () => hearAbsence(authenticate(request), request.body ?? '')),
  )
  app.post<{ Body: string }>('/v1/held', { config: { maxBytes: maxCardBytes } }, async (request, reply) => {
    const page = await holding(request, async () => heldPage(authenticate(request), request.body ?? ''))
    return reply.type('application/jose').send(page)
  })
  app.post<{ Body: string }>('/v1/card/fork', async (request, reply) => {
    await holding(request, async () => offerFork(authenticate(request), request.body ?? ''))
    return reply.code(204).send()
  })
}

/** Lists of revoked certificates (RFC 5280, `application/pkix-crl` by RFC 2585). */
function listRoutes<K, P>(app: FastifyInstance, { known, lists, offerList }: PartnerDoorFlows<K, P>): void {
  app.get('/v1/crl', async (request, reply) => {
    known(request)
    const { octets, tag } = lists()
    reply.header('etag', tag).header('cache-control', 'no-cache')
    return request.headers['if-none-match'] === tag
      ? reply.code(304).send()
      : reply.type('application/cbor-seq').send(Buffer.from(octets))
  })
  app.post<{ Body: Uint8Array }>('/v1/crl', async (request, reply) => {
    await holding(request, async () => offerList(known(request), request.body ?? new Uint8Array(0)))
    return reply.code(204).send()
  })
}

function witnessRoutes<K, P>(
  app: FastifyInstance,
  { authenticate, addCheckpoint, seenCheckpoint }: PartnerDoorFlows<K, P>,
): void {
  app.post<{ Body: string }>('/v1/witness/add-checkpoint', async (request, reply) => {
    const partner = authenticate(request)
    const { status, mediaType, body } = await holding(request, () => addCheckpoint(partner, request.body ?? ''))
    return reply.code(status).type(mediaType).send(body)
  })
  app.get('/v1/witness/checkpoint', async (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(await seenCheckpoint(authenticate(request))),
  )
}

/** Fields of the IETF draft on resumable uploads (draft-ietf-httpbis-resumable-upload). */
const uploadHeaders = ({ offset, complete }: { offset: number; complete: boolean }) => ({
  'upload-offset': String(offset),
  'upload-complete': complete ? '?1' : '?0',
  'cache-control': 'no-store',
})
