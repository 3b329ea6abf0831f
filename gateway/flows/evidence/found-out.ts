// What was found out about statements and records once, and holds for as long as they are what they
// are. A store gives the same object for the same text and another one for any other text, so that
// nothing here outlives an edit.
import { CryptoError } from '../../../crypto/fault.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { verifyCommitment } from '../../../crypto/log/leaf.ts'
import { digestOfStatement, type Statement, termsSha256 } from '../../../crypto/statement/statement.ts'
import type { CaseRow, EvidenceRow, ItemRow, ToldMessage } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
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
const digestOf = once((statement: Statement): string | undefined => {
  try {
    return digestOfStatement(statement)
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
})

/** The digest of the terms of a statement. */
const termsDigestOf = once((terms: JsonObject): string => termsSha256(terms))

/**
 * Rows that fit their entries. A store gives a frozen row, the same for as long as every column of
 * it is the same.
 */
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

export const isStatement = (kind: EvidenceRow['kind']) => kind === 'statement.sent' || kind === 'statement.received'

/** As much of a message as its record speaks of; `MessageRow` and `ToldMessage` are both more. */
type Recorded = Pick<ToldMessage, 'id' | 'case' | 'type' | 'clock' | 'direction' | 'sha256' | 'statement'>

/**
 * Messages that were held against their records, and for which member: both are the same for as
 * long as their rows are.
 */
const fitting = new WeakMap<object, { readonly told: EvidenceRow; readonly us: string }>()

/**
 * A message and its columns are what its statement says, and the statement is what was recorded.
 */
export function whyNotTold(
  message: Recorded,
  { told, us }: { told: EvidenceRow | undefined; us: string },
): string | undefined {
  if (!told) return 'is not recorded in its case'
  const before = fitting.get(message)
  if (before?.told !== told || before.us !== us) {
    const fault = whyOther(message, told, us)
    if (fault !== undefined) return fault
    if (Object.isFrozen(message) && Object.isFrozen(told)) fitting.set(message, { told, us })
  }
  return undefined
}

function whyOther(
  { id, case: of, type, clock, direction, sha256, statement }: Recorded,
  told: EvidenceRow,
  us: string,
): string | undefined {
  const digest = digestOf(statement)
  if (digest !== told.data.sha256 || sha256 !== told.data.sha256) return 'is not the one that was recorded'
  const sent = told.kind === 'statement.sent' ? 'out' : 'in'
  if (direction !== sent || (statement.from.member === us) !== (sent === 'out')) return 'has another direction'
  if (id !== statement.id || of !== statement.case || type !== statement.type || clock !== statement.clock)
    return 'does not stand as its statement says'
  return undefined
}

/** What the fold of a case begins with: its profile, and who asks whom. */
export function whyNotOpened(
  { row, messages }: { readonly row: CaseRow; readonly messages: readonly Recorded[] },
  first: Pick<EvidenceRow, 'subject'> | undefined,
): string | undefined {
  if (messages.some(({ statement }) => statement.profile !== row.profile)) return 'has another profile'
  if (messages.some(({ statement }) => statement.agreement.id !== row.agreement)) return 'is under another agreement'
  const opening = messages.find(({ id }) => id === first?.subject)
  if (!opening || !profiles.get(row.profile)?.messages[opening.type]?.opens) return undefined
  return row.role === (opening.direction === 'out' ? 'requesting' : 'requested') ? undefined : 'has another role'
}

/** An item stands in the case under the terms of the statement that brought it. */
export function whyNotBrought(item: ItemRow, message: Recorded | undefined): string | undefined {
  const said = message?.statement.items.find(({ id }) => id === item.id)
  if (!message || !said) return 'was brought by no message of its case'
  if (item.termsSha256 !== termsDigestOf(message.statement.terms)) return 'is under other terms'
  if (item.direction !== message.direction) return 'has another direction'
  const { kind, mediaType, form, bytes, sha256, part } = said
  const same =
    item.kind === kind &&
    item.mediaType === mediaType &&
    item.form === form &&
    item.bytes === bytes &&
    item.sha256 === sha256 &&
    item.partSha256 === part.sha256 &&
    item.partBytes === part.bytes
  return same ? undefined : 'is not the one that its message brought'
}
