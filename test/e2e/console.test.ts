// The desk of officers at a running gateway: in by a link, a case read under its terms, out again; and who does not come in.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { daysFromNow, disposal, legalHold } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { invited, signedIn } from '../support/console/persons.ts'
import { formsIn, visitorOf } from '../support/console/visitor.ts'
import { copiesMade } from '../support/content.ts'
import { pair } from '../support/gateways.ts'
import { softPasskey } from '../support/passkey.ts'
import { accepted, evidenceOf, given, posting } from '../support/story.ts'
import { pause } from '../support/traffic.ts'

const papers = [Buffer.from('%PDF-1.7 declaration'), Buffer.from('%PDF-1.7 invoice')] as const
const openExport = { term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'open' }
const held = { term: 'retention', paragraph: '5.1 e', assurance: 'E', until: daysFromNow(100), hold: true }
const officer = { roles: 'read,release,submit', function: 'Case officer' }

t.test('an officer comes in by a link, reads a case and its content, and goes', { timeout: 540_000 }, async (t) => {
  const both = await pair(t)
  const { a } = both
  const gave = await given(both, papers, { terms: [openExport, held], keys: 'after-acceptance' })
  await accepted(both, gave)
  const { case: id, items, response } = gave
  const { visitor, passkey } = await signedIn(t, a, 'ana', officer)

  const inbox = await visitor.get('/console/inbox')
  t.match(inbox, { status: 200, html: /<h1 class="govuk-heading-l">Inbox<\/h1>/ })
  t.match(inbox.headers, {
    'content-security-policy': /require-trusted-types-for 'script'/,
    'cache-control': 'no-store',
  })
  t.match(await visitor.get('/console/inbox?by=partner'), { status: 200 })
  t.match(await visitor.get('/console/cases'), { status: 200, html: new RegExp(id) })

  const page = await visitor.get(`/console/cases/${id}`)
  t.equal(page.status, 200, page.html)
  t.match(page.html, /class="bulla-conditions"/)
  t.match(page.html, /What you can do next/)
  t.match(await visitor.get(`/console/cases/${id}/terms`), { status: 200, html: /TERMS OF USE/ })

  t.notMatch((await visitor.get('/console/cases?whose=mine')).html, id)
  t.match(await visitor.send(page, {}, `/console/cases/${id}/assignment`), { status: 200, html: /HQ \(ana\)/ })
  t.match((await visitor.get('/console/cases?whose=mine')).html, new RegExp(id), 'a case of one’s own')

  const [item = ''] = items
  const asked = await visitor.get(`/console/items/${item}`)
  t.match(asked, { status: 200, html: /For which purpose do you read it/ })
  const shown = await visitor.send(asked)
  t.equal(shown.status, 200, shown.html)
  const [, frame = ''] = /<iframe[^>]* src="([^"]+)"/.exec(shown.html) ?? []
  const content = await visitor.get(frame)
  t.match(content, { status: 200 })
  t.match(content.headers, { 'content-disposition': /^inline/, 'content-security-policy': /frame-ancestors 'self'/ })
  const copy = await visitor.send(asked, { use: 'export' })
  t.match([copy.status, copy.headers['content-disposition']], [200, /^attachment/], copy.html)
  t.match(shown.html, /A PDF is shown by the viewer of your browser/, 'what no page can stop is said')
  const message = await visitor.get(`/console/messages/${response}`)
  t.match(message.html, /which says for whom and for which purpose the copy was made/)
  for (const [chosen, within, without] of [
    [{ use: 'export', items: 'yes' }, [`items/${item}`, `terms/${item}.txt`], []],
    [{ use: 'print' }, ['message.json', 'TERMS.txt'], [`items/${item}`]],
  ] as const) {
    const archive = await visitor.send(message, chosen)
    t.match([archive.status, archive.headers['content-type']], [200, 'application/zip'], archive.html)
    for (const name of within) t.ok(archive.html.includes(name), `${chosen.use}: ${name}`)
    for (const name of without) t.notOk(archive.html.includes(name), `${chosen.use}: no ${name}`)
  }
  t.match(await visitor.send(message), { status: 200, headers: { 'content-type': /html/ } }, 'looked at as before')

  const copies = await copiesMade(a, id, item)
  const [row] = disposal(item).items as object[]
  const onHold = { ...row, copies, copiesKnown: copies.length, keysDestroyed: false, hold: legalHold() }
  await posting(id)(a.client(), 'disposal', { ...disposal(), items: [onHold] })
  t.match(await visitor.get(frame), { status: 403 }, 'what is on hold is shown no longer, by an open page neither')
  for (const use of ['view', 'export'])
    t.match(await visitor.send(asked, { use }), { status: 403, html: /a legal hold keeps it until/ }, use)

  const releases = (await evidenceOf(a, { case: id })).filter(({ kind }) => kind === 'release' || kind === 'denial')
  t.ok(releases.length > 5 && releases.every(({ data }) => data.person === 'ana'), 'the evidence has who read')
  const log = await readFile(join(a.installation.folder, 'gateway.log'), 'utf8')
  const lines = log.split('\n').filter((line) => /"event":"release\.(allowed|denied)"/.test(line))
  t.ok(lines.length > 5 && lines.every((line) => line.includes('"client":"console"')), 'a line of the log has the desk')
  t.notMatch(log, /\bana\b/, 'and no line a person, as nobody knows how long it is kept')

  const again = await visitor.answer(await visitor.get('/console/enter'), passkey)
  t.match(again, { status: 200, path: '/console/inbox' }, 'whoever is signed in may sign in again')
  const left = await visitor.send(again, {}, '/console/leave')
  t.match(left, { status: 200, path: '/console/enter', html: /Sign in with a passkey/ })
  t.match(await visitor.get('/console/inbox'), { path: /^\/console\/enter\?to=/ })
  t.match(await visitor.answer(await visitor.get('/console/enter?to=%2Fconsole%2Fcases'), passkey), {
    status: 200,
    path: '/console/cases',
  })

  t.match(await bulla(a.installation.folder, ['person', 'remove', 'ana']), { exit: 0 })
  for (let tries = 0; tries < 50 && (await visitor.get('/console/cases')).path === '/console/cases'; tries += 1)
    await pause(100)
  t.match(await visitor.get('/console/cases'), { path: /^\/console\/enter/ }, 'whoever is taken out of the list is out')
})

