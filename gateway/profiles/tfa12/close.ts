import { Type } from 'typebox'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, prose } from '../../model/profile/shape.ts'
import { factorProblem } from '../../model/terms/factor.ts'
import { basisOfDecision, decisionCode, whyUnverifiedDecides } from '../use/feedback/deciding.ts'

const body = closed(
  {
    outcome: decisionCode,
    reliedOn: Type.Optional(basisOfDecision),
    note: Type.Optional(
      prose(4000, {
        description: 'Decisions and actions taken, if they are told now.',
        paragraph: '5.1 f',
        examples: ['The value was adjusted and the duty recovered.'],
      }),
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
  whileSuspended: true,
  duty: true,
  body,
  rules({ outcome: decision, reliedOn }, { state }) {
    const said = { decision, ...(reliedOn && { reliedOn }) }
    const message =
      factorProblem(said) ??
      (state && state.state !== 'none' ? whyUnverifiedDecides(state, said, 'requesting') : undefined)
    return message === undefined ? [] : [{ field: '/reliedOn', paragraph: '5.1 d', message }]
  },
  facts: ({ outcome, reliedOn }) => ({ outcome, ...(reliedOn && { reliedOn }) }),
  factsShape: closed(
    { outcome: decisionCode, reliedOn: Type.Optional(basisOfDecision) },
    { description: 'The outcome code and what it rests on.' },
  ),
  legalIn: ['answered', 'refused'],
  next(core, { outcome: decision, reliedOn }) {
    const said = { decision, ...(reliedOn && { reliedOn }) }
    const illegal = factorProblem(said) ?? whyUnverifiedDecides(core, said, 'requesting')
    if (illegal !== undefined) return { illegal }
    return { state: 'closed', particulars: { closedFrom: core.state, outcome: decision } }
  },
  items: 'none',
})
