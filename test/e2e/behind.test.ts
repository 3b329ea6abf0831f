// A gateway that knows it is behind: nothing is taken, signed, sent or released, by any route of either door; what is there can be read.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { signCard } from '../../crypto/card.ts'
import { logOrigin, signCheckpoint } from '../../crypto/checkpoint.ts'
import { writeFrames } from '../../crypto/frames.ts'
import { logSigningKey } from '../../crypto/log-key.ts'
import { utf8 } from '../../crypto/octets.ts'
import { operations } from '../../gateway/http/operations.ts'
import { partnerRoutes } from '../../gateway/http/partner-routes.ts'
import type { Route } from '../../gateway/http/roles.ts'
import { outcome } from '../support/article-12-bodies.ts'
import { behindPair, inDatabase, oneMore, type Stock, setAside, twoPersons } from '../support/behind.ts'
import { purpose, requestBody } from '../support/bodies.ts'
import { sha256Of } from '../support/client.ts'
import { type Gateway, installedPair, start } from '../support/gateways.ts'
import { knock, lineBetween } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'

interface Ask {
  readonly path?: string
  readonly json?: object
  readonly octets?: Uint8Array
  readonly headers?: Record<string, string>
  readonly who?: 'officer' | 'approver' | 'operator'
}

/** What each route that takes something is asked; the ids in the paths are filled in below. A new route that is missing here is asked `{}`. */
const asks = (stock: Stock): Partial<Record<Route, Ask>> => ({
  'POST /v1/terms': { json: { agreement: stock.agreement.id, purposes: [purpose] } },
  'POST /v1/items': {
    path: `/v1/items?${new URLSearchParams({ terms: stock.terms, kind: 'declaration', form: 'electronic', name: 'd.pdf' })}`,
    octets: randomBytes(5_000),
    headers: { 'content-type': 'application/pdf' },
  },
  'POST /v1/items/:id/releases': { json: { purpose, matter: stock.case } },
  'POST /v1/cases': { json: { agreement: stock.agreement.id, office: 'HQ', body: requestBody() } },
  'POST /v1/cases/:id/messages': { json: { type: 'outcome', body: outcome(stock.items[0]) } },
  'POST /v1/cases/:id/registrations': {
    json: { direction: 'in', channel: 'telephone', on: new Date().toISOString().slice(0, 10), summary: 'Called.' },
  },
  'POST /v1/drafts/:id/approval': { who: 'approver' },
  'GET /log/*': { path: '/log/checkpoint' },
})

const idsOf = (stock: Stock): Readonly<Record<string, string>> => ({
  '/v1/terms/:sha256': stock.terms,
  '/v1/items/:id': stock.items[0],
  '/v1/cases/:id': stock.case,
  '/v1/messages/:id': stock.response,
  '/v1/drafts/:id': stock.draft,
  '/v1/profiles/:name': 'tfa12',
  '/v1/operator/deliveries/:id': stock.message,
  '/v1/operator/partners/:member': 'XB',
  '/v1/operator/evidence/proof/:id': stock.message,
})

function pathOf(url: string, stock: Stock): string {
  const [prefix, id] = Object.entries(idsOf(stock)).find(([known]) => url.startsWith(known)) ?? []
  return prefix === undefined ? url : url.replace(prefix, prefix.replace(/:[a-z0-9]+$/, id ?? ''))
}

const routes = Object.keys(operations) as Route[]
/** Everything that is no reading, and what says of itself that it is refused. */
const refused = (route: Route) => !route.startsWith('GET ') || (operations[route].problems ?? []).includes('log-behind')

async function askRoute(gateway: Gateway, route: Route, stock: Stock) {
  const [method = '', url = ''] = route.split(' ')
  const { path = pathOf(url, stock), who, ...ask } = asks(stock)[route] ?? {}
  const client = gateway.client(who ?? (url.startsWith('/v1/operator') || url === '/metrics' ? 'operator' : 'officer'))
  const empty = method === 'GET' || ask.json || ask.octets || /redelivery|test$|approval/.test(url)
  return client.ask(method, path, { ...(empty ? {} : { json: {} }), ...ask })
}

