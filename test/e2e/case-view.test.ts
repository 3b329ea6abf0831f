// What national systems build their screens from, at two running gateways: every answer has the shape that the OpenAPI document gives it.
import { createHash, randomUUIDv7 } from 'node:crypto'
import t, { type Test } from 'tap'
import { Compile } from 'typebox/schema'
import { profiles } from '../../gateway/profiles/all.ts'
import { suspension } from '../../gateway/profiles/between/suspension/profile.ts'
import * as say from '../support/bodies.ts'
import { openJournal } from '../support/both-sides.ts'
import type { NationalClient, Reply } from '../support/client.ts'
import { pair } from '../support/gateways.ts'
import { openTalk } from '../support/story.ts'
import { exampleBody } from '../support/threads.ts'

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Shape>> }
}
/** One of several, by its type. */
interface Shape {
  readonly discriminator?: { readonly mapping: Readonly<Record<string, string>> }
}
type Rows = Record<string, unknown>[]

const both = await pair(t, {
  agreement: { profiles: ['tfa12', 'export-declaration'] },
})
const [a, b] = [both.a.client(), both.b.client()]
const document = (await a.get('/openapi.json')).json as unknown as Document
const { components } = document

/** Why an answer is not as the document says; empty when it is. */
function unlike(shape: string, { status, json }: Reply): string[] {
  if (status >= 300) return [`${status} ${JSON.stringify(json)}`]
  const validator = Compile({ $ref: `#/components/schemas/${shape}`, components } as never)
  return validator.Errors(json)[1].map(({ instancePath, message }) => `${shape}${instancePath} ${message}`)
}
const asked = async (client: NationalClient, path: string, language?: string): Promise<Reply> =>
  client.ask('GET', path, { headers: language === undefined ? {} : { 'accept-language': language } })

const talking = { ...both, journal: openJournal() }
const talk = await openTalk(talking, say.requestBody())
const path = `/v1/cases/${talk.id}`

t.test(
  'every message type of every profile has its schema in the document; those that open a case are listed for it',
  async (t) => {
    const shown = [...profiles.values()].filter(({ scope }) => scope !== 'line')
    const byType = (shape: string) => components.schemas[shape]?.discriminator?.mapping ?? {}
    for (const { name, messages } of shown)
      for (const type of Object.keys(messages)) {
        const said = byType('Sending')[type]?.split('/').at(-1) ?? ''
        t.ok(components.schemas[said] && type in byType('Body'), `${name}.${type}`)
      }
    t.same(Object.keys(byType('Opening')).sort(), ['agreement-propose', 'declare', 'limit', 'request', 'suspend'])
  },
)

t.test('profiles are data: states, messages with schemas, and the numbers of each agreement', async (t) => {
  const list = await a.get('/v1/profiles')
  t.same(unlike('ProfileList', list), [])
  t.match(list.json, { rows: [{ profile: 'tfa12', opens: 'request', agreements: [both.agreement.id] }] })
  for (const { profile } of list.json.rows as { profile: string }[]) {
    const one = await asked(a, `/v1/profiles/${profile}`, 'fr')
    t.same(unlike('Profile', one), [])
    const { messages, utilityBlock, states } = profiles.get(profile) ?? {}
    t.match(one.json, {
      utilityBlock,
      states: Object.fromEntries(Object.keys(states ?? {}).map((state) => [state, {}])),
    })
    t.same(Object.keys(one.json.messages as object), Object.keys(messages ?? {}))
    const { fields } = one.json.labels as { fields: Record<string, Record<string, string>> }
    for (const [type, labels] of Object.entries(fields))
      for (const [pointer, label] of Object.entries(labels)) t.not(label, pointer, `${type} ${pointer} has a label`)
  }
  t.match((await a.get('/v1/profiles/tfa12')).json, {
    agreements: [{ agreement: both.agreement.id, partner: 'XB', dueDays: 90 }],
    labels: undefined,
  })
  t.match((await a.get('/v1/profiles/link-test')).json, { status: 404, detail: /known are tfa12/ })
})

