// The answer to a request: what is provided, refused or postponed, item by item (6.1, 7).
import { type Static, Type } from 'typebox'
import type { GivenItem } from '../../model/profile/case-core.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf, uuid } from '../../model/profile/shape.ts'
import { flag, itemIds, mostItems } from '../use/fields.ts'
import { awaitsAssurance } from './assurance.ts'
import { answering } from './course.ts'
import { answered, mostWanted, outcomeSchema, wantedId } from './items.ts'
import { basisFacts, basisFactsFields, whyNoDiscretion } from './refusal.ts'
import { expectedOn, final, responseBody } from './response-fields.ts'
import { responseFaults, unconfirmed, withKeys } from './response-rules.ts'

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

/**
 * Provision, partial provision, partial refusal and postponement may stand in one response (rule
 * 6).
 */
export const response = defineMessage({
  title: 'response',
  from: 'requested',
  paragraphs: ['6.1', '7.1', '7.2', '8', '9.2', '10'],
  whileSuspended: false,
  gives: 'accepted',
  // Reasons why nothing is provided are told (7.1), and wait for nobody's acceptance.
  givesAlone: 'to-answer',
  bodyGoesWithItems: true,
  owes: [{ answeredBy: ['accept-terms'], when: { locked: true }, days: 30, source: 'target', paragraph: '5.1' }],
  body: responseBody,
  rules: responseFaults,
  completed: withKeys,
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
    return { ...change, given: Object.fromEntries(given) }
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
  what: 'item',
  by: 'requested',
  wanted: row.id,
  message,
  verified: row.verified ? 'verified' : 'unverified',
  trueCopy: row.trueCopy || (row.confirmed?.includes(item) ?? false),
  locked,
  opens: 'accepted',
  acceptance: 'open',
  closedAt: null,
  disposed: false,
})
