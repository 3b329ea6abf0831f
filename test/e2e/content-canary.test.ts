// What was received carries marks: every route and every command is tried with every role, and no mark comes out but by a release for its purpose.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { allCommands } from '../../gateway/cli/program/commands.ts'
import { pages } from '../../gateway/doors/console/pages/all.ts'
import { type Route, routes } from '../../gateway/doors/national/routes/all.ts'
import { clarify, daysFromNow, outcome, purpose, requestBody, responseBody } from '../support/bodies.ts'
import { type NationalClient, type Reply, sha256Of } from '../support/client.ts'
import { bulla } from '../support/command-line.ts'
import { signedIn } from '../support/console/persons.ts'
import { formsIn } from '../support/console/visitor.ts'
import {
  accepts,
  clientWith,
  messagesOf,
  type OwnClient,
  outcomeOf,
  permitted,
  untilHere,
  unzipped,
} from '../support/content.ts'
import { installedPair, start } from '../support/gateways.ts'
import { scratch } from '../support/installation.ts'
import { asked, evidenceOf, posting, provide, untilItem } from '../support/story.ts'

const commands = await allCommands()

/** In every content that XA receives: what people wrote, names of files, octets. */
const mark = 'CANARY5f1e'
const forms = [mark, Buffer.from(`${mark} `).toString('base64').slice(0, 12), Buffer.from(mark).toString('hex')]
const marked = (octets: Uint8Array | string) => forms.some((form) => Buffer.from(octets).includes(form))

/** In an answer, its headers, and what lies in it where it is an archive. */
async function holds({ octets, headers }: Reply): Promise<boolean> {
  if (marked(octets) || marked(JSON.stringify(headers))) return true
  if (!/zip/.test(headers['content-type'] ?? '')) return false
  return [...(await unzipped(octets))].some(([name, file]) => marked(name) || marked(file))
}

const roles = ['submit', 'read', 'release', 'approve', 'operate', 'monitor'] as const
const {
  a: one,
  b: two,
  agreement,
} = await installedPair(t, {
  agreement: {
    standingAcceptance: undefined,
    parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['outcome'] },
  } as never,
})
const made: [string, OwnClient][] = []
for (const role of roles) made.push([role, await clientWith(one, [role], role === 'operate' ? 'all' : ['HQ'])])
made.push([
  'all but release',
  await clientWith(
    one,
    roles.filter((role) => role !== 'release'),
    'all',
  ),
])
const [a, b] = [await start(t, one), await start(t, two)]
const clients = new Map(made.map(([name, client]) => [name, client()]))
clients.set('officer', a.client()).set('elsewhere', a.client('elsewhere')).set('operator', a.client('operator'))
t.teardown(() => {
  for (const [name] of made) clients.get(name)?.close()
})
const withRelease = new Set(['release', 'officer'])
const [asking, answering] = [a.client(), b.client()]

/** XB has asked back, answered with two documents and set a condition to a permission; a message of XA waits for a second person. */
async function stocked() {
  const both = { a, b, agreement }
  const id = await asked(both)
  const questions = { ...clarify(), questions: [{ field: '/matter', question: `Which ${mark}?` }] }
  const question = await posting(id)(answering, 'clarify', questions)
  await untilHere(asking, id, String(question.json.message))
  await posting(id)(asking, 'clarify-reply', {
    answers: [{ field: '/matter', answer: 'The second.' }],
    corrected: [{ field: '/matter', value: 'The second consignment.' }],
  })
  await answering.until(`/v1/cases/${id}`, ({ state }) => state !== 'clarifying')
  await posting(id)(answering, 'ack', {
    ...{ caseNumber: mark, receivedAt: new Date().toISOString(), complete: true, dueOn: daysFromNow(90) },
  })
  await untilHere(asking, id, (await messagesOf(answering, id))('ack'))
  const about = { agreement: agreement.id, case: id }
  const open = [{ term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'open' }]
  const { terms } = await provide(answering, about, [], { terms: open })
  const items: string[] = []
  for (const kind of ['declaration', 'commercial-invoice']) {
    const octets = Buffer.from(`${mark} `.repeat(900))
    const uploaded = await answering.upload(terms, kind, octets, 'text/plain', `${mark}-${kind}.txt`)
    items.push(String(uploaded.json.item))
  }
  const [w1 = '', w2 = ''] = items
  const said = responseBody({ w1: [w1], w2: [w2] }) as { outcomes: object[]; trueCopies: object[] }
  const body = {
    ...said,
    keys: 'after-acceptance',
    outcomes: said.outcomes.map((row, at) => (at === 2 ? { ...row, reason: `${mark} is not held` } : row)),
    trueCopies: said.trueCopies.map((row) => ({ ...row, officer: mark })),
  }
  const response = await posting(id)(answering, 'response', body, { items, terms })
  const message = String(response.json.message)
  await untilHere(asking, id, message)
  await accepts({ of: a, other: b }, id, [...items, message])
  await posting(id)(answering, 'keys', { items })
  await untilItem(asking, id, w2, ({ locked }) => locked === false)
  const conditions = `Only before ${mark}.`
  await permitted(both, id, [w1], { purposes: ['VERIFY_ORIGIN'] }, { verdict: 'granted', conditions })
  const drafted = await asking.post(`/v1/cases/${id}/messages`, { type: 'outcome', body: outcome(w1) })
  const of = await messagesOf(asking, id)
  return {
    ...{ case: id, item: w1, other: w2, message, terms, draft: String(drafted.json.draft) },
    ...{ clarify: of('clarify'), ack: of('ack'), permission: of('permission'), own: of('request') },
  }
}
type Stock = Awaited<ReturnType<typeof stocked>>
const stock = await stocked()

