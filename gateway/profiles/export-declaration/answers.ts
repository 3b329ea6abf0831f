import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, instant, listOf, oneOf, prose } from '../../model/profile/shape.ts'

// The response of the importing side: taken in, accepted for comparison, or rejected.

const paragraph = '12.1'
const note = Type.Optional(prose(4000, { description: 'Anything else the exporting side should know.', paragraph }))
const received = {
  receivedAt: instant({
    description: 'When the declaration was taken in.',
    paragraph,
    examples: ['2026-03-02T09:12:44.120Z'],
  }),
  reference: Type.Optional(prose(70, { description: "The importing side's own number.", paragraph, search: 'file' })),
  note,
}
const silent = closed({}, { description: 'Nothing beside the state changes.' })

export const acknowledge = defineMessage({
  title: 'acknowledgement of the declaration',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  body: closed(received, {
    description: 'The importing side has taken the declaration in.',
    paragraph,
    examples: [{ receivedAt: '2026-03-02T09:12:44.120Z', reference: 'XB-2026-0815' }],
  }),
  facts: () => ({}),
  factsShape: silent,
  legalIn: ['declared'],
  next: () => ({ state: 'acknowledged' }),
  items: 'none',
})

export const accept = defineMessage({
  title: 'acceptance of the declaration',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  // When the goods arrive nobody knows: owed without a day.
  owes: [{ answeredBy: ['match'], bySender: true, source: 'target', paragraph }],
  body: closed(received, {
    description: 'The importing side will compare the declaration with what arrives.',
    paragraph,
    examples: [{ receivedAt: '2026-03-02T09:12:44.120Z', reference: 'XB-2026-0815' }],
  }),
  facts: () => ({}),
  factsShape: silent,
  legalIn: ['declared', 'acknowledged'],
  next: () => ({ state: 'accepted' }),
  items: 'none',
})

const ground = oneOf(['unreadable', 'incomplete', 'duplicate', 'other-destination', 'other'], {
  description: 'Ground of the rejection.',
  paragraph,
  examples: ['incomplete'],
})

export const reject = defineMessage({
  title: 'rejection of the declaration',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  body: closed(
    {
      ground,
      reasons: prose(4000, { description: 'The reasons.', paragraph, examples: ['Line g2 has no value.'] }),
      fields: Type.Optional(
        listOf(
          Type.String({
            pattern: '^(/[^/\\s]{1,40}){1,6}$',
            maxLength: 200,
            description: 'JSON pointer to a field of the declaration.',
            paragraph,
            examples: ['/lines/1/value'],
          }),
          { minItems: 1, maxItems: 32, description: 'The fields at fault.', paragraph },
        ),
      ),
    },
    {
      description: 'The importing side does not take the declaration as it is.',
      paragraph,
      examples: [{ ground: 'incomplete', reasons: 'Line g2 has no value.', fields: ['/lines/1/value'] }],
    },
  ),
  facts: ({ ground }) => ({ ground }),
  factsShape: closed({ ground }, { description: 'The ground of the rejection.' }),
  legalIn: ['declared', 'acknowledged'],
  next: () => ({ state: 'rejected' }),
  items: 'none',
})
