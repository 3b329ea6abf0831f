// Dates as both gateways compute them: a request folded under an agreement, its row projected, its deadlines told.
import { type Reminder, remindersOf } from '../../gateway/case/deadlines.ts'
import { fold } from '../../gateway/case/steps.ts'
import { contactsOf, projected } from '../../gateway/flows/cases/cases.ts'
import type { DaysOff } from '../../gateway/model/calendar/holidays.ts'
import { underAgreement } from '../../gateway/model/profile/agreed-numbers.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import { otherRole, type Role } from '../../gateway/model/role.ts'
import type { CaseRow } from '../../gateway/ports/rows.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { type Said, tellCase, trustOf, wantedItems } from './threads-store.ts'

const tfa12 = profiles.get('tfa12') as Profile

interface Asked {
  /** The sender's day. */
  readonly localDate: string
  readonly dueDays?: number
  /** Where the answer is written. */
  readonly timeZone?: string
  /** Days on which nobody works there. */
  readonly off?: DaysOff
}

export interface Dated {
  readonly row: CaseRow
  readonly reminders: readonly Reminder[]
}

/** A request as it shows at the member that answers it. */
export const datesOf = (asked: Asked): Dated => datesAt('requested', asked)

/** The same at either member: each holds the card of the other. */
export const datesAt = (role: Role, { localDate, dueDays = 90, timeZone = 'UTC', off = {} }: Asked): Dated => {
  const profile = underAgreement(tfa12, { dueDays })
  const request: Said = {
    type: 'request',
    facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
    localDate,
  }
  const { row, messages } = tellCase(1, 'tfa12', role, [request])
  const at = { requested: { timeZone, off }, requesting: { timeZone: 'UTC', off: {} } }
  const [ours, theirs] = [at[role], at[otherRole[role]]]
  const trust = trustOf({ zones: [ours.timeZone, theirs.timeZone], off: [ours.off, theirs.off] })
  const state = fold(profile, row, messages)
  return {
    row: projected(row, state, messages, { trust, profile, now: 0, receipted: [] }).row,
    reminders: remindersOf({ profile, state, messages, role, contacts: contactsOf(trust, row) }),
  }
}