interface Ask {
  readonly path: string
  readonly json?: object
  readonly octets?: Uint8Array
  readonly headers?: Record<string, string>
}
const get = (...paths: readonly string[]): Ask[] => paths.map((path) => ({ path }))
const post = (path: string, json: object = {}): Ask => ({ path, json })
const uploadOf = ({ terms }: Stock, bytes = 0) => ({
  ...{ terms, kind: 'declaration', form: 'electronic', name: 'd.pdf', mediaType: 'application/pdf', bytes },
})
const clearance = { reader: 'officer-17', purpose, until: daysFromNow(1), uses: 1, reason: 'Because.' }
const wrong = 'VERIFY_PARTIES'

/** What is asked of each route: a route without a row fails below. For content always for a purpose that the terms do not name. */
const asks = (s: Stock): Record<Route, readonly Ask[]> => ({
  'GET /v1/cases/:id/bundle': get(`/v1/cases/${s.case}/bundle`, `/v1/cases/${s.case}/bundle?purpose=${wrong}`),
  'GET /v1/cases': get('/v1/cases', '/v1/cases?state=answered&limit=200'),
  'POST /v1/searches': (['declaration', 'trader', 'file'] as const).map((by) =>
    post('/v1/searches', { by, number: '26XA63BM2TSVKL2AA5' }),
  ),
  'GET /v1/cases/:id': get(`/v1/cases/${s.case}`, `/v1/cases/${s.case}?schemas=true`),
  'GET /v1/partners': get('/v1/partners'),
  'GET /v1/agreements': get('/v1/agreements'),
  'GET /v1/whoami': get('/v1/whoami'),
  'GET /v1/drafts': get('/v1/drafts'),
  'GET /v1/events': get('/v1/events', '/v1/events?after=0&limit=200'),
  'GET /v1/items/:id': get(`/v1/items/${s.item}`, `/v1/items/${s.other}`),
  'GET /v1/cases/:id/messages': get(`/v1/cases/${s.case}/messages`),
  'POST /v1/cases/:id/office': [post(`/v1/cases/${s.case}/office`, { office: 'HQ' })],
  'POST /v1/cases/:id/assignment': [post(`/v1/cases/${s.case}/assignment`, { person: 'officer-17' })],
  'GET /v1/cases/:id/registrations': get(`/v1/cases/${s.case}/registrations`),
  'GET /v1/messages/:id': get(...[s.message, s.clarify, s.ack, s.permission].map((id) => `/v1/messages/${id}`)),
  'GET /log/*': get('/log/checkpoint', '/log/tile/0/000', '/log/tile/entries/000'),
  'GET /healthz': get('/healthz'),
  'GET /readyz': get('/readyz'),
  'GET /openapi.json': get('/openapi.json'),
  'GET /v1/operator/deliveries': get('/v1/operator/deliveries?limit=200'),
  'GET /v1/operator/restored': get('/v1/operator/restored'),
  'POST /v1/operator/restored/settlements': [
    post('/v1/operator/restored/settlements', { case: s.case, reason: 'Compared by telephone.' }),
  ],
  'GET /v1/operator/evidence': get(
    '/v1/operator/evidence?limit=1000',
    `/v1/operator/evidence?case=${s.case}&limit=1000`,
  ),
  'GET /v1/operator/evidence/proof/:id': get(`/v1/operator/evidence/proof/${s.message}`),
  'GET /v1/operator/evidence/check': get('/v1/operator/evidence/check?limit=1000'),
  'GET /v1/operator/evidence/witnesses': get('/v1/operator/evidence/witnesses'),
  'GET /v1/operator/status': get('/v1/operator/status'),
  'GET /v1/operator/keys': get('/v1/operator/keys'),
  'GET /v1/operator/access': get('/v1/operator/access'),
  'POST /v1/operator/persons/:person/removal': [post('/v1/operator/persons/nobody/removal')],
  'POST /v1/operator/clients/:client/removal': [post('/v1/operator/clients/nobody/removal')],
  'GET /v1/operator/settings': get('/v1/operator/settings'),
  'GET /v1/operator/cards': get('/v1/operator/cards'),
  'GET /v1/operator/introductions': get('/v1/operator/introductions'),
  'GET /metrics': get('/metrics'),
  'GET /v1/held': get('/v1/held', '/v1/held?of=XB'),
  'GET /v1/asks': get('/v1/asks'),
  'GET /v1/due': get('/v1/due', `/v1/due?until=${daysFromNow(200)}`),
  'GET /v1/queue': get('/v1/queue'),
  'GET /v1/workload': get('/v1/workload'),
  'GET /v1/partners/:member/suspension': get('/v1/partners/XB/suspension', '/v1/partners/XB/suspension?limit=100'),
  'GET /v1/statistics': get('/v1/statistics', '/v1/statistics?since=2020-01-01'),
  'GET /v1/profiles': get('/v1/profiles'),
  'GET /v1/profiles/:name': get('/v1/profiles/tfa12'),
  'GET /v1/terms/:sha256': get(`/v1/terms/${s.terms}`),
  'GET /v1/cases/:id/terms': get(`/v1/cases/${s.case}/terms`),
  'GET /v1/cases/:id/uses': get(`/v1/cases/${s.case}/uses`),
  'POST /v1/terms': [post('/v1/terms', { agreement: agreement.id, case: s.case })],
  'POST /v1/items': [
    {
      path: `/v1/items?${new URLSearchParams({ terms: s.terms, kind: 'declaration', form: 'electronic', name: 'd.pdf' })}`,
      octets: Buffer.from('An invoice.'),
      headers: { 'content-type': 'application/pdf' },
    },
  ],
  'POST /v1/uploads': [post('/v1/uploads', uploadOf(s))],
  'HEAD /v1/uploads/:id': get(`/v1/uploads/${s.own}`),
  'PATCH /v1/uploads/:id': [{ path: `/v1/uploads/${s.own}`, headers: { 'upload-offset': '0' } }],
  'DELETE /v1/uploads/:id': [{ path: `/v1/uploads/${s.own}` }],
  'POST /v1/items/:id/releases': [
    ...[wrong, 'ANSWER_REQUEST', ''].map((asked) =>
      post(`/v1/items/${s.item}/releases`, { purpose: asked, matter: s.case }),
    ),
    post(`/v1/items/${s.item}/releases`, { purpose, matter: s.own }),
  ],
  'POST /v1/messages/:id/releases': [s.message, s.clarify, s.ack, s.permission].flatMap((id) => [
    post(`/v1/messages/${id}/releases`, { purpose: wrong, matter: s.case }),
    post(`/v1/messages/${id}/releases`, { purpose: wrong, matter: s.case, items: true }),
  ]),
  'GET /v1/items/:id/releases/:release': get(`/v1/items/${s.item}/releases/${s.draft}`),
  'POST /v1/items/:id/clearances': [post(`/v1/items/${s.item}/clearances`, clearance)],
  'POST /v1/messages/:id/clearances': [post(`/v1/messages/${s.message}/clearances`, clearance)],
  'POST /v1/cases': [post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })],
  'POST /v1/cases/:id/messages': [
    post(`/v1/cases/${s.case}/messages`, { type: 'outcome', body: outcome(s.item) }),
    post(`/v1/cases/${s.case}/messages`, { type: 'close', body: {} }),
  ],
  'POST /v1/cases/:id/registrations': [
    post(`/v1/cases/${s.case}/registrations`, {
      ...{ direction: 'in', channel: 'telephone', on: daysFromNow(0), summary: 'Called.' },
    }),
  ],
  'POST /v1/drafts/:id/change': [post(`/v1/drafts/${s.draft}/change`, { revision: 9 })],
  'POST /v1/drafts/:id/return': [post(`/v1/drafts/${s.draft}/return`, { revision: 9, reason: 'Another.' })],
  'POST /v1/drafts/:id/approval': [post(`/v1/drafts/${s.draft}/approval`, { revision: 9 })],
  'POST /v1/drafts/:id/rehearsal': [post(`/v1/drafts/${s.draft}/rehearsal`, { revision: 1, body: outcome(s.item) })],
  'POST /v1/rehearsals': [
    post('/v1/rehearsals', { case: s.case, type: 'outcome', body: outcome(s.item) }),
    post('/v1/rehearsals', { agreement: agreement.id, office: 'HQ', body: requestBody() }),
  ],
  'POST /v1/drafts/:id/withdrawal': [post(`/v1/drafts/${s.draft}/withdrawal`, { revision: 9 })],
  'POST /v1/operator/deliveries/:id/redelivery': [{ path: `/v1/operator/deliveries/${s.own}/redelivery` }],
  'POST /v1/operator/rehearsals': [post('/v1/operator/rehearsals', { card: 'not-a-rehearsal.of.cards' })],
  'POST /v1/operator/cards': [post('/v1/operator/cards', { card: 'not-a.card-of.xb' })],
  'POST /v1/operator/introductions': [
    post('/v1/operator/introductions', {
      about: 'XB',
      to: 'XC',
      card: '0'.repeat(64),
      seen: '2026-11-29',
      reason: 'x',
    }),
  ],
  'POST /v1/operator/introductions/heard': [
    post('/v1/operator/introductions/heard', { introduction: 'not-an.introduction-of.xb' }),
  ],
  'POST /v1/operator/cards/:card/decision': [
    post(`/v1/operator/cards/${'0'.repeat(64)}/decision`, { decision: 'refuse', reason: 'x' }),
  ],
  'POST /v1/operator/pause': [post('/v1/operator/pause', { until: '2000-01-01T00:00:00Z' })],
  'POST /v1/operator/resume': [{ path: '/v1/operator/resume' }],
  'POST /v1/operator/partners/:member/test': [{ path: '/v1/operator/partners/XB/test' }],
})

