import { Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import { type CaseCore, type CaseItem, waitingOutcomes } from '../../model/profile/case-core.ts'
import { type CaseChange, defineMessage, type Illegal } from '../../model/profile/profile.ts'
import { closed, listOf, prose } from '../../model/profile/shape.ts'
import { answering } from './course.ts'
import { mostWanted, mostWantedOfCase, wantedId } from './items.ts'
import { kind, wanted } from './request-fields.ts'
import { wantedFaults } from './request-rules.ts'

const body = closed(
  {
    add: Type.Optional(
      listOf(wanted, {
        minItems: 1,
        maxItems: mostWanted,
        description: 'What is wanted beside; each has its own date and due date from now on.',
        paragraph: '4.1 d',
      }),
    ),
    remove: Type.Optional(
      listOf(wantedId, {
        minItems: 1,
        maxItems: mostWanted,
        description: 'Ids of wanted items that are still open and not wanted any more.',
        paragraph: '4.1 d',
        examples: [['w3']],
      }),
    ),
    reason: prose(2000, {
      description: 'Why, in the same matter.',
      paragraph: '4.1 a',
      examples: ['The invoice names a second consignment note.'],
    }),
    proportionality: Type.Optional(
      prose(2000, {
        description: 'Why the fiscal interest is worth the further effort; needed where anything is added.',
        paragraph: '9.1',
        examples: ['One more document of the same consignment.'],
      }),
    ),
  },
  {
    description: 'The requesting member adds or removes wanted items in the same matter.',
    paragraph: '4.1 d',
    examples: [
      {
        add: [{ id: 'w4', kind: 'bill-of-lading', as: 'copy', declaration: 'export' }],
        remove: ['w3'],
        reason: 'The invoice names a second consignment note.',
        proportionality: 'One more document of the same consignment.',
      },
    ],
  },
)

const factsShape = closed(
  {
    added: listOf(closed({ id: wantedId, kind }, { description: 'A wanted item.' }), {
      maxItems: mostWanted,
      description: 'Items added.',
    }),
    removed: listOf(wantedId, { maxItems: mostWanted, description: 'Items removed.' }),
  },
  { description: 'What is wanted beside, and what no more.' },
)

/** New items count from the day of the supplement; what was wanted before keeps its due date. */
export const supplement = defineMessage({
  title: 'supplement',
  from: 'requesting',
  paragraphs: ['4.1', '9.1'],
  whileSuspended: true,
  gives: 'to-answer',
  owes: [{ answeredBy: ['ack', 'clarify'], days: 10, source: 'target' }],
  body,
  rules({ add, remove, proportionality }, { state }) {
    const faults: Fault[] = wantedFaults(add ?? [], '/add')
    if (add === undefined && remove === undefined)
      faults.push({ field: '/add', paragraph: '4.1 d', message: 'is missing: a supplement adds or removes something' })
    if (add !== undefined && proportionality === undefined)
      faults.push({
        field: '/proportionality',
        paragraph: '9.1',
        message: 'is missing: say why the further effort is worth it',
      })
    if (state === undefined || state.state === 'none') return faults
    const next = supplemented(state, { added: add ?? [], removed: remove ?? [] })
    return 'illegal' in next ? [...faults, { field: '', paragraph: '4.1 d', message: next.illegal }] : faults
  },
  facts: ({ add = [], remove = [] }) => ({ added: add.map(({ id, kind }) => ({ id, kind })), removed: remove }),
  factsShape,
  legalIn: ['submitted', ...answering, 'answered', 'refused'],
  next: supplemented,
  items: 'optional',
})

interface Changes {
  readonly added: readonly { readonly id: string; readonly kind: string }[]
  readonly removed: readonly string[]
}

function supplemented({ state, items }: CaseCore, { added, removed }: Changes): CaseChange | Illegal {
  const illegal = whyNotAdded(items, added) ?? whyNotRemoved(items, removed)
  if (illegal !== undefined) return { illegal }
  const waiting = Object.values(items).filter(({ outcome }) => waitingOutcomes.includes(outcome)).length
  if (waiting + added.length === removed.length)
    return { illegal: 'a supplement leaves something wanted; to want nothing more, withdraw the request' }
  const changes: Record<string, Pick<CaseItem, 'kind' | 'outcome'> & Partial<CaseItem>> = {}
  for (const { id, kind } of added) changes[id] = { kind, outcome: 'open' }
  for (const id of removed) changes[id] = { kind: items[id]?.kind ?? '', outcome: 'not-required', withdrawn: true }
  const reopens = added.length > 0 && ['answered', 'refused', 'postponed'].includes(state)
  return { items: changes, ...(reopens && { state: 'accepted' }) }
}

function whyNotAdded(items: CaseCore['items'], added: Changes['added']): string | undefined {
  const ids = added.map(({ id }) => id)
  if (new Set(ids).size < ids.length) return 'two wanted items have the same id'
  const known = ids.find((id) => items[id] !== undefined)
  if (known !== undefined) return `${known} is wanted already; a new item has an id of its own`
  return Object.keys(items).length + ids.length > mostWantedOfCase
    ? `a case wants at most ${mostWantedOfCase} items`
    : undefined
}

function whyNotRemoved(items: CaseCore['items'], removed: readonly string[]): string | undefined {
  if (new Set(removed).size < removed.length) return 'an item is removed twice'
  for (const id of removed) {
    const item = items[id]
    if (item === undefined) return `${id} is not wanted in this case`
    if (!waitingOutcomes.includes(item.outcome)) return `${id} is ${item.outcome}; only what still waits is removed`
  }
  return undefined
}
