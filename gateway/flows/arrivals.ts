// What new statements do to their cases: rows to keep, and the cases as they are afterwards.
import type { CaseChange, CaseRow, MessageRow } from '../records.ts'
import { changeFrom, fold, profileOf, projected, senderRole, unopened } from './cases.ts'
import type { CheckedStatement } from './check-statement.ts'
import type { Receiving } from './receive.ts'

export interface Arrivals {
  readonly kept: readonly { message: MessageRow; office: string }[]
  readonly cases: readonly CaseChange[]
  /** Why a kept message changes nothing, by message id. */
  readonly notices: ReadonlyMap<string, string>
  /** Statements that name a case which is not one of this partner under this agreement. */
  readonly foreign: readonly CheckedStatement[]
}

/**
 * Statements of national profiles, sorted into their cases. A case that is not known here is opened by whatever message of it comes first,
 * because messages may overtake each other; the fold says what counts.
 */
export async function applyToCases(
  house: Receiving,
  checked: readonly CheckedStatement[],
  now: number,
): Promise<Arrivals> {
  const byCase = new Map<string, CheckedStatement[]>()
  for (const each of checked)
    if (each.national) byCase.set(each.statement.case, [...(byCase.get(each.statement.case) ?? []), each])
  const kept: { message: MessageRow; office: string }[] = []
  const cases: CaseChange[] = []
  const notices = new Map<string, string>()
  const foreign: CheckedStatement[] = []
  const trust = house.trust()
  for (const [id, arrived] of byCase) {
    const [first] = arrived
    if (!first) continue
    const { statement, held } = first
    const profile = profileOf(held, statement.profile)
    const stored = await house.store.case(id)
    const before: CaseRow =
      stored ??
      unopened(
        {
          id,
          partner: held.partner,
          agreement: held.agreement.id,
          profile: profile.name,
          role: senderRole(profile, statement.type) === 'requesting' ? 'requested' : 'requesting',
          office: trust.card.contact.office,
        },
        now,
      )
    foreign.push(...arrived.filter((each) => !belongs(before, each)))
    const rows = arrived.filter((each) => belongs(before, each)).map((each) => rowOf(house, each, now))
    if (rows.length === 0) continue
    const all = [...(stored ? await house.store.messages(id, 'kept') : []), ...rows]
    const state = fold(profile, all)
    cases.push(changeFrom(before, projected(before, state, all, { trust, held, profile, now })))
    for (const message of rows) {
      kept.push({ message, office: before.office })
      const reason = state.reasons[message.id]
      if (state.steps[message.id] !== 'applied')
        notices.set(message.id, reason ?? 'it changes nothing in the state of the case')
    }
  }
  return { kept, cases, notices, foreign }
}

/** A case is one thread under one agreement with one partner. */
const belongs = (before: CaseRow, { statement, held }: CheckedStatement): boolean =>
  before.partner === held.partner && before.agreement === held.agreement.id && before.profile === statement.profile

function rowOf(
  { secrets }: Receiving,
  { statement, sha256, seal, content, salt, held }: CheckedStatement,
  now: number,
): MessageRow {
  return {
    id: statement.id,
    case: statement.case,
    partner: held.partner,
    direction: 'in',
    type: statement.type,
    clock: statement.clock,
    sha256,
    statement,
    seal,
    ...secrets.lock(statement.id, { content, salt }),
    storedAt: now,
    client: null,
    standing: 'kept',
  }
}
