// Every text that people read, in every language of the WTO, and no text that nobody reads.
import t from 'tap'
import type { ProblemText } from '../../../gateway/model/problems/problem-row.ts'
import { problems } from '../../../gateway/model/problems/problem-table.ts'
import type { ProblemCode } from '../../../gateway/model/problems/problems.ts'
import { roles } from '../../../gateway/model/role.ts'
import { type TermName, termRows } from '../../../gateway/model/terms/vocabulary.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { codeRooms, codeRows } from '../../../gateway/words/codes.ts'
import { fieldRooms, fieldRows } from '../../../gateway/words/fields.ts'
import { languages, type Row, type Rows } from '../../../gateway/words/language.ts'
import { messageRows } from '../../../gateway/words/messages.ts'
import { regionRows, roleRows, stateRows } from '../../../gateway/words/states.ts'
import { termTitles } from '../../../gateway/words/terms.ts'
import { keyOf, words } from '../../../gateway/words/words.ts'

interface Node {
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}
type Path = readonly string[]

/** The paths of all fields below a schema, and of all codes with the code as last step. */
function walk(node: Node, path: Path): { fields: Path[]; codes: Path[] } {
  const values = [...(node.enum ?? []), node.const].filter((value) => typeof value === 'string')
  const below = [
    ...Object.entries(node.properties ?? {}).map(([name, member]) => walk(member, [...path, name])),
    ...[node.items, ...(node.anyOf ?? [])].flatMap((inner) => (inner ? [walk(inner, path)] : [])),
  ]
  return {
    fields: [
      ...Object.keys(node.properties ?? {}).map((name) => [...path, name]),
      ...below.flatMap(({ fields }) => fields),
    ],
    codes: [...values.map((value) => [...path, value]), ...below.flatMap(({ codes }) => codes)],
  }
}

const messages = [...profiles.values()].flatMap(({ name, messages }) =>
  Object.entries(messages).map(([type, message]) => ({ name, type, message })),
)
const found = [
  ...messages.map(({ name, type, message }) => walk(message.body as Node, [name, type])),
  ...Object.entries(termRows).map(([term, schema]) => walk(schema as Node, ['terms', term])),
]
/** What the fold and the engine say of a case, in no body. */
const ofCase: Readonly<Record<string, readonly string[]>> = {
  outcome: ['open', 'declared', 'removed'],
  kind: ['goods'],
  verified: ['unverified', 'verified', 'corrected', 'withdrawn'],
  acceptance: ['open', 'accepted', 'unable'],
  verdict: ['applied', 'illegal', 'crossed', 'asked', 'granted', 'partly', 'denied', 'revoked'],
  source: ['treaty', 'agreement', 'target'],
}
/** Numbers of paragraphs are the same in every language. */
const isParagraph = (code: string) => /^\d{1,2}(\.\d{1,2})?( [a-h])?$/.test(code)
const codes = [
  ...found.flatMap(({ codes }) => codes).filter((path) => !isParagraph(path.at(-1) ?? '')),
  ...Object.entries(ofCase).flatMap(([field, codes]) => codes.map((code) => ['case', field, code])),
]
const states = [...profiles.values()].flatMap(({ name, states }) => Object.keys(states).map((state) => [name, state]))
const regions = [...profiles.values()].flatMap(({ regions = {} }) =>
  Object.entries(regions).flatMap(([region, { describe }]) => [
    [region],
    ...Object.keys(describe).map((state) => [region, state]),
  ]),
)

/** What is asked for, the rows that must have it, and what the rows are called. */
const rooms: readonly (readonly [what: string, rows: Rows, asked: readonly Path[]])[] = [
  ['message', messageRows, messages.map(({ name, type }) => [name, type])],
  ['field', fieldRows, found.flatMap(({ fields }) => fields)],
  ['code', codeRows, codes],
  ['state', stateRows, [['none'], ...states]],
  ['region', regionRows, regions],
]

for (const [what, rows, asked] of rooms) {
  t.test(`every ${what} has a text in every language, and every text is used`, async (t) => {
    const missing = new Set(asked.filter((path) => keyOf(rows, path) === undefined).map((path) => path.join('.')))
    t.same([...missing], [], `${asked.length} were asked for`)
    const used = new Set(asked.map((path) => keyOf(rows, path)))
    t.same(
      Object.keys(rows).filter((key) => !used.has(key)),
      [],
      `${Object.keys(rows).length} rows, none left over`,
    )
  })
}

t.test('no text stands in two rooms of the catalogue', async (t) => {
  for (const [name, list, all] of [
    ['fields', fieldRooms, fieldRows],
    ['codes', codeRooms, codeRows],
  ] as const) {
    const keys = list.flatMap((rows) => Object.keys(rows))
    t.same(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
      name,
    )
    t.equal(keys.length, Object.keys(all).length)
  }
})

