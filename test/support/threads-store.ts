// The few methods of the store that flows between members need, in memory, with cases told by their messages: rows as a store gives
// them to one flow, of any date and clock, which no door of a running gateway would take.

import type { CaseState } from '../../gateway/case/case.ts'
import { fold } from '../../gateway/case/steps.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import { showAnew } from '../../gateway/flows/upkeep/anew/show-anew.ts'
import type { DaysOff } from '../../gateway/model/calendar/holidays.ts'
import type { JsonObject } from '../../gateway/model/json.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import type { CaseShown } from '../../gateway/model/profile/shown.ts'
import type { Role } from '../../gateway/model/role.ts'
import type { KeepingStore, RegistrationRow, Tally } from '../../gateway/ports/keeping.ts'
import type { CasesStore, ShownStore } from '../../gateway/ports/reading.ts'
import type { CaseRow, EvidenceRow, MessageRow, NewEvent, NewEvidence } from '../../gateway/ports/rows.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { entered } from './entered.ts'
import { usualSender } from './threads.ts'

const dayMs = 86_400_000
export const noon = Date.parse('2026-05-05T12:00:00.000Z')
export const id = (n: number): string => `01931f5e-0000-7000-8000-${String(n).padStart(12, '0')}`

/** One message: its type, its facts, and whoever sends it where the type leaves that open. */
export interface Said {
  readonly type: string
  readonly facts?: JsonObject
  readonly from?: Role
  readonly localDate?: string
  readonly terms?: JsonObject
  readonly id?: string
  readonly content?: JsonObject
}

export interface Told {
  readonly row: CaseRow
  readonly messages: readonly MessageRow[]
  readonly state: CaseState
}

/** What a response brings, which its statement attaches. */
const itemsOf = ({ facts }: Said): { id: string }[] =>
  ((facts?.outcomes ?? []) as { items?: string[] }[]).flatMap(({ items = [] }) => items.map((item) => ({ id: item })))

/** A case as it would be stored. @param role our part in it. */
export function tellCase(
  n: number,
  profileName: string,
  role: Role,
  said: readonly Said[],
  about: Partial<CaseRow> = {},
): Told {
  const profile = profiles.get(profileName) as Profile
  const partner = about.partner ?? 'XB'
  const messages = said.map((each, index): MessageRow => {
    const { from } = profile.messages[each.type] ?? {}
    const sender = each.from ?? usualSender(each.type, from)
    const localDate = each.localDate ?? '2026-05-05'
    const statement = {
      v: 2,
      id: each.id ?? id(n * 100 + index),
      case: id(n),
      profile: profileName,
      type: each.type,
      from: { member: sender === role ? 'XA' : partner, office: 'HQ' },
      to: { member: sender === role ? partner : 'XA' },
      clock: index + 1,
      sentAt: `${localDate}T10:00:00.000Z`,
      localDate,
      facts: each.facts ?? {},
      items: itemsOf(each),
      terms: each.terms ?? { terms: [] },
    } as unknown as MessageRow['statement']
    return {
      id: statement.id,
      case: id(n),
      partner,
      direction: sender === role ? 'out' : 'in',
      type: each.type,
      clock: index + 1,
      sha256: 'a'.repeat(64),
      statement,
      seal: null,
      secret: new TextEncoder().encode(JSON.stringify({ content: { form: each.content ?? {}, names: {} }, salt: '' })),
      key: new Uint8Array(0),
      storedAt: noon,
      client: null,
      standing: 'kept',
    }
  })
  const state = fold(profile, { role, partner }, messages)
  const row: CaseRow = {
    id: id(n),
    partner,
    agreement: 'xa-xb',
    profile: profileName,
    role,
    office: 'HQ',
    state: state.state,
    dueOn: state.due?.on ?? null,
    dueAt: state.due ? Date.parse(`${state.due.on}T00:00:00.000Z`) + dayMs - 1 : null,
    remindAt: null,
    openedAt: noon,
    changedAt: noon,
    revision: messages.length,
    clock: messages.length,
    previousSha256: messages.some(({ direction }) => direction === 'out') ? 'a'.repeat(64) : null,
    ...about,
  }
  return { row, messages, state }
}

export interface ThreadsStore extends CasesStore, KeepingStore, ShownStore {
  readonly rows: Map<string, CaseRow>
  readonly events: NewEvent[]
  readonly evidenceRows: EvidenceRow[]
  readonly registered: RegistrationRow[]
  /** How many times each method was called. */
  readonly calls: Record<string, number>
}

