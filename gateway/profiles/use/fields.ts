// Fields that messages of the use phase share: ids of what was given, officers, notes, dates.
import { Type } from 'typebox'
import { closed, day, listOf, prose, uuid } from '../../model/profile/shape.ts'

// Fields that messages about what was given have in common, and others with them.

/** Most that one message names: all that two messages can bring, with their bodies. */
export const mostItems = 130

export const itemId = (paragraph?: string) =>
  uuid({
    description: 'Id of what was given: of an item, or of the message for its body.',
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

export const note = prose(4000, {
  description: 'Anything else the other member should know.',
  examples: ['Please telephone before you write.'],
})

export const flag = (description: string) => Type.Boolean({ description })
/** How many of something a message holds: all that its facts say of words. */
export const count = (maximum: number, description: string) => Type.Integer({ minimum: 0, maximum, description })

/** Facts of a message that changes the state and says no more. */
export const noFacts = (description: string) => closed({}, { description })
