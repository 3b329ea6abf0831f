// What need not be typed: what the case already says, in the fields that have a place for it.
import type { ItemView } from '../../../../answers/item-answers.ts'
import type { HeldLine } from '../../../../answers/overview-answers.ts'
import type { CaseTerms } from '../../../../answers/terms-answers.ts'
import { localDateOf } from '../../../../model/calendar/calendar.ts'
import type { JsonObject } from '../../../../model/json.ts'
import { termsInWords } from '../../../in-words/case-terms.ts'
import { entriesOf, type FormNode, fresh, isUuid, membersOf, needs } from '../../forms/node.ts'
import type { ConsoleDeps, Visitor } from '../../page.ts'
import type { Written } from './carried.ts'
import type { Composition } from './composition.ts'

/** A body to begin with: the draft that is changed, or what is known. */
export async function prefilled(
  deps: ConsoleDeps,
  visitor: Visitor,
  composition: Composition,
  newId: string,
): Promise<JsonObject> {
  const { draft, message } = composition
  if (draft) return draft.body
  const node: FormNode = message.body
  const known = {
    ...membersOf(fresh(node)),
    ...namesOf(visitor),
    ...(await ofAct(deps, visitor, composition)),
    ...ofCase(composition, node, newId),
    ...toAnswer(composition, node),
  }
  return Object.fromEntries(Object.entries(known).filter(([name]) => Object.hasOwn(node.properties ?? {}, name)))
}

const namesOf = ({ name, client }: Visitor): JsonObject => ({
  officer: name,
  ...(client.function !== undefined && { role: client.function }),
})

/** What the case has fixed under the same name, and a number for what the message begins. */
function ofCase({ case: view, message: { signedAs } }: Composition, node: FormNode, newId: string): JsonObject {
  const particulars = Object.entries(view?.particulars ?? {}).filter(([, value]) => typeof value === 'string')
  const begins = Object.entries(node.properties ?? {}).filter(
    ([name, member]) =>
      isUuid(member) && needs(node, name) && signedAs !== 'permit' && saidBefore(view, name).length === 0,
  )
  return {
    ...(Object.hasOwn(node.properties ?? {}, 'receivedAt') && arrived(view)),
    ...Object.fromEntries(particulars),
    ...Object.fromEntries(begins.map(([name]) => [name, newId])),
  }
}

/** A list that says what became of what is wanted begins with a place for each that is open. */
function toAnswer({ case: view }: Composition, node: FormNode): JsonObject {
  const lists = Object.entries(node.properties ?? {}).filter(
    ([name, { items }]) =>
      needs(node, name) && items !== undefined && needs(items, 'wanted') && needs(items, 'outcome'),
  )
  const open = (view?.wanted ?? []).filter((each) => isOpen(each)).map(({ wanted }) => ({ wanted }))
  return Object.fromEntries(lists.map(([name]) => [name, open]))
}
const toCome: readonly string[] = ['open', 'postponed']
const isOpen = ({ outcome, withdrawn }: NonNullable<Composition['case']>['wanted'][number]) =>
  toCome.includes(outcome) && !withdrawn

/** What documents say of themselves: what they answer, and the protection of their terms. */
export async function withDocuments(
  { flows }: ConsoleDeps,
  { client }: Visitor,
  composition: Composition,
  { body, carried, documents }: Pick<Written, 'body' | 'carried' | 'documents'>,
): Promise<JsonObject> {
  const answered = answeredBy(body, composition, documents)
  const node: FormNode = composition.message.body
  const asks = Object.hasOwn(node.properties ?? {}, 'protection') && !Object.hasOwn(body, 'protection')
  if (!asks || documents.length === 0 || carried.terms === '') return answered
  const { protection } = await flows.terms(client, carried.terms)
  return { ...answered, protection }
}

/** A document answers what is wanted of its kind, where nothing was said of that yet. */
function answeredBy(body: JsonObject, { case: view }: Composition, documents: readonly ItemView[]): JsonObject {
  const { outcomes } = body
  if (!Array.isArray(outcomes)) return body
  const kindOf = new Map((view?.wanted ?? []).map(({ wanted, kind }) => [wanted, kind]))
  const said = outcomes.map((each) => {
    const entry = membersOf(each)
    const kind = kindOf.get(String(entry['wanted'] ?? ''))
    const items = documents.filter((document) => document.kind === kind).map(({ item }) => item)
    const untouched = (entry['outcome'] ?? '') === '' && entriesOf(entry['items']).length === 0
    return untouched && items.length > 0 ? { ...entry, outcome: 'provided', items } : each
  })
  return { ...body, outcomes: said }
}

/** When what opened the case came, and until when it is answered, as both are known here. */
function arrived(view: Composition['case']): JsonObject {
  const first = view?.timeline.find((entry) => 'message' in entry)
  return {
    ...(first !== undefined && 'storedAt' in first && { receivedAt: first.storedAt }),
    ...(typeof view?.dueOn === 'string' && { dueOn: view.dueOn }),
  }
}

/** Ids that messages of the case gave under a name, with the messages. */
export const saidBefore = (view: Composition['case'], name: string) =>
  (view?.timeline ?? []).flatMap((entry) => {
    const id = 'effect' in entry && entry.effect === 'applied' ? entry.facts[name] : undefined
    return 'effect' in entry && typeof id === 'string' ? [{ id, entry }] : []
  })

async function ofAct({ flows, nowMs, timeZone }: ConsoleDeps, visitor: Visitor, { message, case: view }: Composition) {
  const { client, language } = visitor
  if (!view) return {}
  if (message.signedAs === 'accept-terms')
    return toAccept(termsInWords(await flows.caseTerms(client, view.case), language))
  if (message.signedAs !== 'dispose') return {}
  const { rows } = await flows.held(client, { case: view.case })
  return toDispose(rows, localDateOf(nowMs(), timeZone))
}

/**
 * The terms that wait for an acceptance, as they were shown: each term is decided by whoever signs.
 */
function toAccept({ blocks }: CaseTerms): JsonObject {
  const waits = blocks.find(({ direction, binds }) => direction === 'in' && binds.some(isUndecided))
  if (!waits) return {}
  const { terms, sha256, binds, rows } = waits
  return {
    ...{ terms, text: sha256, items: binds.filter(isUndecided).map(({ id }) => id) },
    decisions: rows.map(({ term }) => ({ term })),
  }
}
const isUndecided = ({ acceptance, disposed }: CaseTerms['blocks'][number]['binds'][number]) =>
  acceptance === 'open' && !disposed

/** What is due first: its method is that of its terms, and each copy that left is named. */
function toDispose(rows: readonly HeldLine[], today: string): JsonObject {
  const due = rows.filter(({ overdue }) => overdue)
  return {
    on: today,
    items: (due.length > 0 ? due : rows).map(({ content, method, copies }) => ({
      item: content,
      ...(method !== null && { method }),
      ...{ copiesKnown: copies.length, exportsOutstanding: 0 },
      ...(copies.length > 0 && { copies: copies.map(({ record }) => ({ record })) }),
    })),
  }
}
