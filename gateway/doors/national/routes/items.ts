// Documents in and out, byte for byte. Nothing is held in memory but what is on its way.
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { exampleId, sha256 } from '../../../answers/ids.ts'
import { officeSchema } from '../../../model/member.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { decisions } from '../../../model/terms/factor.ts'
import { disclosureTargets, excludedProceedings } from '../../../model/terms/vocabulary.ts'
import { places } from '../../allowance.ts'
import { announcedSha256, contentDigest } from '../../digest-field.ts'
import { attachment, textList } from '../../file-name.ts'
import { exactly, incoming } from '../../octet-streams.ts'
import { noteLateFailure } from '../../problem-reply.ts'
import { clientOf } from '../admission.ts'
import { closed, idPath, text, word } from '../request-parts.ts'
import { json, route } from '../route.ts'

const uploadQuery = closed({
  terms: sha256('Digest of terms made before with `POST /v1/terms`.'),
  kind: word('What the item is.', 'invoice'),
  form: Type.Enum(['electronic', 'paper'], { description: 'As it was filed; a scan of a paper document is `paper`.' }),
  name: text(255, 'File name as filed. It travels encrypted.', 'invoice 4711.pdf'),
})
const releaseAsk = closed({
  purpose: word('Purpose code the content is read for.', 'VERIFY_VALUE'),
  matter: text(128, 'The matter at issue: the id of the case.', exampleId),
  reader: Type.Optional(text(128, 'Who reads; the client itself otherwise.', 'officer-17')),
  use: Type.Optional(
    Type.Enum(
      ['view', 'compare', 'annotate', 'extract', 'print', 'export', 'decide', 'disclose', 'evidence', 'analytics'],
      { description: 'What is done with it; `view` otherwise. With `print` and `export` a copy leaves the gateway.' },
    ),
  ),
  office: Type.Optional(officeSchema),
  target: Type.Optional(
    Type.Enum([...disclosureTargets], { description: 'With `disclose`: to what kind of recipient it is passed on.' }),
  ),
  proceeding: Type.Optional(
    Type.Enum([...excludedProceedings], { description: 'With `evidence`: in what kind of proceeding it is used.' }),
  ),
  decision: Type.Optional(
    Type.Enum([...decisions], { description: 'With `decide`: what is decided.', examples: ['doubt-confirmed'] }),
  ),
  reliedOn: Type.Optional(
    Type.Array(Type.Enum(['verified', 'unverified', 'own-findings']), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description: 'With `decide`: what the decision rests on (5.1 d).',
    }),
  ),
})

export const itemRoutes = {
  'POST /v1/items': route({
    access: ['submit'],
    tag: 'Items',
    summary: 'Upload an item',
    description: `The body is the document as filed, octet for octet, of any media type and without a Content-Encoding;
it is encrypted under its terms while it streams in. Send \`Expect: 100-continue\` with large documents, and
\`Content-Digest\` to have the octets checked.`,
    takes: { querystring: uploadQuery },
    octets: true,
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
    handle: ({ flows, pace, uploadsPerClient }) => {
      const uploads = places(uploadsPerClient)
      return async (request, reply) => {
        const client = clientOf(request)
        const source = request.body as IncomingMessage | undefined
        const expectSha256 = announcedSha256(request.headers['content-digest'])
        const type = request.headers['content-type'] ?? ''
        if (!mediaType.test(type))
          throw new Problem(
            'unsupported-media-type',
            'Content-Type must be the media type of the item, such as application/pdf',
          )
        if (!source) throw new Problem('request-invalid', 'the body is empty; it must be the octets of the item')
        if (Number(request.headers['content-length'] ?? 0) > pace.maxBytes)
          throw new Problem('item-too-large', `an item may have ${pace.maxBytes} octets at most`)
        const leave = uploads(client.id)
        if (!leave) throw crowded(`${uploadsPerClient} uploads of this client are under way`)
        try {
          const ask = { ...request.query, mediaType: type, ...(expectSha256 !== undefined && { expectSha256 }) }
          const answer = await flows.upload(client, ask, incoming(source, pace))
          return reply.code(201).header('location', `/v1/items/${answer.item}`).send(answer)
        } finally {
          leave()
          // What a flow left unread would stand in front of the next request.
          source.resume()
        }
      }
    },
  }),
  'GET /v1/items/:id': route({
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
  'POST /v1/items/:id/releases': route({
    access: ['release'],
    tag: 'Items',
    summary: 'Read the content of an item under its terms',
    description:
      'Names who reads, for which purpose and in which matter. Allowed or denied, it becomes evidence before anything is answered.',
    takes: { params: idPath('item'), body: releaseAsk },
    answers: {
      200: {
        says: 'The content, octet for octet.',
        media: ['*/*'],
        headers: ['Content-Length', 'Content-Digest', 'Content-Disposition', 'Bulla-Obligations'],
      },
    },
    problems: [
      'not-found',
      'release-denied',
      'item-locked',
      'item-disposed',
      'part-missing',
      'store-altered',
      'clock-stepped',
    ],
    handle: ({ flows, releasesPerClient, problems }) => {
      const releases = places(releasesPerClient)
      return async (request, reply) => {
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
      }
    },
  }),
} as const

const crowded = (detail: string) => new Problem('too-many-requests', detail, { retryAfterMs: 1_000 })

/** As statements take it: crypto/shapes.ts. */
const mediaType = /^[!-:<-~]{1,127}\/[!-:<-~]{1,127}(?:; ?[!-:<-~]{1,64}){0,4}$/
