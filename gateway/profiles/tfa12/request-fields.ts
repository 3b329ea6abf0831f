import { Type } from 'typebox'
import { officeSchema } from '../../model/member.ts'
import { closed, day, listOf, oneOf, prose } from '../../model/profile/shape.ts'
import { itemKinds, wantedId } from './items.ts'

// The parts of a request, each with the paragraph it comes from.

export const declarationNumber = (paragraph: string) =>
  Type.String({
    minLength: 1,
    maxLength: 70,
    pattern: '\\S',
    description: 'Number of the declaration as filed, at most 70 characters.',
    paragraph,
    examples: ['25XB63BM2TSVKL2AA5'],
  })
export const numberType = (paragraph: string) =>
  oneOf(['mrn', 'national', 'other'], {
    description: 'Kind of number: a movement reference number, a national one, or another.',
    paragraph,
    examples: ['mrn'],
  })
export const email = (paragraph: string) =>
  Type.String({
    format: 'email',
    maxLength: 254,
    description: 'E-mail address.',
    paragraph,
    examples: ['office@customs.example'],
  })

export const person = closed(
  {
    role: oneOf(['importer', 'exporter', 'declarant', 'consignor', 'consignee', 'carrier', 'manufacturer', 'other'], {
      description: 'Part the person plays in the consignment.',
      paragraph: '4.1 b',
      examples: ['exporter'],
    }),
    name: prose(300, { description: 'Name.', paragraph: '4.1 b', examples: ['Example Trading Ltd'] }),
    identifier: Type.Optional(prose(70, { description: 'Registration number.', paragraph: '4.1 b' })),
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

export const verification = closed(
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
