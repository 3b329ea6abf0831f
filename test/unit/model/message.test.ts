import t from 'tap'
import { agreementSchema } from '../../../gateway/model/agreement.ts'
import type { Problem } from '../../../gateway/model/problems/problems.ts'
import { checkBody, messageType } from '../../../gateway/model/profile/message.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import { fits } from '../../../gateway/model/profile/shape.ts'
import { termsSchema } from '../../../gateway/model/terms/vocabulary.ts'
import { profiles } from '../../../gateway/profiles/all.ts'

const tfa12 = profiles.get('tfa12') as Profile
const bodies = [...profiles.values()].flatMap(({ name, messages }) =>
  Object.entries(messages).map(([type, message]) => ({ name, type, message })),
)
const request = messageType(tfa12, 'request').body as Node
interface Node {
  type?: string
  description?: string
  paragraph?: string
  examples?: unknown[]
  properties?: Record<string, Node>
  items?: Node
  anyOf?: Node[]
  additionalProperties?: unknown
  [keyword: string]: unknown
}

t.test('every example of a body is valid, and its facts have their shape', async (t) => {
  for (const { name, type, message } of bodies) {
    const examples = (message.body as Node).examples ?? []
    t.ok(examples.length > 0, `${name} ${type} has an example`)
    for (const example of examples) {
      const { body } = checkBody(profiles.get(name) as Profile, type, example)
      t.ok(fits(message.factsShape, message.facts(body)), `${name} ${type}`)
    }
  }
})

t.test('every object is closed, every text and list bounded, every field described', async (t) => {
  const schemas: [string, Node][] = [
    ...bodies.flatMap(({ name, type, message }): [string, Node][] => [
      [`${name} ${type}`, message.body as Node],
      [`${name} ${type} facts`, message.factsShape as Node],
    ]),
    ['agreement', agreementSchema as unknown as Node],
    ['terms', termsSchema as unknown as Node],
  ]
  for (const [name, schema] of schemas) t.same(loose(schema, name), [], name)
})

function loose(node: Node, at: string): string[] {
  const own = [
    ...(node.type === 'object' && node.additionalProperties !== false ? [`${at} is open`] : []),
    ...(node.type === 'string' && node['const'] === undefined && node['maxLength'] === undefined
      ? [`${at} is unbounded`]
      : []),
    ...(node.type === 'array' && node['maxItems'] === undefined ? [`${at} is unbounded`] : []),
    ...(node.type === 'integer' && (node['minimum'] === undefined || node['maximum'] === undefined)
      ? [`${at} is unbounded`]
      : []),
    ...(node.description === undefined && node.anyOf === undefined ? [`${at} is not described`] : []),
  ]
  const inner = [
    ...Object.entries(node.properties ?? {}).map(([name, child]) => loose(child, `${at}/${name}`)),
    ...(node.items ? [loose(node.items, `${at}[]`)] : []),
    ...(node.anyOf ?? []).map((child, index) => loose(child, `${at}|${index}`)),
  ]
  return [...own, ...inner.flat()]
}

t.test('every field of a request names its paragraph', async (t) => {
  const { properties = {} } = request
  for (const [name, { paragraph }] of Object.entries(properties)) t.match(paragraph, /^\d{1,2}(\.\d)?( [a-h])?$/, name)
})

