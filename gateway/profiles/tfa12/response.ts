import { type Static, Type } from 'typebox'
import type { Fault } from '../../model/problems.ts'
import { defineMessage } from '../../model/profile.ts'
import { closed, day, listOf, prose, uuid } from '../../model/shape.ts'
import { protectionSchema } from '../../model/vocabulary.ts'
import { repeated, strayItems, unwanted } from './answers.ts'
import { answered, mostWanted, type Outcome, outcomeSchema, wantedId } from './items.ts'
import { basisFacts, basisFactsFields, basisFaults, basisSchema, whyNoDiscretion } from './refusal.ts'

const final = Type.Boolean({
  description: 'Whether nothing more follows; a final response leaves no item open or postponed.',
  paragraph: '6.1 e',
  examples: [true],
})
const mostItems = 64
const itemIds = (description: string, paragraph: string) =>
  listOf(uuid({ description: 'Id of an attached item.' }), { minItems: 1, maxItems: mostItems, description, paragraph })
const expectedOn = day({
  description: 'When an answer is expected; needed where the outcome is postponed.',
  paragraph: '7.1',
})

const outcome = closed(
  {
    wanted: wantedId,
    outcome: outcomeSchema,
    items: Type.Optional(itemIds('The attached items that answer it; needed where something is provided.', '6.1 b')),
    verified: Type.Optional(
      Type.Boolean({
        description:
          'Whether the requested member verified what it provides; nobody requires it to (10 g). Left out means no.',
        paragraph: '5.1 d',
      }),
    ),
    reason: Type.Optional(
      prose(4000, { description: 'Why only a part, or nothing, is available.', paragraph: '6.1 b' }),
    ),
    basis: Type.Optional(basisSchema),
    expectedOn: Type.Optional(expectedOn),
  },
  { description: 'What became of one wanted item.', paragraph: '6.1' },
)

const trueCopies = closed(
  {
    items: itemIds('The attached items that are true copies.', '6.1 d'),
    officer: prose(200, { description: 'Officer who compared them.', paragraph: '6.1 d', examples: ['B. Example'] }),
    date: day({ description: 'Day of the comparison.', paragraph: '6.1 d', examples: ['2026-04-02'] }),
  },
  { description: 'Confirmation that documents are true copies.', paragraph: '6.1 d' },
)

