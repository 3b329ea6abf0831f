// Acts that a person signs: refused at every door without a signature, done once with one, in the evidence and in the bundle.
import t from 'tap'
import { fingerprint } from '../../crypto/card/words.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { reportLines } from '../../gateway/bundle/report/report-text.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { decidedOf } from '../../gateway/model/client/decided.ts'
import { consoleClient } from '../../gateway/model/client/person.ts'
import { daysFromNow, disposal, requestBody } from '../support/bodies.ts'
import { opened, outcomeOf, readBody, triesFor } from '../support/content.ts'
import { deskOver, newChallenge } from '../support/desk.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { softPasskey } from '../support/passkey.ts'
import { read, untilState } from '../support/story.ts'

const words = ({ installation: { member, card } }: Gateway) => [member, fingerprint(card)] as const
const twoPersons = { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['request'] } }
const signing = { settings: { SIGNED_ACTS: 'approve,release,clear,dispose' } }
const invalid = { code: 'signature-invalid' }
const demanded = { code: 'signature-demanded' }

t.test('an approval is refused with a token, and sent once a person signed it', { timeout: 540_000 }, async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { a: signing, agreement: twoPersons })
  const [before, b] = [await start(t, one), await start(t, two)]
  const ask = { agreement: agreement.id, office: 'HQ', body: requestBody() as JsonObject }
  const drafted = await before.client().post('/v1/cases', ask)
  t.match({ status: drafted.status, ...drafted.json }, { status: 201, approval: 'needed' })
  const withToken = String(drafted.json.draft)
  const refused = await before.client('approver').post(`/v1/drafts/${withToken}/approval`, { revision: 1 })
  t.match(outcomeOf(refused), { status: 403, ...demanded })
  t.match((await triesFor(before, withToken)).denials, [
    { client: 'approver', act: 'approve', problem: 'signature-demanded' },
  ])
  t.equal(((await before.client().get('/v1/drafts')).json.rows as unknown[]).length, 1, 'it waits as before')
  await before.running.close()

  const desk = await deskOver(t, one, ['approve'])
  const jean = await desk.enrolled('j.diallo', '--roles', 'read,approve')
  const mia = await desk.enrolled('m.okafor', '--roles', 'read,submit')
  const made = await desk.national.submit(desk.client('m.okafor'), { case: null, items: [], ...ask }, null)
  const draft = { id: String((made.answer as { draft?: string }).draft), revision: 1 }
  const [seen] = (await desk.national.drafts(desk.client('j.diallo'), { limit: 10 })).rows.filter(
    (row) => row.draft === draft.id,
  )
  if (!seen) throw new Error('the draft is not listed')
  const deciding = decidedOf.approve(seen.draft, seen.revision, seen)
  const approval = desk.decided(deciding, null)
  await t.rejects(desk.national.approveDraft(desk.client('j.diallo'), draft), demanded, 'signed in is not signed')
  await t.rejects(desk.sign('j.diallo', mia, approval), invalid, 'by the key of somebody else')
  await t.rejects(desk.sign('j.diallo', jean, { ...approval, at: '2026-01-01T00:00:00.000Z' }), invalid, 'long ago')
  const ahead = new Date(Date.now() + 60_000).toISOString()
  await t.rejects(desk.sign('j.diallo', jean, { ...approval, at: ahead }), invalid, 'before it was put before anybody')
  const assertion = jean.assert(desk.persons.challengeOf(approval))
  for (const client of [
    { ...desk.client('j.diallo'), id: 'approver' },
    { ...desk.client('j.diallo'), person: 'm.okafor' },
  ])
    await t.rejects(desk.persons.sign(client, approval, assertion), invalid, 'for another client or person')
  await t.rejects(desk.persons.sign(desk.client('j.diallo'), { ...approval, subject: 'x' }, assertion), invalid)

  const signed = await desk.persons.sign(desk.client('j.diallo'), approval, assertion)
  await t.rejects(desk.persons.sign(desk.client('j.diallo'), approval, assertion), invalid, 'the same twice')
  await t.rejects(desk.national.approveDraft({ ...signed }, draft), demanded, 'a copy was not signed')
  const moved = { code: 'draft-changed' }
  await t.rejects(desk.national.approveDraft(signed, { ...draft, revision: 2 }), moved, 'another revision')
  const other = { ...seen, body: { ...seen.body, kind: 'other' } }
  const ofOther = desk.decided(decidedOf.approve(draft.id, 1, other), null)
  const elsewhere = await desk.sign('j.diallo', jean, ofOther)
  await t.rejects(desk.national.approveDraft(elsewhere, draft), invalid, 'another body under the same number')
  await t.rejects(desk.national.approveDraft(elsewhere, draft), demanded, 'and it is spent with that')
  const again = await desk.sign('j.diallo', jean, desk.decided(deciding, null))
  const sent = await desk.national.approveDraft(again, draft)
  t.equal(sent.outcome, 'submitted')
  await t.rejects(desk.national.approveDraft(again, draft), { code: 'not-found' }, 'once')
  const id = String(sent.answer.case)
  await desk.store.close()

  const after = await start(t, one)
  await untilState(b.client(), id, 'submitted')
  const evidence = (await after.client('operator').get('/v1/operator/evidence?limit=1000')).json.rows as {
    kind: string
    data: Record<string, unknown>
  }[]
  const kinds = evidence.map(({ kind }) => kind)
  t.equal(kinds.filter((kind) => kind === 'person.signed').length, 3)
  t.equal(kinds.filter((kind) => kind === 'person.key').length, 2)
  t.ok(kinds.lastIndexOf('person.signed') < kinds.indexOf('draft.approved'), 'it was signed before it was done')
  const problems = evidence.flatMap(({ kind, data }) => (kind === 'denial' ? [data['problem']] : []))
  t.same(problems, [
    'signature-demanded',
    ...Array(2).fill('signature-demanded'),
    ...['signature-invalid', 'signature-demanded'],
    'not-found',
  ])
  t.notMatch(JSON.stringify(evidence), 'Person j.diallo', 'no name of a person')
})

