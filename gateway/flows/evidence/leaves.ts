// Everything that must be provable becomes a leaf of the evidence log: a salted commitment,
// appended in the transaction of what it tells of.
import { entryOf, type LogRecord, readRecord } from '../../../crypto/log/record.ts'
import { isUse } from '../../model/terms/uses/uses.ts'
import type { EvidenceRow, NewEvidence } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'

/** What happened, before it is committed to. */
export type EvidenceDraft = Omit<NewEvidence, 'salt' | 'leaf'>

/**
 * Evidence of these, each with a salt of its own. Uses of content get their entry where they get
 * their place in the chain of their case: when they are written.
 */
export const leavesOf = (
  { randomOctets }: Pick<World, 'randomOctets'>,
  drafts: readonly EvidenceDraft[],
): NewEvidence[] =>
  drafts.map((draft) => {
    const salt = randomOctets(32)
    const record = toldBy(draft)
    if (!isUse(draft)) return { ...draft, salt, leaf: entryOf(salt, record) }
    // Asked for here, as the store that makes its entry knows no shapes.
    readRecord(record)
    return { ...draft, salt, leaf: null }
  })

/** The record that a row of evidence is committed to by. */
export const recordOf = (row: EvidenceRow): LogRecord => readRecord(toldBy(row))

/** The record as the row has it, whatever its shape. */
export const toldBy = ({ at, kind, case: of, subject, data }: EvidenceDraft | EvidenceRow): LogRecord => ({
  v: 1,
  at: new Date(at).toISOString(),
  ...{ kind, case: of, subject, data },
})
