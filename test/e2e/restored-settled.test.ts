// What cannot be had after a restore is settled by one person, and by two where two decide on what is given.
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bulla } from '../support/command-line.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { inEachStore, tablesOf } from '../support/stores.ts'
import { accepted, evidenceOf, given, read } from '../support/story.ts'

const seldom = { SWEEP_EVERY_MS: 3_600_000 }

/** Whoever operates says for which person. */
async function stating({ folder }: Installation): Promise<void> {
  const file = join(folder, 'clients.json')
  const { clients } = JSON.parse(await readFile(file, 'utf8')) as { clients: { id: string }[] }
  const named = clients.map((client) => (client.id === 'operator' ? { ...client, persons: true } : client))
  await writeFile(file, JSON.stringify({ clients: named }), { mode: 0o600 })
}

const settle = (a: Gateway, ask: object, person: string) =>
  a
    .client('operator')
    .post('/v1/operator/restored/settlements', { reason: 'Compared by telephone.', ...ask }, { 'bulla-person': person })

await inEachStore(t, async (t, store) => {
  /** XA was given an item and restored from a backup, and XB is away. */
  async function restored(t: Test, fourEyes: readonly string[]) {
    const wishes = { settings: { ...seldom, ...(await store.settings()) } }
    const parameters = { dueDays: 90, deliverWithinDays: 7, fourEyes }
    const pair = await installedPair(t, { a: wishes, b: { settings: seldom }, agreement: { parameters } as never })
    await stating(pair.a)
    const b = await start(t, pair.b)
    const a = await start(t, pair.a)
    const gave = await given({ a, b, agreement: pair.agreement }, [randomBytes(3_000), randomBytes(2_000)], {
      keys: 'after-acceptance',
    })
    await accepted({ a, b }, gave)
    const backup = join(pair.a.folder, '..', 'backup')
    t.equal((await bulla(pair.a.folder, ['backup', backup, '--folder', pair.a.folder])).exit, 0)
    await b.running.close()
    await a.running.close()
    const done = await bulla(pair.a.folder, ['restore', backup, '--folder', pair.a.folder, '--replace'])
    t.equal(done.exit, 0, done.err)
    return { one: pair.a, a: await start(t, pair.a), gave }
  }

  await t.test('where the agreement asks for two persons, one opens nothing [R2]', async (t) => {
    const { one, a, gave } = await restored(t, ['outcome'])
    const tried = async () => (await read(a.client(), gave.items[0], gave.case)).status
    for (const ask of [{ case: gave.case }, { partner: 'XB' }]) {
      const first = await settle(a, ask, 'ana')
      t.equal(first.status, 200)
      t.equal(await tried(), 503, 'closed still')
      t.match((await settle(a, ask, 'ana')).json, { code: 'approver-same' })
    }
    const { json } = await a.client('operator').get('/v1/operator/restored')
    t.match(json['partners'], [{ member: 'XB', closed: true, found: /ana has settled it, and another person has to/ }])
    // Somebody who may write to the database makes it another person's word.
    const tables = await tablesOf(one)
    const [said] = await tables.rows('restored', { what: 'said', id: gave.case })
    await tables.set('restored', { found: '{"client":"operator","person":"eve"}' }, { what: 'said', id: gave.case })
    t.not((await settle(a, { case: gave.case }, 'ana')).status, 200)
    await tables.set('restored', { found: String(said?.['found']) }, { what: 'said', id: gave.case })
    await tables.close()
    await a.running.close()

    const again = await start(t, one)
    t.equal((await settle(again, { case: gave.case }, 'bo')).status, 200)
    t.equal((await read(again.client(), gave.items[0], gave.case)).status, 200, 'two have vouched for it')
    const acts = (await evidenceOf(again)).filter(({ subject, data }) => subject === gave.case && 'act' in data)
    t.match(
      acts.map(({ data }) => data),
      [
        { act: 'restored-settling', person: 'ana' },
        { act: 'restored-settle', person: 'bo', after: { person: 'ana' } },
      ],
    )
    await again.running.close()
  })

  await t.test('elsewhere one does, and it is recorded who [R2]', async (t) => {
    const { a, gave } = await restored(t, [])
    t.equal((await settle(a, { case: gave.case }, 'ana')).status, 200)
    t.equal((await read(a.client(), gave.items[0], gave.case)).status, 200)
    const acts = (await evidenceOf(a)).filter(({ subject }) => subject === gave.case)
    t.match(acts.at(-1)?.data, { act: 'restored-settle', person: 'ana' })
    await a.running.close()
  })
})
