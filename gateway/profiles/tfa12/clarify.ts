import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf } from '../../model/profile/shape.ts'
import { answerBy, count } from '../use/fields.ts'
import { answering } from './course.ts'
import { question } from './fields.ts'

const mostQuestions = 32

const body = closed(
  {
    questions: listOf(question, {
      minItems: 1,
      maxItems: mostQuestions,
      description: 'What the requested member asks, field by field.',
      paragraph: '4.1',
    }),
    answerBy: Type.Optional(answerBy()),
  },
  {
    description: 'The requested member asks about the request. The clock of 6.1 e runs on.',
    examples: [{ questions: [{ field: '/exportDeclaration', question: 'Which of the two export declarations?' }] }],
  },
)

/** Questions do not stop the clock: the treaty knows no such thing. */
export const clarify = defineMessage({
  title: 'clarification',
  from: 'requested',
  paragraphs: ['4.1'],
  whileSuspended: false,
  owes: [{ answeredBy: ['clarify-reply'], dueFact: 'answerBy', days: 30, source: 'target' }],
  body,
  facts: ({ questions, answerBy }) => ({
    questions: questions.length,
    ...(answerBy !== undefined && { answerBy }),
  }),
  factsShape: closed(
    { questions: count(mostQuestions, 'How many questions.'), answerBy: Type.Optional(answerBy()) },
    { description: 'How many questions were asked, and until when an answer is wanted.' },
  ),
  legalIn: ['submitted', 'clarifying', ...answering],
  next: ({ state }) => (state === 'clarifying' ? {} : { state: 'clarifying', particulars: { clarifiedFrom: state } }),
  items: 'none',
})
