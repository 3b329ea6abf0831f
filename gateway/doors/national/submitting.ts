// What the routes that send a message have in common: how they are repeated, what they answer, and
// what they refuse.
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { sha256, uuid } from '../../answers/ids.ts'
import type { ProblemCode } from '../../model/problems/problems.ts'
import type { Submitted } from '../../ports/doors/national.ts'
import type { Idempotency } from '../../ports/submitting.ts'
import { octetsOf } from '../json-body.ts'
import { clientOf } from './admission.ts'
import { openObject } from './request-parts.ts'
import { json } from './route.ts'

export const submitted = {
  201: json('Submitted', 'Kept as a draft: a second person must approve it.', 'Location'),
  202: json('Submitted', 'On disk, and on its way to the partner.', 'Location'),
}
export const submitting: readonly ProblemCode[] = [
  'signature-demanded',
  'body-invalid',
  'message-illegal',
  'person-missing',
  'function-missing',
  'case-changed',
  'profile-unknown',
  'agreement-unknown',
  'partner-unknown',
  'partner-suspended',
  'pair-suspended',
  'agreement-invalid',
  'item-unknown',
  'item-taken',
  'item-disposed',
  'onward-disclosure',
  'terms-unknown',
  'terms-invalid',
  'storage-full',
  'clock-stepped',
]

/** Members of a message, whether it opens a case or is sent in one. */
export const messageParts = {
  body: openObject('The form of the message; its profile says what must be in it.'),
  items: Type.Optional(
    Type.Array(uuid('Id of an uploaded item.'), {
      maxItems: 64,
      uniqueItems: true,
      description: 'Items the message takes with it.',
    }),
  ),
  terms: Type.Optional(sha256('Digest of terms made before with `POST /v1/terms`.')),
}

/** A message has an address of its own; a draft waits in the list of drafts. */
export function answerSubmitted(
  reply: FastifyReply,
  { status, outcome, answer }: Submitted,
  location: string,
): FastifyReply {
  saysRepeated(reply, outcome === 'repeated')
  const drafted = answer.draft !== undefined
  return reply
    .code(status)
    .header('location', drafted ? '/v1/drafts' : location)
    .send(answer)
}

export const saysRepeated = (reply: FastifyReply, repeated: boolean): FastifyReply =>
  repeated ? reply.header('idempotency-replayed', 'true') : reply

/**
 * draft-ietf-httpapi-idempotency-key: the key, and a digest that tells a repetition from another
 * request. Of octets that stream in the flow looks at themselves.
 */
export function idempotencyOf(request: FastifyRequest, mediaType = ''): Idempotency | null {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return null
  // The same by another person is another request.
  const { person } = clientOf(request)
  const digest = createHash('sha256')
    .update(`${request.method} ${request.url}${person === undefined ? '' : ` for ${person}`}\n${mediaType}`)
    .update(octetsOf(request.body as object))
  return { key, requestSha256: digest.digest('hex') }
}
