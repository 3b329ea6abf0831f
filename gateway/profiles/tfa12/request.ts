// The request that opens a case (4.1).
import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf } from '../../model/profile/shape.ts'
import { requestPurposeSchema } from '../../model/terms/vocabulary.ts'
import { mostWanted, wantedId } from './items.ts'
import { kind, purposeList, requestBody } from './request-fields.ts'
import { isDiscretionary, requestFaults, requestWarnings } from './request-rules.ts'

const factsShape = closed(
  {
    wanted: listOf(closed({ id: wantedId, kind }, { description: 'A wanted item.' }), {
      minItems: 1,
      maxItems: mostWanted,
      description: 'The wanted items.',
    }),
    discretionary: Type.Boolean({
      description: 'Whether execution is at the discretion of the requested member (7.2, 8).',
    }),
    purposes: listOf(requestPurposeSchema, { ...purposeList, description: 'Purpose codes.' }),
  },
  { description: 'What is wanted, for what, and whether it must be given.' },
)

/**
 * The written request of 4.1, with its declarations of inability (4.2, 5.2) and of reciprocity (8).
 */
export const request = defineMessage({
  title: 'request',
  from: 'requesting',
  paragraphs: ['2.1', '3', '4.1', '4.2', '5.2', '8', '9.1'],
  opens: true,
  whileSuspended: true,
  gives: 'to-answer',
  owes: [
    { answeredBy: ['ack', 'clarify'], days: 10, source: 'target' },
    { answeredBy: ['response', 'refuse', 'postpone'], whileOpen: true, source: 'treaty', paragraph: '6.1 e' },
  ],
  body: requestBody,
  rules: requestFaults,
  warnings: requestWarnings,
  facts: (body) => ({
    wanted: body.wanted.map(({ id, kind }) => ({ id, kind })),
    discretionary: isDiscretionary(body),
    purposes: body.purpose.codes,
  }),
  factsShape,
  legalIn: [],
  next(_, { wanted, discretionary, purposes }) {
    const items = Object.fromEntries(wanted.map(({ id, kind }) => [id, { kind, outcome: 'open' }]))
    if (Object.keys(items).length < wanted.length) return { illegal: 'two wanted items have the same id' }
    return { state: 'submitted', items, discretionary, purposes }
  },
  items: 'optional',
})
