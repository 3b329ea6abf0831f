// The days on which those events of a case happened that retention may count from (5.1 e).

import type { JsonObject } from '../model/json.ts'
import type { Profile } from '../model/profile/profile.ts'
import type { ReleaseAsk } from '../model/terms/release.ts'
import type { MessageRow } from '../ports/rows.ts'
import type { CaseState } from './case.ts'

type Events = NonNullable<ReleaseAsk['events']>

export function retentionEvents({
  profile,
  messages,
  state,
}: {
  readonly profile: Profile
  readonly messages: readonly Pick<MessageRow, 'statement'>[]
  readonly state: CaseState
}): Events {
  const applied = messages
    .map(({ statement }) => statement)
    .filter(({ id }) => state.steps[id] === 'applied')
    .sort((a, b) => a.clock - b.clock)
  // Whatever is legal in a closed case did not close it; one that was opened again is not closed.
  const closing =
    state.state === 'closed'
      ? applied.findLast(({ type }) => !profile.messages[type]?.legalIn.includes(state.state))
      : undefined
  const deciding = applied.findLast(({ facts }) => decides(facts))
  return {
    ...(closing && { 'case-closed': closing.localDate }),
    ...(deciding && { 'decision-final': deciding.localDate }),
  }
}

/** What became of the doubt, said at the end of a case or as feedback. */
const decides = ({ outcome, decisions }: JsonObject): boolean =>
  typeof outcome === 'string' ||
  (Array.isArray(decisions) && decisions.some((each) => (each as JsonObject).decision !== 'pending'))