t.test('what was released by a signature stands in the bundle, and verifies there', { timeout: 540_000 }, async (t) => {
  const { a: one, b: two, agreement } = await installedPair(t, { a: signing })
  const [first, b] = [await start(t, one), await start(t, two)]
  const request = requestBody({ purpose: { codes: ['VERIFY_VALUE', 'VERIFY_OTHER'], text: 'Who packed the goods.' } })
  const gave = await opened({ a: first, b, agreement }, [Buffer.from('one'), Buffer.from('two')], { request })
  const id = gave.case
  const [item] = gave.items
  const refused = { status: 403, ...demanded }
  t.match(outcomeOf(await read(first.client(), item, id)), refused)
  t.match(outcomeOf(await readBody(first.client(), gave.response, id)), refused)
  t.match(outcomeOf(await first.client().get(`/v1/cases/${id}/bundle?purpose=VERIFY_VALUE`)), refused)
  t.equal((await first.client().get(`/v1/cases/${id}/bundle`)).status, 200, 'without content')
  const gone = { type: 'disposal', body: disposal({ items: [item] } as never) }
  t.match(outcomeOf(await first.client().post(`/v1/cases/${id}/messages`, gone)), refused)
  t.match((await triesFor(first, item)).denials.at(-1), {
    client: 'officer',
    act: 'release',
    problem: 'signature-demanded',
  })
  const clearing = { purpose: 'VERIFY_OTHER', reader: 'a.costa', until: daysFromNow(5), uses: 1, reason: 'As it says.' }
  t.match(outcomeOf(await first.client('approver').post(`/v1/items/${item}/clearances`, clearing)), refused)
  await first.running.close()

  const desk = await deskOver(t, one, ['release', 'clear'])
  const ana = await desk.enrolled('a.costa', '--roles', 'read,release', '--language', 'es')
  const ask = { purpose: 'VERIFY_VALUE', matter: id }
  const reads = await desk.sign('a.costa', ana, desk.decided(decidedOf.release('item', item, ask), id))
  await t.rejects(desk.national.readBody(reads, gave.response, ask), invalid, 'another piece than was signed for')
  const releasing = await desk.sign('a.costa', ana, desk.decided(decidedOf.release('item', item, ask), id))
  const { answer } = await desk.national.release(releasing, item, ask)
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.content()) chunks.push(chunk)
  t.equal(Buffer.concat(chunks).toString(), 'one')
  await answersAsk()
  await desk.store.close()

  /** Where the terms leave it to a person, the signature of a second one opens it for the first. */
  async function answersAsk() {
    const jean = await desk.enrolled('j.diallo', '--roles', 'read,approve')
    const forOther = { purpose: 'VERIFY_OTHER', matter: id }
    const reading = async () =>
      desk.national.release(
        await desk.sign('a.costa', ana, desk.decided(decidedOf.release('item', item, forOther), id)),
        ...([item, forOther] as const),
      )
    await t.rejects(reading(), { code: 'release-asks' })
    const content = { what: 'item', id: item } as const
    const signs = () => desk.sign('j.diallo', jean, desk.decided(decidedOf.clear('item', item, clearing), id))
    await t.rejects(desk.national.clear(desk.client('j.diallo'), content, clearing), demanded)
    await t.rejects(desk.national.clear(await signs(), content, { ...clearing, uses: 2 }), invalid)
    t.match((await desk.national.clear(await signs(), content, clearing)).answer, { reader: 'a.costa', uses: 1 })
    t.match((await reading()).answer.bytes, 3)
    await t.rejects(reading(), { code: 'release-asks' }, 'once, as was signed')
  }

  const after = await start(t, one)
  const bundle = await after.client().get(`/v1/cases/${id}/bundle`)
  const asking = { fingerprints: Object.fromEntries([words(after), words(b)]), nowMs: Date.now() }
  const report = await verifyBundle(bundle.octets, asking)
  t.same(report.faults, [])
  const { ours } = (await after.client().get(`/v1/cases/${id}/uses`)).json as {
    ours?: { uses: Record<string, unknown>[] }
  }
  const unsigned = (ours?.uses ?? []).filter(({ said }) => /signature-/.test(String((said as JsonObject)['problem'])))
  t.same(
    unsigned.map(({ content }) => content),
    [item, gave.response, id, id, item, gave.response, item, item],
    'each is a denial of the case, which the bundle counts',
  )
  t.match(report.signed, [
    { act: 'release', person: 'a.costa', subject: item, done: null },
    { act: 'release', person: 'a.costa', subject: item, done: /^log\/records/ },
  ])
  const clearances = report.signed.filter(({ act }) => act === 'clear')
  t.match(clearances.at(-1), { person: 'j.diallo', subject: item, done: /^log\/records/ })
  t.match(reportLines(report).join('\n'), /released by the key of person a\.costa, registered by XA on /)
})

