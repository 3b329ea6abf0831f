// A gateway that knows it is behind: XA with a case to work on, restored from a backup that is older than what XB has cosigned.
import { randomBytes } from 'node:crypto'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Route } from '../../gateway/doors/national/routes/all.ts'
import type { Agreement } from '../../gateway/model/agreement.ts'
import { daysFromNow, outcome, purpose, requestBody } from './bodies.ts'
import { sha256Of } from './client.ts'
import { type Gateway, installedPair, start } from './gateways.ts'
import type { Installation, InstallationWishes } from './installation.ts'
import { type Given, given, open, untilDelivered } from './story.ts'

type Test = { teardown(end: () => unknown): void }

/** What there is in XA to be read, written, sent and released. */
export interface Stock extends Given {
  readonly agreement: Agreement
  /** Of XA, delivered. */
  readonly message: string
  readonly draft: string
  /** Of its first item, where it was read. */
  readonly release?: string
}

/** XB has given documents to XA, and a message of XA waits for a second person. */
export async function stocked(
  a: Gateway,
  b: Gateway,
  agreement: Agreement,
  documents: readonly [Uint8Array, Uint8Array] = [randomBytes(20_000), randomBytes(300_000)],
): Promise<Stock> {
  const gave = await given({ a, b, agreement }, documents)
  const officer = a.client()
  const rows = (await officer.get(`/v1/cases/${gave.case}/messages`)).json.rows as { message: string; type: string }[]
  const of = (type: string) => rows.find((row) => row.type === type)?.message ?? ''
  const drafted = await officer.post(`/v1/cases/${gave.case}/messages`, {
    type: 'outcome',
    body: outcome(gave.items[0]),
  })
  if (drafted.status !== 201) throw new Error(`${drafted.status} ${drafted.octets}`)
  return { ...gave, agreement, message: of('request'), draft: String(drafted.json.draft) }
}

export const twoPersons = { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['outcome'] } }

/** One more case of XA, which XB holds when this resolves. */
export async function oneMore(a: Gateway, agreement: Agreement): Promise<string> {
  const { case: id } = await open(a.client(), agreement.id)
  await untilDelivered(a.client(), id)
  return id
}

/** Puts the data folder aside; what is returned puts it back in the place of a newer one. The gateway is stopped both times. */
export async function setAside({ folder }: Pick<Installation, 'folder'>): Promise<() => Promise<void>> {
  const [data, backup] = [join(folder, 'data'), `${folder}-backup`]
  await rm(backup, { recursive: true, force: true })
  await cp(data, backup, { recursive: true })
  return async () => {
    await rm(data, { recursive: true })
    await cp(backup, data, { recursive: true })
  }
}

export function inDatabase({ folder }: Pick<Installation, 'folder'>, ...changes: readonly string[]): void {
  const db = new DatabaseSync(join(folder, 'data/bulla.sqlite'), { timeout: 10_000 })
  for (const change of changes) db.exec(change)
  db.close()
}

/** XA restored from a backup that lacks what XB has cosigned since; XB runs. */
export async function behindPair(t: Test, wishes: { a?: InstallationWishes } = {}) {
  const { a: one, b: two, agreement } = await installedPair(t, { ...wishes, agreement: twoPersons })
  const b = await start(t, two)
  const first = await start(t, one)
  const stock = await stocked(first, b, agreement)
  // Each has the log of the other cosigned, as an export does.
  for (const each of [first, b]) await each.client().ask('GET', `/v1/cases/${stock.case}/bundle`)
  await first.running.close()
  const restore = await setAside(one)
  const later = await start(t, one)
  const lost = await oneMore(later, agreement)
  await later.client().ask('GET', `/v1/cases/${lost}/bundle`)
  await later.running.close()
  await restore()
  // A dead letter, for what an operator may try with it.
  inDatabase(
    one,
    `update deliveries set state = 'expired', "settledAt" = 1 where id = '${stock.message}'`,
    // Whatever it is asked to cosign next would continue this.
    `update witnessed set size = 0, "rootHash" = '${sha256Of(new Uint8Array(0))}'`,
  )
  return { a: await start(t, one), b, stock, lost, one, two, agreement }
}

