import { Type } from 'typebox'
import { officeSchema } from '../../model/member.ts'
import { closed, day, listOf, oneOf, prose, uuid } from '../../model/profile/shape.ts'
import { requestPurposeCodes, requestPurposeSchema } from '../../model/terms/vocabulary.ts'

// The parts of a declaration that travels by itself, under an agreement as 12.1 allows.

const paragraph = '12.1'
export const mostLines = 200

/** The id that the exporting side gives to each line of goods. */
export const lineId = Type.String({
  pattern: '^g[1-9][0-9]{0,2}$',
  maxLength: 4,
  description: 'Id of a line of goods: g1, g2, …',
  paragraph,
  examples: ['g1'],
})

/** A number as text, so that no machine rounds it. */
export const amount = Type.String({
  pattern: '^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?$',
  maxLength: 22,
  description: 'A number with a point before its decimals.',
  paragraph,
  examples: ['18250.00'],
})
const currency = Type.String({
  pattern: '^[A-Z]{3}$',
  maxLength: 3,
  description: 'ISO 4217 currency code.',
  paragraph,
  examples: ['EUR'],
})
const unit = Type.String({
  pattern: '^[A-Z0-9]{2,3}$',
  maxLength: 3,
  description: 'Unit of measure, UN/ECE Recommendation 20.',
  paragraph,
  examples: ['NAR'],
})
export const commodityCodePattern = '^[0-9]{6,12}$'
const country = Type.String({
  pattern: '^[A-Z]{2}$',
  maxLength: 2,
  description: 'ISO 3166 country code.',
  paragraph,
  examples: ['XB'],
})

/** Number, kind, day and office of a declaration. */
export const declaration = (description: string) =>
  closed(
    {
      number: prose(70, {
        description: 'Number of the declaration as filed, at most 70 characters.',
        paragraph,
        search: 'declaration',
        examples: ['26XA07K4T9QPLM31E2'],
      }),
      type: oneOf(['mrn', 'national', 'other'], {
        description: 'Kind of number: a movement reference number, a national one, or another.',
        paragraph,
        examples: ['mrn'],
      }),
      lodgedOn: day({ description: 'Day it was lodged.', paragraph, examples: ['2026-03-02'] }),
      office: officeSchema,
    },
    { description, paragraph },
  )

const party = (description: string) =>
  closed(
    {
      name: prose(300, { description: 'Name.', paragraph, examples: ['Example Trading Ltd'] }),
      identifier: Type.Optional(prose(70, { description: 'Registration number.', paragraph, search: 'trader' })),
      address: Type.Optional(prose(500, { description: 'Postal address.', paragraph })),
      country: Type.Optional(country),
    },
    { description, paragraph },
  )

const line = closed(
  {
    id: lineId,
    commodityCode: Type.String({
      pattern: commodityCodePattern,
      maxLength: 12,
      description: 'Code of the Harmonized System, six digits, and whatever national digits follow.',
      paragraph,
      examples: ['300490'],
    }),
    description: prose(2000, { description: 'Description of the goods.', paragraph, examples: ['Medicaments, dosed'] }),
    origin: Type.Optional(country),
    quantity: closed({ amount, unit }, { description: 'Quantity in its unit.', paragraph }),
    grossWeightKg: amount,
    netWeightKg: Type.Optional(amount),
    value: closed({ amount, currency }, { description: 'Declared value in its currency.', paragraph }),
  },
  { description: 'One line of goods.', paragraph },
)

const documentKinds = [
  'declaration',
  'commercial-invoice',
  'packing-list',
  'certificate-of-origin',
  'bill-of-lading',
] as const

const document = closed(
  {
    item: uuid({ description: 'Id of an attached item.' }),
    kind: oneOf(documentKinds, { description: 'What the document is.', paragraph, examples: ['commercial-invoice'] }),
  },
  { description: 'An attached document.', paragraph },
)

/** What a declaration says; an amendment says all of it anew. */
export const declared = {
  declaration: declaration('The export declaration.'),
  purpose: closed(
    {
      codes: listOf(requestPurposeSchema, {
        minItems: 1,
        maxItems: requestPurposeCodes.length,
        description: 'Purpose codes.',
        paragraph,
        examples: [['VERIFY_VALUE', 'VERIFY_QUANTITY']],
      }),
    },
    { description: 'What the importing side may use the declaration for.', paragraph },
  ),
  exporter: party('The exporter.'),
  consignee: party('The consignee.'),
  destination: country,
  exit: Type.Optional(
    closed(
      {
        office: officeSchema,
        expectedOn: day({ description: 'Day on which the goods are expected to leave.', paragraph }),
      },
      { description: 'Where and when the goods leave.', paragraph },
    ),
  ),
  lines: listOf(line, { minItems: 1, maxItems: mostLines, description: 'The goods, line by line.', paragraph }),
  documents: Type.Optional(
    listOf(document, { minItems: 1, maxItems: 64, description: 'Documents attached to the message.', paragraph }),
  ),
}