const threeOf = ({ en, fr, es }: ProblemText): Row => [en, fr, es]
const titleRows = Object.fromEntries(Object.entries(problems).map(([code, { title }]) => [code, threeOf(title)]))

t.test('a row holds three texts, none empty, with the signs of its language', async (t) => {
  const rows: [string, Row][] = [
    fieldRows,
    codeRows,
    messageRows,
    stateRows,
    regionRows,
    roleRows,
    termTitles,
    titleRows,
  ].flatMap((each) => Object.entries(each) as [string, Row][])
  t.ok(rows.length > 300, `${rows.length} rows`)
  for (const [key, row] of rows) {
    t.equal(row.length, languages.length, key)
    for (const text of row) t.match(text, /^[^\s'"<>]([^'"<>]*[^\s.'"<>])?$/, `${key}: ${text}`)
    t.notMatch(row[0], /[àâçéèêëîïôûùñóíúá]/, `${key}: English`)
    t.notMatch(row[1], /[ñóíúá¿¡]/, `${key}: French`)
    t.notMatch(row[2], /[àâçèêëîïôûùœ’]/, `${key}: Spanish`)
  }
})

t.test('what to do about a problem stands in three languages, each a sentence of its own', async (t) => {
  for (const [code, row] of Object.entries(problems)) {
    const { en, fr, es } = row.fix
    for (const text of [en, fr, es]) t.match(text, /^[A-ZÀÉ].*[.]$/, code)
    t.equal(new Set([en, fr, es]).size, 3, code)
    t.notMatch(fr, /[ñóíúá¿¡]|(?<![’ ])[:;](?! )|[^ ][;!?]/, `${code}: French, with its spaces`)
    t.notMatch(es, /[àâçèêëîïôûùœ’]/, `${code}: Spanish`)
    for (const named of en.match(
      /(?:\/readyz|SHA-256|Retry-After|Content-Type|[a-z]+-[a-z]+(?=")|bulla [a-z]+ ?[a-z]*)/g,
    ) ?? [])
      for (const text of [fr, es]) t.ok(text.includes(named.trim()), `${code}: ${named} is called so everywhere`)
  }
})

t.test('the English is that of the tables: when it changes there, all three are asked for', async (t) => {
  for (const [code, { title, fix }] of Object.entries(problems)) {
    t.equal(words('en').problem(code as ProblemCode), title.en)
    t.equal(words('en').fix(code as ProblemCode), fix.en)
  }
  for (const { name, type, message } of messages)
    t.equal(words('en').message(name, type).toLowerCase(), message.title.toLowerCase(), type)
})

t.test('the members are called as the treaty calls them', async (t) => {
  t.same(
    roles.map((role) => words('fr').role(role)),
    ['Membre demandeur', 'Membre auquel la demande est adressée'],
  )
  t.same(
    roles.map((role) => words('es').role(role)),
    ['Miembro solicitante', 'Miembro al que se dirige la solicitud'],
  )
})

t.test('a text is found by its place, the longest path first', async (t) => {
  const { field, code, state, region, message, term } = words('fr')
  t.equal(field('tfa12', 'request', '/originatingOffice/name'), 'Nom du bureau')
  t.equal(field('tfa12', 'request', '/persons/3/name'), 'Nom')
  t.equal(field('export-declaration', 'declare', '/lines/0/quantity/amount'), 'Quantité')
  t.equal(code('tfa12', 'response', '/outcomes/0/basis/ground', 'd'), 'd: le consentement exigé n’a pas été donné')
  t.equal(code('tfa12', 'response', '/outcomes/0/basis/limit', 'f'), 'f: pas de traduction')
  t.equal(code('tfa12', 'case', '/outcome', 'postponed'), 'Reporté')
  t.equal(state('tfa12', 'accepted'), 'Prise en charge')
  t.equal(state('export-declaration', 'accepted'), 'Acceptée')
  t.equal(region('tfa12', 'breach'), 'Violation')
  t.equal(message('tfa12', 'refuse'), 'Refus')
  for (const name of Object.keys(termRows)) t.not(term(name as TermName), name)
})

t.test('what has no text is shown as it is', async (t) => {
  const { field, code, state, message } = words('es')
  t.equal(message('tfa13', 'hello'), 'hello')
  t.equal(state('tfa13', 'away'), 'away')
  t.equal(code('tfa12', 'request', '/inabilities/0/para', '4.1 a'), '4.1 a')
  t.equal(code('tfa12', 'request', '/purpose/codes/0', 'constructor'), 'constructor')
  t.equal(field('tfa13', 'hello', '/nowhere'), '/nowhere')
})
