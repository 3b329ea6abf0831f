// Documents in and out, byte for byte. Nothing is held in memory but what is on its way.
import type { IncomingMessage } from 'node:http'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { sha256, uuid } from '../../../answers/ids.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { longestItemName } from '../../../model/profile/item-name.ts'
import { announcedSha256 } from '../../content/digest-field.ts'
import { beginUpload, demandMediaType, goOnUploading, saysProgress, uploadOffset } from '../../content/resumable.ts'
import type { UploadState } from '../../content/uploads.ts'
import { incoming } from '../../octet-streams.ts'
import { clientOf } from '../admission.ts'
import { closed, idPath, text, word } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { idempotencyOf, saysRepeated } from '../submitting.ts'

const uploadParts = {
  terms: sha256('Digest of terms made before with `POST /v1/terms`.'),
  kind: word('What the item is.', 'invoice'),
  form: Type.Enum(['electronic', 'paper'], { description: 'As it was filed; a scan of a paper document is `paper`.' }),
  name: text(longestItemName, 'File name as filed. It travels encrypted.', 'invoice 4711.pdf'),
}
const uploadQuery = closed(uploadParts)
const uploadAsk = closed({
  ...uploadParts,
  mediaType: text(127, 'Media type of the item.', 'application/pdf'),
  bytes: Type.Integer({ minimum: 0, description: 'How many octets the item has.', examples: [183_201] }),
  sha256: Type.Optional(sha256('SHA-256 of its octets, which are held against it.')),
})
const uploadPath = closed({ id: uuid('Id of the upload.') })
const progress = ['Upload-Offset', 'Upload-Length', 'Upload-Complete'] as const

/** An item once it is complete; until then how far it is. */
const answerUpload = (reply: FastifyReply, state: UploadState): FastifyReply => {
  const { item } = state
  if (!item) return reply.code(204).send()
  return saysRepeated(reply, item.repeated)
    .code(201)
    .header('location', `/v1/items/${item.answer.item}`)
    .send(item.answer)
}

