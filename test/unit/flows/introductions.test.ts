// Introductions beside a card that waits: which count, what they stand for, and what a hostile partner makes of them.
import t, { type Test } from 'tap'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { newestIn } from '../../../crypto/card/chain.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { dayMs, iso } from '../../../crypto/instants.ts'
import type { SigningKey } from '../../../crypto/jose/engine.ts'
import { type Introduction, readIntroduction, signIntroduction } from '../../../crypto/statement/introduction.ts'
import { decidingCards } from '../../../gateway/flows/between/cards/decide-cards.ts'
import { introducing } from '../../../gateway/flows/between/cards/introductions.ts'
import { waitingLimits } from '../../../gateway/flows/between/cards/waiting-cards.ts'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import { identityOf } from '../../../gateway/flows/trust/clash.ts'
import type { Partner } from '../../../gateway/flows/trust/load-partners.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import type { IntroductionRow } from '../../../gateway/ports/keeping.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { limits } from '../../support/limits.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { nextCard } from '../../support/next-card.ts'
import { heldCard, makeParty, nowMs, type Party } from '../../support/parties.ts'
import { worldAt } from '../../support/threads-store.ts'

// XB lost everything, and began anew; XC and XD have met it.
const [xa, xc, xd] = [await makeParty('XA'), await makeParty('XC'), await makeParty('XD')]
const [lost, anew] = [await makeParty('XB', { nowMs: nowMs - 30 * dayMs }), await makeParty('XB')]
const card = heldCard(anew.card).sha256
const words = fingerprint(anew.card).join(' ')
const person = (id: string): Client => ({ id, offices: 'all', roles: ['operate'] })
const reason = 'XC and XD met them'
const yes = { decision: 'confirm', reason } as const

const saying = (from: string, changes: Partial<Introduction> = {}): Introduction => ({
  ...{ v: 1, from, to: 'XA', about: 'XB', card, next: [...anew.card.next], seenOn: '2026-11-21' },
  ...{ at: iso(nowMs), until: iso(nowMs + 20 * dayMs), ...changes },
})
const by = (party: Party, changes: Partial<Introduction> = {}, key: SigningKey = party.signing.key) =>
  signIntroduction(saying(party.member, changes), key)

interface Told {
  readonly subject: string
  readonly act?: unknown
}

async function opened(t: Test, { wanted = 2, alike = [] as string[][], inUse = lost.card, of = anew } = {}) {
  const store = await memoryStore()
  t.teardown(store.close)
  const clock = { now: nowMs }
  const world = { ...worldAt(nowMs), now: () => clock.now }
  const { secrets } = openSecrets(new Uint8Array(32).fill(7), world)
  const partnerOf = ({ card: each, verifying, member }: Party, more: object = {}) => ({
    ...{ member, state: 'active', forked: false, card: each, cardSha256: heldCard(each).sha256, theirs: [verifying] },
    ...{ identities: [identityOf(each)], address: { member }, ...more },
  })
  const partners = new Map<string, object>([
    ['XB', partnerOf(lost, { card: inUse, cardSha256: heldCard(inUse).sha256, chain: lost.cardJws })],
    ['XC', partnerOf(xc)],
    ['XD', partnerOf(xd)],
  ])
  const change = (member: string, to: object) => partners.set(member, { ...partners.get(member), ...to })
  const ourselves = { member: 'XA', ours: true, name: xa.card.name, identities: [identityOf(xa.card)] }
  const trust = () =>
    ({
      ...{ us: 'XA', card: knobs.ours.card, ourselves, partners, signWith: () => knobs.ours.signing.key },
    }) as unknown as Trust
  const knobs = { revoked: [] as string[], dies: false, away: false, wanted, ours: xa }
  const revocation = {
    signer: () => ({ as: 'good' }),
    keysOf: ({ member, theirs }: Partner) =>
      knobs.revoked.includes(member) ? theirs.map((each) => ({ ...each, refused: 'revoked' })) : theirs,
  } as never
  const sent: string[] = []
  const shared = { store, secrets, world, log: openLog('silent'), trust, revocation }
  const introductions = introducing({
    ...{ ...shared, alike, limits: limits({ introductions: 4 }) },
    get wanted() {
      return knobs.wanted
    },
    line: {
      async introduce({ member }, jws) {
        if (knobs.away) throw new Problem('partner-unreachable', `${member} is not there`)
        sent.push(jws)
      },
    },
  })
  const deciding = decidingCards({
    ...{ ...shared, introductions, limits: limits(), refresh: async () => undefined },
    directory: {
      async saveCard(_member, { card: chain }) {
        if (knobs.dies) throw new Error('the process ended')
        const taken = newestIn(chain) === of.cardJws ? of.card : lost.card
        change('XB', { chain, card: taken, cardSha256: heldCard(taken).sha256 })
        return true
      },
      settleFork: async () => true,
    },
  })
  const hear = async (party: Party, jws: string) =>
    introductions.hearOnLine(partners.get(party.member) as unknown as Partner, jws)
  const evidence = async (): Promise<Told[]> =>
    (await store.evidence({ limit: 100 })).map(({ subject, data }) => ({ subject, ...data }))
  const view = async () => (await deciding.waitingCards()).cards[0]
  const inPlace = () => (partners.get('XB') as { cardSha256: string }).cardSha256 === heldCard(of.card).sha256
  const offer = () => deciding.offerCard(person('anna'), of.cardJws)
  return { store, clock, introductions, deciding, change, partners, knobs, sent, hear, evidence, view, inPlace, offer }
}

