// Between rows and the pure fold: the profile that a case is under, and the projection that lists
// show.

import type { CaseState } from '../../case/case.ts'
import { type DeadlinesAsk, remindAt, remindersOf } from '../../case/deadlines.ts'
import type { Receipted } from '../../case/use-reports.ts'
import { dayEndsAtMs } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import { underAgreement } from '../../model/profile/agreed-numbers.ts'
import type { Profile, Scope } from '../../model/profile/profile.ts'
import type { CaseShown } from '../../model/profile/shown.ts'
import type { CaseChange, CaseRow, MessageRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'
import { shownOf } from './shown.ts'

/** How often a flow reads cases again that moved on while it folded them, before it gives up. */
export const mostFolds = 20

/**
 * The profile as it holds under the agreement. What is between members, or on the line, is part of
 * every agreement.
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

/**
 * The profile with its own numbers, whatever an agreement sets.
 * @throws {Problem} `profile-unknown`
 */
export function plainProfile(name: string): Profile {
  const profile = profiles.get(name)
  if (profile) return profile
  throw new Problem('profile-unknown', `there is no profile ${name} here`)
}

/**
 * The profile of a case as it holds under its agreement; with its own numbers where that is not
 * laid down here, or offers it no more.
 */
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

/**
 * The profiles whose cases an agreement has: those it lists first, then those between its members.
 */
export const profilesUnder = ({ agreement }: HeldAgreement): readonly Profile[] => [
  ...agreement.profiles.flatMap((name) => profiles.get(name) ?? []),
  ...[...profiles.values()].filter(({ scope }) => scope === 'members'),
]

/** Where the work of a case is done: as our card and the partner's describe it. */
export const contactsOf = (
  { card, partners }: Trust,
  { partner }: Pick<CaseRow, 'partner'>,
): DeadlinesAsk['contacts'] => ({
  ours: card.contact,
  theirs: partners.get(partner)?.card.contact ?? card.contact,
})

/** A case after a change, with what lists show of it. */
interface Projected {
  readonly row: CaseRow
  readonly shown: CaseShown
}

/**
 * The row after a change, and what lists show of it: what the fold says, with the clock and digest
 * the next statement goes on from.
 */
export function projected(
  row: CaseRow,
  state: CaseState,
  messages: readonly Pick<MessageRow, 'statement' | 'sha256' | 'direction'>[],
  { trust, profile, now, receipted }: Projecting,
): Projected {
  const own = messages
    .filter(({ direction }) => direction === 'out')
    .sort((a, b) => b.statement.clock - a.statement.clock)[0]
  return shownAnew(
    {
      ...row,
      state: state.state,
      changedAt: now,
      clock: messages.reduce((highest, { statement }) => Math.max(highest, statement.clock), 0),
      previousSha256: own?.sha256 ?? null,
    },
    { profile, state, messages, receipted },
    trust,
  )
}

interface Projecting {
  readonly trust: Trust
  readonly profile: Profile
  readonly now: number
  /** What receipts say of uses (`receiptedIn`), read after the row that the change begins from. */
  readonly receipted: readonly Receipted[]
}

/**
 * What is counted from days: of a case that changed, and of one whose members changed their days.
 */
export function shownAnew(row: CaseRow, { profile, state, messages, receipted }: Anew, trust: Trust): Projected {
  const answerer = row.role === 'requested' ? trust.card : trust.partners.get(row.partner)?.card
  const pending = profile.states[state.state]?.pending ?? false
  const due = pending && answerer ? state.due : undefined
  const ask = { profile, state, messages, receipted, role: row.role, contacts: contactsOf(trust, row) }
  const reminders = remindersOf(ask)
  return {
    row: {
      ...row,
      dueOn: due?.on ?? null,
      dueAt: due && answerer ? dayEndsAtMs(due.on, answerer.contact.timeZone) : null,
      revision: row.revision + 1,
      remindAt: remindAt(reminders),
    },
    shown: shownOf(trust, row, ask, reminders),
  }
}

type Anew = Required<Pick<DeadlinesAsk, 'profile' | 'state' | 'messages' | 'receipted'>>

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

export const changeFrom = (before: CaseRow, after: Projected): CaseChange => ({
  ...after,
  from: before.revision === 0 ? null : before.revision,
  was: { state: before.state, office: before.office },
  ...(scopeOf(after.row.profile) === 'members' && { between: true }),
})
