// Words that are known again wherever they stand: texts in a normal form that spacing, case and
// typography do not change.

/** Shorter texts are said by everybody: `for your information`, a name, an address. */
const fewestCharacters = 64
/** Digests, codes and encoded octets are long and have no words. */
const fewestWords = 8
/** Bounds what one text can cost. */
const mostTexts = 1_000

/**
 * The whole text and each of its lines, in normal form (NFKC, lower case, white space to single
 * blanks), where they are long enough to be somebody's words.
 */
export function textsIn(text: string): readonly string[] {
  const found = new Set<string>()
  for (const piece of [text, ...text.split(/[\r\n\u2028\u2029]+/u)]) {
    if (found.size === mostTexts) break
    const normal = piece.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
    if (normal.length >= fewestCharacters && normal.split(' ', fewestWords).length === fewestWords) found.add(normal)
  }
  return [...found]
}
