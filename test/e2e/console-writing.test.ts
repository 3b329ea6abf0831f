// Officers write at a running gateway: a case is opened, sent once, waited for, returned, changed and approved; documents come and go; what is registered is found again.
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { request } from 'undici'
import type { FormNode } from '../../gateway/doors/console/forms/node.ts'
import { formFields } from '../../gateway/doors/console/forms/show.ts'
import { schemaOfBody } from '../../gateway/flows/views/profile-views.ts'
import { profiles } from '../../gateway/profiles/all.ts'
import { consoleWords } from '../../gateway/words/console-words.ts'
import { daysFromNow, requestBody } from '../support/bodies.ts'
import type { SignedIn } from '../support/console/coming-in.ts'
import { signedIn } from '../support/console/persons.ts'
import type { Seen } from '../support/console/visitor.ts'
import { attributesOf, pairsOf } from '../support/form-reading.ts'
import { pair } from '../support/gateways.ts'
import { given, untilState } from '../support/story.ts'

const papers = [Buffer.from('%PDF-1.7 declaration'), Buffer.from('%PDF-1.7 invoice')] as const
const roles = 'read,release,submit,approve'
const fourEyes = { dueDays: 90, deliverWithinDays: 7, fourEyes: ['withdraw'] }

type Fields = Readonly<Record<string, string | readonly string[]>>

const grouped = (pairs: readonly (readonly [string, string])[]): Fields =>
  Object.fromEntries(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, all]) => [name, all.map(([, value]) => value)]),
  )

/** The form of a page whose buttons say `go`, with its address. */
function formOn({ html, path }: Seen): { readonly action: string; readonly fields: Fields } {
  const found = [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].find(([form]) => form.includes('name="go"'))
  if (!found) throw new Error(`${path} has no form with buttons: ${html}`)
  const [, own = '', inner = ''] = found
  return { action: attributesOf(own).get('action') ?? path, fields: grouped(pairsOf(inner)) }
}

/** Presses a button of the form of a page, after other things were typed; signs where that is asked for. */
async function press({ visitor, passkey }: SignedIn, page: Seen, go: string, typed: Fields = {}): Promise<Seen> {
  const { action, fields } = formOn(page)
  const seen = await visitor.post(action, { ...fields, ...typed, go })
  return seen.html.includes('data-passkey=') ? visitor.answer(seen, passkey) : seen
}

/** What is typed for a body. */
function typed(type: string, said: unknown): Fields {
  const message = profiles.get('tfa12')?.messages[type]
  const body = JSON.parse(JSON.stringify(said))
  if (!message) throw new Error(`no message ${type}`)
  const node: FormNode = schemaOfBody(message)
  const plain = { say: consoleWords('en'), field: (at: string) => at, code: (_: string, code: string) => code }
  return grouped(
    pairsOf(formFields({ ...plain, faults: new Map(), known: () => undefined, action: '' }, node, body).toString()),
  )
}

t.test('an officer opens a case, which leaves once', { timeout: 540_000 }, async (t) => {
  const { a, b, agreement } = await pair(t)
  const ana = await signedIn(t, a, 'ana', { roles })
  t.match(await ana.visitor.get('/console/compose'), {
    status: 200,
    html: new RegExp(`name="agreement" value="${agreement.id}"`),
  })
  t.match(await ana.visitor.get('/console/compose/new'), { status: 200, path: '/console/compose' })
  const empty = await ana.visitor.get(`/console/compose/new?agreement=${agreement.id}&type=request&office=HQ`)
  t.equal(empty.status, 200)

  const wrong = await press(ana, empty, 'rehearse', { '/matter': '<b>what was typed</b>' })
  t.match(wrong, { status: 422, html: /There is a problem/ })
  t.match(wrong.html, /&lt;b&gt;what was typed&lt;\/b&gt;<\/textarea>/, 'it stays')
  t.match(wrong.html, /href="#\/importDeclaration\/number"/, 'and each fault leads to its field')

  const more = await press(ana, wrong, 'add /wanted')
  t.match(more.html, /id="\/wanted\/1\/id"/)
  t.notMatch((await press(ana, more, 'remove /wanted/1')).html, /id="\/wanted\/1\/id"/)

  const told = requestBody({ purpose: { codes: ['VERIFY_OTHER'] } })
  const refused = await press(ana, empty, 'rehearse', typed('request', told))
  t.match(
    refused,
    { status: 422, html: /There is a problem/ },
    'a rule of the profile is heard before anything is sent',
  )
  t.match(refused.html, /VERIFY_OTHER says in words what the purpose is/)

  const rehearsed = await press(ana, empty, 'rehearse', typed('request', requestBody()))
  t.match(rehearsed, { status: 200, html: /Before it leaves/ })
  t.match(rehearsed.html, /TERMS OF USE/)
  t.match(rehearsed.html, /Enforced by the gateway/)
  t.notMatch((await b.client().get('/v1/cases')).json, { rows: [{}] }, 'nothing has left')
  t.match(await press(ana, rehearsed, 'change'), { status: 200, html: /Import of 400/ }, 'one may go back to it')

  const sent = await press(ana, rehearsed, 'send')
  t.match(sent, { status: 200, html: /It is on its way/ })
  const [, id = ''] = /href="\/console\/cases\/([0-9a-f-]{36})">To the case/.exec(sent.html) ?? []
  t.match(
    (await press(ana, rehearsed, 'send')).html,
    new RegExp(`/console/cases/${id}">To the case`),
    'pressed twice, it is the same',
  )
  await untilState(b.client(), id, 'submitted')
  t.equal(((await a.client().get('/v1/cases')).json.rows as unknown[]).length, 1)

  const found = await ana.visitor.get('/console/search')
  const number = String(typed('request', requestBody())['/importDeclaration/number'])
  const hits = await ana.visitor.send(found, { by: 'declaration', number: number.toLowerCase() })
  t.match(hits, { status: 200, path: '/console/search', html: new RegExp(id) })
  t.match(await ana.visitor.send(found, { number: ' - ' }), { status: 400, html: /There is a problem/ })
})

