// A mark on the record of each statement that only this installation can make: whoever can write to the store, and holds no key, can record none.
import type { JsonObject } from '../../../crypto/json.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import type { Secrets } from '../content/secrets.ts'

interface Marked {
  readonly id: string
  readonly sha256: string
  /** Null where it only exercises the line. */
  readonly case: string | null
  readonly direction: 'in' | 'out'
}

type Marking = Pick<Secrets, 'mark'>

/** As it stands in the record of a statement. */
export const statementMark = (
  secrets: Marking,
  { id, sha256, case: of, direction }: Marked,
): { readonly mark: string } => ({ mark: secrets.mark({ statement: id, sha256, case: of, direction }) })

/** Records whose marks were made again: they are frozen, and the same as long as their text is. */
const marked = new WeakSet<JsonObject>()

/**
 * The first record of a statement in a case that this installation did not make, in words for our log. A record of version 0.1.0 has no mark; one
 * without a mark that comes after one that has it was put there by somebody else.
 */
export function whyNotMarked(secrets: Marking, of: string, evidence: readonly EvidenceRow[]): string | undefined {
  let seen = false
  for (const { kind, subject, seq, data } of evidence) {
    if (kind !== 'statement.sent' && kind !== 'statement.received') continue
    if (data.mark === undefined && !seen) continue
    seen = true
    if (marked.has(data)) continue
    const direction = kind === 'statement.sent' ? 'out' : 'in'
    const { mark } = statementMark(secrets, { id: subject, sha256: String(data.sha256), case: of, direction })
    if (data.mark !== mark) return `entry ${seq}, ${kind} ${subject}, has not the mark of this installation`
    if (Object.isFrozen(data)) marked.add(data)
  }
  return undefined
}