t.test('[I7] MUST take no card: two persons do, and for them as many as we want stand for the words', async (t) => {
  const { deciding, hear, offer, view, inPlace, evidence } = await opened(t)
  t.match(await offer(), {
    state: 'waiting',
    why: 'chain',
    wordsNeeded: true,
    introductionsWanted: 2,
    introductions: [],
  })
  await hear(xc, await by(xc))
  t.match(await view(), { wordsNeeded: true, introductions: [{ member: 'XC', seen: '2026-11-21', counts: true }] })
  await t.rejects(deciding.decideCard(person('anna'), card, yes), {
    ...{ code: 'request-invalid', message: /the twelve words .* or 2 introductions, of which 1 count: 0 were given/ },
  })
  await hear(xd, await by(xd))
  t.match(await view(), { wordsNeeded: false, introductions: [{ counts: true }, { member: 'XD', counts: true }] })
  await deciding.round()
  t.equal(inPlace(), false, 'nothing by itself')
  await t.rejects(
    deciding.decideCard(person('anna'), card, { ...yes, words: words.replace(/^\w+/, 'zoo') }),
    { message: /differ at number 1/ },
    'what somebody heard otherwise is not passed over',
  )
  const first = await deciding.decideCard(person('anna'), card, yes)
  t.match(first, { outcome: 'waiting', decisions: [{ introducedBy: ['XC', 'XD'] }] })
  await t.rejects(deciding.decideCard(person('anna'), card, yes), { code: 'approver-same' })
  t.match(await deciding.decideCard(person('bert'), card, yes), { outcome: 'taken' })
  t.equal(inPlace(), true)
  t.match(await evidence(), [
    { act: 'card waits', client: 'anna' },
    { act: 'introduction heard', subject: 'XC', about: 'XB', card, seenOn: '2026-11-21', way: 'line' },
    { act: 'introduction heard', subject: 'XD' },
    { act: 'card confirmed', introducedBy: ['XC', 'XD'] },
    { act: 'card confirmed', client: 'bert', introducedBy: ['XC', 'XD'] },
    { act: 'card taken' },
  ])
})

t.test('with words heard by both it rests on no introduction, and these go with the card', async (t) => {
  const { store, deciding, hear, offer } = await opened(t)
  await offer()
  for (const party of [xc, xd]) await hear(party, await by(party))
  await deciding.decideCard(person('anna'), card, { ...yes, words })
  t.match(await deciding.decideCard(person('bert'), card, { ...yes, words }), {
    ...{ outcome: 'taken', decisions: [{ introducedBy: [] }, { introducedBy: [] }] },
  })
  await deciding.round()
  t.same(await store.introductions(), [])
})

