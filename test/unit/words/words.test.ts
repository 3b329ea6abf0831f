// Every text that people read, in every language of the WTO, and no text that nobody reads.
import t from 'tap'
import { languages } from '../../../gateway/model/client/language.ts'
import { problems } from '../../../gateway/model/problems/problem-table.ts'
import type { ProblemCode } from '../../../gateway/model/problems/problems.ts'
import { roles } from '../../../gateway/model/role.ts'
import { type TermName, termRows } from '../../../gateway/model/terms/vocabulary.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { catalogues } from '../../../gateway/words/catalogues.ts'
import { codeRows, keyOf, words } from '../../../gateway/words/words.ts'

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

type Rows = Readonly<Record<string, string>>
const { en, fr, es } = catalogues

/** What is asked for, the rows that must have it, and what the rows are called. */
const rooms: readonly (readonly [what: string, rows: Rows, asked: readonly Path[]])[] = [
  ['message', en.messages, messages.map(({ name, type }) => [name, type])],
  ['field', en.fields, found.flatMap(({ fields }) => fields)],
  ['code', codeRows.en, codes],
  ['state', en.states, [['none'], ...states]],
  ['region', en.regions, regions],
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

t.test('every language has the same keys, and a key that one lacks is named [17]', async (t) => {
  for (const language of languages) t.same(lacking(catalogues[language], en), [], language)
  const { console: pages, ...rest } = fr
  t.same(lacking({ ...rest, console: { ...pages, inbox: { ...pages.inbox, nothing: undefined } } }, en), [
    'console.inbox.nothing',
  ])
})

/** Keys of the English, as paths, that another language has no text for, or has beyond it. */
function lacking(other: unknown, pattern: unknown, path = ''): string[] {
  if (typeof pattern !== 'object' || pattern === null) return typeof other === typeof pattern ? [] : [path]
  const [theirs, ours] = [other ?? {}, pattern] as Record<string, unknown>[]
  const keys = new Set([...Object.keys(theirs ?? {}), ...Object.keys(ours ?? {})])
  return [...keys]
    .filter((key) => !unlike.some((each) => each.test(`${path}.${key}`)))
    .flatMap((key) => lacking(theirs?.[key], ours?.[key], path === '' ? key : `${path}.${key}`))
}
/** What only the table of problems says; and forms of plural, of which each language has its own. */
const unlike = [/^problems\.[^.]*\.(?:status|retry|verdict|theirs)$/, /\.(?:zero|two|few|many)$/]

const titlesOf = (language: (typeof languages)[number]): Rows =>
  Object.fromEntries(Object.entries(catalogues[language].problems).map(([code, { title }]) => [code, title]))

t.test('a text is not empty and has the signs of its language', async (t) => {
  const signs = {
    en: [/[àâçéèêëîïôûùñóíúá]/, 'English'],
    fr: [/[ñóíúá¿¡]/, 'French'],
    es: [/[àâçèêëîïôûùœ’]/, 'Spanish'],
  } as const
  for (const language of languages) {
    const { fields, codes, messages, states, regions, roles, terms } = catalogues[language]
    const rows = [fields, codes, messages, states, regions, roles, terms, titlesOf(language)].flatMap((each) =>
      Object.entries(each),
    )
    t.ok(rows.length > 300, `${rows.length} rows`)
    const [foreign, name] = signs[language]
    for (const [key, text] of rows) {
      t.match(text, /^[^\s'"<>]([^'"<>]*[^\s.'"<>])?$/, `${key}: ${text}`)
      t.notMatch(text, foreign, `${key}: ${name}`)
    }
  }
})

t.test('what to do about a problem stands in three languages, each a sentence of its own', async (t) => {
  for (const code of Object.keys(problems) as ProblemCode[]) {
    const [english, french, spanish] = [en, fr, es].map(({ problems }) => problems[code].fix) as [
      string,
      string,
      string,
    ]
    for (const text of [english, french, spanish]) t.match(text, /^[A-ZÀÉ].*[.]$/, code)
    t.equal(new Set([english, french, spanish]).size, 3, code)
    t.notMatch(french, /[ñóíúá¿¡]|(?<![’ ])[:;](?! )|[^ ][;!?]/, `${code}: French, with its spaces`)
    t.notMatch(spanish, /[àâçèêëîïôûùœ’]/, `${code}: Spanish`)
    for (const named of english.match(
      /(?:\/readyz|SHA-256|Retry-After|Content-Type|[a-z]+-[a-z]+(?=")|bulla [a-z]+ ?[a-z]*)/g,
    ) ?? [])
      for (const text of [french, spanish])
        t.ok(text.includes(named.trim()), `${code}: ${named} is called so everywhere`)
  }
})

t.test('the English is that of the tables: when it changes there, all three are asked for', async (t) => {
  for (const [code, { title, fix }] of Object.entries(problems)) {
    t.equal(words('en').problem(code as ProblemCode), title)
    t.equal(words('en').fix(code as ProblemCode), fix)
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
