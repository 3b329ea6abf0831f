// Every message of article 12 and every transition of its states, between two running gateways: after each message both sides show the same case.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { states } from '../../gateway/profiles/tfa12/course.ts'
import { itemLife } from '../../gateway/profiles/tfa12/items.ts'
import { tfa12 } from '../../gateway/profiles/tfa12/profile.ts'
import * as say from '../support/bodies.ts'
import { itemsOf, openJournal, sharedNames, timelineOf } from '../support/both-sides.ts'
import { pair } from '../support/gateways.ts'
import { openTalk, type Talk } from '../support/story.ts'

/** Nothing opens before its terms are accepted. */
const afterAcceptance = { keys: 'after-acceptance' }

const [soon, later] = [say.daysFromNow(30), say.daysFromNow(60)]

/** article-12 §5, one row each: state, message, state. `none` stands for the draft that only the requesting member sees. */
const transitions = `
none request submitted
submitted ack accepted
submitted ack clarifying
submitted clarify clarifying
submitted supplement submitted
submitted withdraw closed
clarifying clarify clarifying
clarifying clarify-reply submitted
clarifying clarify-reply clarifying
clarifying clarify-reply accepted
clarifying clarify-reply postponed
clarifying clarify-reply partly-answered
clarifying withdraw closed
clarifying refuse clarifying
clarifying refuse refused
accepted clarify clarifying
accepted postpone postponed
accepted postpone accepted
accepted response partly-answered
accepted response answered
accepted refuse partly-answered
accepted refuse refused
postponed clarify clarifying
postponed postpone postponed
postponed response partly-answered
postponed response answered
postponed refuse partly-answered
postponed refuse refused
partly-answered clarify clarifying
partly-answered supplement partly-answered
partly-answered ack partly-answered
partly-answered postpone partly-answered
partly-answered response partly-answered
partly-answered response answered
partly-answered refuse answered
partly-answered refuse refused
answered accept-terms answered
answered keys answered
answered verification-update answered
answered amend-terms answered
answered permission-ask answered
answered permission answered
answered outcome-ask answered
answered outcome answered
answered use-ask answered
answered use-report answered
answered breach answered
answered measures answered
answered supplement accepted
answered close closed
refused supplement accepted
refused close closed
closed permission-ask closed
closed permission closed
closed verification-update closed
closed outcome-ask closed
closed outcome closed
closed breach closed
closed measures closed
closed disposal closed
closed amend-terms closed
closed accept-terms closed
closed reopen submitted
closed reopen answered
closed reopen refused
`
  .trim()
  .split('\n')

t.test('every message of §4 takes effect at both gateways, and every transition of §5', async (t) => {
  const both = await pair(t, {
    agreement: { inAdvance: false, parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['request'] } },
  })
  const journal = openJournal()
  const talking = { ...both, journal }
  const open = (changes: Record<string, unknown> = {}) => openTalk(talking, say.requestBody(changes))
  const began = performance.now()
  await Promise.all([
    answeredAndUsed(open),
    keptUnderTerms(open),
    breached(open),
    postponedAndClarified(open),
    refusedInFull(open),
    withdrawn(open),
    prioritised(open),
    atDiscretion(open),
  ])
  t.comment(`${journal.messages} messages in ${Math.round(performance.now() - began)} ms`)

  t.same([...journal.types].sort(), Object.keys(tfa12.messages).sort(), 'every message type had effect')
  const missing = transitions.filter((each) => !journal.moves.has(each))
  t.same(missing, [], 'every transition was made')
  // A case begins with a request, which the requested member holds from then on.
  const regionStates = Object.entries(tfa12.regions ?? {})
    .flatMap(([name, { life }]) => Object.keys(life).map((state) => `${name}.${state}`))
    .filter((each) => each !== 'retention-requested.none')
  for (const side of ['a', 'b'] as const) {
    t.same([...journal.states[side]].sort(), Object.keys(states).sort(), `${side} saw every state`)
    t.same([...journal.regions[side]].sort(), regionStates.sort(), `${side} saw every state of the side regions`)
    t.same([...journal.outcomes[side]].sort(), Object.keys(itemLife).sort(), `${side} saw every outcome of an item`)
  }
  t.same(
    [...journal.approved].sort(),
    ['clarify', 'keys', 'postpone', 'refuse', 'request', 'response', 'verification-update'],
    'a second person approved the request, as the agreement wants, and whatever left at discretion [R20]',
  )
  const seen = (await both.a.client().get('/v1/cases?limit=1')).json.rows as { case: string }[]
  const view = (await both.a.client().get(`/v1/cases/${seen[0]?.case}`)).json
  for (const name of sharedNames) t.ok(Object.hasOwn(view, name), `a case shows its ${name}`)
})

