// Cursors: opaque to whoever gets one, and bound to a row, so that a page goes on where the last one ended whatever happened meanwhile.

import { Problem } from '../../gateway/model/problems.ts'
import type { Page } from '../../gateway/ports.ts'

/** Where a page ended: the number of a delivery, or a case with its due day. */
export interface Place {
  readonly seq: number
  readonly id: string
  readonly dueOn: string | null
}

/** The page out of rows that were read with one more than `limit`. */
export function pageOf<Row>(rows: readonly Row[], limit: number, place: (row: Row) => Partial<Place>): Page<Row> {
  const last = rows[limit - 1]
  if (rows.length <= limit || !last) return { rows, next: null }
  return { rows: rows.slice(0, limit), next: Buffer.from(JSON.stringify(place(last))).toString('base64url') }
}

/** @throws {Problem} `request-invalid` for what is no cursor of ours. */
export function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  try {
    const { seq = 0, id = '', dueOn = null } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Partial<Place>
    if (Number.isSafeInteger(seq) && typeof id === 'string' && (dueOn === null || typeof dueOn === 'string'))
      return { seq, id, dueOn }
  } catch {
    // Answered below, like any other that is not ours.
  }
  throw new Problem('request-invalid', 'the cursor is not one that a page of this list ended with', {
    field: '/cursor',
  })
}
