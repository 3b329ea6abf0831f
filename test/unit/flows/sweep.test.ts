// What is ours has a period each, in the settings, and a sweep that keeps to it: there to its last millisecond, gone after it, and the evidence stays.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { readConfig } from '../../../config/load.ts'
import type { Config } from '../../../config/settings.ts'
import { sweep } from '../../../gateway/flows/upkeep/sweep.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { periodsIn } from '../../../gateway/start/upkeep/rounds.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import {
  at,
  dayMs,
  draftRow,
  evidenceOf,
  itemRow,
  keyOf,
  messageOf,
  newId,
  newOffice,
  registrationRow,
  submitOne,
  untold,
} from '../../contracts/store-rows.ts'
import { scratch } from '../../support/installation.ts'
import { memoryStore } from '../../support/memory-store.ts'

const hourMs = 3_600_000
/** Each another one, so that none stands for another. */
const periods = {
  STAGED_KEEP_MS: 2 * hourMs,
  IDEMPOTENCY_KEEP_MS: 3 * hourMs,
  DRAFTS_KEEP_MS: 4 * hourMs,
  EVENTS_KEEP_MS: 2 * dayMs,
  REGISTRATIONS_KEEP_MS: 40 * dayMs,
} as const

/** One of each kind, made at one instant, and how it is known that it is there. */
async function stocked(store: Store) {
  const { row, message } = await submitOne(store, 'XB')
  const [staged, needed, key] = [itemRow({ storedAt: at }), itemRow({ storedAt: at }), keyOf({ at })]
  await store.addItem(staged)
  await store.addItem(needed)
  const draft = draftRow({ at, office: newOffice() })
  await store.addDraft(draft, [needed.id], key, untold)
  const letter = registrationRow(row, { at })
  await store.register(letter, [evidenceOf(messageOf(row))])
  const kinds: Readonly<Record<keyof typeof periods, () => Promise<boolean>>> = {
    STAGED_KEEP_MS: async () => (await store.item(staged.id)) !== undefined,
    IDEMPOTENCY_KEEP_MS: async () => (await store.idempotency(key.client, key.key)) !== undefined,
    DRAFTS_KEEP_MS: async () => (await store.draft(draft.id)) !== undefined,
    EVENTS_KEEP_MS: async () =>
      (await store.events({ after: 0, offices: 'all', limit: 100 })).some(
        (event) => event.message === message.id && event.at === at,
      ),
    REGISTRATIONS_KEEP_MS: async () => (await store.registrations(row.id)).length > 0,
  }
  return { kinds, staged, needed, row, message }
}

t.test('each kind is kept for the period of its setting, and no longer [R12d]', async (t) => {
  const { config } = readConfig(
    await scratch(t),
    Object.fromEntries(Object.entries(periods).map(([name, ms]) => [`BULLA_${name}`, String(ms)])),
  )
  for (const [name, ms] of Object.entries(periods)) t.equal(config[name as keyof Config], ms, `${name} is a setting`)
  const store = await memoryStore()
  t.teardown(store.close)
  const { kinds, staged, needed, row, message } = await stocked(store)
  const clock = { now: at }
  const removed: string[] = []
  const deps = {
    ...{ store, log: openLog('silent'), wake: () => undefined, leaseMs: 30_000, keep: periodsIn(config as Config) },
    world: {
      ...{ now: () => clock.now, monotonicMs: () => clock.now - at, random: () => 0.5, id: newId },
      randomOctets: (count: number) => new Uint8Array(randomBytes(count)),
    },
    parts: { remove: async (sha256: string) => void removed.push(sha256), sweep: async () => 0 },
  }
  const there = async () => {
    const found: string[] = []
    for (const [name, isThere] of Object.entries(kinds)) if (await isThere()) found.push(name)
    return found
  }
  const names = Object.keys(periods)
  for (const [index, [name, ms]] of Object.entries(periods).entries()) {
    clock.now = at + ms
    await sweep(deps)
    t.same(await there(), names.slice(index), `${name}: there in the last millisecond`)
    clock.now += 1
    await sweep(deps)
    t.same(await there(), names.slice(index + 1), `${name}: gone after it, and nothing else is`)
    if (name === 'STAGED_KEEP_MS') t.same(removed, [staged.partSha256], 'with its part; what a draft needs stays')
    if (name === 'DRAFTS_KEEP_MS')
      t.same(removed, [staged.partSha256, needed.partSha256], 'until it goes with the draft')
  }
  const told = (await store.evidence({ limit: 100 })).map(({ kind, subject }) => [kind, subject])
  t.ok(told.length >= 2 && told.some(([, subject]) => subject === message.id), 'the evidence stays')
  t.equal((await store.messages(row.id, 'kept')).length, 1, 'and so does the case')
})
