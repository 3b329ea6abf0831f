// The message "release of keys": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import type { CaseCore, GivenItem } from '../../../model/profile/case-core.ts'
import { isKeyDue } from '../../../model/profile/holding.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, listOf } from '../../../model/profile/shape.ts'
import { otherRole } from '../../../model/role.ts'
import { itemId, itemIds, mostItems, note } from '../fields.ts'
import { changed, notHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'

const items = itemIds('Items whose terms the other member decided on.', '6.1 b')
const messages = Type.Optional(
  itemIds('Messages whose bodies an inability closed and which are opened nevertheless; a body has no share.', '7.2'),
)

const body = closed(
  {
    items: Type.Optional(items),
    messages,
    shares: Type.Optional(
      listOf(
        closed(
          {
            item: itemId(),
            share: Type.String({
              pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$',
              maxLength: 43,
              description: "The provider's share of the item's key: 32 octets in base64url.",
              examples: ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'],
            }),
          },
          { description: 'The share of one item.' },
        ),
        {
          minItems: 1,
          maxItems: mostItems,
          description: 'Put in by the sending gateway out of its own store; a national system leaves it out.',
        },
      ),
    ),
    note: Type.Optional(note),
  },
  {
    description: 'The member that gave sends its shares of keys, or opens what an inability closed.',
    examples: [{ items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'] }],
  },
)

/**
 * After the acceptance; or after a decision of its own where the requesting member was unable to
 * accept everything.
 */
export const keys = (phase: Phase) =>
  defineMessage({
    title: 'release of keys',
    from: 'either',
    paragraphs: ['5.1', '6.1', '6.2'],
    whileSuspended: false,
    twoPersons: ({ given }, from) =>
      Object.values(given).some(({ by, closedAt, disposed }) => by === from && closedAt !== null && !disposed)
        ? 'the other member cannot keep the terms'
        : undefined,
    effect: 'gives-keys',
    bodyGoesWithItems: true,
    body,
    rules({ items = [], messages = [], shares }, context): Fault[] {
      const named = shares?.map(({ item }) => item) ?? []
      const faults = [
        ...notHeld(items, { field: (index) => `/items/${index}`, paragraph: '6.1 b', speaker: 'provider' }, context),
        ...notHeld(
          messages,
          { field: (index) => `/messages/${index}`, paragraph: '7.2', speaker: 'provider' },
          context,
        ),
      ]
      if (items.length + messages.length === 0)
        return [{ field: '/items', paragraph: '6.1 b', message: 'is missing: name what is opened' }]
      if (shares === undefined)
        return context.received && items.length > 0
          ? [...faults, { field: '/shares', message: 'is missing: keys bring a share for each item' }]
          : faults
      return named.length !== items.length || items.some((id) => !named.includes(id))
        ? [...faults, { field: '/shares', message: 'must hold one share for each item and no other' }]
        : faults
    },
    facts: ({ items = [], messages }) => ({ items, ...(messages && { messages }) }),
    factsShape: closed(
      { items: listOf(itemId(), { maxItems: mostItems, description: 'The items whose keys were sent.' }), messages },
      { description: 'What was opened.' },
    ),
    legalIn: phase.inUse,
    barred: ({ holds }, from) =>
      holds[otherRole[from]].keysDue === 0 ? 'nothing with a decision on its terms waits for its key' : undefined,
    next(core, { items, messages = [] }, { from, clock }) {
      const ids = [...items, ...messages]
      const swapped = ids.find((id) => core.given[id] && (core.given[id].what === 'item') !== items.includes(id))
      const illegal =
        (ids.length === 0 ? 'nothing is opened' : undefined) ??
        whyNotAllHeld(core, ids, { speaker: 'provider', from }) ??
        (swapped === undefined ? undefined : `${swapped} is not named as what it is`) ??
        ids.map((id) => whyNoKey(phase, core, id)).find((why) => why !== undefined)
      if (illegal !== undefined) return { illegal }
      // Keys that crossed an inability were decided on without it: they open nothing nevertheless.
      const crossed = ({ closedAt }: GivenItem) => closedAt !== null && clock <= closedAt
      return changed(core, ids, (item) => ({ locked: false, closedAt: crossed(item) ? item.closedAt : null }))
    },
    items: 'none',
  })

function whyNoKey({ awaits }: Phase, core: CaseCore, id: string): string | undefined {
  const item = core.given[id]
  if (item?.acceptance === 'open') return `the terms of ${id} were not accepted yet`
  if (!item || !isKeyDue(item)) return `the key of ${id} was sent already`
  return awaits?.(core, item.wanted)
}
