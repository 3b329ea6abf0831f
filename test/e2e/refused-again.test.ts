// Deliveries in which something is refused again, beside what is new and what is known: each entry of the receipt names the leaf that records it.
import t from 'tap'
import type { Receipt } from '../../crypto/statement/receipt.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { type Made, senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'

type Row = { seq: number; kind: string; subject: string; data: { sha256?: string } }
const evidenceOf = async (gateway: Gateway) =>
  (await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json.rows as Row[]

const idOf = ({ message }: Made) => message.statement.id
const leafOf = ({ entries }: Receipt, made: Made) => entries.find(({ id }) => id === idOf(made))?.leaf
const nowhere = { agreement: { id: 'none', sha256: '0'.repeat(64) } }

await inEachStore(t, async (t, store) => {
  const { a, b, agreement } = await installedPair(t, { store })
  const gateway = await start(t, b)
  const sender = await senderOf(a, b, agreement)
  const refused = () => sender.make({ statement: nowhere })
  /** What the leaves that a receipt names record. */
  const recorded = async ({ entries }: Receipt) => {
    const rows = new Map((await evidenceOf(gateway)).map((row) => [row.seq - 1, row]))
    return entries.map(({ id, sha256, leaf = -1 }) => {
      const row = rows.get(leaf)
      return row?.subject === id && row.data.sha256 === sha256 ? row.kind : `leaf ${leaf} is ${row?.kind} of another`
    })
  }
  const kinds = (...of: string[]) => of.map((each) => `statement.${each}`)
  const refusalsOf = async (made: Made) =>
    (await evidenceOf(gateway)).filter(({ kind, subject }) => kind === 'statement.refused' && subject === idOf(made))

  await t.test('one refused again, one known, one new and one refused for the first time [H4]', async (t) => {
    const [bad, good] = [await refused(), await sender.make()]
    const first = await sender.deliver([good, bad])
    t.same(await recorded(first), kinds('received', 'refused'))
    const [worse, fresh] = [await refused(), await sender.make()]
    const mixed = await sender.deliver([worse, bad, fresh, good])
    t.match(
      mixed.entries.map(({ outcome }) => outcome),
      ['refused', 'refused', 'received', 'duplicate'],
    )
    t.same(await recorded(mixed), kinds('refused', 'refused', 'received', 'received'))
    t.equal(leafOf(mixed, bad), leafOf(first, bad), 'the leaf of the first time')
    t.equal(leafOf(mixed, good), leafOf(first, good))
    t.equal((await refusalsOf(bad)).length, 1)
  })

  await t.test('the same one refused in many deliveries at once is recorded once [H4]', async (t) => {
    const bad = await refused()
    const beside = await Promise.all(Array.from({ length: 6 }, () => sender.make()))
    const receipts = await Promise.all(beside.map((good) => sender.deliver([bad, good])))
    for (const receipt of receipts) t.same(await recorded(receipt), kinds('refused', 'received'))
    t.equal(new Set(receipts.map((receipt) => leafOf(receipt, bad))).size, 1)
    t.equal((await refusalsOf(bad)).length, 1)
  })

  await t.test(
    'another statement under a known id has a leaf of its own, once, and so many at most [H4]',
    async (t) => {
      const good = await sender.make()
      await sender.deliver([good])
      const other = () => sender.make({ statement: { id: idOf(good) } })
      const conflicting = await other()
      const first = await sender.deliver([conflicting, await sender.make()])
      t.match(first.entries, [{ outcome: 'conflict' }, { outcome: 'received' }])
      t.same(await recorded(first), kinds('refused', 'received'))
      const again = await sender.deliver([await sender.make(), conflicting])
      t.equal(leafOf(again, conflicting), leafOf(first, conflicting))
      for (let count = 0; count < 6; count += 1)
        t.match((await sender.deliver([await other()])).entries, [{ outcome: 'conflict', leaf: Number }])
      t.equal((await refusalsOf(good)).length, 4)
    },
  )
})
