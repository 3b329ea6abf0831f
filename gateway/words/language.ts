/** The languages of the WTO: every text that a person reads stands in all three. */
export const languages = ['en', 'fr', 'es'] as const
export type Language = (typeof languages)[number]

/** One text in the three languages, side by side: a row with one missing does not compile. */
export type Row = readonly [en: string, fr: string, es: string]
export type Rows = Readonly<Record<string, Row>>

/**
 * The language that suits a reader best, by its Accept-Language (RFC 9110, 12.5.4): the one wanted most, of two wanted
 * alike the one named first; English where none of ours is wanted or nothing is said.
 */
export function chooseLanguage(header: string | undefined): Language {
  let [best, most]: [Language, number] = ['en', 0]
  // What a browser sends has a handful of ranges; nobody reads a thousand of them.
  for (const range of (header ?? '').slice(0, 512).split(',').slice(0, 16)) {
    const [, tag = '', weight = '1'] = rangeForm.exec(range.trim().toLowerCase()) ?? []
    const language = tag === '*' ? 'en' : languages.find((each) => tag === each || tag.startsWith(`${each}-`))
    if (language !== undefined && Number(weight) > most) [best, most] = [language, Number(weight)]
  }
  return best
}

const rangeForm = /^(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/
