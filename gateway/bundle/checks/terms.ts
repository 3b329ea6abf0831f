import { equal, sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { readTerms } from '../../model/terms.ts'
import type { Contents } from '../contents.ts'
import { type BundleFault, fault, foundIn } from '../faults.ts'
import { termsNames } from '../layout.ts'
import { termsText } from '../terms-text.ts'

/**
 * `terms-invalid`, `terms-text-changed`, `case-mismatch`: the terms of each statement are there under their digest, are
 * understood in full, and the text beside them says what they say.
 */
export function checkTerms({ terms, statements }: Contents, files: ReadonlyMap<string, Uint8Array>): BundleFault[] {
  const used = new Set(statements.map(({ termsSha256 }) => termsSha256))
  const there = new Set(terms.map(({ sha256 }) => sha256))
  return [
    ...statements
      .filter(({ termsSha256 }) => !there.has(termsSha256))
      .map(({ file, termsSha256 }) =>
        fault('case-mismatch', file, `is under terms ${termsSha256}, which are not in the bundle`),
      ),
    ...terms.flatMap(({ file, sha256, terms: value }) => {
      const names = termsNames(sha256)
      const [octets, text] = [files.get(names.json), files.get(names.text)]
      const is = octets ? sha256Hex(octets) : sha256
      const why = notUnderstood(value)
      return [
        ...(is === sha256 ? [] : [fault('case-mismatch', file, `has SHA-256 ${is}, which is not its name`)]),
        ...(used.has(sha256) ? [] : [fault('case-mismatch', file, 'are the terms of no statement in the bundle')]),
        ...(why === undefined ? [] : [fault('terms-invalid', file, why)]),
        ...(!text || equal(text, utf8(termsText(value)))
          ? []
          : [fault('terms-text-changed', names.text, 'is not the text that the terms beside it give')]),
      ]
    }),
  ]
}

function notUnderstood(value: unknown): string | undefined {
  try {
    readTerms(value)
    return undefined
  } catch (error) {
    return foundIn(error)
  }
}
