// Random histories of tfa12, legal and illegal, of both sides. HISTORIES says how many, BULLA_SEED draws the same ones again.
import assert from 'node:assert/strict'
import t from 'tap'
import { type CaseState, foldCase } from '../../../gateway/case/case.ts'
import { legality } from '../../../gateway/case/legality.ts'
import type { GivenItem, Step } from '../../../gateway/model/profile/case-core.ts'
import { anythingHeld, isKeyDue, retentionOf } from '../../../gateway/model/profile/holding.ts'
import { type Role, roles } from '../../../gateway/model/role.ts'
import { itemLife } from '../../../gateway/profiles/tfa12/items.ts'
import { permissionLife } from '../../../gateway/profiles/use/permission/permission.ts'
import {
  crafts,
  freshId,
  history,
  memberOf,
  pick,
  type Random,
  shuffled,
  stepOf,
  tfa12,
} from '../../spec/article-12-cases.ts'
import { legalFor } from '../../support/legal-next.ts'
import { seededRandom } from '../../support/random.ts'

const count = Number(process.env.HISTORIES ?? 2_000)
const { seed, random } = seededRandom()
t.comment(`seed: ${seed}, histories: ${count}`)
t.setTimeout(Math.max(540_000, count * 270))

/** §5: state → message → the states it may lead to. A message that is not named leaves the state as it is. */
const course: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  none: { request: ['submitted'] },
  submitted: {
    ack: ['accepted', 'clarifying', 'submitted'],
    clarify: ['clarifying'],
    withdraw: ['closed'],
  },
  clarifying: {
    'clarify-reply': ['submitted', 'accepted', 'postponed', 'partly-answered', 'clarifying'],
    refuse: ['refused', 'answered', 'clarifying'],
    withdraw: ['closed'],
  },
  accepted: {
    ack: ['clarifying', 'accepted'],
    clarify: ['clarifying'],
    postpone: ['postponed', 'accepted', 'partly-answered'],
    response: ['postponed', 'partly-answered', 'answered', 'refused', 'accepted'],
    refuse: ['refused', 'partly-answered', 'answered'],
    withdraw: ['closed'],
  },
  postponed: {
    ack: ['clarifying', 'postponed'],
    clarify: ['clarifying'],
    postpone: ['postponed'],
    response: ['postponed', 'partly-answered', 'answered', 'refused'],
    refuse: ['refused', 'partly-answered'],
    supplement: ['accepted', 'postponed'],
    withdraw: ['closed'],
  },
  'partly-answered': {
    ack: ['clarifying', 'partly-answered'],
    clarify: ['clarifying'],
    postpone: ['partly-answered'],
    response: ['partly-answered', 'answered', 'refused'],
    refuse: ['refused', 'partly-answered', 'answered'],
    withdraw: ['closed'],
  },
  answered: { supplement: ['accepted'], close: ['closed'] },
  refused: { supplement: ['accepted'], close: ['closed'] },
  closed: {
    reopen: ['submitted', 'clarifying', 'accepted', 'postponed', 'partly-answered', 'answered', 'refused'],
  },
}

const inOrder = (steps: readonly Step[]): Step[] =>
  [...steps].sort(
    (a, b) => a.clock - b.clock || (a.member < b.member ? -1 : a.member > b.member ? 1 : a.id < b.id ? -1 : 1),
  )

