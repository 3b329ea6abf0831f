// What is not gone with a disposal: copies that left and are still out, and what a legal hold
// keeps.
import { type Static, Type } from 'typebox'
import { dayAfter } from '../../../model/calendar/calendar.ts'
import type { Fault } from '../../../model/problems/problems.ts'
import type { GivenItem } from '../../../model/profile/case-core.ts'
import { goneWith, keptUntil } from '../../../model/profile/holding.ts'
import { closed, day, oneOf, prose } from '../../../model/profile/shape.ts'

/** A copy that our own record of releases knows of, and where it is now. */
export const copy = closed(
  {
    record: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Number of the release in the evidence of the member that disposes.',
      paragraph: '5.1 e',
      examples: [4711],
    }),
    state: oneOf(['returned', 'destroyed', 'out'], {
      description: 'Where the copy is: returned and destroyed, destroyed, or still out.',
      paragraph: '5.1 e',
      examples: ['destroyed'],
    }),
    with: Type.Optional(
      prose(200, { description: 'With whom it still is.', paragraph: '5.1 e', examples: ['District Court of XA'] }),
    ),
    until: Type.Optional(
      day({ description: 'Day by which it comes back or is destroyed.', paragraph: '5.1 e', examples: ['2031-06-30'] }),
    ),
  },
  { description: 'One copy that left the gateway.', paragraph: '5.1 e' },
)

/** What keeps an item from disposal, and from reading alike: the terms have to allow it. */
export const hold = closed(
  {
    law: prose(500, {
      description: 'Law that orders the item to be kept.',
      paragraph: '5.1 e',
      examples: ['Archives Act, s. 7'],
    }),
    reason: prose(500, {
      description: 'Why it is kept.',
      paragraph: '5.1 e',
      examples: ['The importer has appealed; file 7/2031.'],
    }),
    authority: prose(200, {
      description: 'Who ordered it.',
      paragraph: '5.1 e',
      examples: ['District Court of XA'],
    }),
    until: day({
      description: 'Last day of the hold; a later statement prolongs it.',
      paragraph: '5.1 e',
      examples: ['2031-12-31'],
    }),
    remindOn: day({
      description: 'Day on which the hold is looked at again.',
      paragraph: '5.1 e',
      examples: ['2031-09-30'],
    }),
  },
  {
    description: 'A legal hold: the item is not disposed of yet, and read for its proceeding alone.',
    paragraph: '5.1 e',
  },
)

/** Nothing is put off for longer at once: what nobody looks at for years is kept for ever. */
const mostDaysAhead = 366

/** A row of the body, as far as it says what is still held. */
interface Row {
  readonly keysDestroyed: boolean
  readonly copiesKnown: number
  readonly exportsOutstanding: number
  readonly copies?: readonly Static<typeof copy>[]
  readonly hold?: Static<typeof hold>
}

/** Disposed of, with a copy that is still out: a later statement says what became of it. */
export const isOut = ({ outUntil }: Pick<GivenItem, 'outUntil'>): boolean => outUntil !== undefined

/** The last day of what is still out, as the facts say it. */
export function outOf(copies: readonly Static<typeof copy>[] = []): { readonly outUntil?: string } {
  const days = copies.flatMap(({ state, until }) => (state === 'out' && until !== undefined ? [until] : []))
  const outUntil = days.sort().at(-1)
  return outUntil === undefined ? {} : { outUntil }
}

