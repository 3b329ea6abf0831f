// Forms that are made of the schemas of the profiles: whatever a schema takes is written in one and read back as it was.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { withLess, withMore } from '../../../../gateway/doors/console/forms/change.ts'
import { byField, placed, summaryOf } from '../../../../gateway/doors/console/forms/faults.ts'
import { readForm } from '../../../../gateway/doors/console/forms/form-values.ts'
import { type FormNode, isUuid } from '../../../../gateway/doors/console/forms/node.ts'
import { bodyOf } from '../../../../gateway/doors/console/forms/read.ts'
import { formFields, type Showing } from '../../../../gateway/doors/console/forms/show.ts'
import { exampleOfBody, schemaOfBody } from '../../../../gateway/flows/views/profile-views.ts'
import { languages } from '../../../../gateway/model/client/language.ts'
import type { Json, JsonObject } from '../../../../gateway/model/json.ts'
import { registrationSchema } from '../../../../gateway/model/profile/registration.ts'
import { fits, shapeFaults } from '../../../../gateway/model/profile/shape.ts'
import { profiles } from '../../../../gateway/profiles/all.ts'
import { consoleWords } from '../../../../gateway/words/console-words.ts'
import { words } from '../../../../gateway/words/words.ts'
import { anyValue } from '../../../support/any-body.ts'
import { attributesOf, formOf, sent } from '../../../support/form-reading.ts'

const messages = [...profiles.values()].flatMap(({ name, messages }) =>
  Object.entries(messages).map(([type, message]) => ({ name, type, message })),
)

const plain: Showing = {
  ...{ say: consoleWords('en'), field: (at) => at, code: (_, code) => code },
  ...{ faults: new Map(), known: () => undefined, action: '/x' },
}
/** Two documents are known wherever an id stands. */
const knowing: Showing = {
  ...plain,
  known: (_, node) =>
    isUuid(node)
      ? [
          { value: 'b', text: 'B' },
          { value: 'a', text: 'A' },
        ]
      : undefined,
}
const again = (showing: Showing, node: FormNode, body: Json) =>
  bodyOf(node, formOf(formFields(showing, node, body).toString()))

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

t.test('any body that a profile takes is read back from its form as it was', async (t) => {
  for (const { name, type, message } of messages) {
    const node: FormNode = schemaOfBody(message)
    const example = exampleOfBody(message)
    t.strictSame(again(plain, node, example), example, `the example of ${name} ${type}`)
    const property = fc.property(anyValue(node), (body) => {
      fc.pre(isObject(body) && fits(message.body, body))
      return [plain, knowing].every((showing) => isDeepStrictEqual(again(showing, node, body), body))
    })
    const found = fc.check(property, { numRuns: 10 })
    t.notOk(found.failed, `${name} ${type}${found.failed ? `: ${fc.defaultReportMessage(found)}` : ''}`)
  }
})

t.test('a day and an instant have the field of the browser, and are read as they are meant [17]', async (t) => {
  const node: FormNode = {
    properties: { on: { type: 'string', format: 'date' }, at: { type: 'string', format: 'date-time' } },
  }
  const shown = (body: JsonObject) => formFields(plain, node, body).toString()
  const markup = shown({ on: '2026-03-02', at: '2026-03-02T14:30:00.000Z' })
  t.match(markup, /type="date"[^>]* value="2026-03-02"/)
  t.match(markup, /type="datetime-local"[^>]* value="2026-03-02T14:30"/)
  t.match(markup, /UTC/, 'the zone is named')
  t.match(shown({ at: 'noon' }), /type="text"[^>]* value="noon"/, 'what no such field would show stays as it was typed')
  for (const [typed, meant] of [
    ['2026-03-02T14:30', '2026-03-02T14:30:00.000Z'],
    ['2026-03-02T14:30:05', '2026-03-02T14:30:05.000Z'],
    ['2026-03-02T14:30:05.12', '2026-03-02T14:30:05.120Z'],
    ['2026-03-02T14:30:05.123Z', '2026-03-02T14:30:05.123Z'],
    ['noon', 'noon'],
  ] as const)
    t.same(bodyOf(node, readForm(sent([['/at', typed]]))), { at: meant }, typed)
  for (const at of ['2026-03-02T14:30:00.000Z', '2026-03-02T14:30:05.000Z', '2026-03-02T14:30:00.120Z'])
    t.same(again(plain, node, { at }), { at }, `${at} is read back as it was`)
})

