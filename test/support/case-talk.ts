// One case told at the national doors of two gateways: after each message both sides are held against each other, and what happened is noted.
import { isDeepStrictEqual } from 'node:util'
import type { NationalClient, Reply } from './client.ts'
import type { Gateway, Pair } from './gateways.ts'

export type Side = 'a' | 'b'
type View = Reply['json']

/** What happened in all the talks of a test, by the side that saw it. */
export interface Journal {
  /** Types that had effect, on both sides. */
  readonly types: Set<string>
  /** `state type state`, as both sides saw it. */
  readonly moves: Set<string>
  readonly states: Record<Side, Set<string>>
  /** `region.state`. */
  readonly regions: Record<Side, Set<string>>
  /** Outcomes of wanted items. */
  readonly outcomes: Record<Side, Set<string>>
  /** Types that a second person approved. */
  readonly approved: Set<string>
  messages: number
}

export const openJournal = (): Journal => ({
  types: new Set(),
  moves: new Set(),
  states: { a: new Set(), b: new Set() },
  regions: { a: new Set(), b: new Set() },
  outcomes: { a: new Set(), b: new Set() },
  approved: new Set(),
  messages: 0,
})

/** What both sides must show alike; each also shows what is its own, such as what it may write next. */
export const sharedNames = [
  'profile',
  'state',
  'dueOn',
  'regions',
  'wanted',
  'permissions',
  'owed',
  'discretionary',
  'purposes',
  'particulars',
  'suspension',
  'limit',
] as const

/** What of an item is the same on both sides: all but its digest, which the recipient learns with the key. */
const itemNames = [
  'item',
  'message',
  'kind',
  'bytes',
  'terms',
  'termsInForce',
  'wanted',
  'verified',
  'trueCopy',
  'acceptance',
  'locked',
  'disposed',
] as const

const picked = (view: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, view[name] ?? null]))

export const shared = (view: View): Record<string, unknown> => ({
  ...picked(view, sharedNames),
  // Whose duty it is shows by the member. How often a permission was used shows where it is used.
  owed: rowsOf(view.owed).map(({ ours: _, ...owed }) => owed),
  permissions: rowsOf(view.permissions).map(({ used: _, ...permission }) => permission),
  items: itemsOf(view)
    .map((item) => picked(item, itemNames))
    .sort((one, other) => (String(one.item) < String(other.item) ? -1 : 1)),
  timeline: timelineOf(view).map(({ message, type, clock, sha256, effect, facts }) => ({
    ...{ message, type, clock, sha256, effect, facts },
  })),
})

type Rows = readonly Record<string, unknown>[]
const rowsOf = (value: unknown): Rows => (value ?? []) as Rows
export const itemsOf = ({ items }: View): Rows => rowsOf(items)

interface Entry {
  readonly message: string
  readonly type: string
  readonly clock: number
  readonly sha256: string
  readonly effect: string
  readonly facts: Record<string, unknown>
}
export const timelineOf = ({ timeline }: View): readonly Entry[] => timeline as readonly Entry[]

export interface Said {
  /** Id of the message. */
  readonly message: string
  /** The case afterwards as the other side sees it. */
  readonly view: View
}

export type Talk = ReturnType<typeof talkIn>

interface Talking extends Pick<Pair, 'a' | 'b' | 'agreement'> {
  readonly journal: Journal
}

/** Opens a case from side `by` and resolves once the other side has it. */
export async function openTalk(
  talking: Talking,
  body: object,
  { by = 'a', type = 'request' }: { by?: Side; type?: string } = {},
) {
  const posted = await clientsOf(talking[by]).officer.post('/v1/cases', {
    agreement: talking.agreement.id,
    office: 'HQ',
    type,
    body,
  })
  const answer = await approved(talking, by, type, posted)
  const talk = talkIn(talking, String(answer.case))
  await talk.settle(by, type, String(answer.message), 'none')
  return talk
}

/** The clients of one gateway, kept so that a test of a hundred messages has few connections. */
const clients = new WeakMap<Gateway, { officer: NationalClient; approver: NationalClient }>()
export function clientsOf(gateway: Gateway): { officer: NationalClient; approver: NationalClient } {
  const made = clients.get(gateway) ?? { officer: gateway.client(), approver: gateway.client('approver') }
  clients.set(gateway, made)
  return made
}