/** The numbers say no less than the list, and what is out is with somebody until a day. */
export function copyFaults(
  { copies = [], copiesKnown: known, exportsOutstanding: outstanding }: Row,
  index: number,
  on: string,
): Fault[] {
  const fault = (field: string, message: string): Fault => ({
    field: `/items/${index}/${field}`,
    paragraph: '5.1 e',
    message,
  })
  const out = copies.filter(({ state }) => state === 'out').length
  return [
    ...copies.flatMap(({ state, with: holder, until, record }, at): Fault[] => {
      const place = `copies/${at}`
      if (copies.findIndex((each) => each.record === record) !== at)
        return [fault(`${place}/record`, `the release ${record} stands twice`)]
      if (state === 'out')
        return [
          ...(holder === undefined ? [fault(`${place}/with`, 'says with whom a copy is that is still out')] : []),
          ...(until === undefined || until < on
            ? [fault(`${place}/until`, 'is the day, from the disposal on, by which a copy that is out comes back')]
            : until > dayAfter(on, mostDaysAhead)
              ? [
                  fault(
                    `${place}/until`,
                    `is ${mostDaysAhead} days ahead at most: then a statement says where it is now`,
                  ),
                ]
              : []),
        ]
      return holder === undefined && until === undefined
        ? []
        : [fault(place, 'a copy that is returned or destroyed is with nobody, and until no day')]
    }),
    ...(outstanding < out
      ? [fault('exportsOutstanding', `is at least ${out}: so many copies are said to be out`)]
      : []),
    ...(known < copies.length - out
      ? [
          fault(
            'copiesKnown',
            `is at least ${copies.length - out}: so many copies are said to be returned or destroyed`,
          ),
        ]
      : []),
  ]
}

/**
 * A hold has an end, and a day before it on which it is looked at; its last day is over before the
 * item goes.
 */
export function holdFaults({ hold: held }: Row, index: number, on: string): Fault[] {
  const fault = (field: string, message: string): Fault => ({
    field: `/items/${index}/${field}`,
    paragraph: '5.1 e',
    message,
  })
  return [
    ...(held && held.until < on ? [fault('hold/until', 'lies before the day of this statement')] : []),
    ...(held && (held.remindOn < on || held.remindOn > held.until)
      ? [fault('hold/remindOn', 'lies between the day of this statement and the end of the hold')]
      : []),
    ...(held && held.remindOn > dayAfter(on, mostDaysAhead)
      ? [fault('hold/remindOn', `is ${mostDaysAhead} days ahead at most: a hold is looked at once a year`)]
      : []),
  ]
}

/**
 * Nothing goes that a hold keeps: not by its own name, not as the words about what is held, and not
 * along with the last of what it speaks of.
 */
export function keptFaults(
  items: readonly (Pick<Row, 'keysDestroyed'> & { readonly item: string })[],
  on: string,
  given: Readonly<Record<string, GivenItem>> = {},
): Fault[] {
  const gone = items.filter(({ keysDestroyed }) => keysDestroyed).map(({ item }) => item)
  const kept = (id: string): string | undefined => {
    const day = keptUntil(given, id)
    return day !== undefined && day >= on ? day : undefined
  }
  return [
    ...items.flatMap(({ item, keysDestroyed }, index): Fault[] => {
      const day = keysDestroyed ? kept(item) : undefined
      if (day === undefined) return []
      const why = given[item]?.heldUntil === day ? 'a hold keeps it' : 'a hold on what it speaks of keeps it'
      const message = `${why} until the end of ${day}; a statement with an earlier end lifts it, the day after that`
      return [{ field: `/items/${index}/keysDestroyed`, paragraph: '5.1 e', message }]
    }),
    ...goneWith(given, gone).flatMap((id): Fault[] => {
      const day = kept(id)
      if (day === undefined) return []
      const message = `the body of ${id} would go with the last of what it speaks of, and a hold keeps it until the end of ${day}`
      return [{ field: '/items', paragraph: '5.1 e', message }]
    }),
  ]
}

/** Whether a hold that stands would end on an earlier day. */
export const endsEarlier = (
  given: Readonly<Record<string, GivenItem>>,
  facts: { readonly items?: unknown } = {},
): boolean =>
  ((facts.items ?? []) as readonly { readonly id: string; readonly heldUntil?: string }[]).some(({ id, heldUntil }) => {
    const standing = given[id]?.heldUntil
    return standing !== undefined && heldUntil !== undefined && heldUntil < standing
  })
