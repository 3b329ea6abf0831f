// What a response must keep to beside its shape, and what deserves a look.
import type { Fault } from '../../model/problems/problems.ts'
import type { BodyContext } from '../../model/profile/profile.ts'
import { repeated, strayItems, unwanted } from './answers.ts'
import type { Outcome } from './items.ts'
import { pastFaults } from './postpone.ts'
import { basisFaults } from './refusal.ts'
import type { ResponseBody } from './response-fields.ts'

type Body = ResponseBody
type OutcomeRow = Body['outcomes'][number]

export const responseFaults = (body: Body, context: BodyContext): Fault[] => [
  ...body.outcomes.flatMap((row, index) => outcomeFaults(row, `/outcomes/${index}`, context)),
  ...repeated(body.outcomes, '/outcomes'),
  ...unwanted(body.outcomes, '/outcomes', context),
  ...protectionFaults(body),
  ...trueCopyFaults(body),
  ...keyFaults(body, context),
  ...strayItems(namedItems(body), context),
  ...(body.outcomes.length === 0 && !body.final
    ? [{ field: '/outcomes', paragraph: '6.1', message: 'must answer something unless the response is final' }]
    : []),
]

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

function outcomeFaults(row: OutcomeRow, field: string, { localDate }: BodyContext): Fault[] {
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
  if (row.outcome === 'postponed' && row.expectedOn !== undefined)
    faults.push(...pastFaults(row.expectedOn, `${field}/expectedOn`, localDate))
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

const provides = ({ outcomes }: Body): boolean => outcomes.some(({ items }) => items !== undefined)

/** What a national system leaves out: keys follow the acceptance of the terms. */
export const withKeys = (body: Body): Body =>
  body.keys === undefined && provides(body) ? { ...body, keys: 'after-acceptance' } : body

/**
 * Keys follow the acceptance of the terms; at once they travel only to a member that has accepted
 * such terms in advance. Nothing waits for an acceptance where nothing is provided.
 */
function keyFaults(body: Body, { standing }: BodyContext): Fault[] {
  const { keys } = body
  const fault = (message: string): Fault[] => [{ field: '/keys', paragraph: '5.1', message }]
  if (!provides(body)) return keys === undefined ? [] : fault('nothing is provided that keys could open')
  if (keys === undefined) return fault('is missing: whatever is provided says when its keys come')
  return keys === 'immediate' && !standing
    ? fault('must be after-acceptance: the agreement holds no acceptance in advance by the other member')
    : []
}

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
export function unconfirmed({ outcomes, trueCopies = [] }: Body): Fault[] {
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
