// Texts of the pages for persons, and what a language needs besides, which the runtime knows
// (ECMA-402).

import { type Language, languages } from '../model/client/language.ts'
import type { Catalogue } from './catalogue.ts'
import { catalogues } from './catalogues.ts'
import { dutyIn, said } from './said.ts'

type ConsoleTexts = Catalogue['console']

export interface ConsoleWords extends ConsoleTexts {
  /** Each language by its own name. */
  readonly languageNames: Readonly<Record<Language, string>>
  /**
   * What a flow or a profile says; undefined where that has no text in this language.
   * @param profile whose states and messages it may name
   */
  said(sentence: string, profile?: string): string | undefined
  /** What a reader must observe, with its codes in words; undefined where that has no text. */
  duty(sentence: string): string | undefined
  /** `2026-12-04` as a day in words. */
  day(day: string): string
  /** An instant in words, in a zone (IANA), which is named. */
  instant(at: string | number, timeZone: string): string
  /** One form of a text for each kind of number, by CLDR's plural categories. */
  count(number: number, forms: Plural): string
  list(parts: readonly string[]): string
  /** How much it is, in the unit that fits. */
  bytes(bytes: number): string
}

/** `#` stands for the number. */
type Plural = { readonly one: string; readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>

const languageNames = Object.fromEntries(languages.map((each) => [each, catalogues[each].name])) as Readonly<
  Record<Language, string>
>

function wordsIn(language: Language): ConsoleWords {
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
  const plurals = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const lists = new Intl.ListFormat(language)
  const instants = new Map<string, Intl.DateTimeFormat>()
  const instantsIn = (timeZone: string) => {
    const made =
      instants.get(timeZone) ??
      new Intl.DateTimeFormat(language, {
        ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
        ...{ timeZone, timeZoneName: 'short' },
      })
    // Zones are those of our members: as many as there are partners.
    if (instants.size < 1_000) instants.set(timeZone, made)
    return made
  }
  return {
    ...catalogues[language].console,
    languageNames,
    said: (sentence, profile) => said(sentence, language, profile),
    duty: (sentence) => dutyIn(sentence, language),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    instant: (at, timeZone) => instantsIn(timeZone).format(new Date(at)),
    count: (number, forms) => (forms[plurals.select(number)] ?? forms.other).replace('#', numbers.format(number)),
    list: (parts) => lists.format(parts),
    bytes: (bytes) => sizeIn(language, bytes),
  }
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

function sizeIn(language: Language, bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const unit = units[step]
  return new Intl.NumberFormat(language, { style: 'unit', maximumFractionDigits: 1, ...(unit && { unit }) }).format(
    bytes / 1_000 ** step,
  )
}

const made = new Map<Language, ConsoleWords>()

/** Made once for each language. */
export function consoleWords(language: Language): ConsoleWords {
  const words = made.get(language) ?? wordsIn(language)
  made.set(language, words)
  return words
}