export const itemRoutes = {
  'POST /v1/items': route({
    operation: 'uploadItem',
    access: ['submit'],
    tag: 'Items',
    summary: 'Upload an item',
    description: `The body is the document as filed, octet for octet, of any media type and without a Content-Encoding;
it is encrypted under its terms while it streams in. Send \`Expect: 100-continue\` with large documents, and
\`Content-Digest\` to have the octets checked.`,
    takes: { querystring: uploadQuery },
    octets: true,
    once: 'by key',
    answers: { 201: json('StagedItem', 'On disk, waiting for the message that takes it.', 'Location') },
    problems: [
      'terms-unknown',
      'item-too-large',
      'onward-disclosure',
      'digest-mismatch',
      'unsupported-media-type',
      'request-timeout',
      'storage-full',
      'clock-stepped',
    ],
    handle:
      ({ flows, pace, uploads }) =>
      async (request, reply) => {
        const client = clientOf(request)
        const source = request.body as IncomingMessage | undefined
        const expectSha256 = announcedSha256(request.headers['content-digest'])
        const type = request.headers['content-type'] ?? ''
        demandMediaType(type)
        if (!source) throw new Problem('request-invalid', 'the body is empty; it must be the octets of the item')
        if (Number(request.headers['content-length'] ?? 0) > pace.maxBytes)
          throw new Problem('item-too-large', `an item may have ${pace.maxBytes} octets at most`)
        const key = idempotencyOf(request, type)
        const leave = uploads.enter(client, key)
        try {
          const { 'content-length': length } = request.headers
          const ask = {
            ...{ ...request.query, mediaType: type },
            ...(expectSha256 !== undefined && { expectSha256 }),
            ...(length !== undefined && { announcedBytes: Number(length) }),
          }
          const { answer, repeated } = await flows.upload(client, ask, incoming(source, pace), key)
          return saysRepeated(reply, repeated).code(201).header('location', `/v1/items/${answer.item}`).send(answer)
        } finally {
          leave()
          // What a flow left unread would stand in front of the next request.
          source.resume()
        }
      },
  }),
  'POST /v1/uploads': route({
    operation: 'beginUpload',
    access: ['submit'],
    tag: 'Items',
    summary: 'Begin an upload that may be gone on with over another connection',
    description: `Its octets are sent with PATCH to the address of the answer, in as many requests as the line takes. An upload for
which nothing comes for ten minutes is gone; so is one of a gateway that was stopped, or of another node.`,
    takes: { body: uploadAsk },
    once: 'by key',
    answers: { 201: { ...json('Upload', 'Begun.', 'Location', ...progress) } },
    problems: ['terms-unknown', 'item-too-large', 'onward-disclosure', 'storage-full', 'clock-stepped'],
    handle: (resumable) => async (request, reply) => {
      const { sha256: expectSha256, ...named } = request.body
      const asked = { ...named, ...(expectSha256 !== undefined && { expectSha256 }) }
      const state = await beginUpload(resumable, clientOf(request), asked, idempotencyOf(request))
      const { id, offset, bytes, complete, known } = state
      return saysRepeated(saysProgress(reply, state), known)
        .code(201)
        .header('location', `/v1/uploads/${id}`)
        .send({ upload: id, offset, bytes, complete })
    },
  }),
  'HEAD /v1/uploads/:id': route({
    operation: 'howFarUpload',
    access: ['submit'],
    tag: 'Items',
    summary: 'How far an upload is',
    takes: { params: uploadPath },
    answers: { 204: { says: 'How many octets are here.', headers: progress } },
    problems: ['not-found'],
    handle:
      ({ uploads }) =>
      async (request, reply) =>
        saysProgress(reply, await uploads.stateOf(clientOf(request), request.params.id))
          .code(204)
          .send(),
  }),
  'PATCH /v1/uploads/:id': route({
    operation: 'goOnUploading',
    access: ['submit'],
    tag: 'Items',
    summary: 'Go on with an upload, from where it is',
    description: `Octets from \`Upload-Offset\` on; a piece that is not the one of its \`Content-Digest\` ends the upload. Where a connection breaks, HEAD says how many came. What is complete is answered as
\`POST /v1/items\` answers, to an empty request too.`,
    takes: { params: uploadPath, headers: uploadOffset },
    octets: 'application/partial-upload',
    once: { because: 'It names where it begins: what came already does not come again.' },
    answers: {
      201: json('StagedItem', 'On disk, waiting for the message that takes it.', 'Location', ...progress),
      204: { says: 'Taken; more is to come.', headers: progress },
    },
    problems: [
      'not-found',
      'part-offset',
      'onward-disclosure',
      'digest-mismatch',
      'unsupported-media-type',
      'request-timeout',
      'storage-full',
    ],
    handle: (resumable) => async (request, reply) =>
      answerUpload(reply, await goOnUploading(resumable, clientOf(request), request.params.id, request, reply)),
  }),
  'DELETE /v1/uploads/:id': route({
    operation: 'endUpload',
    access: ['submit'],
    tag: 'Items',
    summary: 'Take an upload back',
    takes: { params: uploadPath },
    once: { because: 'What is gone is gone, however often it is asked.' },
    answers: { 204: { says: 'It is gone.' } },
    problems: ['not-found'],
    handle:
      ({ uploads }) =>
      async (request, reply) => {
        await uploads.end(clientOf(request), request.params.id)
        return reply.code(204).send()
      },
  }),
  'GET /v1/items/:id': route({
    operation: 'describeItem',
    access: ['submit', 'read'],
    tag: 'Items',
    summary: 'Describe an item',
    takes: { params: idPath('item') },
    answers: { 200: json('Item', 'What is known of it, without its content.') },
    problems: ['not-found'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.item(clientOf(request), request.params.id),
  }),
} as const
