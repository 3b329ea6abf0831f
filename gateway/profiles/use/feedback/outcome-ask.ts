// The message "request for feedback": its body, its rules, its facts, and what it changes in a
// case.
import { Type } from 'typebox'
import { type CaseChange, defineMessage, type Illegal } from '../../../model/profile/profile.ts'
import { closed, prose } from '../../../model/profile/shape.ts'
import { otherRole } from '../../../model/role.ts'
import { answerBy, itemIds } from '../fields.ts'
import { notHeld, nothingGiven, whyNotGiven } from '../given.ts'
import type { Phase } from '../phase.ts'

const body = closed(
  {
    items: Type.Optional(itemIds('Items it is about; everything given where it is left out.', '5.1 f')),
    question: Type.Optional(
      prose(2000, {
        description: 'What it would like to know.',
        paragraph: '5.1 f',
        examples: ['Was the declared value corrected?'],
      }),
    ),
    answerBy: Type.Optional(answerBy('5.1 f')),
  },
  {
    description: 'The member that gave asks what became of the matter.',
    paragraph: '5.1 f',
    examples: [{ question: 'Was the declared value corrected?', answerBy: '2026-08-01' }],
  },
)

/** Feedback is told on request: the request starts a clock, set by the terms. */
export const outcomeAsk = (phase: Phase) =>
  defineMessage({
    title: 'request for feedback',
    from: 'either',
    paragraphs: ['5.1 f'],
    whileSuspended: true,
    duty: true,
    owes: [
      {
        answeredBy: ['outcome'],
        dueFact: 'answerBy',
        days: 30,
        source: 'agreement',
        paragraph: '5.1 f',
        term: 'feedback',
      },
    ],
    body,
    rules: ({ items = [] }, { state: _, ...context }) =>
      notHeld(items, { field: (index) => `/items/${index}`, paragraph: '5.1 f', speaker: 'provider' }, context),
    facts: ({ items, answerBy }) => ({ ...(items && { items }), ...(answerBy !== undefined && { answerBy }) }),
    factsShape: closed(
      { items: body.properties.items, answerBy: Type.Optional(answerBy('5.1 f')) },
      { description: 'Of what, and until when, feedback is asked for.' },
    ),
    legalIn: phase.kept,
    barred: nothingGiven('provider'),
    next(core, { items = [] }, { from }): CaseChange | Illegal {
      const stray = items.map((id) => whyNotGiven(core, id, otherRole[from])).find((why) => why !== undefined)
      return stray === undefined ? {} : { illegal: stray }
    },
    items: 'none',
  })
