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
export const said = (sentence: string, language: Language, profile = ''): string | undefined =>
  language === 'en' ? sentence : saidWithin(sentence, { language, profile, depth: 0 })

/** What a reader must observe, with its codes in words, in English too. */
export const dutyIn = (sentence: string, language: Language): string | undefined =>
  saidWithin(sentence, { language, profile: '', depth: 0 })

interface Reader {
  readonly language: Language
  readonly profile: string
  /** In how many sentences it stands. */
  readonly depth: number
}

/** Sentences are put into one another a few times; what goes on for ever is none of ours. */
const deepest = 4

function saidWithin(sentence: string, reader: Reader): string | undefined {
  if (reader.depth > deepest) return undefined
  // An obligation ends with the paragraph that it comes from, which is the same everywhere.
  const [, head, paragraph] = /^(.+) (\((?!such as )[^()]*\))$/s.exec(sentence) ?? []
  const inner = head === undefined ? undefined : saidWithin(head, { ...reader, depth: reader.depth + 1 })
  if (inner !== undefined) return `${inner} ${paragraph}`
  for (const pattern of patterns) {
    const values = valuesIn(sentence, pattern.fixed)
    const found = values && filled(pattern, values, reader)
    if (found !== undefined) return found
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

/** Undefined where a sentence that was put in has no text: half a sentence is none. */
function filled(
  { key, holes }: Pattern,
  values: readonly string[],
  { language, profile, depth }: Reader,
): string | undefined {
  const put = values.map((value, at) => {
    const hole = holes[at] ?? ''
    if (hole === 'said') return saidWithin(value, { language, profile, depth: depth + 1 })
    return shapeOf(hole).test(value) ? (kinds[hole] ?? asItIs)(value, language, profile) : undefined
  })
  if (put.includes(undefined)) return undefined
  return catalogues[language].said[key].replaceAll(/\{(\w+)\}/g, (_, hole: string) => put[holes.indexOf(hole)] ?? '')
}

/**
 * An identifier, a name or a number is one word: else a sentence that nobody knows would be taken
 * for one that has such a hole.
 */
const shapeOf = (hole: string): RegExp => (hole === 'codes' ? listed : severalWords.test(hole) ? anything : oneWord)
const severalWords =
  /^(?:message|states|unmet|found|names|members|text|hint|reader|function|what|media|wanted|form|releases|folder|file|version|[abc])$/
const [oneWord, listed, anything] = [/^\S+$/, /^\S+(?:, \S+)*$/, /^/]

type Kind = (value: string, language: Language, profile: string) => string
const asItIs: Kind = (value) => value
const named: Kind = (value, language) => words(language).code('', 'terms', '', value)
const stateOf: Kind = (value, language, profile) => words(language).state(profile, value)
const roleOf: Kind = (value, language) => (roles.includes(value as Role) ? words(language).role(value as Role) : value)

/** A day or an instant as ISO 8601 has it, and a number; anything else stays as it is. */
const measured: Kind = (value, language) => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return dated(`${value}T00:00:00Z`, language, { dateStyle: 'long' })
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value))
    return dated(value, language, { dateStyle: 'long', timeStyle: 'long' })
  return /^\d{1,15}$/.test(value) ? new Intl.NumberFormat(language).format(Number(value)) : value
}
const dated = (at: string, language: Language, form: Intl.DateTimeFormatOptions): string => {
  const day = new Date(at)
  return Number.isNaN(day.getTime()) ? at : new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' }).format(day)
}

const kinds: Readonly<Record<string, Kind>> = {
  purpose: named,
  code: named,
  codes: (value, language, profile) =>
    value
      .split(', ')
      .map((each) => named(each, language, profile))
      .join(', '),
  term: (value, language) => words(language).term(value as TermName) ?? value,
  unmet: (value, language) =>
    value
      .split(/(?<=\)), /)
      .map((each) => said(each, language) ?? each)
      .join(', '),
  state: stateOf,
  states: (value, language, profile) =>
    new Intl.ListFormat(language, { type: 'disjunction' }).format(
      value.split(' or ').map((each) => stateOf(each, language, profile)),
    ),
  delivery: (value, language) => {
    const { deliveryStates } = catalogues[language].console
    return Object.hasOwn(deliveryStates, value) ? deliveryStates[value as keyof typeof deliveryStates] : value
  },
  other: named,
  role: roleOf,
  ours: roleOf,
  type: (value, language, profile) => words(language).message(profile, value),
  message: (value, language) => messageOf(value.replace(/^an? /, ''), language) ?? value,
  ...Object.fromEntries(
    [
      'a',
      'b',
      'day',
      'today',
      'last',
      'instant',
      'on',
      'bytes',
      'left',
      'offset',
      'asked',
      'most',
      'least',
      'ms',
      'count',
    ].map((hole) => [hole, measured]),
  ),
}

/** A message by its English title, which begins small within a sentence. */
function messageOf(title: string, language: Language): string | undefined {
  const { messages } = catalogues.en
  const key = Object.keys(messages).find(
    (each) => messages[each as keyof typeof messages].toLowerCase() === title.toLowerCase(),
  )
  return key === undefined ? undefined : catalogues[language].messages[key as keyof typeof messages]
}
