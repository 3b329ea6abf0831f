// The message "amendment of terms": its body, its rules, its facts, and what it changes in a case.
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, prose } from '../../../model/profile/shape.ts'
import { itemIds } from '../fields.ts'
import { changed, notHeld, nothingHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'

const items = itemIds('The items whose terms are tightened.', '5.1 e')

const body = closed(
  {
    items,
    reason: prose(4000, {
      description: 'Why the conditions become tighter.',
      paragraph: '5.1 e',
      examples: ['A prosecution was closed; the file is to be destroyed within the year.'],
    }),
  },
  {
    description: 'The member that gave tightens conditions; they stand in full in the statement itself.',
    paragraph: '5.1 e',
    examples: [
      {
        items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
        reason: 'A prosecution was closed; the file is to be destroyed within the year.',
      },
    ],
  },
)

/**
 * The statement's own terms take the place of those the items came with: tighter, never looser.
 * They are accepted anew; what an inability closed stays closed.
 */
export const amendTerms = (phase: Phase) =>
  defineMessage({
    title: 'amendment of terms',
    from: 'either',
    paragraphs: ['5.1 e'],
    whileSuspended: true,
    duty: true,
    effect: 'amends-terms',
    owes: [{ answeredBy: ['accept-terms'], days: 30, source: 'target', paragraph: '5.1 e' }],
    body,
    rules: ({ items }, context) =>
      notHeld(items, { field: (index) => `/items/${index}`, paragraph: '5.1 e', speaker: 'provider' }, context),
    facts: ({ items }) => ({ items }),
    factsShape: closed({ items }, { description: 'The items whose terms were tightened.' }),
    legalIn: phase.kept,
    barred: nothingHeld('provider'),
    next(core, { items }, { from }) {
      const illegal = whyNotAllHeld(core, items, { speaker: 'provider', from })
      return illegal === undefined ? changed(core, items, () => ({ acceptance: 'open' })) : { illegal }
    },
    items: 'none',
  })
