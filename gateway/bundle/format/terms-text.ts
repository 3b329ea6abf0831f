// Terms in plain language, for whoever reads a case file without a gateway. The JSON binds; the
// texts follow from it alone, octet for octet, so that a verifier writes them again and compares.
import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { type Language, languages } from '../../model/client/language.ts'
import { readKeptTerms } from '../../model/terms/version-1.ts'
import type { Terms } from '../../model/terms/vocabulary.ts'
import { odrlOf } from '../../words/projection/odrl.ts'
import { termsText, unreadTermsText } from '../../words/terms/text.ts'
import type { CaseSheet } from './case-sheet.ts'
import { foundIn } from './faults.ts'
import { termsInWordsV1 } from './terms-text-v1.ts'

interface TermsTexts {
  /** In the order of their files. Terms that are not understood are said not to be. */
  readonly texts: readonly string[]
  /** Why they are not understood, if so. */
  readonly fault?: string
}

/**
 * The texts that stand beside terms: in English, French and Spanish, each the very text whose
 * digest an acceptance signs, and since version 3 as a policy in ODRL; in bundles of version 1 in
 * English, as it was worded then.
 */
export function textsOfTerms(terms: JsonObject, { v }: Pick<CaseSheet, 'v'>): TermsTexts {
  const read = understood(terms)
  const inWords = (language: Language) =>
    typeof read === 'string' ? unreadTermsText(language) : termsText(read, language)
  const policies = v < 3 ? [] : [odrlOf(termsSha256(terms), typeof read === 'string' ? undefined : read)]
  const texts =
    v === 1
      ? [termsInWordsV1(terms, typeof read === 'string' ? read : undefined)]
      : [...languages.map(inWords), ...policies]
  return typeof read === 'string' ? { texts, fault: read } : { texts }
}

function understood(terms: JsonObject): Terms | string {
  try {
    return readKeptTerms(terms)
  } catch (error) {
    return foundIn(error)
  }
}
