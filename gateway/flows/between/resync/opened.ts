// A case of which something cannot be had after a restore waits for a person.
import type { Statement } from '../../../../crypto/statement/statement.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { RestoredRow, RestoringStore } from '../../../ports/receiving.ts'
import type { World } from '../../../ports/world.ts'
import { restoreActs } from '../../evidence/genuine/restore-held.ts'
import { type EvidenceDraft, leavesOf } from '../../evidence/leaves.ts'

type Telling = { readonly world: Pick<World, 'now'> }

interface Losing {
  readonly store: ReadingStore & RestoringStore
  readonly world: World
}

/**
 * What a partner sent, we took, and is not here: it stays away until newer data brings it, and each
 * case that it stands in says so, and stays closed.
 */
export async function openLost(
  { store, world }: Losing,
  { partner, restore }: { readonly partner: string; readonly restore: string },
  lost: readonly Statement[],
): Promise<void> {
  for (const [id, all] of Map.groupBy(lost, (statement) => statement.case)) {
    const of = (await store.case(id)) ? id : null
    const before = (await store.restored()).find((row) => row.what === 'case' && row.id === id && row.state === 'open')
    const told = new Set(before?.found.split('; '))
    for (const { type, id: message } of all)
      told.add(`${type} ${message} of ${partner} was taken here and is lost: only newer data brings it back`)
    const found = [...told].slice(0, mostTold).join('; ')
    if (found === before?.found) continue
    const opening = openingOf({ world }, restore, { id, of })
    await store.saveRestored([openCase({ world }, partner, id, found)], leavesOf(world, [opening]))
  }
}

/** Of one case, in words; who reads more is told by newer data. */
const mostTold = 10

export const openCase = ({ world }: Telling, partner: string, id: string, found: string): RestoredRow => ({
  ...{ what: 'case', id, partner, state: 'open', found, since: 0, after: 0, pages: 0, at: world.now() },
  ...{ restore: '', mark: '' },
})

/**
 * That it waits is evidence: its row alone might be taken away.
 * @param of null where there is no case
 */
export const openingOf = (
  { world }: Telling,
  restore: string,
  { id, of }: { readonly id: string; readonly of: string | null },
): EvidenceDraft => ({
  at: world.now(),
  kind: 'operator',
  case: of,
  subject: id,
  data: { act: restoreActs.opened, restore },
})