const askOf = (client: NationalClient, route: Route, { path, ...ask }: Ask): Promise<Reply> =>
  client.ask(route.split(' ')[0] ?? '', path, ask)

t.test('every route with every role: no mark comes out but by a release for its purpose [R4] [R25]', async (t) => {
  const rows = asks(stock)
  t.same(Object.keys(rows).sort(), Object.keys(routes).sort(), 'a route without a row is not tried')
  let tried = 0
  const answered = new Set<Route>()
  for (const [who, client] of clients)
    for (const [route, each] of Object.entries(rows) as [Route, readonly Ask[]][])
      for (const ask of each)
        for (const language of ['en', 'fr']) {
          const answer = await askOf(client, route, {
            ...ask,
            headers: { 'accept-language': language, ...ask.headers },
          })
          tried += 1
          if (answer.status < 300) answered.add(route)
          if (await holds(answer)) t.fail(`${who}, ${route} ${ask.path}: ${answer.octets.toString('utf8', 0, 300)}`)
        }
  t.comment(`count: ${tried} questions, ${answered.size} routes gave an answer`)
  const never = Object.keys(rows).filter(
    (route) => !answered.has(route as Route) && !/drafts\/|releases|clearances|uploads\/:|\/office$/.test(route),
  )
  const nothingThere = [
    'POST /v1/operator/restored/settlements',
    'POST /v1/operator/deliveries/:id/redelivery',
    'POST /v1/operator/cards/:card/decision',
    'POST /v1/operator/cards',
    'POST /v1/operator/introductions',
    'POST /v1/operator/introductions/heard',
    'POST /v1/operator/persons/:person/removal',
    'POST /v1/operator/clients/:client/removal',
  ]
  t.same(never.toSorted(), nothingThere.toSorted(), 'each other route answered somebody')
})

