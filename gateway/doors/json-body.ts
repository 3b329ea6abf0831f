// JSON bodies, read once and strictly: what two parsers could understand differently is refused.
import type { IncomingMessage } from 'node:http'
import type { FastifyContentTypeParser, FastifyRequest } from 'fastify'
import { bodyText, type Json } from '../model/json.ts'
import { Problem } from '../model/problems/problems.ts'
import { type Pace, wholeBody } from './octet-streams.ts'

/** A parser for `application/json` that comes at this pace. */
export const jsonBody =
  (pace: Pace): FastifyContentTypeParser =>
  async (request: FastifyRequest, source: IncomingMessage) => {
    demandUtf8(request.headers['content-type'] ?? '')
    const octets = await wholeBody(source, pace)
    const value = readJson(octets)
    if (typeof value === 'object' && value !== null) origins.set(value, octets)
    return value
  }

/** The octets a body was parsed from, for digests over what was really sent. */
export const octetsOf = (body: object): Uint8Array => origins.get(body) ?? new Uint8Array(0)
const origins = new WeakMap<object, Uint8Array>()

/** JSON has no other charset, and what is said to have one would be read as something else. */
function demandUtf8(contentType: string): void {
  const charset = /;\s*charset\s*=\s*"?([A-Za-z0-9._:-]{0,40})/i.exec(contentType)?.[1]?.toLowerCase()
  if (charset === undefined || /^(?:utf-?8|us-ascii)$/.test(charset)) return
  throw new Problem(
    'unsupported-media-type',
    `the body is declared as ${charset || 'an unknown charset'}; JSON is UTF-8 (RFC 8259): send its octets as UTF-8, with Content-Type application/json`,
  )
}

/**
 * Reads JSON that means the same to everyone: UTF-8 with or without a byte order mark, no member
 * twice, none called `__proto__`, `constructor` or `prototype`, at most 32 levels deep, no half
 * surrogate pairs, no number that a double cannot hold exactly.
 * @throws {Problem} `request-invalid`
 */
export function readJson(octets: Uint8Array): Json {
  if (octets.length === 0) throw new Problem('request-invalid', 'the body is empty and must be JSON')
  const text = bodyText(octets)
  const written = membersWritten(text)
  const value = parsed(text)
  const kept = membersKept(value, text.includes('\\u'))
  if (kept !== written) throw new Problem('request-invalid', 'the body names a member of an object twice')
  return value
}

const maxDepth = 32

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new Problem('request-invalid', 'the body is not JSON')
  }
}

const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 58, 123, 125, 91, 93]

/**
 * Counts the colons outside strings, one for each member as written, and bounds the depth before
 * anything is built.
 */
function membersWritten(text: string): number {
  let members = 0
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === colon) members += 1
    else if (code === openBrace || code === openBracket) {
      depth += 1
      if (depth > maxDepth) throw new Problem('request-invalid', `the body is nested more than ${maxDepth} levels deep`)
    } else if (code === closeBrace || code === closeBracket) depth -= 1
  }
  return members
}

/**
 * Where the string that opens at `start` closes; the end of the text when it never does, which
 * parsing then refuses.
 */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/**
 * Counts the members that parsing kept, and refuses those that mean harm. `escapes`: only then can
 * a string be half a pair.
 */
function membersKept(value: Json, escapes: boolean): number {
  if (typeof value === 'string') {
    if (escapes && !value.isWellFormed())
      throw new Problem('request-invalid', 'the body holds half a surrogate pair, which is no Unicode text')
    return 0
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw new Problem('request-invalid', 'the body holds a number too large to be kept exactly; send it as text')
    return 0
  }
  if (typeof value !== 'object' || value === null) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const entry of value) members += membersKept(entry, escapes)
    return members
  }
  for (const name of Object.keys(value)) {
    if (harmful.has(name)) throw new Problem('request-invalid', `no member may be called ${name}`)
    members += 1 + membersKept(value[name] ?? null, escapes)
    if (escapes) membersKept(name, escapes)
  }
  return members
}
const harmful = new Set(['__proto__', 'constructor', 'prototype'])
