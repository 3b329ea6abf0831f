import { type Static, Type } from 'typebox'
import type { GivenItem } from '../../model/profile/case-core.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, day, listOf, oneOf, prose, uuid } from '../../model/profile/shape.ts'
import { protectionSchema } from '../../model/terms/vocabulary.ts'
import { awaitsAssurance } from './assurance.ts'
import { answering } from './course.ts'
import { flag, itemIds, mostItems, note, officer } from './fields.ts'
import { giving } from './given.ts'
import { answered, mostWanted, outcomeSchema, wantedId } from './items.ts'
import { basisFacts, basisFactsFields, basisSchema, whyNoDiscretion } from './refusal.ts'
import { responseFaults, unconfirmed } from './response-rules.ts'

const final = Type.Boolean({
  description: 'Whether nothing more follows; a final response leaves no item open or postponed.',
  paragraph: '6.1 e',
  examples: [true],
})
const expectedOn = day({
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

const body = closed(
  {
    final,
    outcomes: listOf(outcome, { maxItems: mostWanted, description: 'Outcomes, item by item.', paragraph: '6.1' }),
    protection: Type.Optional(protectionSchema),
    trueCopies: Type.Optional(
      listOf(trueCopies, { maxItems: mostItems, description: 'True-copy statements.', paragraph: '6.1 d' }),
    ),
    keys: Type.Optional(
      oneOf(['with-response', 'after-acceptance'], {
        description:
          'When the items can be opened: at once, or after the requesting member has accepted their terms and the provider has sent its shares of the keys. Left out means at once.',
        paragraph: '6.2',
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
export type ResponseBody = Static<typeof body>

const factsShape = closed(
  {
    final,
    locked: Type.Optional(Type.Literal(true, { description: 'The items wait for the acceptance of their terms.' })),
    outcomes: listOf(
      closed(
        {
          id: wantedId,
          outcome: outcomeSchema,
          items: listOf(uuid({ description: 'Id of an item.' }), {
            maxItems: mostItems,
            description: 'Items that answer it.',
          }),
          verified: flag('Whether the information was verified (5.1 d).'),
          trueCopy: flag('Whether every item is confirmed as a true copy (6.1 d).'),
          confirmed: Type.Optional(itemIds('Where only some are: the items that are confirmed.', '6.1 d')),
          expectedOn: Type.Optional(expectedOn),
          family: Type.Optional(basisFactsFields.family),
          ground: basisFactsFields.ground,
          limit: basisFactsFields.limit,
        },
        { description: 'An item and its outcome.' },
      ),
      { maxItems: mostWanted, description: 'Outcomes, item by item.' },
    ),
  },
  { description: 'What was answered.' },
)

/** Provision, partial provision, partial refusal and postponement may stand in one response (rule 6). */
export const response = defineMessage({
  title: 'response',
  from: 'requested',
  paragraphs: ['6.1', '7.1', '7.2', '8', '9.2', '10'],
  whileSuspended: false,
  fourEyes: 'at-discretion',
  bodyGoesWithItems: true,
  owes: [{ answeredBy: ['accept-terms'], when: { locked: true }, days: 30, source: 'target', paragraph: '5.1' }],
  body,
  rules: responseFaults,
  warnings: unconfirmed,
  facts: ({ final, outcomes, trueCopies = [], keys }) => {
    const confirmed = new Set(trueCopies.flatMap(({ items }) => items))
    return {
      final,
      ...(keys === 'after-acceptance' && { locked: true as const }),
      outcomes: outcomes.map(({ wanted, outcome, items = [], verified = false, expectedOn, basis }) => ({
        id: wanted,
        outcome,
        items,
        verified,
        ...trueCopyFacts(items, confirmed),
        ...(expectedOn !== undefined && { expectedOn }),
        ...(basis && basisFacts(basis)),
      })),
    }
  },
  factsShape,
  legalIn: answering,
  next(core, { final, locked = false, outcomes }, { id, localDate }) {
    for (const { family, id: wanted, outcome, expectedOn = '', items } of outcomes) {
      const illegal =
        whyNoDiscretion(core.discretionary, family) ??
        (items.length > 0 && !locked ? awaitsAssurance(core, wanted) : undefined)
      if (illegal !== undefined) return { illegal }
      if (outcome === 'postponed' && expectedOn < localDate)
        return { illegal: `${wanted} is postponed without a day to come` }
    }
    const given = outcomes.flatMap((row) =>
      row.items.map((item): [string, GivenItem] => [item, givenAs(row, item, locked, id)]),
    )
    const known = given.find(
      ([item], index) => core.given[item] || given.findIndex(([other]) => other === item) !== index,
    )
    if (known) return { illegal: `the item ${known[0]} was given already` }
    const change = answered(core, outcomes, final)
    if ('illegal' in change || given.length === 0) return change
    return { ...change, ...giving(core, Object.fromEntries(given)) }
  },
  items: 'optional',
})

const trueCopyFacts = (items: readonly string[], known: ReadonlySet<string>) => {
  const confirmed = items.filter((id) => known.has(id))
  return confirmed.length > 0 && confirmed.length < items.length
    ? { trueCopy: false, confirmed }
    : { trueCopy: items.length > 0 && confirmed.length === items.length }
}

type OutcomeFacts = Static<typeof factsShape>['outcomes'][number]

const givenAs = (row: OutcomeFacts, item: string, locked: boolean, message: string): GivenItem => ({
  by: 'requested',
  wanted: row.id,
  message,
  verified: row.verified ? 'verified' : 'unverified',
  trueCopy: row.trueCopy || (row.confirmed?.includes(item) ?? false),
  locked,
  acceptance: 'open',
  disposed: false,
})
