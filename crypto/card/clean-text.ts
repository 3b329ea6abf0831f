import { CryptoError } from '../fault.ts'
import { unseenIn } from '../unseen.ts'

/*
 * Texts that a partner writes and our people read. A text is what it looks like: nothing in it is
 * unseen, turns the direction of the rest or has no agreed meaning. Two names are told apart by
 * what an eye sees of them.
 */

/** @param where the member of the card, for the reason. @throws {CryptoError} `card` */
export function demandClean(text: string, where: string, { lines = false } = {}): void {
  const code = unseenIn(lines ? text.replaceAll('\n', '') : text)
  if (code !== undefined)
    throw new CryptoError('card', `${where} holds U+${code}; expected characters that can be seen`)
}

/** Scripts whose letters are drawn alike. */
const alike = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Coptic', 'Cherokee', 'Lisu'].map((script) => ({
  script,
  some: new RegExp(`\\p{Script=${script}}`, 'u'),
  only: new RegExp(`^[\\p{Script=${script}}\\p{Script=Common}\\p{Script=Inherited}]*$`, 'u'),
}))

/**
 * A name: clean, with a letter in it, and no word mixes one of the scripts above with any other.
 * @throws {CryptoError} `card`
 */
export function demandName(name: string, where: string): void {
  demandClean(name, where)
  const plain = name.normalize('NFKC')
  if (skeletonOf(name) === '') throw new CryptoError('card', `${where} holds no letter and no digit`)
  for (const [word] of plain.matchAll(/[\p{L}\p{M}]+/gu)) {
    const mixed = alike.find(({ some, only }) => some.test(word) && !only.test(word))
    if (mixed) throw new CryptoError('card', `${where} mixes letters of ${mixed.script} with others in one word`)
  }
}

/**
 * What an eye keeps of a name: compatibility forms, case, accents, spaces and punctuation are gone,
 * and letters of the scripts above that are drawn as Latin capitals are these, small capitals too.
 * Names with one skeleton are taken for each other.
 */
export function skeletonOf(name: string): string {
  if (isAscii(name))
    return name
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .replace(/[1L]/g, 'I')
      .replaceAll('0', 'O')
  const letters = name
    // The lunate sigma is drawn as a C; its compatibility form is another letter.
    .replace(/[\u03f2\u03f9]/g, 'C')
    .normalize('NFKD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
    // Down and up again, so that the final sigma and the sharp s have one spelling.
    .toLowerCase()
    .toUpperCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
  return [...letters].map((letter) => drawnAs.get(letter) ?? letter).join('')
}

/**
 * What is left of a name where somebody means to be taken for another: as `skeletonOf`, and the
 * order of the words is gone, strokes through letters too, and small letters and digits that are
 * read as others are these.
 */
export function likenessOf(name: string): string {
  const read = name
    .normalize('NFKC')
    .replaceAll(
      /rn|vv|cl|[\u00f8\u0111\u0127\u0142\u0167\u0180\u0251\u0261\u01c0\u0269\u03b9\u017f|258]/g,
      (found) => readAs.get(found) ?? found,
    )
  return read
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(skeletonOf)
    .filter((word) => word !== '')
    .sort()
    .join(' ')
}

const readAs = new Map([
  ...([
    ['rn', 'm'],
    ['vv', 'w'],
    ['cl', 'd'],
  ] as const),
  ...zip('\u00f8\u0111\u0127\u0142\u0167\u0180\u0251\u0261\u01c0\u0269\u03b9\u017f|258', 'odhltbaglIISLZSB'),
])

export const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

const cyrillic =
  '\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u04ae\u04ba\u04c0\u0500\u051a\u051c'
const greek = '\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u037f'
const coptic = '\u2c82\u2c88\u2c8e\u2c92\u2c94\u2c98\u2c9a\u2c9e\u2ca2\u2ca4\u2ca6\u2ca8\u2cac'
const cherokee =
  '\u13a0\u13a1\u13a2\u13a5\u13a9\u13aa\u13ab\u13ac\u13b3\u13b7\u13bb\u13c0\u13c3\u13d2\u13d9\u13da\u13de\u13df\u13e2\u13e6\u13f4'
const lisu =
  '\ua4d0\ua4d1\ua4d3\ua4d4\ua4d6\ua4d7\ua4d9\ua4da\ua4dc\ua4dd\ua4df\ua4e0\ua4e1\ua4e2\ua4e3\ua4e6\ua4e7\ua4ea\ua4eb\ua4ec\ua4ee\ua4f0\ua4f2\ua4f3\ua4f4'
const smallCapitals =
  '\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\ua7ae\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22'
const drawnAs = new Map([
  ...zip(cyrillic, 'ABESIJKMHOPCTYXYHIDQW'),
  ...zip(greek, 'ABEZHIKMNOPTYXJ'),
  ...zip(coptic, 'BEHIKMNOPCTYX'),
  ...zip(cherokee, 'DRTIYAJEWMHGZRVSICPKB'),
  ...zip(lisu, 'BPDTGKJCZFMNISRVHWXYAEIOU'),
  ...zip(smallCapitals, 'ABCDEFGHIIJKIMNOPRSTUVWYZ'),
  ...zip('01L', 'OII'),
])

function zip(from: string, to: string): (readonly [string, string])[] {
  return [...from].map((letter, at) => [letter, to[at] as string] as const)
}
