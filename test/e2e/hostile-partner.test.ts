// A partner that signs correctly and means harm: what it may say of a case, and what it may not do to it by saying it.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { termsSha256 } from '../../crypto/statement/statement.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { acceptTerms, ack } from '../support/bodies.ts'
import { pair } from '../support/gateways.ts'
import { senderOf, type Wishes } from '../support/sender.ts'
import { acknowledged, given, posting, shownTerms, untilItem } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'
import { refusedFromPartner } from '../support/unchanged.ts'

const dayMs = 86_400_000

t.test('the place and the day of a statement', async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const sender = await senderOf(a.installation, b.installation, agreement)
  const id = await acknowledged(both)
  const clarified = { reason: 'The importer corrected the declaration.' }

  t.test('[N3] MUST refuse a clock after which nobody could write in the case any more', async (t) => {
    for (const clock of [2 ** 31 - 1, 1_000_000])
      await refusedFromPartner(t, b, {
        id,
        sender,
        wishes: { type: 'withdraw', body: clarified, statement: { case: id, clock } },
        expect: { problem: 'statement-refused', detail: /clock/ },
      })
    const posted = await b.client().post(`/v1/cases/${id}/messages`, { type: 'ack', body: ack() })
    t.match(posted.json, { code: 'message-illegal' }, 'and the case is as it was')
  })

  t.test(
    '[L17] MUST refuse a statement that says it is under way for longer than the agreement lets it be',
    async (t) => {
      const sentAt = new Date(Date.now() - 200 * dayMs)
      await refusedFromPartner(t, b, {
        sender,
        wishes: { statement: { sentAt: sentAt.toISOString(), localDate: sentAt.toISOString().slice(0, 10) } },
        expect: { problem: 'statement-refused', detail: /7 days/ },
      })
      await refusedFromPartner(t, b, {
        sender,
        wishes: { statement: { expiresAt: new Date(Date.now() + 300 * dayMs).toISOString() } },
        expect: { problem: 'statement-refused', detail: /7 days/ },
      })
    },
  )
})

t.test('[N4] MUST refuse an acceptance of other terms than its items were given under', async (t) => {
  const both = await pair(t, { agreement: { inAdvance: false } })
  const { a, b, agreement } = both
  const {
    case: id,
    items,
    terms,
  } = await given(both, [randomBytes(100), randomBytes(100)], {
    keys: 'after-acceptance',
  })
  const sender = await senderOf(a.installation, b.installation, agreement)
  const request = (await a.client().get(`/v1/cases/${id}/messages`)).json.rows as { message: string }[]
  const { json } = await a.client().get(`/v1/messages/${request[0]?.message}`)
  const own = termsSha256(json.terms as JsonObject)
  t.not(own, terms)
  const shown = await shownTerms(b.client(), id, own)
  await refusedFromPartner(t, b, {
    id,
    sender,
    wishes: {
      type: 'accept-terms',
      body: acceptTerms(own, items, shown) as JsonObject,
      statement: { case: id, clock: 100 },
    },
    expect: { problem: 'terms-invalid', detail: /was not given under/ },
  })
  await posting(id)(a.client(), 'accept-terms', acceptTerms(terms, items, await shownTerms(a.client(), id, terms)))
  await untilItem(b.client(), id, items[0], ({ acceptance }) => acceptance === 'accepted')
})

t.test('[N5] MUST refuse an amendment of what no message of the case has brought', async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const id = await acknowledged(both)
  const sender = await senderOf(b.installation, a.installation, agreement)
  await refusedFromPartner(t, a, {
    id,
    sender,
    wishes: {
      type: 'amend-terms',
      body: { items: [randomUUIDv7()], reason: 'Before anybody knows what.' },
      statement: { case: id, clock: 50 },
    },
    expect: { problem: 'terms-invalid', detail: /brought/ },
  })
})

t.test('[N8] MUST bound how many threads between the members one of them opens', async (t) => {
  const both = await pair(t)
  const { a, b, agreement } = both
  const sender = await senderOf(a.installation, b.installation, agreement)
  const body = exampleBody(profiles.get('suspension') as never, 'suspend') as JsonObject
  const facts = profiles.get('suspension')?.messages.suspend?.facts(body) ?? {}
  const suspend: Wishes = {
    type: 'suspend',
    body: { ...body, breaches: (body.breaches as JsonObject[]).map((each) => ({ ...each, knownOn: '2026-01-01' })) },
    statement: { profile: 'suspension', facts },
  }
  const outcomes: string[] = []
  for (let letter = 0; letter < 4; letter += 1) {
    const made = await Promise.all(Array.from({ length: 20 }, () => sender.make(suspend)))
    outcomes.push(...(await sender.deliver(made)).entries.map(({ outcome }) => outcome))
  }
  t.ok(outcomes.includes('received') && outcomes.includes('refused'), JSON.stringify(outcomes))
  t.equal(outcomes.at(-1), 'refused')
  await acknowledged(both)
})