t.test('by a release for its purpose it does, for the role that may, and each is evidence [R4]', async (t) => {
  const { item, message, case: id } = stock
  const before = (await evidenceOf(a)).length
  const ways: Readonly<Record<string, (client: NationalClient) => Promise<Reply>>> = {
    item: (client) => client.post(`/v1/items/${item}/releases`, { purpose, matter: id }),
    body: (client) => client.post(`/v1/messages/${message}/releases`, { purpose, matter: id }),
    whole: (client) => client.post(`/v1/messages/${message}/releases`, { purpose, matter: id, items: true }),
    bundle: (client) => client.get(`/v1/cases/${id}/bundle?purpose=${purpose}`),
  }
  for (const [who, client] of clients)
    for (const [what, ask] of Object.entries(ways)) {
      const answer = await ask(client)
      const may = withRelease.has(who) && (what !== 'bundle' || who === 'officer')
      t.equal(answer.status === 200, may, `${who}, ${what}: ${outcomeOf(answer).status}`)
      t.equal(await holds(answer), may, `${who}, ${what}`)
    }
  const since = (await evidenceOf(a)).slice(before)
  t.ok(since.filter(({ kind }) => kind === 'release').length >= 8)
  t.ok(since.filter(({ kind }) => kind === 'denial').length >= (clients.size - 2) * 4)
  const use = await clients.get('officer')?.post(`/v1/items/${item}/releases`, { purpose: 'VERIFY_ORIGIN', matter: id })
  t.match(use?.headers['bulla-obligations'], new RegExp(mark), 'conditions are told to whoever uses the permission')
})

