// What lists show of a case, written in the transaction that changes the case.
import { sql } from 'kysely'
import type { CaseChange } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import type { Db, StoredDue, StoredShown } from '../dialect/schema.ts'

/**
 * Puts what lists show of a case in the place of what they showed. A row that is the same is not
 * written again. Only together with the case: where that is not changed, this is rolled back.
 */
export async function show(db: Db, { row, shown, told }: CaseChange): Promise<void> {
  const { id, partner, agreement, office } = row
  if (shown) {
    const { basis, reminders, particulars, orders, due, reports, reported } = shown
    const orderedAt = orders ? row.changedAt : null
    const dues = due.map(
      ({ ours, byItself, ...rest }): StoredDue => ({
        ...{ case: id, office, partner, ours: Number(ours), byItself: Number(byItself) },
        ...rest,
      }),
    )
    await Promise.all([
      putShown(db, {
        ...{ case: id, partner, agreement, basis, orderedAt, told: '[]', particulars, reminders },
        reports,
        reported,
      }),
      ...dues.map((each) => putDue(db, { ...each })),
      forgetDues(db, { case: id, from: dues.length }),
    ])
  }
  if (told !== undefined) await setTold(db, { case: id, told })
}

type Row<T> = { [C in keyof T]: T[C] }

/** What was told stays: telling alone changes that. */
const putShown = prepared((query, row: Row<StoredShown>) =>
  query
    .insertInto('shown')
    .values(row)
    .onConflict((there) =>
      there
        .column('case')
        .doUpdateSet(({ ref }) => ({
          basis: ref('excluded.basis'),
          orderedAt: ref('excluded.orderedAt'),
          particulars: ref('excluded.particulars'),
          reminders: ref('excluded.reminders'),
          reports: ref('excluded.reports'),
          reported: ref('excluded.reported'),
        }))
        .where(
          sql<boolean>`(shown.basis, coalesce(shown."orderedAt", -1), coalesce(shown.particulars, ''), shown.reminders,
            coalesce(shown.reports, ''), shown.reported) <>
            (excluded.basis, coalesce(excluded."orderedAt", -1), coalesce(excluded.particulars, ''), excluded.reminders,
            coalesce(excluded.reports, ''), excluded.reported)`,
        ),
    ),
)

const putDue = prepared((query, row: Row<StoredDue>) =>
  query
    .insertInto('dues')
    .values(row)
    .onConflict((there) =>
      there
        .columns(['case', 'place'])
        .doUpdateSet(({ ref }) => ({
          office: ref('excluded.office'),
          ours: ref('excluded.ours'),
          dueOn: ref('excluded.dueOn'),
          lateFrom: ref('excluded.lateFrom'),
          duty: ref('excluded.duty'),
          byItself: ref('excluded.byItself'),
        }))
        .where(
          sql<boolean>`(dues.office, dues.ours, dues."dueOn", coalesce(dues."lateFrom", -1), dues.duty, dues."byItself") <>
            (excluded.office, excluded.ours, excluded."dueOn", coalesce(excluded."lateFrom", -1), excluded.duty, excluded."byItself")`,
        ),
    ),
)

const forgetDues = prepared((query, { case: of, from }: { case: string; from: number }) =>
  query.deleteFrom('dues').where('case', '=', of).where('place', '>=', from),
)

const setTold = prepared((query, { case: of, told }: { case: string; told: string }) =>
  query.updateTable('shown').set({ told }).where('case', '=', of),
)
