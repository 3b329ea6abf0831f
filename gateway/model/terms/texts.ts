// Words that are known again wherever they stand: texts in a normal form that spacing, case,
// typography, marks that nobody sees and letters that are drawn alike do not change.
import { isAscii, skeletonOf } from '../../../crypto/card/clean-text.ts'

/** Shorter texts are said by everybody: `for your information`, a name, an address. */
const fewestCharacters = 64
/** Digests, codes and encoded octets are long and have no words. */
const fewestWords = 8
/**
 * Bounds what one text can cost. One more than a look into a file keeps, so that a look that was
 * given too many ends at its own bound, and that is told.
 */
const mostTexts = 4_001

/** Soft hyphens, marks without width, selectors of a variant: nobody sees them. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu
/** What an answer puts before each line of what it answers. */
const quoting = /^[ \t]*(?:[>|][ \t]?)+/gm

/**
 * The whole text and each of its lines, in normal form (the letters and digits as an eye sees
 * them), where they are long enough to be somebody's words.
 */
export function textsIn(text: string): readonly string[] {
  const found = new Set<string>()
  // Most texts are ASCII, in which nothing is unseen and all has its compatibility form: a third of
  // the cost.
  const ascii = isAscii(text)
  const seen = (ascii ? text : text.replaceAll(unseen, '')).replaceAll(quoting, '')
  // A text of one line is not looked at twice.
  for (const piece of new Set([seen, ...seen.split(/[\r\n\v\f\u0085\u2028\u2029]+/u)])) {
    if (found.size === mostTexts) break
    if (piece.length < fewestCharacters && ascii) continue
    const words = (ascii ? piece : piece.normalize('NFKC')).replace(/\s+/gu, ' ').trim()
    if (words.length >= fewestCharacters && words.split(' ', fewestWords).length === fewestWords)
      found.add(skeletonOf(words))
  }
  found.delete('')
  return [...found]
}

/** What the name of a file says, which its ending and its way to write blanks are no part of. */
export const textsInName = (name: string): readonly string[] => [
  ...new Set([...textsIn(name), ...textsIn(name.replace(/\.[A-Za-z0-9]{1,8}$/, '').replaceAll(/[_+.-]+/g, ' '))]),
]
