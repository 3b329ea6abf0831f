import { type CaseState, foldCase } from '../model/case.ts'
import type { Profile } from '../model/profile.ts'
import { profiles } from '../profiles/all.ts'
import type { StatementFile } from './contents.ts'

/** The state that the kept statements lead to, as each gateway folds it for itself; undefined for a profile not known here. */
export function stateOf(profileName: string, statements: readonly StatementFile[]): CaseState | undefined {
  const profile = profiles.get(profileName)
  if (!profile) return undefined
  const kept = statements.filter(({ row }) => row.standing === 'kept')
  return foldCase(
    profile,
    kept.map(({ statement, row }) => ({
      id: statement.id,
      type: statement.type,
      from: profile.messages[statement.type]?.from ?? 'requesting',
      member: statement.from.member,
      clock: statement.clock,
      sha256: row.sha256,
      sentAt: statement.sentAt,
      localDate: statement.localDate,
      facts: statement.facts,
    })),
  )
}

/** What people call a message of this type. */
export const titleOf = (profileName: string, type: string): string =>
  (profiles.get(profileName) as Profile | undefined)?.messages[type]?.title ?? type
