// The page that goes with a copy which leaves the gateway: of what, for whom, and what whoever
// holds it must observe.

import type { Language } from '../model/client/language.ts'
import { catalogues } from './catalogues.ts'
import type { Copied } from './terms/wording.ts'

/** Lines end in a line feed. */
export function copyText(language: Language, copy: Copied): string {
  const { title, lines, observe, bound } = catalogues[language].copy
  const said = copy.obligations.map((each) => `- ${each.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')}`)
  const all = [title, '', ...lines(copy), ...(said.length > 0 ? ['', observe, ...said] : []), '', bound]
  return all.map((line) => `${line}\n`).join('')
}
