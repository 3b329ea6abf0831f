// What the program of protocol version 1 wrote: a bundle of the whole story of the demonstration, and the store of its requesting side.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { fold } from '../../gateway/case/steps.ts'
import type { Profile } from '../../gateway/model/profile/profile.ts'
import { profiles } from '../../gateway/profiles/all.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name))
/** Fingerprints of the cards, as they were read aloud. */
const fingerprints = {
  XA: ['inform hawk tornado company outside wrap town buzz unfold wool blur cook'],
  XB: ['decrease loud helmet light sheriff thought room inmate wonder best nothing wait'],
}
const matter = '01a2259f-3312-7b12-a560-d858c33c8bcd'

t.test('a bundle of version 1 verifies as it did', async (t) => {
  const report = await verifyBundle(new Uint8Array(fixture('bundle-v1.zip')), {
    fingerprints,
    nowMs: Date.parse('2026-12-01T00:00:00.000Z'),
  })
  t.same(report.faults, [])
  t.equal(report.identitiesProven, true)
  t.match(report.case, { id: matter, state: { state: 'closed' } })
  t.equal(report.statements.length, 21)
  t.same([...new Set(report.statements.map(({ effect }) => effect))], ['applied'])
})

t.test('a store of 0.1.0 opens, and its cases fold [25]', async (t) => {
  const folder = join(t.testdir(), 'data')
  mkdirSync(folder)
  const file = join(folder, 'bulla.sqlite')
  writeFileSync(file, gunzipSync(fixture('store-0.1.0.sqlite.gz')))
  const store = await openSqliteStore({ file, minFreeBytes: 0, reserveBytes: 0 })
  const row = await store.case(matter)
  if (!row) throw new Error('the case is not there')
  const messages = await store.messages(row.id, 'kept')
  const state = fold(profiles.get(row.profile) as Profile, row, messages)
  t.equal(messages.length, 21)
  t.same([...new Set(Object.values(state.steps))], ['applied'])
  t.match(state, { state: 'closed', regions: { retention: 'due', breach: 'settled', assurance: 'given' } })
  // Version 1 counted no bodies, and not what a refusal cites: both are still here, and now said to be.
  t.match(state.holds, { requesting: { held: 2 }, requested: { held: 2 } })
  await store.close()
})