export function threadsStore(...told: readonly Told[]): ThreadsStore {
  const rows = new Map(told.map(({ row }) => [row.id, row]))
  const messages = new Map(told.map(({ row, messages }) => [row.id, messages]))
  const events: NewEvent[] = []
  const evidenceRows: EvidenceRow[] = []
  const registered: RegistrationRow[] = []
  const calls: Record<string, number> = {}
  let asked = 0
  const counted = (name: string) => {
    calls[name] = (calls[name] ?? 0) + 1
  }
  const keep = (evidence: readonly NewEvidence[]) => {
    for (const each of evidence) evidenceRows.push({ ...entered(each, evidenceRows), seq: evidenceRows.length + 1 })
  }
  const made = new Map<string, { shown: CaseShown; told: string; changedAt: number }>()
  return {
    rows,
    events,
    evidenceRows,
    registered,
    calls,
    // Never the same: tests put rows in as they like.
    threads: async () => ++asked,
    receiptsOf: async () => [],
    async cases({ offices, partner, profile, state, dueBefore, cursor, limit }) {
      counted('cases')
      const found = [...rows.values()]
        .filter((row) => offices === 'all' || offices.includes(row.office))
        .filter((row) => partner === undefined || row.partner === partner)
        .filter((row) => profile === undefined || row.profile === profile)
        .filter((row) => state === undefined || row.state === state)
        .filter((row) => dueBefore === undefined || (row.dueOn !== null && row.dueOn < dueBefore))
        .sort((a, b) =>
          dueBefore === undefined ? (a.id < b.id ? 1 : -1) : `${a.dueOn} ${a.id}` < `${b.dueOn} ${b.id}` ? -1 : 1,
        )
      const from = cursor === undefined ? 0 : Number(cursor)
      const page = found.slice(from, from + limit)
      return { rows: page, next: from + limit < found.length ? String(from + limit) : null }
    },
    case: async (caseId) => rows.get(caseId),
    async messages(caseId) {
      counted('messages')
      return messages.get(caseId) ?? []
    },
    evidence: async ({ case: of, after = 0, limit }) =>
      evidenceRows.filter((row) => row.seq > after && (of === undefined || row.case === of)).slice(0, limit),
    remindable: async (now, limit) =>
      [...rows.values()]
        .filter(({ remindAt }) => remindAt !== null && remindAt <= now)
        .sort((a, b) => (a.remindAt ?? 0) - (b.remindAt ?? 0))
        .slice(0, limit),
    async moveCases(change) {
      if (change.cases.some(({ row, from }) => rows.get(row.id)?.revision !== from)) return 'conflict'
      for (const { row, shown, told } of change.cases) {
        rows.set(row.id, row)
        const before = made.get(row.id)
        const after = shown ?? before?.shown
        if (after) made.set(row.id, { shown: after, told: told ?? before?.told ?? '[]', changedAt: row.changedAt })
      }
      events.push(...change.events)
      keep(change.evidence)
      return 'stored'
    },
    async dues({ offices, partner, ours, until, limit }) {
      const all = [...made].flatMap(([of, { shown }]) => {
        const { partner, agreement, profile, role, office, state } = rows.get(of) as CaseRow
        return shown.due.map(({ place, ...due }) => ({
          ...{ case: of, partner, agreement, profile, role, office, state, place },
          ...due,
        }))
      })
      const found = all
        .filter((row) => offices === 'all' || offices.includes(row.office))
        .filter((row) => (partner ?? row.partner) === row.partner && (ours ?? row.ours) === row.ours)
        .filter((row) => row.dueOn <= until)
        .sort((a, b) => (`${a.dueOn} ${a.case} ${a.place}` < `${b.dueOn} ${b.case} ${b.place}` ? -1 : 1))
        .map(({ place: _, ours: __, ...row }) => row)
      return { rows: found.slice(0, limit), next: found.length > limit ? 'more' : null }
    },
    duesByItself: async () => [],
    untoldUses: async () => [],
    async waiting({ offices, limit }) {
      const found = [...rows.values()]
        .filter((row) => row.role === 'requested' && row.dueAt !== null)
        .filter((row) => offices === 'all' || offices.includes(row.office))
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.id < b.id ? -1 : 1))
      return { rows: found.slice(0, limit), next: found.length > limit ? 'more' : null }
    },
    openedAfter: async ({ partner, role, profiles, from, to, many }) =>
      [...rows.values()]
        .filter((row) => row.partner === partner && row.role === role && profiles.includes(row.profile))
        .filter((row) => row.openedAt >= from && row.openedAt <= to)
        .sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1))[many],
    lastOrder: async (partner) =>
      [...made]
        .filter(([of, { shown }]) => rows.get(of)?.partner === partner && shown.orders)
        .sort(([, a], [, b]) => b.changedAt - a.changedAt)[0]?.[1].shown.particulars ?? undefined,
    shown: async (ids) =>
      ids.flatMap((of) => {
        const { shown, told = '[]' } = made.get(of) ?? {}
        return shown ? [{ case: of, ...shown, told }] : []
      }),
    shownOtherwise: async ({ limit, ...ask }) =>
      [...rows.values()]
        .filter(({ id, partner, agreement }) => {
          const basis = made.get(id)?.shown.basis ?? ''
          if (ask.partner === undefined) return basis === ''
          return partner === ask.partner && agreement === ask.agreement && basis !== ask.basis
        })
        .slice(0, limit),
    async register(row, evidence) {
      registered.push(row)
      keep(evidence)
    },
    registrations: async (caseId) => registered.filter((row) => row.case === caseId),
    async tally({ since, now }) {
      counted('tally')
      const groups = new Map<string, Tally>()
      for (const row of rows.values()) {
        const { office, partner, agreement, profile, role, state } = row
        const key = [office, partner, agreement, profile, role, state].join(' ')
        const known = groups.get(key) ?? {
          office,
          partner,
          agreement,
          profile,
          role,
          state,
          cases: 0,
          opened: 0,
          overdue: 0,
        }
        groups.set(key, {
          ...known,
          cases: known.cases + 1,
          opened: known.opened + Number(row.openedAt >= since),
          overdue: known.overdue + Number(row.dueAt !== null && row.dueAt < now),
        })
      }
      return { rows: [...groups.values()], truncated: false }
    },
  }
}

