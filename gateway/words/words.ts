// Every text that people read beside what other people wrote: looked up by profile, message type
// and place in the body.

import { type Language, languages } from '../model/client/language.ts'
import type { ProblemCode } from '../model/problems/problems.ts'
import type { Role } from '../model/role.ts'
import type { TermName } from '../model/terms/vocabulary.ts'
import type { Catalogue } from './catalogue.ts'
import { catalogues } from './catalogues.ts'

type Rows = Readonly<Record<string, string>>

export interface Words {
  /** What a message type is called. */
  message(profile: string, type: string): string
  /**
   * The label of a field.
   * @param pointer JSON pointer into the body; the places in a list count for nothing.
   */
  field(profile: string, type: string, pointer: string): string
  /**
   * What a code means. @param pointer JSON pointer to the field that holds it. What the fold says
   * of a case has codes too: their type is `case`, their pointers are `/outcome`, `/kind`,
   * `/verified`, `/acceptance`, `/verdict`, `/source`.
   */
  code(profile: string, type: string, pointer: string, code: string): string
  state(profile: string, state: string): string
  /** A side region, or a state of it. */
  region(profile: string, region: string, state?: string): string
  role(role: Role): string
  term(name: TermName): string
  problem(code: ProblemCode): string
  /** What to do next about a problem. */
  fix(code: ProblemCode): string
}

/**
 * The texts in one language. What has no text is given back as it is, so that a partner's newer
 * word is still shown.
 */
export function words(language: Language): Words {
  const { messages, fields, states, regions, roles, terms, problems } = catalogues[language]
  const codes = codeRows[language]
  const say = (rows: Rows, path: readonly string[]): string | undefined => {
    const key = keyOf(rows, path)
    return key === undefined ? undefined : rows[key]
  }
  return {
    message: (profile, type) => say(messages, [profile, type]) ?? type,
    field: (profile, type, pointer) => say(fields, [profile, type, ...steps(pointer)]) ?? pointer,
    code: (profile, type, pointer, code) => say(codes, [profile, type, ...steps(pointer), code]) ?? code,
    state: (profile, state) => say(states, [profile, state]) ?? state,
    region: (_, region, state) =>
      state === undefined ? (say(regions, [region]) ?? region) : (say(regions, [region, state]) ?? state),
    role: (role) => roles[role],
    term: (name) => terms[name],
    problem: (code) => problems[code].title,
    fix: (code) => problems[code].fix,
  }
}

/** What codes mean; the name of a term is a code too. */
const codesOf = ({ codes, terms }: Catalogue): Rows => ({
  ...codes,
  ...Object.fromEntries(Object.entries(terms).map(([name, title]) => [`term.${name}`, title])),
})
export const codeRows = Object.fromEntries(
  languages.map((language) => [language, codesOf(catalogues[language])]),
) as Readonly<Record<Language, Rows>>

/**
 * The row for a path: that of the path in full where there is one, else without its first step, and
 * so on down to the last step alone. So `name` is said once, and `originatingOffice.name` only
 * because it means something else there.
 */
export function keyOf(rows: Rows, path: readonly string[]): string | undefined {
  for (let from = 0; from < path.length; from += 1) {
    const key = path.slice(from).join('.')
    if (Object.hasOwn(rows, key)) return key
  }
  return undefined
}

const steps = (pointer: string): string[] => pointer.split('/').filter((step) => step !== '' && !/^\d+$/.test(step))
