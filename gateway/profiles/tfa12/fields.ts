import { Type } from 'typebox'
import { closed, day, listOf, prose, uuid } from '../../model/profile/shape.ts'

// Fields that several messages have.

/** Most items that one message names. */
export const mostItems = 64

export const itemId = (paragraph?: string) =>
  uuid({
    description: 'Id of an item given in the case.',
    ...(paragraph && { paragraph }),
    examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
  })

export const itemIds = (description: string, paragraph: string) =>
  listOf(itemId(), { minItems: 1, maxItems: mostItems, description, paragraph })

export const officer = (description: string, paragraph?: string) =>
  prose(200, { description, ...(paragraph && { paragraph }), examples: ['A. Example'] })

export const answerBy = (paragraph?: string) =>
  day({
    description: 'Day by which an answer is asked for.',
    ...(paragraph && { paragraph }),
    examples: ['2026-05-04'],
  })

/** JSON pointer to a field of the request. */
export const pointer = Type.String({
  pattern: '^(/[^/\\s]{1,40}){1,6}$',
  maxLength: 200,
  description: 'JSON pointer to the field of the request.',
  paragraph: '4.1',
  examples: ['/exportDeclaration'],
})

export const question = closed(
  {
    field: pointer,
    question: prose(2000, {
      description: 'What is missing or unclear.',
      paragraph: '4.1',
      examples: ['Which export declaration?'],
    }),
  },
  { description: 'One question about the request.', paragraph: '4.1' },
)

export const note = prose(4000, {
  description: 'Anything else the other member should know.',
  examples: ['Please telephone before you write.'],
})

export const flag = (description: string) => Type.Boolean({ description })
/** How many of something a message holds: all that its facts say of words. */
export const count = (maximum: number, description: string) => Type.Integer({ minimum: 0, maximum, description })

/** Facts of a message that changes the state and says no more. */
export const noFacts = (description: string) => closed({}, { description })
