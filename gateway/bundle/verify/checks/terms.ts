// The check of the terms: they are there, are understood, and the texts beside them are theirs.
import { equal, utf8 } from '../../../../crypto/octets.ts'
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault } from '../../format/faults.ts'
import { type Known, once } from '../../format/known.ts'
import type { Found } from '../../format/manifest.ts'
import { textsOfTerms } from '../../format/terms-text.ts'

/**
 * `terms-invalid`, `terms-text-changed`, `case-mismatch`: the terms of each statement are there
 * under their digest, are understood in full, and the texts beside them say what they say.
 */
export function checkTerms(
  { sheet, terms, statements }: Contents,
  files: ReadonlyMap<string, Uint8Array>,
  found: ReadonlyMap<string, Found>,
  known: Known,
): BundleFault[] {
  const used = new Set(statements.map(({ termsSha256 }) => termsSha256))
  const there = new Set(terms.map(({ sha256 }) => sha256))
  return [
    ...statements
      .filter(({ termsSha256 }) => !there.has(termsSha256))
      .map(({ file, termsSha256 }) =>
        fault('case-mismatch', file, `is under terms ${termsSha256}, which are not in the bundle`),
      ),
    ...terms.flatMap(({ file, texts, sha256, terms: value }) => {
      const is = found.get(file)?.sha256
      const words = once(known, `words of terms ${is} in ${sheet.v}`, () => textsOfTerms(value, sheet))
      return [
        ...(is === sha256 ? [] : [fault('case-mismatch', file, `has SHA-256 ${is}, which is not its name`)]),
        ...(used.has(sha256) ? [] : [fault('case-mismatch', file, 'are the terms of no statement in the bundle')]),
        ...(words.fault === undefined ? [] : [fault('terms-invalid', file, words.fault)]),
        ...texts.flatMap((name, at) => {
          const written = files.get(name)
          return !written || equal(written, utf8(words.texts[at] ?? ''))
            ? []
            : [fault('terms-text-changed', name, 'is not the text that the terms beside it give')]
        }),
      ]
    }),
  ]
}
