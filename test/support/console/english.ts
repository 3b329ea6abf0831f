// English that is left on a page in another language: sentences of the catalogue, which that language has otherwise.
import type { Language } from '../../../gateway/model/client/language.ts'
import { catalogues } from '../../../gateway/words/catalogues.ts'

/** All texts below, by their path; a text with something put in ends where that begins. */
function textsIn(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, String(value(...Array(value.length).fill('{x}')))]]
  return Object.entries(value ?? {}).flatMap(([key, below]) => textsIn(below, `${path}/${key}`))
}

const shown = (language: Language) => {
  const { console: pages, said, problems, messages, fields } = catalogues[language]
  return textsIn({ pages, said, problems, messages, fields })
}
const english = shown('en')

/** Texts of the English catalogue, of three words at least, that stand on a page in another language. */
export function englishIn(text: string, language: Exclude<Language, 'en'>): string[] {
  const theirs = new Map(shown(language))
  const flat = text.replaceAll(/\s+/g, ' ')
  return english.flatMap(([path, each]) => {
    const pieces = each.split(/%?\{\w+\}|#/).filter((piece) => piece.trim().split(' ').length > 2)
    return theirs.get(path) !== each && pieces.some((piece) => flat.includes(piece.trim())) ? [each] : []
  })
}