t.test('who does not come in', { timeout: 540_000 }, async (t) => {
  const both = await pair(t)
  const { a } = both
  const { case: id } = await given(both, papers)
  const { visitor } = await signedIn(t, a, 'ana', officer)
  const link = await invited(a, 'ben', { roles: 'read' })
  const stranger = visitorOf(a.installation.ports.national, a.installation.ca.certPem)
  t.teardown(() => stranger.close())

  t.match(await stranger.get('/'), { status: 200, path: '/console/enter' })
  t.match(await stranger.get('/console/about'), { status: 200, html: /What no machine keeps/ })
  t.match(await stranger.get(`/console/cases/${id}`), { path: /^\/console\/enter/ })
  t.match(await stranger.post('/console/leave', {}), { status: 401 })
  t.match(await stranger.get(`/console/enrol/${'A'.repeat(43)}`), { status: 404, html: /This link does not hold/ })

  const door = await stranger.get('/console/enter')
  t.match(
    await stranger.answer(door, softPasskey(stranger.origin)),
    { status: 403, html: /could not be signed in/ },
    'a key that nobody registered',
  )
  t.match(await stranger.answer(door, softPasskey(stranger.origin)), { status: 403 }, 'the page was answered already')

  const page = await visitor.get('/console/inbox')
  for (const site of ['cross-site', 'same-site', 'none'])
    t.match(await visitor.post('/console/leave', { token: 'x' }, { 'sec-fetch-site': site }), { status: 403 }, site)
  t.match(await visitor.post('/console/leave', { token: 'x' }), { status: 403 }, 'a token of another session')
  t.match(await visitor.send(page, {}, '/console/language'), { status: 200 })
  t.match(await visitor.get('/v1/cases'), { status: 401 }, 'the cookie is nothing at the API')

  const passkey = softPasskey(stranger.origin)
  const enrolling = await stranger.get(link)
  t.match(await stranger.answer(enrolling, passkey), { status: 200, path: '/console/inbox' })
  t.match(await stranger.get(link), { status: 404 }, 'a link works once')
  const forbidden = await stranger.get(`/console/items/${id}`)
  t.match(forbidden.status, 404, 'a case is no item')
})

