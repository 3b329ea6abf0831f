// What national systems see of cases, messages and items: only those of their own offices.
import type { JsonObject } from '../../crypto/json.ts'
import type { Client, NationalFlows } from '../doors.ts'
import { isOverdue } from '../model/calendar.ts'
import type { CaseState } from '../model/case.ts'
import { legality } from '../model/case.ts'
import { Problem } from '../model/problems.ts'
import type { Page, Store, World } from '../ports.ts'
import type { CaseRow, MessageRow } from '../records.ts'
import { effectOf } from './case-terms.ts'
import { fold, plainProfile, profileOf } from './cases.ts'
import { formShown, itemInCase, itemView } from './item-view.ts'
import { maySee } from './prepare.ts'
import type { Secrets } from './secrets.ts'
import type { Trust } from './trust.ts'

export interface Reading {
  store: Store
  secrets: Secrets
  world: World
  trust(): Trust
}

type Views = Pick<
  NationalFlows,
  'case' | 'cases' | 'messages' | 'message' | 'item' | 'terms' | 'partners' | 'agreements'
>

/** The reading half of the national door. What belongs to another office looks the same as what does not exist. */
export function views(house: Reading): Views {
  const { store, secrets } = house
  const caseFor = async (client: Client, id: string): Promise<CaseRow> => {
    const row = await store.case(id)
    if (!row || !maySee(client, row.office))
      throw new Problem('not-found', `no case ${id} is dealt with by your offices`)
    return row
  }
  return {
    async cases(client, ask) {
      const page: Page<CaseRow> = await store.cases({ ...ask, offices: client.offices })
      return { rows: page.rows.map((row) => caseLine(house, row)), next: page.next }
    },
    async case(client, id) {
      const row = await caseFor(client, id)
      const [messages, items] = await Promise.all([store.messages(id, 'all'), store.itemsOf(id)])
      const folded = foldedOf(house, row, messages)
      const state = folded?.state
      const deliveries = await Promise.all(
        messages.map((message) => (message.direction === 'out' ? store.delivery(message.id) : undefined)),
      )
      return {
        ...caseLine(house, row),
        wanted: Object.entries(state?.items ?? {}).map(([wanted, item]) => ({ wanted, ...item })),
        discretionary: state?.discretionary ?? false,
        ...(state && more(state)),
        legalNext: [...(state?.legalNext[row.role] ?? [])],
        notLegal: state ? reasonsNotLegal(house, row, state) : {},
        items: items.map((item) => itemInCase(secrets, folded, item)),
        timeline: messages.map((message, index) => ({
          ...messageLine(message),
          ...(message.standing === 'refused'
            ? { effect: 'refused' }
            : { effect: state?.steps[message.id] ?? 'applied' }),
          ...(state?.reasons[message.id] !== undefined && { reason: state.reasons[message.id] ?? '' }),
          ...deliveryOf(deliveries[index]),
        })),
      }
    },
    async messages(client, caseId) {
      await caseFor(client, caseId)
      return (await store.messages(caseId, 'all')).map(messageLine)
    },
    async message(client, id) {
      const message = await store.message(id)
      if (!message) throw new Problem('not-found', `no message ${id} is held for your offices`)
      await caseFor(client, message.case)
      const secret = secrets.message(message)
      const items = (await store.itemsOf(message.case)).filter((item) => item.message === id)
      return {
        ...messageLine(message),
        agreement: message.statement.agreement.id,
        localDate: message.statement.localDate,
        ...(message.statement.inReplyTo !== undefined && { inReplyTo: message.statement.inReplyTo }),
        body: secret ? shown(message, secret.content.form) : null,
        disposed: secret === undefined,
        items: items.map((item) => itemView(secrets, item)),
        terms: message.statement.terms,
        ...deliveryOf(message.direction === 'out' ? await store.delivery(id) : undefined),
      }
    },
    async item(client, id) {
      const item = await store.item(id)
      if (!item) throw new Problem('not-found', `no item ${id} is held for your offices`)
      if (item.case === null) {
        if (item.client !== client.id) throw new Problem('not-found', `no item ${id} is held for your offices`)
      } else await caseFor(client, item.case)
      return itemView(secrets, item)
    },
    async terms(_client, sha256) {
      const terms = await store.terms(sha256)
      if (!terms) throw new Problem('not-found', `no terms ${sha256} are kept here`)
      return terms
    },
    async partners() {
      return [...house.trust().partners.values()].map(({ member, state, card }) => ({
        member,
        name: card.name,
        state,
        endpoint: card.endpoint,
        sequence: card.sequence,
        contact: card.contact as unknown as JsonObject,
        profiles: card.profiles,
        assurance: card.assurance,
      }))
    },
    async agreements() {
      return [...house.trust().agreements.values()].map(({ agreement, sha256, partner }) => ({
        ...(agreement as unknown as JsonObject),
        partner,
        sha256,
      }))
    },
  }
}

