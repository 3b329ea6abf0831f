// The message "feedback": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, oneOf } from '../../../model/profile/shape.ts'
import { factorProblem } from '../../../model/terms/factor.ts'
import { itemId, mostItems, note } from '../fields.ts'
import { nothingGiven } from '../given.ts'
import type { Phase } from '../phase.ts'
import { basisOfDecision, decisionCode, whyUnverifiedDecides } from './deciding.ts'

const mostDecisions = 16
const on = day({ description: 'Day of the decision.', paragraph: '5.1 f', examples: ['2026-06-10'] })
const decision = oneOf([...decisionCode.enum, 'pending'], {
  description: 'What was decided; pending where nothing was yet.',
  paragraph: '5.1 f',
  examples: ['doubt-confirmed'],
})
const role = oneOf(['deciding', 'supporting', 'not-used'], {
  description: 'The part that the item played in the decision.',
  paragraph: '5.1 d',
  examples: ['supporting'],
})
const actions = listOf(
  oneOf(
    [
      'value-adjusted',
      'origin-denied',
      'duty-recovered',
      'penalty',
      'goods-released',
      'goods-seized',
      'audit',
      'other',
    ],
    { description: 'An action taken.', paragraph: '5.1 f', examples: ['value-adjusted'] },
  ),
  { maxItems: 8, description: 'Actions taken.', paragraph: '5.1 f', examples: [['value-adjusted', 'duty-recovered']] },
)

const body = closed(
  {
    decisions: listOf(
      closed(
        {
          decision,
          on: Type.Optional(on),
          actions,
          reliedOn: Type.Optional(basisOfDecision),
          items: Type.Optional(
            listOf(
              closed({ item: itemId('5.1 d'), role }, { description: 'An item and its part.', paragraph: '5.1 d' }),
              {
                minItems: 1,
                maxItems: mostItems,
                description: 'Which items played which part.',
                paragraph: '5.1 d',
              },
            ),
          ),
        },
        { description: 'One decision with its factor statement.', paragraph: '5.1 f' },
      ),
      { minItems: 1, maxItems: mostDecisions, description: 'Decisions and actions.', paragraph: '5.1 f' },
    ),
    note: Type.Optional(note),
  },
  {
    description: 'A member tells decisions and actions taken as a result of what was given.',
    paragraph: '5.1 f',
    examples: [
      {
        decisions: [
          {
            decision: 'doubt-confirmed',
            on: '2026-06-10',
            actions: ['value-adjusted', 'duty-recovered'],
            reliedOn: ['unverified', 'own-findings'],
            items: [{ item: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', role: 'supporting' }],
          },
        ],
      },
    ],
  },
)

const factsShape = closed(
  {
    decisions: listOf(
      closed(
        {
          decision,
          actions,
          reliedOn: Type.Optional(basisOfDecision),
          deciding: listOf(itemId(), { maxItems: mostItems, description: 'Items that were a deciding factor.' }),
        },
        { description: 'One decision and what it rests on.' },
      ),
      { minItems: 1, maxItems: mostDecisions, description: 'Decisions and actions.' },
    ),
  },
  { description: 'What was decided, and on what.' },
)

/**
 * Rule 7 once more: a decision that removes the doubt rests on more than unverified information.
 */
export const outcome = (phase: Phase) =>
  defineMessage({
    title: 'feedback',
    from: 'either',
    paragraphs: ['5.1 d', '5.1 f'],
    whileSuspended: true,
    duty: true,
    body,
    rules: ({ decisions }, { state, from }) =>
      decisions.flatMap((each, index): Fault[] => {
        const at = `/decisions/${index}`
        const undated =
          each.decision !== 'pending' && each.on === undefined
            ? [{ field: `${at}/on`, paragraph: '5.1 f', message: 'is missing: a decision has its day' }]
            : []
        const deciding = decidingItems(each)
        const problem =
          factorProblem(each) ?? (state && whyUnverifiedDecides(state, { ...each, deciding }, from ?? phase.decides))
        return problem === undefined
          ? undated
          : [...undated, { field: `${at}/reliedOn`, paragraph: '5.1 d', message: problem }]
      }),
    facts: ({ decisions }) => ({
      decisions: decisions.map((each) => ({
        decision: each.decision,
        actions: each.actions,
        ...(each.reliedOn && { reliedOn: each.reliedOn }),
        deciding: decidingItems(each),
      })),
    }),
    factsShape,
    legalIn: phase.kept,
    barred: nothingGiven('holder'),
    next(core, { decisions }, { from }) {
      for (const each of decisions) {
        const illegal = factorProblem(each) ?? whyUnverifiedDecides(core, each, from)
        if (illegal !== undefined) return { illegal }
      }
      const last = decisions.findLast(({ decision }) => decision !== 'pending')
      return last && from === phase.decides ? { particulars: { outcome: last.decision } } : {}
    },
    items: 'none',
  })

const decidingItems = ({ items = [] }: { items?: { item: string; role: string }[] }): string[] =>
  items.filter(({ role }) => role === 'deciding').map(({ item }) => item)
