// Epochs and what disposals have begun, over the real keys of a folder: the store finds every key, and loses none.
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { Test } from 'tap'
import { epochFile, openEpochKeys } from '../../adapters/keys/epochs.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { demandEpochs, type Epoching, epochInForce, finalDay, turnEpochs } from '../../gateway/flows/upkeep/epochs.ts'
import type { Store } from '../../gateway/ports/store.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { scratch } from '../support/installation.ts'
import type { Nodes } from './store-nodes.ts'
import {
  acceptanceOf,
  at,
  caseRow,
  claimIds,
  dayMs,
  draftRow,
  following,
  itemRow,
  messageOf,
  newId,
  newPartner,
  type OpenStore,
  registrationRow,
  submissionOf,
  untold,
} from './store-rows.ts'

const randomOctets = (count: number) => new Uint8Array(randomBytes(count))
const half = { name: 'invoice.pdf', salt: 'A'.repeat(43), recipientShare: 'A'.repeat(43) }
const opened = { ...half, plainSha256: 'ab'.repeat(32) }
const content = { content: { form: { note: 'words' }, names: {} }, salt: 'A' }

/** An installation with a clock that a test sets. */
async function installation(t: Test, store: Store) {
  const folder = await scratch(t)
  const key = randomOctets(32)
  const clock = { now: at }
  const node = (rest: Epoching['rest'] = async () => undefined, over = store) => {
    const epochs = openEpochKeys(folder, key)
    const world = { now: () => clock.now, monotonicMs: () => 0, randomOctets }
    const { secrets, unsealing } = openSecrets(key, world, key, epochs)
    const times = { everyMs: 7 * dayMs, horizonMs: 35 * dayMs }
    return { store: over, epochs, secrets, unsealing, world, log: openLog('silent'), times, rest }
  }
  return { folder, key, clock, node }
}

/** Something of each kind that has a key. */
async function filled(store: Store, { secrets }: ReturnType<Awaited<ReturnType<typeof installation>>['node']>, of = 1) {
  const row = caseRow({ partner: newPartner() })
  const id = newId()
  const message = messageOf(row, { id, direction: 'in', client: null, ...secrets.encrypt(id, content) })
  const about = { direction: 'in', client: null, partner: row.partner, case: row.id, message: id } as const
  const items = Array.from({ length: of }, () => {
    const item = newId()
    return itemRow({ id: item, ...about, ...secrets.encryptItem(item, randomOctets(32), opened) })
  })
  const waits = newId()
  const locked = itemRow({ id: waits, ...about, ...secrets.encryptHalf(waits, half) })
  await store.accept(acceptanceOf(row, { messages: [message], items: [...items, locked] }))
  const draft = newId()
  await store.addDraft(draftRow({ id: draft, ...secrets.encrypt(draft, { words: 1 }) }), [], null, untold)
  const letter = newId()
  await store.register(registrationRow(row, { id: letter, ...secrets.encrypt(letter, { summary: 'x' }) }), [])
  return { row, message, items, locked, draft, letter }
}

