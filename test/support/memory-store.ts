// A store in the memory of this process, for hundreds of gateways at once: the operations of the embedded store over a database without a
// file, and without threads. Nothing of it outlives the process.

import { sqliteDifference } from '../../adapters/store/dialect/difference.ts'
import { migrate } from '../../adapters/store/dialect/migrations.ts'
import { problemOf } from '../../adapters/store/faults.ts'
import { askEach, type StoredGive } from '../../adapters/store/giving.ts'
import { openGroupCommit } from '../../adapters/store/group-commit.ts'
import { connect } from '../../adapters/store/sqlite/node-sqlite.ts'
import { storeOver } from '../../adapters/store/store.ts'
import type { Store } from '../../gateway/ports/store.ts'

export async function memoryStore(): Promise<Store> {
  const connection = connect(':memory:')
  connection.run('pragma foreign_keys = on')
  await migrate(connection.db.query, sqliteDifference)
  const roomy = { isRoomy: () => true, giveUp: () => false, freeBytes: () => Number.POSITIVE_INFINITY }
  let giving: StoredGive | undefined
  // Whoever gives a receipt reads what was there before the transaction.
  let asked = false
  const { commit } = openGroupCommit(connection, roomy, async (asking) => {
    asked = true
    try {
      return await askEach(
        asking,
        () => giving,
        (_, error) => {
          throw error
        },
      )
    } finally {
      asked = false
    }
  })
  // There is one connection: whoever reads must not see a transaction that is under way.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }
  return {
    ...storeOver({
      shared: false,
      overwritten: async () => true,
      edition: async () => undefined,
      read: (operation, ask) => (asked ? operation(connection.db, ask) : inTurn(() => operation(connection.db, ask))),
      write: (name, ask, give) =>
        inTurn(async () => {
          giving = give
          const [answer] = await commit([{ id: 1, name, ask: structuredClone(ask) }])
          if (answer === undefined || 'fault' in answer) throw answer ? problemOf(answer.fault) : new Error('no answer')
          return answer.answer as never
        }),
    }),
    close: async () => connection.close(),
  }
}
