import { type Static, Type } from 'typebox'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { type BodyContext, type CaseChange, defineMessage, type Illegal } from '../../../model/profile/profile.ts'
import { closed, day, prose } from '../../../model/profile/shape.ts'
import { type Limit, limitFaults, limitSchema, sameLimit } from './limit.ts'

const paragraph = '9.2'
const note = Type.Optional(prose(4000, { description: 'Anything else the other member should know.', paragraph }))

const agreed = limitSchema('The limit both members agree on.')
const agreeing = closed(
  { agreed, note },
  {
    description: 'The limit is agreed.',
    paragraph,
    examples: [{ agreed: { perMonth: 20, from: '2026-07-01', until: '2026-12-31' } }],
  },
)
const agreeingFacts = closed({ agreed }, { description: 'The agreed limit.' })

/**
 * Agreed is what was proposed, to the day and the number; anything else is a proposal of its own.
 */
function agree(core: CaseCore, agreed: Limit, offer: 'proposed' | 'countered'): CaseChange | Illegal {
  const offered = core.particulars[offer] as unknown as Limit
  if (!sameLimit(agreed, offered))
    return { illegal: `the limit offered is ${offered.perMonth} a month from ${offered.from} until ${offered.until}` }
  return { state: 'agreed', particulars: { ...agreed } }
}

const agreement = {
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  body: agreeing,
  facts: ({ agreed }: Static<typeof agreeing>) => ({ agreed }),
  factsShape: agreeingFacts,
  items: 'none',
} as const

export const limitAgree = defineMessage({
  ...agreement,
  title: 'agreement to a limit',
  from: 'requested',
  legalIn: ['proposed'],
  next: (core, { agreed }) => agree(core, agreed, 'proposed'),
})

export const limitAgreeCounter = defineMessage({
  ...agreement,
  title: 'agreement to the other limit',
  from: 'requesting',
  legalIn: ['countered'],
  next: (core, { agreed }) => agree(core, agreed, 'countered'),
})

const counter = Type.Optional(limitSchema('The limit proposed instead.'))

/**
 * Declined without another offer, the requested member goes by its own prioritization: that is its
 * right (9.2).
 */
export const limitDecline = defineMessage({
  title: 'decline of a limit',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  owes: [
    {
      answeredBy: ['limit-agree-counter', 'limit-end'],
      when: { offers: true },
      days: 30,
      source: 'target',
      paragraph,
    },
  ],
  body: closed(
    {
      reasons: prose(4000, {
        description: 'Why the limit is not agreed.',
        paragraph,
        examples: ['Our peak season is in autumn.'],
      }),
      counter,
    },
    {
      description: 'The limit is not agreed; another one may be proposed instead.',
      paragraph,
      examples: [
        {
          reasons: 'Our peak season is in autumn.',
          counter: { perMonth: 30, from: '2026-07-01', until: '2026-12-31' },
        },
      ],
    },
  ),
  rules: ({ counter }, context) => (counter === undefined ? [] : limitFaults(counter, '/counter', context)),
  facts: ({ counter }) => ({ offers: counter !== undefined, ...(counter !== undefined && { counter }) }),
  factsShape: closed(
    { offers: Type.Boolean({ description: 'Whether another limit is proposed.' }), counter },
    { description: 'The limit proposed instead, if any.' },
  ),
  legalIn: ['proposed'],
  next: (_, { counter }) =>
    counter === undefined ? { state: 'declined' } : { state: 'countered', particulars: { countered: counter } },
  items: 'none',
})

const lastDay = day({ description: 'Last day on which the limit holds.', paragraph, examples: ['2026-09-30'] })

/**
 * Either member may end what was proposed or agreed; from then on there is no limit but the one of
 * a new thread.
 */
export const limitEnd = defineMessage({
  title: 'end of a limit',
  from: 'either',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  body: closed(
    {
      lastDay,
      reasons: prose(4000, { description: 'The reasons.', paragraph, examples: ['Two officers joined the unit.'] }),
    },
    {
      description: 'The limit, or the proposal of one, ends.',
      paragraph,
      examples: [{ lastDay: '2026-09-30', reasons: 'Two officers joined the unit.' }],
    },
  ),
  rules: ({ lastDay }, { localDate }: BodyContext) =>
    localDate === undefined || lastDay >= localDate
      ? []
      : [{ field: '/lastDay', paragraph, message: 'lies before the day of the message' }],
  facts: ({ lastDay }) => ({ lastDay }),
  factsShape: closed({ lastDay }, { description: 'The last day.' }),
  legalIn: ['proposed', 'countered', 'agreed'],
  next: ({ state }, { lastDay }) =>
    state === 'agreed' ? { state: 'ending', particulars: { until: lastDay } } : { state: 'ended' },
  items: 'none',
})
