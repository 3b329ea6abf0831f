// What lists show of cases is made anew where it is not made yet, or was made from other cards,
// from another agreement or by a program before: some cases at a time, as long as there are any.

import { fold } from '../../../case/steps.ts'
import { problems } from '../../../model/problems/problem-table.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { KeepingStore } from '../../../ports/keeping.ts'
import type { CasesStore, ShownStore } from '../../../ports/reading.ts'
import type { CaseChange, CaseRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import { changeFrom, profileUnder, shownAnew } from '../../cases/cases.ts'
import { basisOf, nothingShown } from '../../cases/shown.ts'
import { receiptedIn } from '../../cases/uses.ts'
import type { Trust } from '../../trust/trust.ts'
import { toldOf } from '../reminding/told.ts'

export interface ShowingAnew {
  store: CasesStore & KeepingStore & ShownStore
  world: Pick<World, 'monotonicMs'>
  log: Log
  trust(): Trust
}

/** As many cases as are folded before anything else has its turn. */
const atOnce = 16

/**
 * Goes on for about `forMs`; returns how many cases were changed. Each is changed from the revision
 * that was read, so that what happens meanwhile stays, and a second node does no harm. What is left
 * is found the next time.
 */
export async function showAnew(deps: ShowingAnew, forMs: number): Promise<number> {
  const { store, world } = deps
  const trust = deps.trust()
  const endMs = world.monotonicMs() + forMs
  let changed = 0
  for (const ask of asksOf(trust))
    for (let rows = await store.shownOtherwise(ask); rows.length > 0; rows = await store.shownOtherwise(ask)) {
      const before = changed
      for (const row of rows) if (await showOne(deps, trust, row)) changed += 1
      // All of them are being changed by somebody else: they are made anew with that.
      if (changed === before || world.monotonicMs() >= endMs) return changed
    }
  return changed
}

/** First those without a row of their own, then those that were made from something else. */
const asksOf = (trust: Trust): Parameters<ShownStore['shownOtherwise']>[0][] => [
  { basis: '', limit: atOnce },
  ...[...trust.agreements.values()].map(({ partner, agreement: { id: agreement } }) => ({
    ...{ partner, agreement, limit: atOnce },
    basis: basisOf(trust, { partner, agreement }),
  })),
]

/** Whether it was changed: not where somebody else did. */
export async function showOne(deps: ShowingAnew, trust: Trust, row: CaseRow): Promise<boolean> {
  const change = await anew(deps, trust, row)
  return (await deps.store.moveCases({ cases: [change], events: [], evidence: [] })) === 'stored'
}

/**
 * A case that cannot be folded, of a kind that is not known here or whose rows somebody else wrote,
 * shows nothing and holds no other up.
 */
async function anew({ store, log }: ShowingAnew, trust: Trust, row: CaseRow): Promise<CaseChange> {
  try {
    const [made] = await store.shown([row.id])
    // What was told was evidence alone.
    const told = made && made.basis !== '' ? {} : { told: JSON.stringify([...(await toldOf(store, row.id))]) }
    const messages = await store.messages(row.id, 'kept')
    const profile = profileUnder(trust, row)
    const receipted = await receiptedIn(store, trust, row, messages)
    const projected = shownAnew(row, { profile, state: fold(profile, row, messages), messages, receipted }, trust)
    return { ...changeFrom(row, projected), ...told }
  } catch (error) {
    if (error instanceof Problem && problems[error.code].retry) throw error
    record(log, 'gateway.failed', { where: `shown ${row.id}`, problem: describeFailure(error) })
    const moved = { ...row, revision: row.revision + 1 }
    return changeFrom(row, { row: moved, shown: nothingShown(basisOf(trust, row)) })
  }
}
