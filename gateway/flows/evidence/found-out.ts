// What was found out about statements and records once, and holds for as long as they are what they are. A store gives the same object for the
// same text and another one for any other text, so that nothing here outlives an edit.
import { CryptoError } from '../../../crypto/fault.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { verifyCommitment } from '../../../crypto/log/leaf.ts'
import { digestOfStatement, type Statement, termsSha256 } from '../../../crypto/statement/statement.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import { recordOf } from './leaves.ts'

/** `find` runs once for each object. */
function once<K extends object, V>(find: (of: K) => V): (of: K) => V {
  const found = new WeakMap<K, { readonly value: V }>()
  return (of) => {
    let known = found.get(of)
    if (!known) {
      known = { value: find(of) }
      found.set(of, known)
    }
    return known.value
  }
}

/** The digest of a statement; undefined where it has none. */
export const digestOf = once((statement: Statement): string | undefined => {
  try {
    return digestOfStatement(statement)
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
})

/** The digest of the terms of a statement. */
export const termsDigestOf = once((terms: JsonObject): string => termsSha256(terms))

/** Rows that fit their entries. A store gives a frozen row, the same for as long as every column of it is the same. */
const committed = new WeakSet<EvidenceRow>()

/** Why the entry of the log is not the commitment to this row; undefined where it is. */
export function whyNotCommitted(row: EvidenceRow): string | undefined {
  if (committed.has(row)) return undefined
  try {
    verifyCommitment(row.leaf, row.salt, recordOf(row))
    if (Object.isFrozen(row)) committed.add(row)
    return undefined
  } catch (error) {
    if (error instanceof CryptoError) return `entry ${row.seq}, ${row.kind} ${row.subject}: ${error.message}`
    throw error
  }
}
