// What programs before stored is looked through for the numbers that cases are found by: some at a
// time, from where it was broken off, once.
import { problems } from '../../../model/problems/problem-table.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { RegistrationRow } from '../../../ports/keeping.ts'
import type { IndexedRow, LookupStore } from '../../../ports/reading.ts'
import type { LookupRow, MessageRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import { edition, registrationLookups } from '../../content/lookups.ts'
import type { Secrets } from '../../content/secrets.ts'

export interface IndexingAnew {
  store: LookupStore
  /** Of a body, without telling anything else of it. */
  readonly opener: { numbers(row: MessageRow): readonly LookupRow[] }
  secrets: Pick<Secrets, 'decrypt' | 'lookup'>
  world: Pick<World, 'monotonicMs'>
  log: Log
}

/** As many as are opened before anything else has its turn; a body may be large. */
const atOnce = 16

/**
 * Goes on for about `forMs`; returns how many messages and registrations were looked at. What comes
 * meanwhile is in the index with its own transaction; a second node does no harm.
 */
export async function indexAnew(deps: IndexingAnew, forMs: number): Promise<number> {
  const endMs = deps.world.monotonicMs() + forMs
  const places = await deps.store.indexed()
  let looked = 0
  for (const what of ['messages', 'registrations'] as const) {
    let place = placeOf(places, what)
    while (place.done === 0) {
      const { rows, count, last } = await sliceOf(deps, place)
      place = { what, edition, after: last ?? place.after, done: count < atOnce ? 1 : 0 }
      await deps.store.index(rows, place)
      looked += count
      if (place.done === 0 && deps.world.monotonicMs() >= endMs) return looked
    }
  }
  return looked
}

const placeOf = (places: readonly IndexedRow[], what: IndexedRow['what']): IndexedRow =>
  places.find((each) => each.what === what && each.edition >= edition) ?? { what, edition, after: '', done: 0 }

interface Slice {
  readonly rows: readonly LookupRow[]
  readonly count: number
  readonly last: string | undefined
}

async function sliceOf(deps: IndexingAnew, { what, after }: IndexedRow): Promise<Slice> {
  const { store, opener } = deps
  if (what === 'messages') {
    const found = await store.bodiesAfter(after, atOnce)
    const rows = found.flatMap((row) => intact(deps, row.id, () => opener.numbers(row)))
    return { rows, count: found.length, last: found.at(-1)?.id }
  }
  const found = await store.registrationsAfter(after, atOnce)
  const rows = found.flatMap((row) => intact(deps, row.id, () => ofRegistration(deps, row)))
  return { rows, count: found.length, last: found.at(-1)?.id }
}

const ofRegistration = ({ secrets }: IndexingAnew, row: RegistrationRow) =>
  registrationLookups(secrets, row, secrets.decrypt(row.id, row) as { readonly reference?: string })

/** One that does not open is told, is found by no number, and holds no other up. */
function intact({ log }: IndexingAnew, id: string, numbers: () => readonly LookupRow[]): readonly LookupRow[] {
  try {
    return numbers()
  } catch (error) {
    if (error instanceof Problem && problems[error.code].retry) throw error
    record(log, 'gateway.failed', { where: `numbers of ${id}`, problem: describeFailure(error) })
    return []
  }
}
