// The verdict on each statement of a delivery: known, refused for the first thing that is wrong
// with it, or taken.
import type { OpenedMessage, VerifiedMessage } from '../../../crypto/statement/message.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import {
  answerable,
  casesLeft,
  heldOrInForce,
  termsFit,
  threadsOpen,
  underItsAgreement,
  withinCaseLimits,
  withinPair,
} from './check-case.ts'
import { itemsProven, keysHere, newIds, partsHere, sizesWithin } from './check-items.ts'
import {
  bodyAsTyped,
  bodyWithin,
  factsOfBody,
  forThisCase,
  inForce,
  sameText,
  termsUnderstood,
  travelTime,
  typeKnown,
  underTheSeal,
  withPartner,
  withTheseMembers,
} from './check-statement.ts'
import { type Broken, inOrder, type Judging, type Known, type Refused, type Taken, type Verdict } from './checks.ts'

/** All checks, in the order and the words of docs/protocol.md §5.2, steps 6, 8 and 9. */
export const checks = inOrder()
  .next('verified', 'Each statement by itself', underTheSeal)
  .next('agreement-with-partner', 'Agreement with this partner', withPartner)
  .next('agreement-in-force', 'in force', inForce)
  .next('agreement-text', 'of the same text', sameText)
  .next('travel-time', 'travel time (L17)', travelTime)
  .next('type-known', 'profile and type known', typeKnown)
  .next('terms-understood', 'terms understood in full', termsUnderstood)
  .next('terms-members', 'between these two members', withTheseMembers)
  .next('terms-case', 'for this case', forThisCase)
  .next('body-size', 'body within our limit', bodyWithin)
  .next('body-form', 'as its type says', bodyAsTyped)
  .next('facts', 'facts as the body says', factsOfBody)
  .next('item-ids', 'ids that are new', newIds)
  .next('item-keys', 'keys that are here or follow (P13)', keysHere)
  .next('item-sizes', 'octets within our limit', sizesWithin)
  .next('parts-here', 'parts that are here', partsHere)
  .next('items-proven', 'each part opens under the terms to the stated length and digest', itemsProven)
  .next('case-agreement', 'the case is under this agreement (D8)', underItsAgreement)
  .next('held', 'a duty after the agreement ended finds something held (D9)', heldOrInForce)
  .next('answerable', 'what asks may be read to answer it (N9)', answerable)
  .next('pair', 'nothing between the two members stands against it', withinPair)
  .next('terms-of-case', 'What a message says of the terms of its case fits them (N1, N2, N4, N5)', termsFit)
  .next('case-limits', 'its case has room for it (N3, N6, N7)', withinCaseLimits)
  .next('threads', 'the pair has room for one more thread (N8)', threadsOpen)
  .next('cases-left', 'its sender may open one more case today (N10)', casesLeft)

/** Each statement in turn, with what was taken of those before it. */
export async function judgeInTurn(
  judging: Omit<Judging, 'earlier'>,
  messages: readonly OpenedMessage[],
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  const breathe = judging.deps.breathe()
  for (const message of messages) {
    await breathe()
    verdicts.push(await judge({ ...judging, earlier: verdicts.filter((verdict) => verdict.as === 'taken') }, message))
  }
  return verdicts
}

/**
 * @returns the verdict; of several things that are wrong, the first in the order of the protocol is
 *   the reason.
 * @throws {Problem} what may pass, such as `part-missing` and `storage-full`: then nothing was
 *   decided.
 */
export async function judge(judging: Judging, message: OpenedMessage): Promise<Verdict> {
  const before = await answeredBefore(judging, message)
  if (before) return before
  const so = await checks.run({ message }, judging)
  return 'check' in so ? refused(message, so) : taken(so)
}

/** Whoever passed all checks: one that is left out of the list does not compile here. */
const taken = (
  so: Omit<Taken, 'as' | 'id' | 'sha256' | 'terms' | 'salt'> & { readonly verified: VerifiedMessage },
): Taken => ({
  ...so,
  as: 'taken',
  id: so.statement.id,
  sha256: so.verified.sha256,
  terms: termsSha256(so.statement.terms),
  salt: so.verified.salt,
})

function refused(message: OpenedMessage, { check, problem }: Broken): Refused {
  const { code, message: detail } = problem
  // Of what could not be verified its sender is told the kind of the fault; our log keeps the rest.
  const fault = message.verified ? detail : `${message.fault.code}: ${message.fault.message}`
  return {
    as: 'refused',
    id: idOf(message),
    sha256: message.sha256,
    terms: termsOf(message),
    check,
    problem: code,
    detail,
    fault,
  }
}

/**
 * What is stored already is answered as it was, even where it would be refused today, say because
 * it has expired meanwhile.
 */
async function answeredBefore({ deps, known, partner }: Judging, message: OpenedMessage): Promise<Known | undefined> {
  const before = known.get(idOf(message))
  if (!before) return undefined
  const { sha256 } = message
  if (before.sha256 !== sha256 || before.partner !== partner.member || before.direction !== 'in')
    return { as: 'conflict', id: before.id, sha256, terms: termsOf(message) }
  if (message.verified) return { as: 'duplicate', id: before.id, sha256, terms: termsOf(message) }
  // It may not verify any more, because it has expired; a duplicate names the terms all the same,
  // else it is no receipt for its sender.
  const kept = await deps.store.message(before.id)
  return kept && { as: 'duplicate', id: before.id, sha256, terms: termsSha256(kept.statement.terms) }
}

/** Each has an id, and another one: that was seen when the delivery was opened. */
const idOf = (message: OpenedMessage): string => (message.verified ? message.statement.id : message.id) ?? ''

const termsOf = (message: OpenedMessage): string =>
  message.verified ? termsSha256(message.statement.terms) : '0'.repeat(64)
