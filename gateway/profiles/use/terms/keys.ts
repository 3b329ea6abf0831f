import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { isKeyDue } from '../../../model/profile/holding.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, listOf } from '../../../model/profile/shape.ts'
import { otherRole } from '../../../model/role.ts'
import { itemId, itemIds, mostItems, note } from '../fields.ts'
import { changed, notHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'

const items = itemIds(
  'What the other member decided on: items that wait for their keys, and whatever an inability closed.',
  '6.1 b',
)

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
    description: 'The member that gave sends its shares of keys, or opens what an inability closed.',
    examples: [{ items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'] }],
  },
)

/** After the acceptance; or after a decision of its own where the requesting member was unable to accept everything. */
export const keys = (phase: Phase) =>
  defineMessage({
    title: 'release of keys',
    from: 'either',
    paragraphs: ['5.1', '6.1', '6.2'],
    whileSuspended: false,
    fourEyes: 'at-discretion',
    twoPersons: ({ given }, from) =>
      Object.values(given).some(
        ({ by, acceptance, opened, disposed }) => by === from && acceptance === 'unable' && !opened && !disposed,
      ),
    effect: 'gives-keys',
    bodyGoesWithItems: true,
    body,
    rules({ items, shares }, context): Fault[] {
      const named = shares?.map(({ item }) => item)
      const { state } = context
      // Only what is locked has a share to come; where the case is not known, anything may be.
      const locked = state && state.state !== 'none' ? items.filter((id) => state.given[id]?.locked) : undefined
      if (shares === undefined && context.received && locked !== undefined && locked.length > 0)
        return [{ field: '/shares', message: 'is missing: keys bring a share for each locked item' }]
      const missing = locked?.some((id) => !named?.includes(id))
      const stray = named?.some((id, index) => !(locked ?? items).includes(id) || named.indexOf(id) !== index)
      return [
        ...notHeld(items, { field: (index) => `/items/${index}`, paragraph: '6.1 b', speaker: 'provider' }, context),
        ...(named && (missing || stray)
          ? [{ field: '/shares', message: 'must hold one share for each locked item and no other' }]
          : []),
      ]
    },
    facts: ({ items }) => ({ items }),
    factsShape: closed({ items }, { description: 'The items whose keys were sent.' }),
    legalIn: phase.inUse,
    barred: ({ holds }, from) =>
      holds[otherRole[from]].keysDue === 0 ? 'nothing with a decision on its terms waits for its key' : undefined,
    next(core, { items }, { from }) {
      const illegal =
        whyNotAllHeld(core, items, { speaker: 'provider', from }) ??
        items.map((id) => whyNoKey(phase, core, id)).find((why) => why !== undefined)
      if (illegal !== undefined) return { illegal }
      return changed(core, items, ({ acceptance }) => ({ locked: false, opened: acceptance === 'unable' }))
    },
    items: 'none',
  })

function whyNoKey({ awaits }: Phase, core: CaseCore, id: string): string | undefined {
  const item = core.given[id]
  if (item?.acceptance === 'open') return `the terms of ${id} were not accepted yet`
  if (!item || !isKeyDue(item)) return `the key of ${id} was sent already`
  return awaits?.(core, item.wanted)
}
