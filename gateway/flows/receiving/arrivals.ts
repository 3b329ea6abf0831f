// What new statements do to their cases: rows to keep, the cases as they are afterwards, and the items that open.

import { bodyGoes } from '../../case/bodies.ts'
import type { CaseState } from '../../case/case.ts'
import { effectOf } from '../../case/terms-in-force.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { checkBody } from '../../model/profile/message.ts'
import type { Profile } from '../../model/profile/profile.ts'
import { otherRole } from '../../model/role.ts'
import type { CaseChange, CaseRow, ItemKey, ItemRow, MessageRow } from '../../ports/rows.ts'
import { changeFrom, firstSenderRole, fold, profileOf, projected, unopened } from '../cases/cases.ts'
import type { Happening } from '../evidence/leaves.ts'
import { whyNoRoom } from './case-limits.ts'
import type { CheckedStatement } from './check-statement.ts'
import type { Receiving } from './deps.ts'
import { unlock } from './unlock.ts'

export interface Arrivals {
  readonly kept: readonly { message: MessageRow; office: string }[]
  readonly cases: readonly CaseChange[]
  /** Why a kept message changes nothing, or less than it says, by message id. */
  readonly notices: ReadonlyMap<string, Notice>
  /** Keys of items that open, with the evidence of each key that came. */
  readonly itemKeys: readonly ItemKey[]
  readonly happenings: readonly Happening[]
  readonly turnedAway: readonly TurnedAway[]
}

/** A statement that its case does not take, and what its sender is told. */
export interface TurnedAway {
  readonly checked: CheckedStatement
  readonly fault: string
}

export interface Notice {
  readonly problem: Extract<ProblemCode, 'message-illegal' | 'key-wrong'>
  readonly detail: string
}

/**
 * Statements that reach a case, sorted into their cases. A case that is not known here is opened by whatever message of it comes first,
 * because messages may overtake each other; the fold says what counts.
 */
export async function applyToCases(
  house: Receiving,
  checked: readonly CheckedStatement[],
  now: number,
): Promise<Arrivals> {
  const byCase = new Map<string, CheckedStatement[]>()
  for (const each of checked)
    if (each.inCase) byCase.set(each.statement.case, [...(byCase.get(each.statement.case) ?? []), each])
  const kept: { message: MessageRow; office: string }[] = []
  const cases: CaseChange[] = []
  const notices = new Map<string, Notice>()
  const itemKeys: ItemKey[] = []
  const happenings: Happening[] = []
  const turnedAway: TurnedAway[] = []
  const trust = house.trust()
  for (const [id, arrived] of byCase) {
    const opening = arrived.find(
      ({ statement, held }) => profileOf(held, statement.profile).messages[statement.type]?.opens,
    )
    const first = opening ?? arrived[0]
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
          role: otherRole[firstSenderRole(profile, statement.type)],
          office: trust.card.contact.office,
        },
        now,
      )
    const known = stored ? await house.store.messages(id, 'kept') : []
    const rows: MessageRow[] = []
    for (const each of arrived) {
      const fault = await whyTurnedAway(house, before, [...known, ...rows], each, now)
      if (fault === undefined) rows.push(rowOf(house, each, now))
      else turnedAway.push({ checked: each, fault })
    }
    if (rows.length === 0) continue
    const all = [...known, ...rows]
    const state = fold(profile, before, all)
    cases.push(changeFrom(before, projected(before, state, all, { trust, profile, now })))
    for (const message of rows) {
      // It crossed the disposal of everything that it speaks of.
      const late = bodyGoes(profile, message.statement, state.given)
      kept.push({ message: late ? { ...message, secret: null, key: null } : message, office: before.office })
      if (state.steps[message.id] !== 'applied') {
        const form = arrived.find(({ statement }) => statement.id === message.id)?.content.form
        notices.set(message.id, {
          problem: 'message-illegal',
          detail: whyIllegal(profile, before, all, { message, form, state }),
        })
      }
    }
    const givers = givingKeys(profile, rows, state)
    if (givers.length === 0) continue
    const taken = new Set(rows.map(({ id }) => id))
    const arriving = arrived.flatMap(({ statement, items }) => (taken.has(statement.id) ? items : []))
    const locked = lockedOf([...(stored ? await house.store.itemsOf(id) : []), ...arriving])
    for (const { id: message, partner, secret, key } of givers) {
      const opened = house.secrets.message({ id: message, secret, key })
      if (!opened) continue
      const unlocked = await unlock(house, { message, case: id, partner, form: opened.content.form }, locked)
      itemKeys.push(...unlocked.itemKeys)
      happenings.push(...unlocked.happenings)
      for (const item of unlocked.wrong)
        notices.set(message, { problem: 'key-wrong', detail: `the share of item ${item} does not open its part` })
    }
  }
  return { kept, cases, notices, itemKeys, happenings, turnedAway }
}

/** Messages of the other member that give keys and have effect. */
const givingKeys = (profile: Profile, all: readonly MessageRow[], { steps }: CaseState): MessageRow[] =>
  all.filter(
    ({ id, direction, type }) =>
      direction === 'in' && effectOf(profile, type) === 'gives-keys' && steps[id] === 'applied',
  )

const lockedOf = (items: readonly ItemRow[]): ReadonlyMap<string, ItemRow> =>
  new Map(
    items.flatMap((item) =>
      item.direction === 'in' && item.key === null && item.secret !== null ? [[item.id, item]] : [],
    ),
  )

/**
 * The reason that the sender is told. The case is the same on both sides whatever it says; where the body breaks a rule against the case as it
 * was at the message's place, that is said with its paragraph.
 */
function whyIllegal(
  profile: Profile,
  before: CaseRow,
  all: readonly MessageRow[],
  { message, form, state }: { message: MessageRow; form: unknown; state: CaseState },
): string {
  const reason = state.reasons[message.id] ?? 'it changes nothing in the state of the case'
  if (state.steps[message.id] === 'crossed' || form === undefined) return reason
  const known = all.filter(({ clock }) => clock < message.clock)
  const { localDate } = message.statement
  try {
    checkBody(profile, message.type, form, { state: fold(profile, before, known), localDate, received: true })
    return reason
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

/** Whoever names somebody else's case learns nothing of it. */
const whyTurnedAway = async (
  { store, limits }: Receiving,
  before: CaseRow,
  known: readonly MessageRow[],
  each: CheckedStatement,
  now: number,
): Promise<string | undefined> =>
  belongs(before, each)
    ? whyNoRoom({ store, maxSkewMs: limits.maxSkewMs }, each.held.agreement, known, each.statement, now)
    : 'the case is not one under this agreement'

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
