// Terms projected for systems that know ODRL, and for readers who know handling codes: what is projected is never looser than the
// terms, and whatever is not understood permits nothing.
import t from 'tap'
import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { languages } from '../../../gateway/model/client/language.ts'
import { defaultTerms, readTerms } from '../../../gateway/model/terms/terms.ts'
import {
  disclosureTargets,
  excludedProceedings,
  purposeCodes,
  releaseModes,
  type TermName,
  type Terms,
  termNames,
} from '../../../gateway/model/terms/vocabulary.ts'
import { handlingOf, handlingText } from '../../../gateway/words/projection/handling.ts'
import { odrlOf } from '../../../gateway/words/projection/odrl.ts'
import { seededRandom } from '../../support/random.ts'

/** Of the ODRL Vocabulary & Expression 2.2, §3.15 and §3.17: what has no place in it is no action and no operand. */
const odrlActions = [
  'use',
  'read',
  'display',
  'print',
  'reproduce',
  'distribute',
  'present',
  'delete',
  'inform',
  'reviewPolicy',
  'obtainConsent',
  'aggregate',
  'derive',
  'index',
  'watermark',
]
const odrlOperands = ['purpose', 'recipient', 'event', 'dateTime', 'delayPeriod']
const odrlOperators = ['eq', 'isAnyOf', 'lteq', 'gteq']

const usual: Terms = defaultTerms({
  ...{ provider: 'XB', recipient: 'XA', legalBasis: 'Article 12', matter: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01' },
  ...{ offices: ['HQ'], purposes: ['VERIFY_VALUE'], localDate: '2026-11-21', defaults: {} },
  protection: { level: 'customs-confidential', description: 'In confidence.', measures: ['encrypted'], law: [] },
})
const but = (name: TermName, change: JsonObject | null): Terms =>
  readTerms({
    ...usual,
    terms: usual.terms.flatMap((term) =>
      term.term !== name ? [term] : change === null ? [] : [{ ...term, ...change }],
    ),
  })
const some = <T>(of: readonly T[], random: () => number, least = 0): T[] => {
  const drawn = of.filter(() => random() < 0.6)
  return drawn.length >= least ? drawn : [...of]
}
type Rule = Readonly<Record<string, unknown>> & {
  readonly action: string
  readonly constraint?: readonly Constraint[]
  readonly duty?: readonly Rule[]
}
interface Constraint {
  readonly leftOperand: string
  readonly operator: string
  readonly rightOperand: unknown
}
interface Policy {
  readonly uid: string
  readonly permission?: readonly Rule[]
  readonly prohibition?: readonly Rule[]
  readonly obligation?: readonly Rule[]
}
const policyOf = (terms: Terms | undefined): Policy =>
  JSON.parse(odrlOf(terms ? termsSha256(terms as unknown as JsonObject) : 'ab'.repeat(32), terms))
const actionsOf = (rules: readonly Rule[] = []) => rules.map(({ action }) => action)
const narrowedBy = ({ constraint = [] }: Rule, operand: string) =>
  constraint.find(({ leftOperand }) => leftOperand === operand)

t.test('a policy has the shape of ODRL 2.2 and its words alone, whatever the terms', async (t) => {
  const { seed, random } = seededRandom()
  t.comment(`seed: ${seed}`)
  for (let round = 0; round < 300; round += 1) {
    const terms = readTerms({
      ...usual,
      terms: some(
        usual.terms.map((term) => {
          if (term.term === 'purpose') return { ...term, purposes: some(purposeCodes, random, 1) }
          if (term.term === 'disclosure') return { ...term, forbidden: some(disclosureTargets, random) }
          if (term.term === 'evidence') return { ...term, excluded: some(excludedProceedings, random) }
          if (term.term === 'export') return { ...term, mode: releaseModes[Math.floor(random() * 3)] }
          return term
        }),
        random,
      ),
    })
    const policy = policyOf(terms)
    const rules = [...(policy.permission ?? []), ...(policy.prohibition ?? []), ...(policy.obligation ?? [])]
    for (const { action, target, constraint = [], duty = [] } of rules) {
      t.ok(odrlActions.includes(action) && target === policy.uid, action)
      for (const each of duty) t.ok(odrlActions.includes(each.action))
      for (const { leftOperand, operator } of constraint)
        t.ok(odrlOperands.includes(leftOperand) && odrlOperators.includes(operator), `${leftOperand} ${operator}`)
    }
    const has = new Set(terms.terms.map(({ term }) => term))
    if (!has.has('recipients') || !has.has('purpose'))
      t.notOk(actionsOf(policy.permission).includes('read'), 'nobody reads where terms name no office or no purpose')
  }
})

t.test('what is permitted is narrowed as the terms are', async (t) => {
  const { permission = [], prohibition = [], obligation = [] } = policyOf(usual)
  const read = permission.find(({ action }) => action === 'read') as Rule
  t.match(narrowedBy(read, 'recipient'), { operator: 'isAnyOf', rightOperand: ['HQ'] })
  t.match(narrowedBy(read, 'purpose'), { operator: 'isAnyOf', rightOperand: ['VERIFY_VALUE'] })
  t.match(narrowedBy(read, 'dateTime'), { operator: 'lteq', rightOperand: { '@type': 'xsd:date' } })
  t.notOk(actionsOf(permission).includes('print'), 'view lets no copy go')
  t.ok(actionsOf(policyOf(but('export', { mode: 'open' })).permission).includes('print'))
  for (const rule of permission.filter(({ action }) => action === 'distribute' || action === 'present'))
    t.match(rule.duty, [{ action: 'obtainConsent' }], `${rule.action} with the leave of the provider alone`)
  t.same(actionsOf(prohibition), ['aggregate', 'derive', 'index'])
  t.same(actionsOf(obligation), ['delete', 'inform', 'inform', 'inform'])
  t.match(policyOf(but('retention', { reviewOn: '2028-02-29' })).obligation, [{ action: 'reviewPolicy' }])
})

t.test('terms that are not understood permit nothing', async (t) => {
  const { permission, prohibition } = policyOf(undefined)
  t.equal(permission, undefined)
  t.match(prohibition, [{ action: 'use' }])
})

t.test('handling codes: H1 where proceedings are excluded, H2 and H3 always', async (t) => {
  t.same(handlingOf(usual), ['H1', 'H2', 'H3'])
  t.same(handlingOf(but('evidence', null)), ['H1', 'H2', 'H3'], 'no row allows no use as evidence')
  t.same(handlingOf(but('evidence', { excluded: [] })), ['H2', 'H3'])
  for (const name of termNames) t.ok(handlingOf(but(name, null)).includes('H2'), `without ${name}`)
  for (const language of languages)
    t.match(handlingText(usual, language), /^.+:\n- H1: .+\n- H2: .+\n- H3: .+\n$/, language)
})
