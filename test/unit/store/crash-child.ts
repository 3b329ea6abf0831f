// Run by store-durability.test.ts: submits from many callers at once, and says each id on standard output once it was acknowledged.
import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { claimIds, newPartner, settlementOf, settling, submitNext, submitOne } from '../../contracts/store-rows.ts'

const say = (line: string) => writeSync(1, `${line}\n`)
const store = await openSqliteStore({ file: process.argv[2] ?? '', minFreeBytes: 0, reserveBytes: 0 })
say('open')

async function caller(): Promise<never> {
  const partner = newPartner()
  for (;;) {
    const { row, message } = await submitOne(store, partner)
    say(`submitted ${message.id}`)
    const next = await submitNext(store, row)
    say(`submitted ${next.message.id}`)
    for (const id of await claimIds(store, partner)) {
      await store.settle(settling({ settlements: [settlementOf(id)] }))
      say(`delivered ${id}`)
    }
  }
}
await Promise.all(Array.from({ length: 16 }, caller))