t.test('[I6] MUST count for one active partner each, as things are when people decide', async (t) => {
  const { deciding, hear, offer, view, change, knobs, clock, inPlace } = await opened(t)
  await offer()
  await hear(xc, await by(xc))
  await hear(xc, await by(xc, { at: iso(nowMs + 1000), until: iso(nowMs + 10 * dayMs) }))
  await hear(xc, await by(xc, { at: iso(nowMs - 1000) }))
  const one = await view()
  t.equal(one?.introductions.length, 1, 'whatever it signs, it is one')
  t.match(one, { wordsNeeded: true, introductions: [{ until: iso(nowMs + 10 * dayMs) }] }, 'the newest of it')
  await hear(xd, await by(xd))
  const stands = async (why: string, title: string) =>
    t.match(
      await view(),
      {
        wordsNeeded: true,
        introductions: [
          { member: 'XD', counts: true },
          { member: 'XC', why },
        ],
      },
      title,
    )
  t.match(await deciding.decideCard(person('anna'), card, yes), { outcome: 'waiting' })
  change('XC', { state: 'suspended' })
  await stands('suspended', 'suspended')
  await t.rejects(deciding.decideCard(person('bert'), card, yes), { message: /of which 1 count/ })
  t.match(
    await deciding.decideCard(person('bert'), card, { ...yes, words }),
    { outcome: 'waiting', decisions: [{ client: 'bert', introducedBy: [] }] },
    'the yes of before rests on nothing any more',
  )
  change('XC', { state: 'suspended', forked: true })
  await stands('forked', 'forked')
  change('XC', { state: 'active', forked: false })
  knobs.revoked.push('XC')
  await stands('not-valid', 'its key was revoked')
  knobs.revoked.pop()
  const other = await makeParty('XC')
  change('XC', { theirs: [other.verifying] })
  await stands('not-valid', 'its card in use names another key')
  change('XC', { theirs: [xc.verifying] })
  t.match(await view(), { wordsNeeded: false })
  knobs.wanted = 0
  t.match(await view(), { wordsNeeded: true, introductionsWanted: 0 }, 'our policy says never now')
  knobs.wanted = 2
  clock.now += 10 * dayMs
  await stands('not-valid', 'it is over')
  t.equal(inPlace(), false)
})

t.test('a member that is no partner any more introduces nobody', async (t) => {
  const { hear, offer, view, partners, introductions } = await opened(t)
  await offer()
  await hear(xc, await by(xc))
  partners.delete('XC')
  t.match(await view(), { introductions: [{ member: 'XC', counts: false, why: 'unknown' }] })
  await t.rejects(introductions.hearFromFile(person('anna'), await by(xc)), { code: 'introduction-refused' })
})

t.test('two that may be one count once, also by way of a third; with the member or with us not at all', async (t) => {
  const tls = (...of: Party[]) => ({ pins: [], anchors: of.flatMap(({ card: each }) => each.tls.anchors) })
  const under = (party: Party, ...of: Party[]): Card => ({ ...party.card, tls: tls(...of) })
  for (const [what, changes, counting] of [
    ['each its own', {}, ['XC', 'XD']],
    ['one anchor', { XD: { card: under(xd, xc) } }, ['XC']],
    ['one of several', { XD: { card: under(xd, xd, xc) } }, ['XC']],
    ['that of the card', { XC: { card: under(xc, anew) } }, ['XD']],
    ['that of the card in use', { XC: { card: under(xc, xc, lost) } }, ['XD']],
    ['ours', { XD: { card: under(xd, xa) } }, ['XC']],
    ['by way of the other', { XC: { card: under(xc, xc, anew) }, XD: { card: under(xd, xd, xc) } }, []],
    [
      'one pin',
      {
        XC: { card: { ...xc.card, tls: { anchors: [], pins: ['ab'.repeat(32)] } } },
        XD: { card: { ...xd.card, tls: { anchors: [], pins: ['ab'.repeat(32)] } } },
      },
      ['XC'],
    ],
  ] as const) {
    const { hear, offer, view, change } = await opened(t)
    await offer()
    for (const party of [xc, xd]) await hear(party, await by(party))
    for (const [member, to] of Object.entries(changes)) change(member, to)
    const found = (await view())?.introductions ?? []
    t.same(
      found.filter(({ counts }) => counts).map(({ member }) => member),
      counting,
      what,
    )
    t.ok(
      found.every(({ counts, why }) => counts || why === 'same-anchor'),
      what,
    )
  }
  for (const [alike, counting] of [
    [[['XC', 'XD']], ['XC']],
    [[['XB', 'XD']], ['XC']],
    [[['XA', 'XC']], ['XD']],
  ] as const) {
    const { hear, offer, view } = await opened(t, { alike: alike.map((each) => [...each]) })
    await offer()
    for (const party of [xc, xd]) await hear(party, await by(party))
    const found = (await view())?.introductions ?? []
    t.same(
      found.filter(({ counts }) => counts).map(({ member }) => member),
      counting,
      `one operator: ${alike}`,
    )
  }
})

