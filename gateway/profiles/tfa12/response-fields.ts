// The body of a response, each field with the paragraph it comes from.
import { type Static, Type } from 'typebox'
import { closed, day, listOf, oneOf, prose } from '../../model/profile/shape.ts'
import { protectionSchema } from '../../model/terms/vocabulary.ts'
import { itemIds, mostItems, note, officer } from '../use/fields.ts'
import { mostWanted, outcomeSchema, wantedId } from './items.ts'
import { basisSchema } from './refusal.ts'

export const final = Type.Boolean({
  description: 'Whether nothing more follows; a final response leaves no item open or postponed.',
  paragraph: '6.1 e',
  examples: [true],
})
export const expectedOn = day({
  description: 'When an answer is expected; needed where the outcome is postponed.',
  paragraph: '7.1',
  examples: ['2026-07-01'],
})

const outcome = closed(
  {
    wanted: wantedId,
    outcome: outcomeSchema,
    items: Type.Optional(itemIds('The attached items that answer it; needed where something is provided.', '6.1 b')),
    verified: Type.Optional(
      Type.Boolean({
        description:
          'Whether the requested member verified what it provides; nobody requires it to (10 g). Left out means no.',
        paragraph: '5.1 d',
      }),
    ),
    reason: Type.Optional(
      prose(4000, { description: 'Why only a part, or nothing, is available.', paragraph: '6.1 b' }),
    ),
    basis: Type.Optional(basisSchema),
    expectedOn: Type.Optional(expectedOn),
  },
  { description: 'What became of one wanted item.', paragraph: '6.1' },
)

const trueCopies = closed(
  {
    items: itemIds('The attached items that are true copies.', '6.1 d'),
    officer: officer('Officer who compared them.', '6.1 d'),
    date: day({ description: 'Day of the comparison.', paragraph: '6.1 d', examples: ['2026-04-02'] }),
  },
  { description: 'Confirmation that documents are true copies.', paragraph: '6.1 d' },
)

export const responseBody = closed(
  {
    final,
    outcomes: listOf(outcome, { maxItems: mostWanted, description: 'Outcomes, item by item.', paragraph: '6.1' }),
    protection: Type.Optional(protectionSchema),
    trueCopies: Type.Optional(
      listOf(trueCopies, { maxItems: mostItems, description: 'True-copy statements.', paragraph: '6.1 d' }),
    ),
    keys: Type.Optional(
      oneOf(['immediate', 'after-acceptance'], {
        description:
          'When the items can be opened: after the requesting member has accepted their terms and the provider has sent its shares of the keys, which the sending gateway puts in where it is left out; or at once, where the agreement holds an acceptance in advance.',
        paragraph: '5.1',
        examples: ['after-acceptance'],
      }),
    ),
    note: Type.Optional(note),
  },
  {
    description: 'The requested member answers: in part or in full, in one or more responses.',
    paragraph: '6.1',
    examples: [
      {
        final: true,
        outcomes: [
          { wanted: 'w1', outcome: 'provided', items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'], verified: false },
          {
            wanted: 'w2',
            outcome: 'refused',
            basis: { family: '7.1', ground: 'c', reasons: 'A prosecution is under way.' },
          },
        ],
        protection: {
          level: 'customs-confidential',
          description: 'Held strictly in confidence; access only for officers dealing with the matter.',
          measures: ['encrypted at rest'],
          law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
        },
        trueCopies: [{ items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'], officer: 'B. Example', date: '2026-04-02' }],
      },
    ],
  },
)
export type ResponseBody = Static<typeof responseBody>
