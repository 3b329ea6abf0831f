// Whether an answer goes out as text or as JSON, where a route has both.
import { Problem } from '../../model/problems/problems.ts'

/** By `Accept`: the text where it is named, JSON otherwise. @throws {Problem} `not-acceptable` */
export function wantsText(accept = '*/*', media: 'application/ld+json' | 'text/csv' | 'text/plain'): boolean {
  const wanted = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  if (wanted.some((range) => range === media || (range === 'text/*' && media.startsWith('text/')))) return true
  if (wanted.some((range) => range === '*/*' || range === 'application/*' || range === 'application/json')) return false
  throw new Problem('not-acceptable', `this comes as application/json or as ${media}`)
}
