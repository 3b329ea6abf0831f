// Cases of tfa12 for tests: one statement after the other, facts that fit a case as it stands, and whole histories drawn at random.
// Folded in memory, in any order of arrival: the order of two gateways could not be chosen.
import { type CaseState, foldCase } from '../../gateway/case/case.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import { type CaseCore, type GivenItem, type Step, waitingOutcomes } from '../../gateway/model/profile/case-core.ts'
import { isKeyDue } from '../../gateway/model/profile/holding.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import { otherRole, type Role, roles } from '../../gateway/model/role.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { itemLife } from '../../gateway/profiles/tfa12/items.ts'
import { legalFor } from '../support/legal-next.ts'
import { usualSender } from '../support/threads.ts'

export const tfa12 = profiles.get('tfa12') as Profile
export const memberOf: Record<Role, string> = { requesting: 'XA', requested: 'XB' }

export const idOf = (n: number): string => `01931f5e-0000-7000-8000-${String(n).padStart(12, '0')}`
export const roleOf = (type: string): Role => usualSender(type, tfa12.messages[type]?.from)

export const stepOf = (
  n: number,
  clock: number,
  type: string,
  facts: JsonObject,
  changes: Partial<Step> = {},
): Step => {
  const from = changes.from ?? roleOf(type)
  return {
    id: idOf(n),
    type,
    from,
    member: memberOf[from],
    clock,
    sha256: String(n % 10).repeat(64),
    sentAt: '2026-03-05T10:00:00.000Z',
    localDate: '2026-03-05',
    facts,
    ...changes,
  }
}

export type Said = readonly [type: string, facts: JsonObject, changes?: Partial<Step>]

/** The case after these messages, each written one tick after the other. */
export const caseOf = (...messages: Said[]): CaseState =>
  foldCase(
    tfa12,
    messages.map(([type, facts, changes], index) => stepOf(index + 1, index + 1, type, facts, changes)),
  )

export const wantedFacts = (...ids: string[]): JsonObject[] => ids.map((id) => ({ id, kind: 'declaration' }))
export const requestFacts = (changes: JsonObject = {}): JsonObject => ({
  wanted: wantedFacts('w1', 'w2'),
  discretionary: false,
  purposes: ['VERIFY_VALUE'],
  ...changes,
})
export const answerFacts = (id: string, outcome: string, items: readonly string[] = []): JsonObject => ({
  id,
  outcome,
  items: [...items],
  verified: false,
  trueCopy: false,
  ...(outcome === 'postponed' && { expectedOn: '2026-07-01' }),
})

/** Draws numbers in [0, 1). */
export type Random = () => number
export const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
const some = <T>(random: Random, from: readonly T[], share = 0.5): T[] => from.filter(() => random() < share)
const someAtLeastOne = <T>(random: Random, from: readonly T[]): T[] => {
  const chosen = some(random, from)
  const one = pick(random, from)
  return chosen.length > 0 || one === undefined ? chosen : [one]
}

const waiting = ({ items }: CaseCore): string[] =>
  Object.entries(items).flatMap(([id, { outcome }]) => (waitingOutcomes.includes(outcome) ? [id] : []))
/** What a side holds of the other. */
const held = ({ given }: CaseCore, holder: Role): string[] =>
  Object.keys(given).filter((id) => given[id]?.by !== holder && !given[id]?.disposed)
const mostNamed = 130
const mayBecome = ({ items }: CaseCore, outcome: string): string[] =>
  Object.entries(items).flatMap(([id, item]) =>
    !item.withdrawn && itemLife[item.outcome]?.some((each) => each === outcome) ? [id] : [],
  )

/** A day that no postponement has named yet. */
let day = 0
const freshDay = (): string => {
  day = (day + 1) % 3650
  return new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10)
}
let ids = 1_000
/** An id that no statement, item, permission or breach has yet. */
export const freshId = (): string => {
  ids += 1
  return idOf(ids)
}

type Craft = (core: CaseCore, random: Random, from: Role) => JsonObject | undefined