/** The words of each command; a command without a row fails below. */
const lines = (s: Stock, folder: string): Record<string, readonly string[] | 'tried by its routes'> => ({
  cases: ['cases'],
  'cases list': ['cases', 'list'],
  'cases next <id>': ['cases', 'next', s.case],
  'cases due': ['cases', 'due'],
  'cases clear <id>': [
    'cases',
    'clear',
    s.item,
    '--purpose',
    purpose,
    '--reader',
    'x',
    '--until',
    daysFromNow(1),
    '--reason',
    'So.',
  ],
  'cases message <id>': ['cases', 'message', s.message],
  'cases terms <id>': ['cases', 'terms', s.case],
  'cases show <id>': ['cases', 'show', s.case],
  'cases hand <id>': ['cases', 'hand', s.case, '--office', 'HQ'],
  'cases assign <id>': ['cases', 'assign', s.case, '--to', 'officer-17'],
  'cases register <id>': [
    'cases',
    'register',
    s.case,
    '--channel',
    'telephone',
    '--direction',
    'in',
    '--summary',
    'Called.',
    '--on',
    daysFromNow(0),
  ],
  'cases export <id>': ['cases', 'export', s.case, '--out', 'plain.zip'],
  'cases read <item>': ['cases', 'read', s.item, '--purpose', wrong, '--out', 'item.txt'],
  held: ['held'],
  'uses <case>': ['uses', s.case],
  'profile list': ['profile', 'list'],
  'profile show <name>': ['profile', 'show', 'tfa12'],
  'profile example <name> <type>': ['profile', 'example', 'tfa12', 'request'],
  'agreement add <file>': ['agreement', 'add', join(folder, 'none.json')],
  'agreement list': ['agreement', 'list'],
  'agreement show <id>': ['agreement', 'show', agreement.id],
  'agreement new <member>': ['agreement', 'new', 'XB'],
  card: ['card'],
  'card refresh': ['card', 'refresh'],
  'card renew': ['card', 'renew'],
  'keys request <use>': ['keys', 'request', 'tls'],
  'keys import <file...>': ['keys', 'import', join(folder, 'none')],
  'keys status': ['keys', 'status'],
  'keys rotate <use>': ['keys', 'rotate', 'signing'],
  'keys renew <what>': ['keys', 'renew', 'tls'],
  'keys lock': ['keys', 'lock', '--passphrase-file', 'none'],
  'keys unlock': ['keys', 'unlock'],
  'keys epoch': ['keys', 'epoch'],
  'keys revoke <use>': ['keys', 'revoke', 'signing', '--kid', 'none'],
  'keys ceremony [draft]': ['keys', 'ceremony', '--keys', join(folder, 'next'), '--out', 'next.json'],
  'evidence proof <message>': ['evidence', 'proof', s.message],
  'evidence check': ['evidence', 'check'],
  queue: ['queue'],
  workload: ['workload'],
  statistics: ['statistics'],
  deliveries: ['deliveries'],
  'deliveries list': ['deliveries', 'list'],
  'redeliver <id...>': ['redeliver', s.own],
  'verify <bundle>': ['verify', 'plain.zip'],
  'send <type>': ['send', 'outcome', '--case', s.case, '--body', join(folder, 'none.json')],
  drafts: ['drafts'],
  'draft show <id>': ['draft', 'show', s.draft],
  'draft approve <id>': ['draft', 'approve', s.draft, '--revision', '9'],
  'draft return <id>': ['draft', 'return', s.draft, '--revision', '9', '--reason', 'So.'],
  'draft change <id>': ['draft', 'change', s.draft, '--revision', '9'],
  'draft withdraw <id>': ['draft', 'withdraw', s.draft, '--revision', '9'],
  'partner test <member>': ['partner', 'test', 'XB'],
  'partner list': ['partner', 'list'],
  'partner cards': ['partner', 'cards'],
  'partner facts <member>': ['partner', 'facts', 'XB'],
  'partner confirm <card>': ['partner', 'confirm', 'ab'.repeat(32), '--reason', 'So.'],
  'partner offer <card>': ['partner', 'offer', join(folder, 'none.jws')],
  'partner introduce <member>': [
    ...['partner', 'introduce', 'XB', '--to', 'XC', '--card', join(folder, 'card.jws')],
    ...['--seen', '2026-11-29', '--reason', 'So.'],
  ],
  'partner introductions': ['partner', 'introductions'],
  'partner introduced <file>': ['partner', 'introduced', join(folder, 'card.jws')],
  'partner refuse <card>': ['partner', 'refuse', 'ab'.repeat(32), '--reason', 'So.'],
  'partner show <member>': ['partner', 'show', 'XB'],
  'partner suspend <member>': ['partner', 'suspend', 'XQ'],
  'partner resume <member>': ['partner', 'resume', 'XQ'],
  'partner settle <member>': ['partner', 'settle', 'XB'],
  'partner revocation <member>': ['partner', 'revocation', 'XQ'],
  'partner remove <member>': ['partner', 'remove', 'XQ'],
  'partner proxy <member>': ['partner', 'proxy', 'XQ'],
  pause: ['pause', '--hours', '1'],
  resume: ['resume'],
  'partner add <card>': ['partner', 'add', join(folder, 'none.jws')],
  'store migrate': ['store', 'migrate'],
  'restore <backup>': ['restore', join(folder, 'none')],
  'backup <folder>': ['backup', 'backup'],
  restored: ['restored'],
  'restored settle <case|partner>': ['restored', 'settle', s.case, '--reason', 'Compared.'],
  check: ['check'],
  settings: ['settings'],
  serve: 'tried by its routes',
  'client add <id>': ['client', 'add', 'officer', '--roles', 'read', '--offices', 'HQ'],
  'client list': ['client', 'list'],
  'client roles <id>': ['client', 'roles', 'nobody', '--roles', 'read'],
  'client change <id>': ['client', 'change', 'nobody', '--persons', 'yes'],
  'client rotate <id>': ['client', 'rotate', 'nobody'],
  'client remove <id>': ['client', 'remove', 'nobody'],
  'person add <id>': ['person', 'add', 'a.costa', '--name', 'Ana Costa', '--roles', 'read', '--offices', 'HQ'],
  'person list': ['person', 'list'],
  'person link <id>': ['person', 'link', 'nobody'],
  'person roles <id>': ['person', 'roles', 'nobody', '--roles', 'read'],
  'person key-remove <id> <key>': ['person', 'key-remove', 'nobody', 'key'],
  'person remove <id>': ['person', 'remove', 'nobody'],
  'init <member>': ['init', 'XA', '--name', 'XA'],
})

