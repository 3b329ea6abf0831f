// What the importing side found when it compared what it received with what was declared.
import { type Static, Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import type { CaseCore } from '../../model/profile/case-core.ts'
import { movementNumberFaults } from '../../model/profile/movement-number.ts'
import { type BodyContext, defineMessage } from '../../model/profile/profile.ts'
import { closed, listOf, oneOf, prose } from '../../model/profile/shape.ts'
import { difference, differenceFaults, differenceFields } from './differences.ts'
import { declaration, lineId, mostLines } from './fields.ts'

const paragraph = '12.1'

const lineOutcomes = ['matched', 'differs', 'not-received'] as const
const outcome = oneOf(lineOutcomes, {
  description: 'What the comparison of the line found.',
  paragraph,
  examples: ['differs'],
})
const compared = closed({ line: lineId, outcome }, { description: 'A line and what the comparison found.', paragraph })
const comparedLines = listOf(compared, {
  minItems: 1,
  maxItems: mostLines,
  description: 'The lines that were compared.',
  paragraph,
})

const body = closed(
  {
    importDeclaration: declaration('The import declaration it was compared with.'),
    basis: listOf(
      oneOf(['declaration', 'documents', 'inspection', 'weighing', 'laboratory'], {
        description: 'What was compared.',
        paragraph,
      }),
      {
        minItems: 1,
        maxItems: 5,
        description: 'What the comparison rests on.',
        paragraph,
        examples: [['declaration']],
      },
    ),
    lines: comparedLines,
    differences: listOf(difference, {
      maxItems: 400,
      description: 'Every difference found; empty where there is none.',
      paragraph,
    }),
    note: Type.Optional(prose(4000, { description: 'Anything else the exporting side should know.', paragraph })),
  },
  {
    description: 'What was received, held against what was declared.',
    paragraph,
    examples: [
      {
        importDeclaration: { number: '26XB63BM2TSVKL2AA5', type: 'mrn', lodgedOn: '2026-03-09', office: 'XB000300' },
        basis: ['declaration', 'weighing'],
        lines: [{ line: 'g1', outcome: 'differs' }],
        differences: [
          {
            line: 'g1',
            field: 'value',
            kind: 'less',
            declared: { amount: '18250.00', unit: 'EUR' },
            received: { amount: '6100.00', unit: 'EUR' },
          },
          {
            field: 'consignee',
            kind: 'other',
            declared: { text: 'Example Imports Ltd' },
            received: { text: 'Another Importer Ltd' },
          },
        ],
      },
    ],
  },
)
type MatchBody = Static<typeof body>

const factsShape = closed(
  {
    lines: comparedLines,
    fields: listOf(oneOf(differenceFields, { description: 'A field.' }), {
      maxItems: differenceFields.length,
      description: 'The fields that differ, each once.',
    }),
  },
  { description: 'Which lines were compared, and in what they differ.' },
)

/** The match result. A later one may follow where the importing side has looked again. */
export const match = defineMessage({
  title: 'match result',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'accepted',
  body,
  rules: (body, context) => matchFaults(body, context),
  facts: ({ lines, differences }) => ({
    lines,
    fields: differenceFields.filter((name) => differences.some(({ field }) => field === name)),
  }),
  factsShape,
  legalIn: ['accepted', 'partly-matched', 'differing'],
  next(core, { lines, fields }) {
    const items: Record<string, { kind: string; outcome: string }> = {}
    for (const { line, outcome } of lines) {
      if (items[line]) return { illegal: `${line} has two outcomes in one message` }
      const kind = core.items[line]?.kind
      if (kind === undefined || core.items[line]?.outcome === 'removed')
        return { illegal: `${line} is not declared in this case; declared are ${declaredLines(core).join(', ')}` }
      items[line] = { kind, outcome }
    }
    const outcomes = declaredLines(core).map((id) => (items[id] ?? core.items[id])?.outcome)
    if (outcomes.includes('declared')) return { items, state: 'partly-matched' }
    const equal = fields.length === 0 && outcomes.every((each) => each === 'matched')
    return { items, state: equal ? 'matched' : 'differing' }
  },
  items: 'none',
})

/** The lines of the declaration as it was last amended. */
const declaredLines = ({ items }: CaseCore): string[] =>
  Object.keys(items).filter((id) => items[id]?.outcome !== 'removed')

const matchFaults = (body: MatchBody, context: BodyContext): Fault[] => [
  ...body.differences.flatMap((row, index) => differenceFaults(row, `/differences/${index}`)),
  ...repeated(body),
  ...undeclared(body, context),
  ...unexplained(body),
  ...dates(body, context),
  ...movementNumberFaults(body.importDeclaration, {
    field: '/importDeclaration/number',
    paragraph,
    received: context.received,
  }),
]

function repeated({ lines }: MatchBody): Fault[] {
  return lines.flatMap(({ line }, index) =>
    lines.findIndex((other) => other.line === line) === index
      ? []
      : [{ field: `/lines/${index}/line`, paragraph, message: `${line} is compared twice in this message` }],
  )
}

/** Only what the case declares is compared; not checked where the case is not known. */
function undeclared({ lines }: MatchBody, { state }: BodyContext): Fault[] {
  if (state === undefined || state.state === 'none') return []
  const known = declaredLines(state)
  return lines.flatMap(({ line }, index) =>
    known.includes(line)
      ? []
      : [
          {
            field: `/lines/${index}/line`,
            paragraph,
            message: `${line} is not declared in this case; declared are ${known.join(', ')}`,
          },
        ],
  )
}

/**
 * A line that differs says in what, a line that matches has no difference, and each difference is
 * about a line compared.
 */
function unexplained({ lines, differences }: MatchBody): Fault[] {
  const outcomes = new Map<string, string>(lines.map(({ line, outcome }) => [line, outcome]))
  const silent = lines.flatMap(({ line, outcome }, index) =>
    outcome === 'matched' || differences.some((each) => each.line === line)
      ? []
      : [{ field: `/lines/${index}/outcome`, paragraph, message: `says ${outcome}, but no difference names ${line}` }],
  )
  const stray = differences.flatMap(({ line }, index) => {
    const outcome = line === undefined ? undefined : outcomes.get(line)
    if (line === undefined || (outcome !== undefined && outcome !== 'matched')) return []
    const found = outcome === undefined ? 'is not among the lines compared' : 'is said to match'
    return [{ field: `/differences/${index}/line`, paragraph, message: `${line} ${found}` }]
  })
  return [...silent, ...stray]
}

const dates = ({ importDeclaration: { lodgedOn } }: MatchBody, { localDate }: BodyContext): Fault[] =>
  localDate === undefined || lodgedOn <= localDate
    ? []
    : [{ field: '/importDeclaration/lodgedOn', paragraph, message: 'lies after the day of the message' }]
