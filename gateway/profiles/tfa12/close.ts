import { Type } from 'typebox'
import { defineMessage } from '../../model/profile.ts'
import { closed, listOf, oneOf, prose } from '../../model/shape.ts'

const outcome = oneOf(['doubt-removed', 'doubt-confirmed', 'voluntary-disclosure', 'none'], {
  description: 'What became of the doubt.',
  paragraph: '5.1 f',
  examples: ['doubt-confirmed'],
})

const body = closed(
  {
    outcome,
    reliedOn: Type.Optional(
      listOf(oneOf(['verified', 'unverified', 'own-findings'], { description: 'A kind of basis.' }), {
        minItems: 1,
        maxItems: 3,
        description:
          'What the outcome rests on: information the requested member verified, information it did not verify, own findings. Needed for doubt-removed.',
        paragraph: '5.1 d',
        examples: [['verified']],
      }),
    ),
    note: Type.Optional(
      prose(4000, { description: 'Decisions and actions taken, if they are told now.', paragraph: '5.1 f' }),
    ),
  },
  {
    description: 'The requesting member closes the case.',
    examples: [{ outcome: 'doubt-removed', reliedOn: ['verified', 'own-findings'] }],
  },
)

/** Rule 7: unverified information alone cannot remove the doubt; it may confirm it. */
export const close = defineMessage({
  title: 'closing',
  from: 'requesting',
  paragraphs: ['5.1 d', '5.1 f'],
  body,
  rules({ outcome, reliedOn }) {
    if (outcome !== 'doubt-removed') return []
    const [field, paragraph] = ['/reliedOn', '5.1 d']
    if (reliedOn === undefined) return [{ field, paragraph, message: 'is missing: say what removed the doubt' }]
    if (reliedOn.some((basis) => basis !== 'unverified')) return []
    return [
      { field, paragraph, message: 'unverified information may not be the deciding factor in removing the doubt' },
    ]
  },
  facts: ({ outcome }) => ({ outcome }),
  factsShape: closed({ outcome }, { description: 'The outcome code.' }),
  legalIn: ['answered', 'refused'],
  next: () => ({ state: 'closed' }),
  items: 'none',
})
