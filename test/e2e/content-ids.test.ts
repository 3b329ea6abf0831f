// Whoever tries ids of another office learns nothing by how long it takes: what is theirs costs as many reads, keys, records and commits as
// what is not there. Counted, since a clock would tell of this machine.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { allCommands } from '../../gateway/cli/program/commands.ts'
import { type Route, routes } from '../../gateway/doors/national/routes/all.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { Client, NationalFlows } from '../../gateway/ports/doors/national.ts'
import { daysFromNow, outcome, purpose, requestBody } from '../support/bodies.ts'
import { opened, strictPair } from '../support/content.ts'
import { countedFlows } from '../support/counted-flows.ts'
import { inEachStore } from '../support/stores.ts'

const commands = await allCommands()

const names = ['item', 'message', 'case', 'draft', 'staged', 'terms'] as const
type Ids = Readonly<Record<(typeof names)[number], string>>
type Try = (flows: NationalFlows, client: Client, ids: Ids) => Promise<unknown>

const reading = (matter: string) => ({ reader: 'officer-17', purpose, matter })
const clearing = { reader: 'officer-17', purpose, until: daysFromNow(1), uses: 1, reason: 'Because.' }
const exporting = (content: boolean) => ({ content, purpose: content ? purpose : '', reader: 'officer-17' })
const registration = { direction: 'in', channel: 'telephone', on: daysFromNow(0), summary: 'Called.' }
const letter = { type: 'close', body: {} }

