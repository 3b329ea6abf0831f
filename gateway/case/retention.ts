// The days on which those events of a case happened that retention may count from (5.1 e).
import type { JsonObject } from '../model/json.ts'
import type { Profile } from '../model/profile/profile.ts'
import type { RetentionEvents } from '../model/terms/retention.ts'
import { type RetentionEvent, retentionEvents } from '../model/terms/vocabulary.ts'
import type { CaseState } from './case.ts'
import type { CaseMessage } from './terms-in-force.ts'

interface Told {
  readonly profile: Pick<Profile, 'messages'>
  readonly state: Pick<CaseState, 'state'>
  /** Those that took effect, in the order of the case. */
  readonly applied: readonly CaseMessage['statement'][]
}

/**
 * Which statement an event of the vocabulary happened by, one row each; undefined where it has not
 * happened.
 */
const happenedBy: { readonly [event in RetentionEvent]: (told: Told) => CaseMessage['statement'] | undefined } = {
  // Whatever is legal in a closed case did not close it; a case that was opened again is not
  // closed.
  'case-closed': ({ profile, state: { state }, applied }) =>
    state === 'closed' ? applied.findLast(({ type }) => !profile.messages[type]?.legalIn.includes(state)) : undefined,
  'decision-final': ({ applied }) => applied.findLast(({ facts }) => decides(facts)),
}

export function retentionEventsOf({
  profile,
  messages,
  state,
}: {
  readonly profile: Pick<Profile, 'messages'>
  readonly messages: readonly CaseMessage[]
  readonly state: Pick<CaseState, 'state' | 'steps'>
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