t.test(
  'a session alone gives nobody a key; a person adds one by a key that it holds',
  { timeout: 540_000 },
  async (t) => {
    const { a } = await pair(t)
    const { visitor, passkey } = await signedIn(t, a, 'ana', officer)
    const [thief, second] = [softPasskey(visitor.origin), softPasskey(visitor.origin, 'EdDSA')]
    const own = await visitor.get('/console/me')
    t.match(own, { status: 200, html: /Add another passkey/ })
    // The cookie is stolen: what the page asks for is answered by a key of the thief's.
    const half = await visitor.answer(own, thief)
    t.match(await visitor.answer(half, thief), { status: 403 }, 'the key that vouches is none of the person')
    const [form] = formsIn(half.html).filter(({ asks }) => asks)
    const challenge = form?.asks?.challenge ?? ''
    const made = { ...form?.fields, challenge, ...thief.register(challenge) }
    t.match(await visitor.post('/console/me/keys', made), { status: 403 }, 'nor what was answered once')
    const enter = formsIn((await visitor.get('/console/enter')).html).find(({ asks }) => asks)?.asks?.challenge ?? ''
    t.match(
      await visitor.post('/console/me/keys', { ...form?.fields, challenge: enter, ...thief.register(enter) }),
      { status: 403 },
      'nor with what was given for something else',
    )

    const vouched = await visitor.answer(await visitor.get('/console/me'), passkey)
    t.match(await visitor.answer(vouched, second), { status: 200, path: '/console/me', html: /EdDSA/ })
    t.match(await visitor.answer(await visitor.get('/console/enter'), second), { status: 200, path: '/console/inbox' })
  },
)

t.test('an operator takes a person and a system away, at once and with evidence', { timeout: 540_000 }, async (t) => {
  const { a } = await pair(t)
  const ana = await signedIn(t, a, 'ana', officer)
  const otto = await signedIn(t, a, 'otto', { roles: 'operate,monitor', offices: 'all' })
  const access = await otto.visitor.get('/console/access')
  t.ok(access.html.includes('href="/console/persons/ana"'))
  t.match(await ana.visitor.get('/console/persons/otto'), { status: 403 }, 'no officer is asked')
  const asked = await otto.visitor.get('/console/persons/ana')
  t.match(asked, { status: 200, html: /Person ana/ })
  t.match(await ana.visitor.get('/console/inbox'), { status: 200 }, 'nothing happens by looking')
  t.match(await otto.visitor.send(asked), { status: 200, path: '/console/access' })
  t.match(await ana.visitor.get('/console/inbox'), { path: /^\/console\/enter/ }, 'signed out with the next click')
  t.match(await ana.visitor.answer(await ana.visitor.get('/console/enter'), ana.passkey), { status: 403 })
  t.match(await otto.visitor.get('/console/persons/ana'), { status: 404 })

  const own = await otto.visitor.get('/console/persons/otto')
  t.match(own, { status: 200, html: /Nobody takes itself away/ })
  t.match(await otto.visitor.send(await otto.visitor.get('/console/clients/elsewhere')), { path: '/console/access' })
  t.equal((await a.client('elsewhere').get('/v1/whoami')).status, 401, 'its token counts no more')
  const operator = a.client('operator')
  const removal = (what: string) => operator.post(`/v1/operator/${what}/removal`, {})
  t.match(await removal('clients/operator'), { status: 403, json: { code: 'forbidden' } }, 'nor by the API')
  t.match(await removal('persons/ana'), { status: 404 })
  const left = await removal('persons/otto')
  t.match(left, { status: 200, json: { persons: [] } })
  t.match(await otto.visitor.get('/console/access'), { path: /^\/console\/enter/ })
  const { rows } = (await operator.get('/v1/operator/evidence?limit=1000')).json as { rows: { kind: string }[] }
  t.match(
    rows.filter(({ kind }) => kind === 'operator'),
    [
      { subject: 'ana', data: { act: 'person.remove', person: 'otto', roles: ['submit', 'read', 'release'] } },
      { subject: 'elsewhere', data: { act: 'client.remove', person: 'otto' } },
      { subject: 'otto', data: { act: 'person.remove', client: 'operator', roles: ['operate', 'monitor'] } },
    ],
  )
})
