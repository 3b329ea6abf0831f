import { defineMessage } from '../../model/profile.ts'
import { closed, prose } from '../../model/shape.ts'

const body = closed(
  {
    reason: prose(2000, {
      description: 'Why the request is withdrawn.',
      examples: ['The importer corrected the declaration.'],
    }),
  },
  { description: 'The request is withdrawn.', examples: [{ reason: 'The importer corrected the declaration.' }] },
)

/** The requesting member no longer wants an answer: legal as long as one is owed. What was given stays under its terms. */
export const withdraw = defineMessage({
  title: 'withdrawal',
  from: 'requesting',
  paragraphs: [],
  body,
  facts: () => ({}),
  factsShape: closed({}, { description: 'A withdrawal closes the case and says no more.' }),
  legalIn: ['submitted', 'clarifying', 'accepted', 'postponed', 'partly-answered'],
  next: () => ({ state: 'closed' }),
  items: 'none',
})
