// A disk that is full to its last octet while keys are wrapped anew: no key is lost, and the next look goes on.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import { openEpochKeys } from '../../../adapters/keys/epochs.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { epochOctets, openSecrets } from '../../../gateway/flows/content/secrets.ts'
import { beginEpoch, epochInForce, turnEpochs } from '../../../gateway/flows/upkeep/epochs.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { acceptanceOf, at, caseRow, dayMs, itemRow, messageOf, newId, newPartner } from '../../contracts/store-rows.ts'
import { mountVolume } from '../../support/full-volume.ts'
import { scratch } from '../../support/installation.ts'

const randomOctets = (count: number) => new Uint8Array(randomBytes(count))
const opened = { name: 'a.pdf', salt: 'A'.repeat(43), recipientShare: 'A'.repeat(43), plainSha256: 'ab'.repeat(32) }
const items = 200

const folder = await scratch(t)
const volume = mountVolume(t, join(folder, 'data'), '24m')
const skip = 'refused' in volume ? volume.refused : false

t.test('a full disk breaks the wrapping off, and every key opens before and after it [R2]', { skip }, async (t) => {
  if ('refused' in volume) throw new Error(volume.refused)
  const open = () => openSqliteStore({ file: join(volume.folder, 'bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  const key = randomOctets(32)
  const epochs = openEpochKeys(join(folder, 'epochs'), key)
  const world = { now: () => at, monotonicMs: () => 0, randomOctets }
  const { secrets, unsealing } = openSecrets(key, world, key, epochs)
  const log = openLog('silent')
  const first = await open()
  await epochInForce({ store: first, epochs, world, log })
  const row = caseRow({ partner: newPartner() })
  const message = messageOf(row, { direction: 'in', client: null, key: null, secret: null })
  const about = { direction: 'in', client: null, partner: row.partner, case: row.id, message: message.id } as const
  const ids = Array.from({ length: items }, () => newId())
  const rows = ids.map((id) => itemRow({ id, ...about, ...secrets.encryptItem(id, randomOctets(32), opened) }))
  await first.accept(acceptanceOf(row, { messages: [message], items: rows }))
  await first.close()

  const store = await open()
  const times = { everyMs: 7 * dayMs, horizonMs: 35 * dayMs }
  const deps = { store, epochs, secrets, world, log, times, rest: async () => undefined }
  const { number } = await beginEpoch(deps)
  const opening = async () =>
    (await Promise.all(ids.map((id) => store.item(id)))).filter((item) => item && unsealing.item(item))
  const left = async () =>
    (await store.wrappedElse('items', { than: epochOctets(number), after: '', limit: 1000 })).length
  volume.fill(join(volume.folder, 'bulla.sqlite-wal'))
  await t.rejects(turnEpochs(deps), { code: 'storage-full' })
  t.ok((await left()) > 0, 'it was broken off')
  t.equal((await opening()).length, items)
  t.equal(epochs.all().length, 2, 'and no epoch is ended by that')
  // Nor does one begin by half where its key has no room: what is in force stays so.
  const fullFolder = join(volume.folder, 'epochs')
  const cramped = { ...deps, epochs: openEpochKeys(fullFolder, key) }
  await t.rejects(beginEpoch(cramped), { code: 'ENOSPC' })
  t.same(openEpochKeys(fullFolder, key).all(), [], 'no half of a key lies there')
  volume.makeRoom()
  t.equal(
    typeof (await openEpochKeys(fullFolder, key).begin(at, randomOctets(32))).number,
    'number',
    'and then it does',
  )
  await turnEpochs(deps)
  t.equal(await left(), 0)
  t.equal((await opening()).length, items)
  await store.close()
})