t.test('a link makes one key, which is evidence before it is in force', async (t) => {
  const { a: one } = await installedPair(t)
  await (await start(t, one)).running.close()
  const desk = await deskOver(t, one)
  const link = await desk.invited('a.costa', '--roles', 'read')
  t.match(desk.persons.invited(link), { id: 'a.costa', keys: [] })
  t.notOk(Object.hasOwn(desk.persons.invited(link) ?? {}, 'invitation'), 'the door learns of no link')
  t.equal(desk.persons.invited('another'), undefined)
  const [one_, two, challenge] = [
    softPasskey('https://localhost:8444'),
    softPasskey('https://localhost:8444', 'EdDSA'),
    newChallenge(),
  ]
  await t.rejects(desk.persons.enrol(link, newChallenge(), one_.register(challenge)), invalid)
  const both = await Promise.allSettled(
    [one_, two].map((each) => desk.persons.enrol(link, challenge, each.register(challenge))),
  )
  t.same(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'two at once: one wins')
  t.match(
    both.find(({ status }) => status === 'rejected'),
    { reason: { code: 'link-invalid' } },
  )
  const [mine, theirs] = both[0]?.status === 'fulfilled' ? [one_, two] : [two, one_]
  await t.rejects(desk.persons.enrol(link, challenge, theirs.register(challenge)), { code: 'link-invalid' })
  t.match(desk.persons.person('a.costa')?.keys, [{ id: mine.id, algorithm: mine.algorithm }])
  const recorded = (await desk.store.evidence({ after: 0, limit: 100 })).filter(({ kind }) => kind === 'person.key')
  t.match(recorded, [
    { case: null, data: { person: 'a.costa', id: mine.id, by: 'link', rpId: 'localhost', roles: ['read'] } },
  ])

  t.match(await desk.persons.signIn(challenge, mine.assert(challenge)), { id: 'a.costa' })
  await t.rejects(desk.persons.signIn(newChallenge(), mine.assert(challenge)), invalid)
  await t.rejects(desk.persons.signIn(challenge, theirs.assert(challenge)), invalid, 'a key of nobody')
  await desk.persons.signIn(challenge, mine.assert(challenge, { signCount: 5 }))
  for (const signCount of [5, 4, 0])
    await t.rejects(desk.persons.signIn(challenge, mine.assert(challenge, { signCount })), {
      message: /may have been copied/,
    })

  let signCount = 5
  const held = () => {
    signCount += 1
    return { challenge, assertion: mine.assert(challenge, { signCount }) }
  }
  const made = (passkey: typeof mine) => ({ challenge, registration: passkey.register(challenge) })
  await t.rejects(desk.persons.addKey('a.costa', made(mine), held()), { message: /registered here before/ })
  const ownWord = { challenge, assertion: theirs.assert(challenge) }
  await t.rejects(
    desk.persons.addKey('a.costa', made(theirs), ownWord),
    invalid,
    'the new key does not vouch for itself',
  )
  t.equal((await desk.persons.addKey('a.costa', made(theirs), held())).keys.length, 2)
  t.match(await desk.persons.signIn(challenge, theirs.assert(challenge)), { id: 'a.costa' })
  await desk.directory.removePersonKey('a.costa', theirs.id)
  await desk.refresh()
  await t.rejects(desk.persons.signIn(challenge, theirs.assert(challenge)), invalid, 'a key that was taken away')
  await t.rejects(desk.persons.addKey('a.costa', made(theirs), held()), invalid, 'and never comes back')

  const planted = softPasskey('https://localhost:8444')
  const key = { ...(desk.persons.person('a.costa')?.keys[0] as never as object), id: planted.id } as never
  await desk.directory.addPersonKey('a.costa', key)
  await desk.refresh()
  await t.rejects(desk.persons.signIn(challenge, planted.assert(challenge)), invalid)
  await desk.directory.removePerson('a.costa')
  await desk.refresh()
  await t.rejects(desk.persons.signIn(challenge, mine.assert(challenge, { signCount: 9 })), invalid)
  const client = { id: consoleClient('a.costa'), offices: 'all', roles: ['read'], person: 'a.costa' } as const
  const decided = desk.decided(decidedOf.card('c', { decision: 'confirm', reason: 'r' }), null)
  await t.rejects(
    desk.persons.sign(client, decided, mine.assert(desk.persons.challengeOf(decided), { signCount: 9 })),
    invalid,
  )
  t.equal(desk.persons.rpId, 'localhost')
  t.equal(desk.persons.demands('release'), false)
})