t.test('[I8] MUST settle neither a fork nor another trust domain or host', async (t) => {
  const elsewhere = await makeParty('XB', { endpoint: 'https://other.xb.example:8443' })
  const meant = heldCard(elsewhere.card).sha256
  const moved = await opened(t, { of: elsewhere })
  await moved.offer()
  const about = { card: meant, next: [...elsewhere.card.next] }
  for (const party of [xc, xd]) await moved.hear(party, await by(party, about))
  t.match(await moved.view(), { wordsNeeded: true, introductions: [{ counts: true }, { counts: true }] })
  await t.rejects(moved.deciding.decideCard(person('anna'), meant, yes), { code: 'request-invalid' })

  const forked = await opened(t)
  await forked.offer()
  for (const party of [xc, xd]) await forked.hear(party, await by(party))
  forked.change('XB', { forked: true })
  t.match(await forked.view(), { wordsNeeded: true, introductions: [{ counts: true }, { counts: true }] })
  await t.rejects(forked.deciding.decideCard(person('anna'), card, yes), { code: 'request-invalid' })
})

t.test('[I5] MUST be of the member on the line, four in an hour, and beside a card that waits', async (t) => {
  const refused = (attempt: Promise<unknown>, message: RegExp, what = String(message)) =>
    t.rejects(attempt, { code: 'introduction-refused', message }, what)
  const early = await opened(t)
  await refused(early.hear(xc, await by(xc)), /no card .* of XB waits here/, 'no card waits')
  const never = await opened(t, { wanted: 0 })
  await never.offer()
  await refused(never.hear(xc, await by(xc)), /not taken here/, 'we want none')

  const { store, clock, deciding, introductions, hear, offer, change } = await opened(t)
  await offer()
  await refused(hear(xd, await by(xc)), /no signing key of this member/, 'that of another, passed on')
  await refused(
    hear(xd, await by(xc, {}, xd.signing.key)),
    /from XC to XA, expected XD to XA/,
    'in the name of another',
  )
  await refused(hear(xd, await by(xd, { to: 'XC' })), /to XC/, 'said to another')
  await refused(hear(xd, await by(xd, { next: [xd.next.kid] })), /other next keys/, 'with other next keys')
  await t.rejects(hear(xd, await by(xd)), {
    code: 'too-many-requests',
    message: /more than 4 introductions in an hour/,
  })
  await hear(xc, await by(xc))
  clock.now += 3_600_000
  await hear(xd, await by(xd))
  change('XD', { state: 'suspended' })
  await refused(introductions.hearFromFile(person('anna'), await by(xd)), /no partner here/)
  t.match(await store.introductions(), [{ member: 'XC' }, { member: 'XD' }])
  await deciding.decideCard(person('anna'), card, { decision: 'refuse', reason: 'I do not believe it' })
  await deciding.round()
  t.same(await store.introductions(), [], 'no longer than the card waits')
  await refused(hear(xc, await by(xc)), /no card .* waits here/, 'nor beside one that was refused')
})

t.test('ten at once are no more than four', async (t) => {
  const { hear, offer } = await opened(t)
  await offer()
  const jws = await by(xd)
  const ten = await Promise.allSettled(Array.from({ length: 10 }, () => hear(xc, jws)))
  const codes = ten.map((each) => (each.status === 'rejected' ? (each.reason as Problem).code : 'taken'))
  t.ok(codes.filter((code) => code !== 'too-many-requests').length <= 4, codes.join(' '))
})

t.test('as a file it comes from whoever signed it, and the evidence says who took it in', async (t) => {
  const { introductions, offer, view, evidence } = await opened(t)
  await offer()
  await introductions.hearFromFile({ ...person('desk'), person: 'anna' }, await by(xc))
  t.match(await view(), { introductions: [{ member: 'XC', counts: true }] })
  t.match((await evidence()).at(-1), { act: 'introduction heard', way: 'file', client: 'desk', person: 'anna' })
  for (const none of ['x', await by(xc, {}, xd.signing.key), 'a'.repeat(5000)])
    await t.rejects(introductions.hearFromFile(person('anna'), none), { code: 'introduction-refused' })
})