t.test(
  'every command with every role: no mark is printed or written but by a release for its purpose [R4]',
  async (t) => {
    const root = await scratch(t)
    const tokens = await tokensIn(root)
    const rows = lines(stock, root)
    t.same(Object.keys(rows).sort(), commands.map(({ usage }) => usage).sort(), 'a command without a row is not tried')
    let tried = 0
    const well = new Set<string>()
    for (const command of commands) {
      const words = rows[command.usage]
      if (words === undefined || typeof words === 'string') continue
      for (const [who, file] of command.wants ? tokens : tokens.slice(0, 1)) {
        const cwd = join(root, `${tried}`)
        await mkdir(cwd)
        const door = command.wants ? ['--token-file', file, '--ca', join(root, 'ca.pem')] : []
        const ended = await bulla(cwd, [...words, '--folder', one.folder, ...door], { answer: 'no' })
        tried += 1
        if (ended.exit === 0) well.add(command.usage)
        if (marked(ended.out) || marked(ended.err)) t.fail(`${who}, ${words.join(' ')}: ${ended.out} ${ended.err}`)
        if (await markedIn(cwd)) t.fail(`${who}, ${words.join(' ')} wrote it`)
      }
    }
    t.comment(`count: ${tried} runs, ${well.size} commands ended well`)
    t.ok(well.has('backup <folder>'), 'a backup was made, and holds no mark')
    const never = commands.filter(({ usage, wants }) => wants && !well.has(usage)).map(({ usage }) => usage)
    const refused =
      /^(send|redeliver|restored settle|keys rotate|cases (read|clear|hand)|draft (approve|return|change|withdraw)|partner (confirm|refuse|offer|introduce|introduced))\b/
    t.same(
      never.filter((usage) => !refused.test(usage)),
      [],
      'each other command was answered',
    )
    const door = (file = '') => ['--folder', one.folder, '--token-file', file, '--ca', join(root, 'ca.pem')]
    const of = (name: string) => door(tokens.find(([who]) => who === name)?.[1])
    const read = await bulla(root, [
      'cases',
      'read',
      stock.item,
      '--purpose',
      purpose,
      '--out',
      'r.txt',
      ...of('officer'),
    ])
    t.equal(read.exit, 0, read.err)
    t.ok(marked(await readFile(join(root, 'r.txt'))), 'for its purpose it is read')
  },
)

/** What each page is asked with; a page without a row fails below. */
const seen = (s: Stock): Readonly<Record<string, string>> => ({
  ...{ ':id': s.case, ':member': 'XB', ':card': '0'.repeat(64), ':release': s.draft, ':type': 'outcome' },
  ...{ ':person': 'read-submit', ':client': 'officer' },
})
/** What goes on without an end, and what would change the rest of this file. */
const notAsked = ['GET /console/live']
const notSent = /\/(leave|language|absence|office|new|keys.*|drafts\/.*|compose\/.*|me|(persons|clients)\/.*)$/

t.test(
  'every page of the console with every role: no mark is shown but by a release for its purpose [R4]',
  async (t) => {
    const { item, other, message, case: id, draft } = stock
    const paths = new Map<string, string[]>()
    for (const name of Object.keys(pages)) {
      const [method, path = ''] = name.split(' ')
      if (method !== 'GET' || notAsked.includes(name)) continue
      const ids = path.includes('/items/')
        ? [item, other]
        : path.includes('/messages/')
          ? [message, stock.permission]
          : [id]
      const each = path.includes('/drafts/') ? [draft] : ids
      const named = (one: string) =>
        Object.entries({ ...seen(stock), ':id': one }).reduce((all, [hole, value]) => all.replace(hole, value), path)
      paths.set(name, path === '/console/evidence/proof' ? [`${path}?message=${message}`] : each.map(named))
    }
    const shown = new Set<string>()
    let [tried, sent] = [0, 0]
    for (const roles of ['read,submit', 'read,approve', 'read,release', 'operate,monitor']) {
      const who = roles.replace(',', '-')
      const { visitor } = await signedIn(t, a, who, { roles, offices: roles.startsWith('operate') ? 'all' : 'HQ' })
      for (const [name, each] of paths)
        for (const path of each) {
          const page = await visitor.get(path)
          tried += 1
          if (page.status === 200) shown.add(name)
          if (marked(page.html) || marked(JSON.stringify(page.headers))) t.fail(`${who}, ${path}: ${page.html}`)
          for (const { action, method, isMain } of formsIn(page.html)) {
            if (method !== 'post' || !(action ?? isMain) || notSent.test(action ?? path)) continue
            const answer = await visitor.send(page, { purpose: wrong }, action)
            sent += 1
            if (marked(answer.html)) t.fail(`${who}, ${action} on ${path}: ${answer.html}`)
          }
        }
      if (!roles.includes('release')) continue
      const read = await visitor.send(await visitor.get(`/console/messages/${message}`), { purpose })
      t.ok(marked(read.html), 'for its purpose it is shown')
    }
    t.comment(`count: ${tried} pages, ${sent} forms`)
    const nothingThere = ['GET /console/cards/:card', 'GET /console/items/:id/releases/:release']
    t.same(
      [...paths.keys()].filter((name) => !shown.has(name)).toSorted(),
      nothingThere,
      'each other page was shown to somebody',
    )
  },
)

async function tokensIn(root: string): Promise<[string, string][]> {
  await writeFile(join(root, 'ca.pem'), one.ca.certPem)
  const files: [string, string][] = []
  for (const [name, client] of [
    ...made,
    ...(['officer', 'elsewhere', 'operator'] as const).map((who) => [who, who] as const),
  ]) {
    const token = typeof client === 'string' ? one.tokens[client] : client.token
    await writeFile(join(root, `${name.replaceAll(' ', '-')}.token`), token)
    files.push([name, join(root, `${name.replaceAll(' ', '-')}.token`)])
  }
  return files
}

