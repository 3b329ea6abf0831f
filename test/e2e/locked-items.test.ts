// What a partner that signs correctly may say of locked items, keys and terms, and what becomes of it.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import type { ReceiptEntry } from '../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../crypto/statement/statement.ts'
import { acceptTerms, ack, requestBody, responseBody } from '../support/bodies.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import type { LetterMessage } from '../support/letter-message.ts'
import { type Made, senderOf, type Wishes } from '../support/sender.ts'
import { evidenceOf, open, posting, provide, read, shownTerms, untilItem } from '../support/story.ts'

type Test = { teardown(end: () => unknown): void }

/** XA runs and has asked; XB is a hand that writes whatever the test wants. */
async function asked(test: Test, { inAdvance = false } = {}) {
  const { a: one, b: two, agreement } = await installedPair(test, { agreement: { inAdvance } })
  const a = await start(test, one)
  const asking = a.client()
  const { case: id } = await open(asking, agreement.id)
  const hand = await senderOf(two, one, agreement)
  let clock = 1
  const make = (type: string, wishes: Wishes = {}): Promise<Made> => {
    clock += 1
    return hand.make({ ...wishes, type, statement: { case: id, clock, ...wishes.statement } })
  }
  const say = async (type: string, wishes: Wishes = {}): Promise<{ made: Made; entry: ReceiptEntry }> => {
    const made = await make(type, wishes)
    const [entry] = (await hand.deliver([made])).entries
    if (!entry) throw new Error('no entry')
    return { made, entry }
  }
  const skip = () => {
    clock += 1
  }
  await say('ack', { body: ack() as JsonObject })
  return { a, asking, id, make, say, skip, hand, posted: posting(id) }
}

const withoutShare = (message: LetterMessage): LetterMessage => ({
  ...message,
  items: message.items.map(({ providerShare: _share, ...item }) => item),
})
const itemOf = ({ message }: Made): string => message.items[0]?.id ?? ''
const answer = (item: string, more: object = {}): JsonObject =>
  ({ ...responseBody({ w1: [item], w2: [item] }), ...more }) as unknown as JsonObject
/** One document that answers what was wanted first. */
const oneItem =
  (more: object = {}) =>
  (item: string): JsonObject => {
    const { outcomes, ...rest } = answer(item, more) as { outcomes: JsonObject[] } & JsonObject
    const others = outcomes
      .slice(1)
      .map(({ wanted = '' }) => ({ wanted, outcome: 'not-available', reason: 'not held' }))
    return { ...rest, outcomes: [outcomes[0] ?? {}, ...others] }
  }

/** A locked item and the share that was held back. */
async function locked({ say, skip, asking, id, posted }: Awaited<ReturnType<typeof asked>>, content: Uint8Array) {
  let share = ''
  const { made, entry } = await say('response', {
    content,
    body: oneItem({ keys: 'after-acceptance' }),
    spoil: (message) => {
      share = message.items[0]?.providerShare ?? ''
      return withoutShare(message)
    },
  })
  const item = itemOf(made)
  const terms = termsSha256(made.message.statement.terms)
  await posted(asking, 'accept-terms', acceptTerms(terms, [item], await shownTerms(asking, id, terms)))
  skip()
  await untilItem(asking, id, item, ({ acceptance }) => acceptance === 'accepted')
  return { item, share, terms, entry, made }
}

const keys = (item: string, share: string): Wishes => ({ body: { items: [item], shares: [{ item, share }] } })

t.test('[P13] a share is missing only where the message says that keys follow', async (t) => {
  const content = randomBytes(500)
  const inAdvance = await asked(t, { inAdvance: true })
  const bare = await inAdvance.say('response', { content, body: oneItem(), spoil: withoutShare })
  t.match(bare.entry, { outcome: 'refused', problem: 'statement-refused', detail: /no key for item/ })
  const talk = await asked(t)
  const { say, asking, id } = talk
  const atOnce = await say('response', { content, body: oneItem() })
  t.match(
    atOnce.entry,
    { outcome: 'refused', problem: 'body-invalid', detail: /no acceptance in advance/ },
    'keys come at once to a member alone that has accepted in advance',
  )
  const { item, entry } = await locked(talk, content)
  t.match(entry, { outcome: 'received' }, 'the receipt proves that the part is here')
  t.match((await read(asking, item, id)).json, { code: 'item-locked' })
  const wrongPart = await say('response', {
    content: randomBytes(500),
    body: oneItem({ keys: 'after-acceptance' }),
    spoil: withoutShare,
    statement: {},
  })
  t.match(wrongPart.entry, { outcome: 'received', problem: 'message-illegal' }, 'a second answer has no place')
})

t.test('[P14] a share that does not open the part leaves the item locked, and everybody learns of it', async (t) => {
  const talk = await asked(t)
  const { a, say, asking, id } = talk
  const { item } = await locked(talk, randomBytes(40_000))
  const { entry } = await say('keys', keys(item, randomBytes(32).toString('base64url')))
  t.match(entry, { outcome: 'received', problem: 'key-wrong', detail: new RegExp(item) })
  t.match((await read(asking, item, id)).json, { code: 'item-locked' })
  t.match((await asking.get(`/v1/cases/${id}`)).json, { items: [{ item, locked: true }] })
  const evidence = (await evidenceOf(a, { case: id })).filter(({ kind }) => kind === 'key.received')
  t.match(evidence, [{ subject: item, data: { opens: false } }])
})

