// The message "request for a report of uses": its body, its facts, and what it changes in a case.
import { Type } from 'typebox'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed } from '../../../model/profile/shape.ts'
import { answerBy } from '../fields.ts'
import { nothingGiven } from '../given.ts'
import type { Phase } from '../phase.ts'
import { useNumber } from './use-report.ts'

const from = useNumber('Number of the first use that is asked for; 1 where it is left out.')

const body = closed(
  { from: Type.Optional(from), answerBy: Type.Optional(answerBy('5.1 b')) },
  {
    description: 'The member that gave asks what was done with it: who read it or tried to, when and for what.',
    paragraph: '5.1 b',
    examples: [{ from: 1, answerBy: '2026-08-01' }],
  },
)

/** The request starts a clock; its answer is what the books of the holder's gateway say. */
export const useAsk = (phase: Phase) =>
  defineMessage({
    title: 'request for a report of uses',
    from: 'either',
    paragraphs: ['5.1 b', '5.1 f'],
    whileSuspended: true,
    duty: true,
    answeredByItself: 'use-report',
    owes: [
      {
        answeredBy: ['use-report'],
        answeredWhen: { last: true },
        dueFact: 'answerBy',
        days: 30,
        source: 'agreement',
        paragraph: '5.1 f',
        term: 'feedback',
      },
    ],
    body,
    facts: ({ from: first = 1, answerBy: until }) => ({ from: first, ...(until !== undefined && { answerBy: until }) }),
    factsShape: closed(
      { from, answerBy: Type.Optional(answerBy('5.1 b')) },
      { description: 'From which use on a report is asked for, and until when.' },
    ),
    legalIn: phase.kept,
    barred: nothingGiven('provider'),
    next: () => ({}),
    items: 'none',
  })
