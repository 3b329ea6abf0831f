// Reports of uses that the terms want without being asked (5.1 f): how often, how far the holder
// has told, and since when it owes more. Both members hold the statements, and find the same.
import type { Profile } from '../model/profile/profile.ts'
import { otherRole, type Role } from '../model/role.ts'
import { type UseReporting, useReportings } from '../model/terms/vocabulary.ts'
import type { CaseState } from './case.ts'
import { usesReported } from './effects.ts'
import { closedBy } from './retention.ts'
import { type bindingMessage, type CaseMessage, termOf } from './terms-in-force.ts'

interface UseReports {
  readonly when: UseReporting
  /** Up to this number the holder's reports tell each use. */
  readonly told: number
  /**
   * Day of the statement that signs for more than that, or that closed the case; undefined where
   * nothing is owed as far as both members know.
   */
  readonly owedSince?: string
}

interface Ask {
  readonly profile: Pick<Profile, 'messages'>
  readonly state: Pick<CaseState, 'state' | 'steps' | 'given' | 'members'>
  /** Kept messages, in whatever order. */
  readonly messages: readonly CaseMessage[]
}
/** Which message binds what was given. */
type Binding = ReturnType<typeof bindingMessage<CaseMessage>>

/** Of one holder; undefined where no terms of what it was given want it. */
export function useReportsBy(
  holder: Role,
  { profile, state, messages }: Ask,
  binding: Binding,
): UseReports | undefined {
  const when = mostOften(holder, { profile, state, messages }, binding)
  if (when === undefined) return undefined
  const applied = messages
    .map(({ statement }) => statement)
    .filter(({ id }) => state.steps[id] === 'applied')
    .sort((a, b) => a.clock - b.clock)
  const own = applied.filter(({ from }) => from.member === state.members[holder])
  const reports = own.flatMap((statement) => {
    const report = usesReported(profile, statement)
    return report ? [{ ...report, clock: statement.clock }] : []
  })
  let told = 0
  for (const { from, uses } of reports.toSorted((a, b) => a.from - b.from))
    if (from <= told + 1) told = Math.max(told, from - 1 + uses.length)
  const closing = when === 'at-close' ? closedBy({ profile, state, applied }) : undefined
  const asks =
    when === 'at-close'
      ? closing && !reports.some(({ clock, last }) => clock > closing.clock && last)
        ? closing
        : undefined
      : own.find(({ uses }) => (uses?.count ?? 0) > told)
  return { when, told, ...(asks && { owedSince: asks.localDate }) }
}

/** What each side owes by now. */
export const reportsOwed = (ask: Ask, binding: Binding): readonly { readonly by: Role; readonly since: string }[] =>
  (['requesting', 'requested'] as const).flatMap((by) => {
    const since = useReportsBy(by, ask, binding)?.owedSince
    return since === undefined ? [] : [{ by, since }]
  })

/** The strictest of several terms; what was disposed of counts on, since that is a use as well. */
function mostOften(holder: Role, { state, messages }: Ask, binding: Binding): UseReporting | undefined {
  // Terms seldom want it, and every change of a case comes by here.
  if (!messages.some((message) => termOf(message, 'feedback')?.useReports !== undefined)) return undefined
  const given = Object.entries(state.given).flatMap(([id, { by }]) => (by === otherRole[holder] ? [id] : []))
  const wanted = [...new Set(given.map(binding))].flatMap((message) => termOf(message, 'feedback')?.useReports ?? [])
  return useReportings.findLast((each) => wanted.includes(each))
}
