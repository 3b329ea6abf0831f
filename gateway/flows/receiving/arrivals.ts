// What taken statements do to their cases: rows to keep, the cases as they are afterwards, and the
// items that open.

import type { CaseState } from '../../case/case.ts'
import { bodyGoes, effectOf } from '../../case/effects.ts'
import { firstSenderRole, fold } from '../../case/steps.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { checkBody } from '../../model/profile/message.ts'
import { otherRole } from '../../model/role.ts'
import type { Finding } from '../../model/terms/uses/reported.ts'
import type { CaseChange, CaseRow, FingerprintRow, ItemKey, LookupRow, MessageRow } from '../../ports/rows.ts'
import { newFindings } from '../between/uses/partners-book.ts'
import { changeFrom, projected, unopened } from '../cases/cases.ts'
import { receiptedIn } from '../cases/uses.ts'
import { bodyRows } from '../content/fingerprints.ts'
import { bodyLookups } from '../content/lookups.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'
import type { StoredCase, Taken } from './checks.ts'
import type { Receiving } from './deps.ts'
import { unlock } from './unlock.ts'

export interface Arrivals {
  readonly kept: readonly Kept[]
  readonly cases: readonly CaseChange[]
  /** Why a kept message changes nothing, or less than it says, by message id. */
  readonly notices: ReadonlyMap<string, Notice>
  /** Keys of items that open, with the evidence of each key that came. */
  readonly itemKeys: readonly ItemKey[]
  /** Of what lies inside them, and of the texts in bodies. */
  readonly fingerprints: readonly FingerprintRow[]
  /** Of the numbers in bodies. */
  readonly lookups: readonly LookupRow[]
  readonly evidence: readonly EvidenceDraft[]
  /** What the partner says of its uses and contradicts by that, each with its case. */
  readonly differing: readonly Differing[]
}

type Differing = Finding & Pick<CaseRow, 'partner' | 'office'> & { readonly case: string }

interface Kept {
  readonly message: MessageRow
  /** Of the case: whom the message is for. */
  readonly office: string
}

export interface Notice {
  readonly problem: Extract<ProblemCode, 'message-illegal' | 'key-wrong'>
  readonly detail: string
}

/** What arrived is applied with these. */
interface Arriving {
  readonly deps: Receiving
  readonly trust: Trust
  readonly now: number
  /** The seal that all came under. */
  readonly seal: string
  caseOf(id: string): Promise<StoredCase>
}

/** At least one. */
type Some<T> = readonly [...T[], T]

/**
 * Taken statements, sorted into their cases. Messages may overtake each other; the fold says what
 * counts.
 */
export async function applyToCases(arriving: Arriving, taken: readonly Taken[]): Promise<Arrivals> {
  const byCase = new Map<string, Some<Taken>>()
  for (const each of taken)
    if (each.inCase) byCase.set(each.statement.case, [...(byCase.get(each.statement.case) ?? []), each])
  const applied: Arrivals[] = []
  for (const [id, arrived] of byCase) applied.push(await applyToCase(arriving, await arriving.caseOf(id), arrived))
  return {
    kept: applied.flatMap(({ kept }) => kept),
    cases: applied.flatMap(({ cases }) => cases),
    notices: new Map(applied.flatMap(({ notices }) => [...notices])),
    itemKeys: applied.flatMap(({ itemKeys }) => itemKeys),
    fingerprints: applied.flatMap(({ fingerprints }) => fingerprints),
    lookups: applied.flatMap(({ lookups }) => lookups),
    evidence: applied.flatMap(({ evidence }) => evidence),
    differing: applied.flatMap(({ differing }) => differing),
  }
}