/** What messages change, without verdicts: as JSON whose names are sorted, so that equal states are equal texts. */
const textOf = (state: Partial<CaseState>): string =>
  JSON.stringify(state, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
const coreOf = ({ steps, reasons, ...rest }: CaseState) => rest

/** Each step of the way is one that the tables have. */
function followsTables(steps: readonly Step[]): void {
  let before = foldCase(tfa12, [])
  const ordered = inOrder(steps)
  for (const [index, { type }] of ordered.entries()) {
    const after = foldCase(tfa12, ordered.slice(0, index + 1))
    const { id } = ordered[index] as Step
    if (after.steps[id] !== 'applied')
      assert.equal(textOf(coreOf(after)), textOf(coreOf(before)), `${type} changed nothing`)
    else {
      const allowed = course[before.state]?.[type] ?? [before.state]
      assert.ok(allowed.includes(after.state), `${type} leads from ${before.state} to ${after.state}`)
      for (const [id, item] of Object.entries(after.items)) movesAlong(id, before.items[id]?.outcome, item)
      for (const [name, now] of Object.entries(after.regions)) {
        const was = before.regions[name] ?? ''
        assert.ok(now === was || tfa12.regions?.[name]?.life[was]?.includes(now), `${name} moves from ${was} to ${now}`)
      }
      for (const [id, { verdict }] of Object.entries(after.permissions)) {
        const was = before.permissions[id]?.verdict
        assert.ok(was === undefined || was === verdict || permissionLife[was].includes(verdict), `${was} ${verdict}`)
      }
      for (const [id, was] of Object.entries(before.given))
        closedUntilKeys(ordered[index] as Step, was, after.given[id])
      countsHold(after)
    }
    before = after
  }
}

/** What an inability closed is opened by keys that were written in its knowledge, and by nothing else [A6]. */
function closedUntilKeys({ type, clock }: Step, { closedAt: was }: GivenItem, now: GivenItem | undefined): void {
  const closedAt = now?.closedAt ?? null
  if (was === closedAt) return
  if (closedAt !== null) assert.deepEqual([type, closedAt], ['accept-terms', clock], 'an inability closes')
  else assert.ok(type === 'keys' && clock > (was as number), `${type} opened what was closed`)
}

function movesAlong(id: string, was: string | undefined, { outcome, withdrawn }: CaseState['items'][string]): void {
  if (was === undefined) assert.equal(outcome, 'open', id)
  else if (withdrawn) assert.equal(outcome, 'not-required', id)
  else assert.ok(was === outcome || itemLife[was]?.some((each) => each === outcome), `${id}: ${was} becomes ${outcome}`)
}

/** What is counted along the way is what is there; and a case is answered only if nothing waits. */
function countsHold({ state, given, holds, items, regions, owed, discretionary }: CaseState): void {
  for (const role of roles) {
    const all = Object.values(given).filter(({ by }) => by !== role)
    const held = all.filter(({ disposed }) => !disposed)
    assert.deepEqual(holds[role], { given: all.length, held: held.length, keysDue: held.filter(isKeyDue).length })
    const region = regions[retentionOf[role]]
    assert.equal(region === 'none', all.length === 0)
    assert.equal(region === 'disposed', all.length > 0 && held.length === 0)
  }
  assert.equal(
    anythingHeld({ holds }),
    Object.values(given).some(({ disposed }) => !disposed),
  )
  for (const { what, goesWith, disposed } of Object.values(given))
    if (what === 'body' && goesWith?.every((id) => given[id]?.disposed)) assert.equal(disposed, true, 'a body goes too')
  if (regions.assurance === 'declined') assert.equal(discretionary, true)
  const waits = Object.values(items).some(({ outcome }) => outcome === 'open' || outcome === 'postponed')
  if (state === 'answered' || state === 'refused') assert.equal(waits, false, `${state}, but something waits`)
  for (const { by, type } of owed) assert.ok(roles.includes(by), type)
}

/** Whatever the order, the repetitions, and what came late: both gateways and any third reader know the same. */
function samesEverywhere(steps: readonly Step[], random: Random): void {
  const one = textOf(foldCase(tfa12, steps))
  const two = textOf(foldCase(tfa12, [...shuffled(random, steps), ...shuffled(random, steps).slice(0, 5)]))
  assert.equal(two, one, 'another order, some twice')
  const lost = steps.filter(() => random() < 0.3)
  const first = steps.filter((step) => !lost.includes(step))
  foldCase(tfa12, first)
  assert.equal(textOf(foldCase(tfa12, [...first, ...shuffled(random, lost)])), one, 'losses made good')
}

function appliedAlone(steps: readonly Step[], state: CaseState): void {
  const applied = steps.filter(({ id }) => state.steps[id] === 'applied')
  assert.equal(textOf(coreOf(foldCase(tfa12, applied))), textOf(coreOf(state)), 'without what was not applied')
  for (const { id } of steps)
    assert.equal(state.steps[id] === 'applied', state.reasons[id] === undefined, 'a reason unless it was applied')
}

/** By whoever plays the part in this history. */
const writtenBy = ({ members }: CaseState, from: Role) => ({ from, member: members[from] ?? memberOf[from] })

/** What is said to be legal next is applied, and nothing else is. */
function legalIsApplied(steps: readonly Step[], state: CaseState, random: Random): void {
  const clock = Math.max(...steps.map((step) => step.clock)) + 1
  for (const role of roles) {
    const reasons = legality(tfa12, state, role)
    const type = pick(random, Object.keys(reasons)) ?? ''
    const facts = crafts[type]?.(state, random, role)
    if (facts === undefined) continue
    const last = { ...stepOf(0, clock, type, facts, writtenBy(state, role)), id: freshId() }
    const after = foldCase(tfa12, [...steps, last])
    const { state: now, regions } = state
    assert.equal(
      after.steps[last.id] === 'applied',
      reasons[type] === undefined,
      `${type} by ${role} in ${now} ${JSON.stringify(regions)}: ${after.reasons[last.id]}`,
    )
  }
}

/** Two legal messages at one logical clock: the first is applied, the other applied or crossed, never illegal. */
function crossingIsNoFault(steps: readonly Step[], state: CaseState, random: Random): number {
  const clock = Math.max(...steps.map((step) => step.clock)) + 1
  const write = (from: Role): Step | undefined => {
    const type = pick(random, legalFor(tfa12, state, from))
    const facts = type === undefined ? undefined : crafts[type]?.(state, random, from)
    return type === undefined || facts === undefined
      ? undefined
      : { ...stepOf(0, clock, type, facts, writtenBy(state, from)), id: freshId() }
  }
  const [ours, theirs] = [write('requesting'), write('requested')]
  if (!ours || !theirs) return 0
  const [first, second] = ours.member < theirs.member ? [ours, theirs] : [theirs, ours]
  const { steps: verdicts, reasons } = foldCase(tfa12, [...steps, second, first])
  assert.equal(verdicts[first.id], 'applied', `${first.type}: ${reasons[first.id]}`)
  assert.notEqual(verdicts[second.id], 'illegal', `${second.type} beside ${first.type}: ${reasons[second.id]}`)
  return 1
}

t.test('[rule 10] random histories: the same state everywhere, no step that the tables do not have', async (t) => {
  t.setTimeout(Math.max(200_000, count * 90))
  const seen = { steps: 0, applied: 0, crossed: 0, crossings: 0 }
  const types = new Set<string>()
  const states = new Set<string>()
  const bySide = new Set<string>()
  const either = Object.entries(tfa12.messages).flatMap(([type, { from }]) => (from === 'either' ? [type] : []))
  const missing = () =>
    either.flatMap((type) => roles.map((role) => `${type} by ${role}`)).filter((each) => !bySide.has(each))
  // Chance leaves one out in some runs, which is no fault: it is given as much again, and no more.
  for (let n = 0; n < count || (n < 3 * count && missing().length > 0); n += 1) {
    const steps = history(random, 2 + Math.floor(random() * 22))
    const state = foldCase(tfa12, steps)
    try {
      samesEverywhere(steps, random)
      appliedAlone(steps, state)
      followsTables(steps)
      if (state.state !== 'none') {
        legalIsApplied(steps, state, random)
        seen.crossings += crossingIsNoFault(steps, state, random)
      }
    } catch (error) {
      t.fail(`history ${n} of seed ${seed}: ${(error as Error).message}`, {
        steps: inOrder(steps).map(
          ({ clock, member, type, facts, id }) =>
            `${clock} ${member} ${type} ${JSON.stringify(facts)} ${state.steps[id]}`,
        ),
      })
      break
    }
    seen.steps += steps.length
    for (const { id, type, from } of steps) {
      if (state.steps[id] === 'applied') {
        seen.applied += 1
        types.add(type)
        bySide.add(`${type} by ${from}`)
      }
      if (state.steps[id] === 'crossed') seen.crossed += 1
    }
    states.add(state.state)
  }
  t.comment(`${JSON.stringify(seen)}, types applied: ${types.size} of ${Object.keys(tfa12.messages).length}`)
  t.same([...types].sort(), Object.keys(tfa12.messages).sort(), 'every message type was applied somewhere')
  t.same(missing(), [], 'what either side may write, both wrote [R11]')
  t.ok(states.has('closed') && states.has('answered') && states.has('refused'))
  t.ok(seen.crossed > 0 && seen.crossings > count / 4, 'messages crossed')
})
