import { type Static, Type } from 'typebox'
import type { Fault } from '../../model/problems/problems.ts'
import { closed, oneOf, prose } from '../../model/profile/shape.ts'
import { compareDecimals } from './decimals.ts'
import { amount, commodityCodePattern, lineId } from './fields.ts'

const paragraph = '12.1'

/**
 * What is compared, and in what manner: figures with their unit or currency, texts as they are,
 * goods as whole lines.
 */
const compared = {
  value: 'figure',
  'gross-weight': 'figure',
  'net-weight': 'figure',
  quantity: 'figure',
  'commodity-code': 'text',
  consignee: 'text',
  goods: 'text',
} as const satisfies Record<string, 'figure' | 'text'>
type Field = keyof typeof compared
export const differenceFields = Object.keys(compared) as readonly Field[]

const finding = (description: string) =>
  closed(
    {
      amount: Type.Optional(amount),
      unit: Type.Optional(
        Type.String({
          pattern: '^[A-Z0-9]{2,3}$',
          maxLength: 3,
          description: 'Currency (ISO 4217) or unit of measure (UN/ECE Recommendation 20; KGM for a weight).',
          paragraph,
        }),
      ),
      text: Type.Optional(prose(500, { description: 'What stands there, where it is no figure.', paragraph })),
    },
    { description, paragraph },
  )

export const difference = closed(
  {
    line: Type.Optional(lineId),
    field: oneOf(differenceFields as [Field, ...Field[]], {
      description: 'What differs.',
      paragraph,
      examples: ['value'],
    }),
    kind: oneOf(['less', 'more', 'other', 'missing', 'extra'], {
      description: 'What was received: less, more, something else, nothing, or more than was declared at all.',
      paragraph,
      examples: ['less'],
    }),
    declared: Type.Optional(finding('What was declared; left out where nothing was.')),
    received: Type.Optional(finding('What was received; left out where nothing was.')),
    note: Type.Optional(prose(1000, { description: 'Why, as far as it is known.', paragraph })),
  },
  { description: 'One difference between what was declared and what was received.', paragraph },
)
type Difference = Static<typeof difference>
type Finding = NonNullable<Difference['declared']>

/** What is wrong with one difference; an empty list when it says what it must. */
export function differenceFaults(row: Difference, field: string): Fault[] {
  const fault = (name: string, message: string): Fault => ({ field: `${field}/${name}`, paragraph, message })
  const { kind, declared, received, line } = row
  const wholesale = row.field === 'consignee' || (row.field === 'goods' && kind === 'extra')
  const faults = [
    ...(wholesale === (line === undefined)
      ? []
      : [fault('line', wholesale ? 'is no matter of one line' : 'is missing: name the line that differs')]),
    ...side('declared', declared, kind !== 'extra'),
    ...side('received', received, kind !== 'missing'),
  ]
  if (faults.length > 0 || !declared || !received) return faults
  return kindFaults(row, declared, received).map((message) => fault('kind', message))

  function side(name: 'declared' | 'received', found: Finding | undefined, wanted: boolean): Fault[] {
    if (found === undefined) return wanted ? [fault(name, `is missing: needed where the kind is ${kind}`)] : []
    if (!wanted) return [fault(name, `does not go with the kind ${kind}`)]
    return formFaults(row.field, found).map((message) => fault(name, message))
  }
}

function formFaults(field: Field, { amount, unit, text }: Finding): string[] {
  if (compared[field] === 'figure')
    return amount !== undefined && unit !== undefined && text === undefined
      ? []
      : ['must hold amount and unit, no text']
  if (text === undefined || amount !== undefined || unit !== undefined) return ['must hold text, no amount and no unit']
  return field === 'commodity-code' && !commodityCode.test(text) ? ['must be 6 to 12 digits'] : []
}
const commodityCode = new RegExp(commodityCodePattern)

/** Whether the two findings differ in the way the kind says. */
function kindFaults({ field, kind }: Difference, declared: Finding, received: Finding): string[] {
  if (compared[field] === 'text') {
    if (kind !== 'other') return [`must be other, missing or extra where ${field} is compared`]
    return declared.text === received.text ? ['says other, but both sides are the same'] : []
  }
  if (declared.unit !== received.unit) return kind === 'other' ? [] : ['must be other where the units are not the same']
  const order = compareDecimals(received.amount ?? '', declared.amount ?? '')
  if (order === 0) return ['says that they differ, but both sides are the same']
  const right = order < 0 ? 'less' : 'more'
  return kind === right ? [] : [`must be ${right}: that is what the two amounts say`]
}
