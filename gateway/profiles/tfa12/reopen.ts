import { defineMessage } from '../../model/profile/profile.ts'
import { closed, prose } from '../../model/profile/shape.ts'
import { noFacts } from '../use/fields.ts'

const body = closed(
  {
    reason: prose(2000, {
      description: 'Why the case is opened again, in the same matter.',
      examples: ['The importer has appealed.'],
    }),
  },
  { description: 'The case is opened again.', examples: [{ reason: 'The importer has appealed.' }] },
)

/**
 * Back to where the case was closed or withdrawn; what waited then waits again, under its old
 * dates.
 */
export const reopen = defineMessage({
  title: 'reopening',
  from: 'requesting',
  paragraphs: [],
  whileSuspended: true,
  body,
  facts: () => ({}),
  factsShape: noFacts('A reopening leads back and says no more.'),
  legalIn: ['closed'],
  next: ({ particulars: { closedFrom } }) => ({ state: typeof closedFrom === 'string' ? closedFrom : 'answered' }),
  items: 'none',
})
