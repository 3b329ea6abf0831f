// Terms in the handling codes that law enforcement uses in Europe (Europol, Council document
// 6261/18, Manual on Law Enforcement Information Exchange). One way, for whoever reads a cover:
// the terms bind.
import type { Terms } from '../../model/terms/vocabulary.ts'
import type { Language } from '../language.ts'

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

const words: { readonly [L in Language]: { readonly head: string } & Readonly<Record<HandlingCode, string>> } = {
  en: {
    head: 'Handling codes (the terms below bind):',
    H1: 'not to be disclosed in judicial proceedings without the permission of the provider',
    H2: 'not to be disseminated without the permission of the provider',
    H3: 'other restrictions: see the terms',
  },
  fr: {
    head: 'Codes de traitement (les conditions ci-dessous font foi) :',
    H1: 'ne pas divulguer dans une procédure judiciaire sans l’autorisation du fournisseur',
    H2: 'ne pas diffuser sans l’autorisation du fournisseur',
    H3: 'autres restrictions : voir les conditions',
  },
  es: {
    head: 'Códigos de tratamiento (obligan las condiciones que siguen):',
    H1: 'no divulgar en procedimientos judiciales sin la autorización de quien la facilitó',
    H2: 'no difundir sin la autorización de quien la facilitó',
    H3: 'otras restricciones: véanse las condiciones',
  },
}

/** Lines end in a line feed. */
export const handlingText = (terms: Pick<Terms, 'terms'>, language: Language): string =>
  [words[language].head, ...handlingOf(terms).map((code) => `- ${code}: ${words[language][code]}`)]
    .map((line) => `${line}\n`)
    .join('')
