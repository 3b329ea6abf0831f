// Unverified information is not what decides that a doubt is removed, whatever else is named beside it (5.1 d).
import { randomBytes } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { today, verificationUpdate } from '../support/bodies.ts'
import { accepts, opened, outcomeOf, readBody, strictPair, triesFor, untilHere } from '../support/content.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { posting, read } from '../support/story.ts'
import { refusedAtDoor, refusedFromPartner, withoutEffect } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const both = await strictPair(t, { store })
  const { a, b } = both
  const asking = a.client()
  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(2_000), randomBytes(2_000)]
  const denied = { status: 403, code: 'release-denied', paragraph: '5.1 d' }
  const removing = (...reliedOn: string[]) => ({ use: 'decide', decision: 'doubt-removed', reliedOn })
  const told = (item: string, role: string, reliedOn: readonly string[], decision = 'doubt-removed'): JsonObject => ({
    decisions: [
      { decision, on: today(), actions: ['value-adjusted'], reliedOn: [...reliedOn], items: [{ item, role }] },
    ],
  })

  t.test('a release to decide is measured against the item, not against what is said of it [R10]', async (t) => {
    const gave = await opened(both, documents())
    const [item, other] = gave.items
    for (const basis of [['verified'], ['own-findings'], ['verified', 'own-findings'], ['unverified', 'own-findings']])
      t.match(outcomeOf(await read(asking, item, gave.case, removing(...basis))), denied, basis.join())
    t.match(
      outcomeOf(await readBody(asking, gave.response, gave.case, removing('verified'))),
      denied,
      'a body likewise',
    )
    t.equal((await read(asking, item, gave.case, { use: 'decide', decision: 'doubt-confirmed' })).status, 200)
    const said = await posting(gave.case)(b.client(), 'verification-update', verificationUpdate(item, 'verified'))
    await untilHere(asking, gave.case, String(said.json.message))
    t.equal((await read(asking, item, gave.case, removing('verified'))).status, 200, 'once it is verified')
    t.match(outcomeOf(await read(asking, other, gave.case, removing('verified'))), denied, 'which the other is not')
    const wrong = await posting(gave.case)(b.client(), 'verification-update', verificationUpdate(item, 'withdrawn'))
    await untilHere(asking, gave.case, String(wrong.json.message))
    t.match(outcomeOf(await read(asking, item, gave.case, removing('verified'))), denied, 'nor any more')
    t.match(outcomeOf(await read(asking, item, gave.case, { use: 'decide', decision: 'doubt-confirmed' })), denied)
    t.match((await triesFor(a, item)).releases, [
      { use: 'decide', decision: 'doubt-confirmed' },
      { reliedOn: ['verified'] },
    ])
  })

  t.test(
    'a statement that an unverified item decided is refused at the door, and has no effect from a partner [R10]',
    async (t) => {
      const gave = await opened(both, documents())
      const [item, other] = gave.items
      const post = (type: string, body: object) => () => asking.post(`/v1/cases/${gave.case}/messages`, { type, body })
      const invalid = { status: 422, code: 'body-invalid', paragraph: '5.1 d' }
      for (const basis of [['own-findings'], ['verified', 'own-findings'], ['unverified', 'own-findings']])
        await refusedAtDoor(t, a, {
          id: gave.case,
          post: post('outcome', told(item, 'deciding', basis)),
          expect: invalid,
        })
      const sender = await senderOf(a.installation, b.installation, both.agreement)
      await withoutEffect(t, b, {
        id: gave.case,
        sender,
        wishes: { type: 'outcome', body: told(item, 'deciding', ['verified', 'own-findings']) },
        reason: /not verified/,
      })
      await refusedFromPartner(t, b, {
        id: gave.case,
        sender,
        wishes: {
          ...{ type: 'outcome', body: told(item, 'deciding', ['own-findings']) },
          spoil: (message) => ({ ...message, statement: { ...message.statement, facts: { decisions: [] } } }),
          statement: { case: gave.case, clock: 101 },
        },
        expect: { problem: 'statement-refused' },
      })
      t.equal(
        (await post('outcome', told(item, 'supporting', ['own-findings']))()).status,
        202,
        'as support it may be named',
      )
      const said = await posting(gave.case)(b.client(), 'verification-update', verificationUpdate(other, 'verified'))
      await untilHere(asking, gave.case, String(said.json.message))
      t.equal((await post('outcome', told(other, 'deciding', ['verified']))()).status, 202)
      await refusedAtDoor(t, a, {
        id: gave.case,
        post: post('outcome', told(item, 'deciding', ['verified'])),
        expect: invalid,
      })
      await accepts({ of: a, other: b }, gave.case, [item])
    },
  )
})
