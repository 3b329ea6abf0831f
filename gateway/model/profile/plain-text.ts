// Texts that people write and others read: each is what it looks like. One rule for names of items
// and for whatever free text comes in at the national door.
import { misleadingIn } from '../../../crypto/unseen.ts'

/** What a text holds that misleads its reader, by its code point; undefined where nothing does. */
export function misleads(text: string, { lines = false } = {}): string | undefined {
  const found = misleadingIn(lines ? text.replaceAll(/[\t\r\n]/g, ' ') : text)
  return found && `holds U+${found}, which nobody sees or which turns the others round`
}

/** By the name of a JSON Schema format. A text of some length has lines. */
export const textFormats = {
  'plain-text': (text: string) => misleads(text),
  'plain-lines': (text: string) => misleads(text, { lines: true }),
} as const