/** Each way in which an id is named at the national door, in the path or in the body. */
const tries = (agreement: string): Partial<Record<Route, readonly Try[]>> => ({
  'GET /v1/items/:id': [
    (flows, client, { item }) => flows.item(client, item),
    (flows, client, { staged }) => flows.item(client, staged),
  ],
  'POST /v1/items/:id/releases': [
    (flows, client, ids) => flows.release(client, ids.item, reading(ids.case)),
    (flows, client, ids) => flows.release(client, ids.item, { ...reading(ids.case), use: 'export' }),
    (flows, client, ids) => flows.release(client, ids.staged, reading(ids.case)),
  ],
  'GET /v1/items/:id/releases/:release': [
    (flows, client, { item, draft }) => flows.releasedAgain(client, { item, release: draft }),
    (flows, client, { staged, draft }) => flows.releasedAgain(client, { item: staged, release: draft }),
  ],
  'POST /v1/items/:id/clearances': [
    (flows, client, { item: id }) => flows.clear(client, { what: 'item', id }, clearing),
    (flows, client, { staged: id }) => flows.clear(client, { what: 'item', id }, clearing),
  ],
  'GET /v1/messages/:id': [(flows, client, { message }) => flows.message(client, message)],
  'POST /v1/messages/:id/releases': [
    (flows, client, ids) => flows.readBody(client, ids.message, reading(ids.case)),
    (flows, client, ids) => flows.readWhole(client, ids.message, { ...reading(ids.case), items: true }),
  ],
  'POST /v1/messages/:id/clearances': [
    (flows, client, { message: id }) => flows.clear(client, { what: 'body', id }, clearing),
  ],
  'GET /v1/cases/:id': [(flows, client, ids) => flows.case(client, ids.case)],
  'GET /v1/cases/:id/terms': [(flows, client, ids) => flows.caseTerms(client, ids.case)],
  'GET /v1/cases/:id/uses': [(flows, client, ids) => flows.uses(client, ids.case, { after: 0, limit: 100 })],
  'GET /v1/cases/:id/messages': [(flows, client, ids) => flows.messages(client, ids.case)],
  'GET /v1/cases/:id/registrations': [(flows, client, ids) => flows.registrations(client, ids.case)],
  'GET /v1/cases/:id/bundle': [
    (flows, client, ids) => flows.exportCase(client, ids.case, exporting(false)),
    (flows, client, ids) => flows.exportCase(client, ids.case, exporting(true)),
  ],
  'GET /v1/terms/:sha256': [(flows, client, { terms }) => flows.terms(client, terms)],
  'POST /v1/terms': [(flows, client, ids) => flows.makeTerms(client, { agreement, case: ids.case })],
  'POST /v1/items': [
    (flows, client, { terms }) =>
      flows.upload(
        client,
        { terms, kind: 'declaration', mediaType: 'application/pdf', form: 'electronic', name: 'd.pdf' },
        (async function* () {
          yield randomBytes(10)
        })(),
      ),
  ],
  'POST /v1/cases': [
    (flows, client, { terms }) =>
      flows.submit(
        client,
        {
          case: null,
          agreement,
          office: 'OTHER',
          type: 'request',
          body: requestBody() as JsonObject,
          items: [],
          terms,
        },
        null,
      ),
    (flows, client, { staged }) =>
      flows.submit(
        client,
        { case: null, agreement, office: 'OTHER', type: 'request', body: requestBody() as JsonObject, items: [staged] },
        null,
      ),
  ],
  'POST /v1/cases/:id/messages': [
    (flows, client, ids) => flows.submit(client, { case: ids.case, ...letter, items: [] }, null),
    (flows, client, ids) => flows.submit(client, { case: ids.case, ...letter, items: [ids.item] }, null),
    (flows, client, ids) => flows.submit(client, { case: ids.case, ...letter, items: [], terms: ids.terms }, null),
  ],
  'POST /v1/cases/:id/registrations': [(flows, client, ids) => flows.register(client, ids.case, registration)],
  'POST /v1/cases/:id/office': [(flows, client, ids) => flows.handOver(client, ids.case, 'OTHER')],
  'POST /v1/cases/:id/assignment': [(flows, client, ids) => flows.assign(client, ids.case, 'officer-17')],
  'POST /v1/drafts/:id/approval': [
    (flows, client, { draft: id }) => flows.approveDraft(client, { id, revision: 1 }),
    (flows, client, { draft: id }) => flows.approveDraft(client, { id, revision: 7 }),
  ],
  'POST /v1/drafts/:id/return': [
    (flows, client, { draft: id }) => flows.returnDraft(client, { id, revision: 1 }, 'Another.'),
  ],
  'POST /v1/drafts/:id/change': [
    (flows, client, { draft: id }) => flows.changeDraft(client, { id, revision: 1 }, { body: {} }),
  ],
  'POST /v1/drafts/:id/rehearsal': [
    (flows, client, { draft: id }) => flows.rehearseDraft(client, { id, revision: 1 }, { body: {} }),
  ],
  'POST /v1/rehearsals': [
    (flows, client, ids) => flows.rehearse(client, { case: ids.case, ...letter, items: [] }),
    (flows, client, ids) => flows.rehearse(client, { case: ids.case, ...letter, items: [ids.item] }),
    (flows, client, ids) => flows.rehearse(client, { case: ids.case, ...letter, items: [], terms: ids.terms }),
  ],
  'POST /v1/drafts/:id/withdrawal': [
    (flows, client, { draft: id }) => flows.withdrawDraft(client, { id, revision: 1 }),
  ],
})

/** An upload is its client's alone, for as long as the process lives: test/e2e/national-door.test.ts. */
const ofClient = (route: Route) => route.includes('/v1/uploads/')

/** What they name is of no office: whoever has the role sees all of it. */
const ofNoOffice: readonly Route[] = [
  'GET /v1/profiles/:name',
  // It names a member; of its cases a client is shown those of its offices: test/e2e/suspension-facts.test.ts.
  'GET /v1/partners/:member/suspension',
  'GET /v1/operator/evidence/proof/:id',
  'POST /v1/operator/deliveries/:id/redelivery',
  'POST /v1/operator/partners/:member/test',
  'POST /v1/operator/cards/:card/decision',
  'POST /v1/operator/persons/:person/removal',
  'POST /v1/operator/clients/:client/removal',
]

t.test('each route that takes an id is tried, and each command goes by a route [R22]', async (t) => {
  const named = (Object.keys(routes) as Route[]).filter((route) => route.includes(':'))
  const tried = Object.keys(tries(''))
  t.same(
    named.filter((route) => !tried.includes(route) && !ofNoOffice.includes(route) && !ofClient(route)),
    [],
  )
  t.ok(commands.length > 40, 'test/e2e/content-canary.test.ts runs all of them as clients of this door')
})