/** Our own standing, and XB as our only partner, under one agreement. */
export function trustOf(
  changes: {
    standing?: object
    fourEyes?: readonly string[]
    zones?: readonly [ours: string, theirs: string]
    off?: readonly [ours: DaysOff, theirs: DaysOff]
  } = {},
): Trust {
  const [ours = 'UTC', theirs = 'UTC'] = changes.zones ?? []
  const [oursOff, theirsOff] = changes.off ?? []
  const agreement = {
    id: 'xa-xb',
    members: ['XA', 'XB'],
    profiles: ['tfa12'],
    parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: changes.fourEyes ?? [] },
  }
  const held = { agreement, sha256: 'b'.repeat(64), partner: 'XB' }
  return {
    us: 'XA',
    card: { contact: { timeZone: ours, office: 'HQ', ...oursOff }, standing: { ...changes.standing } },
    partners: new Map([
      ['XB', { member: 'XB', state: 'active', card: { contact: { timeZone: theirs, ...theirsOff }, standing: {} } }],
    ]),
    agreements: new Map([['xa-xb', held]]),
    named: new Set(),
  } as unknown as Trust
}

/** A world whose clock the test holds. */
export function worldAt(now: number) {
  let count = 900_000
  const world = {
    at: now,
    now: () => world.at,
    monotonicMs: () => world.at - now,
    random: () => 0.5,
    randomOctets: (length: number) => new Uint8Array(length).fill(7),
    id() {
      count += 1
      return id(count)
    },
  }
  return world
}

/** Secrets that are none: what a test stores stays legible. */
export const plainSecrets = {
  encrypt: (_: string, value: object) => ({
    secret: new TextEncoder().encode(JSON.stringify(value)),
    key: new Uint8Array(0),
  }),
  decrypt: (_: string, { secret }: { secret: Uint8Array }) => JSON.parse(new TextDecoder().decode(secret)) as unknown,
  message: ({ secret }: { secret: Uint8Array | null }) => secret && JSON.parse(new TextDecoder().decode(secret)),
}

export const wantedItems = (...ids: readonly string[]) => ids.map((each) => ({ id: each, kind: 'declaration' }))

/** With what lists show of its cases, as the gateway makes it of cases that it was not made of yet. */
export async function shownStore(trust: Trust, ...told: readonly Told[]): Promise<ThreadsStore> {
  const store = threadsStore(...told)
  const log = { error: () => undefined } as never
  await showAnew({ store, world: { monotonicMs: () => 0 }, log, trust: () => trust }, 1)
  return store
}
