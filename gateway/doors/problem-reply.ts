// What a door answers when something went wrong: always problem details (RFC 9457), never anything
// about the cause.
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../model/client/language.ts'
import { isTheirs, Problem, type ProblemCode, type ProblemDetails, problemDetails } from '../model/problems/problems.ts'
import { guarded } from '../model/running.ts'
import { describeFailure, type Log, record } from '../watch/log.ts'
import type { Metrics } from '../watch/metrics.ts'
import { words } from '../words/words.ts'
import { languageOf, saysLanguage } from './language.ts'
import { type Misfits, misfit } from './schema-fault.ts'

export interface ProblemDoor {
  readonly door: 'partner' | 'national'
  readonly log: Log
  /** Who is asking, as far as it is known: a client or a member, else a dash. */
  readonly caller: (request: FastifyRequest) => string
  readonly metrics: Pick<Metrics, 'count' | 'observe'>
  /**
   * For persons: in which language, and the page that says it. Others get problem details, the
   * scripts of pages too.
   */
  readonly shown?: {
    readonly language: (request: FastifyRequest) => Language
    readonly page?: (details: ProblemDetails, request: FastifyRequest, reply: FastifyReply) => string
  }
}

/**
 * Headers of every answer of every door, so that no browser takes an answer for a page of its own.
 */
export const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'referrer-policy': 'no-referrer',
} as const

/**
 * An error handler for Fastify: answers `application/problem+json`, logs what failed or was
 * refused, says nothing of causes.
 */
export const replyWithProblem =
  (door: ProblemDoor) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = asProblem(error, request)
    const language = door.shown?.language(request) ?? (door.door === 'national' ? languageOf(request) : 'en')
    const details = inWords(problemDetails(problem ?? error, pathOf(request.url)), language)
    logProblem(door, request, details, problem?.cause ?? error)
    countProblem(door, request, details.code)
    for (const name of headersOfContent) reply.removeHeader(name)
    reply.headers(safeHeaders)
    if (door.door === 'national') saysLanguage(reply, language)
    if (details.status === 401) reply.header('www-authenticate', 'Bearer realm="bulla"')
    if (problem?.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(problem.retryAfterMs / 1000))
    if (bodyIsUnread(request)) endSoon(door.log, request, reply)
    if (door.shown?.page)
      return reply
        .code(details.status)
        .type('text/html; charset=utf-8')
        .send(door.shown.page(details, request, reply))
    // As octets, because Fastify would add a charset, which JSON has none of.
    return reply
      .code(details.status)
      .type('application/problem+json')
      .send(Buffer.from(JSON.stringify(details)))
  }

/**
 * Title and fix in the language of the reader; what it was this time stays as whoever refused said
 * it.
 */
const inWords = (details: ProblemDetails, language: Language): ProblemDetails => {
  const { problem, fix } = words(language)
  return { ...details, title: problem(details.code), fix: fix(details.code) }
}

/** What an answer may have been given before its content failed. */
const headersOfContent = [
  ...['content-digest', 'content-disposition', 'content-location', 'repr-digest', 'accept-ranges', 'etag', 'location'],
  ...['bulla-obligations', 'bulla-left-out'],
]

/** The Problem that an error is or stands for; undefined for what nobody foresaw. */
function asProblem(error: unknown, { url, headers }: FastifyRequest): Problem | undefined {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return undefined
  if ('validation' in error) return misfit(error as unknown as Misfits, url)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' && !isMediaType.test(headers['content-type'] ?? ''))
    return new Problem(
      'unsupported-media-type',
      'Content-Type is no media type; expected type/subtype, such as application/json for JSON or application/pdf for a document',
    )
  const row = frameworkProblems[code]
  if (row) return new Problem(...row)
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status < 500 ? new Problem('request-invalid', 'the request could not be read') : undefined
}

/** As Fastify reads one; what is none it refuses at every address, whatever that takes. */
const isMediaType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/

