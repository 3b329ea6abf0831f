// What a partner's no means for a message: it goes again by itself, or it is a dead letter; and when so many noes in a row mean the pair itself.
import type { ProblemCode } from './problems.ts'

/**
 * `passing`: may be over without anybody touching this message (a clock, a card, a key, a disk, a pair that is not in order), so it is sent again
 * and counts against the line. `final`: stays wrong for this message. A new problem has to decide.
 */
export const verdicts = {
  'authentication-missing': 'passing',
  forbidden: 'passing',
  'not-found': 'final',
  'method-not-allowed': 'final',
  'not-acceptable': 'final',
  'request-timeout': 'passing',
  'request-invalid': 'final',
  'body-invalid': 'final',
  'request-too-large': 'final',
  'header-too-large': 'final',
  'unsupported-media-type': 'final',
  'idempotency-key-reused': 'final',
  'case-changed': 'passing',
  'message-illegal': 'final',
  'item-unknown': 'final',
  'item-taken': 'final',
  'item-too-large': 'final',
  'item-disposed': 'final',
  'digest-mismatch': 'final',
  'profile-unknown': 'final',
  'terms-unknown': 'final',
  'terms-invalid': 'final',
  'release-denied': 'final',
  'approver-same': 'final',
  'item-locked': 'final',
  'key-wrong': 'final',
  'onward-disclosure': 'final',
  'partner-unknown': 'passing',
  'partner-suspended': 'passing',
  // Obligations rest by the word of a member (11.2): whether the message is sent again afterwards its office decides.
  'pair-suspended': 'final',
  'card-invalid': 'passing',
  'certificate-refused': 'passing',
  'agreement-unknown': 'final',
  'agreement-mismatch': 'final',
  'agreement-invalid': 'final',
  // Nearly always keys or clocks; a message that is alone in being rejected is found out by sending each alone.
  'envelope-rejected': 'passing',
  'statement-refused': 'final',
  'sent-ahead': 'passing',
  'part-missing': 'passing',
  'part-offset': 'passing',
  'partner-unreachable': 'passing',
  'partner-refused': 'final',
  'receipt-invalid': 'passing',
  // By the partner's clock; by ours it expires by itself.
  'delivery-expired': 'passing',
  'not-redeliverable': 'final',
  'too-many-requests': 'passing',
  'storage-full': 'passing',
  'storage-failed': 'passing',
  'log-behind': 'passing',
  'store-altered': 'passing',
  'timestamp-failed': 'passing',
  stopping: 'passing',
  'clock-stepped': 'passing',
  internal: 'passing',
} as const satisfies Record<ProblemCode, Verdict>

export type Verdict = 'passing' | 'final'

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(verdicts, code)

/** What nobody here knows is final: a partner may have reasons that this version has not. */
export const verdictOf = (code: string): Verdict => (isProblemCode(code) ? verdicts[code] : 'final')

/** Final refusals of a line since the last message that was taken, by reason. */
export type Refusals = ReadonlyMap<string, number>

export const noRefusals: Refusals = new Map()

export const refusalLimits = {
  /** So many dead letters for one reason, and nothing taken between them, are a broken pair: what follows waits. */
  inARow: 5,
  /** Reasons remembered: a partner may make up as many as it likes. */
  reasons: 32,
} as const

/** Why two refusals are for one reason: a refusal without a code of its own says the reason in its detail. */
export const reasonOf = (problem: string, detail: string | null): string =>
  problem === 'statement-refused' || problem === 'partner-refused' ? `${problem}: ${detail ?? ''}` : problem

/** The code alone: what a partner says beside it stays in its delivery. */
export const codeOf = (reason: string): string => reason.split(':', 1)[0] ?? reason

export const isBroken = (refusals: Refusals, reason: string): boolean =>
  (refusals.get(reason) ?? 0) >= refusalLimits.inARow

/** The reason for which a partner refuses everything; undefined while it does not. */
export const brokenBy = (refusals: Refusals): string | undefined =>
  [...refusals.keys()].find((reason) => isBroken(refusals, reason))

export function afterRefusal(refusals: Refusals, reason: string): Refusals {
  const others = [...refusals].filter(([known]) => known !== reason).slice(-(refusalLimits.reasons - 1))
  return new Map([...others, [reason, (refusals.get(reason) ?? 0) + 1]])
}