async function markedIn(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const octets = await readFile(join(entry.parentPath, entry.name))
    const zip = entry.name.endsWith('.zip') ? { 'content-type': 'application/zip' } : {}
    if (await holds({ octets, headers: zip, status: 200, json: {} })) return true
  }
  return false
}

/** One request of each route that writes under a key, and another one to the same address that means something else. */
const repeated = (s: Stock): Partial<Record<Route, readonly [Ask, Ask]>> => {
  const released = (path: string, more: object = {}) =>
    [post(path, { purpose, matter: s.case, ...more }), post(path, { purpose, matter: s.case, use: 'compare' })] as const
  const item = (octets: string): Ask => ({
    path: `/v1/items?${new URLSearchParams({ terms: s.terms, kind: 'declaration', form: 'electronic', name: 'd.pdf' })}`,
    octets: Buffer.from(octets),
    headers: { 'content-type': 'application/pdf' },
  })
  const letter = (summary: string) =>
    post(`/v1/cases/${s.case}/registrations`, { direction: 'in', channel: 'telephone', on: daysFromNow(0), summary })
  const terms = { agreement: agreement.id }
  return {
    'POST /v1/terms': [post('/v1/terms', terms), post('/v1/terms', { ...terms, case: s.case })],
    'POST /v1/items': [item('An invoice.'), item('Another one.')],
    'POST /v1/uploads': [post('/v1/uploads', uploadOf(s, 9)), post('/v1/uploads', uploadOf(s, 8))],
    'POST /v1/items/:id/releases': released(`/v1/items/${s.other}/releases`),
    'POST /v1/messages/:id/releases': released(`/v1/messages/${s.message}/releases`, { items: true }),
    'POST /v1/cases': [
      post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() }),
      post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: {} }),
    ],
    'POST /v1/cases/:id/messages': [
      post(`/v1/cases/${s.case}/messages`, { type: 'outcome', body: outcome(s.item) }),
      post(`/v1/cases/${s.case}/messages`, { type: 'close', body: {} }),
    ],
    'POST /v1/cases/:id/registrations': [letter('Called.'), letter('Called again.')],
    'POST /v1/drafts/:id/approval': [
      post(`/v1/drafts/${s.draft}/approval`, { revision: 1 }),
      post(`/v1/drafts/${s.draft}/approval`, { revision: 2 }),
    ],
  }
}
/** The second person clears in test/unit/flows/releasing.test.ts: here the terms leave nothing to one. */
const elsewhere: readonly string[] = ['POST /v1/items/:id/clearances', 'POST /v1/messages/:id/clearances']

/** All that is recorded after a number, over as many pages as there are. */
async function evidenceAfter(after: number) {
  const rows: { readonly kind: string }[] = []
  for (let last = after; ; ) {
    const page = (await a.client('operator').get(`/v1/operator/evidence?limit=1000&after=${last}`)).json as {
      rows: { kind: string }[]
      last: number
    }
    if (page.rows.length === 0) return { rows, last }
    rows.push(...page.rows)
    last = page.last
  }
}

t.test('what is sent twice under one key is done once, and answered alike [N5]', async (t) => {
  const rows = repeated(stock)
  const keyed = (Object.keys(routes) as Route[]).filter((route) => routes[route].once === 'by key')
  t.same([...Object.keys(rows), ...elsewhere].sort(), [...keyed].sort(), 'a route without a row is not tried')
  const written = async () => (await evidenceAfter(0)).rows.filter(({ kind }) => kind !== 'receipt.received').length
  for (const [route, [ask, other]] of Object.entries(rows) as [Route, [Ask, Ask]][]) {
    const client = route.includes('approval') ? a.client('approver') : asking
    const send = (what: Ask, key: string) =>
      askOf(client, route, { ...what, headers: { ...what.headers, 'idempotency-key': key } })
    const before = await written()
    const first = await send(ask, route.replace(' ', '-'))
    t.ok(first.status < 300, `${route}: ${first.status} ${first.json.detail}`)
    const after = await written()
    const again = await Promise.all([1, 2, 3].map(() => send(ask, route.replace(' ', '-'))))
    for (const each of again) {
      t.equal(each.status, first.status, `${route}: ${each.json.detail}`)
      t.equal(each.headers['idempotency-replayed'], 'true', route)
      if (/zip/.test(String(first.headers['content-type'])))
        t.same([...(await unzipped(each.octets)).keys()], [...(await unzipped(first.octets)).keys()])
      else t.same(each.octets, first.octets, `${route}: the same answer`)
    }
    t.equal(await written(), after, `${route}: it wrote ${after - before}, and its repeats nothing`)
    const reused = await send(other, route.replace(' ', '-'))
    t.match([reused.status, reused.json.code], [422, 'idempotency-key-reused'], route)
  }
  const [letter] = rows['POST /v1/cases/:id/registrations'] ?? []
  const [read] = rows['POST /v1/items/:id/releases'] ?? []
  for (const ask of [letter, read]) {
    const before = await written()
    const headers = { 'idempotency-key': `at once ${ask?.path}`.replaceAll(' ', '-') }
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => asking.post(ask?.path ?? '', ask?.json, headers)),
    )
    t.same(new Set(answers.map(({ octets }) => octets.toString())).size, 1)
    t.equal(await written(), before + 1, 'of many at once one is done')
  }
})