t.test('a case shows what may be sent next, with its paragraph and its schema, and why nothing else may', async (t) => {
  for (const client of [a, b]) t.same(unlike('Case', await client.get(path)), [])
  const { next, notLegal, owed } = (await b.get(path)).json as {
    next: Rows
    notLegal: Record<string, string>
    owed: Rows
  }
  t.match(
    next.find(({ type }) => type === 'ack'),
    { title: 'acknowledgement', items: 'none', schema: '/v1/profiles/tfa12#/messages/ack/body', secondPerson: null },
  )
  t.match(notLegal, { response: /is legal while the case is accepted/ })
  t.match(owed, [
    {
      what: 'owed',
      by: 'requested',
      member: 'XB',
      ours: true,
      answeredBy: ['ack', 'clarify'],
      source: 'target',
      overdue: false,
    },
    {
      what: 'answer',
      member: 'XB',
      type: 'request',
      source: 'treaty',
      paragraph: '6.1 e',
      dueOn: talk ? /^\d{4}-/ : '',
    },
  ])
  for (const { schema, type } of next) {
    const [at = '', pointer = ''] = String(schema).split('#')
    const found = pointer
      .slice(1)
      .split('/')
      .reduce((node: unknown, name) => (node as Record<string, unknown>)[name], (await b.get(at)).json)
    t.match(found, { type: 'object', properties: {} }, `the schema of ${type} is where it is said to be`)
  }
  const whole = await b.get(`${path}?schemas=true`)
  t.same(unlike('Case', whole), [])
  for (const { type, body, example } of whole.json.next as Rows) {
    t.match(body, { type: 'object' }, String(type))
    t.match(example, {}, String(type))
  }
})

t.test('what is due, in order, and how much', async (t) => {
  const today = new Date().toISOString().slice(0, 10)
  const due = await b.get('/v1/due?until=9999-12-31')
  t.same(unlike('DueList', due), [])
  t.match(due.json, {
    today,
    truncated: false,
    rows: [
      { case: talk.id, what: 'owed', ours: true, source: 'target' },
      { case: talk.id, what: 'answer', ours: true, source: 'treaty' },
      { case: talk.id, what: 'disposal', ours: true, source: 'agreement', paragraph: '5.1 e' },
    ],
  })
  t.equal((due.json.rows as Rows).length, 3, 'what came with the request is kept no longer than its terms say (5.3)')
  t.same((await b.get(`/v1/due?until=${today}`)).json.rows, [])
  t.same((await b.get('/v1/due?until=9999-12-31&by=partner')).json.rows, [])
  t.equal(((await a.get('/v1/due?until=9999-12-31&by=partner&partner=XB')).json.rows as Rows).length, 3)
  t.same((await both.b.client('elsewhere').get('/v1/due?until=9999-12-31')).json.rows, [], 'only for the own offices')

  const queue = await b.get('/v1/queue')
  t.same(unlike('Queue', queue), [])
  t.match(queue.json, { rows: [{ place: 1, case: talk.id, priority: null, beyondLimit: false }] })
  t.same((await a.get('/v1/queue')).json.rows, [], 'who asks has nothing to answer')

  const load = await b.get('/v1/workload')
  t.same(unlike('Workload', load), [])
  t.match(load.json, { partners: [{ partner: 'XA', toAnswer: 1, openedThisMonth: 1, askedThisMonth: 0, limit: null }] })

  const numbers = await b.get('/v1/statistics')
  t.same(unlike('Statistics', numbers), [])
  t.match(numbers.json, {
    rows: [{ partner: 'XA', profile: 'tfa12', role: 'requested', state: 'submitted', cases: 1 }],
  })
  const csv = await b.ask('GET', '/v1/statistics', { headers: { accept: 'text/csv' } })
  t.match(String(csv.octets), /^partner,agreement,profile,role,state,cases,opened,overdue\r\nXA,xa-xb-tfa12,tfa12,/)
  t.match((await b.get('/v1/statistics?since=2026-02-30')).json, { status: 400, field: '/since' })
  t.equal(((await b.get('/v1/cases?profile=tfa12')).json.rows as Rows).length, 1)
  t.same((await b.get('/v1/cases?profile=export-declaration')).json.rows, [])
})