export function talkIn(talking: Talking, id: string) {
  const { journal, agreement } = talking
  const path = `/v1/cases/${id}`
  const other = { a: 'b', b: 'a' } as const
  const officer = (side: Side) => clientsOf(talking[side]).officer
  const view = async (side: Side): Promise<View> => {
    const { status, json } = await officer(side).get(path)
    if (status !== 200) throw new Error(`${side} reads case ${id}: ${status} ${JSON.stringify(json)}`)
    return json
  }
  const posts = (side: Side, type: string, body: object, more: object = {}): Promise<Reply> =>
    officer(side).post(`${path}/messages`, { type, body, ...more })

  /** Waits until the other side has the message, holds both views against each other, and notes what became of the case. */
  async function settle(by: Side, type: string, message: string, from: string): Promise<Said> {
    const has = (json: View) => timelineOf(json).some((entry) => entry.message === message)
    await officer(other[by]).until(path, has)
    // Read anew: a view that is made while a message arrives may show the message and not yet what came of it.
    const [there, here] = [await view(other[by]), await view(by)]
    const [ours, theirs] = [shared(here), shared(there)]
    for (const [name, value] of Object.entries(ours))
      if (!isDeepStrictEqual(value, theirs[name]))
        throw new Error(
          `after ${type} the sides differ in ${name}: ${JSON.stringify(value)} ${JSON.stringify(theirs[name])}`,
        )
    const effect = timelineOf(there).find((entry) => entry.message === message)?.effect
    if (effect !== 'applied') throw new Error(`${type} in ${from} is ${effect}: ${JSON.stringify(there)}`)
    journal.messages += 1
    journal.types.add(type)
    journal.moves.add(`${from} ${type} ${String(there.state)}`)
    note(journal, by, here)
    note(journal, other[by], there)
    return { message, view: there }
  }

  return {
    id,
    view,
    posts,
    settle,
    /** Writes a message that must have effect: it was announced as legal, is on both sides, and both sides agree. */
    async says(by: Side, type: string, body: object, more: object = {}): Promise<Said> {
      const before = await view(by)
      if (!(before.legalNext as string[]).includes(type))
        throw new Error(`${type} is not announced in ${before.state}: ${JSON.stringify(before.notLegal)}`)
      const answer = await approved(talking, by, type, await posts(by, type, body, more))
      return settle(by, type, String(answer.message), String(before.state))
    },
    /** Makes terms and uploads one item under each of these kinds. */
    async items(side: Side, kinds: readonly string[], more: object = {}): Promise<{ terms: string; items: string[] }> {
      const made = await officer(side).post('/v1/terms', { agreement: agreement.id, case: id, ...more })
      if (made.status !== 201) throw new Error(`terms: ${made.status} ${made.octets}`)
      const terms = String(made.json.sha256)
      const items: string[] = []
      for (const kind of kinds) {
        const octets = crypto.getRandomValues(new Uint8Array(2000))
        const uploaded = await officer(side).upload(terms, kind, octets)
        if (uploaded.status !== 201) throw new Error(`upload: ${uploaded.status} ${uploaded.octets}`)
        items.push(String(uploaded.json.item))
      }
      return { terms, items }
    },
  }
}

/** What a submission answered; where it waits for a second person, what the approval answered. */
async function approved(talking: Talking, by: Side, type: string, posted: Reply): Promise<View> {
  if (posted.status === 202) return posted.json
  if (posted.status !== 201) throw new Error(`${by} posts ${type}: ${posted.status} ${posted.octets}`)
  const { approver } = clientsOf(talking[by])
  const answer = await approver.ask('POST', `/v1/drafts/${String(posted.json.draft)}/approval`)
  if (answer.status !== 202) throw new Error(`${type} is not approved: ${answer.status} ${answer.octets}`)
  talking.journal.approved.add(type)
  return answer.json
}

function note({ states, regions, outcomes }: Journal, side: Side, view: View): void {
  states[side].add(String(view.state))
  for (const [region, state] of Object.entries((view.regions ?? {}) as Record<string, string>))
    regions[side].add(`${region}.${state}`)
  for (const { outcome } of (view.wanted ?? []) as { outcome: string }[]) outcomes[side].add(outcome)
}
