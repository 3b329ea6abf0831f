// Which person of its office works on a case: one row a case, beside the evidence that says so.
import type { KeepingStore } from '../../../gateway/ports/keeping.ts'
import type { CaseRow } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import type { Db } from '../dialect/schema.ts'

export type Assigned = NonNullable<Parameters<KeepingStore['moveCases']>[0]['assigned']>

export const assign = ({ case: of, person }: Assigned) =>
  person === null ? (db: Db) => leave(db, { case: of }) : (db: Db) => put(db, { case: of, person })

/** Nobody works on it any more. */
export const leave = prepared((query, { case: of }: { case: string }) =>
  query.deleteFrom('assignments').where('case', '=', of),
)

const put = prepared((query, row: { case: string; person: string }) =>
  query
    .insertInto('assignments')
    .values(row)
    .onConflict((there) => there.column('case').doUpdateSet(({ ref }) => ({ person: ref('excluded.person') }))),
)

type OfPerson = { person: string; before: string | undefined; limit: number }

/** The newest first, whatever offices they are of. */
export const assignedTo = async (db: Db, ask: OfPerson): Promise<readonly CaseRow[]> => (await casesOf(db, ask)).rows

const casesOf = prepared((query, { person, before, limit }: OfPerson) => {
  const found = query
    .selectFrom('assignments')
    .innerJoin('cases', 'cases.id', 'assignments.case')
    .selectAll('cases')
    .where('assignments.person', '=', person)
    .orderBy('assignments.case', 'desc')
    .limit(limit)
  return before === undefined ? found : found.where('assignments.case', '<', before)
})
