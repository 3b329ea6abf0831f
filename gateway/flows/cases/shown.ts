// What the fold of a case says to lists, reminders and other cases, made where the case changes.
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { Duty } from '../../answers/case-parts.ts'
import { aboutOwed, type DeadlinesAsk, type Reminder, remindersOf } from '../../case/deadlines.ts'
import { typeWithEffect } from '../../case/effects.ts'
import { bindingMessage } from '../../case/terms-in-force.ts'
import { useReportsBy } from '../../case/use-reports.ts'
import type { Owed } from '../../model/profile/case-core.ts'
import type { CaseShown, DueShown } from '../../model/profile/shown.ts'
import type { Role } from '../../model/role.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { Trust } from '../trust/trust.ts'

/** Of a case whose profile is not known here: nothing can be told of it. */
export const nothingShown = (basis: string): CaseShown => ({
  basis,
  reminders: '[]',
  particulars: null,
  orders: false,
  due: [],
  reports: null,
  reported: 0,
})

export function shownOf(trust: Trust, row: CaseRow, ask: DeadlinesAsk, reminders: readonly Reminder[]): CaseShown {
  const { profile, state } = ask
  const { order } = state.particulars
  const reporting = useReportsBy(row.role, ask, bindingMessage(ask))
  const wanted = profile.scope === 'members' || Array.isArray(order)
  return {
    basis: basisOf(trust, row),
    reminders: JSON.stringify(reminders),
    particulars: wanted ? JSON.stringify(state.particulars) : null,
    // A closing report is made once; the others whenever there is more than was told.
    reports: reporting?.when === 'at-close' && reporting.owedSince === undefined ? null : (reporting?.when ?? null),
    reported: reporting?.told ?? 0,
    orders: row.role === 'requested' && profile.scope === 'case' && Array.isArray(order),
    due: dutiesIn(ask, { us: trust.us, partner: row.partner }, reminders)
      .flatMap(({ dueOn, ...duty }) => (dueOn === null ? [] : [{ dueOn, ...duty }]))
      .sort(byDay)
      .map(
        ({ lateFrom, ...duty }, place): DueShown => ({
          ...{ place, ours: duty.ours, dueOn: duty.dueOn, lateFrom },
          byItself: duty.ours && profile.messages[duty.type ?? '']?.answeredByItself !== undefined,
          duty: JSON.stringify(duty),
        }),
      ),
  }
}

type Sorted = Pick<LastingDuty, 'what' | 'message'> & { readonly dueOn: string }
const byDay = (a: Sorted, b: Sorted): number => (keyOf(a) < keyOf(b) ? -1 : 1)
const keyOf = ({ dueOn, what, message }: Sorted): string => `${dueOn} ${what} ${message}`

/** What is owed, whatever the day is on which it is looked at. */
interface LastingDuty extends Omit<Duty, 'overdue'> {
  /** From this instant on it is overdue; null where it never is. */
  readonly lateFrom: number | null
}

export const dutyAt = ({ lateFrom, ...duty }: LastingDuty, now: number): Duty => ({
  ...duty,
  overdue: lateFrom !== null && lateFrom <= now,
})

/** Everything that is owed in a case, what is due first before the rest, what has no day last. */
export const dutiesOf = (ask: DeadlinesAsk, names: Names, now: number): Duty[] =>
  dutiesIn(ask, names, remindersOf(ask)).map((duty) => dutyAt(duty, now))

interface Names {
  readonly us: string
  readonly partner: string
}

function dutiesIn(ask: DeadlinesAsk, { us, partner }: Names, reminders: readonly Reminder[]): LastingDuty[] {
  const { owed } = ask.state
  const whose = (by: Role) => ({ by, member: by === ask.role ? us : partner, ours: by === ask.role })
  const request = owed.find(({ whileOpen }) => whileOpen)
  const askedBy = ({ what, about }: Pick<Reminder, 'what' | 'about'>): Owed | undefined =>
    what === 'owed'
      ? owed.find((row) => aboutOwed(row) === about)
      : what === 'disposal' || what === 'report'
        ? undefined
        : request
  // The end of every deadline is told; what came too late is owed no more.
  const deadlines = reminders.flatMap(({ kind, what, ...rest }) =>
    kind === 'reminder' || what === 'first-notice' || what === 'review' ? [] : [{ what, ...rest }],
  )
  const timed = deadlines.map((deadline): LastingDuty => {
    const { what, by, about, day, dueAtMs, atMs, source, paragraph } = deadline
    const asked = askedBy(deadline)
    return {
      what,
      ...whose(by),
      ...saidOf(asked),
      ...(what === 'report' && { answeredBy: [typeWithEffect(ask.profile, 'reports-uses') ?? ''] }),
      since: what === 'owed' ? (asked?.since ?? null) : what === 'answer' || what === 'report' ? about : null,
      dueOn: day,
      dueAt: new Date(dueAtMs).toISOString(),
      lateFrom: atMs,
      source,
      paragraph: paragraph ?? null,
    }
  })
  const known = new Set(deadlines.map(askedBy))
  const timeless = owed
    .filter((row) => !known.has(row))
    .map(
      (row): LastingDuty => ({
        what: row.whileOpen ? 'answer' : 'owed',
        ...whose(row.by),
        ...saidOf(row),
        since: row.since,
        dueOn: row.dueOn ?? null,
        dueAt: null,
        lateFrom: null,
        source: row.source,
        paragraph: row.paragraph ?? null,
      }),
    )
  return [...timed, ...timeless]
}

const saidOf = (asked: Owed | undefined) => ({
  message: asked?.message ?? null,
  type: asked?.type ?? null,
  answeredBy: [...(asked?.answeredBy ?? [])],
})

/** Goes up where the same statements come to other rows than those of the program before. */
const edition = 3

const known = new WeakMap<Trust, Map<string, string>>()

/**
 * Of what the rows of a case were made beside its statements: both contact points, and the numbers
 * of the agreement.
 */
export function basisOf(trust: Trust, { partner, agreement }: Pick<CaseRow, 'partner' | 'agreement'>): string {
  const bases = known.get(trust) ?? new Map<string, string>()
  known.set(trust, bases)
  const name = `${partner} ${agreement}`
  const basis = bases.get(name) ?? made()
  bases.set(name, basis)
  return basis

  function made(): string {
    const cards = [trust.card, trust.partners.get(partner)?.card]
    const contacts = cards.map((card) => card && [card.contact.timeZone, card.contact.weekend, card.contact.holidays])
    const parts = [edition, contacts, trust.agreements.get(agreement)?.sha256 ?? null]
    return sha256Hex(utf8(JSON.stringify(parts))).slice(0, 16)
  }
}