t.test('a letter is registered by hand, stands in the timeline, and changes nothing', async (t) => {
  const { id } = await openTalk(talking, say.requestBody())
  const path = `/v1/cases/${id}`
  const before = (await b.get(path)).json
  const letter = {
    direction: 'in',
    channel: 'paper',
    type: 'request',
    on: '2026-04-02',
    summary: 'The request on paper.',
  }
  const registered = await b.post(`${path}/registrations`, { ...letter, reference: '4711/26' })
  t.equal(registered.status, 201)
  t.same(unlike('Registration', registered), [])
  const list = await b.get(`${path}/registrations`)
  t.same(unlike('RegistrationList', list), [])
  t.match(list.json, { rows: [{ ...letter, reference: '4711/26', client: 'officer' }] })
  const after = await b.get(path)
  t.same(unlike('Case', after), [])
  t.match(after.json, {
    state: before.state,
    revision: before.revision,
    timeline: [{ type: 'request' }, { channel: 'paper' }],
  })
  t.match((await a.get(path)).json.timeline, { length: 1 }, 'it is ours alone')
  const wrong = await b.post(`${path}/registrations`, { ...letter, type: 'declare', on: '2999-01-01' })
  t.match(wrong.json, { status: 422, code: 'body-invalid', faults: [{ field: '/type' }, { field: '/on' }] })
  t.equal((await both.b.client('elsewhere').post(`${path}/registrations`, letter)).status, 404)
})

interface Block {
  readonly direction: 'in' | 'out'
  readonly terms: string
  readonly text: string
  readonly sha256: string
  readonly handling: readonly string[]
  readonly binds: readonly { readonly id: string; readonly what: string }[]
}
const ofItems = ({ json }: Reply) =>
  (json.blocks as readonly Block[]).filter(({ binds }) => binds.some(({ what }) => what === 'item'))

