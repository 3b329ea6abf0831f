// In which languages people are spoken to.

/**
 * The languages that people read: first those of the WTO. To add one is to name its tag here and to
 * write its file in `words/languages/`; without that file nothing compiles.
 */
export const languages = ['en', 'fr', 'es'] as const
export type Language = (typeof languages)[number]
