// A profile under an agreement, whose numbers go before the profile's own (12.1).
import type { Owes, Profile } from './profile.ts'

/** What the members have agreed on in place of a profile's own numbers. */
export interface AgreedNumbers {
  readonly dueDays: number
  /** Days to answer, by the type of the message that asks. */
  readonly answerWithinDays?: Readonly<Record<string, number>>
}

/**
 * The profile as it holds under an agreement (12.1): its numbers go before ours, and say whose they
 * are.
 */
export function underAgreement(profile: Profile, { dueDays, answerWithinDays = {} }: AgreedNumbers): Profile {
  const ours = profile.dueDays === undefined || profile.dueDays === dueDays
  if (ours && Object.keys(answerWithinDays).length === 0) return profile
  const agreed = (row: Owes, days: number | undefined): Owes => {
    if (row.whileOpen) return ours ? row : { ...row, source: 'agreement' }
    return days === undefined ? row : { ...row, days, source: 'agreement' }
  }
  const messages = Object.entries(profile.messages).map(([type, message]) => [
    type,
    message.owes ? { ...message, owes: message.owes.map((row) => agreed(row, answerWithinDays[type])) } : message,
  ])
  return {
    ...profile,
    ...(profile.dueDays !== undefined && { dueDays }),
    messages: Object.fromEntries(messages) as Profile['messages'],
  }
}
