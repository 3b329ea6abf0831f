// Cursors: opaque to whoever gets one, and bound to a row, so that a page goes on where the last
// one ended whatever happened meanwhile.

import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { Page } from '../../../gateway/ports/rows.ts'

/** Where a page of deliveries ended. */
interface DeliveryPlace {
  readonly seq: number
}
/** Where a page of cases ended. */
interface CasePlace {
  readonly id: string
  readonly dueOn: string | null
}

/** Where a page of what is due ended. */
export interface DueDayPlace {
  readonly dueOn: string
  readonly case: string
  readonly place: number
}
/** Where a page of what waits ended. */
export interface DueInstantPlace {
  readonly dueAt: number
  readonly id: string
}
/** Where a page of drafts ended, or of what was looked through. */
interface IdPlace {
  readonly id: string
}
export type Place = DeliveryPlace | CasePlace | DueDayPlace | DueInstantPlace | IdPlace

/** The page out of rows that were read with one more than `limit`. */
export function pageOf<Row>(rows: readonly Row[], limit: number, place: (row: Row) => Place): Page<Row> {
  const last = rows[limit - 1]
  if (rows.length <= limit || !last) return { rows, next: null }
  return { rows: rows.slice(0, limit), next: cursorAt(place(last)) }
}

export const cursorAt = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** @throws {Problem} `request-invalid` for what is no cursor of this list. */
export function readDeliveryCursor(cursor: string | undefined): DeliveryPlace | undefined {
  if (cursor === undefined) return undefined
  const { seq } = placeIn(cursor)
  return Number.isSafeInteger(seq) ? { seq: Number(seq) } : refuse()
}
/** @throws {Problem} `request-invalid` for what is no cursor of this list. */
export function readCaseCursor(cursor: string | undefined): CasePlace | undefined {
  if (cursor === undefined) return undefined
  const { id, dueOn } = placeIn(cursor)
  return typeof id === 'string' && (dueOn === null || typeof dueOn === 'string') ? { id, dueOn } : refuse()
}

/** @throws {Problem} `request-invalid` for what is no cursor of this list. */
export function readDueCursor(cursor: string | undefined): DueDayPlace | undefined {
  if (cursor === undefined) return undefined
  const { dueOn, case: of, place } = placeIn(cursor)
  return typeof dueOn === 'string' && typeof of === 'string' && Number.isSafeInteger(place)
    ? { dueOn, case: of, place: Number(place) }
    : refuse()
}
/** @throws {Problem} `request-invalid` for what is no cursor of this list. */
export function readWaitingCursor(cursor: string | undefined): DueInstantPlace | undefined {
  if (cursor === undefined) return undefined
  const { dueAt, id } = placeIn(cursor)
  return Number.isSafeInteger(dueAt) && typeof id === 'string' ? { dueAt: Number(dueAt), id } : refuse()
}
/** @throws {Problem} `request-invalid` for what is no cursor of this list. */
export function readIdCursor(cursor: string | undefined): IdPlace | undefined {
  if (cursor === undefined) return undefined
  const { id } = placeIn(cursor)
  return typeof id === 'string' ? { id } : refuse()
}

function placeIn(cursor: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    return refuse()
  }
}

function refuse(): never {
  throw new Problem('request-invalid', 'the cursor is not one that a page of this list ended with', {
    field: '/cursor',
  })
}
