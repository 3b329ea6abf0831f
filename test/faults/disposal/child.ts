// Run by killed.ts, over a folder of its own: keeps a document and what was said of it, disposes of both as the gateway does, and kills
// itself hard at the step that it was told.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openFolderParts } from '../../../adapters/parts/folder.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { finishDestructions } from '../../../gateway/flows/upkeep/destroy.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  draftRow,
  following,
  itemRow,
  messageOf,
  submissionOf,
  untold,
} from '../../contracts/store-rows.ts'

const [folder = '', step = '', pausedMs = '0'] = process.argv.slice(2)
const die = (where: string) => {
  if (where === step) process.kill(process.pid, 'SIGKILL')
}
const store = await openSqliteStore({ file: join(folder, 'bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
const parts = await openFolderParts({ folder: join(folder, 'parts') })
const row = caseRow()
const octets = randomBytes(20_000)
const part = await parts.put(
  (async function* () {
    yield octets
  })(),
)
const said = messageOf(row, { direction: 'in', client: null, key: randomBytes(44), secret: randomBytes(9_000) })
const about = { direction: 'in', client: null, partner: row.partner, case: row.id, message: said.id } as const
const held = itemRow({ ...about, partSha256: part.sha256, key: randomBytes(44), secret: randomBytes(300) })
await store.accept(acceptanceOf(row, { messages: [said], items: [held] }))
const quoting = draftRow({ case: row.id, key: randomBytes(44), secret: randomBytes(6_000) })
await store.addDraft(quoting, [], null, untold)
// What is to be gone afterwards, and the disposal by which it is known whether it was to go.
const change = following(row)
const message = messageOf(change.row, { type: 'disposal' })
const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString('hex')
const about2 = { item: held.id, disposal: message.id, case: row.id, partner: row.partner, part: part.sha256 }
const gone = { key: held.key, secret: held.secret, bodyKey: said.key, body: said.secret, draft: quoting.secret }
writeFileSync(
  join(folder, '..', `${folder.split('/').at(-1)}.json`),
  JSON.stringify({ ...about2, gone: Object.fromEntries(Object.entries(gone).map(([what, it]) => [what, hex(it)])) }),
)
die('before anything')
if (step === 'somewhere in the transaction') setTimeout(() => die(step), Number(pausedMs))
await store.submit({
  ...submissionOf(message, change),
  itemKeys: [{ id: held.id, key: null, secret: null, fingerprint: held.fingerprint }],
  bodies: [said.id],
  quoting: [{ id: quoting.id, revision: quoting.revision }],
  destruction: { id: message.id, case: row.id, partner: row.partner, at, parts: [part.sha256] },
})
die('the keys are dropped')
await finishDestructions({
  log: openLog('silent'),
  world: { now: () => at },
  wake: () => undefined,
  parts: {
    async remove(sha256) {
      die('the log is cut off')
      await parts.remove(sha256)
      die('the part is gone')
    },
  },
  store: {
    ...store,
    async overwritten() {
      if (step === 'while it is overwritten') setTimeout(() => die(step), Number(pausedMs))
      return store.overwritten()
    },
    async endDestruction(id) {
      await store.endDestruction(id)
      die('the statement may leave')
    },
  },
})
// What was to die somewhere may have come through.
process.kill(process.pid, 'SIGKILL')
