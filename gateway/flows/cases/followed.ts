// Which messages the gateway itself has something to do about, once they are stored.
import { profiles } from '../../profiles/all.ts'

/** Part of whatever stores messages. */
export interface Followed {
  /** After a commit that the gateway itself has something to do about; returns at once. */
  followUp?(): void
}

/** Whether a stored message may ask something of the gateway itself. */
export function asksGateway(profile: string, type: string): boolean {
  const { scope, suspendedAnswer, messages } = profiles.get(profile) ?? {}
  const { opens, answeredByItself } = messages?.[type] ?? {}
  return scope === 'members' || answeredByItself !== undefined || (suspendedAnswer !== undefined && opens === true)
}
