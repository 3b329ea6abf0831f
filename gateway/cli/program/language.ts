// In which language tables speak: codes where nobody asked for words, as scripts and the
// documentation use codes.
import { type Language, languages } from '../../model/client/language.ts'
import { choice, type OptionRow, type Words } from './command.ts'
import type { Desk } from './desk.ts'

export const languageOption: OptionRow = {
  flags: '--language <code>',
  describe: `words of ${languages.join(', ')} in the place of codes (else another one than English where LANG says so)`,
}

/** An English environment sees codes: they are English, and what commands take. */
export function languageOf(words: Words, { env }: Pick<Desk, 'env'>): Language | undefined {
  const said = choice(words, 'language', languages)
  if (said !== undefined) return said
  const place = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return languages.find((language) => language !== 'en' && new RegExp(`^${language}(?:[_.@]|$)`).test(place))
}
