// Which messages have a place in a case as it stands, and why the others have none.
import type { MemberCode } from '../model/member.ts'
import type { CaseCore, Step } from '../model/profile/case-core.ts'
import { anythingHeld } from '../model/profile/holding.ts'
import { type Profile, withArticle } from '../model/profile/profile.ts'
import { otherRole, type Role } from '../model/role.ts'

/**
 * For each message type that a side sends, why it is not legal next, or `undefined` where it is:
 * what a case view shows beside its buttons.
 * @param suspended the requested member has suspended its obligations (11.2).
 */
export function legality(
  profile: Profile,
  state: CaseCore,
  role: Role,
  { suspended = false } = {},
): Record<string, string | undefined> {
  const own = Object.entries(profile.messages).filter(([, { from }]) => from === 'either' || from === role)
  return Object.fromEntries(
    own.map(([type, { title, whileSuspended }]) => [
      type,
      outOfPlace(profile, state, { type, from: role }) ??
        (suspended && !whileSuspended
          ? `${withArticle(title)} rests while obligations are suspended (11.2)`
          : undefined),
    ]),
  )
}

/** Why a message of this type is not legal here, whatever it says. */
export function outOfPlace(
  { name, messages }: Profile,
  core: CaseCore,
  { type, from, member }: Pick<Step, 'type' | 'from'> & { readonly member?: MemberCode },
): string | undefined {
  const { state, members } = core
  const message = Object.hasOwn(messages, type) ? messages[type] : undefined
  if (!message) return `the profile ${name} has no such message type`
  if (message.from !== 'either' && message.from !== from)
    return `${withArticle(message.title)} is sent by the ${message.from} member`
  if (member !== undefined && (members[from] ?? member) !== member)
    return `the ${from} member of this case is ${members[from]}`
  if (member !== undefined && members[otherRole[from]] === member)
    return `${member} is the ${otherRole[from]} member of this case`
  if (state === 'none') return message.opens ? undefined : 'no message has opened the case yet'
  if (message.legalIn.includes(state)) return message.barred?.(core, from)
  if (message.opens) return 'the case is already open'
  return `${withArticle(message.title)} is legal while the case is ${message.legalIn.join(' or ')}; it is ${state}`
}

/**
 * Whether a message of this type is a duty about what is held in the case: whatever something that
 * is held still needs outlives the agreement (5.1, 11.1).
 */
export const isDutyOfHeld = ({ messages }: Pick<Profile, 'messages'>, type: string, state: CaseCore): boolean =>
  messages[type]?.duty === true && anythingHeld(state)
