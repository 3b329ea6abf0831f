// Which terms bind an item in its case, and what may take their place.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import type { JsonObject } from '../../../crypto/json.ts'
import { type Statement, termsSha256 } from '../../../crypto/statement/statement.ts'
import { itemsNamed } from '../../../gateway/case/effects.ts'
import {
  demandAsTermed,
  demandInForce,
  demandTighter,
  type FoldedCase,
  termsInForce,
  termsOfCase,
  termsStood,
} from '../../../gateway/case/terms-in-force.ts'
import type { GivenItem } from '../../../gateway/model/profile/case-core.ts'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import { readKeptTerms } from '../../../gateway/model/terms/version-1.ts'
import type { ExcludedProceeding, Terms } from '../../../gateway/model/terms/vocabulary.ts'
import { tfa12 } from '../../../gateway/profiles/tfa12/profile.ts'

const matter = randomUUIDv7()
const item = randomUUIDv7()
const termsUntil = (until: string): Terms => {
  const terms = defaultTerms({
    provider: 'XB',
    recipient: 'XA',
    legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
    protection: { level: 'customs-confidential', description: 'In confidence.', measures: [], law: [] },
    offices: ['HQ'],
    purposes: ['VERIFY_VALUE'],
    matter,
    localDate: '2026-03-05',
    defaults: {},
  })
  return { ...terms, terms: terms.terms.map((row) => (row.term === 'retention' ? { ...row, until } : row)) }
}
const asJson = (terms: Terms) => terms as unknown as JsonObject

const message = (type: string, clock: number, terms: Terms, more: { items?: string[]; facts?: JsonObject } = {}) => {
  const statement = {
    ...{ v: 2, id: randomUUIDv7(), case: matter, profile: 'tfa12', type, clock, terms: asJson(terms) },
    facts: more.facts ?? {},
    items: (more.items ?? []).map((id) => ({ id })),
  } as unknown as Statement
  return { id: statement.id, statement }
}
const [first, second, third] = ['2031-03-05', '2030-03-05', '2029-03-05'].map(termsUntil) as [Terms, Terms, Terms]
const brought = message('response', 3, first, { items: [item] })
const amends = (clock: number, terms: Terms) => message('amend-terms', clock, terms, { facts: { items: [item] } })
const folded = (messages: FoldedCase['messages'], illegal: readonly string[] = []): FoldedCase => ({
  profile: tfa12,
  messages,
  state: {
    given: {},
    assured: [],
    steps: Object.fromEntries(
      messages.map(({ statement: { id } }) => [id, illegal.includes(id) ? 'illegal' : 'applied']),
    ),
  },
})
const digest = (terms: Terms) => termsSha256(asJson(terms))

t.test(
  'an item may have stood under the terms of each amendment that names it, whether it took effect or not',
  async (t) => {
    const [one, two, other] = [amends(5, second), amends(6, third), message('amend-terms', 7, third)]
    const stood = termsStood(folded([other, two, brought, one], [two.id]))
    t.same(stood.get(item), [brought, one, two], 'in the order of the case')
    t.same(stood.get(brought.id), [brought], 'its body stands under its own terms')
    t.equal(stood.get(randomUUIDv7()), undefined, 'of what nobody brought nothing is known')
  },
)

t.test('an item is bound by the terms it came with, until an amendment takes effect', async (t) => {
  const [one, two] = [amends(5, second), amends(6, third)]
  t.equal(termsInForce(folded([brought]))(item)?.sha256, digest(first))
  t.equal(termsInForce(folded([two, one, brought]))(item)?.sha256, digest(third), 'the newest, however they lie')
  t.equal(termsInForce(folded([brought, one, two], [two.id]))(item)?.sha256, digest(second), 'an illegal one is none')
  t.equal(termsInForce(folded([brought, amends(5, second)]))(randomUUIDv7()), undefined, 'what nobody brought has none')
})

t.test('an amendment is held against what binds now, not against what bound at first', async (t) => {
  const now = folded([brought, amends(5, third)])
  t.doesNotThrow(() => demandTighter(folded([brought]), [item], asJson(second)))
  t.throws(() => demandTighter(now, [item], asJson(second)), {
    code: 'terms-invalid',
    paragraph: '5.1 e',
    message: /an amendment only tightens: .*2029-03-05 or earlier/,
    faults: [{ field: /^\/terms\/terms\/\d+\/until$/ }],
  })
})

t.test('what is accepted are the terms in force, which a message of the case holds', async (t) => {
  const now = folded([brought, amends(5, second)])
  t.doesNotThrow(() => demandInForce(now, [item], digest(second)))
  t.throws(() => demandInForce(now, [item], digest(first)), { code: 'terms-invalid', field: '/terms' })
  t.same(termsOfCase(now.messages, digest(first)), first)
  t.throws(() => termsOfCase(now.messages, digest(third)), { code: 'terms-unknown' })
})