/** What Fastify refuses by itself, in our words: its own may quote the request. */
const frameworkProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['request-too-large', 'the body is larger than this door takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    "this address takes JSON: send Content-Type application/json, such as curl --data-binary @body.json -H 'Content-Type: application/json'",
  ],
  FST_ERR_CTP_EMPTY_TYPE: [
    'unsupported-media-type',
    "a body needs a Content-Type, such as curl --data-binary @body.json -H 'Content-Type: application/json'",
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['request-invalid', 'the body is not as long as Content-Length says'],
  FST_ERR_BAD_URL: ['request-invalid', 'the path is not a well-formed URL path'],
  FST_ERR_MAX_PARAM_LENGTH: ['request-invalid', 'a segment of the path is too long'],
}

/**
 * A stream that fails after its first octet can only be cut; the log still says so. Before that it
 * becomes a problem.
 */
export function noteLateFailure(
  { door, log }: ProblemDoor,
  request: FastifyRequest,
  reply: FastifyReply,
  stream: Readable,
): Readable {
  return stream.once('error', (error) => {
    if (!reply.raw.headersSent) return
    const route = request.routeOptions.url ?? '-'
    record(log, 'request.failed', { door, method: request.method, route, problem: describeFailure(error) })
  })
}

function logProblem(
  { door, log, caller }: ProblemDoor,
  request: FastifyRequest,
  { status, code }: { status: number; code: ProblemCode },
  why: unknown,
): void {
  const what = { door, method: request.method, route: request.routeOptions.url ?? '-' }
  if (status === 401 || status === 403 || isTheirs(code))
    record(log, 'request.refused', { ...what, client: caller(request), problem: code })
  else if (code === 'internal') record(log, 'request.failed', { ...what, problem: describeFailure(why) })
  else if (status >= 500 && code !== 'stopping') record(log, 'request.failed', { ...what, problem: code })
}

/** A request that is refused without an answer is known all the same. */
export function noteRefusal(door: ProblemDoor, request: FastifyRequest, code: ProblemCode): void {
  const { method, url } = { method: request.method, url: request.routeOptions.url ?? '-' }
  record(door.log, 'request.refused', {
    door: door.door,
    method,
    route: url,
    client: door.caller(request),
    problem: code,
  })
  countProblem(door, request, code)
}

/** Partners are counted by their code; clients and strangers are nobody here. */
function countProblem({ door, caller, metrics }: ProblemDoor, request: FastifyRequest, problem: ProblemCode): void {
  const partner = door === 'partner' ? caller(request) : '-'
  metrics.count('bulla_refusals_total', { door, partner, problem })
}

/** A path without its query, which may name documents and persons. */
const pathOf = (url: string) => url.split('?', 1)[0] ?? ''

const bodyIsUnread = ({ raw }: FastifyRequest) =>
  !raw.complete && (raw.headers['transfer-encoding'] !== undefined || Number(raw.headers['content-length'] ?? 0) > 0)

/**
 * Whoever was refused before the body was read may go on sending for a moment, as the reset of a
 * hasty end would swallow the answer; then the connection ends. The moment begins with the answer,
 * which may be held back: until then nobody reads what comes, and so little does. Whoever still
 * waits for "100 Continue" sends nothing: that connection ends with the answer.
 */
function endSoon(log: Log, { raw }: FastifyRequest, reply: FastifyReply): void {
  // Taken now: Node takes the socket from a request that is over, and so does a flow that broke off
  // its reading.
  const socket = raw.socket ?? reply.raw.socket
  if (raw.headers.expect !== undefined) reply.header('connection', 'close')
  else reply.removeHeader('connection')
  const end = () => {
    if (!raw.complete) socket?.destroy()
  }
  reply.raw.once('finish', () => {
    // What still comes is thrown away, or it would stand in front of the next request.
    raw.resume()
    setTimeout(guarded(end, atDoor(log, 'linger')), lingerMs).unref()
  })
}

/** What a timer or listener of a door makes of its failure. */
export const atDoor =
  (log: Log, what: string) =>
  (error: unknown): void =>
    record(log, 'gateway.failed', { where: `door: ${what}`, problem: describeFailure(error) })

const lingerMs = 2_000
