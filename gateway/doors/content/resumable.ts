// What the two ways of uploading in pieces have in common, that of programs and that of pages
// (draft-ietf-httpbis-resumable-upload).
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, UploadAsk } from '../../ports/doors/national.ts'
import type { Idempotency } from '../../ports/submitting.ts'
import { incoming, type Pace } from '../octet-streams.ts'
import { announcedSha256 } from './digest-field.ts'
import { isMediaType } from './media-type.ts'
import type { UploadState, Uploads } from './uploads.ts'

/** The uploads of a door, and how they must get on. */
export interface Resumable {
  readonly uploads: Uploads
  readonly pace: Pace
}

export const uploadOffset = Type.Object({
  'upload-offset': Type.String({
    pattern: '^(0|[1-9][0-9]{0,15})$',
    description: 'Where the octets of this request begin: what HEAD answers.',
    examples: ['65536'],
  }),
})

/** Fields of the IETF draft, as the partner door says them. */
export const saysProgress = (reply: FastifyReply, { offset, bytes, complete }: UploadState): FastifyReply =>
  reply
    .header('upload-offset', String(offset))
    .header('upload-length', String(bytes))
    .header('upload-complete', complete ? '?1' : '?0')

/** Types that a tool puts there by itself, where nobody said what the document is. */
const ofForms = /^\s*(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i

/** @throws {Problem} `unsupported-media-type` */
export function demandMediaType(type: string): void {
  if (ofForms.test(type))
    throw new Problem(
      'unsupported-media-type',
      `Content-Type ${type.split(';', 1)[0]?.trim()} is that of a form, which tools send by themselves; send the document itself and say what it is, such as curl --upload-file invoice.pdf -X POST -H 'Content-Type: application/pdf'`,
    )
  if (isMediaType(type)) return
  throw new Problem(
    'unsupported-media-type',
    'Content-Type must be the media type of the item, such as application/pdf',
  )
}

type Announced = UploadAsk & { readonly bytes: number }

/** @throws {Problem} `item-too-large` · `unsupported-media-type` · as {@link Uploads.begin} */
export async function beginUpload(
  { uploads, pace }: Resumable,
  client: Client,
  { bytes, ...named }: Announced,
  idempotency: Idempotency | null,
): Promise<UploadState> {
  demandMediaType(named.mediaType)
  if (bytes > pace.maxBytes) throw new Problem('item-too-large', `an item may have ${pace.maxBytes} octets at most`)
  return uploads.begin(client, { ask: { ...named, announcedBytes: bytes }, bytes, idempotency })
}

/**
 * Takes the octets of one request, and says how far the upload is; also to whoever began elsewhere.
 * @throws {Problem} as {@link Uploads.append}
 */
export async function goOnUploading(
  { uploads, pace }: Resumable,
  client: Client,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<UploadState> {
  const { headers, body } = request
  const source = body as IncomingMessage | undefined
  try {
    demandPiece(headers['content-type'])
    const octets = source ? incoming(source, pace) : none()
    const expectSha256 = announcedSha256(headers['content-digest'])
    const state = await uploads.append(client, id, { offset: Number(headers['upload-offset']), octets, expectSha256 })
    saysProgress(reply, state)
    return state
  } catch (error) {
    if (error instanceof Problem && error.code === 'part-offset') saysProgress(reply, await uploads.stateOf(client, id))
    throw error
  } finally {
    // What was left unread would stand in front of the next request.
    source?.resume()
  }
}

function demandPiece(type: string | undefined): void {
  if (type === undefined || type.split(';', 1)[0]?.trim().toLowerCase() === 'application/partial-upload') return
  throw new Problem('unsupported-media-type', 'this address takes application/partial-upload')
}

async function* none(): AsyncGenerator<Uint8Array> {}
