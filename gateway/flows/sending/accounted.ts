// A disposal is held against the terms, and accounts for every copy that left the gateway one by
// one: returned, destroyed, or still out.
import { clockToleranceMs } from '../../../crypto/instants.ts'
import { effectOf, itemsDisposed } from '../../case/effects.ts'
import { demandAsTermed, type FoldedCase } from '../../case/terms-in-force.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import { goneWith } from '../../model/profile/holding.ts'
import { messageType } from '../../model/profile/message.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { Since } from '../../ports/rows.ts'
import { copiesOf } from '../cases/uses.ts'

interface Disposing {
  readonly item: string
  readonly copies?: readonly { readonly record: number }[]
}

interface Stated {
  readonly type: string
  readonly form: Parameters<ReturnType<typeof messageType>['facts']>[0]
}

/** A sentence has an end. */
const mostTold = 20

/**
 * Holds a disposal against the evidence of copies.
 * @returns what the copies were counted from. @throws {Problem} `body-invalid` with what is not
 *   accounted for, and where method or hold are not those of the terms.
 */
export async function demandAccounted(
  /** Where we are: the days of the form are days here. */
  { store, timeZone }: { readonly store: CasesStore; readonly timeZone: string },
  folded: FoldedCase,
  caseId: string,
  { type, form }: Stated,
): Promise<readonly Since[]> {
  const { profile, state } = folded
  if (effectOf(profile, type) !== 'disposes') return []
  const { copies, seq } = await copiesOf(store, caseId)
  demandAsTermed(folded, messageType(profile, type).facts(form).items as never)
  for (const [index, { item: id, copies: said = [] }] of (form.items as unknown as readonly Disposing[]).entries()) {
    const left = copies.get(id) ?? []
    const records = said.map(({ record }) => record)
    const untold = left.filter((record) => !records.includes(record))
    const unknown = records.find((record) => !left.includes(record))
    const where = { field: `/body/items/${index}/copies`, paragraph: '5.1 e' }
    if (untold.length > 0)
      throw new Problem(
        'body-invalid',
        `/items/${index} accounts for ${left.length - untold.length} copies of ${id}; the evidence counts ${left.length} that left the gateway, and nothing is said of the releases ${untold.slice(0, mostTold).join(', ')}`,
        where,
      )
    const gave = folded.messages.find(({ statement }) => statement.id === state.given[id]?.message)?.statement
    // By our own calendar, as the day that is stated: where the provider is it may be tomorrow.
    const since = gave && localDateOf(Date.parse(gave.sentAt) - clockToleranceMs, timeZone)
    if (since !== undefined && String(form.on) < since)
      throw new Problem('body-invalid', `/on is ${String(form.on)}; ${id} was given on ${since}`, {
        field: '/body/on',
        paragraph: '5.1 e',
      })
    if (unknown !== undefined)
      throw new Problem('body-invalid', `the evidence has no release ${unknown} that let a copy of ${id} go`, where)
  }
  const gone = itemsDisposed(messageType(profile, type).facts(form))
  for (const id of goneWith(state.given, gone)) {
    const left = copies.get(id) ?? []
    if (left.length > 0)
      throw new Problem(
        'body-invalid',
        `the body of ${id} goes with the last of what it speaks of, and ${left.length} copies of it left the gateway; name it as well, and account for the releases ${left.slice(0, mostTold).join(', ')}`,
        { field: '/body/items', paragraph: '5.1 e' },
      )
  }
  return [{ case: caseId, kind: 'release', seq }]
}