/** One block binds both documents and what the response says; both members read the same text, octet for octet, and nothing of the content. */
async function termsInWords(t: Test): Promise<void> {
  const given = new Set(((await a.get(path)).json.items as Rows).flatMap(({ item, message }) => [item, message]))
  for (const language of ['en', 'fr', 'es']) {
    const [held, gave] = [await asked(a, `${path}/terms`, language), await asked(b, `${path}/terms`, language)]
    for (const answer of [held, gave]) {
      t.same(unlike('CaseTerms', answer), [])
      t.match(answer.headers, { 'content-language': language, vary: 'Accept, Accept-Language' })
    }
    const [[block, ...more], [same]] = [ofItems(held), ofItems(gave)]
    t.same(more, [])
    t.match(block, {
      direction: 'in',
      provider: 'XB',
      recipient: 'XA',
      language,
      offices: ['HQ'],
      readUntil: /^\d{4}-/,
    })
    t.same(block?.binds.map(({ id }) => id).sort(), [...given].sort())
    t.same({ ...same, direction: 'in' }, block, 'the provider reads the same')
    t.equal(block?.sha256, createHash('sha256').update(String(block?.text)).digest('hex'))
    const shown = await a.get(`/v1/terms/${block?.terms}`)
    t.match(shown.json, { provider: 'XB' })
    t.match(shown.headers, { 'content-type': /^application\/json/, vary: /\bAccept\b/ })
    const linked = await a.ask('GET', `/v1/terms/${block?.terms}`, { headers: { accept: 'application/ld+json' } })
    t.match(linked.headers, { 'content-type': /^application\/ld\+json/, vary: /\bAccept\b/ })
    const uid = `ni:///sha-256;${Buffer.from(String(block?.terms), 'hex').toString('base64url')}`
    t.match(JSON.parse(String(linked.octets)), {
      '@context': ['http://www.w3.org/ns/odrl.jsonld', { dpv: 'https://w3id.org/dpv#' }],
      uid,
      permission: [{ target: uid }],
    })
    t.same(block?.handling, ['H1', 'H2', 'H3'])
    const sheet = await a.ask('GET', `${path}/terms`, {
      headers: { accept: 'text/plain', 'accept-language': language },
    })
    t.match(sheet.headers['content-type'], /^text\/plain/)
    t.ok(String(sheet.octets).includes(String(block?.text)), 'the sheet holds the text as it is signed')
    for (const answer of [JSON.stringify(held.json), String(sheet.octets)])
      t.notMatch(answer, /\.(?:pdf|xml)|Acme|"body":\{/, 'no name and no content')
  }
  t.equal((await both.b.client('elsewhere').get(`${path}/terms`)).status, 404)
  t.equal((await a.ask('GET', `${path}/terms`, { headers: { accept: 'text/html' } })).status, 406)
  const other = { headers: { accept: 'application/rdf+xml' } }
  const [{ terms }] = ofItems(await asked(a, `${path}/terms`, 'en')) as [Block]
  t.equal((await a.ask('GET', `/v1/terms/${terms}`, other)).status, 406)
}

t.test('given, permitted, suspended: all of it is in the case, in the language asked for', async (t) => {
  const { says, items } = talk
  await says('b', 'ack', say.ack())
  const given = await items('b', ['declaration', 'commercial-invoice'])
  const [w1 = '', w2 = ''] = given.items
  await says(
    'b',
    'response',
    say.response(true, [say.provided('w1', w1), say.provided('w2', w2), say.notAvailable('w3')]),
    given,
  )
  const permission = randomUUIDv7()
  await says('a', 'permission-ask', say.permissionAsk(permission, [w1], { purposes: ['VERIFY_ORIGIN'] }))
  await says('b', 'permission', say.permission(permission, 'granted', { uses: 2 }))
  const view = await asked(a, path, 'es')
  t.same(unlike('Case', view), [])
  t.match(view.json, {
    wanted: [
      { wanted: 'w1', outcome: 'provided', since: /^\d{4}-/, dueOn: /^\d{4}-/ },
      {},
      { outcome: 'not-available' },
    ],
    items: [
      { verified: 'unverified', trueCopy: true, locked: false, disposed: false, acceptance: 'open' },
      { trueCopy: true },
    ],
    permissions: [{ permission, verdict: 'granted', used: 0 }],
    regions: { assurance: 'none', retention: 'held', 'retention-requested': 'held', breach: 'none' },
    suspension: null,
    labels: { language: 'es', states: { answered: 'Respondida' }, codes: { outcome: { provided: 'Facilitado' } } },
  })
  t.equal(view.headers['content-language'], 'es')

  await t.test(
    'the terms in force stand in words, for who holds and for who gave, in the language asked for',
    termsInWords,
  )

  const other = await openTalk(talking, say.requestBody())
  await other.says('b', 'ack', say.ack())
  const [breach] = exampleBody(suspension, 'suspend')['breaches'] as Record<string, unknown>[]
  const { message: _, ...found } = breach ?? {}
  const knownOn = new Date().toISOString().slice(0, 10)
  const breaches = [{ ...found, case: talk.id, learned: 'own-finding', knownOn }]
  const thread = await openTalk(
    talking,
    { ...exampleBody(suspension, 'suspend'), breaches },
    { by: 'b', type: 'suspend' },
  )
  t.same(unlike('Case', await b.get(`/v1/cases/${thread.id}`)), [])
  for (const client of [a, b]) {
    const suspended = await client.get(path)
    t.same(unlike('Case', suspended), [])
    t.match(suspended.json, { suspension: { thread: thread.id, by: 'XB', on: knownOn } })
  }
  const taken = `/v1/cases/${other.id}`
  t.match((await b.get(taken)).json.notLegal, { response: /rests while obligations are suspended/ })
  t.match((await a.get(taken)).json.legalNext, ['supplement', 'withdraw'], 'what keeps flowing is offered')
  t.match((await b.get('/v1/cases?profile=suspension')).json, { rows: [{ case: thread.id, state: 'suspended' }] })
})
