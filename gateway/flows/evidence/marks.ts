// A mark on the record of each statement, of what became of it and of each receipt for it that only
// this installation can make: whoever can write to the store, and holds no key, can record none.
import type { JsonObject } from '../../../crypto/json.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { EvidenceRow, MessageRow } from '../../ports/rows.ts'
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

/** In the record of what became of a statement of ours: refused, or sent again. */
export const standingMark = (
  secrets: Marking,
  { id, case: of, as }: { readonly id: string; readonly case: string; readonly as: 'refused' | 'kept' },
): { readonly mark: string } => ({ mark: secrets.mark({ statement: id, case: of, as }) })

/** In the record of a receipt that we got, in each case that it speaks of. */
export const receiptMark = (
  secrets: Marking,
  { id, jws, case: of }: { readonly id: string; readonly jws: string; readonly case: string },
): { readonly mark: string } => ({ mark: secrets.mark({ receipt: id, jws, case: of }) })

/**
 * What the record of a use says beside what was done, so that it can stand in the chain of its case
 * and be told to whoever gave the content: whose chain it is, the roles of the client, and its
 * reader under a pseudonym. That is a mark over case, client and reader: the same for the same
 * reader in one case, and leading nowhere from one case to another, or without our key.
 */
export const inChain = (
  secrets: Marking,
  member: string,
  {
    client: { id, roles, person },
    ...of
  }: { readonly case: string; readonly client: Pick<Client, 'id' | 'roles' | 'person'>; readonly reader: string },
): JsonObject => ({
  place: { member },
  roles: [...roles],
  pseudonym: secrets.mark({ pseudonym: person === undefined ? { ...of, client: id } : { case: of.case, person } }),
})

/** Records whose marks were made again: they are frozen, and the same as long as their text is. */
const marked = new WeakSet<JsonObject>()

/** How the mark of a record is made; undefined where it has none. */
function markOf(
  secrets: Marking,
  of: string,
  { kind, subject: id, data }: Pick<EvidenceRow, 'kind' | 'subject' | 'data'>,
): (() => string) | undefined {
  const told = (direction: 'in' | 'out') => () =>
    statementMark(secrets, { id, sha256: String(data.sha256), case: of, direction }).mark
  const became = (as: 'refused' | 'kept') => () => standingMark(secrets, { id, case: of, as }).mark
  if (kind === 'statement.sent') return told('out')
  if (kind === 'statement.received') return told('in')
  if (kind === 'statement.refused') return became('refused')
  if (kind === 'receipt.received') return () => receiptMark(secrets, { id, jws: String(data.jws), case: of }).mark
  return kind === 'operator' && data.act === 'redeliver' ? became('kept') : undefined
}

/** Whether records of this kind have had a mark since version 0.2.0. */
export const isMarkDue = ({ kind, data }: Pick<EvidenceRow, 'kind' | 'data'>): boolean =>
  kind === 'statement.sent' ||
  kind === 'statement.received' ||
  kind === 'statement.refused' ||
  kind === 'receipt.received' ||
  (kind === 'operator' && data.act === 'redeliver')

/** Whether this installation made the mark of a record in a case. */
export const isMarked = (
  secrets: Marking,
  of: string,
  record: Pick<EvidenceRow, 'kind' | 'subject' | 'data'>,
): boolean => record.data.mark === markOf(secrets, of, record)?.()

/**
 * The first record of a statement, or of a receipt for ours, in a case that this installation did
 * not make, in words for our log. A record of version 0.1.0 has no mark; one without a mark that comes after one that has it
 * was put there by somebody else.
 */
export function whyNotMarked(secrets: Marking, of: string, evidence: readonly EvidenceRow[]): string | undefined {
  let seen = false
  for (const { kind, subject, seq, data } of evidence) {
    const mark = markOf(secrets, of, { kind, subject, data })
    if (mark === undefined || (data.mark === undefined && !seen)) continue
    seen = true
    if (marked.has(data)) continue
    if (data.mark !== mark()) return `entry ${seq}, ${kind} ${subject}, has not the mark of this installation`
    if (Object.isFrozen(data)) marked.add(data)
  }
  return undefined
}

type Standings = ReadonlyMap<string, MessageRow['standing']>

/** Of each message that was refused or sent again how that ended. */
export const standingsIn = (evidence: readonly EvidenceRow[]): Standings =>
  new Map(
    evidence.flatMap(({ kind, subject, data }): [string, MessageRow['standing']][] => {
      if (kind === 'statement.refused') return [[subject, 'refused']]
      return kind === 'operator' && data.act === 'redeliver' ? [[subject, 'kept']] : []
    }),
  )