/** For each message type facts that are legal wherever the type is; `undefined` where this case leaves none. */
export const crafts: Readonly<Record<string, Craft>> = {
  request: (_, random) => ({
    wanted: wantedFacts(...['w1', 'w2', 'w3'].slice(0, 1 + Math.floor(random() * 3))),
    discretionary: random() < 0.3,
    purposes: ['VERIFY_VALUE'],
  }),
  ack: (_, random) => ({
    complete: random() < 0.8,
    dueOn: '2026-06-03',
    ...(random() < 0.1 && { suspended: freshId() }),
  }),
  clarify: (_, random) => ({ questions: 1, ...(random() < 0.5 && { answerBy: '2026-04-05' }) }),
  'clarify-reply': () => ({ answers: 1, corrected: 0 }),
  supplement: (core, random) => {
    const open = waiting(core)
    const removed = random() < 0.4 ? some(random, open) : []
    const added = random() < 0.7 ? [`w${Object.keys(core.items).length + 1}`] : []
    if (Object.keys(core.items).length > 100 || open.length + added.length === removed.length) return undefined
    return { added: wantedFacts(...added), removed }
  },
  withdraw: () => ({}),
  prioritise: () => ({ cases: [freshId()], capacity: { number: 20, per: 'month' } }),
  priority: (_, random) => ({ order: [freshId()], ...(random() < 0.5 && { limit: { number: 30, per: 'month' } }) }),
  'priority-agreed': ({ particulars: { proposedLimit } }) => ({ limit: proposedLimit ?? null, from: '2026-05-01' }),
  'assurance-required': (core, random) => ({
    excluded: ['criminal-investigation'],
    ...(random() < 0.5 && { wanted: someAtLeastOne(random, Object.keys(core.items)) }),
  }),
  assurance: (_, random) => ({ given: random() < 0.6 }),
  postpone: (core, random) => {
    const chosen = someAtLeastOne(random, mayBecome(core, 'postponed'))
    return chosen.length === 0
      ? undefined
      : { outcomes: chosen.map((id) => ({ id, expectedOn: freshDay(), family: '7.1', ground: 'c' })) }
  },
  refuse: (core, random) => {
    const chosen = someAtLeastOne(random, mayBecome(core, 'refused'))
    return chosen.length === 0
      ? undefined
      : { outcomes: chosen.map((id) => ({ id, family: core.discretionary ? '7.2' : '7.1', ground: 'a' })) }
  },
  response: (core, random) => {
    const locked = core.regions.assurance === 'required' || random() < 0.3
    const open = waiting(core)
    const final = random() < 0.4
    const answers = Object.keys(core.items).flatMap((id) => {
      const life = (itemLife[core.items[id]?.outcome ?? ''] ?? []).filter((each) => !final || each !== 'postponed')
      const outcome = pick(random, life)
      const must = final && open.includes(id)
      if (core.items[id]?.withdrawn || outcome === undefined || (!must && random() < 0.5)) return []
      const gives = outcome === 'provided' || outcome === 'partly'
      return [
        {
          ...answerFacts(id, outcome, gives ? [freshId()] : []),
          ...(outcome === 'postponed' && { expectedOn: freshDay() }),
        },
      ]
    })
    return { final, ...(locked && { locked }), outcomes: answers }
  },
  'accept-terms': (core, random, from) => {
    const unable = random() < 0.3 ? ['retention'] : []
    const items = someAtLeastOne(random, held(core, from)).slice(0, mostNamed)
    return { terms: 'a'.repeat(64), text: 'b'.repeat(64), items, accepted: unable.length === 0, unable }
  },
  keys: (core, random, from) => {
    const due = held(core, otherRole[from]).filter((id) => isKeyDue(core.given[id] as GivenItem))
    if (core.regions.assurance === 'required') return undefined
    const chosen = someAtLeastOne(random, due)
    const [items, messages] = [
      chosen.filter((id) => core.given[id]?.what === 'item'),
      chosen.filter((id) => core.given[id]?.what === 'body'),
    ]
    return { items, ...(messages.length > 0 && { messages }) }
  },
  'verification-update': (core, random, from) => {
    const open = held(core, otherRole[from]).filter((id) => core.given[id]?.verified !== 'withdrawn')
    const status = (id: string) => (core.given[id]?.verified === 'unverified' ? 'verified' : 'withdrawn')
    const items = someAtLeastOne(random, open).map((id) => ({ id, status: status(id) }))
    return items.length === 0 ? undefined : { items, on: '2026-05-20' }
  },
  'permission-ask': (core, random, from) => ({
    permission: freshId(),
    items: someAtLeastOne(random, held(core, from)),
    ...(random() < 0.5
      ? { purposes: ['VERIFY_ORIGIN'] }
      : {
          disclosure: [
            { target: 'other-agency', to: 'c'.repeat(64) },
            { target: 'third-member', to: 'XC' },
          ],
        }),
  }),
  permission: ({ permissions, given }, random, from) => {
    const open = Object.entries(permissions).filter(
      ([, { verdict, asked }]) =>
        !['denied', 'revoked'].includes(verdict) && asked.items.every((id) => given[id]?.by === from),
    )
    const [id, { verdict = '', asked = { items: [] } } = {}] = pick(random, open) ?? []
    if (id === undefined) return undefined
    const next = verdict === 'asked' ? pick(random, ['granted', 'partly', 'denied']) : 'revoked'
    return { permission: id, verdict: next ?? '', ...(next === 'partly' && { items: asked.items.slice(0, 1) }) }
  },
  'amend-terms': (core, random, from) => ({ items: someAtLeastOne(random, held(core, otherRole[from])) }),
  'outcome-ask': (_, random) => (random() < 0.5 ? {} : { answerBy: '2026-08-01' }),
  outcome: (_, random) => ({
    decisions: [
      {
        decision: pick(random, ['doubt-removed', 'doubt-confirmed', 'pending']) ?? '',
        actions: [],
        reliedOn: ['own-findings'],
        deciding: [],
      },
    ],
  }),
  'use-ask': (_, random) => ({ from: 1, ...(random() < 0.5 && { answerBy: '2026-08-01' }) }),
  'use-report': (_, random) => ({ from: 1, previous: '0'.repeat(64), last: random() < 0.7, uses: [] }),
  disposal: (core, random, from) => ({
    items: someAtLeastOne(random, held(core, from)).map((id) => ({
      id,
      method: 'destroy-keys',
      disposed: random() < 0.8,
      copiesKnown: 0,
      exportsOutstanding: 0,
    })),
    on: '2026-09-01',
  }),
  breach: ({ owed, given, regions, particulars }, random, from) => {
    const open = owed.find((row) => row.by === from && row.answeredBy.includes('breach'))?.answeredWhen?.breach
    const others = Object.keys(given).filter((id) => given[id]?.by !== from)
    const items = someAtLeastOne(random, others).slice(0, mostNamed)
    if (typeof open === 'string' && random() < 0.6) return { breach: open, stage: 'full', kind: 'use', items }
    const told = Number((particulars.breaches as JsonObject | undefined)?.[from] ?? 0) > 0
    const stage = told && regions.breach === 'settled' && random() < 0.5 ? 'closing' : 'first'
    return { breach: freshId(), stage, kind: 'disclosure', items }
  },
  measures: ({ owed }, random, from) => {
    const about = owed.find((row) => row.by === from && row.answeredBy.includes('measures'))?.answeredWhen?.breach
    return { breach: about ?? '', final: random() < 0.5, remedy: 1, prevention: 1 }
  },
  close: (_, random) => ({ outcome: pick(random, ['none', 'doubt-confirmed']) ?? 'none' }),
  reopen: () => ({}),
}

