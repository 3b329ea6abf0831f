// What was assured, or demanded and declined, binds all that was given in the case, whatever the terms themselves say (6.2).
import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { assurance, assuranceRequired, notAvailable, provided, requestBody, response } from '../support/bodies.ts'
import { acceptanceOf, accepts, blocksOf, opened, outcomeOf, strictPair, untilHere } from '../support/content.ts'
import type { Pair } from '../support/gateways.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { acknowledged, posting, provide, read, untilItem } from '../support/story.ts'
import { refusedFromPartner } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const nothing = { term: 'evidence', paragraph: '6.2', assurance: 'A', excluded: [] }
  const agreement = { terms: { evidenceExcluded: [] }, standingAcceptance: undefined } as never
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]
  const inCourt = (proceeding: string) => ({ use: 'evidence', proceeding, proceedingName: 'File 1' })
  const denied = { status: 403, code: 'release-denied', paragraph: '6.2' }
  /** One pair for all; each has a case of its own. */
  const both = await strictPair(t, { store, agreement })

  /** XB demands an assurance before it answers, XA gives or declines it. */
  async function demanded(both: Pair, given: boolean, wanted?: readonly string[]) {
    const { a, b } = both
    const id = await acknowledged(both, requestBody())
    const asked = await posting(id)(b.client(), 'assurance-required', assuranceRequired(wanted))
    await untilHere(a.client(), id, String(asked.json.message))
    const said = await posting(id)(a.client(), 'assurance', assurance(given))
    await untilHere(b.client(), id, String(said.json.message))
    return id
  }

  /** XB answers under terms that exclude nothing, with a second person where that is needed. */
  async function answers({ a, b, agreement }: Pair, id: string, wanted = 'w1') {
    const documents = [['declaration', randomBytes(2_000)] as const]
    const about = { agreement: agreement.id, case: id }
    const { terms, items } = await provide(b.client(), about, documents, { terms: [nothing] })
    const [item = ''] = items
    const rest = ['w1', 'w2', 'w3'].filter((each) => each !== wanted).map(notAvailable)
    const body = response(true, [provided(wanted, item), ...rest], { keys: 'after-acceptance' })
    const posted = await b.client().post(`/v1/cases/${id}/messages`, { type: 'response', body, items, terms })
    const message = await withSecond(b, posted)
    await untilHere(a.client(), id, message)
    await accepts({ of: a, other: b }, id, [item, message])
    const keys = await b.client().post(`/v1/cases/${id}/messages`, { type: 'keys', body: { items } })
    await withSecond(b, keys)
    await untilItem(a.client(), id, item, ({ locked }) => locked === false)
    return item
  }

  async function withSecond(b: Pair['b'], { status, json }: { status: number; json: Record<string, unknown> }) {
    if (status === 202) return String(json.message)
    const approved = await b.client('approver').post(`/v1/drafts/${String(json.draft)}/approval`, { revision: 1 })
    if (approved.status !== 202) throw new Error(`${approved.status} ${approved.octets}`)
    return String(approved.json.message)
  }

  const excludedAt = async (t: Test, client: ReturnType<Pair['a']['client']>, id: string, of: string) => {
    const block = (await blocksOf(client, id)).find(({ binds }) => binds.some((bound) => bound.id === of))
    t.ok(block, `terms of ${of}`)
    return [...(block?.excluded ?? [])].sort()
  }

  t.test('without a demand, terms that exclude nothing allow the use as evidence [R9]', async (t) => {
    const gave = await opened(both, documents(), { terms: [nothing] })
    const answer = await read(both.a.client(), gave.items[0], gave.case, inCourt('criminal-investigation'))
    t.equal(answer.status, 200, answer.octets.toString('utf8', 0, 200))
  })

  for (const given of [true, false])
    t.test(`an assurance that was ${given ? 'given' : 'declined'} binds on both sides [R9]`, async (t) => {
      const { a, b } = both
      const id = await demanded(both, given)
      const item = await answers(both, id)
      for (const proceeding of ['criminal-investigation', 'judicial-proceeding'])
        t.match(outcomeOf(await read(a.client(), item, id, inCourt(proceeding))), denied, proceeding)
      t.equal((await read(a.client(), item, id)).status, 200, 'and it is read as before')
      for (const client of [a.client(), b.client()])
        t.same(await excludedAt(t, client, id, item), ['criminal-investigation', 'judicial-proceeding'])
      const { rows } = (await b.client().get(`/v1/cases/${id}/messages`)).json as {
        rows: { type: string; message: string }[]
      }
      const request = rows.find(({ type }) => type === 'request')?.message ?? ''
      t.same(
        await excludedAt(t, b.client(), id, request),
        ['criminal-investigation', 'judicial-proceeding'],
        'nor what XA gave',
      )
      const ask = { purpose: 'ANSWER_REQUEST', matter: id, ...inCourt('judicial-proceeding') }
      t.match(outcomeOf(await b.client().post(`/v1/messages/${request}/releases`, ask)), denied)
    })

  t.test('what was assured for one thing binds that, and bodies, which may tell of any [R9]', async (t) => {
    const id = await demanded(both, true, ['w1'])
    const item = await answers(both, id, 'w2')
    t.equal((await read(both.a.client(), item, id, inCourt('judicial-proceeding'))).status, 200)
    const other = await demanded(both, true, ['w1'])
    const bound = await answers(both, other, 'w1')
    t.match(outcomeOf(await read(both.a.client(), bound, other, inCourt('judicial-proceeding'))), denied)
  })

  t.test('an amendment cannot take it back, nor can a partner say that it was never demanded [R9]', async (t) => {
    const { a, b } = both
    const id = await demanded(both, true)
    const item = await answers(both, id)
    const sender = await senderOf(a.installation, b.installation, both.agreement)
    await refusedFromPartner(t, b, {
      id,
      sender,
      wishes: {
        ...{ type: 'assurance', body: assurance(false) as JsonObject },
        statement: { case: id, clock: 99, facts: { given: false, excluded: [] } },
      },
      expect: { problem: 'statement-refused' },
    })
    const made = String(
      (await b.client().post('/v1/terms', { agreement: both.agreement.id, case: id, terms: [nothing] })).json.sha256,
    )
    const amended = await b.client().post(`/v1/cases/${id}/messages`, {
      ...{ type: 'amend-terms', body: { items: [item], reason: 'Nothing is excluded.' }, terms: made },
    })
    if (amended.status === 202) await untilHere(a.client(), id, String(amended.json.message))
    await acceptanceOf(a.client(), id, [item])
    const answer = outcomeOf(await read(a.client(), item, id, inCourt('judicial-proceeding')))
    t.match(answer, { status: /^4/ }, `${amended.status}: ${answer.said}`)
    t.same(await excludedAt(t, a.client(), id, item), ['criminal-investigation', 'judicial-proceeding'])
  })
})