t.test(
  '[D11] a disposal MUST be by the method that the terms name, and a hold where they allow one [R18]',
  async (t) => {
    const held = {
      ...first,
      terms: first.terms.map((row) => (row.term === 'retention' ? { ...row, hold: true } : row)),
    }
    const allowing = folded([message('response', 3, held, { items: [item] })])
    const row = { id: item, method: 'destroy-keys' }
    t.doesNotThrow(() => demandAsTermed(folded([brought]), [row]))
    t.throws(() => demandAsTermed(folded([brought]), [{ ...row, method: 'destroy-media' }]), {
      code: 'body-invalid',
      field: '/body/items/0/method',
      paragraph: '5.1 e',
    })
    const hold = { ...row, heldUntil: '2031-12-31' }
    t.throws(() => demandAsTermed(folded([brought]), [hold]), { code: 'body-invalid', field: '/body/items/0/hold' })
    t.doesNotThrow(() => demandAsTermed(allowing, [hold]))
  },
)

t.test('facts name items as ids or as objects with one', async (t) => {
  t.same(itemsNamed({ facts: { items: [item, { id: item, disposed: true }, 7, null, ['x']] } }), [item, item])
  t.same(itemsNamed({ facts: {} }), [])
})

const given = (by: 'requesting' | 'requested', wanted?: string): GivenItem => ({
  ...{ what: 'item', by, message: brought.id, verified: 'unverified', trueCopy: false, locked: false },
  ...{ opens: 'accepted', acceptance: 'accepted', closedAt: null, disposed: false },
  ...(wanted !== undefined && { wanted }),
})
const open = { ...first, terms: first.terms.map((row) => (row.term === 'evidence' ? { ...row, excluded: [] } : row)) }
const excludedNow = (of: FoldedCase, id: string) =>
  termsInForce(of)(id)?.terms.terms.flatMap((row) => (row.term === 'evidence' ? row.excluded : []))

t.test('what was assured is a lower bound of the terms of what it was required for, on either side [R9]', async (t) => {
  const other = randomUUIDv7()
  const response = message('response', 3, open, { items: [item, other] })
  const told = (wanted: readonly string[] | null): FoldedCase => {
    const { state, ...rest } = folded([response])
    const assured = [{ excluded: ['criminal-investigation' as ExcludedProceeding], wanted }]
    return {
      ...rest,
      state: { ...state, assured, given: { [item]: given('requested', 'w1'), [other]: given('requested', 'w2') } },
    }
  }
  t.same(excludedNow(folded([response]), item), [], 'the terms exclude nothing themselves')
  t.same(excludedNow(told(null), item), ['criminal-investigation'])
  t.same(excludedNow(told(['w1']), item), ['criminal-investigation'])
  t.same(excludedNow(told(['w1']), other), [], 'it was required for something else')
  t.same(excludedNow(told(['w1']), response.id), ['criminal-investigation'], 'a body may tell of anything')
  t.equal(termsInForce(told(null))(item)?.sha256, digest(open), 'what is accepted are the terms as they were written')
  t.doesNotThrow(() => demandTighter(told(null), [item], asJson(open)), 'an amendment is held against what was written')
})

t.test('a body is bound by the terms of its message, and by an amendment that names it', async (t) => {
  const amended = message('amend-terms', 5, second, { facts: { items: [brought.id] } })
  t.equal(termsInForce(folded([brought]))(brought.id)?.sha256, digest(first))
  t.equal(termsInForce(folded([brought, amended]))(brought.id)?.sha256, digest(second))
  t.equal(termsInForce(folded([brought, amended]))(item)?.sha256, digest(first), 'its items are not named')
})

t.test('terms of vocabulary 1.0 that lie here are read as they would be written today, never looser', async (t) => {
  const old = { ...first, vocabulary: 'tfa12/terms/1.0' } as unknown as Terms
  t.same(readKeptTerms(old), first)
  const later = first.terms.map((row) => (row.term === 'purpose' ? { ...row, purposes: ['ANSWER_REQUEST'] } : row))
  t.throws(() => readKeptTerms({ ...old, terms: later }), { code: 'terms-unknown' })
  const request = message('request', 1, old, { items: [item] })
  const { state, ...rest } = folded([request])
  const purposes = (by: 'requesting' | 'requested') =>
    termsInForce({ ...rest, state: { ...state, given: { [item]: given(by) } } })(item)?.terms.terms.flatMap((row) =>
      row.term === 'purpose' ? row.purposes : [],
    )
  t.same(purposes('requesting'), ['ANSWER_REQUEST'], 'what came with a question is read to answer it')
  t.same(purposes('requested'), ['VERIFY_VALUE'])
  t.equal(termsInForce(folded([request]))(item)?.sha256, digest(old), 'their digest stays')
})
