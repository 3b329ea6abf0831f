// The body of a request and its parts, each with the paragraph it comes from.
import { type Static, Type } from 'typebox'
import { officeSchema } from '../../model/member.ts'
import { closed, day, listOf, oneOf, prose } from '../../model/profile/shape.ts'
import { lawTopics, requestPurposeCodes, requestPurposeSchema } from '../../model/terms/vocabulary.ts'
import { itemKinds, mostWanted, wantedId } from './items.ts'
import { requestExample } from './request-example.ts'

const declarationNumber = (paragraph: string) =>
  Type.String({
    minLength: 1,
    maxLength: 70,
    pattern: '\\S',
    description: 'Number of the declaration as filed, at most 70 characters.',
    paragraph,
    search: 'declaration',
    examples: ['25XB63BM2TSVKL2AA5'],
  })
const numberType = (paragraph: string) =>
  oneOf(['mrn', 'national', 'other'], {
    description: 'Kind of number: a movement reference number, a national one, or another.',
    paragraph,
    examples: ['mrn'],
  })
const email = (paragraph: string) =>
  Type.String({
    format: 'email',
    maxLength: 254,
    description: 'E-mail address.',
    paragraph,
    examples: ['office@customs.example'],
  })

const person = closed(
  {
    role: oneOf(['importer', 'exporter', 'declarant', 'consignor', 'consignee', 'carrier', 'manufacturer', 'other'], {
      description: 'Part the person plays in the consignment.',
      paragraph: '4.1 b',
      examples: ['exporter'],
    }),
    name: prose(300, { description: 'Name.', paragraph: '4.1 b', examples: ['Example Trading Ltd'] }),
    identifier: Type.Optional(prose(70, { description: 'Registration number.', paragraph: '4.1 b', search: 'trader' })),
    address: Type.Optional(prose(500, { description: 'Postal address.', paragraph: '4.1 b' })),
    country: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        maxLength: 2,
        description: 'ISO 3166 country code.',
        paragraph: '4.1 b',
        examples: ['XB'],
      }),
    ),
    email: Type.Optional(email('4.1 b')),
    phone: Type.Optional(prose(40, { description: 'Telephone number.', paragraph: '4.1 b' })),
  },
  { description: 'A person about whom the request is made, with contact details.', paragraph: '4.1 b' },
)

export const kind = oneOf(itemKinds, {
  description: 'What is wanted.',
  paragraph: '4.1 d',
  examples: ['commercial-invoice'],
})
export const wanted = closed(
  {
    id: wantedId,
    kind,
    as: oneOf(['information', 'copy'], {
      description: 'The specific information set out in it, or a copy of it.',
      paragraph: '4.1 d',
      examples: ['copy'],
    }),
    declaration: oneOf(['import', 'export'], {
      description: 'The declaration it is, or supports.',
      paragraph: '6.1 c',
      examples: ['export'],
    }),
    details: Type.Optional(
      prose(2000, {
        description: 'Which data, pages or lines.',
        paragraph: '4.1 d',
        examples: ['declared value of line 1'],
      }),
    ),
  },
  { description: 'One thing wanted, under an id of its own.', paragraph: '4.1 d' },
)

const verification = closed(
  {
    attested: Type.Literal(true, {
      description:
        'The requesting member attests that it verified the declaration and inspected the available documents before it asks.',
      paragraph: '3',
    }),
    doneOn: day({
      description: 'Day on which the verification was completed.',
      paragraph: '3',
      examples: ['2026-03-01'],
    }),
    office: officeSchema,
    methods: listOf(
      oneOf(
        ['document-check', 'physical-inspection', 'database-query', 'trader-inquiry', 'laboratory', 'audit', 'other'],
        {
          description: 'A method.',
        },
      ),
      { minItems: 1, maxItems: 7, description: 'How it was verified.', paragraph: '3', examples: [['document-check']] },
    ),
    summary: Type.Optional(
      prose(4000, {
        description: 'Confirmation of the verification: what was done and found.',
        paragraph: '4.1 c',
        examples: ['Invoice, packing list and payment record were compared; the value is a third of comparable goods.'],
      }),
    ),
  },
  { description: 'Verification done before the request.', paragraph: '3' },
)

/**
 * Paragraphs that a request may declare itself unable to comply with: 4.2, 5.2 and 6.2 give the
 * right to.
 */
const inabilityParagraphs = [
  '4.1 a',
  '4.1 b',
  '4.1 c',
  '4.1 d',
  '4.1 e',
  '4.1 f',
  '5.1 a',
  '5.1 b',
  '5.1 c',
  '5.1 d',
  '5.1 e',
  '5.1 f',
  '6.2',
] as const

export const purposeList = { minItems: 1, maxItems: requestPurposeCodes.length, uniqueItems: true }
export const requestBody = closed(
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
        codes: listOf(requestPurposeSchema, { ...purposeList, description: 'Purpose codes.', paragraph: '4.1 b' }),
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
export type RequestBody = Static<typeof requestBody>
