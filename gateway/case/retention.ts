// The days on which those events of a case happened that retention may count from (5.1 e).
import type { JsonObject } from '../model/json.ts'
import type { Profile } from '../model/profile/profile.ts'
import type { Role } from '../model/role.ts'
import type { RetentionEvents } from '../model/terms/retention.ts'
import { type RetentionEvent, retentionEvents } from '../model/terms/vocabulary.ts'
import type { CaseState } from './case.ts'
import type { CaseMessage } from './terms-in-force.ts'

interface Told {
  readonly profile: Pick<Profile, 'messages' | 'decides'>
  readonly state: Pick<CaseState, 'state'> & Partial<Pick<CaseState, 'members'>>
  /** Those that took effect, in the order of the case. */
  readonly applied: readonly CaseMessage['statement'][]
}

/**
 * Which statement an event of the vocabulary happened by, one row each; undefined where it has not
 * happened.
 */
const happenedBy: { readonly [event in RetentionEvent]: (told: Told) => CaseMessage['statement'] | undefined } = {
  'case-closed': (told) => closedBy(told),
  // Feedback of the other side on what it holds itself is no decision of the matter.
  'decision-final': ({ profile, state: { members = {} }, applied }) => {
    const by = profile.decides && members[profile.decides]
    return applied.findLast(({ from, facts }) => decides(facts) && (by === undefined || from.member === by))
  },
}

/**
 * The statement that closed the case: whatever is legal in a closed case did not close it, and a
 * case that was opened again is not closed.
 */
export const closedBy = ({
  profile,
  state: { state },
  applied,
}: {
  readonly profile: Pick<Profile, 'messages'>
  readonly state: Pick<CaseState, 'state'>
  readonly applied: Told['applied']
}): CaseMessage['statement'] | undefined =>
  state === 'closed' ? applied.findLast(({ type }) => !profile.messages[type]?.legalIn.includes(state)) : undefined

export function retentionEventsOf({
  profile,
  messages,
  state,
}: {
  readonly profile: Pick<Profile, 'messages' | 'decides'>
  readonly messages: readonly CaseMessage[]
  readonly state: Pick<CaseState, 'state' | 'steps'> & Partial<Pick<CaseState, 'members'>>
}): RetentionEvents {
  const applied = messages
    .map(({ statement }) => statement)
    .filter(({ id }) => state.steps[id] === 'applied')
    .sort((a, b) => a.clock - b.clock)
  return Object.fromEntries(
    retentionEvents.flatMap((event) => {
      const by = happenedBy[event]({ profile, state, applied })
      return by ? [[event, by.localDate]] : []
    }),
  )
}

/** What became of the doubt, said at the end of a case or as feedback. */
const decides = ({ outcome, decisions }: JsonObject): boolean =>
  typeof outcome === 'string' ||
  (Array.isArray(decisions) && decisions.some((each) => (each as JsonObject).decision !== 'pending'))

/**
 * What a disposal left to be done: copies that are still out come back by their day, and a legal
 * hold is looked at again before it ends.
 */
export const stillDue = (
  holder: Role,
  { given }: Pick<CaseState, 'given'>,
): readonly { readonly day: string; readonly remindOn: string }[] => {
  const of = Object.values(given).filter(({ by }) => by !== holder)
  const days = new Map(of.flatMap(({ outUntil: day }) => (day === undefined ? [] : [[day, day] as const])))
  for (const { heldUntil, remindOn } of of)
    if (heldUntil !== undefined && remindOn !== undefined) days.set(heldUntil, remindOn)
  return [...days].map(([day, remindOn]) => ({ day, remindOn }))
}
