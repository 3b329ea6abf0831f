import { Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import type { CaseCore } from '../../model/profile/case-core.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf } from '../../model/profile/shape.ts'
import { awaitsAssurance } from './assurance.ts'
import { inUse } from './course.ts'
import { itemId, itemIds, mostItems, note } from './fields.ts'
import { countsOf, giving, notGiven, whyNotAllHeld } from './given.ts'

const items = itemIds('Items whose terms the requesting member has decided on.', '6.1 b')

const body = closed(
  {
    items,
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
    description: "The requested member sends its shares of the items' keys.",
    examples: [{ items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'] }],
  },
)

/** After the acceptance; or after a decision of its own where the requesting member was unable to accept everything. */
export const keys = defineMessage({
  title: 'release of keys',
  from: 'requested',
  paragraphs: ['5.1', '6.1', '6.2'],
  whileSuspended: false,
  effect: 'gives-keys',
  bodyGoesWithItems: true,
  body,
  rules({ items, shares }, context): Fault[] {
    if (shares === undefined && context.received)
      return [{ field: '/shares', message: 'is missing: keys bring a share for each item' }]
    const named = shares?.map(({ item }) => item)
    return [
      ...notGiven(items, { field: (index) => `/items/${index}`, paragraph: '6.1 b' }, context),
      ...(named && (named.length !== items.length || items.some((id) => !named.includes(id)))
        ? [{ field: '/shares', message: 'must hold one share for each item and no other' }]
        : []),
    ]
  },
  facts: ({ items }) => ({ items }),
  factsShape: closed({ items }, { description: 'The items whose keys were sent.' }),
  legalIn: inUse,
  barred: (core) =>
    countsOf(core).keysDue === 0 ? 'no item with a decision on its terms waits for its key' : undefined,
  next(core, { items }) {
    const illegal = whyNotAllHeld(core, items) ?? items.map((id) => whyNoKey(core, id)).find((why) => why !== undefined)
    if (illegal !== undefined) return { illegal }
    const open = items.flatMap((id) => (core.given[id] ? [[id, { ...core.given[id], locked: false }]] : []))
    return giving(core, Object.fromEntries(open))
  },
  items: 'none',
})

function whyNoKey(core: CaseCore, id: string): string | undefined {
  const item = core.given[id]
  if (!item?.locked) return `the key of the item ${id} was sent already`
  if (item.acceptance === 'open') return `the terms of the item ${id} were not accepted yet`
  return awaitsAssurance(core, item.wanted)
}
