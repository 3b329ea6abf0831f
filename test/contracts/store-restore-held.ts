// After a restore: what is noted beside the store holds against whoever can write to the store alone, and holds no key.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { endMark, holdingRestore, restoreActs } from '../../gateway/flows/evidence/genuine/restore-held.ts'
import { demandRestoreEnded, restoreNoteText } from '../../gateway/flows/evidence/genuine/restore-note.ts'
import { type EvidenceDraft, leavesOf } from '../../gateway/flows/evidence/leaves.ts'
import type { RestoredRow } from '../../gateway/ports/receiving.ts'
import { acceptanceOf, at, caseRow, messageOf, newPartner, type OpenStore } from './store-rows.ts'

const world = {
  id: () => randomUUID(),
  randomOctets: (count: number) => new Uint8Array(randomBytes(count)),
}
const { secrets } = openSecrets(world.randomOctets(32), world)

/** A file beside the store. */
function noteOf(text?: string) {
  let lies = text
  return {
    read: async () => lies,
    async write(told: string) {
      lies = told
    },
    async clear() {
      lies = undefined
    },
  }
}

const blank = { after: 0, pages: 0, at, since: 0, found: '', restore: '', mark: '' } as const
const asAltered = { code: 'store-altered' }

export async function restoreHeldContract(t: Test, open: OpenStore): Promise<void> {
  async function restored(t: Test) {
    const { store } = await open(t)
    const [restore, partner] = [randomUUID(), newPartner()]
    const row = caseRow({ partner })
    await store.accept(acceptanceOf(row, { messages: [messageOf(row, { direction: 'in', client: null })] }))
    const mark: RestoredRow = { ...blank, what: 'mark', id: '', partner: '', state: 'restored', since: at, restore }
    await store.saveRestored([mark], [])
    const note = noteOf(restoreNoteText({ state: 'restored', restore, since: at, found: '', database: '' }))
    const pair = (state: RestoredRow['state']): RestoredRow => ({ ...blank, what: 'pair', id: partner, partner, state })
    const own = (state: RestoredRow['state']): RestoredRow => ({ ...blank, what: 'case', id: row.id, partner, state })
    const opened = (): EvidenceDraft => ({
      ...{ at, kind: 'operator', case: row.id, subject: row.id },
      data: { act: restoreActs.opened, restore },
    })
    const ended = (by = secrets): EvidenceDraft => ({
      ...{ at, kind: 'operator', case: null, subject: restore },
      data: { act: restoreActs.ended, mark: endMark(by, restore) },
    })
    const node = (beside = note) => holdingRestore({ store, secrets, world, note: beside })
    return { store, mark, note, pair, own, opened, ended, node, ask: { case: row.id, partner } }
  }

  t.test('the mark of a restore that is gone, or of another time, is no end of it [R2]', async (t) => {
    const { store, mark, note, node, ask, ended } = await restored(t)
    const held = await node()
    t.match(await held.restoredOf(ask), [{ what: 'mark' }])
    await store.saveRestored([{ ...mark, since: at + 1 }], [])
    await t.rejects(held.restoredOf(ask), asAltered)
    await store.endRestored([])
    await t.rejects(held.restoredOf(ask), asAltered)
    await t.rejects((await node()).restored(), asAltered, 'after another start, too')
    const { secrets: others } = openSecrets(world.randomOctets(32), world)
    await store.record(leavesOf(world, [ended(others)]))
    await t.rejects((await node()).restored(), asAltered, 'whatever somebody wrote into the evidence')
    t.not(await note.read(), undefined)
    t.same(await (await node(noteOf())).restored(), [], 'a node that never knew has its partners alone')
  })

  t.test('a restore that another node has ended is over here, too [R2]', async (t) => {
    const { store, note, node, ask, ended } = await restored(t)
    const [one, another] = [noteOf(), await node()]
    const here = await node(one)
    await here.restoredOf(ask)
    t.match(await one.read(), /"state":"restored"/, 'each node notes it')
    await another.endRestored(leavesOf(world, [ended()]))
    t.equal(await note.read(), undefined)
    t.same(await here.restoredOf(ask), [])
    t.equal(await one.read(), undefined)
    await store.saveRestored([{ ...blank, what: 'mark', id: '', partner: '', state: 'restored' }], [])
    t.match(await (await node(noteOf())).restored(), [{ what: 'mark' }], 'and the next one begins')
    await store.endRestored([])
  })

  t.test('what opens a case again was written by this installation, after this restore [R2]', async (t) => {
    const { store, node, ask, pair, own, mark } = await restored(t)
    const held = await node()
    for (const row of [pair('answered'), pair('settled'), own('settled')]) {
      await store.saveRestored([{ ...row, restore: mark.restore }], [])
      await t.rejects((await node()).restoredOf(ask), asAltered, `${row.what} ${row.state}`)
      await held.saveRestored([row], [])
      t.ok((await held.restoredOf(ask)).some(({ state }) => state === row.state))
    }
    const mine = (await store.restored()).filter(({ what }) => what !== 'mark')
    await store.saveRestored(
      mine.map((row) => ({ ...row, restore: randomUUID() })),
      [],
    )
    await t.rejects((await node()).restored(), asAltered, 'rows of a restore of before')
    await store.endRestored([])
  })

  t.test('a case that waits for a person waits, though its row is gone [R2]', async (t) => {
    const { store, node, ask, pair, own, opened, ended, mark } = await restored(t)
    const held = await node()
    await held.saveRestored([pair('answered')], [])
    t.equal((await held.restoredOf(ask)).length, 2)
    await held.saveRestored([own('open')], leavesOf(world, [opened()]))
    t.equal((await held.restoredOf(ask)).length, 3)
    const left = (await store.restored()).filter(({ what }) => what !== 'case')
    await store.endRestored([])
    await store.saveRestored([{ ...mark }, ...left.filter(({ what }) => what === 'pair')], [])
    await t.rejects(held.restoredOf(ask), asAltered)
    await t.rejects((await node()).endRestored(leavesOf(world, [ended()])), asAltered, 'nor is it the end of all')
    t.ok((await store.restored()).length > 0)
    await store.endRestored([])
  })

  t.test('nothing starts on half of a backup, nor on a note that nobody can read [R2]', async (t) => {
    const underway = restoreNoteText({
      state: 'underway',
      restore: 'r',
      since: at,
      found: '2026-11-30',
      database: '',
    })
    await t.rejects(
      demandRestoreEnded(noteOf(underway)),
      /2026-11-30 was broken off.*run the same "bulla restore" again/,
    )
    for (const text of ['', '{}', 'null', '{"state":"over"}'])
      await t.rejects(demandRestoreEnded(noteOf(text)), /restored\.json .* cannot be read/)
    await demandRestoreEnded(noteOf())
  })
}