t.test('the person for whom a client acts stands in the evidence of each act', async (t) => {
  const { deciding, introductions, change, evidence } = await opened(t)
  const desk = (name: string): Client => ({ ...person('desk'), persons: true, person: name })
  await deciding.offerCard(desk('anna'), anew.cardJws)
  await introductions.hearFromFile(desk('anna'), await by(xc))
  change('XB', { card: anew.card, cardSha256: card, chain: anew.cardJws })
  const said = { about: 'XB', to: 'XC', card, seen: '2026-11-21', reason }
  await t.rejects(introductions.introduce({ ...person('desk'), persons: true }, said), { code: 'person-missing' })
  await introductions.introduce(desk('anna'), said)
  await t.rejects(introductions.introduce({ ...desk('anna'), id: 'other-desk' }, said), { code: 'approver-same' })
  t.match(await evidence(), [
    { act: 'card waits', person: 'anna' },
    { act: 'introduction heard', person: 'anna' },
    { act: 'introduction said', person: 'anna' },
  ])
})

t.test('whoever writes to the store introduces nobody', async (t) => {
  const { store, hear, offer, view } = await opened(t)
  await offer()
  await hear(xc, await by(xc))
  const [row] = await store.introductions()
  if (row === undefined) throw new Error('no row')
  const others = [row.jws, 'x.y.z', ...(await Promise.all([{ to: 'XC' }, { about: 'XC' }].map((each) => by(xd, each))))]
  others.push(await by(xd, { card: 'ab'.repeat(32) }), await by(xd, { next: [xd.next.kid] }))
  for (const [at, jws] of others.entries()) {
    const put: IntroductionRow = { ...row, member: 'XD', jws, revision: at + 1 }
    t.equal(await store.moveIntroduction(put, { from: at === 0 ? null : at, row: put }, []), true)
    t.match(await view(), { wordsNeeded: true, introductions: [{ counts: true }, { member: 'XD', why: 'not-valid' }] })
  }
  await store.moveIntroduction(row, { from: row.revision, row: { ...row, card: 'ab'.repeat(32) } }, [])
  await store.moveIntroduction(row, { from: null, row: { ...row, member: 'XB' } }, [])
  t.match(await view(), { wordsNeeded: true })
})

t.test('what was confirmed on introductions is not taken once they count no more, after a crash either', async (t) => {
  const { deciding, hear, offer, change, knobs, inPlace, evidence } = await opened(t)
  await offer()
  for (const party of [xc, xd]) await hear(party, await by(party))
  await deciding.decideCard(person('anna'), card, yes)
  knobs.dies = true
  await t.rejects(deciding.decideCard(person('bert'), card, yes), { message: 'the process ended' })
  knobs.dies = false
  change('XD', { state: 'suspended' })
  await deciding.round()
  t.equal(inPlace(), false)
  t.match((await evidence()).at(-1), { act: 'card not taken' })
})

t.test('[I10] MUST name who introduced a card that people have put another in the place of', async (t) => {
  const taken = async () => {
    const all = await opened(t)
    await all.offer()
    for (const party of [xc, xd]) await all.hear(party, await by(party))
    for (const who of ['anna', 'bert']) await all.deciding.decideCard(person(who), card, yes)
    t.match(await all.store.introductions(), [{ state: 'relied' }, { state: 'relied' }])
    return all
  }
  const right = await taken()
  const newer = await nextCard(anew.card, { by: anew.next, signWith: anew.signing.key })
  right.change('XB', { chain: `${anew.cardJws}\n${newer.jws}`, cardSha256: heldCard(newer.card).sha256 })
  await right.deciding.round()
  t.match(await right.store.introductions(), [{ state: 'relied' }, { state: 'relied' }], 'it follows')
  right.partners.delete('XB')
  await right.deciding.round()
  t.same(await right.store.introductions(), [], 'who is gone says nothing of it')
  t.notOk((await right.evidence()).some(({ act }) => act === 'introduction wrong'))

  const wrong = await taken()
  const genuine = await makeParty('XB')
  wrong.change('XB', { chain: genuine.cardJws, card: genuine.card, cardSha256: heldCard(genuine.card).sha256 })
  await wrong.deciding.round()
  t.match((await wrong.evidence()).slice(-2), [
    { subject: 'XC', act: 'introduction wrong', about: 'XB', card, now: heldCard(genuine.card).sha256 },
    { subject: 'XD', act: 'introduction wrong' },
  ])
  t.same(await wrong.store.introductions(), [])
})

