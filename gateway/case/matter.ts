// The matter at issue, as the terms of what was given name it.
import type { JsonObject } from '../../crypto/json.ts'

/** The case that terms were made for. */
export const matterOf = (terms: JsonObject): string | undefined => {
  const rows = Array.isArray(terms.terms) ? (terms.terms as JsonObject[]) : []
  const matter = rows.find(({ term }) => term === 'purpose')?.matter
  return typeof matter === 'string' ? matter : undefined
}
