// The message "verification update": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, oneOf, prose } from '../../../model/profile/shape.ts'
import { itemId, mostItems } from '../fields.ts'
import { changed, notHeld, nothingHeld, verificationLife, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'

const status = oneOf(['verified', 'corrected', 'withdrawn'], {
  description: 'What the member that gave says of the accuracy of the item now.',
  paragraph: '5.1 d',
  examples: ['verified'],
})

const body = closed(
  {
    items: listOf(
      closed(
        {
          item: itemId('5.1 d'),
          status,
          method: Type.Optional(
            prose(2000, {
              description: 'How it was verified, or found wrong.',
              paragraph: '5.1 d',
              examples: ["Compared with the exporter's books."],
            }),
          ),
          correction: Type.Optional(
            prose(8000, {
              description: 'What is right instead; needed where the item is corrected.',
              paragraph: '6.1 b',
              examples: ['The declared value of line 1 is 18 400, not 1 840.'],
            }),
          ),
        },
        { description: 'An item and what is known of its accuracy.', paragraph: '5.1 d' },
      ),
      { minItems: 1, maxItems: mostItems, description: 'Item by item.', paragraph: '5.1 d' },
    ),
    on: day({ description: 'Day of the finding.', paragraph: '5.1 d', examples: ['2026-05-20'] }),
  },
  {
    description: 'The member that gave says more of the accuracy of what it gave; nobody requires it to (10 g).',
    paragraph: '5.1 d',
    examples: [
      {
        items: [
          {
            item: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
            status: 'verified',
            method: "Compared with the exporter's books.",
          },
        ],
        on: '2026-05-20',
      },
    ],
  },
)

/** Verified, corrected or withdrawn: whoever reads the item learns of it from then on. */
export const verificationUpdate = (phase: Phase) =>
  defineMessage({
    title: 'verification update',
    from: 'either',
    paragraphs: ['5.1 d', '10'],
    whileSuspended: true,
    gives: 'accepted',
    duty: true,
    bodyGoesWithItems: true,
    body,
    rules: ({ items }, context) => [
      ...notHeld(
        items.map(({ item }) => item),
        { field: (index) => `/items/${index}/item`, paragraph: '5.1 d', speaker: 'provider' },
        context,
      ),
      ...items.flatMap(({ status, correction }, index) =>
        (status === 'corrected') === (correction !== undefined)
          ? []
          : [
              {
                field: `/items/${index}/correction`,
                paragraph: '6.1 b',
                message: correction === undefined ? 'is missing: say what is right' : `does not go with ${status}`,
              },
            ],
      ),
    ],
    facts: ({ items, on }) => ({ items: items.map(({ item, status }) => ({ id: item, status })), on }),
    factsShape: closed(
      {
        items: listOf(closed({ id: itemId(), status }, { description: 'An item and its status.' }), {
          minItems: 1,
          maxItems: mostItems,
          description: 'Item by item.',
        }),
        on: body.properties.on,
      },
      { description: 'What is known of the accuracy of which item.' },
    ),
    legalIn: phase.kept,
    barred: nothingHeld('provider'),
    next(core, { items }, { from }) {
      const ids = items.map(({ id }) => id)
      const status = new Map(items.map((each) => [each.id, each.status]))
      const illegal =
        whyNotAllHeld(core, ids, { speaker: 'provider', from }) ??
        items.map((each) => whyNot(core, each)).find((why) => why !== undefined)
      return illegal === undefined
        ? changed(core, ids, ({ verified }, id) => ({ verified: status.get(id) ?? verified }))
        : { illegal }
    },
    items: 'none',
  })

function whyNot({ given }: CaseCore, { id, status }: { id: string; status: 'verified' | 'corrected' | 'withdrawn' }) {
  const now = given[id]?.verified ?? 'unverified'
  return verificationLife[now].includes(status) ? undefined : `${id} is ${now}; it cannot become ${status}`
}
