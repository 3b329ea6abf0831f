// From the statements of a case to its state: the sender's part makes each of them a step, and the
// steps are folded.
import type { Statement } from '../../crypto/statement/statement.ts'
import type { MemberCode } from '../model/member.ts'
import type { Step } from '../model/profile/case-core.ts'
import type { Profile } from '../model/profile/profile.ts'
import { otherRole, type Role } from '../model/role.ts'
import { type CaseState, foldCase } from './case.ts'
import { liftedFacts } from './version-1.ts'

/** A statement with its digest, as far as the state of the case depends on it. */
interface DigestedStatement {
  readonly statement: Pick<
    Statement,
    'v' | 'id' | 'type' | 'from' | 'clock' | 'sentAt' | 'localDate' | 'inReplyTo' | 'items' | 'facts'
  >
  readonly sha256: string
}

/**
 * Who plays which part, as one of the two members sees it: its own role, and who the other member
 * is.
 */
interface Parts {
  readonly role: Role
  readonly partner: MemberCode
}

/**
 * The part that its sender plays in a case of which nothing else is known. A type that both sides
 * may write says nothing of it: a case that is not known here was opened by the other member, and a
 * case that we write to first is our own.
 */
export const firstSenderRole = ({ messages }: Pick<Profile, 'messages'>, type: string): Role =>
  messages[type]?.from === 'requested' ? 'requested' : 'requesting'

export function stepOf({ role, partner }: Parts, { statement, sha256 }: DigestedStatement): Step {
  const { v, id, type, from, clock, sentAt, localDate, inReplyTo, items, facts } = statement
  return {
    id,
    type,
    from: from.member === partner ? otherRole[role] : role,
    member: from.member,
    clock,
    sha256,
    sentAt,
    localDate,
    ...(inReplyTo !== undefined && { inReplyTo }),
    items: items.map((item) => item.id),
    facts: v === 1 ? liftedFacts(type, facts) : facts,
  }
}

export const fold = (profile: Profile, parts: Parts, statements: readonly DigestedStatement[]): CaseState =>
  foldCase(
    profile,
    statements.map((each) => stepOf(parts, each)),
  )