const body = closed(
  {
    final,
    outcomes: listOf(outcome, { maxItems: mostWanted, description: 'Outcomes, item by item.', paragraph: '6.1' }),
    protection: Type.Optional(protectionSchema),
    trueCopies: Type.Optional(
      listOf(trueCopies, { maxItems: mostItems, description: 'True-copy statements.', paragraph: '6.1 d' }),
    ),
    note: Type.Optional(
      prose(4000, { description: 'Anything else the requesting member should know.', paragraph: '6.1 a' }),
    ),
  },
  {
    description: 'The requested member answers: in part or in full, in one or more responses.',
    paragraph: '6.1',
    examples: [
      {
        final: true,
        outcomes: [
          { wanted: 'w1', outcome: 'provided', items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'], verified: false },
          {
            wanted: 'w2',
            outcome: 'refused',
            basis: { family: '7.1', ground: 'c', reasons: 'A prosecution is under way.' },
          },
        ],
        protection: {
          level: 'customs-confidential',
          description: 'Held strictly in confidence; access only for officers dealing with the matter.',
          measures: ['encrypted at rest'],
          law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18' }],
        },
        trueCopies: [{ items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'], officer: 'B. Example', date: '2026-04-02' }],
      },
    ],
  },
)
type Body = Static<typeof body>
type OutcomeRow = Body['outcomes'][number]

const flag = (description: string) => Type.Boolean({ description })
const factsShape = closed(
  {
    final,
    outcomes: listOf(
      closed(
        {
          id: wantedId,
          outcome: outcomeSchema,
          items: listOf(uuid({ description: 'Id of an item.' }), {
            maxItems: mostItems,
            description: 'Items that answer it.',
          }),
          verified: flag('Whether the information was verified (5.1 d).'),
          trueCopy: flag('Whether every item is confirmed as a true copy (6.1 d).'),
          expectedOn: Type.Optional(expectedOn),
          family: Type.Optional(basisFactsFields.family),
          ground: basisFactsFields.ground,
          limit: basisFactsFields.limit,
        },
        { description: 'An item and its outcome.' },
      ),
      { maxItems: mostWanted, description: 'Outcomes, item by item.' },
    ),
  },
  { description: 'What was answered.' },
)

/** Provision, partial provision, partial refusal and postponement may stand in one response (rule 6). */
export const response = defineMessage({
  title: 'response',
  from: 'requested',
  paragraphs: ['6.1', '7.1', '7.2', '8', '9.2', '10'],
  body,
  rules: (body, context) => [
    ...body.outcomes.flatMap((row, index) => outcomeFaults(row, `/outcomes/${index}`)),
    ...repeated(body.outcomes, '/outcomes'),
    ...unwanted(body.outcomes, '/outcomes', context),
    ...protectionFaults(body),
    ...trueCopyFaults(body),
    ...strayItems(namedItems(body), context),
    ...(body.outcomes.length === 0 && !body.final
      ? [{ field: '/outcomes', paragraph: '6.1', message: 'must answer something unless the response is final' }]
      : []),
  ],
  warnings: unconfirmed,
  facts: ({ final, outcomes, trueCopies = [] }) => {
    const confirmed = new Set(trueCopies.flatMap(({ items }) => items))
    return {
      final,
      outcomes: outcomes.map(({ wanted, outcome, items = [], verified = false, expectedOn, basis }) => ({
        id: wanted,
        outcome,
        items,
        verified,
        trueCopy: items.length > 0 && items.every((id) => confirmed.has(id)),
        ...(expectedOn !== undefined && { expectedOn }),
        ...(basis && basisFacts(basis)),
      })),
    }
  },
  factsShape,
  legalIn: ['accepted', 'postponed', 'partly-answered'],
  next(core, { final, outcomes }) {
    for (const { family } of outcomes) {
      const illegal = whyNoDiscretion(core.discretionary, family)
      if (illegal !== undefined) return { illegal }
    }
    return answered(core, outcomes, final)
  },
  items: 'optional',
})

type Detail = 'items' | 'reason' | 'basis' | 'expectedOn'

/** Outcome → what it must and may say beside itself. */
const details: Record<Outcome, { must: readonly Detail[]; may: readonly Detail[] }> = {
  provided: { must: ['items'], may: [] },
  partly: { must: ['items', 'reason'], may: ['basis'] },
  'not-available': { must: ['reason'], may: [] },
  'not-required': { must: ['basis'], may: [] },
  refused: { must: ['basis'], may: [] },
  postponed: { must: ['basis', 'expectedOn'], may: [] },
}
const paragraphOf: Record<Detail, string> = { items: '6.1 b', reason: '6.1 b', basis: '7.1', expectedOn: '7.1' }

function outcomeFaults(row: OutcomeRow, field: string): Fault[] {
  const { must, may } = details[row.outcome]
  const said = (['items', 'reason', 'basis', 'expectedOn'] as const).filter((detail) => row[detail] !== undefined)
  const fault = (detail: Detail, message: string): Fault => ({
    field: `${field}/${detail}`,
    paragraph: paragraphOf[detail],
    message,
  })
  const faults = [
    ...must
      .filter((each) => !said.includes(each))
      .map((each) => fault(each, `is missing: needed where the outcome is ${row.outcome}`)),
    ...said
      .filter((each) => !must.includes(each) && !may.includes(each))
      .map((each) => fault(each, `does not go with the outcome ${row.outcome}`)),
  ]
  if (row.verified === true && row.items === undefined)
    faults.push({
      field: `${field}/verified`,
      paragraph: '5.1 d',
      message: 'nothing is provided that could be verified',
    })
  if (row.outcome === 'not-required' && row.basis !== undefined && row.basis.family !== '10')
    faults.push({
      field: `${field}/basis/family`,
      paragraph: '10',
      message: 'must be 10: what is not required is listed there',
    })
  return row.basis ? [...faults, ...basisFaults(row.basis, `${field}/basis`)] : faults
}

/** Rule 3: no provision without a description of the protection required. */
const protectionFaults = ({ outcomes, protection }: Body): Fault[] =>
  protection === undefined && outcomes.some(({ items }) => items !== undefined)
    ? [
        {
          field: '/protection',
          paragraph: '6.1 b',
          message:
            'is missing: whatever is provided comes with a description of the protection and confidentiality required',
        },
      ]
    : []

function trueCopyFaults({ outcomes, trueCopies = [] }: Body): Fault[] {
  const provided = new Set(outcomes.flatMap(({ items = [] }) => items))
  return trueCopies.flatMap(({ items }, index) =>
    items.flatMap((id, at) =>
      provided.has(id)
        ? []
        : [
            {
              field: `/trueCopies/${index}/items/${at}`,
              paragraph: '6.1 d',
              message: `confirms the item ${id}, which no outcome provides`,
            },
          ],
    ),
  )
}

/** Rule 4: an item without a true-copy statement is let through and visibly unconfirmed. */
function unconfirmed({ outcomes, trueCopies = [] }: Body): Fault[] {
  const confirmed = new Set(trueCopies.flatMap(({ items }) => items))
  return outcomes.flatMap(({ items = [] }, index) =>
    items.flatMap((id, at) =>
      confirmed.has(id)
        ? []
        : [
            {
              field: `/outcomes/${index}/items/${at}`,
              paragraph: '6.1 d',
              message: `the item ${id} is not confirmed as a true copy`,
            },
          ],
    ),
  )
}

const namedItems = ({ outcomes }: Body) =>
  outcomes.flatMap(({ items = [], basis }, index) => [
    ...items.map((id, at) => ({ id, field: `/outcomes/${index}/items/${at}` })),
    ...(basis?.reference?.item === undefined
      ? []
      : [{ id: basis.reference.item, field: `/outcomes/${index}/basis/reference/item` }]),
  ])
