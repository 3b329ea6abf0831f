// What flows and profiles say in English, in the language of whoever reads it. A sentence is known
// by its words, and what was put into it is put into that of the other language.
import type { Language } from '../model/client/language.ts'
import { type Role, roles } from '../model/role.ts'
import type { TermName } from '../model/terms/vocabulary.ts'
import { catalogues } from './catalogues.ts'
import { words } from './words.ts'

interface Pattern {
  /** What stands between the holes. */
  readonly fixed: readonly string[]
  readonly holes: readonly string[]
  readonly key: keyof (typeof catalogues)['en']['said']
  readonly weight: number
}

const patterns: readonly Pattern[] = (Object.keys(catalogues.en.said) as Pattern['key'][])
  .map((key) => {
    const pieces = key.split(/\{(\w+)\}/)
    const fixed = pieces.filter((_, at) => at % 2 === 0)
    return { key, fixed, holes: pieces.filter((_, at) => at % 2 === 1), weight: fixed.join('').length }
  })
  .sort((a, b) => b.weight - a.weight)

/**
 * A sentence in a language; undefined where no row fits, so that whoever shows it says that it is
 * English.
 * @param profile whose states and messages it may name
 */
export function said(sentence: string, language: Language, profile = ''): string | undefined {
  if (language === 'en') return sentence
  // An obligation ends with the paragraph that it comes from, which is the same everywhere.
  const [, head, paragraph] = /^(.+) (\((?!such as )[^()]*\))$/s.exec(sentence) ?? []
  const inner = head === undefined ? undefined : said(head, language, profile)
  if (inner !== undefined) return `${inner} ${paragraph}`
  const found = match(sentence)
  return found && filled(found, language, profile)
}

function match(sentence: string): { pattern: Pattern; values: string[] } | undefined {
  for (const pattern of patterns) {
    const values = valuesIn(sentence, pattern.fixed)
    if (values) return { pattern, values }
  }
  return undefined
}

/**
 * What stands in the holes, each ending where the next words begin: no sentence is gone over twice.
 */
function valuesIn(sentence: string, [first = '', ...rest]: readonly string[]): string[] | undefined {
  if (!sentence.startsWith(first)) return undefined
  const values: string[] = []
  let at = first.length
  for (const [index, next] of rest.entries()) {
    const last = index === rest.length - 1
    const end = last ? sentence.length - next.length : sentence.indexOf(next, at)
    if (end <= at || !sentence.startsWith(next, end)) return undefined
    values.push(sentence.slice(at, end))
    at = end + next.length
  }
  return at === sentence.length ? values : undefined
}

function filled(
  { pattern, values }: { readonly pattern: Pattern; readonly values: readonly string[] },
  language: Language,
  profile: string,
): string {
  const text = catalogues[language].said[pattern.key]
  return text.replaceAll(/\{(\w+)\}/g, (_, hole: string) => {
    const value = values[pattern.holes.indexOf(hole)] ?? ''
    return (kinds[hole] ?? asItIs)(value, language, profile)
  })
}

type Kind = (value: string, language: Language, profile: string) => string
const asItIs: Kind = (value) => value
const named: Kind = (value, language) => words(language).code('', 'terms', '', value)
const stateOf: Kind = (value, language, profile) => words(language).state(profile, value)

const kinds: Readonly<Record<string, Kind>> = {
  purpose: named,
  code: named,
  codes: (value, language, profile) =>
    value
      .split(', ')
      .map((each) => named(each, language, profile))
      .join(', '),
  term: (value, language) => words(language).term(value as TermName) ?? value,
  state: stateOf,
  states: (value, language, profile) =>
    new Intl.ListFormat(language, { type: 'disjunction' }).format(
      value.split(' or ').map((each) => stateOf(each, language, profile)),
    ),
  role: (value, language) => (roles.includes(value as Role) ? words(language).role(value as Role) : value),
  message: (value, language) => messageOf(value.replace(/^an? /, ''), language) ?? value,
  day: (value, language) =>
    /^\d{4}-\d{2}-\d{2}$/.test(value)
      ? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`))
      : value,
  said: (value, language, profile) => said(value, language, profile) ?? value,
}

/** A message by its English title, which begins small within a sentence. */
function messageOf(title: string, language: Language): string | undefined {
  const { messages } = catalogues.en
  const key = Object.keys(messages).find(
    (each) => messages[each as keyof typeof messages].toLowerCase() === title.toLowerCase(),
  )
  return key === undefined ? undefined : catalogues[language].messages[key as keyof typeof messages]
}
