// One case as both administrations see it: who writes what, who approves it, and whether both see the same afterwards.

import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Client } from '../client/client.ts'
import { isProblem } from '../client/errors.ts'
import type { SubmittedView } from '../gateway/answers/message-answers.ts'
import { type Json, refusalOf } from './reading.ts'
import { type Story, table } from './story.ts'

export type Side = 'XA' | 'XB'

/** Who sits at a national door. */
export interface Desk {
  readonly writes: Client
  /** The second person, who approves what the first one drafted. */
  readonly approves?: Client
}
export type Desks = Readonly<Record<Side, Desk>>

const other = { XA: 'XB', XB: 'XA' } as const
const patienceMs = 120_000

export type Correspondence = ReturnType<typeof correspondence>

/** The messages of a case; each is on both sides when its promise resolves. */
export function correspondence(desks: Desks, of: string, story: Story) {
  const view = (side: Side): Promise<Json> => desks[side].writes.cases.show(of)
  const post = (side: Side, type: string, body: Json, more: Json = {}): Promise<SubmittedView> =>
    desks[side].writes.cases.send(of, { type, body, ...more })

  async function has(side: Side, message: string): Promise<Json> {
    for (const began = performance.now(); ; await pause(20)) {
      // Before its first message there is no case on the other side.
      const shown = await view(side).catch(ifUnknown)
      // Read anew: a view that is made while a message arrives may show the message and not yet what came of it.
      if (timelineOf(shown).some((entry) => entry['message'] === message)) return view(side)
      if (performance.now() - began > patienceMs)
        throw new Error(`${side} does not have message ${message} after ${patienceMs} ms`)
    }
  }

  /** Its author has the receipt: before, an acceptance opens nothing. */
  async function receipted(side: Side, message: string): Promise<void> {
    for (const began = performance.now(); ; await pause(20)) {
      const entry = timelineOf(await view(side)).find((each) => each['message'] === message)
      const { state } = (entry?.['delivery'] ?? {}) as Json
      if (state === 'delivered') return
      if (performance.now() - began > patienceMs)
        throw new Error(`${side} has no receipt for message ${message} after ${patienceMs} ms`)
    }
  }

  return {
    case: of,
    view,
    /** What a side holds, with the copies that left. */
    held: (side: Side) => desks[side].writes.overview.held(),
    post,
    has,
    /** Writes a message, has it approved where two persons decide, and tells of it once the other side has it. */
    async says(side: Side, type: string, body: Json, what: string, more: Json = {}): Promise<string> {
      const message = await sent(desks, side, type, await post(side, type, body, more), story)
      const shown = await has(other[side], message)
      await receipted(side, message)
      story.say(side, `${type}: ${what}; the case is ${shown['state']}`)
      return message
    },
  }
}

/** The id of a message that left; what waits for a second person is first tried by the first one, in vain. */
export async function sent(
  desks: Desks,
  side: Side,
  type: string,
  posted: SubmittedView,
  story: Story,
): Promise<string> {
  if (posted.draft === undefined) return String(posted.message)
  const { writes, approves } = desks[side]
  if (!approves) throw new Error(`${side} has nobody to approve ${type}`)
  const { draft, revision = 1, why } = posted
  story.say(side, `${type} is drafted: ${why}`)
  const alone = await refusalOf(writes.drafts.approve(draft, revision))
  story.check(`whoever drafted it cannot approve it (${alone.status} ${alone.code})`, alone.status === 403)
  const approved = await approves.drafts.approve(draft, revision)
  story.say(side, 'a second person approves it')
  return String(approved.message)
}

const ifUnknown = (error: unknown): Json => {
  if (isProblem(error) && error.status === 404) return {}
  throw error
}

export const timelineOf = (view: Json): readonly Json[] => (view['timeline'] ?? []) as Json[]
export const itemsOf = (view: Json): readonly Json[] => (view['items'] ?? []) as Json[]

/** What of a case is the same on both sides. Whose turn it is and how often something was read is each side's own. */
function shared(view: Json): Json {
  const names = [
    'state',
    'dueOn',
    'regions',
    'wanted',
    'discretionary',
    'purposes',
    'particulars',
    'suspension',
  ] as const
  const rows = (name: string) => (view[name] ?? []) as Json[]
  return {
    ...Object.fromEntries(names.map((name) => [name, view[name]])),
    permissions: rows('permissions').map(({ used: _, ...permission }) => permission),
    owed: rows('owed').map(({ ours: _, ...owed }) => owed),
    timeline: timelineOf(view).map(({ message, type, clock, sha256, effect, facts }) => ({
      ...{ message, type, clock, sha256, effect, facts },
    })),
  }
}

/** Prints both timelines side by side; that they are equal is a check of the story. */
export async function compareTimelines({ view }: Correspondence, story: Story): Promise<string[]> {
  const [xa, xb] = await Promise.all([view('XA'), view('XB')])
  const [ofXa, ofXb] = [shared(xa), shared(xb)]
  const differing = Object.keys(ofXa).filter((name) => !isDeepStrictEqual(ofXa[name], ofXb[name]))
  const told = differing.length === 0 ? '' : `: they differ in ${differing.join(', ')}`
  story.check(`both sides see the same case and the same ${timelineOf(xa).length} messages${told}`, told === '')
  const longer = timelineOf(xa).length > timelineOf(xb).length ? timelineOf(xa) : timelineOf(xb)
  return table(
    ['clock', 'at XA', 'at XB', 'statement'],
    longer.map((_, index) => {
      const [here, there] = [timelineOf(xa)[index], timelineOf(xb)[index]]
      return [Number(here?.['clock'] ?? 0), entry(here), entry(there), String(here?.['sha256'] ?? '').slice(0, 16)]
    }),
  )
}

const arrows: Readonly<Record<string, string>> = { out: '→', in: '←' }
const entry = (said: Json | undefined): string =>
  said ? `${arrows[String(said['direction'])] ?? ' '} ${said['type']} (${said['effect']})` : '-'
