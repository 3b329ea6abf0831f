// Cases by the keyed digests of numbers: found by office, gone with the body, and made of what was there before.
import type { Test } from 'tap'
import type { LookupRow, MessageRow } from '../../gateway/ports/rows.ts'
import {
  acceptanceOf,
  caseRow,
  following,
  messageOf,
  newId,
  newPartner,
  type OpenStore,
  opening,
  registrationRow,
  sha256,
  submissionOf,
} from './store-rows.ts'

export async function lookupsContract(t: Test, open: OpenStore): Promise<void> {
  const digest = () => sha256(`number ${newId()}`)
  const ofMessage = ({ id, case: of, direction }: MessageRow, lookup: string): LookupRow => ({
    ...{ lookup, case: of, holder: id, what: direction === 'in' ? 'received' : 'sent' },
  })

  t.test(
    'what was sent, received and registered is found in the offices that are asked for, the newest first',
    async (t) => {
      const { store, reopen } = await open(t)
      const [number, other] = [digest(), digest()]
      const sent = caseRow({ partner: newPartner(), office: 'LOOK1' })
      const message = messageOf(sent)
      const ours = ofMessage(message, number)
      t.equal((await store.submit(submissionOf(message, opening(sent), { lookups: [ours] }))).outcome, 'stored')
      const got = caseRow({ partner: newPartner(), office: 'LOOK2', role: 'requested' })
      const received = messageOf(got, { direction: 'in', client: null })
      const theirs = ofMessage(received, number)
      t.equal(await store.accept(acceptanceOf(got, { messages: [received], lookups: [theirs] })), 'stored')
      const letter = registrationRow(sent)
      const registered = { lookup: other, case: sent.id, holder: letter.id, what: 'registered' } as const
      await store.register({ ...letter, lookups: [registered] }, [])
      const newest = sent.id > got.id ? [ours, theirs] : [theirs, ours]
      const look = async (of: typeof store) => {
        const ask = (lookups: readonly string[], offices: readonly string[] | 'all', limit = 9) =>
          of.lookedUp({ lookups, offices, limit })
        t.same(await ask([number], 'all'), newest)
        t.same(await ask([number], 'all', 1), newest.slice(0, 1))
        t.same(await ask([number], ['LOOK2', 'LOOK1', 'LOOK1']), newest)
        t.same(await ask([number], ['LOOK1']), [ours])
        t.same(await ask([number], ['NONE']), [])
        t.same(await ask([number], []), [])
        t.same(await ask([other], ['LOOK1']), [registered])
        t.equal((await ask([number, other], 'all')).length, 3)
        t.same(await ask([digest()], 'all'), [])
        const about = { id: sent.id, partner: sent.partner, profile: sent.profile, role: sent.role, office: 'LOOK1' }
        const written = (offices: readonly string[] | 'all', limit = 9) =>
          of.sentAbout({ lookups: [number, other, number], offices, limit })
        t.match(await written('all'), [about])
        t.match(await written(['LOOK2', 'LOOK1']), [about])
        t.same(await written(['LOOK2']), [], 'what was received is not ours')
        t.same(await written('all', 0), [])
      }
      await look(store)
      await look((await reopen()) as typeof store)
    },
  )

  t.test('it goes with the body, in the same transaction, and that of another stays', async (t) => {
    const { store } = await open(t)
    const number = digest()
    const row = caseRow({ partner: newPartner() })
    const [first, second] = [messageOf(row, { direction: 'in', client: null }), messageOf(following(row).row)]
    const lookups = [ofMessage(first, number)]
    t.equal(await store.accept(acceptanceOf(row, { messages: [first], lookups })), 'stored')
    const ours = ofMessage(second, number)
    const disposal = submissionOf(second, following(row), { lookups: [ours], bodies: [first.id] })
    t.equal((await store.submit(disposal)).outcome, 'stored')
    t.same(await store.lookedUp({ lookups: [number], offices: 'all', limit: 9 }), [ours])
    // What was read before it was destroyed is not put back.
    const place = { what: 'messages', edition: 1, after: first.id, done: 0 } as const
    await store.index([ofMessage(first, number), ours], place)
    t.same(await store.lookedUp({ lookups: [number], offices: 'all', limit: 9 }), [ours])
    t.match(await store.indexed(), [place])
    await store.index([], { ...place, done: 1 })
    t.match(await store.indexed(), [{ what: 'messages', done: 1 }])
    const after = String.fromCharCode(first.id.charCodeAt(0) - 1)
    const bodies = await store.bodiesAfter(after, 1_000)
    t.notOk(bodies.some(({ id }) => id === first.id))
    t.match(
      bodies.find(({ id }) => id === second.id),
      { statement: { case: row.id } },
    )
    t.notOk((await store.bodiesAfter(second.id, 1_000)).some(({ id }) => id <= second.id))
    const letter = registrationRow(row)
    await store.register(letter, [])
    t.ok((await store.registrationsAfter(after, 1_000)).some(({ id }) => id === letter.id))
  })
}
