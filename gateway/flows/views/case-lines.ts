// One line of a list: a case, a message, how far it is on its way.
import type { CaseLine } from '../../answers/case-answers.ts'
import type { DeliveryLine, MessageLine } from '../../answers/message-answers.ts'
import { isOverdue } from '../../model/calendar/calendar.ts'
import type { CaseRow, DeliveryRow, MessageRow } from '../../ports/rows.ts'

/** @param now ms since the epoch, for the flag that it is late. */
export const caseLine = (row: CaseRow, now: number): CaseLine => ({
  case: row.id,
  partner: row.partner,
  agreement: row.agreement,
  profile: row.profile,
  role: row.role,
  office: row.office,
  state: row.state,
  dueOn: row.dueOn,
  overdue: row.dueAt !== null && isOverdue(row.dueAt, now),
  openedAt: iso(row.openedAt),
  changedAt: iso(row.changedAt),
  revision: row.revision,
})

export const messageLine = (message: Omit<MessageRow, 'key' | 'secret'>): MessageLine => ({
  message: message.id,
  case: message.case,
  type: message.type,
  direction: message.direction,
  from: message.statement.from,
  to: message.statement.to,
  clock: message.clock,
  sentAt: message.statement.sentAt,
  storedAt: iso(message.storedAt),
  sha256: message.sha256,
  facts: message.statement.facts,
})

/** Of what we send; nothing of what was received. */
export const deliveryOf = (delivery: DeliveryRow | undefined): { delivery?: DeliveryLine } =>
  delivery
    ? {
        delivery: {
          state: delivery.state,
          attempts: delivery.attempts,
          problem: delivery.problem,
          detail: delivery.detail,
          receipt: delivery.receipt,
          expiresAt: iso(delivery.expiresAt),
        },
      }
    : {}

const iso = (at: number): string => new Date(at).toISOString()
