// Reports of uses that the terms want without being asked (5.1 f): how often, how far the holder
// has told, and since when it owes more. Both members hold the statements, and find the same.
import type { Statement } from '../../crypto/statement/statement.ts'
import type { Profile } from '../model/profile/profile.ts'
import { otherRole, type Role } from '../model/role.ts'
import { bookOf } from '../model/terms/uses/reported.ts'
import type { Head } from '../model/terms/uses/uses.ts'
import { type UseReporting, useReportings } from '../model/terms/vocabulary.ts'
import type { CaseState } from './case.ts'
import { usesReported } from './effects.ts'
import { closedBy } from './retention.ts'
import { type bindingMessage, type CaseMessage, termOf } from './terms-in-force.ts'

interface UseReports {
  readonly when: UseReporting
  /** Up to this number the holder's reports tell each use, whether or not that fits. */
  readonly told: number
  /**
   * Day of the first statement or receipt that signs for more than the reports tell as it was
   * signed, or of the statement that closed the case; undefined where nothing is owed as far as is
   * known.
   */
  readonly owedSince?: string
}

/** That a receipt for a message of the case says how far the chain of its writer is. */
export interface Receipted {
  readonly by: Role
  readonly uses: Head
  /** Day on which it was given, where its writer is. */
  readonly on: string
}

interface Ask {
  readonly profile: Pick<Profile, 'messages'>
  readonly state: Pick<CaseState, 'state' | 'steps' | 'given' | 'members'>
  /** Kept messages, in whatever order. */
  readonly messages: readonly CaseMessage[]
  /** In whatever order; nothing where none is known. */
  readonly receipted?: readonly Receipted[]
}
/** Which message binds what was given. */
type Binding = ReturnType<typeof bindingMessage<CaseMessage>>

/** Of one holder; undefined where no terms of what it was given want it. */
export function useReportsBy(
  holder: Role,
  { profile, state, messages, receipted = [] }: Ask,
  binding: Binding,
): UseReports | undefined {
  const when = mostOften(holder, { state, messages }, binding)
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
  if (when === 'at-close') {
    const closing = closedBy({ profile, state, applied })
    const isTold = closing === undefined || reports.some(({ clock, last }) => clock > closing.clock && last)
    return { when, told, ...(!isTold && { owedSince: closing.localDate }) }
  }
  const signed = [
    ...own.map(({ uses, localDate: on }) => ({ uses, on })),
    ...receipted.filter(({ by }) => by === holder),
  ].filter(({ uses }) => uses !== undefined)
  // A report settles what it tells as it was signed: whoever invents a use, or keeps one back, has
  // told nothing from there on.
  const fits = signed.length === 0 ? 0 : fittingOf(holder, own, { profile, state, receipted })
  const days = signed.flatMap(({ uses, on }) => ((uses?.count ?? 0) > fits ? [on] : []))
  const owedSince = days.reduce<string | undefined>(
    (first, day) => (first === undefined || day < first ? day : first),
    undefined,
  )
  return { when, told, ...(owedSince !== undefined && { owedSince }) }
}

/** What each side owes by now. */
export const reportsOwed = (ask: Ask, binding: Binding): readonly { readonly by: Role; readonly since: string }[] =>
  (['requesting', 'requested'] as const).flatMap((by) => {
    const since = useReportsBy(by, ask, binding)?.owedSince
    return since === undefined ? [] : [{ by, since }]
  })

/** Up to this number all that the holder signed for is told as it was signed, and in words. */
function fittingOf(
  holder: Role,
  own: readonly Statement[],
  { profile, state, receipted }: Pick<Ask, 'profile' | 'state'> & { readonly receipted: readonly Receipted[] },
): number {
  const member = state.members[holder]
  if (member === undefined || own[0] === undefined) return 0
  const given = new Set(Object.entries(state.given).flatMap(([id, { by }]) => (by === otherRole[holder] ? [id] : [])))
  const statements = own.map((statement) => ({
    ...{ id: statement.id, uses: statement.uses, report: usesReported(profile, statement) },
  }))
  const receipts = receipted.flatMap(({ by, uses }) => (by === holder ? [{ id: '', uses }] : []))
  return bookOf({ member, case: own[0].case, statements, receipts, given }).told
}

/** Terms seldom want it, and every change of a case comes by here. */
export const wantsReports = (messages: readonly CaseMessage[]): boolean =>
  messages.some((message) => termOf(message, 'feedback')?.useReports !== undefined)

/** The strictest of several terms; what was disposed of counts on, since that is a use as well. */
function mostOften(
  holder: Role,
  { state, messages }: Pick<Ask, 'state' | 'messages'>,
  binding: Binding,
): UseReporting | undefined {
  if (!wantsReports(messages)) return undefined
  const given = Object.entries(state.given).flatMap(([id, { by }]) => (by === otherRole[holder] ? [id] : []))
  const wanted = [...new Set(given.map(binding))].flatMap((message) => termOf(message, 'feedback')?.useReports ?? [])
  return useReportings.findLast((each) => wanted.includes(each))
}