t.test('a link ends, and a key that somebody wrote into the folder signs nothing', async (t) => {
  const { a: one } = await installedPair(t)
  await (await start(t, one)).running.close()
  const desk = await deskOver(t, one)
  const link = await desk.invited('a.costa', '--roles', 'read')
  const [person] = await desk.directory.listPersons()
  const sha256 = String(person?.invitation?.sha256)
  await desk.directory.setPerson('a.costa', { invitation: { sha256, until: new Date(Date.now() - 1).toISOString() } })
  await desk.refresh()
  t.equal(desk.persons.invited(link), undefined)
  const [passkey, challenge] = [softPasskey('https://localhost:8444'), newChallenge()]
  await t.rejects(desk.persons.enrol(link, challenge, passkey.register(challenge)), { code: 'link-invalid' })

  const { b: another } = await installedPair(t)
  await (await start(t, another)).running.close()
  const elsewhere = await deskOver(t, another)
  const made = await elsewhere.enrolled('b.other', '--roles', 'read')
  const key = elsewhere.persons.person('b.other')?.keys[0]
  await desk.directory.addPersonKey('a.costa', key as NonNullable<typeof key>)
  await desk.refresh()
  await t.rejects(desk.persons.signIn(challenge, made.assert(challenge)), {
    message: /no evidence says that a\.costa registered/,
  })
})
