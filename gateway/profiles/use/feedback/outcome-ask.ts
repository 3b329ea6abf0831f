import { Type } from 'typebox'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, prose } from '../../../model/profile/shape.ts'
import { answerBy, itemIds } from '../fields.ts'
import { notGiven, nothingGiven } from '../given.ts'
import type { Phase } from '../phase.ts'

const body = closed(
  {
    items: Type.Optional(itemIds('Items it is about; everything given where it is left out.', '5.1 f')),
    question: Type.Optional(
      prose(2000, {
        description: 'What the requested member would like to know.',
        paragraph: '5.1 f',
        examples: ['Was the declared value corrected?'],
      }),
    ),
    answerBy: Type.Optional(answerBy('5.1 f')),
  },
  {
    description: 'The requested member asks what became of the matter.',
    paragraph: '5.1 f',
    examples: [{ question: 'Was the declared value corrected?', answerBy: '2026-08-01' }],
  },
)

/** Feedback is told on request: the request starts a clock, set by the terms. */
export const outcomeAsk = (phase: Phase) =>
  defineMessage({
    title: 'request for feedback',
    from: 'requested',
    paragraphs: ['5.1 f'],
    whileSuspended: true,
    owes: [{ answeredBy: ['outcome'], dueFact: 'answerBy', days: 30, source: 'agreement', paragraph: '5.1 f' }],
    body,
    rules: ({ items = [] }, { state: _, ...context }) =>
      notGiven(items, { field: (index) => `/items/${index}`, paragraph: '5.1 f' }, context),
    facts: ({ answerBy }) => ({ ...(answerBy !== undefined && { answerBy }) }),
    factsShape: closed(
      { answerBy: Type.Optional(answerBy('5.1 f')) },
      { description: 'Until when feedback is asked for.' },
    ),
    legalIn: phase.kept,
    barred: nothingGiven,
    next: () => ({}),
    items: 'none',
  })