function foldedOf({ trust }: Reading, row: CaseRow, all: readonly MessageRow[]) {
  const held = trust().agreements.get(row.agreement)
  if (!held) return undefined
  const profile = profileOf(held, row.profile)
  const messages = all.filter(({ standing }) => standing === 'kept')
  return { profile, messages, state: fold(profile, row, messages) }
}

/** What the case says beside its line: side regions, permissions, answers owed, and what else its messages fix. */
const more = ({ regions, purposes, permissions, owed, particulars }: CaseState): JsonObject => ({
  regions,
  purposes: [...purposes],
  permissions: Object.entries(permissions).map(
    ([permission, said]) => ({ permission, ...said }) as unknown as JsonObject,
  ),
  owed: owed.map(({ message, type, by, answeredBy, since, dueOn = null, source, paragraph = null }) => ({
    ...{ message, type, by, answeredBy: [...answeredBy], since, dueOn, source, paragraph },
  })),
  particulars,
})

const shown = ({ statement }: MessageRow, form: JsonObject): JsonObject =>
  effectOf(plainProfile(statement.profile), statement.type) === 'gives-keys' ? formShown(form) : form

function reasonsNotLegal({ trust }: Reading, row: CaseRow, state: CaseState): JsonObject {
  const held = trust().agreements.get(row.agreement)
  if (!held) return {}
  const all = Object.entries(legality(profileOf(held, row.profile), state, row.role))
  return Object.fromEntries(all.flatMap(([type, reason]) => (reason === undefined ? [] : [[type, reason]])))
}

const caseLine = ({ world }: Reading, row: CaseRow): JsonObject => ({
  case: row.id,
  partner: row.partner,
  agreement: row.agreement,
  profile: row.profile,
  role: row.role,
  office: row.office,
  state: row.state,
  dueOn: row.dueOn,
  overdue: row.dueAt !== null && isOverdue(row.dueAt, world.now()),
  openedAt: iso(row.openedAt),
  changedAt: iso(row.changedAt),
  revision: row.revision,
})

const messageLine = (message: MessageRow): JsonObject => ({
  message: message.id,
  case: message.case,
  type: message.type,
  direction: message.direction,
  from: message.statement.from,
  to: message.statement.to,
  clock: message.clock,
  sentAt: message.statement.sentAt,
  storedAt: iso(message.storedAt),
  sha256: message.sha256,
  facts: message.statement.facts,
})

const deliveryOf = (delivery: Awaited<ReturnType<Store['delivery']>>): JsonObject =>
  delivery
    ? {
        delivery: {
          state: delivery.state,
          attempts: delivery.attempts,
          problem: delivery.problem,
          detail: delivery.detail,
          receipt: delivery.receipt,
          expiresAt: iso(delivery.expiresAt),
        },
      }
    : {}

const iso = (at: number): string => new Date(at).toISOString()
