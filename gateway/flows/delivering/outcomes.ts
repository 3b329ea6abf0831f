// What each message of a delivery came to by the receipt: delivered, a dead letter, or sent again;
// and its case by that.
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { shown } from '../../../crypto/unseen.ts'
import { fold } from '../../case/steps.ts'
import { wantsReports } from '../../case/use-reports.ts'
import {
  afterRefusal,
  isBroken,
  noRefusals,
  type Refusals,
  reasonOf,
  verdictOf,
} from '../../model/problems/refusals.ts'
import type { Claimed } from '../../ports/delivering.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseChange, ReceiptRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { changeFrom, profileOf, projected } from '../cases/cases.ts'
import { receiptedIn } from '../cases/uses.ts'
import type { Trust } from '../trust/trust.ts'

/**
 * How a delivery ended. Where it was not delivered, `problem` is the partner's word, and `detail`
 * its reason as a person is shown it.
 */
export interface Outcome extends Claimed {
  readonly to: 'delivered' | 'refused' | 'waiting'
  readonly problem: string | null
  readonly detail: string | null
  /** The partner signed beside it how far its uses of the case are. */
  readonly headSigned?: boolean
}

interface ByReceipt {
  readonly outcomes: readonly Outcome[]
  readonly refusals: Refusals
}

/**
 * A message that was taken shows that the pair is in order: then what was refused for good is a
 * dead letter. Where none was, a reason that has made enough dead letters makes no more: the pair
 * is broken, and the messages wait.
 * @param before final refusals of the line since the last message that was taken.
 */
export function outcomesOf(claimed: readonly Claimed[], entries: readonly ReceiptEntry[], before: Refusals): ByReceipt {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const isTaken = ({ outcome }: ReceiptEntry) => outcome === 'received' || outcome === 'duplicate'
  const anyTaken = entries.some(isTaken)
  let refusals = anyTaken ? noRefusals : before
  // Messages of one case share their fate, so that the receipts in its case file do not contradict
  // each other.
  const dead = new Set<string>()
  const outcomes = claimed.map((each): Outcome => {
    const entry = byId.get(each.message.id)
    if (entry && isTaken(entry))
      return { ...each, to: 'delivered', problem: null, detail: null, headSigned: entry.uses !== undefined }
    const problem = entry?.problem ?? 'statement-refused'
    const detail = entry?.detail === undefined ? null : shown(entry.detail)
    if (entry?.outcome === 'refused' && verdictOf(problem) === 'passing')
      return { ...each, to: 'waiting', problem, detail }
    const reason = reasonOf(problem, detail)
    if (!anyTaken && isBroken(refusals, reason) && !dead.has(each.message.case))
      return { ...each, to: 'waiting', problem, detail }
    if (!anyTaken) refusals = afterRefusal(refusals, reason)
    dead.add(each.message.case)
    return { ...each, to: 'refused', problem, detail }
  })
  return { outcomes, refusals }
}

/** Cases with a message that was refused, or whose receipt says how far the partner's uses are. */
export function casesMoved(outcomes: readonly Outcome[]): readonly string[] {
  const moved = outcomes.filter(({ to, headSigned }) => to === 'refused' || headSigned)
  return [...new Set(moved.map(({ message }) => message.case))]
}

interface CaseSettling {
  readonly store: CasesStore
  readonly world: Pick<World, 'now'>
  trust(): Trust
}

/**
 * The case without messages that lost their standing, and with what its partner signed of uses in
 * receipts; undefined where that changes nothing. Heads cost no more than a look at the messages
 * where no terms want to be told of uses unasked.
 */
export async function caseSettled(
  deps: CaseSettling,
  id: string,
  { refused, receipts }: { readonly refused: readonly string[]; readonly receipts: readonly ReceiptRow[] },
): Promise<CaseChange | undefined> {
  const { store, world } = deps
  const trust = deps.trust()
  const before = await store.case(id)
  const held = before && trust.agreements.get(before.agreement)
  if (!before || !held) return undefined
  const all = await store.messages(id, 'kept')
  const messages = all.filter((message) => !refused.includes(message.id))
  if (messages.length === all.length && !wantsReports(messages)) return undefined
  const profile = profileOf(held, before.profile)
  const receipted = await receiptedIn(store, trust, before, messages, receipts)
  const state = fold(profile, before, messages)
  const after = projected(before, state, messages, { trust, profile, now: world.now(), receipted })
  const made = messages.length === all.length ? (await store.shown([id]))[0] : undefined
  return made?.reminders === after.shown.reminders ? undefined : changeFrom(before, after)
}
