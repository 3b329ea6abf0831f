// What the gateway does about each term, in the language of whoever reads of it.

import type { Language } from '../model/client/language.ts'
import { behindTerms } from '../model/terms/assurance-classes.ts'
import type { AssuranceClass, TermName } from '../model/terms/vocabulary.ts'
import { catalogues } from './catalogues.ts'

interface KeptInWords {
  readonly does: string
  readonly as: AssuranceClass
  readonly against: readonly string[]
}

/**
 * Of one term: what is done about it, how far it goes and against whom, and what no machine keeps.
 */
export function keptInWords(term: TermName, language: Language): { kept: readonly KeptInWords[]; beyond: string } {
  const { assurance, opponents } = catalogues[language]
  const { does, beyond } = assurance[term]
  return {
    kept: behindTerms[term].kept.map(({ as, against }, index) => ({
      does: does[index] ?? '',
      as,
      against: against.map((each) => opponents[each]),
    })),
    beyond,
  }
}
