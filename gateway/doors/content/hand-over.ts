// How content is handed over, so that nobody keeps it by accident.
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../model/problems/problems.ts'
import type { Released } from '../../ports/doors/national.ts'
import { exactly } from '../octet-streams.ts'
import { noteLateFailure, type ProblemDoor } from '../problem-reply.ts'
import { contentDigest } from './digest-field.ts'
import { attachment, inline, textList } from './file-name.ts'
import { anyOctets, isMediaType } from './media-type.ts'
import { type Part, wanted } from './range.ts'

/**
 * Content is never kept by a cache, nor run as a page; what is only to be looked at is shown and
 * not saved.
 */
export function guarded(reply: FastifyReply, policy = 'sandbox'): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy)
    .header('x-content-type-options', 'nosniff')
}

/**
 * All of it, or the part of it that is asked for, where its octets are known beforehand.
 * @param policy Content-Security-Policy; without one no page may show it in a frame
 * @throws {Problem} `range-unsatisfiable`
 */
export function handOver(
  problems: ProblemDoor,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  released: Released,
  policy?: string,
): FastifyReply {
  const { name, mediaType: type, bytes, obligations, shown, content } = released
  if (obligations.length > 0) reply.header('bulla-obligations', textList(obligations))
  const part = bytes === undefined ? undefined : partOf(request, reply, released)
  const { from = 0, length = bytes } = part ?? {}
  if (length !== undefined) reply.header('content-length', length)
  const source = content(from)
  const octets = Readable.from(length === undefined ? source : exactly(length, source, part), { objectMode: false })
  return guarded(reply, policy)
    .header('content-disposition', shown ? inline(name) : attachment(name))
    .type(isMediaType(type) ? type : anyOctets)
    .send(noteLateFailure(problems, request, reply, octets))
}

/** Says by its headers what comes; undefined where all of it does. */
function partOf(request: FastifyRequest, reply: FastifyReply, { bytes = 0, sha256 }: Released): Part | undefined {
  const etag = `"${sha256}"`
  reply.header('accept-ranges', 'bytes').header('etag', etag)
  const part = wanted(request, { bytes, etag })
  if (part === 'none') {
    reply.header('content-range', `bytes */${bytes}`)
    throw new Problem('range-unsatisfiable', `the content has ${bytes} octets, and none of them is in this range`)
  }
  const digest = sha256 === undefined ? undefined : contentDigest(sha256)
  // RFC 9530: the digest of a part is not that of the whole.
  if (digest !== undefined) reply.header(part ? 'repr-digest' : 'content-digest', digest)
  if (part) reply.code(206).header('content-range', `bytes ${part.from}-${part.from + part.length - 1}/${bytes}`)
  return part
}
