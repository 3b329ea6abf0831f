import { Type } from 'typebox'
import { closed, prose } from '../../model/profile/shape.ts'

// Fields that several messages have.

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
