// That a gateway was restored is held beside its database too: whoever may write to the database alone opens nothing by taking the mark away.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bulla } from '../support/command-line.ts'
import type { Edited } from '../support/edited-store.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { inEachStore, type TestedStore, tablesOf } from '../support/stores.ts'
import { accepted, given, read } from '../support/story.ts'

/** XA was given an item, has read it, and was backed up; both gateways are stopped. */
async function backedUp(t: Test, store: TestedStore) {
  const seldom = { SWEEP_EVERY_MS: 3_600_000 }
  const {
    a: one,
    b: two,
    agreement,
  } = await installedPair(t, {
    a: { settings: { ...seldom, ...(await store.settings()) } },
    b: { settings: seldom },
  })
  const b = await start(t, two)
  const a = await start(t, one)
  const gave = await given({ a, b, agreement }, [randomBytes(3_000), randomBytes(2_000)], { keys: 'after-acceptance' })
  await accepted({ a, b }, gave)
  t.equal((await read(a.client(), gave.items[0], gave.case)).status, 200, 'it was open')
  const backup = join(one.folder, '..', 'backup')
  t.equal((await bulla(one.folder, ['backup', backup, '--folder', one.folder])).exit, 0)
  // XB first, that nobody has cosigned more than the backup holds.
  await b.running.close()
  await a.running.close()
  const restore = async () => {
    const done = await bulla(one.folder, ['restore', backup, '--folder', one.folder, '--replace'])
    t.equal(done.exit, 0, done.err)
  }
  return { one, gave, restore }
}

async function edit(installation: Installation, change: (tables: Edited) => Promise<void>): Promise<void> {
  const tables = await tablesOf(installation)
  await change(tables)
  await tables.close()
}

const settled = { state: 'settled', found: '', since: 0, after: 0, pages: 0, at: 1 }
/** As far as the schema has them: what an opponent would copy from another row. */
const bare = async (tables: Edited) => {
  const [mark = {}] = await tables.rows('restored', { what: 'mark' })
  return mark
}

await inEachStore(t, async (t, store) => {
  const { one, gave, restore } = await backedUp(t, store)
  const tried = async (a: Gateway) => (await read(a.client(), gave.items[0], gave.case)).status

  await t.test('a mark that was deleted before the first start opens nothing [R2]', async (t) => {
    await restore()
    await edit(one, (tables) => tables.empty('restored'))
    const a = await start(t, one)
    t.equal(await tried(a), 503)
    await a.running.close()
  })

  await t.test('a mark that was moved forward opens nothing, and no partner is asked for less [R2]', async (t) => {
    await restore()
    await edit(one, (tables) => tables.set('restored', { since: Date.now() }, { what: 'mark' }))
    const a = await start(t, one)
    t.equal(await tried(a), 503)
    const { json } = await a.client('operator').get('/readyz')
    t.match(json, { reasons: [/the evidence log .* does not fit the store/] })
    await a.running.close()
  })

  const whileItRuns: readonly (readonly [string, (tables: Edited) => Promise<void>])[] = [
    ['a mark that is deleted', (tables) => tables.empty('restored')],
    [
      'a partner that was written down as settled',
      async (tables) =>
        tables.insert('restored', { ...(await bare(tables)), ...settled, what: 'pair', id: 'XB', partner: 'XB' }),
    ],
    [
      'a case that was written down as settled',
      async (tables) =>
        tables.insert('restored', { ...(await bare(tables)), ...settled, what: 'case', id: gave.case, partner: 'XB' }),
    ],
  ]
  for (const [what, change] of whileItRuns)
    await t.test(`${what} while the gateway runs opens nothing [R2]`, async (t) => {
      await restore()
      const a = await start(t, one)
      t.equal(await tried(a), 503, 'closed')
      await edit(one, change)
      t.equal(await tried(a), 503, 'and closed it stays')
      t.equal((await a.client('operator').get('/readyz')).status, 503, 'with the alarm')
      await a.running.close()
      const again = await start(t, one)
      t.equal(await tried(again), 503, 'after another start, too')
      await again.running.close()
    })
})
