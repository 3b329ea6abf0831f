import { type Static, Type } from 'typebox'
import { officeSchema } from '../../model/member.ts'
import { defineMessage } from '../../model/profile/profile.ts'
import { closed, day, listOf, oneOf, prose } from '../../model/profile/shape.ts'
import { lawTopics, purposeCodes, purposeSchema } from '../../model/terms/vocabulary.ts'
import { mostWanted, wantedId } from './items.ts'
import { requestExample } from './request-example.ts'
import { declarationNumber, email, kind, numberType, person, verification, wanted } from './request-fields.ts'
import { inabilityParagraphs, isDiscretionary, requestFaults, requestWarnings } from './request-rules.ts'

const purposeList = { minItems: 1, maxItems: purposeCodes.length, uniqueItems: true }
const body = closed(
  {
    language: Type.String({
      pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
      maxLength: 35,
      description: 'BCP 47 tag of the language of the request: one that the agreement names.',
      paragraph: '4.1',
      examples: ['en'],
    }),
    matter: prose(4000, {
      description: 'The matter at issue.',
      paragraph: '4.1 a',
      examples: ['Import of 400 cartridges at a third of the usual value.'],
    }),
    groundsOfDoubt: prose(4000, {
      description: 'Why the truth or accuracy of the declaration is reasonably doubted.',
      paragraph: '2.1',
      examples: ['The declared value is a third of that of identical goods.'],
    }),
    importDeclaration: closed(
      {
        number: declarationNumber('2.1'),
        type: numberType('2.1'),
        lodgedOn: Type.Optional(day({ description: 'Day it was lodged.', paragraph: '2.1' })),
        office: Type.Optional(officeSchema),
      },
      { description: 'The import declaration in question.', paragraph: '2.1' },
    ),
    exportDeclaration: Type.Optional(
      closed(
        { number: declarationNumber('4.1 a'), type: numberType('4.1 a') },
        {
          description: 'The corresponding export declaration; where it is not available, 4.2 says why.',
          paragraph: '4.1 a',
        },
      ),
    ),
    purpose: closed(
      {
        codes: listOf(purposeSchema, { ...purposeList, description: 'Purpose codes.', paragraph: '4.1 b' }),
        text: Type.Optional(
          prose(2000, { description: 'The purpose in words; needed for VERIFY_OTHER.', paragraph: '4.1 b' }),
        ),
      },
      { description: 'What the information is sought for, and will solely be used for (5.1 b).', paragraph: '4.1 b' },
    ),
    persons: Type.Optional(
      listOf(person, {
        minItems: 1,
        maxItems: 32,
        description: 'The persons, if known; else 4.2 says so.',
        paragraph: '4.1 b',
      }),
    ),
    wanted: listOf(wanted, {
      minItems: 1,
      maxItems: mostWanted,
      description: 'The specific information or documents requested.',
      paragraph: '4.1 d',
    }),
    verification,
    originatingOffice: closed(
      {
        code: officeSchema,
        name: prose(300, {
          description: 'Name of the office.',
          paragraph: '4.1 e',
          examples: ['Central Valuation Office'],
        }),
        officer: Type.Optional(prose(200, { description: 'Officer to speak to.', paragraph: '4.1 e' })),
        email: Type.Optional(email('4.1 e')),
        phone: Type.Optional(prose(40, { description: 'Telephone number.', paragraph: '4.1 e' })),
      },
      { description: 'The office that makes the request.', paragraph: '4.1 e' },
    ),
    law: Type.Optional(
      listOf(
        closed(
          {
            topic: oneOf(lawTopics, {
              description: 'What the provision governs.',
              paragraph: '4.1 f',
              examples: ['protection'],
            }),
            reference: prose(500, {
              description: 'Citation.',
              paragraph: '4.1 f',
              examples: ['Data Protection Act 2019, s. 4'],
            }),
            text: Type.Optional(prose(8000, { description: 'The provision, word for word.', paragraph: '4.1 f' })),
          },
          { description: 'A provision of domestic law.', paragraph: '4.1 f' },
        ),
        {
          minItems: 1,
          maxItems: 64,
          description:
            'Provisions on collection, protection, use, disclosure, retention and disposal; 4.2 says why a topic is left out.',
          paragraph: '4.1 f',
        },
      ),
    ),
    inabilities: Type.Optional(
      listOf(
        closed(
          {
            para: oneOf(inabilityParagraphs, {
              description: 'Paragraph that cannot be complied with.',
              paragraph: '4.2',
              examples: ['4.1 a'],
            }),
            reason: prose(2000, {
              description: 'Why.',
              paragraph: '4.2',
              examples: ['The export declaration is not known to us.'],
            }),
          },
          { description: 'An inability under 4.2, 5.2 or 6.2.', paragraph: '4.2' },
        ),
        {
          minItems: 1,
          maxItems: inabilityParagraphs.length,
          description: 'What the requesting member cannot comply with; each makes execution discretionary (7.2).',
          paragraph: '4.2',
        },
      ),
    ),
    reciprocity: closed(
      {
        able: Type.Boolean({
          description: 'Whether it could comply with a similar request.',
          paragraph: '8',
          examples: [true],
        }),
        implemented: Type.Boolean({
          description: 'Whether it has implemented this Article.',
          paragraph: '8',
          examples: [true],
        }),
        reason: Type.Optional(prose(2000, { description: 'Why not; needed where either is false.', paragraph: '8' })),
      },
      { description: 'Reciprocity.', paragraph: '8' },
    ),
    proportionality: prose(2000, {
      description: 'Why the fiscal interest is worth the effort asked for.',
      paragraph: '9.1',
      examples: ['Duty of about 18 000 is at stake; three documents are asked for.'],
    }),
  },
  { description: 'A request for information in an identified case.', paragraph: '4.1', examples: [requestExample] },
)

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
    purposes: listOf(purposeSchema, { ...purposeList, description: 'Purpose codes.' }),
  },
  { description: 'What is wanted, for what, and whether it must be given.' },
)

/** The written request of 4.1, with its declarations of inability (4.2, 5.2) and of reciprocity (8). */
export const request = defineMessage({
  title: 'request',
  from: 'requesting',
  paragraphs: ['2.1', '3', '4.1', '4.2', '5.2', '8', '9.1'],
  opens: true,
  whileSuspended: true,
  owes: [
    { answeredBy: ['ack', 'clarify'], days: 10, source: 'target' },
    { answeredBy: ['response', 'refuse', 'postpone'], whileOpen: true, source: 'treaty', paragraph: '6.1 e' },
  ],
  body,
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
export type RequestBody = Static<typeof body>
