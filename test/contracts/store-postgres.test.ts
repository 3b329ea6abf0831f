import t, { type Test } from 'tap'
import { openPostgresStore, type PostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { storeContract } from './store.contract.ts'
import { nodesContract } from './store-nodes.ts'

const server = await postgresServer(t)
if (server) {
  // Every store gets a copy of one whose schema is there already.
  const empty = await server.createDatabase()
  await (await openPostgresStore({ url: empty, pool: 2, timeoutMs: 60_000 })).close()
  const fresh = () => server.createDatabase(new URL(empty).pathname.slice(1))
  const openAt = (url: string): Promise<PostgresStore> => openPostgresStore({ url, pool: 4, timeoutMs: 60_000 })

  t.test('one node', async (t) =>
    storeContract(t, async (t) => {
      const url = await fresh()
      let store = await openAt(url)
      t.teardown(() => store.close())
      return {
        store,
        shared: true,
        async reopen() {
          await store.close()
          store = await openAt(url)
          return store
        },
      }
    }),
  )
  t.test('several nodes', async (t) =>
    nodesContract(t, async (t: Test) => {
      const url = await fresh()
      const [a, b] = await Promise.all([openAt(url), openAt(url)])
      t.teardown(() => Promise.all([a.close(), b.close()]))
      return { a, b }
    }),
  )
} else t.test('PostgreSQL', { skip: noPostgres }, async () => undefined)