t.test('a second person returns, the first one changes, the second one approves', { timeout: 540_000 }, async (t) => {
  const both = await pair(t, { agreement: { parameters: fourEyes } })
  const { a, b } = both
  const ana = await signedIn(t, a, 'ana', { roles })
  const ben = await signedIn(t, a, 'ben', { roles })
  const { agreement } = both
  const posted = await a
    .client()
    .post('/v1/cases', { agreement: agreement.id, office: 'HQ', type: 'request', body: requestBody() })
  const id = String(posted.json.case)
  await untilState(b.client(), id, 'submitted')

  const form = await ana.visitor.get(`/console/cases/${id}/compose/withdraw`)
  const rehearsed = await press(ana, form, 'rehearse', { '/reason': 'First thought.' })
  t.match(rehearsed.html, /A second person has to approve it/)
  const waits = await press(ana, rehearsed, 'send')
  t.match(waits.html, /It waits for a second person/)
  const [, path = ''] = /href="(\/console\/drafts\/[0-9a-f-]{36})"/.exec(waits.html) ?? []
  const own = await ana.visitor.get(path)
  t.match(own.html, /Another person, who wrote nothing of it, approves it/)
  t.notMatch(own.html, /value="approve"/)

  const seen = await ben.visitor.get(path)
  t.match(seen.html, /First thought\./)
  const again = await ben.visitor.post(path, { ...formOn(seen).fields, go: 'return', reason: ' ' })
  t.match(again, { status: 200, html: /href="#reason"/ })
  await ben.visitor.post(path, { ...formOn(seen).fields, go: 'return', reason: 'Say <i>why</i>.' })
  t.match((await ana.visitor.get(path)).html, /Returned by ben: Say &lt;i&gt;why&lt;\/i&gt;\./)
  t.notMatch((await ben.visitor.get(path)).html, /value="approve"/, 'until it was changed')

  const changing = await ana.visitor.get(`${path}/compose`)
  t.match(changing.html, /First thought\./)
  const changed = await press(ana, changing, 'rehearse', { '/reason': 'Second thought.' })
  t.match(
    changed.html,
    /has to approve it before it leaves\. the agreement asks for two persons/,
    'why is said of a change too',
  )
  t.match(changed.html, /<del[^>]*>First thought\.<\/del>.*<ins[^>]*>Second thought\.<\/ins>/s)
  t.match(await press(ana, changed, 'send'), { status: 200, path, html: /Second thought\./ })

  const old = await press(ben, seen, 'approve')
  t.match(old.status, 409, 'what was read before is not approved')
  const done = await press(ben, await ben.visitor.get(path), 'approve')
  t.match(done, { status: 200, path: `/console/cases/${id}` })
  await untilState(b.client(), id, 'closed')
})

t.test('documents come and go; what is held, used, registered and printed is told', { timeout: 540_000 }, async (t) => {
  const both = await pair(t)
  const { a } = both
  const told = await given(both, papers)
  const ana = await signedIn(t, a, 'ana', { roles, function: 'Case officer' })
  const { visitor } = ana
  const at = `/console/cases/${told.case}`

  const held = await visitor.get('/console/held')
  t.match(held.html, new RegExp(`href="${at}/compose/disposal"`))
  const disposal = await visitor.get(`${at}/compose/disposal`)
  t.match(disposal.html, new RegExp(`value="${told.items[0]}"[^>]* selected`), 'what is held is named already')
  const accepting = await visitor.get(`${at}/compose/accept-terms`)
  t.match(accepting, { status: 200, html: /value="Case officer"/ })
  t.match(await visitor.get(`${at}/compose/request`), { status: 409 }, 'what has no place in the case is no form')
  t.match(await visitor.get(`${at}/uses`), { status: 200, html: /What XB did with what we gave/ })

  const register = await visitor.get(`${at}/register`)
  const letter = { '/direction': 'in', '/channel': 'paper', '/summary': 'A <letter>.', '/reference': 'FILE 9' }
  const late = await press(ana, register, 'register', { ...letter, '/on': '2999-01-01' })
  t.match(late, { status: 422, html: /href="#\/on"/ })
  t.match(await press(ana, late, 'register', { '/on': '2026-04-02' }), { path: at, html: /A &lt;letter&gt;\./ })
  const printed = await visitor.get(`${at}/print`)
  t.match(printed, { status: 200, html: /A &lt;letter&gt;\./ })
  t.notMatch(printed.html, /%PDF/)

  const form = await visitor.get(`${at}/compose/outcome`)
  t.match(form, { status: 200 })
})

