import type { Fault } from '../../model/problems/problems.ts'
import type { BodyContext } from '../../model/profile/profile.ts'

// Rules that a response and a refusal share: both answer wanted items one by one.

interface Answer {
  readonly wanted: string
}

/** Each wanted item is answered at most once in one message. */
export const repeated = (answers: readonly Answer[], at: string): Fault[] =>
  answers.flatMap(({ wanted }, index) =>
    answers.findIndex((answer) => answer.wanted === wanted) === index
      ? []
      : [
          {
            field: `${at}/${index}/wanted`,
            paragraph: '4.1 d',
            message: `${wanted} is answered twice in this message`,
          },
        ],
  )

/** Only what the case wants is answered; not checked where the case is not known. */
export const unwanted = (answers: readonly Answer[], at: string, context: BodyContext): Fault[] =>
  unwantedIds(
    answers.map(({ wanted }) => wanted),
    (index) => `${at}/${index}/wanted`,
    '4.1 d',
    context,
  )

/** The same for ids alone. @param field JSON pointer to the id at an index. */
export function unwantedIds(
  ids: readonly string[],
  field: (index: number) => string,
  paragraph: string,
  { state }: BodyContext,
): Fault[] {
  if (state === undefined || state.state === 'none') return []
  const known = Object.keys(state.items)
  return ids.flatMap((id, index) =>
    known.includes(id)
      ? []
      : [
          {
            field: field(index),
            paragraph,
            message: `${id} is not wanted in this case; wanted are ${known.join(', ')}`,
          },
        ],
  )
}

interface NamedItem {
  readonly id: string
  readonly field: string
}

/**
 * Every item the body names is attached, and every attached item is named: nothing travels without
 * saying what it is.
 */
export function strayItems(named: readonly NamedItem[], { items }: BodyContext): Fault[] {
  if (items === undefined) return []
  const missing = named.filter(({ id }) => !items.some((item) => item.id === id))
  const silent = items.filter(({ id }) => !named.some((item) => item.id === id))
  return [
    ...missing.map(({ id, field }) => ({
      field,
      paragraph: '6.1',
      message: `names the item ${id}, which is not attached`,
    })),
    ...silent.map(({ id }) => ({
      field: '/items',
      paragraph: '6.1',
      message: `the item ${id} is attached but the body does not say what it answers`,
    })),
  ]
}