t.test(
  'to another office each id is one that nothing has: answer, headers and evidence are alike [L1] [L5]',
  async (t) => {
    const ids = Object.values(stock)
    /** The same with ids that nothing has, of the same form. */
    const nowhere = new Map(
      ids.map((id) => [
        id,
        /^[0-9a-f]{64}$/.test(id) ? sha256Of(Buffer.from(id)) : id.replace(/.{12}$/, 'dddddddddddd'),
      ]),
    )
    const strangers = (text: string) => [...nowhere].reduce((all, [id, other]) => all.replaceAll(id, other), text)
    const stranger = a.client('elsewhere')
    let last = (await evidenceAfter(0)).last
    /** What came of it, with each id as what it stands for. */
    const tried = async (route: Route, ask: Ask) => {
      const { status, headers, octets } = await askOf(stranger, route, ask)
      const { date: _, ...rest } = headers
      const told = await evidenceAfter(last)
      last = told.last
      const recorded = told.rows.filter(({ kind }) => kind === 'denial' || kind === 'release').map(({ kind }) => kind)
      return strangers(JSON.stringify({ status, headers: rest, said: octets.toString(), recorded }))
    }
    const alike = new Set<string>()
    for (const [route, each] of Object.entries(asks(stock)) as [Route, readonly Ask[]][])
      for (const ask of each) {
        const other = {
          ...ask,
          path: strangers(ask.path),
          ...(ask.json && { json: JSON.parse(strangers(JSON.stringify(ask.json))) }),
        }
        if (JSON.stringify(other) === JSON.stringify(ask)) continue
        const [theirs, nothing] = [await tried(route, ask), await tried(route, other)]
        t.equal(theirs, nothing, `${route} ${ask.path}`)
        t.notMatch(theirs, /"status":20/, `${route}: nothing of it is theirs`)
        alike.add(route)
      }
    t.ok(alike.size > 22, `${alike.size} routes name an id`)
  },
)

/** What a person says in words, and what each list of its own kind knows by itself. */
const inWords: readonly string[] = [
  ...['GET /v1/cases/:id/bundle purpose', 'GET /v1/cases/:id/bundle reader'],
  'GET /v1/cases assignee',
]

t.test('a value that nothing has is refused as a name that nothing has is, on every list [N5]', async (t) => {
  const nonsense = ({ enum: known, type, pattern = '' }: { enum?: unknown[]; type?: string; pattern?: string }) => {
    if (known) return 'nonsense'
    if (type === 'integer') return '9007199'
    if (pattern.startsWith('^[0-9]{4}-')) return '2027-02-31'
    if (new RegExp(pattern).test('ZZ9')) return 'ZZ9'
    return new RegExp(pattern).test('nonsense') ? 'nonsense' : stock.own
  }
  const tried: string[] = []
  for (const [route, { takes }] of Object.entries(routes)) {
    const { properties = {} } = (takes?.querystring ?? {}) as { properties?: Record<string, object> }
    if (!route.startsWith('GET ')) continue
    for (const [name, schema] of Object.entries(properties)) {
      if (inWords.includes(`${route} ${name}`)) continue
      const path = route.slice(4).replace(':id', stock.case).replace(':name', 'tfa12')
      const value = nonsense(schema)
      const client = route.includes('/operator/') ? a.client('operator') : asking
      const answer = await client.get(`${path}?${name}=${value}`)
      const right = name === 'after' ? [410, 'cursor-gone'] : [400, 'request-invalid']
      t.match([answer.status, answer.json.code], right, `${route} ${name}=${value}`)
      tried.push(`${route} ${name}`)
    }
  }
  t.ok(tried.length > 25, tried.join(', '))
  t.equal((await asking.get('/v1/cases?partner=XB&state=answered&profile=tfa12')).status, 200)
})

t.test('a place in the feed that cannot be gone on from is told, and the way on [N5]', async (t) => {
  const { json } = await asking.get('/v1/events?limit=1000')
  const last = Number(json.last)
  t.ok(last > 0)
  t.match(
    (await asking.get(`/v1/events?after=${last}`)).json,
    { rows: [], last },
    'the last one of all is no other store’s',
  )
  const gone = await asking.get('/v1/events?after=9999')
  t.match(gone.json, { status: 410, code: 'cursor-gone', detail: /restored/, fix: /after=0.*GET \/v1\/cases/ })
  const stream = { accept: 'text/event-stream', 'last-event-id': '9999' }
  for (let times = 0; times < 6; times += 1)
    t.equal((await asking.ask('GET', '/v1/events', { headers: stream })).status, 410, 'and it takes no place')
})

t.test('no mark stands in the log, the evidence, the events or any file of the recipient [R4]', async (t: Test) => {
  for (const path of ['/v1/events?limit=200', '/v1/drafts']) t.notOk(marked((await asking.get(path)).octets), path)
  t.notOk(marked(JSON.stringify(await evidenceOf(a))))
  t.notOk(marked((await a.client('operator').get('/metrics')).octets))
  t.notOk(await markedIn(one.folder), 'its store, its log and its parts')
})