await inEachStore(t, async (t, store) => {
  const settings = await store.settings()
  const fourEyes = { dueDays: 90, deliverWithinDays: 7, fourEyes: ['outcome'] }
  const both = await strictPair(t, { store, a: { settings }, agreement: { parameters: fourEyes } })
  const { a, agreement } = both
  const asking = a.client()
  const gave = await opened(both, [randomBytes(4_000), randomBytes(2_000)])
  const drafted = await asking.post(`/v1/cases/${gave.case}/messages`, {
    type: 'outcome',
    body: outcome(gave.items[0]),
  })
  const made = await asking.post('/v1/terms', { agreement: agreement.id, case: gave.case })
  const terms = String(made.json.sha256)
  const staged = String((await asking.upload(terms, 'verification', randomBytes(900))).json.item)
  const [item] = gave.items
  const theirs: Ids = {
    ...{ item, message: gave.response, case: gave.case, draft: String(drafted.json.draft), staged, terms },
  }
  const digest = { terms: randomBytes(32).toString('hex') }
  const nowhere = { ...Object.fromEntries(names.map((name) => [name, randomUUIDv7()])), ...digest } as unknown as Ids
  await a.running.close()
  const url = settings.POSTGRES_URL as string | undefined
  const { flows, counted } = await countedFlows(t, a.installation, url)
  const roles = ['submit', 'read', 'release', 'approve'] as const
  const insider: Client = { id: 'officer', offices: ['HQ'], roles }
  const outsider: Client = { id: 'elsewhere', offices: ['OTHER'], roles }
  const nothing: Client = { ...outsider, roles: ['monitor'] }

  /** How it was refused, with names in the place of ids, and what that took. */
  async function cost(ask: Try, client: Client, ids: Ids) {
    counted()
    const refused = await ask(flows, client, ids).then(
      () => 'not refused',
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error
        return names.reduce((text, name) => text.replaceAll(ids[name], name), `${error.code} ${error.message}`)
      },
    )
    return { refused, ...counted() }
  }

  t.test('what is of another office costs what costs what is not there, in each way to name it [R22]', async (t) => {
    const kinds = new Set<string>()
    for (const [route, ways] of Object.entries(tries(agreement.id)))
      for (const [n, ask] of ways.entries()) {
        const [known, not] = [await cost(ask, outsider, theirs), await cost(ask, outsider, nowhere)]
        t.same(known, not, `${route} ${n}`)
        t.match(known.refused, /^(not-found|terms-unknown|item-unknown) /, route)
        for (const call of known.calls) kinds.add(call)
      }
    t.notOk(
      [...kinds].some((call) => /^(opener|parts)\./.test(call)),
      'and nothing is opened for it',
    )
    t.ok(kinds.has('store.record'), 'while tries are recorded')
  })

  t.test('without the role too, where the try is recorded [R22]', async (t) => {
    const refusing = (Object.entries(routes) as [Route, { refusedByFlow?: true }][]).filter(
      (row) => row[1].refusedByFlow,
    )
    t.equal(refusing.length, 5)
    for (const [route] of refusing)
      for (const ask of tries(agreement.id)[route] ?? []) {
        const [known, not] = [await cost(ask, nothing, theirs), await cost(ask, nothing, nowhere)]
        t.same(known, not, route)
        t.match(known.refused, /^forbidden /)
      }
  })

  t.test('a number that stands in a case of another office is found as one that stands nowhere [R22]', async (t) => {
    const search = (number: string) => async (all: NationalFlows, client: Client) => {
      const { rows, truncated } = await all.searchCases(client, { by: 'declaration', number })
      throw new Problem('not-found', `${rows.length} ${truncated}`)
    }
    const { number } = requestBody().importDeclaration as { number: string }
    const known = await cost(search(number), outsider, theirs)
    t.same(known, await cost(search(`${number}9`), outsider, theirs))
    t.equal(known.refused, 'not-found 0 false')
    t.equal((await cost(search(number), insider, theirs)).refused, 'not-found 1 false')
  })

  t.test('whose it is gets it, by more work: the count does tell the two apart [R22]', async (t) => {
    const seen = await cost((all, client, ids) => all.message(client, ids.message), insider, theirs)
    const not = await cost((all, client, ids) => all.message(client, ids.message), insider, nowhere)
    t.equal(seen.refused, 'not refused')
    t.ok(seen.calls.length > not.calls.length)
  })
})
