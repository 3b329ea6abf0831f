/** The languages of the WTO: every text that a person reads stands in all three. */
export const languages = ['en', 'fr', 'es'] as const
export type Language = (typeof languages)[number]

/** One text in the three languages, side by side: a row with one missing does not compile. */
export type Row = readonly [en: string, fr: string, es: string]
export type Rows = Readonly<Record<string, Row>>
