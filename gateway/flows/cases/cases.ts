// Between rows and the pure fold: steps out of stored statements, and the projection that lists show.

import { type CaseState, foldCase } from '../../case/case.ts'
import { dayEndsAtMs } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Step } from '../../model/profile/case-core.ts'
import { messageType } from '../../model/profile/message.ts'
import { type Profile, type Scope, underAgreement } from '../../model/profile/profile.ts'
import { otherRole, type Role } from '../../model/role.ts'
import type { CaseChange, CaseRow, MessageRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'
import { remindAtOf } from './deadlines.ts'

/**
 * The profile as it holds under the agreement. What is between members, or on the line, is part of every agreement.
 * @throws {Problem} `profile-unknown` where the agreement does not offer it.
 */
export function profileOf(held: HeldAgreement, name: string): Profile {
  const profile = profiles.get(name)
  if (!profile || (profile.scope === 'case' && !held.agreement.profiles.includes(name)))
    throw new Problem(
      'profile-unknown',
      `agreement ${held.agreement.id} offers ${held.agreement.profiles.join(', ')}, not ${name}`,
    )
  return underAgreement(profile, held.agreement.parameters)
}

/** The profile with its own numbers, whatever an agreement sets. @throws {Problem} `profile-unknown` */
export function plainProfile(name: string): Profile {
  const profile = profiles.get(name)
  if (profile) return profile
  throw new Problem('profile-unknown', `there is no profile ${name} here`)
}

/** The profile of a case as it holds under its agreement; with its own numbers where that is not laid down here, or offers it no more. */
export function profileUnder({ agreements }: Trust, row: Pick<CaseRow, 'agreement' | 'profile'>): Profile {
  const plain = plainProfile(row.profile)
  const held = agreements.get(row.agreement)
  return held ? underAgreement(plain, held.agreement.parameters) : plain
}

/** What a profile's messages are about; undefined where it is not known here. */
export const scopeOf = (name: string): Scope | undefined => profiles.get(name)?.scope

/** The message type that opens a case of a profile. */
export const openingTypeOf = (name: string): string | undefined =>
  Object.entries(profiles.get(name)?.messages ?? {}).find(([, { opens }]) => opens)?.[0]

/** The profiles whose cases an agreement has: those it lists first, then those between its members. */
export const profilesUnder = ({ agreement }: HeldAgreement): readonly Profile[] => [
  ...agreement.profiles.flatMap((name) => profiles.get(name) ?? []),
  ...[...profiles.values()].filter(({ scope }) => scope === 'members'),
]

/**
 * The part its sender plays in a case of which nothing else is stored. What both sides may write says nothing of that: but a case that
 * is not known here was opened by the other member, and whoever writes first in one of ours are we.
 */
export function firstSenderRole(profile: Profile, type: string): Role {
  const { from } = messageType(profile, type)
  return from === 'either' ? 'requesting' : from
}

/** A message of a case as a step. @param ours our part in the case. */
export const stepOf = (
  ours: Role,
  { statement, sha256, direction }: Pick<MessageRow, 'statement' | 'sha256' | 'direction'>,
): Step => ({
  id: statement.id,
  type: statement.type,
  from: direction === 'out' ? ours : otherRole[ours],
  member: statement.from.member,
  clock: statement.clock,
  sha256,
  sentAt: statement.sentAt,
  localDate: statement.localDate,
  ...(statement.inReplyTo !== undefined && { inReplyTo: statement.inReplyTo }),
  facts: statement.facts,
})

export const fold = (
  profile: Profile,
  { role }: Pick<CaseRow, 'role'>,
  messages: readonly Pick<MessageRow, 'statement' | 'sha256' | 'direction'>[],
): CaseState =>
  foldCase(
    profile,
    messages.map((message) => stepOf(role, message)),
  )

/** The row after a change: what the fold says, with the clock and digest the next statement goes on from. */
export function projected(
  row: CaseRow,
  state: CaseState,
  messages: readonly Pick<MessageRow, 'statement' | 'sha256' | 'direction'>[],
  { trust, profile, now }: { trust: Trust; profile: Profile; now: number },
): CaseRow {
  const own = messages
    .filter(({ direction }) => direction === 'out')
    .sort((a, b) => b.statement.clock - a.statement.clock)[0]
  const answerer = row.role === 'requested' ? trust.card : trust.partners.get(row.partner)?.card
  const pending = profile.states[state.state]?.pending ?? false
  const due = pending && answerer ? state.due : undefined
  return {
    ...row,
    state: state.state,
    dueOn: due?.on ?? null,
    dueAt: due && answerer ? dayEndsAtMs(due.on, answerer.contact.timeZone) : null,
    changedAt: now,
    revision: row.revision + 1,
    clock: messages.reduce((highest, { statement }) => Math.max(highest, statement.clock), 0),
    previousSha256: own?.sha256 ?? null,
    remindAt: remindAtOf(trust, row, { profile, state, messages }),
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
  remindAt: null,
})

export const changeFrom = (before: CaseRow, row: CaseRow): CaseChange => ({
  row,
  from: before.revision === 0 ? null : before.revision,
})
