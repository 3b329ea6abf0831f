// What a partner shows of its log is held against all that it showed before: one tree, which only grows. Receipts may come in any order.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { logOrigin, readCheckpoint, signCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { logSigningKey, logVerifyingKey } from '../../../crypto/log/log-key.ts'
import { readTilePath, tilePath, writeTile } from '../../../crypto/log/log-tiles.ts'
import { append, emptyFrontier, leafHash, rootOf } from '../../../crypto/log/log-tree.ts'
import { openPartnerLogs } from '../../../gateway/flows/evidence/genuine/partner-logs.ts'
import type { Partner } from '../../../gateway/flows/trust/load-partners.ts'
import type { EvidenceRow, NewEvidence } from '../../../gateway/ports/rows.ts'
import { world } from '../../../gateway/start/clock.ts'
import { heard, openLog } from '../../../gateway/watch/log.ts'
import { install, scratch } from '../../support/installation.ts'
import { memoryStore } from '../../support/memory-store.ts'

const b = await install(join(await scratch(t), 'XB'), 'XB')
const key = logSigningKey(readFileSync(join(b.folder, 'keys/log.key.pem'), 'utf8'))
const log = { origin: logOrigin(b.card.trustDomain), key: logVerifyingKey(b.card.log.jwk) }
const partner = { member: 'XB', log, chain: '', address: {} } as unknown as Partner

/** A log of so many leaves; `fork` makes another one from that leaf on. */
function tree(size: number, fork = Number.POSITIVE_INFINITY) {
  const leaves = Array.from({ length: size }, (_, at) => leafHash(new Uint8Array([at, at >> 8, at >= fork ? 1 : 0])))
  const note = signCheckpoint(
    { origin: log.origin, size, rootHash: rootOf(append(emptyFrontier, leaves, () => undefined)) },
    key,
  )
  return { leaves, note, shown: readCheckpoint(note, log) }
}

async function watching(t: Test) {
  const store = await memoryStore()
  t.teardown(store.close)
  const [alarms, kept] = [[] as unknown[], [] as NewEvidence[]]
  const clock = { ms: 1_000_000 }
  const logs = openPartnerLogs({
    store: { ...store, record: async (rows) => kept.push(...rows) > 0 },
    world: { ...world, monotonicMs: () => clock.ms },
    log: heard(openLog('silent'), (event) => event === 'log.alarm' && alarms.push(event)),
  })
  return { logs, alarms, kept: kept as readonly Pick<EvidenceRow, 'kind' | 'data'>[], clock }
}

t.test('two trees of one size are a fork: an alarm, once, with both notes as proof [M2]', async (t) => {
  const { logs, alarms, kept, clock } = await watching(t)
  const [honest, other] = [tree(10), tree(10, 5)]
  await logs.hold(partner, honest.shown, clock.ms)
  for (let count = 0; count < 3; count += 1) await t.rejects(logs.hold(partner, other.shown, clock.ms), { code: 'log' })
  t.equal(alarms.length, 1)
  t.match(kept, [{ kind: 'log.alarm', data: { reason: 'fork', size: 10, held: honest.note, shown: other.note } }])
  await logs.hold(partner, tree(11).shown, clock.ms)
  t.equal(alarms.length, 1, 'the log that was known goes on')
})

t.test('one that is smaller than what was known before we asked has gone back [M2]', async (t) => {
  const { logs, alarms, kept, clock } = await watching(t)
  await logs.hold(partner, tree(20).shown, clock.ms)
  clock.ms += 600_000
  await t.rejects(logs.hold(partner, tree(12).shown, clock.ms), { code: 'log' })
  t.equal(alarms.length, 1)
  t.match(kept, [{ data: { reason: 'rollback', size: 12 } }])
})

t.test(
  'no false alarm: receipts in another order, however late, and nodes that lag behind each other [M2]',
  async (t) => {
    const { logs, alarms, clock } = await watching(t)
    const askedMs = clock.ms
    await logs.hold(partner, tree(40).shown, clock.ms)
    for (const size of [30, 35, 12, 40]) await logs.hold(partner, tree(size).shown, clock.ms)
    // What was asked before the larger one was known comes an hour later.
    clock.ms += 3_600_000
    await logs.hold(partner, tree(33).shown, askedMs)
    // Another node of the partner has not heard of the newest head yet.
    await logs.hold(partner, tree(50).shown, clock.ms)
    clock.ms += 60_000
    await logs.hold(partner, tree(48).shown, clock.ms)
    t.same(alarms, [])
  },
)

t.test('trees of different sizes are held together by the tiles that the partner publishes [M2]', async (t) => {
  const published = tree(300)
  const line = (of: ReturnType<typeof tree>) => ({
    async logFile(_: unknown, path: string) {
      if (path === 'checkpoint') return new Uint8Array(Buffer.from(of.note))
      const tile = readTilePath(path)
      if (tile?.kind !== 'tile' || tilePath(tile) !== path) return undefined
      if (tile.level > 0) return writeTile([rootOf(append(emptyFrontier, of.leaves.slice(0, 256), () => undefined))])
      return writeTile(of.leaves.slice(tile.index * 256, tile.index * 256 + tile.width))
    },
  })
  const honest = await watching(t)
  for (const size of [7, 256, 299, 300]) await honest.logs.hold(partner, tree(size).shown, honest.clock.ms)
  await honest.logs.prove(line(published), partner)
  t.same(honest.alarms, [])
  const deceived = await watching(t)
  await deceived.logs.hold(partner, tree(290, 288).shown, deceived.clock.ms)
  await t.rejects(deceived.logs.prove(line(published), partner), { code: 'log' })
  t.match(deceived.kept, [{ data: { reason: 'fork', held: tree(290, 288).note, shown: published.note } }])
})