// Every route, asked for what there is.
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
  'POST /v1/uploads': {
    json: {
      terms: stock.terms,
      kind: 'declaration',
      form: 'electronic',
      name: 'd.pdf',
      mediaType: 'application/pdf',
      bytes: 9,
    },
  },
  'PATCH /v1/uploads/:id': {
    octets: randomBytes(9),
    headers: { 'content-type': 'application/partial-upload', 'upload-offset': '0' },
  },
  'POST /v1/searches': { json: { by: 'declaration', number: '26XA63BM2TSVKL2AA5' } },
  'POST /v1/cases/:id/office': { json: { office: 'OTHER' } },
  'POST /v1/cases/:id/assignment': { json: { person: 'officer-17' } },
  'POST /v1/items/:id/releases': { json: { purpose, matter: stock.case } },
  'POST /v1/messages/:id/releases': { json: { purpose, matter: stock.case } },
  'POST /v1/items/:id/clearances': clearance,
  'POST /v1/messages/:id/clearances': clearance,
  'POST /v1/cases': { json: { agreement: stock.agreement.id, office: 'HQ', body: requestBody() } },
  'POST /v1/cases/:id/messages': { json: { type: 'outcome', body: outcome(stock.items[0]) } },
  'POST /v1/rehearsals': { json: { case: stock.case, type: 'outcome', body: outcome(stock.items[0]) } },
  'POST /v1/cases/:id/registrations': {
    json: { direction: 'in', channel: 'telephone', on: new Date().toISOString().slice(0, 10), summary: 'Called.' },
  },
  'POST /v1/drafts/:id/approval': { who: 'approver', json: { revision: 1 } },
  'POST /v1/drafts/:id/return': { who: 'approver', json: { revision: 1, reason: 'Another consignment.' } },
  'POST /v1/drafts/:id/change': { json: { revision: 1 } },
  'POST /v1/drafts/:id/rehearsal': { json: { revision: 1 } },
  'POST /v1/drafts/:id/withdrawal': { json: { revision: 1 } },
  'POST /v1/operator/restored/settlements': { json: { partner: 'XB', reason: 'Compared by telephone.' } },
  'POST /v1/operator/cards': { json: { card: 'a-card.that-is.offered' } },
  'POST /v1/operator/introductions': {
    json: { about: 'XB', to: 'XC', card: 'ab'.repeat(32), seen: '2026-11-29', reason: 'A. Officer met them.' },
  },
  'POST /v1/operator/introductions/heard': { json: { introduction: 'an.introduction.heard' } },
  'POST /v1/operator/cards/:card/decision': {
    path: `/v1/operator/cards/${'ab'.repeat(32)}/decision`,
    json: { decision: 'refuse', reason: 'It is not theirs.' },
  },
  'POST /v1/operator/pause': { json: { until: '2000-01-01T00:00:00Z' } },
  'POST /v1/operator/rehearsals': { json: { card: 'a-card.that-is.rehearsed' } },
  'GET /log/*': { path: '/log/checkpoint' },
})

/** A second person for the officer, where the terms leave it to one. */
const clearance: Ask = {
  who: 'approver',
  json: { purpose, reader: 'officer', until: daysFromNow(7), uses: 1, reason: 'The purpose is that of the request.' },
}

const idsOf = (stock: Stock): Readonly<Record<string, string>> => ({
  '/v1/terms/:sha256': stock.terms,
  '/v1/items/:id': stock.items[0],
  '/v1/uploads/:id': stock.case,
  '/v1/cases/:id': stock.case,
  '/v1/messages/:id': stock.response,
  '/v1/drafts/:id': stock.draft,
  '/v1/profiles/:name': 'tfa12',
  '/v1/operator/deliveries/:id': stock.message,
  '/v1/operator/partners/:member': 'XB',
  '/v1/operator/persons/:person': 'ana',
  '/v1/operator/clients/:client': 'officer',
  '/v1/partners/:member': 'XB',
  '/v1/operator/evidence/proof/:id': stock.message,
})

function pathOf(url: string, stock: Stock): string {
  const [prefix, id] = Object.entries(idsOf(stock)).find(([known]) => url.startsWith(known)) ?? []
  const path = prefix === undefined ? url : url.replace(prefix, prefix.replace(/:[a-z0-9]+$/, id ?? ''))
  return path.replace(':release', stock.release ?? stock.case)
}

/** Asks a route of the national door for something that it would give or do. */
export async function askRoute(gateway: Gateway, route: Route, stock: Stock) {
  const [method = '', url = ''] = route.split(' ')
  const { path = pathOf(url, stock), who, ...ask } = asks(stock)[route] ?? {}
  const client = gateway.client(who ?? (url.startsWith('/v1/operator') || url === '/metrics' ? 'operator' : 'officer'))
  const empty = /^(GET|HEAD|DELETE)$/.test(method) || ask.json || ask.octets || /redelivery|test$/.test(url)
  return client.ask(method, path, { ...(empty ? {} : { json: {} }), ...ask })
}