t.test('what was relied on counts for nothing when the same card is shown again', async (t) => {
  const { store, deciding, hear, offer, change, view, evidence } = await opened(t)
  await offer()
  for (const party of [xc, xd]) await hear(party, await by(party))
  for (const who of ['anna', 'bert']) await deciding.decideCard(person(who), card, yes)
  // People compared words, and put another one in its place; whoever made the first shows it at once.
  const genuine = await makeParty('XB', { nowMs: nowMs - dayMs })
  change('XB', { chain: genuine.cardJws, card: genuine.card, cardSha256: heldCard(genuine.card).sha256 })
  await offer()
  t.match(await view(), { wordsNeeded: true, introductions: [] })
  await t.rejects(hear(xc, await by(xc, { at: iso(nowMs + 1) })), { code: 'introduction-refused' })
  await deciding.round()
  t.match((await evidence()).slice(-2), [{ act: 'introduction wrong' }, { act: 'introduction wrong' }])
  t.same(await store.introductions(), [])
})

t.test('[I9] MUST be made by two persons, about the card that is in use where it is made', async (t) => {
  const { clock, introductions, change, knobs, sent, evidence, store } = await opened(t)
  const about = { about: 'XB', to: 'XC', card, seen: '2026-11-21', reason: 'we met them' }
  const introduce = (who: string, more: object = {}) => introductions.introduce(person(who), { ...about, ...more })
  await t.rejects(introduce('anna'), { code: 'request-invalid', message: /is not in use here/ }, 'not trusted yet')
  change('XB', { card: anew.card, cardSha256: card, chain: anew.cardJws, theirs: [anew.verifying] })
  await t.rejects(introduce('anna', { to: 'XB' }), { code: 'request-invalid' })
  await t.rejects(introduce('anna', { to: 'XZ' }), { code: 'partner-unknown' })
  await t.rejects(introduce('anna', { seen: '2026-11-30' }), { code: 'request-invalid', message: /after it was said/ })
  await t.rejects(introduce('anna', { seen: '2026-11-01' }), { code: 'request-invalid', message: /before the card/ })
  change('XC', { state: 'suspended' })
  await t.rejects(introduce('anna'), { code: 'partner-suspended' })
  change('XC', { state: 'active' })

  t.match(await introduce('anna'), { state: 'asked', introduction: null, decisions: [{ client: 'anna' }] })
  await t.rejects(introduce('anna'), { code: 'approver-same' })
  t.match(await introduce('bert', { seen: '2026-11-20' }), { state: 'asked', decisions: [{ client: 'bert' }] })
  const [row] = await store.introductions()
  if (row === undefined) throw new Error('no row')
  const forged = JSON.stringify([{ ...JSON.parse(row.decisions)[0], client: 'clara' }])
  await store.moveIntroduction(row, { from: row.revision, row: { ...row, decisions: forged } }, [])
  t.match(await introduce('bert', { seen: '2026-11-20' }), { state: 'asked' }, 'clara has said nothing')
  knobs.away = true
  const made = await introduce('anna', { seen: '2026-11-20' })
  t.match(made, { state: 'made', seen: '2026-11-20', problem: /not there/, decisions: [{}, {}] })
  t.match(made.introduction, /^ey/, 'it can be given as a file')
  knobs.away = false
  await introductions.look()
  t.same(sent, [], 'not at once again')
  clock.now += 3_600_000
  await introductions.look()
  t.same(sent, [made.introduction])
  t.match(await introduce('anna', { seen: '2026-11-20' }), { state: 'sent' })
  t.equal(sent.length, 2, 'said once more it is sent again')
  t.match(
    (await evidence()).map(({ act }) => act),
    [...['introduction said', 'introduction said', 'introduction said', 'introduction said', 'introduction sent']],
  )
  t.match((await evidence())[3], { subject: 'XB', client: 'anna', to: 'XC', introduction: made.introduction })
  clock.now += 30 * dayMs
  await introductions.look()
  t.same([await introductions.made(), await store.introductions()], [[], []])
})

const meant = { about: 'XB', to: 'XC', card, seen: '2026-11-21', reason: 'we met them' }
const trusted = { card: anew.card, cardSha256: card, chain: anew.cardJws, theirs: [anew.verifying] }
const hourMs = 3_600_000

