// Terms as they may lie in a store or a bundle: those of vocabulary 1.0 are read as they would be
// written today, never looser.
import { Problem } from '../problems/problems.ts'
import { readTerms } from './terms.ts'
import { type PurposeCode, requestPurposeCodes, type Terms, vocabulary } from './vocabulary.ts'

const before = 'tfa12/terms/1.0'

/**
 * Reads terms that were taken once.
 * @param gave the purposes that the profile fixes for whoever gave it. Vocabulary 1.0 had no word
 *   for them, so that a request stood under the purposes of its case: they are put in place of
 *   those, and what was given to be answered is read for nothing else.
 * @throws {Problem} `terms-unknown`, `terms-invalid`
 */
export function readKeptTerms(value: unknown, gave?: readonly PurposeCode[]): Terms {
  const named = (value as { vocabulary?: unknown } | null)?.vocabulary
  if (named !== before) return readTerms(value)
  const terms = readTerms({ ...(value as object), vocabulary })
  const known: readonly string[] = requestPurposeCodes
  const stray = terms.terms.some((row) => row.term === 'purpose' && row.purposes.some((each) => !known.includes(each)))
  if (stray)
    throw new Problem('terms-unknown', `the vocabulary ${before} does not have these purposes`, { field: '/terms' })
  if (gave === undefined) return terms
  return {
    ...terms,
    terms: terms.terms.map((row) => (row.term === 'purpose' ? { ...row, purposes: [...gave] } : row)),
  }
}
