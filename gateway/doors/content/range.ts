// Which octets of a content are wanted: RFC 9110 §14, for one range of octets at a time.
import type { FastifyRequest } from 'fastify'

export interface Part {
  readonly from: number
  readonly length: number
}

const form = /^bytes=(?:([0-9]{1,15})-([0-9]{1,15})?|-([0-9]{1,15}))$/

/**
 * Undefined where all of it is: whatever is no GET, names no range, several, or one of another
 * content is answered with the whole (§14.2, §13.1.5). `none` where the range is beyond its end.
 */
export function wanted(
  { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>,
  { bytes, etag }: { readonly bytes: number; readonly etag: string },
): Part | 'none' | undefined {
  const [, first, last, suffix] = form.exec(headers.range ?? '') ?? []
  const condition = headers['if-range']
  if (method !== 'GET' || (condition !== undefined && condition !== etag)) return undefined
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), bytes)
    return length === 0 ? 'none' : { from: bytes - length, length }
  }
  if (first === undefined) return undefined
  const from = Number(first)
  const to = last === undefined ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (last !== undefined && Number(last) < from) return undefined
  return from >= bytes ? 'none' : { from, length: to - from + 1 }
}