export async function epochsContract(t: Test, open: OpenStore): Promise<void> {
  t.test('every living key is wrapped by the epoch in force, whatever has it, and opens as before [R2]', async (t) => {
    const { store } = await open(t)
    const { clock, node } = await installation(t, store)
    const one = node()
    await epochInForce(one)
    const there = await filled(store, one)
    const before = await store.message(there.message.id)
    const first = one.epochs.all()[0]?.number ?? 0
    t.equal((await store.keysUnder()).get(first), 5)
    clock.now += 7 * dayMs
    await turnEpochs(one)
    const [, second] = one.epochs.all()
    t.equal(second?.number, first + 1)
    const under = await store.keysUnder()
    t.same([under.get(first), under.get(first + 1)], [undefined, 5])

    const { secrets, unsealing } = node()
    const read = async () => {
      const [message, item, locked] = [
        await store.message(there.message.id),
        await store.item(there.items[0]?.id ?? ''),
        await store.item(there.locked.id),
      ]
      const [draft] = (await store.drafts({ offices: 'all', limit: 200 })).rows.filter(({ id }) => id === there.draft)
      const [letter] = await store.registrations(there.row.id)
      return { message, item, locked, draft, letter }
    }
    const after = await read()
    t.match(after.message && unsealing.message(after.message), content)
    t.match(after.item && unsealing.item(after.item), opened)
    t.match(after.locked && secrets.half(after.locked), half)
    t.same(after.draft && secrets.decrypt(there.draft, after.draft), { words: 1 })
    t.same(after.letter && secrets.decrypt(there.letter, after.letter), { summary: 'x' })

    // What was backed up opens until its horizon has passed, and never again.
    t.match(before && unsealing.message(before), content)
    clock.now += 35 * dayMs - 1
    await turnEpochs({ ...one, times: { ...one.times, everyMs: Number.POSITIVE_INFINITY } })
    t.match(before && node().unsealing.message(before), content)
    clock.now += 1
    await turnEpochs({ ...one, times: { ...one.times, everyMs: Number.POSITIVE_INFINITY } })
    t.same(
      one.epochs.all().map(({ number }) => number),
      [first + 1],
    )
    t.throws(() => before && node().unsealing.message(before), { message: /the key of epoch \d+ is not here/ })
    t.match(after.item && node().unsealing.item(after.item), opened, 'what lives opens')
  })

  t.test('what was signed as final is so, also where nobody ran when the epoch was to end [R2]', async (t) => {
    const { store } = await open(t)
    const { clock, node } = await installation(t, store)
    const one = node()
    await epochInForce(one)
    const { message } = await filled(store, one)
    const [first] = await store.epochs()
    const finalOn = finalDay(one.epochs, first && { beganAt: at }, one.times, [])
    // The gateway stands still for a month, and with it the clock that ends the epoch.
    clock.now += 30 * dayMs
    await turnEpochs(node())
    t.match(node().unsealing.message(message), content, 'within the horizon a backup opens')
    clock.now = Date.parse(finalOn ?? '')
    await turnEpochs(node())
    t.throws(() => node().unsealing.message(message), { message: /the key of epoch \d+ is not here/ }, String(finalOn))
    // And where it stands still until long after that day, with its first look.
    const living = await store.message(message.id)
    clock.now += 400 * dayMs
    await turnEpochs(node())
    t.throws(() => living && node().unsealing.message(living), { message: /the key of epoch \d+ is not here/ })
    const again = await store.message(message.id)
    t.match(again && node().unsealing.message(again), content, 'what lives opens')
  })

  t.test('what an older program wrapped by the key of the installation itself goes over to an epoch', async (t) => {
    const { store } = await open(t)
    const { key, node } = await installation(t, store)
    const older = { ...node(), ...openSecrets(key, { randomOctets }) }
    const there = await filled(store, older)
    const one = node()
    t.ok(((await store.keysUnder()).get(0) ?? 0) >= 4)
    await turnEpochs(one)
    const message = await store.message(there.message.id)
    t.equal(message?.key?.length, 44)
    t.match(message && one.unsealing.message(message), content)
    const locked = await store.item(there.locked.id)
    t.match(locked && one.secrets.half(locked), half, 'a half of that time opens by what it was made by')
  })

  t.test('an epoch that is missing, or is another node’s, stops the start and is named [R2]', async (t) => {
    const { store } = await open(t)
    const { folder, node } = await installation(t, store)
    const one = node()
    const { number } = await epochInForce(one)
    await filled(store, one)
    await demandEpochs(node(), folder)
    const kept = await readFile(epochFile(folder, number))
    await rm(epochFile(folder, number))
    await t.rejects(demandEpochs(node(), folder), {
      message: new RegExp(
        `the key of epoch ${number} \\(begun 20\\d\\d-\\d\\d-\\d\\d; it opens \\d+ keys of items, bodies and drafts\\) is not here; put ${number}.key back`,
      ),
    })
    const elsewhere = await installation(t, store)
    await elsewhere.node().epochs.begin(at, randomOctets(32))
    await t.rejects(demandEpochs(elsewhere.node(), elsewhere.folder), { message: /1\.key is another key than the one/ })
    t.equal(kept.length > 0, true)
  })

  t.test('nothing of a case leaves while what a disposal destroys is still there [R12a]', async (t) => {
    const { store } = await open(t)
    const row = caseRow({ partner: newPartner() })
    const said = messageOf(row, { direction: 'in', client: null })
    const item = itemRow({ direction: 'in', client: null, partner: row.partner, case: row.id, message: said.id })
    await store.accept(acceptanceOf(row, { messages: [said], items: [item] }))
    const change = following(row)
    const message = messageOf(change.row, { type: 'disposal' })
    const destruction = { id: message.id, case: row.id, partner: row.partner, at, parts: [item.partSha256] }
    const itemKeys = [{ id: item.id, key: null, secret: null, fingerprint: item.fingerprint }]
    await store.submit({ ...submissionOf(message, change), itemKeys, bodies: [said.id], destruction })
    t.same(
      (await store.destructions(999)).filter(({ id }) => id === message.id),
      [destruction],
    )
    t.same(await claimIds(store, row.partner), [])
    t.equal(await store.partUsed(item.partSha256), false)
    t.equal(await store.overwritten(), true)
    await store.endDestruction(message.id)
    t.same(await claimIds(store, row.partner), [message.id])
  })
}

