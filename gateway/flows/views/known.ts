// What a list is asked for has to be something that there is: a slip of the pen, or a place in a
// feed that was another, is refused and is no empty list.

import { isDay } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import { profiles } from '../../profiles/all.ts'
import type { Trust } from '../trust/trust.ts'

interface Knowing {
  readonly store: ReadingStore
  trust(): Pick<Trust, 'partners'>
}

/** Values of a query, by the names that they have in it. */
interface Values {
  readonly profile?: string | undefined
  readonly state?: string | undefined
  readonly partner?: string | undefined
  readonly of?: string | undefined
  readonly case?: string | undefined
  readonly dueBefore?: string | undefined
  readonly until?: string | undefined
}

/** @throws {Problem} `request-invalid`, with the field */
export async function demandKnown(deps: Knowing, values: Values): Promise<void> {
  const { profile, state, dueBefore, until } = values
  if (profile !== undefined && !profiles.has(profile)) throw unknown('profile', profile, [...profiles.keys()])
  if (state !== undefined) {
    const of = [...profiles.values()].filter(({ name }) => profile === undefined || name === profile)
    const states = new Set(of.flatMap(({ states }) => Object.keys(states)))
    if (!states.has(state)) throw unknown('state', state, [...states])
  }
  for (const [field, day] of Object.entries({ dueBefore, until }))
    if (day !== undefined && !isDay(day)) throw notKnown(field, `${day} is no day of the calendar`)
  for (const [field, member] of Object.entries({ partner: values.partner, of: values.of }))
    if (member !== undefined && !(await isPartner(deps, member)))
      throw unknown(field, member, [...deps.trust().partners.keys()])
  if (values.case !== undefined && !(await deps.store.case(values.case)))
    throw notKnown('case', `there is no case ${values.case}`)
}

/** One that was removed has its cases still. */
async function isPartner({ store, trust }: Knowing, partner: string): Promise<boolean> {
  if (trust().partners.has(partner)) return true
  return (await store.cases({ offices: 'all', partner, limit: 1 })).rows.length > 0
}

const notKnown = (field: string, why: string) => new Problem('request-invalid', why, { field: `/${field}` })
const unknown = (field: string, found: string, known: readonly string[]) =>
  notKnown(field, `${field} is ${found}, which is none of ${known.join(', ')}`)

/**
 * A number that a reader goes on from is one that was given out, and nothing behind it is gone:
 * else it would miss what comes, or what came.
 * @throws {Problem} `cursor-gone`
 */
export async function demandCursor(
  { store }: { readonly store: ReadingStore },
  feed: 'event' | 'evidence',
  after: number,
): Promise<void> {
  if (after === 0) return
  const { firstEvent, ...last } = await store.ends()
  const first = feed === 'event' ? firstEvent : 1
  if (after > last[feed])
    throw new Problem(
      'cursor-gone',
      `the last number is ${last[feed]}, and after is ${after}: this store was restored from before it, or is another one`,
    )
  if (after < first - 1)
    throw new Problem('cursor-gone', `the first number that is still kept is ${first}, and after is ${after}`)
}