/** Facts of another message, or of none: what a faulty or hostile gateway might write. */
const nonsense = (core: CaseCore, random: Random): JsonObject => {
  const other = crafts[pick(random, Object.keys(crafts)) ?? '']
  const facts = other?.(core, random, 'requesting') ?? {}
  return random() < 0.5 ? facts : { ...facts, wrong: true }
}

/**
 * A history that two gateways write, each by what it has received so far. Some messages are late, some have no place, a
 * few come in the wrong part. @returns the statements in the order in which they were written.
 */
export function history(random: Random, length: number): Step[] {
  const known: Record<Role, Step[]> = { requesting: [], requested: [] }
  const late: Record<Role, Step[]> = { requesting: [], requested: [] }
  const all: Step[] = []
  for (let n = 0; n < length; n += 1) {
    const from: Role = n === 0 ? 'requesting' : (pick(random, roles) ?? 'requesting')
    const state = foldCase(tfa12, known[from])
    const step = write(random, state, from, known[from])
    all.push(step)
    known[from].push(step)
    late[otherRole[from]].push(step)
    for (const role of roles) if (random() < 0.75) known[role].push(...late[role].splice(0, late[role].length))
  }
  return all
}

/** Types that may bring items their facts do not name. */
const carries = ['request', 'supplement', 'clarify-reply', 'refuse', 'postpone', 'response']

const leads = ['ack', 'response', 'accept-terms', 'keys', 'measures', 'assurance', 'priority-agreed']

function write(random: Random, state: CaseState, from: Role, known: readonly Step[]): Step {
  const legal = legalFor(tfa12, state, from)
  const lawful = random() < 0.85
  // What leads on is written more often than its share, so that short histories come far.
  const leading = legal.filter((type) => leads.includes(type))
  const wanted = leading.length > 0 && random() < 0.4 ? leading : legal
  const type = (lawful ? pick(random, wanted) : undefined) ?? pick(random, Object.keys(crafts)) ?? 'request'
  const facts = (random() < 0.95 ? crafts[type]?.(state, random, from) : undefined) ?? nonsense(state, random)
  const clock = known.reduce((highest, step) => Math.max(highest, step.clock), 0) + (random() < 0.95 ? 1 : 0)
  const inReplyTo = pick(random, state.owed)?.message
  return {
    ...stepOf(0, Math.max(1, clock), type, facts),
    id: freshId(),
    items: carries.includes(type) && random() < 0.4 ? [freshId()] : [],
    from,
    member: known.length === 0 || random() < 0.98 ? memberOf[from] : 'XC',
    ...(inReplyTo !== undefined && random() < 0.5 && { inReplyTo }),
  }
}

export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const mixed = [...list]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [mixed[last] as T, mixed[other] as T]
    mixed[last] = b
    mixed[other] = a
  }
  return mixed
}
