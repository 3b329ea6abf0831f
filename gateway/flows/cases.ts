// Between rows and the pure fold: steps out of stored statements, and the projection that lists show.
import type { Statement } from '../../crypto/statement.ts'
import { dueDate } from '../model/calendar.ts'
import { type CaseState, foldCase, type Step } from '../model/case.ts'
import { Problem } from '../model/problems.ts'
import type { Profile, Role } from '../model/profile.ts'
import { profiles } from '../profiles/all.ts'
import type { CaseChange, CaseRow, MessageRow } from '../records.ts'
import type { HeldAgreement, Trust } from './trust.ts'

/** @throws {Problem} `profile-unknown` unless the agreement offers the profile, or it is the one that tests the line. */
export function profileOf(held: HeldAgreement, name: string): Profile {
  const profile = profiles.get(name)
  if (!profile || (profile.national && !held.agreement.profiles.includes(name)))
    throw new Problem(
      'profile-unknown',
      `agreement ${held.agreement.id} offers ${held.agreement.profiles.join(', ')}, not ${name}`,
    )
  return profile
}

/** Who plays which part when `member` sends a message of this type. @throws {Problem} `profile-unknown` */
export function senderRole(profile: Profile, type: string): Role {
  const message = profile.messages[type]
  if (!message)
    throw new Problem(
      'profile-unknown',
      `profile ${profile.name} has ${Object.keys(profile.messages).join(', ')}, not ${type}`,
    )
  return message.from
}

export const stepOf = (profile: Profile, statement: Statement, sha256: string): Step => ({
  id: statement.id,
  type: statement.type,
  from: profile.messages[statement.type]?.from ?? 'requesting',
  member: statement.from.member,
  clock: statement.clock,
  sha256,
  sentAt: statement.sentAt,
  localDate: statement.localDate,
  facts: statement.facts,
})

export const fold = (profile: Profile, messages: readonly Pick<MessageRow, 'statement' | 'sha256'>[]): CaseState =>
  foldCase(
    profile,
    messages.map(({ statement, sha256 }) => stepOf(profile, statement, sha256)),
  )

/** The row after a change: what the fold says, with the clock and digest the next statement goes on from. */
export function projected(
  row: CaseRow,
  state: CaseState,
  messages: readonly Pick<MessageRow, 'statement' | 'sha256' | 'direction'>[],
  { trust, held, profile, now }: { trust: Trust; held: HeldAgreement; profile: Profile; now: number },
): CaseRow {
  const own = messages
    .filter(({ direction }) => direction === 'out')
    .sort((a, b) => b.statement.clock - a.statement.clock)[0]
  const answerer = row.role === 'requested' ? trust.card : trust.partners.get(row.partner)?.card
  const pending = profile.states[state.state]?.pending ?? false
  const due =
    pending && state.due && answerer
      ? dueDate({
          localDate: state.due.fromDate,
          dueDays: held.agreement.parameters.dueDays,
          timeZone: answerer.contact.timeZone,
        })
      : undefined
  return {
    ...row,
    state: state.state,
    dueOn: due?.dueOn ?? null,
    dueAt: due?.dueAtMs ?? null,
    changedAt: now,
    revision: row.revision + 1,
    clock: messages.reduce((highest, { statement }) => Math.max(highest, statement.clock), 0),
    previousSha256: own?.sha256 ?? null,
  }
}

/** A case of which nothing is stored yet. */
export const unopened = (
  ask: Pick<CaseRow, 'id' | 'partner' | 'agreement' | 'profile' | 'role' | 'office'>,
  now: number,
): CaseRow => ({
  ...ask,
  state: 'none',
  dueOn: null,
  dueAt: null,
  openedAt: now,
  changedAt: now,
  revision: 0,
  clock: 0,
  previousSha256: null,
})

export const changeFrom = (before: CaseRow, row: CaseRow): CaseChange => ({
  row,
  from: before.revision === 0 ? null : before.revision,
})
