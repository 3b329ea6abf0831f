// Our keys are rotated by the gateway itself: when, what is waited for, and what is written down of it. In a real folder, under a clock
// of the test.
import { cp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { openDirectory } from '../../../config/directory.ts'
import { signCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { dayMs, iso } from '../../../crypto/instants.ts'
import { settleTogether } from '../../../disk/together.ts'
import { cardHolders } from '../../../gateway/flows/trust/card-holders.ts'
import { rotatesAt } from '../../../gateway/flows/trust/rotation-times.ts'
import { loadTrust, type Trust } from '../../../gateway/flows/trust/trust.ts'
import { rotating, rotationReasons } from '../../../gateway/flows/upkeep/rotate.ts'
import { round } from '../../../gateway/flows/upkeep/rounds.ts'
import type { KeyDates } from '../../../gateway/ports/installation.ts'
import type { PartnerLine } from '../../../gateway/ports/line.ts'
import { rotatedKeysIn } from '../../../gateway/start/upkeep/rotated-keys.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { bulla } from '../../support/command-line.ts'
import { install, peer, scratch } from '../../support/installation.ts'
import { signersOf } from '../../support/next-card.ts'
import { nodeOver } from '../../support/nodes.ts'
import { withTrialCa } from '../../support/trial-ca.ts'

const nowMs = Date.now()
const inFlightMs = 60_000
const issuers = { TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial' } as const

/** XA, whose encryption key is behind half of its life, peered with XB, with whom there was traffic. */
async function aged(
  t: Parameters<typeof nodeOver>[0] & Parameters<typeof scratch>[0],
  { automatic = true, traffic = true } = {},
) {
  const folder = await scratch(t)
  const [a, b] = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')]
  const [entry] = a.card.encryption
  const window = { notBefore: iso(nowMs - 120 * dayMs), notAfter: iso(nowMs + 80 * dayMs) }
  const encryption = [{ ...(entry as Card['encryption'][number]), ...window }]
  const { signWith } = await signersOf(a)
  await openDirectory(a.folder).saveOwnCard(await signCard({ ...a.card, encryption }, signWith))
  await peer(a, b)
  await withTrialCa(a)
  const store = await openSqliteStore({ file: join(folder, 'kept.sqlite'), minFreeBytes: 0 })
  const node = await nodeOver(t, a.folder, store)
  if (traffic) await store.saveWitnessed({ member: 'XB', size: 1, rootHash: '00', note: '', at: 1 }, null)
  const clock = { now: nowMs, monotonic: 1 }
  const logFile = join(folder, 'log')
  const holders = cardHolders({ now: () => clock.now })
  let trust: Trust
  const load = async () => {
    trust = (await loadTrust(await openDirectory(a.folder).read(), await readKeys(a.folder))).trust
  }
  await load()
  const keys = rotatedKeysIn(a.folder, { MEMBER: 'XA', NATIONAL_HOST: '127.0.0.1', ...issuers }, () => clock.now)
  const look = rotating({
    ...{ keys, store, holders, inFlightMs, automatic, log: openLog('info', logFile) },
    world: { ...node.world, now: () => clock.now, monotonicMs: () => clock.monotonic },
    trust: () => trust,
  })
  return {
    ...{ a, keys, holders, clock, store },
    async look() {
      await look()
      await load()
      return trust.card
    },
    heard: () => holders.heard('XB', { sequence: trust.card.sequence, sha256: trust.cardSha256 }),
    acts: async () =>
      (await store.evidence({ limit: 100 })).filter(({ data }) => data.act === 'key destroyed' && data.use !== 'next'),
    events: async () =>
      (await readFile(logFile, 'utf8').catch(() => ''))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
        // Each card that is made has spent one.
        .filter(({ event, use }) => event !== 'key.retired' || use !== 'next')
        .map(({ event }) => String(event)),
  }
}

t.test('a key is rotated at half of its life, and goes when everybody has known the new one long enough', async (t) => {
  const { a, look, heard, clock, acts, events, keys } = await aged(t)
  const old = a.card.encryption[0]?.kid
  const begun = await look()
  t.equal(begun.sequence, 2)
  t.equal(begun.encryption.length, 2, 'the card names both')
  t.equal(begun.encryption[1]?.kid, old)
  t.same(begun.signing[0]?.kid, a.card.signing[0]?.kid, 'what is young stays')
  t.equal(begun.log.kid, a.card.log.kid)
  t.same(await keys.retiring(), ['encryption'])
  clock.now += 10 * inFlightMs
  t.equal((await look()).sequence, 2, 'XB does not hold the card yet')
  heard()
  t.equal((await look()).sequence, 2)
  clock.now += inFlightMs - 1
  t.equal((await look()).sequence, 2, 'something may be under way')
  clock.now += 1
  const finished = await look()
  t.equal(finished.sequence, 3)
  t.same(
    finished.encryption.map(({ kid }) => kid),
    [begun.encryption[0]?.kid],
  )
  t.same(await keys.retiring(), [])
  t.match(await acts(), [{ kind: 'operator', subject: 'XA', data: { use: 'encryption', key: old } }])
  t.same(await keys.unrecorded(), [])
  t.same(await events(), ['rotation.begun', 'rotation.finished', 'key.retired'])
  t.equal((await look()).sequence, 3, 'and then nothing is due')
})

t.test('a partner without traffic holds nothing up', async (t) => {
  const { look, clock, holders } = await aged(t, { traffic: false })
  t.equal((await look()).sequence, 2)
  t.equal((await look()).sequence, 2)
  clock.now += inFlightMs
  t.equal((await look()).sequence, 3)
  t.equal(holders.heldBy('XB'), undefined)
})

t.test('where the next key lies elsewhere the draft waits, and it is said that a ceremony is due', async (t) => {
  const { a, look, events, keys, clock } = await aged(t)
  await rename(join(a.folder, 'next'), join(a.folder, '..', 'elsewhere'))
  t.equal((await look()).sequence, 1)
  t.match(JSON.parse(await readFile(join(a.folder, 'requests/card.draft.json'), 'utf8')), { draft: { sequence: 2 } })
  t.match(await rotationReasons(keys), [/waits for the next key/])
  await look()
  t.same(await events(), ['rotation.ceremony'], 'once a day')
  clock.now += dayMs
  await look()
  t.same(await events(), ['rotation.ceremony', 'rotation.ceremony'])
  await rename(join(a.folder, '..', 'elsewhere'), join(a.folder, 'next'))
  t.equal((await bulla(a.folder, ['card', 'refresh'])).exit, 0, 'the next key was brought back')
  t.same(await rotationReasons(keys), [], 'and the draft is of no use any more')
})

t.test('switched off nothing is rotated, and what people let go is written down all the same', async (t) => {
  const { a, look, acts, keys } = await aged(t, { automatic: false })
  t.equal((await look()).sequence, 1)
  t.same(await rotationReasons(keys), [])
  t.equal((await bulla(a.folder, ['keys', 'rotate', 'encryption'])).exit, 0)
  await keys.finish(['encryption'])
  t.match(
    (await keys.unrecorded()).filter(({ use }) => use !== 'next'),
    [{ use: 'encryption', kid: a.card.encryption[0]?.kid }],
  )
  await look()
  t.match(await acts(), [{ data: { use: 'encryption', key: a.card.encryption[0]?.kid } }])
  await look()
  t.equal((await acts()).length, 1, 'once')
})

t.test('the plan says when each key is due, and by whom', async (t) => {
  const { a } = await aged(t)
  const plan = await bulla(a.folder, ['keys', 'rotate', 'all', '--plan', '--json'])
  t.equal(plan.exit, 0, plan.err)
  const planned = plan.json['planned'] as { use: string; rotatesAt: string; by: string }[]
  t.same(planned[0]?.use, 'encryption', 'what is due first on top')
  t.ok(Date.parse(planned[0]?.rotatesAt ?? '') < nowMs)
  t.same(planned.map(({ use }) => use).sort(), ['encryption', 'log', 'signing', 'tls'])
  t.same([...new Set(planned.map(({ by }) => by))], ['people'])
})

t.test('half of a life, a little later for each key, and always the same', async (t) => {
  const dates: KeyDates = { use: 'log', kid: 'A'.repeat(43), madeAt: 1_000, endsAt: 2_000 }
  t.equal(rotatesAt(dates), 1_500)
  for (const kid of [`${'_'.repeat(42)}8`, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ']) {
    const at = rotatesAt({ ...dates, kid })
    t.ok(at > 1_500 && at <= 1_550, `${at}`)
    t.equal(rotatesAt({ ...dates, kid }), at)
  }
})

t.test(
  'a rotation that was cut off goes on where it was, and nothing goes before the card names the new key',
  async (t) => {
    const { a, look, heard, clock, keys } = await aged(t)
    // All keys lie there, and the card was not made.
    const card = await readFile(join(a.folder, 'card.jws'), 'utf8')
    const next = join(a.folder, 'next')
    const kept = join(a.folder, '..', 'kept')
    await cp(next, kept, { recursive: true })
    await keys.begin(['encryption', 'signing', 'log'])
    await writeFile(join(a.folder, 'card.jws'), card)
    await rm(next, { recursive: true })
    await rename(kept, next)
    t.same(await keys.unnamed(), ['signing', 'encryption', 'log'])
    heard()
    clock.monotonic += 10 * inFlightMs
    await t.rejects(keys.finish(['encryption']), /does not name the new/)
    const named = await look()
    t.match(named, { sequence: 2, signing: [{}, {}], encryption: [{}, {}] })
    t.same(await keys.unnamed(), [])
    t.match((await keys.retiring()).length, 3)
  },
)

t.test('keys change together, whenever the power goes', async (t) => {
  const { a } = await aged(t)
  const at = join(a.folder, 'keys')
  const files = [
    { name: 'signing.key.pem', text: 'one', secret: true },
    { name: 'signing.cert.pem', text: 'other', secret: false },
  ]
  await writeFile(join(at, '.together.json'), JSON.stringify(files))
  await settleTogether(at)
  for (const { name, text } of files) t.equal(await readFile(join(at, name), 'utf8'), text)
  t.equal((await stat(join(at, 'signing.key.pem'))).mode & 0o777, 0o600)
  await t.rejects(readFile(join(at, '.together.json')), { code: 'ENOENT' }, 'it held keys')
  await settleTogether(at)
})

t.test('of several nodes one looks after the keys', async (t) => {
  const folder = await scratch(t)
  const a = await install(join(folder, 'XA'), 'XA')
  const store = await openSqliteStore({ file: join(folder, 'shared.sqlite'), minFreeBytes: 0 })
  const node = await nodeOver(t, a.folder, store)
  const looked: string[] = []
  const nothing = async () => undefined
  for (const name of ['one', 'other', 'one', 'other'])
    await round({
      ...{ ...node, node: name, everyMs: 30_000, leaseMs: 30_000, followUp: nothing, stamped: nothing },
      keep: { stagedMs: 1e12, idempotencyMs: 1e12, draftsMs: 1e12 },
      line: {} as PartnerLine,
      rotated: async () => void looked.push(name),
      destroyed: nothing,
      epochs: () => undefined,
      reported: async () => undefined,
      detected: async () => undefined,
    })
  t.same(looked, ['one', 'one'])
})
