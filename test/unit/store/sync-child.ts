// Run by store-sync.test.ts over a disk whose syncs fail: writes until the log would have to be carried over many times,
// and says on standard output what the store did about it.
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import { itemRow, newPartner, submitOne } from '../../contracts/store-rows.ts'

const [file = '', begin = '', count = ''] = process.argv.slice(2)
const codeOf = (error: unknown) => (error instanceof Problem ? error.code : `no problem: ${String(error)}`)
const faults: Problem[] = []
const store = await openSqliteStore({
  file,
  minFreeBytes: 0,
  reserveBytes: 0,
  onFault: (fault: Problem) => faults.push(fault),
} as Parameters<typeof openSqliteStore>[0])
const { message } = await submitOne(store, newPartner())
writeFileSync(begin, '')
const secret = new Uint8Array(100_000)
const answers = new Map<string, number>()
for (let round = 0; round < 120 && !answers.has('storage-failed'); round += 1) {
  const group = Array.from({ length: 16 }, () => submitOne(store, newPartner(), {}, {}, { secret }))
  for (const answer of await Promise.all(group.map((each) => each.then(() => 'stored', codeOf))))
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
}
const walBytes = statSync(`${file}-wal`).size
const ready = await store.ready().then(() => 'ready', codeOf)
const later = await store.addItem(itemRow()).then(() => 'stored', codeOf)
const read = await store.message(message.id).then(() => 'read', codeOf)
const syncsFailed = existsSync(count) ? statSync(count).size : 0
const causes = faults.map(({ message: said, cause }) => [said, String((cause as Error | undefined)?.message)])
console.log(JSON.stringify({ answers: Object.fromEntries(answers), walBytes, ready, later, read, syncsFailed, causes }))
await store.close()
