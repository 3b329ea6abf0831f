import type { Test } from 'tap'
import type { IntroductionRow, WaitingCardRow } from '../../gateway/ports/keeping.ts'
import type { ItemRow, NewEvent } from '../../gateway/ports/rows.ts'
import type { SubmitOutcome } from '../../gateway/ports/submitting.ts'
import {
  at,
  caseRow,
  dayMs,
  draftRow,
  evidenceOf,
  following,
  itemRow,
  keyOf,
  messageOf,
  newId,
  newOffice,
  newPartner,
  type OpenStore,
  opening,
  registrationRow,
  sha256,
  submissionOf,
  submitOne,
  untold,
} from './store-rows.ts'

export async function keepingContract(t: Test, open: OpenStore): Promise<void> {
  t.test(
    'that a member is away is kept with what is told of it, and a later notice alone takes its place',
    async (t) => {
      const { store, reopen } = await open(t)
      const row = { what: 'theirs', member: 'XB', at, until: at + 3_600_000, sinceAt: at, spentMs: 3_600_000 } as const
      const event = { at, kind: 'partner.away', office: null, case: null, message: null, partner: 'XB' } as const
      const told = { events: [event], evidence: [] }
      t.equal(await store.saveAbsence(row, told), true)
      t.equal(await store.saveAbsence({ ...row, until: at }, told), false, 'the same instant again')
      t.equal(await store.saveAbsence({ ...row, at: at - 1 }, told), false, 'an older one')
      t.equal(await store.saveAbsence({ ...row, what: 'ours', member: 'XA' }, { events: [], evidence: [] }), true)
      const again = await reopen()
      t.same(
        (await again.absences()).find(({ what }) => what === 'theirs'),
        row,
      )
      const back = { ...row, at: at + 1, until: at + 1 }
      t.equal(await again.saveAbsence(back, { events: [], evidence: [] }), true)
      t.same(
        (await again.absences()).map(({ what, until }) => [what, until]),
        [
          ['ours', row.until],
          ['theirs', back.until],
        ],
      )
      const { length } = (await again.events({ after: 0, limit: 100, offices: [], gateway: true })).filter(
        ({ kind, partner }) => kind === 'partner.away' && partner === 'XB',
      )
      t.equal(length, 1, 'and each event was told once')
    },
  )

  t.test(
    'a card that waits is moved from the revision that was read alone, with its evidence, over a start',
    async (t) => {
      const { store, reopen } = await open(t)
      const member = newPartner()
      const row: WaitingCardRow = {
        ...{
          member,
          sha256: sha256(member),
          offered: 'x.y.z',
          why: 'moved',
          found: 'another host',
          held: sha256('held'),
        },
        ...{ at, until: at + dayMs, state: 'waiting', decisions: '[]', revision: 1 },
      }
      const mine = async (from = store) => (await from.waitingCards()).filter((each) => each.member === member)
      const of = caseRow()
      const noted = [evidenceOf(messageOf(of), { kind: 'operator', subject: member })]
      t.equal(await store.moveWaitingCard(row, { from: null, row }, noted), true)
      t.equal(await store.moveWaitingCard(row, { from: null, row }, noted), false, 'it waits already')
      const next: WaitingCardRow = { ...row, state: 'confirmed', decisions: '[{}]', revision: 2 }
      t.equal(await store.moveWaitingCard(row, { from: 2, row: next }, noted), false)
      t.equal(await store.moveWaitingCard(row, { from: 1, row: next }, noted), true)
      const again = await reopen()
      t.same(await mine(again), [next])
      t.equal(await again.moveWaitingCard(row, { from: 1, row: null }, noted), false)
      t.equal(await again.moveWaitingCard(row, { from: 2, row: null }, noted), true)
      t.same(await mine(again), [])
      const told = await again.evidence({ case: of.id, limit: 10 })
      t.equal(told.length, 3, 'each change is told once')
    },
  )

  t.test(
    'an introduction is moved from the revision that was read alone, with its evidence, over a start',
    async (t) => {
      const { store, reopen } = await open(t)
      const about = newPartner()
      const row: IntroductionRow = {
        ...{ what: 'heard', about, card: sha256(about), member: 'XC', state: 'heard', jws: 'x.y.z' },
        ...{ at, until: at + dayMs, decisions: '[]', revision: 1 },
      }
      const made: IntroductionRow = { ...row, what: 'made', state: 'asked', jws: '' }
      const other: IntroductionRow = { ...row, member: 'XD' }
      const mine = async (from = store) => (await from.introductions()).filter((each) => each.about === about)
      const of = caseRow()
      const noted = [evidenceOf(messageOf(of), { kind: 'operator', subject: about })]
      for (const each of [row, other, made])
        t.equal(
          await store.moveIntroduction(each, { from: null, row: each }, noted),
          true,
          `${each.what} ${each.member}`,
        )
      t.equal(await store.moveIntroduction(row, { from: null, row }, noted), false, 'it is there already')
      const relied: IntroductionRow = { ...row, state: 'relied', revision: 2 }
      t.equal(await store.moveIntroduction(row, { from: 2, row: relied }, noted), false)
      t.equal(await store.moveIntroduction(row, { from: 1, row: relied }, noted), true)
      const again = await reopen()
      t.same(await mine(again), [relied, other, made])
      t.equal(await again.moveIntroduction(row, { from: 1, row: null }, noted), false)
      t.equal(await again.moveIntroduction(row, { from: 2, row: null }, noted), true)
      t.same(await mine(again), [other, made])
      t.equal((await again.evidence({ case: of.id, limit: 10 })).length, 5, 'each change is told once')
    },
  )

  t.test('which card of ours a partner holds is kept over a start, the last of it alone', async (t) => {
    const { store, reopen } = await open(t)
    const [one, other] = [newPartner(), newPartner()]
    const row = { member: one, sequence: 2, sha256: sha256('two'), at }
    await store.saveCardHolders([row, { ...row, member: other }])
    await store.saveCardHolders([{ ...row, sequence: 1, sha256: sha256('one'), at: at + 1 }])
    const mine = (await (await reopen()).cardHolders()).filter(({ member }) => [one, other].includes(member))
    t.same(
      mine.toSorted((a, b) => b.at - a.at),
      [
        { member: one, sequence: 1, sha256: sha256('one'), at: at + 1 },
        { ...row, member: other },
      ],
    )
  })

  t.test('events go when they are old enough, the oldest first, and no others', async (t) => {
    const { store } = await open(t)
    const { message } = await submitOne(store, newPartner())
    const told = async () =>
      (await store.events({ after: 0, offices: 'all', limit: 1000 })).map(({ message: id }) => id)
    await store.purge({ stagedBefore: 0, idempotencyBefore: 0, eventsBefore: at })
    t.ok((await told()).includes(message.id), 'told at that instant, not before it')
    await store.purge({ stagedBefore: 0, idempotencyBefore: 0, eventsBefore: at + 1 })
    t.notOk((await told()).includes(message.id))
  })

  t.test('registrations go when they are old enough, with what finds their case by them [R12d]', async (t) => {
    const { store } = await open(t)
    const { row } = await submitOne(store, newPartner())
    const [old, fresh] = [registrationRow(row, { at: at - 1 }), registrationRow(row)]
    const [first, second] = [sha256(`number ${old.id}`), sha256(`number ${fresh.id}`)]
    const found = (registration: typeof old, lookup: string) =>
      ({ lookup, case: row.id, holder: registration.id, what: 'registered' }) as const
    await store.register({ ...old, lookups: [found(old, first)] }, [evidenceOf(messageOf(row))])
    await store.register({ ...fresh, lookups: [found(fresh, second)] }, [])
    const before = (await store.evidence({ case: row.id, limit: 99 })).length
    const kept = async () => (await store.registrations(row.id)).map(({ id }) => id)
    await store.purge({ stagedBefore: 0, idempotencyBefore: 0 })
    t.same((await kept()).sort(), [old.id, fresh.id].sort(), 'where no period is said they stay')
    await store.purge({ stagedBefore: 0, idempotencyBefore: 0, registrationsBefore: at })
    t.same(await kept(), [fresh.id])
    t.same(await store.lookedUp({ lookups: [first], offices: 'all', limit: 9 }), [])
    t.equal((await store.lookedUp({ lookups: [second], offices: 'all', limit: 9 })).length, 1)
    t.equal((await store.evidence({ case: row.id, limit: 99 })).length, before, 'the evidence stays')
  })

  t.test('purges what is older: staged items, idempotency keys; and names the parts nobody has any more', async (t) => {
    const { store } = await open(t)
    const [old, fresh] = [{ storedAt: at - 1 }, { storedAt: at }]
    const [shared, kept, twice] = ['shared', 'kept', 'twice'].map(sha256)
    const items = {
      oldStaged: itemRow({ ...old }),
      freshStaged: itemRow({ ...fresh }),
      oldCarried: itemRow({ ...old }),
      oldShared: itemRow({ ...old, partSha256: shared ?? '' }),
      freshShared: itemRow({ ...fresh, partSha256: shared ?? '' }),
      oldTwice: itemRow({ ...old, partSha256: twice ?? '' }),
      oldTwiceAgain: itemRow({ ...old, partSha256: twice ?? '' }),
      received: itemRow({ ...old, direction: 'in', client: null, partner: 'XB', case: 'c', partSha256: kept ?? '' }),
    }
    for (const item of Object.values(items)) await store.addItem(item)
    const { row } = await submitOne(store, newPartner())
    const [oldKey, freshKey] = [keyOf({ at: at - 1 }), keyOf({ at })]
    const carrying = submissionOf(messageOf(row), following(row), {
      items: [items.oldCarried.id],
      idempotency: oldKey,
    })
    t.same(await store.submit(carrying), { outcome: 'stored' })
    await store.addDraft(draftRow({ at }), [], freshKey, untold)

    const ask = { stagedBefore: at, idempotencyBefore: at }
    const parts = await store.purge(ask)
    t.same([...parts].sort(), [items.oldStaged.partSha256, twice].sort())
    t.equal(await store.item(items.oldStaged.id), undefined)
    t.equal(await store.item(items.oldShared.id), undefined)
    for (const item of [items.freshStaged, items.freshShared]) t.same(await store.item(item.id), item)
    t.match(await store.item(items.oldCarried.id), { case: row.id })
    t.equal(await store.partUsed(items.oldCarried.partSha256), true)
    t.equal(await store.partUsed(shared ?? ''), true)
    t.equal(await store.partUsed(twice ?? ''), false)
    t.equal(await store.idempotency(oldKey.client, oldKey.key), undefined)
    t.same(await store.idempotency(freshKey.client, freshKey.key), freshKey)
    t.same(await store.purge(ask), [])
  })

  t.test('purges however much there is', async (t) => {
    const { store } = await open(t)
    const items = Array.from({ length: 2100 }, () => itemRow({ storedAt: at - 1 }))
    await Promise.all(items.map((item) => store.addItem(item)))
    const parts = await store.purge({ stagedBefore: at, idempotencyBefore: 0 })
    t.equal(new Set(parts).size, items.length)
  })

  t.test('what a draft needs stays as long as the draft does, and goes with it; its office is told [H6]', async (t) => {
    const { store } = await open(t)
    const office = newOffice()
    const [needed, both, loose] = [1, 2, 3].map(() => itemRow({ storedAt: at - 3 * dayMs })) as [
      ItemRow,
      ItemRow,
      ItemRow,
    ]
    for (const item of [needed, both, loose]) await store.addItem(item)
    const [first, second] = [draftRow({ office, at: at - 2 * dayMs }), draftRow({ office, at })]
    t.same(await store.addDraft(first, [needed.id, both.id], null, untold), { outcome: 'stored' })
    t.same(await store.addDraft(second, [both.id], null, untold), { outcome: 'stored' })

    const after = { stagedBefore: at - dayMs, idempotencyBefore: 0 }
    t.same(await store.purge(after), [loose.partSha256])
    t.same(await store.item(needed.id), needed)
    t.equal(await store.partUsed(needed.partSha256), true)

    t.same(await store.draftsBefore(at - dayMs, 10), [first])
    const told = { kind: 'draft.expired', at: at + 2, office, case: first.id, message: null, partner: 'XB' } as const
    t.equal(await store.endDraft(first, { events: [told], evidence: [] }), 'stored')
    t.same(await store.purge(after), [needed.partSha256])
    t.equal(await store.draft(first.id), undefined)
    t.equal(await store.item(needed.id), undefined)
    t.same(await store.item(both.id), both, 'the other draft needs it still')
    t.match(await store.events({ after: -1, offices: [office], limit: 10 }), [told])

    const row = caseRow()
    const used = submissionOf(messageOf(row), opening(row), { draft: second, items: [both.id] })
    t.same(await store.submit(used), { outcome: 'stored' })
    t.equal(await store.endDraft(second, { events: [told], evidence: [] }), 'draft-gone')
    t.same(await store.purge(after), [])
    t.match(await store.item(both.id), { case: row.id })
    t.equal(
      (await store.events({ after: -1, offices: [office], limit: 10 })).length,
      1,
      'what was approved did not expire',
    )
  })

  t.test('a draft needs items that are there: staged, free, and of its client [H6]', async (t) => {
    const { store } = await open(t)
    const { row } = await submitOne(store, newPartner())
    const [free, taken, foreign, came] = [
      itemRow(),
      itemRow(),
      itemRow({ client: 'another' }),
      itemRow({ direction: 'in', client: null, partner: 'XB', case: row.id }),
    ] as const
    for (const item of [free, taken, foreign, came]) await store.addItem(item)
    await store.submit(submissionOf(messageOf(row), following(row), { items: [taken.id] }))
    for (const item of [taken.id, foreign.id, came.id, newId()]) {
      const draft = draftRow()
      const outcome = await store.addDraft(draft, [free.id, item], keyOf({ key: item }), untold)
      t.same(outcome, { outcome: 'item-taken', item })
      t.equal(await store.draft(draft.id), undefined, 'and nothing is kept of it')
      t.equal(await store.idempotency(keyOf().client, item), undefined)
    }
    t.same(await store.addDraft(draftRow(), [free.id], null, untold), { outcome: 'stored' })
  })

  t.test(
    'what a draft of an older program needs is not known, so nothing that was there before it goes [H6]',
    async (t) => {
      const { store } = await open(t)
      const before = itemRow({ storedAt: at - 2 * dayMs })
      const later = itemRow({ storedAt: at - dayMs })
      for (const item of [before, later]) await store.addItem(item)
      const old = draftRow({ partner: null, at: at - 1.5 * dayMs })
      await store.addDraft(old, [], null, untold)
      const ask = { stagedBefore: at, idempotencyBefore: 0 }
      t.same(await store.purge(ask), [later.partSha256])
      t.same(await store.item(before.id), before)
      t.equal(await store.endDraft(old, untold), 'stored')
      t.same(await store.purge(ask), [before.partSha256])
    },
  )

  t.test(
    'a sweep while a draft is approved: the message has its documents, or the draft is gone; never half [H6]',
    async (t) => {
      const { store } = await open(t)
      const outcomes = new Map<string, number>()
      for (let round = 0; round < 40; round += 1) {
        const item = itemRow({ storedAt: at - 40 * dayMs })
        await store.addItem(item)
        const draft = draftRow({ office: newOffice(), at: at - 35 * dayMs })
        await store.addDraft(draft, [item.id], null, untold)
        const row = caseRow()
        const approve = () => store.submit(submissionOf(messageOf(row), opening(row), { draft, items: [item.id] }))
        const told = { kind: 'draft.expired', at, office: draft.office, case: draft.id, message: null, partner: 'XB' }
        const sweep = async () => {
          await store.endDraft(draft, { events: [told as NewEvent], evidence: [] })
          return store.purge({ stagedBefore: at, idempotencyBefore: 0 })
        }
        const [approved, swept] =
          round % 2 === 0
            ? await Promise.all([approve(), sweep()])
            : ((await Promise.all([sweep(), approve()])).reverse() as [
                SubmitOutcome,
                Awaited<ReturnType<typeof sweep>>,
              ])
        outcomes.set(approved.outcome, (outcomes.get(approved.outcome) ?? 0) + 1)
        const events = await store.events({ after: -1, offices: [draft.office], limit: 10 })
        if (approved.outcome === 'stored') {
          t.match(await store.item(item.id), { case: row.id })
          t.same([swept.includes(item.partSha256), events.length], [false, 0], `round ${round}: sent`)
        } else {
          t.equal(approved.outcome, 'draft-gone', `round ${round}`)
          t.same([await store.item(item.id), swept], [undefined, [item.partSha256]], `round ${round}: swept`)
          t.match(events, [{ kind: 'draft.expired' }])
        }
      }
      t.comment(`count: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
      t.equal(outcomes.size, 2, 'both came first at times')
    },
  )

  t.test('records evidence by itself, and nothing when there is nothing', async (t) => {
    const { store, reopen } = await open(t)
    const { message } = await submitOne(store, newPartner())
    await store.record([])
    await store.record([evidenceOf(message, { kind: 'denial' }), evidenceOf(message, { kind: 'release' })])
    const again = await reopen()
    t.same(
      (await again.evidence({ limit: 10 })).map(({ seq, kind }) => [seq, kind]),
      [
        [1, 'statement.sent'],
        [2, 'denial'],
        [3, 'release'],
      ],
    )
  })

  t.test('of many nodes that want a duty one has it, until its time runs out', async (t) => {
    const { store } = await open(t)
    const take = (node: string, now: number, until = now + 100, name = 'checkpoints') =>
      store.takeNodeLease({ name, node, until }, now)
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((node) => take(node, at)))
    t.equal(taken.filter(Boolean).length, 1)
    const holder = ['a', 'b', 'c', 'd'][taken.indexOf(true)] ?? ''
    t.equal(await take('e', at + 99), false)
    t.equal(await take(holder, at + 99), true, 'whoever has it keeps it')
    t.equal(await take('e', at + 198), false, 'and longer')
    t.equal(await take('e', at + 199), true, 'until its time ran out')
    t.equal(await take(holder, at + 200), false)
    t.equal(await take('f', at, at + 1, 'stamps'), true, 'duties are apart')
  })

  t.test('a duty that a wrong clock has taken for years is taken over [W1]', async (t) => {
    const { store } = await open(t)
    const take = (node: string, until: number) =>
      store.takeNodeLease({ name: 'checkpoints', node, until }, at, at + 400)
    t.equal(await take('a', at + 400), true)
    t.equal(await take('b', at + 100), false, 'that long it may have it')
    t.equal(await take('a', at + 1e10), true)
    t.equal(await take('b', at + 100), true)
  })

  t.test('is ready while it can commit, and refuses everything once it is closed', async (t) => {
    const { store } = await open(t)
    await store.ready()
    const last = submitOne(store, newPartner())
    const closing = store.close()
    const { message } = await last
    t.ok(message, 'what was taken in before is stored')
    await closing
    await store.close()
    await t.rejects(store.ready(), { code: 'stopping' })
    await t.rejects(store.case('any'), { code: 'stopping' })
    await t.rejects(store.record([evidenceOf(message)]), { code: 'stopping' })
  })
}
