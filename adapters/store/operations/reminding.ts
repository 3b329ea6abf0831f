// Cases of which something is to be told by itself, what was registered by hand, and how many there
// are of everything.

import type { KeepingStore, RegistrationRow } from '../../../gateway/ports/keeping.ts'
import type { CaseChange, CaseRow, IdempotencyRow, LookupRow, NewEvent } from '../../../gateway/ports/rows.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import { storedEvidence } from '../dialect/rows.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { type Assigned, assign } from '../shown/assigned.ts'
import { tally } from '../shown/counting.ts'
import { type Change, changeCases, chronicle, demandNewKey, kept, undone } from './change.ts'
import { insertLookups } from './content/looking-up.ts'

/** What this file fulfils of the store's port. */
export const reminding = ({ read, write }: Runner): KeepingStore => ({
  remindable: (now, limit) => read(remindable, { now, limit }),
  moveCases: (change) => write(moveCases, { ...change, evidence: change.evidence.map(storedEvidence) }),
  async register({ lookups = [], ...row }, evidence, idempotency = null) {
    await write(register, { row, evidence: evidence.map(storedEvidence), idempotency, lookups })
  },
  registrations: (caseId) => read(registrations, { id: caseId }),
  tally: (ask) => read(tally, ask),
})

/** By the names under which they are sent to whoever runs them. */
export const remindingWrites = { moveCases, register } as const

export const remindable = async (db: Db, ask: { now: number; limit: number }): Promise<readonly CaseRow[]> =>
  (await casesToRemind(db, ask)).rows

const casesToRemind = prepared((query, { now, limit }: { now: number; limit: number }) =>
  query.selectFrom('cases').selectAll().where('remindAt', '<=', now).orderBy('remindAt').limit(limit),
)

interface StoredMove {
  readonly cases: readonly CaseChange[]
  readonly events: readonly NewEvent[]
  readonly evidence: readonly StoredNewEvidence[]
  readonly assigned?: Assigned | undefined
}

async function moveCases(
  db: Db,
  { cases, events, evidence, assigned }: StoredMove,
): Promise<Change<'stored' | 'conflict'>> {
  if (!(await changeCases(db, cases))) return undone('conflict')
  if (assigned) await assign(assigned)(db)
  await chronicle(db, { events, evidence })
  return kept('stored')
}

async function register(db: Db, { row, evidence, idempotency, lookups }: Registering): Promise<Change<null>> {
  await demandNewKey(db, idempotency)
  await insertRegistration(db, [row])
  await insertLookups(db, lookups)
  await chronicle(db, { events: [], evidence })
  return kept(null)
}
interface Registering {
  readonly row: RegistrationRow
  readonly evidence: readonly StoredNewEvidence[]
  readonly idempotency: IdempotencyRow | null
  readonly lookups: readonly LookupRow[]
}
const insertRegistration = inserting('registrations')

const registrations = async (db: Db, ask: { id: string }): Promise<readonly RegistrationRow[]> =>
  (await registrationsOf(db, ask)).rows

const registrationsOf = prepared((query, { id }: { id: string }) =>
  query.selectFrom('registrations').selectAll().where('case', '=', id).orderBy('at').orderBy('id'),
)