t.test('a fault says what was expected and what was found, and repeats no value', async (t) => {
  const example = (request.examples ?? [])[0] as Record<string, unknown>
  for (const [changes, field, paragraph, says] of [
    [{ matter: 7 }, '/matter', '4.1 a', /^must be text, found a number: the matter at issue$/],
    [{ matter: '   ' }, '/matter', '4.1 a', /^must hold more than blanks$/],
    [{ matter: '' }, '/matter', '4.1 a', /at least 1 characters, found text of 0/],
    [{ matter: 'SECRET'.repeat(1000) }, '/matter', '4.1 a', /at most 4000 characters, found text of 6000 characters/],
    [{ matter: 'SEC\u0000RET' }, '/matter', '4.1 a', /plain Unicode text/],
    [{ matter: 'SECRET\ud800' }, '/matter', '4.1 a', /plain Unicode text/],
    [{ wanted: [] }, '/wanted', '4.1 d', /at least 1 entries, found a list of 0/],
    [{ wanted: 'SECRET' }, '/wanted', '4.1 d', /must be a list, found text of 6 characters/],
    [
      { persons: [{ role: 'importer', name: 'SECRET', age: 7 }] },
      '/persons/0/age',
      '4.1 b',
      /is not a field here; known are role, name/,
    ],
    [{ persons: [{ role: 'importr', name: 'SECRET' }] }, '/persons/0/role', '4.1 b', /did you mean importer\?/],
    [
      { persons: [{ role: 'SECRET', name: 'SECRET' }] },
      '/persons/0/role',
      '4.1 b',
      /must be one of importer, .*found text of 6 characters$/,
    ],
    [
      { persons: [{ role: 'importer', name: 'X', email: 'SECRET' }] },
      '/persons/0/email',
      '4.1 b',
      /must be a real email/,
    ],
    [{ purpose: { codes: ['VERIFY_VALUE', 'VERIFY_VALUE'] } }, '/purpose/codes', '4.1 b', /twice/],
    [{ 'SECRET name': 1 }, '', '4.1', /a field that is not known/],
    [{ langauge: 'SECRET' }, '/langauge', '4.1', /did you mean language\?/],
    [{ verification: null }, '/verification', '3', /must be an object, found null/],
  ] as const) {
    const problem = thrown(() => checkBody(tfa12, 'request', { ...example, ...changes }))
    t.match(
      problem,
      { code: 'body-invalid', field, paragraph, faults: [{ message: says }] },
      JSON.stringify(changes).slice(0, 60),
    )
    t.notMatch(`${problem.message} ${JSON.stringify(problem.faults)}`, /SECRET/)
  }
})

t.test('all faults are told at once, but never without end', async (t) => {
  t.ok((thrown(() => checkBody(tfa12, 'request', {})).faults?.length ?? 0) >= 10)
  const wanted = Array.from({ length: 64 }, () => ({ id: 0, kind: 0, as: 0, declaration: 0 }))
  const { faults = [] } = thrown(() => checkBody(tfa12, 'request', { wanted }))
  t.ok(faults.length <= 32, `${faults.length}`)
})

t.test('what is no object at all is refused', async (t) => {
  for (const body of [null, undefined, [], 'text', 7, true])
    t.throws(() => checkBody(tfa12, 'request', body), { code: 'body-invalid', field: '' })
})

t.test('items are counted where the message type says so', async (t) => {
  const items = [{ id: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01', kind: 'declaration' }]
  t.throws(() => checkBody(tfa12, 'withdraw', { reason: 'corrected' }, { items }), {
    code: 'body-invalid',
    field: '/items',
  })
  t.doesNotThrow(() => checkBody(tfa12, 'withdraw', { reason: 'corrected' }, { items: [] }))
})

t.test('a message type that the profile lacks is unknown', async (t) => {
  for (const type of ['subpoena', 'constructor', '__proto__', ''])
    t.throws(() => messageType(tfa12, type), { code: 'profile-unknown', message: /it has request, ack, clarify/ })
})

t.test('profiles are described in full', async (t) => {
  for (const profile of profiles.values()) {
    t.equal(profiles.get(profile.name), profile)
    const opening = Object.values(profile.messages).filter(({ opens }) => opens)
    t.equal(opening.length, 1, `${profile.name} has one opening message`)
    for (const [type, { legalIn }] of Object.entries(profile.messages))
      for (const state of legalIn)
        t.ok(profile.states[state], `${type} is legal in ${state}, which stands in the table`)
    for (const [type, { owes = [], opens, from }] of Object.entries(profile.messages)) {
      if (opens) t.equal(from, 'requesting', `${type} opens a case: its sender is the requesting side`)
      for (const { answeredBy } of owes)
        for (const answer of answeredBy)
          t.ok(profile.messages[answer], `${type} is answered by ${answer}, which there is`)
    }
    for (const [name, { initial, describe, life }] of Object.entries(profile.regions ?? {})) {
      const states = Object.keys(describe)
      t.same(Object.keys(life), states, `${name}: each state has its life`)
      t.ok(
        [initial, ...Object.values(life).flat()].every((state) => states.includes(state)),
        `${name} is described`,
      )
    }
    t.ok(Object.values(profile.utilityBlock).every((section) => section.length > 0))
  }
  t.equal(tfa12.scope, 'case')
})

function thrown(run: () => unknown): Problem {
  try {
    run()
  } catch (error) {
    return error as Problem
  }
  throw new Error('nothing was thrown')
}
