// Documents in and out, byte for byte. Nothing is held in memory but what is on its way.
import type { IncomingMessage } from 'node:http'
import { Type } from 'typebox'
import { sha256 } from '../../../answers/ids.ts'
import { places } from '../../../model/limits/buckets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import { longestItemName } from '../../../model/profile/item-name.ts'
import { announcedSha256 } from '../../digest-field.ts'
import { incoming } from '../../octet-streams.ts'
import { clientOf } from '../admission.ts'
import { crowded, mediaType } from '../releasing.ts'
import { closed, idPath, text, word } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { idempotencyOf, saysRepeated } from '../submitting.ts'

const uploadQuery = closed({
  terms: sha256('Digest of terms made before with `POST /v1/terms`.'),
  kind: word('What the item is.', 'invoice'),
  form: Type.Enum(['electronic', 'paper'], { description: 'As it was filed; a scan of a paper document is `paper`.' }),
  name: text(longestItemName, 'File name as filed. It travels encrypted.', 'invoice 4711.pdf'),
})

/** Types that a tool puts there by itself, where nobody said what the document is. */
const ofForms = /^\s*(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i

/** @throws {Problem} `unsupported-media-type` */
function demandMediaType(type: string): void {
  if (ofForms.test(type))
    throw new Problem(
      'unsupported-media-type',
      `Content-Type ${type.split(';', 1)[0]?.trim()} is that of a form, which tools send by themselves; send the document itself and say what it is, such as curl --upload-file invoice.pdf -X POST -H 'Content-Type: application/pdf'`,
    )
  if (mediaType.test(type)) return
  throw new Problem(
    'unsupported-media-type',
    'Content-Type must be the media type of the item, such as application/pdf',
  )
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
    handle: ({ flows, pace, uploadsPerClient }) => {
      const uploads = places(uploadsPerClient)
      return async (request, reply) => {
        const client = clientOf(request)
        const source = request.body as IncomingMessage | undefined
        const expectSha256 = announcedSha256(request.headers['content-digest'])
        const type = request.headers['content-type'] ?? ''
        demandMediaType(type)
        if (!source) throw new Problem('request-invalid', 'the body is empty; it must be the octets of the item')
        if (Number(request.headers['content-length'] ?? 0) > pace.maxBytes)
          throw new Problem('item-too-large', `an item may have ${pace.maxBytes} octets at most`)
        const leave = uploads(client.id)
        if (!leave) throw crowded(`${uploadsPerClient} uploads of this client are under way`)
        try {
          const ask = { ...request.query, mediaType: type, ...(expectSha256 !== undefined && { expectSha256 }) }
          const key = idempotencyOf(request, type)
          const { answer, repeated } = await flows.upload(client, ask, incoming(source, pace), key)
          return saysRepeated(reply, repeated).code(201).header('location', `/v1/items/${answer.item}`).send(answer)
        } finally {
          leave()
          // What a flow left unread would stand in front of the next request.
          source.resume()
        }
      }
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