t.test('an introduction is shown to nobody once another card is in use where it was made', async (t) => {
  const { clock, introductions, change, knobs, sent } = await opened(t)
  change('XB', trusted)
  knobs.away = true
  for (const who of ['anna', 'bert']) await introductions.introduce(person(who), meant)
  await introductions.introduce(person('anna'), { ...meant, to: 'XD' })
  knobs.away = false
  for (const rests of [{ state: 'suspended' }, { state: 'active', forked: true }]) {
    change('XB', rests)
    clock.now += hourMs
    await introductions.look()
    t.same(sent, [], 'as long as the exchange with it rests here')
  }
  await t.rejects(introductions.introduce(person('clara'), { ...meant, to: 'XD' }), {
    code: 'partner-suspended',
    message: /two histories of XB/,
  })
  const following = await nextCard(anew.card, { by: anew.next, signWith: anew.signing.key })
  const inUse = { card: following.card, cardSha256: heldCard(following.card).sha256 }
  change('XB', { state: 'active', forked: false, ...inUse, chain: `${anew.cardJws}\n${following.jws}` })
  clock.now += hourMs
  await introductions.look()
  t.equal(sent.length, 1, 'a card that follows it takes nothing back')
  change('XB', { card: lost.card, cardSha256: heldCard(lost.card).sha256, chain: lost.cardJws })
  await introductions.look()
  t.same(await introductions.made(), [], 'what was asked and what was sent is over')
  clock.now += hourMs
  await introductions.look()
  t.equal(sent.length, 1)
})

t.test('an introduction goes on under the key that took the place of ours', async (t) => {
  const { clock, introductions, change, knobs, sent, evidence, store } = await opened(t)
  change('XB', trusted)
  for (const who of ['anna', 'bert']) await introductions.introduce(person(who), meant)
  const [first = ''] = sent
  const rotated = await makeParty('XA')
  const reading = { from: 'XA', to: 'XC', keys: [rotated.verifying] }
  knobs.ours = rotated
  clock.now += hourMs
  await introductions.look()
  await introductions.look()
  t.equal(sent.length, 2, 'once')
  const [was, is] = [xa, rotated].map(({ verifying }) => verifying)
  const said = await readIntroduction(first, { ...reading, keys: was ? [was] : [], nowMs })
  const again = await readIntroduction(sent[1] ?? '', { ...reading, keys: is ? [is] : [], nowMs: clock.now })
  t.same({ ...again, at: said.at }, said, 'it says the same, for no longer')
  t.match((await evidence()).at(-1), { act: 'introduction sent', introduction: sent[1] })

  // Whoever writes to the store has us sign nothing.
  const [row] = await store.introductions()
  if (row === undefined) throw new Error('no row')
  const forged = { ...row, jws: first, decisions: '[]', revision: row.revision + 1 }
  await store.moveIntroduction(row, { from: row.revision, row: forged }, [])
  clock.now += hourMs
  await introductions.look()
  t.same(sent.slice(2), [first], 'what it was, which nobody believes any more')
  const spoilt = { ...forged, jws: 'nothing', revision: forged.revision + 2 }
  await store.moveIntroduction(row, { from: forged.revision + 1, row: spoilt }, [])
  clock.now += hourMs
  await introductions.look()
  t.same(sent.slice(3), ['nothing'])
})

t.test('a card that came as a file waits for people, and nothing else does', async (t) => {
  const { deciding, offer, change, clock } = await opened(t)
  const offered = (text: string) => deciding.offerCard(person('anna'), text)
  const refused = (text: string, message: RegExp) => t.rejects(offered(text), { code: 'card-invalid', message })
  await refused('x.y.z', /./)
  await t.rejects(offered(xa.cardJws), { code: 'partner-unknown' })
  await refused(lost.cardJws, /it is in use/)
  const newer = await nextCard(lost.card, { by: lost.next, signWith: lost.signing.key })
  await refused(newer.jws, /it follows/)
  const older = await makeParty('XB', { nowMs: nowMs - 60 * dayMs })
  await refused(older.cardJws, /was issued at/)
  t.match(await offer(), { state: 'waiting' })
  t.match(await offer(), { state: 'waiting' }, 'it goes on waiting')
  await deciding.decideCard(person('anna'), card, { decision: 'refuse', reason: 'no' })
  await refused(anew.cardJws, /was refused a while ago/)
  clock.now += waitingLimits.keptMs
  await deciding.round()
  change('XB', {})
  t.match(await offer(), { state: 'waiting' })
})
