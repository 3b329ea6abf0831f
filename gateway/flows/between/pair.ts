// What holds between us and a partner beside any one case: suspended obligations (11.2), agreed
// limits (9.2), ended agreements (12.1). Kept in memory for as long as the store says that no node
// has written a thread between members: it is asked each time.

import type { Statement } from '../../../crypto/statement/statement.ts'
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
export async function threadsWith(store: CasesStore, mark: Mark, partner?: string): Promise<readonly CaseRow[]> {
  return (await keptOf(store)).of(`${mark} ${partner ?? ''}`, () => readThreads(store, mark, partner))
}

async function readThreads(store: CasesStore, mark: Mark, partner: string | undefined): Promise<readonly CaseRow[]> {
  const found: CaseRow[] = []
  for (const [name, state] of standsWith[mark]) {
    const ask = { offices: 'all', profile: name, state, ...(partner !== undefined && { partner }) } as const
    found.push(...(await Array.fromAsync(everyCase(store, ask))))
  }
  return found
}

/** Profile and state, for each mark. */
const standsWith = Object.fromEntries(
  (['suspends', 'limits', 'ends', 'agrees'] as const satisfies readonly Mark[]).map((mark) => [
    mark,
    [...profiles.values()]
      .filter(({ scope }) => scope === 'members')
      .flatMap(({ name, states }) =>
        Object.entries(states).flatMap(([state, row]) => (row[mark] === true ? [[name, state] as const] : [])),
      ),
  ]),
) as unknown as Readonly<Record<Mark, readonly (readonly [profile: string, state: string])[]>>

/** What was read of threads while nobody wrote one. */
interface Kept {
  readonly threads: number
  of(name: string, read: () => Promise<readonly CaseRow[]>): Promise<readonly CaseRow[]>
}

/** One for each mark and partner; more than any gateway has. */
const mostKept = 4_000
const kept = new WeakMap<CasesStore, Kept>()

async function keptOf(store: CasesStore): Promise<Kept> {
  // Asked before anything is read: what is written meanwhile only makes it be read once more.
  const threads = await store.threads()
  const before = kept.get(store)
  if (before?.threads === threads) return before
  const found = new Map<string, Promise<readonly CaseRow[]>>()
  const fresh: Kept = {
    threads,
    of(name, read) {
      const known = found.get(name)
      if (known) return known
      if (found.size >= mostKept) found.clear()
      const reading = read()
      found.set(name, reading)
      reading.catch(() => found.delete(name))
      return reading
    },
  }
  kept.set(store, fresh)
  return fresh
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

/** What is read of a thread, kept for as long as its row is. */
function ofThread<Read>(
  read: (store: CasesStore, row: CaseRow) => Promise<Read>,
): (store: CasesStore, row: CaseRow) => Promise<Read> {
  const known = new WeakMap<CaseRow, Promise<Read>>()
  return (store, row) => {
    const before = known.get(row)
    if (before) return before
    const reading = read(store, row)
    known.set(row, reading)
    reading.catch(() => known.delete(row))
    return reading
  }
}

/**
 * What was fixed in a thread between members: no agreement has numbers of its own for these. It is
 * folded only where its row is not made yet.
 */
export const threadState = ofThread(
  async ({ messages, shown }, row): Promise<Pick<CaseState, 'particulars'> | undefined> => {
    const [made] = await shown([row.id])
    if (made && made.basis !== '') return { particulars: JSON.parse(made.particulars ?? '{}') }
    const profile = profiles.get(row.profile)
    return profile && fold(profile, row, await messages(row.id, 'kept'))
  },
)

/** When its opener wrote a thread, and on which day of its own. */
const openingOf = ofThread(async ({ messages }, row): Promise<Pick<Statement, 'sentAt' | 'localDate'> | undefined> => {
  const profile = profiles.get(row.profile)
  const first = (await messages(row.id, 'kept')).find(({ type }) => profile?.messages[type]?.opens)?.statement
  return first && { sentAt: first.sentAt, localDate: first.localDate }
})

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
  const opened = await openingOf(store, row)
  return {
    thread: row.id,
    ours: row.role === 'requesting',
    since: opened?.sentAt ?? new Date(row.openedAt).toISOString(),
    on: opened?.localDate ?? new Date(row.openedAt).toISOString().slice(0, 10),
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