t.test('what is typed wrong stays as it was typed, and its fault stands at its field', async (t) => {
  const node: FormNode = {
    ...registrationSchema,
    properties: { ...registrationSchema.properties, pages: { type: 'integer' } },
  }
  const typed = { direction: 'sideways', channel: 'paper', on: '31 March', summary: ' ', pages: 'ten' }
  const body = bodyOf(node, readForm(sent(Object.entries(typed).map(([name, value]) => [`/${name}`, value]))))
  t.strictSame(body, typed)
  const faults = placed(plain.say, shapeFaults(registrationSchema, body), node, body, [])
  const showing = { ...plain, faults: byField(faults) }
  const markup = formFields(showing, node, body).toString()
  for (const at of ['/direction', '/on', '/summary']) {
    t.ok(byField(faults).has(at), `${at} is at fault`)
    t.match(markup, `id="${at}-error"`, 'said at the field')
    t.match(markup, `id="${at}"`, 'which the summary leads to')
    t.match(summaryOf(plain.say, faults, plain.field).toString(), `href="#${at}"`)
  }
  t.strictSame(again(showing, node, body), typed, 'and nothing of it is lost')
})

t.test(
  'a fault of a part that is not on the page stands at the part around it; one of nothing at the head alone',
  async (t) => {
    const { body } = profiles.get('tfa12')?.messages.request ?? {}
    t.ok(body)
    const node: FormNode = { ...body }
    const faults = [
      { field: '/wanted/0/id/x', message: 'a' },
      { field: '/nowhere', message: 'b', paragraph: '4.1 b' },
    ]
    t.strictSame(placed(plain.say, faults, node, { wanted: [{}] }, []), [
      { at: '/wanted/0/id', message: 'a' },
      { at: undefined, message: 'b (12.4.1 b)' },
    ])
  },
)

t.test('lists grow and shrink, and parts come and go, each by one press', async (t) => {
  const { body } = profiles.get('export-declaration')?.messages.declare ?? {}
  const node: FormNode = { ...body }
  const one = withMore(node, {}, '/lines')
  t.strictSame(one, { lines: [{ id: 'g1', quantity: {}, value: {} }] }, 'with the number of the line')
  const two = withMore(node, one, '/lines')
  t.match(two, { lines: [{ id: 'g1' }, { id: 'g2' }] })
  t.match(withMore(node, withLess(node, two, '/lines/0'), '/lines'), { lines: [{ id: 'g2' }, { id: 'g3' }] })
  t.strictSame(withMore(node, {}, '/exit'), { exit: {} })
  t.strictSame(withLess(node, { exit: {} }, '/exit'), {})
  for (const nowhere of ['/lines/7/id', '/no/such', '/__proto__/x', '']) {
    t.strictSame(withLess(node, two, nowhere), two, `${nowhere} changes nothing`)
    t.strictSame(withMore(node, two, nowhere), two)
  }
})

t.test('whatever stands in a field, in every language, is text and nothing else', async (t) => {
  const evil = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='x",
    '\u202e\u2066gnp.exe\u2069',
    'x'.repeat(10_000),
  ]
  for (const { type, message } of messages.filter(({ name }) => name === 'tfa12')) {
    const node: FormNode = schemaOfBody(message)
    const bare = tagsOf(formFields(plain, node, filled(node, 'harmless')).toString())
    for (const said of evil)
      for (const language of languages) {
        const { field, code } = words(language)
        const showing = {
          ...plain,
          say: consoleWords(language),
          field: (at: string) => field('tfa12', type, at),
          code: (at: string, of: string) => code('tfa12', type, at, of),
        }
        const markup = formFields(showing, node, filled(node, said)).toString()
        t.strictSame(tagsOf(markup), bare, `${type} in ${language} has no tag more`)
      }
  }
})

/** All text fields of a body hold the same, also where their schema says otherwise; lists have an entry. */
function filled(node: FormNode, said: string): Json {
  if (node.properties)
    return Object.fromEntries(Object.entries(node.properties).map(([name, each]) => [name, filled(each, said)]))
  if (node.items) return node.items.enum ? [] : [filled(node.items, said)]
  return node.type === 'string' && node.const === undefined ? said : node.type === 'integer' ? 1 : false
}

/** Elements with the names of their attributes; a field of many lines is one as a field of one is. */
const tagsOf = (markup: string): readonly string[] =>
  [...markup.matchAll(/<([a-z0-9]+)((?: [^<>]*)?)>/g)].map(
    ([, tag, own = '']) => `${tag} ${[...attributesOf(own).keys()].join(' ')}`,
  )