t.test('an answer is sent with what the form fills in by itself, to its receipt', { timeout: 540_000 }, async (t) => {
  const { a, b, agreement } = await pair(t, { agreement: { parameters: { ...fourEyes, fourEyes: ['response'] } } })
  const posted = await a
    .client()
    .post('/v1/cases', { agreement: agreement.id, office: 'HQ', type: 'request', body: requestBody() })
  const id = String(posted.json.case)
  await untilState(b.client(), id, 'submitted')
  await b.client().post(`/v1/cases/${id}/messages`, {
    type: 'ack',
    body: { caseNumber: 'XB-1', receivedAt: new Date().toISOString(), complete: true, dueOn: daysFromNow(80) },
  })
  const [cara, second] = await Promise.all(['cara', 'dora'].map((name) => signedIn(t, b, name, { roles })))
  if (!cara || !second) throw new Error('nobody came in')
  t.ok((await cara.visitor.get('/console/inbox')).html.includes(id), 'an answer that is due in 80 days is in the inbox')
  t.match(await cara.visitor.get('/console/inbox?later=yes'), { status: 200, html: new RegExp(id) })
  const [message = ''] =
    /\/console\/messages\/[0-9a-f-]{36}/.exec((await cara.visitor.get(`/console/cases/${id}`)).html) ?? []
  const read = await cara.visitor.send(await cara.visitor.get(message), {})
  t.notMatch(read.html, />(?:true|false|\d{4}-\d\d-\d\d)</, 'what it says is words, no codes of JSON')
  const form = await cara.visitor.get(`/console/cases/${id}/compose/response`)
  t.match(form, { status: 200, html: /enctype="multipart\/form-data"/ })
  const { action, fields } = formOn(form)
  for (const wanted of ['w1', 'w2', 'w3'])
    t.match(form.html, new RegExp(`<option value="${wanted}" selected`), 'each open item has its place')
  const asked = { ...fields, go: 'upload', kind: 'declaration' }
  const none = await cara.visitor.post(action, asked)
  t.match(none, { status: 400, html: /href="#file"/ })
  const sent = new FormData()
  for (const [name, value] of Object.entries(asked)) for (const each of [value].flat()) sent.append(name, each)
  sent.append('file', new File(['%PDF-1.7 invoice'], 'in "voice" <1>.pdf', { type: 'application/pdf' }))
  const encoded = new Response(sent)
  const answer = await request(`${cara.visitor.origin}${action}`, {
    ...{ method: 'POST', body: new Uint8Array(await encoded.arrayBuffer()) },
    headers: {
      ...{ cookie: cara.visitor.cookie() ?? '', 'sec-fetch-site': 'same-origin' },
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    dispatcher: cara.visitor.agent,
  })
  const page = { status: answer.statusCode, headers: answer.headers, html: await answer.body.text(), path: action }
  t.match(page, { status: 200, html: /in &quot;voice&quot; &lt;1&gt;\.pdf/ })
  const [, item = ''] = /value="leave-out ([0-9a-f-]{36})"/.exec(page.html) ?? []
  const kept = formOn(page).fields
  t.match(
    kept,
    { '/outcomes/0/outcome': ['provided'], '/protection/level': [/./] },
    'it answers what is wanted of its kind',
  )
  const rest = {
    '/final': 'true',
    '/outcomes/1/outcome': 'not-available',
    '/outcomes/1/reason': 'It was never filed.',
    '/outcomes/2/outcome': 'not-available',
    '/outcomes/2/reason': 'Nor was that.',
  }
  const before = await press(cara, page, 'rehearse', rest)
  t.match(before, { status: 200, html: /Declaration: in &quot;voice&quot;/ }, 'and is named, not numbered')
  const waits = await press(cara, before, 'send')
  const [, draft = ''] = /\/console\/drafts\/([0-9a-f-]{36})/.exec(waits.html) ?? []
  const shown = await second.visitor.get(`/console/drafts/${draft}`)
  t.match(shown.html, /in &quot;voice&quot; &lt;1&gt;\.pdf<\/td>/, 'whoever approves sees what goes with it')
  const [other] = await Promise.all([signedIn(t, b, 'elsa', { roles, offices: 'OTHER' })])
  t.match(await other.visitor.get(`/console/drafts/${draft}`), { status: 404 })
  t.match(await press(second, shown, 'approve'), { status: 200, path: `/console/cases/${id}` })
  const timeline = async () => (await cara.visitor.get(`/console/cases/${id}`)).html
  while (!/Response[\s\S]{0,400}receipt received/.test(await timeline())) await pause(100)

  const out = await press(cara, page, `leave-out ${item}`)
  t.notMatch(out.html, /leave-out/)
})
