// Keys that wrap nothing but what lies in rows, wrapped anew while nobody works on the database.
import type { EpochStore } from '../../../gateway/ports/keeping.ts'
import type { Tables } from '../dialect/schema.ts'
import { rewrapping } from '../operations/content/rewrapping.ts'
import type { Endpoint } from './moving.ts'

/** Every table that has keys, which are all of one length; evidence is never changed. */
const tables = ['messages', 'items', 'drafts', 'registrations'] as const satisfies readonly (keyof Tables)[]
const rowsAtOnce = 500

/**
 * Goes through all keys; what was done stays done, so that it may be broken off and begun again.
 * @param rewrapped the key wrapped anew; undefined where it is so already
 * @param told counts rows
 * @returns how many were changed
 */
export async function rewrapKeys(
  { db, transaction }: Endpoint,
  rewrapped: (key: Uint8Array) => Uint8Array | undefined,
  told: (rows: number) => void = () => undefined,
): Promise<number> {
  let changed = 0
  for (const table of tables) {
    for (let after = ''; ; ) {
      const page = db.query
        .selectFrom(table)
        .select(['id', 'key'])
        .where('id', '>', after)
        .where('key', 'is not', null)
        .orderBy('id')
        .limit(rowsAtOnce)
      const { rows } = await db.run(page.compile())
      const last = rows.at(-1)
      if (!last) break
      const fresh = rows.flatMap(({ id, key }) => {
        const again = key && rewrapped(key)
        return again ? [{ id, key: again }] : []
      })
      if (fresh.length > 0)
        await transaction(async (within) => {
          for (const { id, key } of fresh)
            await within.run(within.query.updateTable(table).set({ key }).where('id', '=', id).compile())
        })
      changed += fresh.length
      told(rows.length)
      after = last.id
    }
  }
  return changed
}

/** Epochs of a store that stands still, as the port has them. */
export const epochsIn = ({ db, transaction }: Endpoint): EpochStore =>
  rewrapping({
    shared: false,
    overwritten: async () => true,
    edition: async () => undefined,
    read: (operation, ask) => operation(db, ask),
    async write(operation, ask) {
      const answers: Awaited<ReturnType<typeof operation>>['answer'][] = []
      await transaction(async (within) => {
        answers.push((await operation(within, ask)).answer)
      })
      return answers[0] as Awaited<ReturnType<typeof operation>>['answer']
    },
  })