/** What nodes promise each other, over one store or two of one database. */
export async function epochsOfNodes(t: Test, open: (t: Test) => Promise<Nodes>): Promise<void> {
  t.test('two nodes that wrap anew at once, one that breaks off, and the next look goes on [R2]', async (t) => {
    const { a, b } = await open(t)
    const { clock, node } = await installation(t, a)
    const one = node()
    await epochInForce(one)
    const there = await filled(a, one, 250)
    clock.now += 7 * dayMs
    let rests = 0
    const breaking = node(async () => {
      rests += 1
      if (rests === 2) throw new Error('the disk is full')
    })
    await t.rejects(turnEpochs(breaking), /the disk is full/)
    const current = breaking.epochs.all().at(-1)?.number ?? 0
    const half_ = (await a.keysUnder()).get(current) ?? 0
    t.ok(half_ > 0 && half_ < 254, `${half_} were wrapped anew`)
    await Promise.all([turnEpochs(node()), turnEpochs(node(undefined, b))])
    t.equal((await b.keysUnder()).get(current), 254)
    t.equal(node().epochs.all().length, 2, 'and no third epoch')
    for (const { id } of [there.items[0], there.items[249]] as { id: string }[]) {
      const item = await a.item(id)
      t.match(item && node().unsealing.item(item), opened)
    }
  })

  t.test(
    'of two nodes that begin an epoch at once one does, and what is disposed of beside it stays so [R2]',
    async (t) => {
      const { a, b } = await open(t)
      const { clock, node } = await installation(t, a)
      const one = node()
      await epochInForce(one)
      const { row, items, message } = await filled(a, one, 100)
      const change = following(row)
      const gone = items.slice(40, 60)
      const id = newId()
      const disposal = messageOf(change.row, { id, type: 'disposal', ...one.secrets.encrypt(id, content) })
      const disposing = {
        ...submissionOf(disposal, change),
        itemKeys: gone.map(({ id, fingerprint }) => ({ id, key: null, secret: null, fingerprint })),
        bodies: [message.id],
      }
      clock.now += 7 * dayMs
      const nodes = [node(), node(undefined, b)]
      const [, , disposed] = await Promise.all([...nodes.map((each) => turnEpochs(each)), b.submit(disposing)])
      t.same(disposed, { outcome: 'stored' })
      const all = node().epochs.all()
      t.equal(all.length, 2, 'both know the one that began')
      const { number = 0 } = all[1] ?? {}
      // The statement was wrapped by a node that knew the first one alone: the next look sees to it.
      await turnEpochs(node())
      t.same([...(await b.keysUnder())], [[number, 84]], 'all that lives, and nothing that was disposed of')
      for (const { id } of gone) t.match(await a.item(id), { key: null, secret: null })
      t.match(await b.message(message.id), { key: null, secret: null })
      const living = await a.item(items[0]?.id ?? '')
      t.match(living && node().unsealing.item(living), opened)
    },
  )
}
