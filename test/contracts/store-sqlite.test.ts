import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { scratch } from '../support/installation.ts'
import { storeContract } from './store.contract.ts'

storeContract(t, async (t: Test) => {
  const file = join(await scratch(t), 'data', 'bulla.sqlite')
  const open = () => openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  let store = await open()
  t.teardown(() => store.close())
  return {
    store,
    async reopen() {
      await store.close()
      store = await open()
      return store
    },
  }
})
