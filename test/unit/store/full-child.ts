// Run by store-faults.test.ts on a disk of a few MiB: fills it, and says on standard output what the store did about it.
import { appendFileSync, existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import {
  caseRow,
  claimIds,
  evidenceOf,
  messageOf,
  newPartner,
  settlementOf,
  settling,
  submitOne,
} from '../../contracts/store-rows.ts'

const file = process.argv[2] ?? ''
const filler = join(dirname(file), 'filler')
writeFileSync(filler, new Uint8Array(4 << 20))
const reserveBytes = 3 << 20
const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes })
const code = (error: unknown) => (error instanceof Problem ? error.code : `no problem: ${String(error)}`)
const [partner, secret] = [newPartner(), new Uint8Array(20_000)]
const stored: string[] = []
let refusal = ''

async function submitting(): Promise<void> {
  while (refusal === '')
    await submitOne(store, partner, {}, {}, { secret }).then(
      ({ message }) => void stored.push(message.id),
      (error: unknown) => {
        refusal = code(error)
      },
    )
}
/** Others fill what the write-ahead log gave back, which would be room enough for the reserve; settling still fits. */
function staysFull(): void {
  const { bavail, bsize } = statfsSync(dirname(file))
  const over = bavail * bsize - (reserveBytes >> 1)
  if (over > 0) appendFileSync(filler, new Uint8Array(over))
}
await Promise.all(Array.from({ length: 8 }, submitting))
staysFull()
const reserveGone = !existsSync(`${file}-ballast`)
const there = (await Promise.all(stored.map((id) => store.message(id)))).filter((row) => row !== undefined).length

const claimed = await claimIds(store, partner, { limit: 20 })
const settled = await store.settle(settling({ settlements: claimed.map((id) => settlementOf(id)) }))
await store.record([evidenceOf(messageOf(caseRow()), { kind: 'operator', case: null })])
staysFull()
const stillRefused = await submitOne(store, partner).then(() => 'stored', code)
const notReady = await store.ready().then(() => 'ready', code)

rmSync(filler)
await wait(300)
const afterwards = await submitOne(store, partner).then(() => 'stored', code)
const reserveBack = existsSync(`${file}-ballast`)
await store.ready()
await store.close()
const again = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
const delivered = (await again.deliveries({ state: 'delivered', limit: 1000 })).rows.length
const kept = (await Promise.all(stored.map((id) => again.message(id)))).filter((row) => row !== undefined).length
await again.close()
const counts = { stored: stored.length, there, kept, claimed: claimed.length, delivered }
console.log(
  JSON.stringify({ refusal, reserveGone, settled, stillRefused, notReady, afterwards, reserveBack, ...counts }),
)
