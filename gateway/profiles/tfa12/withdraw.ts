import { defineMessage } from '../../model/profile/profile.ts'
import { closed, prose } from '../../model/profile/shape.ts'
import { noFacts } from '../use/fields.ts'
import { pending } from './course.ts'

const body = closed(
  {
    reason: prose(2000, {
      description: 'Why the request is withdrawn.',
      examples: ['The importer corrected the declaration.'],
    }),
  },
  { description: 'The request is withdrawn.', examples: [{ reason: 'The importer corrected the declaration.' }] },
)

/**
 * The requesting member no longer wants an answer: legal as long as one is owed. What was given
 * stays under its terms.
 */
export const withdraw = defineMessage({
  title: 'withdrawal',
  from: 'requesting',
  paragraphs: [],
  whileSuspended: true,
  duty: true,
  body,
  facts: () => ({}),
  factsShape: noFacts('A withdrawal closes the case and says no more.'),
  legalIn: pending,
  next: ({ state }) => ({ state: 'closed', particulars: { closedFrom: state } }),
  items: 'none',
})
