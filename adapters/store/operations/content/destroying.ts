// What a disposal has still to destroy: the rows by which it is known after a crash, and by which
// the outbox holds its statement back.
import type { DestroyingStore, DestructionRow } from '../../../../gateway/ports/keeping.ts'
import { inserting, prepared } from '../../dialect/compiled.ts'
import type { Db } from '../../dialect/schema.ts'
import type { Runner } from '../../runner.ts'
import { type Change, kept } from '../change.ts'

/** What this file fulfils of the store's port. */
export const destroying = ({ read, write, overwritten }: Runner): DestroyingStore => ({
  destructions: async (limit) =>
    (await read(destructions, { limit })).map(({ parts, ...row }) => ({ ...row, parts: partsIn(parts) })),
  overwritten,
  async endDestruction(id) {
    await write(endDestruction, { id })
  },
})

/** By the names under which they are sent to whoever runs them. */
export const destroyingWrites = { endDestruction } as const

/** Digests in hexadecimal, so that a blank is none of them. */
const partsIn = (text: string): readonly string[] => text.split(' ').filter((part) => part !== '')

/** In the transaction that drops the keys. */
export const beginDestruction = async (db: Db, { parts, ...row }: DestructionRow): Promise<void> => {
  await insertDestruction(db, [{ ...row, parts: parts.join(' ') }])
}

/** A copy that no message has taken; `false` where one has it by now, or it is gone. */
export async function dropStaged(db: Db, ask: { item: string }): Promise<boolean> {
  const [dropped] = await Promise.all([dropItem(db, ask), forgetFingerprints(db, ask)])
  return Number(dropped.numAffectedRows) === 1
}

const dropItem = prepared((query, { item }: { item: string }) =>
  query.deleteFrom('items').where('id', '=', item).where('direction', '=', 'out').where('message', 'is', null),
)
const forgetFingerprints = prepared((query, { item }: { item: string }) =>
  query.deleteFrom('fingerprints').where('holder', '=', item),
)

const destructions = async (db: Db, { limit }: { limit: number }) => (await oldest(db, { limit })).rows

async function endDestruction(db: Db, { id }: { id: string }): Promise<Change<null>> {
  await forget(db, { id })
  return kept(null)
}

const insertDestruction = inserting('destructions')
const oldest = prepared((query, { limit }: { limit: number }) =>
  query.selectFrom('destructions').selectAll().orderBy('id').limit(limit),
)
const forget = prepared((query, { id }: { id: string }) => query.deleteFrom('destructions').where('id', '=', id))