async function applyToCase(arriving: Arriving, stored: StoredCase, arrived: Some<Taken>): Promise<Arrivals> {
  const { deps, trust, now } = arriving
  const before = caseBefore(arriving, stored, arrived)
  const { profile } = arrived[0]
  const rows = arrived.map((each) => rowOf(arriving, each))
  const all = [...stored.messages, ...rows]
  const state = fold(profile, before, all)
  // What crossed the disposal of everything that it speaks of loses its body.
  const kept = rows.map((message): Kept => {
    const late = bodyGoes(profile, message.statement, state.given)
    return { message: late ? { ...message, secret: null, key: null } : message, office: before.office }
  })
  // What members write to each other about how they work together is nobody's information about a
  // shipment.
  const words =
    profile.scope === 'case' ? arrived.flatMap((each, at) => bodyRows(deps, rows[at] as MessageRow, each.content)) : []
  // What lost its body has no numbers either.
  const lookups = arrived.flatMap(({ content }, at) => {
    const message = kept[at]?.message
    return message?.secret ? bodyLookups(deps.secrets, message, content.form) : []
  })
  const illegal = arrived
    .filter(({ id }) => state.steps[id] !== 'applied')
    .map((each): [string, Notice] => {
      const detail = whyIllegal(before, all, each, state)
      return [each.id, { problem: 'message-illegal', detail }]
    })
  const giving = arrived.filter(
    ({ id, statement }) => effectOf(profile, statement.type) === 'gives-keys' && state.steps[id] === 'applied',
  )
  const { id: of, partner, office } = before
  const differing = (await newFindings(deps.store, before, stored.messages, rows)).map((each) => ({
    ...each,
    ...{ case: of, partner, office },
  }))
  const unlocked = await unlock(deps, giving, stored, arrived)
  const wrong = unlocked.wrong.map(({ message, item }): [string, Notice] => [
    message,
    { problem: 'key-wrong', detail: `the share of item ${item} does not open its part` },
  ])
  const receipted = await receiptedIn(deps.store, trust, before, all)
  return {
    kept,
    cases: [changeFrom(before, projected(before, state, all, { trust, profile, now, receipted }))],
    notices: new Map([...illegal, ...wrong]),
    itemKeys: unlocked.itemKeys,
    fingerprints: [...unlocked.inside, ...words],
    lookups,
    evidence: [...unlocked.evidence, ...differing.map((each) => differs(each, now))],
    differing,
  }
}

/** It may be a breach: the proof of it are the statements and receipts themselves. */
const differs = ({ code, number, id, case: of, partner }: Differing, now: number): EvidenceDraft => ({
  at: now,
  kind: 'uses.differ',
  case: of,
  subject: id,
  data: { from: partner, code, number },
})

type Threaded = Pick<Taken, 'statement' | 'held' | 'profile'>

/**
 * The case before what arrived. One that is not known here is opened by whatever message of it
 * comes first; if that which opens it is among them, it says who plays which part.
 */
export function caseBefore(
  { trust, now }: Pick<Arriving, 'trust' | 'now'>,
  stored: StoredCase,
  arrived: Some<Threaded>,
): CaseRow {
  if (stored.row) return stored.row
  const [first] = arrived
  const { statement, profile } = arrived.find((each) => each.profile.messages[each.statement.type]?.opens) ?? first
  const role = otherRole[firstSenderRole(profile, statement.type)]
  return unopened({ id: statement.case, ...threadOf(first), role, office: trust.card.contact.office }, now)
}

type Thread = Pick<CaseRow, 'partner' | 'agreement' | 'profile'>

/** A case is one thread under one agreement with one partner. */
export const threadOf = ({ statement, held }: Pick<Taken, 'statement' | 'held'>): Thread => ({
  partner: held.partner,
  agreement: held.agreement.id,
  profile: statement.profile,
})

/**
 * The reason that the sender is told. The case is the same on both sides whatever it says; where
 * the body breaks a rule against the case as it was at the message's place, that is said with its
 * paragraph.
 */
function whyIllegal(
  before: CaseRow,
  all: readonly MessageRow[],
  { statement, profile, content }: Taken,
  state: CaseState,
): string {
  const reason = state.reasons[statement.id] ?? 'it changes nothing in the state of the case'
  if (state.steps[statement.id] === 'crossed') return reason
  const known = all.filter(({ clock }) => clock < statement.clock)
  const { type, localDate } = statement
  try {
    checkBody(profile, type, content.form, { state: fold(profile, before, known), localDate, received: true })
    return reason
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

const rowOf = (
  { deps: { secrets }, seal, now }: Arriving,
  { statement, sha256, content, salt, held }: Taken,
): MessageRow => ({
  id: statement.id,
  case: statement.case,
  partner: held.partner,
  direction: 'in',
  type: statement.type,
  clock: statement.clock,
  sha256,
  statement,
  seal,
  ...secrets.encrypt(statement.id, { received: true, content, salt }),
  storedAt: now,
  client: null,
  standing: 'kept',
})
