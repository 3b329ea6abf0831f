// Everything that we hold of whom: under which terms, until when, which copies left, and what is
// overdue.

import { termsSha256 } from '../../../../crypto/statement/statement.ts'
import type { HeldCopy, HeldLine, HeldList } from '../../../answers/overview-answers.ts'
import { retentionEventsOf } from '../../../case/retention.ts'
import { fold } from '../../../case/steps.ts'
import { bindingMessage, termOf } from '../../../case/terms-in-force.ts'
import { byDisposal } from '../../../model/calendar/by-disposal.ts'
import { dayAfter, localDateOf } from '../../../model/calendar/calendar.ts'
import type { GivenItem } from '../../../model/profile/case-core.ts'
import { keptUntil, leftOf } from '../../../model/profile/holding.ts'
import { retentionEnd } from '../../../model/terms/retention.ts'
import type { Client, HeldAsk } from '../../../ports/doors/national.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { CaseRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { profileUnder } from '../../cases/cases.ts'
import { casePages } from '../../cases/every-case.ts'
import { maySee } from '../../cases/may-see.ts'
import { copiesOf } from '../../cases/uses.ts'
import type { Trust } from '../../trust/trust.ts'

interface Holding {
  store: ReadingStore
  world: Pick<World, 'now'>
  timeZone: string
  trust(): Trust
}

/** Rows after which a page ends, and cases, as most of them may hold nothing any more. */
const [usualRows, mostCases] = [500, 2_000]
const casesAtOnce = 50

/**
 * A page of it, the overdue first. A case stands on one page, so that a page may hold more rows
 * than were asked for, or none and have a next one all the same.
 */
export async function heldFor(
  deps: Holding,
  client: Client,
  { of, case: id, cursor, limit = usualRows }: HeldAsk,
): Promise<HeldList> {
  const today = localDateOf(deps.world.now(), deps.timeZone)
  if (id !== undefined) return { today, next: null, rows: await heldInCase(deps, client, id, today) }
  const rows: HeldLine[] = []
  const ask = { offices: client.offices, ...(of !== undefined && { partner: of }) }
  const at = { limit: casesAtOnce, ...(cursor !== undefined && { cursor }) }
  let looked = 0
  for await (const page of casePages(deps.store, ask, at)) {
    for (const row of page.rows) rows.push(...(await heldIn(deps, row, today)))
    looked += page.rows.length
    if (rows.length >= limit || looked >= mostCases) return { today, next: page.next, rows: rows.sort(byDisposal) }
  }
  return { today, next: null, rows: rows.sort(byDisposal) }
}

async function heldInCase(deps: Holding, client: Client, id: string, today: string): Promise<readonly HeldLine[]> {
  const row = await deps.store.case(id)
  return row && maySee(client, row.office) ? (await heldIn(deps, row, today)).toSorted(byDisposal) : []
}

async function heldIn(deps: Holding, row: CaseRow, today: string): Promise<readonly HeldLine[]> {
  const { store } = deps
  const profile = profileUnder(deps.trust(), row)
  const messages = await store.messages(row.id, 'kept')
  const state = fold(profile, row, messages)
  const ours = Object.entries(state.given).filter(
    ([, { by, disposed, outUntil }]) => by !== row.role && (!disposed || outUntil !== undefined),
  )
  if (ours.length === 0) return []
  const binding = bindingMessage({ profile, messages, state })
  const events = retentionEventsOf({ profile, messages, state })
  const { copies } = await copiesOf(store, row.id)
  return ours.map(([id, item]) => {
    const bound = binding(id)
    const kept = keptUntil(state.given, id)
    const [retention, disposal] = [termOf(bound, 'retention'), termOf(bound, 'disposal')]
    const end = (retention && retentionEnd(retention, events)) ?? null
    const disposeBy = end === null ? null : dayAfter(end, disposal?.withinDays ?? 0)
    const { id: of, partner, agreement, profile: kind, role, office, state: stands } = row
    return {
      ...{ case: of, partner, agreement, profile: kind, role, office, state: stands },
      ...{ content: id, what: item.what, message: item.message, disposed: item.disposed },
      terms: bound ? termsSha256(bound.statement.terms) : null,
      retentionEnds: end,
      disposeBy,
      method: disposal?.method ?? null,
      holdUntil: kept ?? null,
      goesWith: [...leftOf(item, state.given)],
      outUntil: item.outUntil ?? null,
      overdue: isOverdue({ ...item, heldUntil: kept }, disposeBy, today),
      copies: (copies.get(id) ?? []).map((record): HeldCopy => ({ record })),
    }
  })
}

/** A hold puts the disposal off until its own end; what is out is due on its day. */
function isOverdue({ disposed, heldUntil, outUntil }: GivenItem, disposeBy: string | null, today: string): boolean {
  if (outUntil !== undefined && today > outUntil) return true
  if (disposed) return false
  return heldUntil === undefined ? disposeBy !== null && today > disposeBy : today > heldUntil
}
