// Between the rows of the ports and those of the tables: only what is JSON differs.

import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { Claimed } from '../../../gateway/ports/delivering.ts'
import type { DeliveryRow, EventRow, ItemRow, MessageRow, NewEvent, NewEvidence } from '../../../gateway/ports/rows.ts'
import type { StoredEvent, StoredMessage, WithText } from './schema.ts'

export const storedMessage = (row: MessageRow): StoredMessage => ({ ...row, statement: JSON.stringify(row.statement) })
export const messageOf = (row: StoredMessage): MessageRow => ({
  ...row,
  statement: objectIn(row.statement, `message ${row.id}`),
})

export const storedEvent = ({ about = null, ...row }: NewEvent): Omit<StoredEvent, 'seq'> => ({
  ...row,
  about: about && JSON.stringify(about),
})
export const eventOf = ({ about, ...row }: StoredEvent): EventRow => ({
  ...row,
  about: about === null ? null : objectIn(about, `event ${row.seq}`),
})

export type StoredNewEvidence = WithText<NewEvidence, 'data'>
export const storedEvidence = (row: NewEvidence): StoredNewEvidence => ({ ...row, data: JSON.stringify(row.data) })
/**
 * Whoever wrote it wrote an object: anything else was put there by somebody else.
 * @throws {Problem} `store-altered`
 */
export function objectIn<T extends object>(stored: string, what: string): T {
  try {
    const found: unknown = JSON.parse(stored)
    if (typeof found === 'object' && found !== null) return found as T
  } catch (cause) {
    throw altered(what, cause)
  }
  throw altered(what, undefined)
}

const altered = (what: string, cause: unknown): Problem =>
  new Problem('store-altered', `${what} is not as it was written`, { cause })

/** Claimed deliveries as they cross from thread to thread: flat. */
export interface StoredClaims {
  readonly deliveries: readonly DeliveryRow[]
  readonly messages: readonly StoredMessage[]
  readonly items: readonly ItemRow[]
}

/** Each delivery with its message and its items, in the order of the deliveries. */
export function claimsOf({ deliveries, messages, items }: StoredClaims): Claimed[] {
  const byId = new Map(messages.map((row) => [row.id, row]))
  const byMessage = Map.groupBy(items, ({ message }) => message)
  return deliveries.flatMap((delivery) => {
    const message = byId.get(delivery.id)
    return message ? [{ delivery, message: messageOf(message), items: byMessage.get(delivery.id) ?? [] }] : []
  })
}