const leavesIn = async (gateway: Gateway) =>
  ((await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json.rows as unknown[]).length

t.test(
  '[N1] a gateway that is behind refuses every route that writes, signs or gives content, and no other',
  async (t) => {
    const { a, b, stock, one, two, agreement } = await behindPair(t)
    const ready = await a.client('operator').get('/readyz')
    t.match({ status: ready.status, ...ready.json }, { status: 503, reasons: [/evidence log is behind/] })
    const before = await leavesIn(a)
    const held = await leavesIn(b)
    for (const route of routes) {
      if (route === 'GET /readyz') continue
      const answer = await askRoute(a, route, stock)
      const said = `${route}: ${answer.status} ${answer.octets.toString('utf8', 0, 200)}`
      if (refused(route))
        t.match({ status: answer.status, ...answer.json }, { status: 503, code: 'log-behind', retry: true }, said)
      else t.ok(answer.status < 400, said)
    }
    for (const route of ['POST /v1/cases', 'GET /v1/messages/:id', 'GET /v1/cases/:id/bundle'] as const)
      t.ok(refused(route), `${route} is documented to be refused`)
    const withContent = await a.client().get(`/v1/cases/${stock.case}/bundle?purpose=${purpose}`)
    t.equal(withContent.json.code, 'log-behind', 'nor a case file with content')
    const shown = (await a.client().get(`/v1/cases/${stock.case}`)).json.items as {
      name: string | null
      disposed: boolean
    }[]
    t.match(shown, [{ name: null, disposed: false }], 'lists tell of items without what is said of their content')

    await partnerDoorIsShut(t, { one, two, agreement })
    t.equal(await leavesIn(a), before, 'nothing was appended')
    t.equal(await leavesIn(b), held, 'and nothing was sent')
  },
)

/** Every route of the partner door, as it registers them: what only reads is answered, everything else is refused. */
async function partnerDoorIsShut(
  t: Test,
  { one, two, agreement }: Pick<Awaited<ReturnType<typeof behindPair>>, 'one' | 'two' | 'agreement'>,
): Promise<void> {
  const registered: string[] = []
  const app = fastify({ exposeHeadRoutes: false })
  app.addHook('onRoute', ({ method, url }) => void registered.push(...[method].flat().map((each) => `${each} ${url}`)))
  await app.register(partnerRoutes({} as never, { maxDeliveryBytes: 1024, maxCardBytes: 1024 }))
  await app.close()
  const sender = await senderOf(two, one, agreement)
  const made = await sender.make({ content: new Uint8Array(randomBytes(1000)) })
  const sealed = await sender.seal([made.message])
  const part = randomBytes(1000)
  const path = `/v1/parts/${sha256Of(part)}`
  const delivery = writeFrames([utf8(sealed.envelope), ...made.parts])
  const note = signCheckpoint(
    { origin: logOrigin(two.card.trustDomain), size: 1_000, rootHash: new Uint8Array(32) },
    logSigningKey(readFileSync(join(two.folder, 'keys/log.key.pem'), 'utf8')),
  )
  const card = await signCard({ ...two.card, sequence: two.card.sequence + 1 }, sender.signWith)
  const asks: Readonly<Record<string, Parameters<typeof knock>[1]>> = {
    'POST /v1/deliveries': { headers: { 'content-type': 'application/cbor-seq' }, body: delivery },
    'PATCH /v1/parts/:sha256': {
      path,
      headers: { 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-length': '1000' },
      body: part,
    },
    'HEAD /v1/parts/:sha256': { path, headers: { 'upload-length': '1000' } },
    'POST /v1/witness/add-checkpoint': {
      headers: { 'content-type': 'text/plain' },
      body: `old 0\n\n${note}`,
    },
    'POST /v1/card': { headers: { 'content-type': 'application/jose' }, body: card },
    'GET /log/*': { path: '/log/checkpoint' },
  }
  t.ok(registered.length >= 8, `${registered.length} routes are registered`)
  for (const route of registered) {
    const [method = '', url = ''] = route.split(' ')
    const answer = await knock(sender.line, { method, path: url, ...asks[route] })
    const said = `partner door, ${route}: ${JSON.stringify(answer).slice(0, 200)}`
    if (/^(GET|HEAD) /.test(route)) t.ok('status' in answer && answer.status < 400, said)
    else t.match(answer, { status: 503, body: /log-behind/ }, said)
  }
}