type Open = (changes?: Record<string, unknown>) => Promise<Talk>

/** Found incomplete, clarified, assured, answered in parts, opened by acceptance, used, closed, reopened. */
async function answeredAndUsed(open: Open) {
  const { says, posts, settle, view, items, shown } = await open()
  await says('b', 'ack', say.incomplete())
  await says('a', 'clarify-reply', say.clarifyReply())
  await says('b', 'ack', say.ack())
  await says('b', 'assurance-required', say.assuranceRequired(['w1']))
  await says('a', 'assurance', say.assurance(true))

  const given = await items('b', ['declaration', 'commercial-invoice'])
  const [declaration = '', part = ''] = given.items
  const first = [say.provided('w1', declaration), say.partly('w2', part)]
  await says('b', 'response', say.response(false, first, afterAcceptance), given)
  await says('b', 'clarify', say.clarify())
  await says('a', 'clarify-reply', say.clarifyReply())
  await says('a', 'supplement', say.supplement('w4'))
  await says('b', 'ack', say.ack())
  await says('b', 'postpone', say.postpone(soon, 'w3'))
  await says('b', 'response', say.response(false, [say.notRequired('w4')]))
  await says('b', 'refuse', say.refuse(say.groundC, 'w3'))

  await says('a', 'accept-terms', say.acceptTerms(given.terms, given.items, await shown('a', given.terms)))
  await says('b', 'keys', say.keys(...given.items))
  await says('b', 'verification-update', say.verificationUpdate(declaration, 'verified'))
  await says('b', 'verification-update', say.verificationUpdate(declaration, 'corrected'))
  const [granted, denied] = [randomUUIDv7(), randomUUIDv7()]
  await says(
    'a',
    'permission-ask',
    say.permissionAsk(granted, [part], { purposes: ['VERIFY_ORIGIN'], offices: ['OTHER'] }),
  )
  await says(
    'b',
    'permission',
    say.permission(granted, 'partly', { purposes: ['VERIFY_ORIGIN'], uses: 1, until: later }),
  )
  await says('b', 'outcome-ask', say.outcomeAsk())
  await says('a', 'outcome', say.outcome(part))
  await says('a', 'use-report', {})
  const asked = String((await posts('b', 'use-ask', {})).json.message)
  // The gateway of XA answers by itself: both sides are alike again once that has arrived.
  const reports = async () => timelineOf(await view('b')).filter(({ type }) => type === 'use-report').length
  while ((await reports()) < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  await settle('b', 'use-ask', asked, 'answered')
  await says('a', 'close', say.close())

  await says('a', 'permission-ask', say.permissionAsk(denied, [part], { offices: ['OTHER'] }))
  await says('b', 'permission', say.permission(denied, 'denied'))
  await says('b', 'permission', say.permission(granted, 'revoked'))
  await says('b', 'verification-update', say.verificationUpdate(part, 'withdrawn'))
  await says('b', 'outcome-ask', say.outcomeAsk())
  await says('a', 'outcome', say.outcome(part))
  await says('a', 'reopen', say.reopen())
  await says('a', 'supplement', say.supplement('w5'))
  await says('b', 'response', say.response(true, [say.notAvailable('w5')]))
}

/** Everything given under terms that are tightened, accepted anew, and disposed of in two steps; then more is given. */
async function keptUnderTerms(open: Open) {
  const { says, items, shown } = await open()
  await says('b', 'ack', say.ack())
  const given = await items('b', ['declaration', 'commercial-invoice'])
  const [one = '', two = ''] = given.items
  const outcomes = [say.provided('w1', one), say.provided('w2', two), say.notAvailable('w3')]
  // Named in another order than they were uploaded in.
  await says('b', 'response', say.response(true, outcomes, afterAcceptance), { ...given, items: [two, one] })
  await says('a', 'accept-terms', say.acceptTerms(given.terms, [one, two], await shown('a', given.terms)))
  const tighter = await items('b', [], {
    terms: [{ term: 'retention', paragraph: '5.1 e', assurance: 'E', until: later, noticeDays: 30 }],
  })
  const tightened = async (item: string) => {
    await says('b', 'amend-terms', say.amendTerms(item), { terms: tighter.terms })
    return says('a', 'accept-terms', say.acceptTerms(tighter.terms, [item], await shown('a', tighter.terms)))
  }
  const { view } = await tightened(one)
  const inForce = itemsOf(view).find(({ item }) => item === one)?.termsInForce
  if (inForce !== tighter.terms) throw new Error(`in force is ${String(inForce)}, not ${tighter.terms}`)
  await says('a', 'close', say.close())
  await tightened(two)
  await says('a', 'disposal', say.disposal(one))
  await says('a', 'disposal', say.disposal(two))
}

/** A breach in its three stages, of what is still in use and of what was kept after closing. */
async function breached(open: Open) {
  const { says, items } = await open()
  await says('b', 'ack', say.ack())
  const given = await items('b', ['declaration'])
  const [one = ''] = given.items
  const outcomes = [say.provided('w1', one), say.notAvailable('w2'), say.notAvailable('w3')]
  await says('b', 'response', say.response(true, outcomes, afterAcceptance), given)
  const [first, second] = [randomUUIDv7(), randomUUIDv7()]
  await says('a', 'breach', say.breach(first, 'first', one))
  await says('a', 'measures', say.measures(first, false))
  await says('a', 'breach', say.breach(first, 'full', one))
  await says('a', 'measures', say.measures(first, true))
  await says('a', 'breach', say.breach(first, 'closing', one))
  await says('a', 'close', say.close())
  await says('a', 'breach', say.breach(second, 'first'))
  await says('a', 'measures', say.measures(second, true))
}

/** Postponed, asked about, answered and refused out of the postponement; a part refused while questions are open. */
async function postponedAndClarified(open: Open) {
  const [one, other] = await Promise.all([open(), open()])
  const all = ['w1', 'w2', 'w3']
  await one.says('b', 'clarify', say.clarify())
  await one.says('b', 'clarify', say.clarify())
  await one.says('a', 'clarify-reply', say.clarifyReply())
  await one.says('a', 'clarify-reply', say.clarifyReply())
  await one.says('b', 'ack', say.ack())
  await one.says('b', 'postpone', say.postpone(soon, ...all))
  await one.says('b', 'postpone', say.postpone(later, ...all))
  await one.says('b', 'clarify', say.clarify())
  await one.says('a', 'clarify-reply', say.clarifyReply())
  await one.says('b', 'response', say.response(true, all.map(say.notAvailable)))

  await other.says('b', 'ack', say.ack())
  await other.says('b', 'clarify', say.clarify())
  await other.says('a', 'clarify-reply', say.clarifyReply())
  await other.says('b', 'postpone', say.postpone(soon, 'w1'))
  await other.says('b', 'response', say.response(false, [say.postponed('w1', later)]))
  await other.says('b', 'postpone', say.postpone(soon, 'w2', 'w3'))
  await other.says('b', 'response', say.response(false, [say.notAvailable('w2')]))
  await other.says('b', 'clarify', say.clarify())
  await other.says('b', 'refuse', say.refuse(say.groundC, 'w1'))
  await other.says('a', 'clarify-reply', say.clarifyReply())
  await other.says('b', 'response', say.response(true, [say.refused('w3')]))
}

/** All refused: at once, part by part, out of a postponement, and while questions are open; and what may follow. */
async function refusedInFull(open: Open) {
  const [one, other, third] = await Promise.all([open(), open(), open()])
  const all = ['w1', 'w2', 'w3']
  await one.says('b', 'ack', say.ack())
  await one.says('b', 'refuse', say.refuse(say.groundB, ...all))
  await one.says('a', 'supplement', say.supplement('w4'))
  await one.says('b', 'refuse', say.refuse(say.groundC, 'w4'))
  await one.says('a', 'close', say.close('none'))
  await one.says('a', 'reopen', say.reopen())

  await other.says('b', 'clarify', say.clarify())
  await other.says('b', 'refuse', say.refuse(say.groundB, ...all))

  await third.says('b', 'ack', say.ack())
  await third.says('b', 'postpone', say.postpone(soon, ...all))
  await third.says('b', 'refuse', say.refuse(say.limitG, 'w1'))
  await third.says('b', 'refuse', say.refuse({ family: '9.2', reasons: 'Our own prioritization.' }, 'w2', 'w3'))
  const fourth = await open()
  await fourth.says('b', 'ack', say.ack())
  await fourth.says('b', 'postpone', say.postpone(soon, ...all))
  await fourth.says('b', 'refuse', say.refuse(say.groundC, ...all))
  const fifth = await open()
  await fifth.says('b', 'ack', say.ack())
  await fifth.says('b', 'refuse', say.refuse(say.groundC, 'w1'))
  await fifth.says('b', 'response', say.response(false, [say.notAvailable('w2')]))
  await fifth.says('b', 'postpone', say.postpone(soon, 'w3'))
}

/** What came with the questions is disposed of by the member that was asked (5.3). */
async function withdrawn(open: Open) {
  const { says, view } = await open()
  const [request] = timelineOf(await view('b'))
  const { message: supplement } = await says('a', 'supplement', say.supplement('w4', ['w3']))
  await says('a', 'withdraw', say.withdraw())
  await says('b', 'disposal', say.disposal(supplement))
  await says('b', 'disposal', say.disposal(request?.message ?? ''))
  await says('a', 'reopen', say.reopen())
  await says('b', 'clarify', say.clarify())
  await says('a', 'withdraw', say.withdraw())
}

/** 9.2: asked, ordered, agreed on by the member that did not propose. */
async function prioritised(open: Open) {
  const { id, says } = await open()
  await says('b', 'prioritise', say.prioritise([id]))
  await says('a', 'priority', say.priority([id], 30))
  await says('b', 'priority-agreed', say.priorityAgreed(30))
  await says('b', 'prioritise', say.prioritise([id]))
  await says('a', 'priority-agreed', say.priorityAgreed(20))
  await says('b', 'ack', say.ack())
  await says('b', 'response', say.response(true, ['w1', 'w2', 'w3'].map(say.notAvailable)))
}

/** An assurance that cannot be given makes execution discretionary: two persons decide on whatever leaves then. */
async function atDiscretion(open: Open) {
  const { says, items, shown } = await open()
  await says('b', 'ack', say.ack())
  await says('b', 'assurance-required', say.assuranceRequired())
  const { view } = await says('a', 'assurance', say.assurance(false))
  if (view.discretionary !== true) throw new Error('a declined assurance makes execution discretionary')
  await says('b', 'clarify', say.clarify())
  await says('a', 'clarify-reply', say.clarifyReply())
  await says('b', 'postpone', say.postpone(soon, 'w1', 'w2', 'w3'))
  const given = await items('b', ['declaration'])
  const [one = ''] = given.items
  const outcomes = [say.provided('w1', one), say.refused('w2', say.atDiscretion)]
  await says('b', 'response', say.response(false, outcomes, afterAcceptance), given)
  await says('b', 'refuse', say.refuse(say.atDiscretion, 'w3'))
  const unable = { unable: ['retention'], ...(await shown('a', given.terms)) }
  await says('a', 'accept-terms', say.acceptTerms(given.terms, given.items, unable))
  await says('b', 'keys', say.keys(one))
  await says('b', 'verification-update', say.verificationUpdate(one, 'withdrawn'))
}
