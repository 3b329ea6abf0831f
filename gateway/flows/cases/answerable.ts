// What asks may be read to answer it: demanded of what we send as of what arrives.
import { Problem } from '../../model/problems/problems.ts'
import { whyUnanswerable } from '../../model/terms/answerable.ts'
import type { Terms } from '../../model/terms/vocabulary.ts'

/**
 * @throws {Problem} `terms-invalid` where no office that deals with the case at the recipient may
 *   read it on that day
 */
export function demandAnswerable(terms: Terms, by: Parameters<typeof whyUnanswerable>[1]): void {
  const why = whyUnanswerable(terms, by)
  if (!why) return
  const { term, paragraph, reason } = why
  throw new Problem('terms-invalid', `nobody may read it to answer it: ${reason}`, {
    field: `/terms/${term}`,
    paragraph,
  })
}
