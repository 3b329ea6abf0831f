import { type Static, Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import type { CaseCore } from '../../model/profile/case-core.ts'
import { movementNumberFaults } from '../../model/profile/movement-number.ts'
import {
  type BodyContext,
  type CaseChange,
  defineMessage,
  type Illegal,
  type Owes,
} from '../../model/profile/profile.ts'
import { closed, listOf, prose } from '../../model/profile/shape.ts'
import { requestPurposeSchema } from '../../model/terms/vocabulary.ts'
import { compareDecimals } from './decimals.ts'
import { declared, lineId, mostLines } from './fields.ts'

const example = {
  declaration: { number: '26XA07K4T9QPLM31E2', type: 'mrn', lodgedOn: '2026-03-02', office: 'XA000101' },
  purpose: { codes: ['VERIFY_VALUE', 'VERIFY_QUANTITY'] },
  exporter: { name: 'Example Trading Ltd', country: 'XA' },
  consignee: { name: 'Example Imports Ltd', identifier: 'XB123456789', country: 'XB' },
  destination: 'XB',
  exit: { office: 'XA000200', expectedOn: '2026-03-04' },
  lines: [
    {
      id: 'g1',
      commodityCode: '300490',
      description: 'Medicaments, dosed, for retail sale',
      origin: 'XA',
      quantity: { amount: '400', unit: 'NAR' },
      grossWeightKg: '812.5',
      netWeightKg: '780',
      value: { amount: '18250.00', currency: 'EUR' },
    },
  ],
}

const body = closed(declared, {
  description: 'An export declaration, as lodged.',
  paragraph: '12.1',
  examples: [example],
})
const amended = closed(
  { ...declared, reason: prose(2000, { description: 'What was amended, and why.', paragraph: '12.1' }) },
  {
    description: 'The export declaration as amended, in full.',
    paragraph: '12.1',
    examples: [{ ...example, reason: 'The exporter corrected the number of boxes.' }],
  },
)
type Body = Static<typeof body>

const factsShape = closed(
  {
    lines: listOf(lineId, { minItems: 1, maxItems: mostLines, description: 'Ids of the lines.' }),
    purposes: listOf(requestPurposeSchema, { minItems: 1, maxItems: 7, description: 'Purpose codes.' }),
  },
  { description: 'Which lines are declared, and what for they may be used.' },
)
type Facts = Static<typeof factsShape>

const facts = ({ lines, purpose }: Body): Facts => ({ lines: lines.map(({ id }) => id), purposes: purpose.codes })

/**
 * Every line anew: what an earlier version said of it holds no more, and a line that it leaves out
 * is gone.
 */
function lay(core: CaseCore, { lines, purposes }: Facts): CaseChange | Illegal {
  const before = Object.keys(core.items).map((id) => [id, { kind: 'goods', outcome: 'removed' }] as const)
  const now = lines.map((id) => [id, { kind: 'goods', outcome: 'declared' }] as const)
  if (new Set(lines).size < lines.length) return { illegal: 'two lines of goods have the same id' }
  return { state: 'declared', items: Object.fromEntries([...before, ...now]), purposes }
}

/** A target of the members: the treaty sets no time here. */
const owesResponse: Owes = {
  answeredBy: ['acknowledge', 'accept', 'reject'],
  days: 1,
  source: 'target',
  paragraph: '12.1',
}

const rules = (body: Body, context: BodyContext): Fault[] => [
  ...lineFaults(body),
  ...dayFaults(body, context),
  ...documentFaults(body, context),
  ...movementNumberFaults(body.declaration, {
    field: '/declaration/number',
    paragraph: '12.1',
    received: context.received,
  }),
]

function lineFaults({ lines }: Body): Fault[] {
  return lines.flatMap(({ id, grossWeightKg, netWeightKg }, index): Fault[] => [
    ...(lines.findIndex((other) => other.id === id) === index
      ? []
      : [{ field: `/lines/${index}/id`, paragraph: '12.1', message: `${id} is used twice; each line has its own id` }]),
    ...(netWeightKg !== undefined && compareDecimals(netWeightKg, grossWeightKg) > 0
      ? [{ field: `/lines/${index}/netWeightKg`, paragraph: '12.1', message: 'must not be more than the gross weight' }]
      : []),
  ])
}

const dayFaults = ({ declaration: { lodgedOn } }: Body, { localDate }: BodyContext): Fault[] =>
  localDate === undefined || lodgedOn <= localDate
    ? []
    : [{ field: '/declaration/lodgedOn', paragraph: '12.1', message: 'lies after the day of the message' }]

/** Every document the body names is attached, and every attached item is named. */
function documentFaults({ documents = [] }: Body, { items }: BodyContext): Fault[] {
  if (items === undefined) return []
  const stray = documents.flatMap(({ item }, index): Fault[] =>
    items.some(({ id }) => id === item)
      ? []
      : [
          {
            field: `/documents/${index}/item`,
            paragraph: '12.1',
            message: `names the item ${item}, which is not attached`,
          },
        ],
  )
  const silent = items.filter(({ id }) => !documents.some(({ item }) => item === id))
  return [
    ...stray,
    ...silent.map(({ id }) => ({
      field: '/items',
      paragraph: '12.1',
      message: `the item ${id} is attached but the body does not say which document it is`,
    })),
  ]
}

/**
 * The declaration as lodged at export, pushed to the importing side before or while the goods
 * travel.
 */
export const declare = defineMessage({
  title: 'export declaration',
  from: 'requesting',
  paragraphs: ['12.1'],
  whileSuspended: true,
  gives: 'accepted',
  opens: true,
  owes: [owesResponse],
  body,
  rules,
  facts,
  factsShape,
  legalIn: [],
  next: lay,
  items: 'optional',
})

/**
 * Until the importing side has compared, the exporting side may amend what it declared; all answers
 * begin anew.
 */
export const amend = defineMessage({
  title: 'amended export declaration',
  from: 'requesting',
  paragraphs: ['12.1'],
  whileSuspended: true,
  gives: 'accepted',
  owes: [owesResponse],
  body: amended,
  rules,
  facts,
  factsShape,
  legalIn: ['declared', 'acknowledged', 'accepted', 'rejected'],
  next: lay,
  items: 'optional',
})

const cancelBody = closed(
  {
    reason: prose(2000, {
      description: 'Why the declaration is cancelled.',
      paragraph: '12.1',
      examples: ['The goods did not leave.'],
    }),
    number: Type.Optional(
      prose(70, {
        description: 'Number of the declaration that takes its place.',
        paragraph: '12.1',
        search: 'declaration',
      }),
    ),
  },
  {
    description: 'The export declaration is cancelled.',
    paragraph: '12.1',
    examples: [{ reason: 'The goods did not leave.' }],
  },
)

/** The declaration was invalidated at export: nothing is to be compared with it. */
export const cancel = defineMessage({
  title: 'cancellation',
  from: 'requesting',
  paragraphs: ['12.1'],
  whileSuspended: true,
  body: cancelBody,
  facts: () => ({}),
  factsShape: closed({}, { description: 'A cancellation ends the case and says no more.' }),
  legalIn: ['declared', 'acknowledged', 'accepted', 'rejected'],
  next: () => ({ state: 'cancelled' }),
  items: 'none',
})
