// Documents in and out, byte for byte. Nothing is held in memory but what is on its way.
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyPluginAsync } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import type { NationalFlows, UploadAsk } from '../../../ports/doors.ts'
import { places } from '../../allowance.ts'
import { announcedSha256, contentDigest } from '../../digest-field.ts'
import { attachment, textList } from '../../file-name.ts'
import { exactly, incoming, type Pace } from '../../octet-streams.ts'
import { noteLateFailure, type ProblemDoor } from '../../problem-reply.ts'
import { noQuery } from '../../query.ts'
import { clientOf } from '../admission.ts'
import { idPath, type ReleaseBody, releaseAsk, uploadQuery } from '../shapes.ts'

export interface ItemDoor {
  readonly flows: Pick<NationalFlows, 'upload' | 'item' | 'release'>
  readonly pace: Pace
  readonly uploadsPerClient: number
  readonly releasesPerClient: number
  readonly problems: ProblemDoor
}

export const itemRoutes =
  ({ flows, pace, uploadsPerClient, releasesPerClient, problems }: ItemDoor): FastifyPluginAsync =>
  async (app) => {
    const releases = places(releasesPerClient)
    await app.register(uploadRoute({ flows, pace, uploadsPerClient }))

    app.get<{ Params: { id: string } }>(
      '/v1/items/:id',
      { schema: { params: idPath('item'), querystring: noQuery } },
      (request) => flows.item(clientOf(request), request.params.id),
    )

    app.post<{ Params: { id: string }; Body: ReleaseBody }>(
      '/v1/items/:id/releases',
      { schema: { params: idPath('item'), querystring: noQuery, body: releaseAsk } },
      async (request, reply) => {
        const client = clientOf(request)
        const leave = releases(client.id)
        if (!leave) throw crowded(`${releasesPerClient} releases to this client are under way`)
        reply.raw.once('close', leave)
        const released = await flows.release(client, request.params.id, { reader: client.id, ...request.body })
        if (released.obligations.length > 0) reply.header('bulla-obligations', textList(released.obligations))
        const content = Readable.from(exactly(released.bytes, released.content), { objectMode: false })
        return reply
          .header('content-length', released.bytes)
          .header('content-digest', contentDigest(released.sha256))
          .header('content-disposition', attachment(released.name))
          .type(mediaType.test(released.mediaType) ? released.mediaType : 'application/octet-stream')
          .send(noteLateFailure(problems, request, reply, content))
      },
    )
  }

/** In a room of its own, where every media type is octets. */
const uploadRoute =
  ({ flows, pace, uploadsPerClient }: Pick<ItemDoor, 'flows' | 'pace' | 'uploadsPerClient'>): FastifyPluginAsync =>
  async (app) => {
    const uploads = places(uploadsPerClient)
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', async (_: unknown, source: IncomingMessage) => source)

    app.post<{ Querystring: Omit<UploadAsk, 'mediaType' | 'expectSha256'>; Body: IncomingMessage | undefined }>(
      '/v1/items',
      { schema: { querystring: uploadQuery } },
      async (request, reply) => {
        const client = clientOf(request)
        const expectSha256 = announcedSha256(request.headers['content-digest'])
        const type = request.headers['content-type'] ?? ''
        if (!mediaType.test(type))
          throw new Problem(
            'unsupported-media-type',
            'Content-Type must be the media type of the item, such as application/pdf',
          )
        if (!request.body) throw new Problem('request-invalid', 'the body is empty; it must be the octets of the item')
        if (Number(request.headers['content-length'] ?? 0) > pace.maxBytes)
          throw new Problem('item-too-large', `an item may have ${pace.maxBytes} octets at most`)
        const leave = uploads(client.id)
        if (!leave) throw crowded(`${uploadsPerClient} uploads of this client are under way`)
        try {
          const ask = { ...request.query, mediaType: type, ...(expectSha256 !== undefined && { expectSha256 }) }
          const answer = await flows.upload(client, ask, incoming(request.body, pace))
          return reply.code(201).header('location', `/v1/items/${answer['item']}`).send(answer)
        } finally {
          leave()
          // What a flow left unread would stand in front of the next request.
          request.body.resume()
        }
      },
    )
  }

const crowded = (detail: string) => new Problem('too-many-requests', detail, { retryAfterMs: 1_000 })

/** As statements take it: crypto/shapes.ts. */
const mediaType = /^[!-:<-~]{1,127}\/[!-:<-~]{1,127}(?:; ?[!-:<-~]{1,64}){0,4}$/