t.test('[P15] the right share opens it, in the transaction of the message that brings it', async (t) => {
  const talk = await asked(t)
  const { say, asking, id } = talk
  const content = randomBytes(40_000)
  const { item, share } = await locked(talk, content)
  t.match((await say('keys', keys(item, share))).entry, { outcome: 'received', problem: undefined })
  const opened = await read(asking, item, id)
  t.equal(opened.status, 200)
  t.same(opened.octets, Buffer.from(content))
})

t.test('keys that come before the acceptance count for nothing', async (t) => {
  const talk = await asked(t)
  const { make, hand, asking, id, posted } = talk
  const content = randomBytes(1_000)
  let share = ''
  const made = await make('response', {
    content,
    body: oneItem({ keys: 'after-acceptance' }),
    spoil: (message) => {
      share = message.items[0]?.providerShare ?? ''
      return withoutShare(message)
    },
  })
  const item = itemOf(made)
  const early = await make('keys', keys(item, share))
  t.match((await hand.deliver([early])).entries, [{ outcome: 'received', problem: 'message-illegal' }])
  await hand.deliver([made])
  const terms = termsSha256(made.message.statement.terms)
  const view = await asking.get(`/v1/cases/${id}`)
  t.match(view.json, { items: [{ item, locked: true }] })
  await posted(asking, 'accept-terms', acceptTerms(terms, [item], await shownTerms(asking, id, terms)))
  t.match((await read(asking, item, id)).json, { code: 'item-locked' })
})

t.test('[N1] an acceptance that is silent on a term, or about other terms, is refused', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: { inAdvance: false } })
  const b = await start(t, two)
  const hand = await senderOf(one, two, agreement)
  const id = randomUUIDv7()
  const say = async (type: string, clock: number, body: JsonObject) =>
    (await hand.deliver([await hand.make({ type, body, statement: { case: id, clock } })])).entries[0]
  t.match(await say('request', 1, requestBody() as JsonObject), { outcome: 'received' })
  const answering = b.client()
  const terms = await given(b, id, agreement.id)
  const { names, text } = await shownTerms(answering, id, terms.sha256)
  const decided = (sha256: string, some: readonly string[]) =>
    acceptTerms(sha256, [terms.item], { names: some, text }) as JsonObject
  t.match(await say('accept-terms', 4, decided(terms.sha256, names.slice(2))), {
    outcome: 'refused',
    problem: 'body-invalid',
    detail: /silence is never consent/,
  })
  t.match(await say('accept-terms', 4, decided('cd'.repeat(32), names)), {
    outcome: 'refused',
    problem: 'terms-unknown',
  })
  t.match(await say('accept-terms', 4, decided(terms.sha256, names)), { outcome: 'received', problem: undefined })
  await untilItem(answering, id, terms.item, ({ acceptance }) => acceptance === 'accepted')
})

/** XB answers at its national door. */
async function given(b: Gateway, id: string, agreement: string) {
  const answering = b.client()
  await posting(id)(answering, 'ack', ack())
  const { terms: sha256, items } = await provide(answering, { agreement, case: id }, [
    ['declaration', randomBytes(300)],
  ])
  const [item = ''] = items
  await posting(id)(answering, 'response', oneItem({ keys: 'after-acceptance' })(item), { items, terms: sha256 })
  return { sha256, item }
}

t.test('[N2] an amendment that loosens is refused, a tighter one binds', async (t) => {
  const talk = await asked(t, { inAdvance: true })
  const { say, asking, id } = talk
  const { made } = await say('response', { content: randomBytes(500), body: oneItem() })
  const item = itemOf(made)
  t.equal((await read(asking, item, id)).status, 200)
  const retentionUntil = (until: string) => (terms: JsonObject) => ({
    ...terms,
    terms: (terms.terms as JsonObject[]).map((row) => (row.term === 'retention' ? { ...row, until } : row)),
  })
  const body = { items: [item], reason: 'It changes.' }
  const looser = await say('amend-terms', { body, terms: retentionUntil('2099-01-01') })
  t.match(looser.entry, { outcome: 'refused', problem: 'terms-invalid', detail: /an amendment only tightens/ })
  t.equal((await read(asking, item, id)).status, 200, 'and changes nothing')
  const tighter = await say('amend-terms', { body, terms: retentionUntil('2026-01-01') })
  t.match(tighter.entry, { outcome: 'received', problem: undefined })
  t.match((await read(asking, item, id)).json, { code: 'release-denied', paragraph: '5.1 e' })
})

t.test('an illegal message is kept, and its receipt says why with the paragraph (rules 7 and 11)', async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { agreement: { inAdvance: false } })
  const b = await start(t, two)
  const hand = await senderOf(one, two, agreement)
  const id = randomUUIDv7()
  const say = async (type: string, clock: number, body: JsonObject) =>
    (await hand.deliver([await hand.make({ type, body, statement: { case: id, clock } })])).entries[0]
  await say('request', 1, requestBody() as JsonObject)
  await given(b, id, agreement.id)
  const entry = await say('close', 4, { outcome: 'doubt-removed', reliedOn: ['verified'] })
  t.match(entry, { outcome: 'received', problem: 'message-illegal', detail: /unverified information .*\(12\.5\.1 d\)/ })
  const { json } = await b.client().get(`/v1/cases/${id}`)
  t.equal(json.state, 'answered', 'the state is unchanged')
  t.match((json.timeline as object[]).at(-1), { type: 'close', effect: 'illegal' })
})
