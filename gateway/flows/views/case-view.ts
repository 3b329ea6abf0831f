// One case as a person works on it: what is wanted, owed, given and permitted, what may be sent
// next and why nothing else, and its timeline.

import type { CaseView } from '../../answers/case-answers.ts'
import type { Permission, Wanted } from '../../answers/case-parts.ts'
import type { RegistrationView, TimelineEntry } from '../../answers/message-answers.ts'
import type { CaseState } from '../../case/case.ts'
import { fold } from '../../case/steps.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { OutboxStore } from '../../ports/delivering.ts'
import type { CaseAsk } from '../../ports/doors/national.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { CasesStore, ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceRow, ToldMessage } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { limitOf, suspensionOf } from '../between/pair.ts'
import { contactsOf, profileUnder } from '../cases/cases.ts'
import { registrationsOf } from '../cases/registrations.ts'
import { dutiesOf } from '../cases/shown.ts'
import { receiptedIn, usesOf } from '../cases/uses.ts'
import type { Secrets } from '../content/secrets.ts'
import type { Trust } from '../trust/trust.ts'
import { caseLine, deliveryOf, messageLine } from './case-lines.ts'
import { itemsInCase } from './item-view.ts'
import { nextMessages } from './next-messages.ts'

export interface CaseViewing {
  store: KeepingStore & OutboxStore & ReadingStore
  secrets: Secrets
  world: Pick<World, 'now'>
  timeZone: string
  trust(): Trust
}

/** Only for whom the case is theirs to see: it asks no more. */
export async function caseView(deps: CaseViewing, row: CaseRow, ask: CaseAsk): Promise<CaseView> {
  const { store, secrets, world, timeZone } = deps
  const trust = deps.trust()
  const now = world.now()
  const localDate = localDateOf(now, timeZone)
  const [{ messages: all, evidence }, items, registered] = await Promise.all([
    store.told(row.id),
    store.itemsOf(row.id),
    registrationsOf(deps, row.id),
  ])
  const profile = profileUnder(trust, row)
  const messages = all.filter(({ standing }) => standing === 'kept')
  const state = fold(profile, row, messages)
  const ofDeclaration = profile.scope === 'case'
  const suspension = ofDeclaration ? await suspensionOf(store, row) : undefined
  const limit = ofDeclaration ? await limitOf(store, row, localDate) : undefined
  const contacts = contactsOf(trust, row)
  const folded = { profile, messages, state, receipted: await receiptedIn(store, trust, row, messages) }
  return {
    ...caseLine(row, now),
    scope: profile.scope,
    requestedOn: state.requestedOn ?? null,
    statedDueOn: state.statedDueOn ?? null,
    purposes: [...state.purposes],
    discretionary: state.discretionary,
    regions: state.regions,
    wanted: wantedOf(state),
    owed: dutiesOf({ ...folded, role: row.role, contacts }, { us: trust.us, partner: row.partner }, now),
    permissions: await permissionsOf(store, row, state),
    particulars: state.particulars,
    suspension: suspension
      ? {
          thread: suspension.thread,
          by: suspension.ours ? trust.us : row.partner,
          since: suspension.since,
          on: suspension.on,
        }
      : null,
    limit: limit ? { thread: limit.thread, perMonth: limit.perMonth, from: limit.from, until: limit.until } : null,
    ...nextMessages({ trust, row, profile, state, localDate, suspended: suspension !== undefined }, ask),
    items: itemsInCase(secrets, folded, items),
    assigned: assignedIn(evidence),
    timeline: inOrder(await timelineOf(deps, profile, state, all), registered),
  }
}

/** Whom the newest record names; a hand-over leaves it to the other office. */
function assignedIn(evidence: readonly Pick<EvidenceRow, 'kind' | 'data'>[]): string | null {
  const newest = evidence.findLast(({ kind }) => kind === 'case.assigned' || kind === 'case.handed')
  return typeof newest?.data.assigned === 'string' ? newest.data.assigned : null
}

const wantedOf = ({ items }: CaseState): Wanted[] =>
  Object.entries(items).map(
    ([wanted, { kind, outcome, since, dueOn = null, expectedOn = null, withdrawn = false }]) => ({
      ...{ wanted, kind, outcome, since, dueOn, expectedOn, withdrawn },
    }),
  )

/** Uses are counted only where there is a number to hold them against. */
async function permissionsOf(store: CasesStore, { id }: CaseRow, { permissions }: CaseState): Promise<Permission[]> {
  const limited = Object.values(permissions).some(({ uses }) => uses !== undefined)
  const used = limited ? await usesOf(store, id) : undefined
  return Object.entries(permissions).map(([permission, { asked, verdict, scope, items, uses, until }]) => ({
    permission,
    asked,
    verdict,
    scope,
    items,
    uses: uses ?? null,
    used: uses === undefined ? null : (used?.get(permission) ?? 0),
    until: until ?? null,
  }))
}

interface Entry {
  readonly at: string
  readonly entry: TimelineEntry
}

async function timelineOf(
  { store }: CaseViewing,
  { messages: types }: Profile,
  { steps, reasons }: CaseState,
  messages: readonly ToldMessage[],
): Promise<Entry[]> {
  const sent = messages.flatMap(({ id, direction }) => (direction === 'out' ? [id] : []))
  const deliveries = new Map((await store.deliveriesOf(sent)).map((delivery) => [delivery.id, delivery]))
  return messages.map((message) => ({
    at: new Date(message.storedAt).toISOString(),
    entry: {
      ...messageLine(message),
      title: types[message.type]?.title ?? message.type,
      ...(message.statement.inReplyTo !== undefined && { inReplyTo: message.statement.inReplyTo }),
      effect: message.standing === 'refused' ? 'refused' : (steps[message.id] ?? 'applied'),
      ...(reasons[message.id] !== undefined && { reason: reasons[message.id] ?? '' }),
      ...deliveryOf(deliveries.get(message.id)),
    },
  }))
}

/**
 * Messages stay in the order of the case; what was registered by hand stands where it was
 * registered.
 */
function inOrder(messages: readonly Entry[], registered: readonly RegistrationView[]): CaseView['timeline'] {
  const waiting = [...registered]
  const entries: (TimelineEntry | RegistrationView)[] = []
  for (const { at, entry } of messages) {
    while (waiting[0] && waiting[0].registeredAt < at) entries.push(waiting.shift() as RegistrationView)
    entries.push(entry)
  }
  return [...entries, ...waiting]
}
