import type { Test } from 'tap'
import {
  at,
  caseRow,
  draftRow,
  evidenceOf,
  following,
  itemRow,
  keyOf,
  messageOf,
  newId,
  newPartner,
  type OpenStore,
  opening,
  sha256,
  snapshot,
  submissionOf,
  submitNext,
  submitOne,
  untold,
} from './store-rows.ts'

export async function submittingContract(t: Test, open: OpenStore): Promise<void> {
  const { store, reopen } = await open(t)

  t.test('a submission is there as it was given, at once and after the store was opened again', async (t) => {
    const other = await open(t)
    const row = caseRow({ dueOn: '2027-02-19', dueAt: at + 1 })
    const message = messageOf(row)
    const item = itemRow()
    await other.store.addItem(item)
    const key = keyOf()
    const submission = submissionOf(message, opening(row), { items: [item.id], idempotency: key })
    t.same(await other.store.submit(submission), { outcome: 'stored' })
    const look = async (found: typeof store) => {
      t.same(await found.case(row.id), row)
      t.same(await found.message(message.id), message)
      t.same(await found.messages(row.id, 'kept'), [message])
      t.same(await found.item(item.id), { ...item, message: message.id, case: row.id, partner: row.partner })
      t.same(await found.delivery(message.id), { ...submission.delivery, seq: 1 })
      t.same(await found.idempotency(key.client, key.key), key)
      t.same(await found.events({ after: 0, offices: 'all', limit: 10 }), [{ ...submission.events[0], seq: 1 }])
      t.same(await found.evidence({ limit: 10 }), [{ ...submission.evidence[0], seq: 1 }])
    }
    await look(other.store)
    await look(await other.reopen())
  })

  t.test('a case that is there is not opened again', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const before = await snapshot(store, row)
    t.same(await store.submit(submissionOf(messageOf(row), opening(row))), { outcome: 'conflict' })
    t.same(await snapshot(store, row), before)
  })

  t.test('of many changes made from one revision exactly one is stored', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const change = following(row)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => store.submit(submissionOf(messageOf(change.row), change))),
    )
    t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
    t.equal(outcomes.filter(({ outcome }) => outcome === 'conflict').length, 99)
    t.equal((await store.messages(row.id, 'all')).length, 2)
    t.equal((await store.case(row.id))?.revision, 2)
  })

  t.test('a change that skips a revision is refused, so that a forgotten one cannot hide another', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const skipping = { row: { ...row, revision: 3 }, from: 1 }
    await t.rejects(store.submit(submissionOf(messageOf(row), skipping)), { code: 'internal' })
    t.same(await store.case(row.id), row)
  })

  t.test('what a case is about stays as it was opened', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const other = { partner: 'XZ', agreement: 'other', profile: 'other', role: 'requested', openedAt: 1 } as const
    const change = following(row, { ...other, state: 'closed', office: 'XA000102' })
    t.same(await store.submit(submissionOf(messageOf(row), change)), { outcome: 'stored' })
    const { partner, agreement, profile, role, openedAt } = row
    t.same(await store.case(row.id), { ...change.row, partner, agreement, profile, role, openedAt })
  })

  t.test('a message id is used once', async (t) => {
    const { message } = await submitOne(store, newPartner())
    const other = caseRow()
    t.same(await store.submit(submissionOf({ ...messageOf(other), id: message.id }, opening(other))), {
      outcome: 'conflict',
    })
    t.equal(await store.case(other.id), undefined)
    t.same(await store.message(message.id), message)
  })

  t.test('a thousand submissions at once with one idempotency key store one message', async (t) => {
    const key = keyOf()
    const rows = Array.from({ length: 1000 }, () => caseRow({ partner: newPartner() }))
    const outcomes = await Promise.all(
      rows.map((row, index) =>
        store.submit(submissionOf(messageOf(row), opening(row), { idempotency: { ...key, answer: `{"n":${index}}` } })),
      ),
    )
    const stored = outcomes.flatMap(({ outcome }, index) => (outcome === 'stored' ? [index] : []))
    t.equal(stored.length, 1)
    const first = { ...key, answer: `{"n":${stored[0]}}` }
    const repeated = outcomes.filter(({ outcome }) => outcome === 'repeated')
    t.equal(repeated.length, 999)
    for (const outcome of repeated) t.strictSame(outcome, { outcome: 'repeated', stored: first }, { silent: true })
    const there = await Promise.all(rows.map(({ id }) => store.case(id)))
    t.equal(there.filter((row) => row !== undefined).length, 1)
  })

  t.test('keys of two clients are two keys', async (t) => {
    const key = newId()
    for (const client of ['declarations', 'risk']) {
      const row = caseRow()
      const submission = submissionOf(messageOf(row), opening(row), { idempotency: keyOf({ client, key }) })
      t.same(await store.submit(submission), { outcome: 'stored' })
    }
  })

  t.test('a repeated key is answered whatever else became of the request', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const idempotency = keyOf()
    const change = following(row)
    const submission = submissionOf(messageOf(row), change, { idempotency })
    t.same(await store.submit(submission), { outcome: 'stored' })
    t.same(await store.submit(submission), { outcome: 'repeated', stored: idempotency })
  })

  t.test('a key is free again when nothing was stored under it', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const idempotency = keyOf()
    const late = submissionOf(messageOf(row), following({ ...row, revision: 7 }), { idempotency })
    t.same(await store.submit(late), { outcome: 'conflict' })
    t.equal(await store.idempotency(idempotency.client, idempotency.key), undefined)
    t.same(await store.submit(submissionOf(messageOf(row), following(row), { idempotency })), { outcome: 'stored' })
  })

  t.test('items: only staged, free and of the client itself', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const [free, others, received] = [
      itemRow(),
      itemRow({ client: 'risk' }),
      itemRow({ direction: 'in', client: null, partner: 'XB' }),
    ]
    for (const item of [free, others, received]) await store.addItem(item)
    const before = await snapshot(store, row)
    for (const wrong of [newId(), others.id, received.id]) {
      const submission = submissionOf(messageOf(row), following(row), { items: [free.id, wrong] })
      t.same(await store.submit(submission), { outcome: 'item-taken', item: wrong })
    }
    const twice = submissionOf(messageOf(row), following(row), { items: [free.id, free.id] })
    t.same(await store.submit(twice), { outcome: 'item-taken', item: free.id })
    t.same(await snapshot(store, row), before, 'nothing was half done')
    t.same(await store.item(free.id), free, 'and the free item is still free')

    const message = messageOf(row)
    t.same(await store.submit(submissionOf(message, following(row), { items: [free.id] })), { outcome: 'stored' })
    t.match(await store.item(free.id), { message: message.id, case: row.id, partner: row.partner })
    const again = await submitOne(store, newPartner())
    const taken = submissionOf(messageOf(again.row), following(again.row), { items: [free.id] })
    t.same(await store.submit(taken), { outcome: 'item-taken', item: free.id })
  })

  t.test('a message changes the keys of items of its case, and of no other', async (t) => {
    const [one, two] = [itemRow(), itemRow()]
    for (const item of [one, two]) await store.addItem(item)
    const { row } = await submitOne(store, newPartner())
    const carrying = following(row)
    const gone = { key: null, secret: null, fingerprint: null }
    const both = submissionOf(messageOf(row), carrying, {
      items: [one.id, two.id],
      itemKeys: [{ id: one.id, ...gone }],
    })
    t.same(await store.submit(both), { outcome: 'stored' })
    t.match(await store.item(one.id), { case: row.id, ...gone })
    t.match(await store.item(two.id), { case: row.id, key: two.key, secret: two.secret })

    const other = await submitOne(store, newPartner())
    const was = await snapshot(store, other.row)
    const foreign = submissionOf(messageOf(other.row), following(other.row), { itemKeys: [{ id: two.id, ...gone }] })
    await t.rejects(store.submit(foreign), { code: 'internal' })
    t.match(await store.item(two.id), { key: two.key, secret: two.secret })
    t.same(await snapshot(store, other.row), was)
  })

  t.test('a submission destroys bodies of its own case, and of no other', async (t) => {
    const partner = newPartner()
    const { row, message } = await submitOne(store, partner)
    const other = await submitOne(store, partner)
    const next = following(row)
    const foreign = submissionOf(messageOf(next.row), next, { bodies: [message.id, other.message.id] })
    await t.rejects(store.submit(foreign), { code: 'internal' })
    t.match(await store.message(message.id), { secret: message.secret, key: message.key })
    t.same(await store.submit(submissionOf(messageOf(next.row), next, { bodies: [message.id] })), { outcome: 'stored' })
    t.match(await store.message(message.id), { secret: null, key: null, sha256: message.sha256, seal: message.seal })
    t.match(await store.message(other.message.id), { secret: other.message.secret })
  })

  t.test('of many messages that want one item exactly one takes it', async (t) => {
    const item = itemRow()
    await store.addItem(item)
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => {
        const row = caseRow({ partner: newPartner() })
        return store.submit(submissionOf(messageOf(row), opening(row), { items: [item.id] }))
      }),
    )
    t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
    t.equal(outcomes.filter(({ outcome }) => outcome === 'item-taken').length, 49)
  })

  t.test('a case that another office deals with takes its drafts along, or nothing where it moved on', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const [along, elsewhere] = [draftRow({ case: row.id, office: 'XA-H1' }), draftRow({ office: 'XA-H1' })]
    for (const draft of [along, elsewhere]) await store.addDraft(draft, [], null, untold)
    const moved = { ...following(row, { office: 'XA-H2' }), handed: true } as const
    const late = { ...moved, row: { ...moved.row, revision: moved.row.revision + 1 }, from: moved.row.revision }
    const told = { events: [], evidence: [] }
    t.equal(await store.moveCases({ cases: [late], ...told }), 'conflict')
    t.equal((await store.draft(along.id))?.office, 'XA-H1')
    t.equal(await store.moveCases({ cases: [moved], ...told }), 'stored')
    t.same(await store.draft(along.id), { ...along, office: 'XA-H2' })
    t.same(await store.draft(elsewhere.id), elsewhere)
    t.equal((await store.case(row.id))?.office, 'XA-H2')
  })

  t.test('drafts wait for their office, and are used up once', async (t) => {
    const [mine, other] = [draftRow({ office: 'XA-D1' }), draftRow({ office: 'XA-D2' })]
    for (const draft of [mine, other]) t.same(await store.addDraft(draft, [], null, untold), { outcome: 'stored' })
    t.same(await store.draft(mine.id), mine)
    const waiting = async (offices: readonly string[] | 'all', ask = {}) =>
      (await store.drafts({ offices, limit: 1000, ...ask })).rows
    t.same(await waiting(['XA-D1']), [mine])
    t.same(await waiting(['XA-D1', 'XA-D2']), [mine, other])
    t.same(await waiting([]), [])
    t.same(
      (await waiting('all')).filter(({ office }) => office.startsWith('XA-D')),
      [mine, other],
    )
    const { rows, next } = await store.drafts({ offices: ['XA-D1', 'XA-D2'], limit: 1 })
    t.same(rows, [mine])
    t.same(await waiting(['XA-D1', 'XA-D2'], { cursor: next }), [other], 'and where the page ended it goes on')

    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => {
        const row = caseRow({ partner: newPartner() })
        return store.submit(submissionOf(messageOf(row), opening(row), { draft: mine }))
      }),
    )
    t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
    t.equal(outcomes.filter(({ outcome }) => outcome === 'draft-gone').length, 9)
    t.equal(await store.draft(mine.id), undefined)
  })

  t.test(
    'a draft is changed from the revision that was read, once, and used up at the one that was read [R24]',
    async (t) => {
      const first = draftRow({ office: newId() })
      const told = {
        ...untold,
        evidence: [evidenceOf(messageOf(caseRow()), { kind: 'draft.changed', subject: first.id })],
      }
      await store.addDraft(first, [], null, {
        ...untold,
        evidence: [{ ...told.evidence[0], kind: 'draft.made' } as never],
      })
      const next = { ...first, client: 'second', revision: 2, secret: new Uint8Array([2]), key: new Uint8Array([3]) }
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => store.changeDraft({ draft: next, from: first, items: [], ...told })),
      )
      t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
      t.equal(outcomes.filter(({ outcome }) => outcome === 'draft-gone').length, 9)
      t.same(await store.draft(first.id), next)
      t.equal((await store.evidenceAbout('draft.changed', [first.id])).length, 1, 'told once')
      t.equal((await store.evidenceAbout('draft.made', [first.id])).length, 1)

      const row = caseRow({ partner: newPartner() })
      const approving = (draft: typeof first) => store.submit(submissionOf(messageOf(row), opening(row), { draft }))
      t.same(await approving(first), { outcome: 'draft-gone' }, 'what was read is not there any more')
      t.equal(await store.endDraft(first, told), 'draft-gone')
      t.equal(await store.case(row.id), undefined)
      t.same(await approving(next), { outcome: 'stored' })
      t.same(await store.changeDraft({ draft: { ...next, revision: 3 }, from: next, items: [], ...told }), {
        outcome: 'draft-gone',
      })
      t.equal((await store.evidenceAbout('draft.changed', [first.id])).length, 1)
    },
  )

  t.test(
    'of an approval and a change at once one comes first, and the other finds the draft moved [R24]',
    async (t) => {
      const won = new Set<string>()
      for (let round = 0; round < 20; round += 1) {
        const draft = draftRow({ office: newId() })
        await store.addDraft(draft, [], null, untold)
        const row = caseRow({ partner: newPartner() })
        const next = { ...draft, revision: 2, client: 'second' }
        const acts = [
          () => store.submit(submissionOf(messageOf(row), opening(row), { draft })),
          () => store.changeDraft({ draft: next, from: draft, items: [], ...untold }),
        ]
        const turned = round % 2 === 0 ? acts : acts.toReversed()
        const ended = (await Promise.all(turned.map((act) => act()))).map(({ outcome }) => outcome)
        t.same([...ended].sort(), ['draft-gone', 'stored'], `round ${round}`)
        const sent = (await store.case(row.id)) !== undefined
        t.same(await store.draft(draft.id), sent ? undefined : next)
        won.add(sent ? 'approval' : 'change')
      }
      t.equal(won.size, 2, 'both came first at times')
    },
  )

  t.test('whoever changes a draft of another takes over its documents, and no other ones [R24]', async (t) => {
    const [kept, dropped, added, foreign] = [
      itemRow(),
      itemRow(),
      itemRow({ client: 'second' }),
      itemRow({ client: 'third' }),
    ]
    for (const item of [kept, dropped, added, foreign]) await store.addItem(item)
    const draft = draftRow({ office: newId() })
    await store.addDraft(draft, [kept.id, dropped.id], null, untold)
    const next = { ...draft, client: 'second', revision: 2 }
    const change = (items: readonly string[]) => store.changeDraft({ draft: next, from: draft, items, ...untold })
    t.same(await change([kept.id, foreign.id]), { outcome: 'item-taken', item: foreign.id })
    t.same(await store.draft(draft.id), draft, 'nothing was half done')
    t.match(await store.item(kept.id), { client: draft.client })
    t.same(await change([kept.id, added.id]), { outcome: 'stored' })
    t.match(await store.item(kept.id), { client: 'second' })
    t.match(await store.item(foreign.id), { client: 'third' })
    const row = caseRow({ partner: newPartner() })
    const message = messageOf(row, { client: 'second' })
    const sent = submissionOf(message, opening(row), { draft: next, items: [kept.id, added.id] })
    t.same(await store.submit(sent), { outcome: 'stored' })
  })

  t.test('a draft under an idempotency key is stored once', async (t) => {
    const idempotency = keyOf({ status: 201 })
    const drafts = Array.from({ length: 20 }, () => draftRow({ office: 'XA-D3' }))
    const outcomes = await Promise.all(drafts.map((draft) => store.addDraft(draft, [], idempotency, untold)))
    t.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1)
    for (const outcome of outcomes.filter((each) => each.outcome === 'repeated'))
      t.same(outcome, { outcome: 'repeated', stored: idempotency })
    t.equal((await store.drafts({ offices: ['XA-D3'], limit: 9 })).rows.length, 1)
    const row = caseRow()
    t.match(await store.submit(submissionOf(messageOf(row), opening(row), { idempotency })), { outcome: 'repeated' })
  })

  t.test('terms are kept by their digest; the same ones again change nothing', async (t) => {
    const terms = { vocabulary: 'tfa12/terms/2.0', terms: [{ term: 'purpose', matter: newId() }] }
    const digest = sha256(JSON.stringify(terms))
    t.equal(await store.terms(digest), undefined)
    await Promise.all(Array.from({ length: 10 }, () => store.addTerms(digest, terms)))
    t.same(await store.terms(digest), terms)
  })

  t.test('one that fails spoils none of those that share its commit', async (t) => {
    const taken = itemRow()
    await store.addItem(taken)
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const row = caseRow({ partner: newPartner() })
        const message = messageOf(row)
        const wrong = index % 4
        // In turn: a good one, an item nobody knows, a case with a revision that cannot be, and an item id that is there already.
        const change = wrong === 2 ? { row, from: 9 } : opening(row)
        const doing =
          wrong === 3
            ? store.addItem(taken).then(() => 'stored')
            : store
                .submit(submissionOf(message, change, { items: wrong === 1 ? [newId()] : [] }))
                .then((r) => r.outcome)
        const outcome = await doing.catch(() => 'rejected')
        return { wrong, outcome, there: (await store.message(message.id)) !== undefined, row: await store.case(row.id) }
      }),
    )
    const expected = ['stored', 'item-taken', 'rejected', 'rejected']
    for (const { wrong, outcome, there, row } of outcomes) {
      const good = wrong === 0
      if (outcome !== expected[wrong] || there !== good || (row !== undefined) !== good)
        t.fail(`kind ${wrong} was ${outcome}, its message is ${there ? 'there' : 'not there'}`)
    }
    t.pass('50 good ones stored, 150 bad ones left no trace')
    t.same(await gapless(), [true, true])
  })

  t.test('the feed and the evidence are numbered without a gap, in the order of commits', async (t) => {
    const { row } = await submitOne(store, newPartner())
    const after = (await store.evidence({ limit: 1_000_000 })).length
    let newest = await submitNext(store, row)
    for (let round = 0; round < 5; round += 1) newest = await submitNext(store, newest.row)
    const seen = await store.evidence({ after, limit: 100 })
    t.same(
      seen.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6].map((step) => after + step),
    )
    t.equal(seen.at(-1)?.subject, newest.message.id)
    t.same(await gapless(), [true, true])
    await reopen()
  })

  async function gapless(): Promise<boolean[]> {
    const events = await store.events({ after: 0, offices: 'all', limit: 1_000_000 })
    const evidence = await store.evidence({ limit: 1_000_000 })
    return [events, evidence].map((rows) => rows.every(({ seq }, index) => seq === index + 1))
  }
}
