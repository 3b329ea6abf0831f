import { type CaseState, foldCase } from '../../case/case.ts'
import { type AgreedNumbers, type Effect, type Profile, underAgreement } from '../../model/profile/profile.ts'
import { profiles } from '../../profiles/all.ts'
import type { StatementFile } from './contents.ts'

/**
 * The state that the kept statements lead to, as each gateway folds it for itself; undefined for a profile not known here.
 * @param agreed the numbers of the agreement, where it could be read.
 */
export function stateOf(
  profileName: string,
  statements: readonly StatementFile[],
  agreed: AgreedNumbers | undefined,
): CaseState | undefined {
  const plain = profiles.get(profileName)
  if (!plain) return undefined
  const profile = agreed ? underAgreement(plain, agreed) : plain
  const requesting = requestingMember(profile, statements)
  const kept = statements.filter(({ row }) => row.standing === 'kept')
  return foldCase(
    profile,
    kept.map(({ statement, row }) => ({
      id: statement.id,
      type: statement.type,
      from: statement.from.member === requesting ? 'requesting' : 'requested',
      member: statement.from.member,
      clock: statement.clock,
      sha256: row.sha256,
      sentAt: statement.sentAt,
      localDate: statement.localDate,
      ...(statement.inReplyTo !== undefined && { inReplyTo: statement.inReplyTo }),
      facts: statement.facts,
    })),
  )
}

/** The exporter took the part of each member from what it stored first, and an opening message says it best. */
function requestingMember(profile: Profile, statements: readonly StatementFile[]): string | undefined {
  const firstAt = statements.map(({ row }) => row.storedAt).sort()[0]
  const together = statements.filter(({ row }) => row.storedAt === firstAt)
  const opens = ({ statement }: StatementFile) => profile.messages[statement.type]?.opens === true
  const first = (together.find(opens) ?? together[0])?.statement
  if (!first) return undefined
  return profile.messages[first.type]?.from === 'requested' ? first.to.member : first.from.member
}

/** What a gateway does beside folding the case when it sends or gets a message of this type. */
export const effectOf = (profileName: string, type: string): Effect | undefined =>
  profiles.get(profileName)?.messages[type]?.effect

/** What people call a message of this type. */
export const titleOf = (profileName: string, type: string): string =>
  (profiles.get(profileName) as Profile | undefined)?.messages[type]?.title ?? type
