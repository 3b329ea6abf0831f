// What holds between us and a partner beside any one case: suspended obligations (11.2), agreed
// limits (9.2), ended agreements (12.1). Read from the store each time: another node may have
// stored the message a moment ago.

import type { CaseState } from '../../case/case.ts'
import { fold } from '../../case/steps.ts'
import type { Profile, StateRow } from '../../model/profile/profile.ts'
import { otherRole } from '../../model/role.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import { everyCase } from '../cases/every-case.ts'
import type { HeldAgreement } from '../trust/trust.ts'

/** What a thread between members may mean for other cases, by the flag of its state. */
type Mark = Exclude<keyof StateRow, 'describe' | 'pending'>

/** The threads that stand in a state with this mark, with one partner or with all, newest first. */
export async function threadsWith(store: CasesStore, mark: Mark, partner?: string): Promise<CaseRow[]> {
  const found: CaseRow[] = []
  for (const { name, scope, states } of profiles.values()) {
    if (scope !== 'members') continue
    for (const [state, row] of Object.entries(states)) {
      if (row[mark] !== true) continue
      const ask = { offices: 'all', profile: name, state, ...(partner !== undefined && { partner }) } as const
      found.push(...(await Array.fromAsync(everyCase(store, ask))))
    }
  }
  return found
}

/**
 * How many threads of this kind one member may have open with us: each message to it, and each of
 * its own, looks at those that count.
 */
export const mostThreads = 50

/**
 * How many threads of a profile the partner opened that still mean something; counted no further
 * than `mostThreads`.
 */
export async function threadsOpenedBy(
  store: CasesStore,
  partner: string,
  { name, states }: Pick<Profile, 'name' | 'states'>,
): Promise<number> {
  let count = 0
  for (const [state, { describe: _, pending, ...marks }] of Object.entries(states)) {
    if (!pending && Object.keys(marks).length === 0) continue
    for await (const { role } of everyCase(store, { offices: 'all', profile: name, state, partner })) {
      if (role === 'requested') count += 1
      if (count >= mostThreads) return count
    }
  }
  return count
}

/**
 * What was fixed in a thread between members: no agreement has numbers of its own for these. It is
 * folded only where its row is not made yet.
 */
export async function threadState(
  { messages, shown }: CasesStore,
  row: CaseRow,
): Promise<Pick<CaseState, 'particulars'> | undefined> {
  const [made] = await shown([row.id])
  if (made && made.basis !== '') return { particulars: JSON.parse(made.particulars ?? '{}') }
  const profile = profiles.get(row.profile)
  return profile && fold(profile, row, await messages(row.id, 'kept'))
}

/** Our part in a case with this partner. */
export type Side = Pick<CaseRow, 'partner' | 'role'>

/**
 * The threads whose opener answers in a case of this side: it is the member that answers which
 * suspends and which asks for a limit, and it opens the thread.
 */
const openedByAnswerer = (rows: readonly CaseRow[], { role }: Side): CaseRow[] =>
  rows.filter((row) => row.role === otherRole[role])

export interface Suspension {
  /** Id of the thread in which it was said. */
  readonly thread: string
  /** Whether our obligations rest; else the partner's do. */
  readonly ours: boolean
  /** When the suspending member wrote it, RFC 3339 UTC, and its day. */
  readonly since: string
  readonly on: string
  /** When it was stored here, in ms. */
  readonly storedAt: number
}

/**
 * Whether the member that answers in such a case has suspended its obligations to the one that
 * asks: the oldest that still holds.
 */
export async function suspensionOf(store: CasesStore, side: Side): Promise<Suspension | undefined> {
  const [row] = openedByAnswerer(await threadsWith(store, 'suspends', side.partner), side).sort(byAge)
  if (!row) return undefined
  const messages = profiles.get(row.profile)?.messages ?? {}
  const first = (await store.messages(row.id, 'kept')).find(({ type }) => messages[type]?.opens)
  return {
    thread: row.id,
    ours: row.role === 'requesting',
    since: first?.statement.sentAt ?? new Date(row.openedAt).toISOString(),
    on: first?.statement.localDate ?? new Date(row.openedAt).toISOString().slice(0, 10),
    storedAt: row.openedAt,
  }
}

const byAge = (a: CaseRow, b: CaseRow): number => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)

export interface Limit {
  readonly thread: string
  /** New requests a calendar month. */
  readonly perMonth: number
  readonly from: string
  readonly until: string
}

/** The limit on new cases of this side that is in force on a day: the one agreed last. */
export async function limitOf(store: CasesStore, side: Side, onDay: string): Promise<Limit | undefined> {
  const rows = openedByAnswerer(await threadsWith(store, 'limits', side.partner), side)
    .sort(byAge)
    .reverse()
  for (const row of rows) {
    const { perMonth, from, until } = (await threadState(store, row))?.particulars ?? {}
    if (typeof perMonth !== 'number' || typeof from !== 'string' || typeof until !== 'string') continue
    if (from <= onDay && onDay <= until) return { thread: row.id, perMonth, from, until }
  }
  return undefined
}

interface Ending {
  readonly thread: string
  /** Last day on which cases may be opened. */
  readonly lastDay: string
}

/** How the members ended this text of an agreement, if they did: the earliest last day counts. */
export async function endingOf(
  store: CasesStore,
  { agreement, sha256, partner }: HeldAgreement,
): Promise<Ending | undefined> {
  const endings: Ending[] = []
  for (const row of await threadsWith(store, 'ends', partner)) {
    const said = (await threadState(store, row))?.particulars ?? {}
    if (said.agreement === agreement.id && said.sha256 === sha256 && typeof said.lastDay === 'string')
      endings.push({ thread: row.id, lastDay: said.lastDay })
  }
  return endings.sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1))[0]
}

/** What an agreement thread is about, as its messages fixed it. */
export const textOf = (
  state: Pick<CaseState, 'particulars'> | undefined,
): { id: string; sha256: string } | undefined => {
  const { agreement: id, sha256 } = state?.particulars ?? {}
  return typeof id === 'string' && typeof sha256 === 'string' ? { id, sha256 } : undefined
}
