import { type Static, Type } from 'typebox'
import { agreementSchema, readAgreement } from '../../../model/agreement.ts'
import { type Fault, Problem } from '../../../model/problems/problems.ts'
import { type BodyContext, defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, prose, sha256 } from '../../../model/profile/shape.ts'

const paragraph = '12.1'

/** Of the agreement in the example below. */
export const exampleSha256 = 'd07e41286cc4965d352cb61c0d4f5360b649b6f1a0a737d7b676601f9d260104'

export const textSha256 = sha256({
  description: 'SHA-256 of the canonical text (RFC 8785) of the agreement.',
  paragraph,
  examples: [exampleSha256],
})

const agreementExample = {
  v: 1,
  id: 'xa-xb-2027',
  members: ['XA', 'XB'],
  profiles: ['tfa12', 'export-declaration'],
  suite: 'B',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  languages: ['en'],
  from: '2027-01-01',
  parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: [] },
  terms: {},
}

const body = closed(
  {
    agreement: agreementSchema,
    sha256: textSha256,
    replaces: Type.Optional(
      closed(
        { id: agreementSchema.properties.id, sha256: textSha256 },
        { description: 'The agreement whose place it takes.', paragraph },
      ),
    ),
    reason: prose(4000, {
      description: 'Why the agreement is proposed.',
      paragraph,
      examples: ['Export declarations are to be exchanged by themselves from January on.'],
    }),
    replyBy: Type.Optional(
      day({ description: 'Day by which an answer is hoped for; silence is no consent.', paragraph }),
    ),
  },
  {
    description: 'A member proposes the text of an agreement.',
    paragraph,
    examples: [
      {
        agreement: agreementExample,
        sha256: exampleSha256,
        reason: 'Export declarations are to be exchanged by themselves from January on.',
      },
    ],
  },
)

const factsShape = closed(
  { agreement: agreementSchema.properties.id, sha256: textSha256 },
  { description: 'Which text is proposed.' },
)

/**
 * Opens the thread: one text, to be accepted or declined as it stands. Another text is another
 * proposal.
 */
export const agreementPropose = defineMessage({
  title: 'proposal of an agreement',
  from: 'requesting',
  paragraphs: [paragraph],
  opens: true,
  whileSuspended: true,
  gives: 'to-answer',
  // Once the other member accepts, the text binds us: whoever proposes it decides as much as
  // whoever accepts.
  fourEyes: 'always',
  owes: [{ answeredBy: ['agreement-accept', 'agreement-decline'], days: 30, source: 'target', paragraph }],
  body,
  rules: (body, context) => [...textFaults(body), ...replyFaults(body, context)],
  facts: ({ agreement: { id }, sha256 }) => ({ agreement: id, sha256 }),
  factsShape,
  legalIn: [],
  next: (_, { agreement, sha256 }) => ({ state: 'proposed', particulars: { agreement, sha256 } }),
  items: 'none',
})

/** What an agreement must be beyond its shape, by the reader that takes it into use. */
function textFaults({ agreement }: Static<typeof body>): Fault[] {
  try {
    readAgreement(agreement)
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return (error.faults ?? []).map((fault) => ({ paragraph, ...fault, field: `/agreement${fault.field}` }))
  }
}

const replyFaults = ({ replyBy }: Static<typeof body>, { localDate }: BodyContext): Fault[] =>
  replyBy === undefined || localDate === undefined || replyBy >= localDate
    ? []
    : [{ field: '/replyBy', paragraph, message: 'lies before the day of the message' }]
