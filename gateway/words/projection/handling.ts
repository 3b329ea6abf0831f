// Terms in the handling codes that law enforcement uses in Europe (Europol, Council document
// 6261/18, Manual on Law Enforcement Information Exchange). One way, for whoever reads a cover:
// the terms bind.

import type { Language } from '../../model/client/language.ts'
import type { Terms } from '../../model/terms/vocabulary.ts'
import { catalogues } from '../catalogues.ts'

/**
 * H1 not in judicial proceedings without leave of the provider, H2 not passed on without it, H3
 * other restrictions.
 */
const handlingCodes = ['H1', 'H2', 'H3'] as const
type HandlingCode = (typeof handlingCodes)[number]

/**
 * H2 and H3 always: what no permission allows is not passed on, and who may read for what is never
 * free. H1 where any proceeding is excluded, or no row says that none is.
 */
export function handlingOf({ terms }: Pick<Terms, 'terms'>): readonly HandlingCode[] {
  const evidence = terms.find((row) => row.term === 'evidence')
  const open = evidence?.term === 'evidence' && evidence.excluded.length === 0
  return open ? ['H2', 'H3'] : handlingCodes
}

/** Lines end in a line feed. */
export const handlingText = (terms: Pick<Terms, 'terms'>, language: Language): string =>
  [
    catalogues[language].handling.head,
    ...handlingOf(terms).map((code) => `- ${code}: ${catalogues[language].handling[code]}`),
  ]
    .map((line) => `${line}\n`)
    .join('')
