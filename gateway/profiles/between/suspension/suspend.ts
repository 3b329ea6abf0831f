import { type Static, Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import { type BodyContext, defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, listOf, oneOf, prose, uuid } from '../../../model/profile/shape.ts'

const paragraph = '11.2'

/** The three things of 11.1 that a suspension waits for. */
const awaitedKinds = ['remedy', 'prevention', 'notice'] as const
const kind = oneOf(awaitedKinds, {
  description: 'Measure of 11.1: a remedy, b prevention, c notice of the measures taken.',
  paragraph: '11.1',
  examples: ['remedy'],
})

const breach = closed(
  {
    case: uuid({ description: 'Id of the case in which the information was given.' }),
    message: Type.Optional(
      uuid({ description: 'Id of the message that told of the breach; needed where it was told in the case.' }),
    ),
    learned: oneOf(['told', 'own-finding', 'third-party'], {
      description: 'How the breach became known: told by the other member, found by ourselves, heard from others.',
      paragraph: '11.1',
      examples: ['told'],
    }),
    describe: prose(4000, {
      description: 'Which condition of use or disclosure was breached, and how.',
      paragraph: '11.1',
      examples: ['The invoice was passed on to another agency without permission.'],
    }),
    knownOn: day({ description: 'Day on which it became known.', paragraph: '11.1', examples: ['2026-05-04'] }),
  },
  { description: 'The unauthorized use or disclosure.', paragraph: '11.1' },
)

const body = closed(
  {
    breaches: listOf(breach, { minItems: 1, maxItems: 16, description: 'The breaches it answers.', paragraph: '11.1' }),
    resumes: listOf(
      closed(
        {
          kind,
          describe: prose(2000, {
            description: 'What is expected, so that obligations resume.',
            paragraph,
            examples: ['The other agency has returned or destroyed its copy.'],
          }),
        },
        { description: 'One thing that the suspension waits for.', paragraph },
      ),
      { minItems: 1, maxItems: 16, description: 'What resumes the obligations.', paragraph },
    ),
    contact: Type.Optional(prose(500, { description: 'Whom to speak to.', paragraph })),
    note: Type.Optional(prose(4000, { description: 'Anything else the other member should know.', paragraph })),
  },
  {
    description: 'The member that gave information suspends its obligations to the member that received it.',
    paragraph,
    examples: [
      {
        breaches: [
          {
            case: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
            message: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d02',
            learned: 'told',
            describe: 'The invoice was passed on to another agency without permission.',
            knownOn: '2026-05-04',
          },
        ],
        resumes: [
          { kind: 'remedy', describe: 'The other agency has returned or destroyed its copy.' },
          { kind: 'notice', describe: 'The measures taken are told in the case.' },
        ],
      },
    ],
  },
)

const factsShape = closed(
  {
    breaches: listOf(
      closed(
        { case: breach.properties.case, message: breach.properties.message },
        { description: 'A case and the message that told of the breach.' },
      ),
      { minItems: 1, maxItems: 16, description: 'The breaches.' },
    ),
    awaited: listOf(kind, { minItems: 1, maxItems: 16, description: 'What is waited for.' }),
  },
  { description: 'Which breaches, and what is waited for.' },
)

/** Opens the suspension of the pair: what was given before stays under its terms. */
export const suspend = defineMessage({
  title: 'suspension',
  from: 'requesting',
  paragraphs: ['11.2'],
  whileSuspended: true,
  gives: 'to-answer',
  opens: true,
  body,
  rules: (body, context) => [...breachFaults(body, context), ...repeatedFaults(body)],
  facts: ({ breaches, resumes }) => ({
    breaches: breaches.map(({ case: id, message }) => ({ case: id, ...(message !== undefined && { message }) })),
    awaited: resumes.map(({ kind }) => kind),
  }),
  factsShape,
  legalIn: [],
  next: () => ({ state: 'suspended' }),
  items: 'none',
})

function breachFaults({ breaches }: Static<typeof body>, { localDate }: BodyContext): Fault[] {
  return breaches.flatMap(({ learned, message, knownOn }, index): Fault[] => [
    ...(learned === 'told' && message === undefined
      ? [
          {
            field: `/breaches/${index}/message`,
            paragraph: '11.1',
            message: 'is missing: a breach that was told names the message that told it',
          },
        ]
      : []),
    ...(localDate !== undefined && knownOn > localDate
      ? [{ field: `/breaches/${index}/knownOn`, paragraph: '11.1', message: 'lies after the day of the message' }]
      : []),
  ])
}

const repeatedFaults = ({ resumes }: Static<typeof body>): Fault[] =>
  resumes.flatMap(({ kind, describe }, index) =>
    resumes.findIndex((other) => other.kind === kind && other.describe === describe) === index
      ? []
      : [{ field: `/resumes/${index}`, paragraph, message: 'says the same as an entry before it' }],
  )
