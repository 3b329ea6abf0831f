import t from 'tap'
import { canonicalText } from '../../../crypto/canonical.ts'
import { inForce, partnerIn, readAgreement, standingCovers } from '../../../gateway/model/agreement.ts'
import { isMemberCode, isOffice } from '../../../gateway/model/member.ts'
import { defaultTerms } from '../../../gateway/model/terms/terms.ts'
import type { Term, Terms } from '../../../gateway/model/terms/vocabulary.ts'

const agreement = {
  v: 1,
  id: 'xa-xb-2026',
  members: ['XA', 'XB'],
  profiles: ['tfa12'],
  suite: 'B',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  languages: ['en', 'fr'],
  from: '2026-01-01',
  until: '2030-12-31',
  parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['refuse'] },
  terms: { retentionDays: 1826 },
}

t.test('an agreement is read as it is written', async (t) => {
  t.same(readAgreement(structuredClone(agreement)), agreement)
  const { until, ...endless } = agreement
  t.same(readAgreement({ ...endless, terms: {} }), { ...endless, terms: {} }, `it may lack its last day, ${until}`)
})

t.test('another form is refused, and every field at fault is named', async (t) => {
  for (const [what, changes, field] of [
    ['another version', { v: 2 }, '/v'],
    ['a field nobody knows', { loophole: true }, '/loophole'],
    ['one member', { members: ['XA'] }, '/members'],
    ['one member twice', { members: ['XA', 'XA'] }, '/members/1'],
    ['no member code', { members: ['XA', 'xb'] }, '/members/1'],
    ['a path as id', { id: '../keys' }, '/id'],
    ['another suite', { suite: 'C' }, '/suite'],
    ['no language', { languages: [] }, '/languages'],
    ['a day that is none', { from: '2026-02-30' }, '/from'],
    ['an end before the beginning', { until: '2025-12-31' }, '/until'],
    ['no days at all', { parameters: { ...agreement.parameters, dueDays: 0 } }, '/parameters/dueDays'],
    ['days and a half', { parameters: { ...agreement.parameters, dueDays: 90.5 } }, '/parameters/dueDays'],
    ['an unknown default', { terms: { retentionYears: 5 } }, '/terms/retentionYears'],
  ] as const)
    t.throws(() => readAgreement({ ...agreement, ...changes }), { code: 'agreement-invalid', field }, what)
  for (const value of [null, [], 'text', 1, {}]) t.throws(() => readAgreement(value), { code: 'agreement-invalid' })
})

t.test('the partner is the other member', async (t) => {
  const read = readAgreement(agreement)
  t.equal(partnerIn(read, 'XA'), 'XB')
  t.equal(partnerIn(read, 'XB'), 'XA')
  t.throws(() => partnerIn(read, 'XC'), { code: 'agreement-unknown' })
})

t.test('it is in force from its first day to its last', async (t) => {
  const read = readAgreement(agreement)
  for (const [day, is] of [
    ['2025-12-31', false],
    ['2026-01-01', true],
    ['2030-12-31', true],
    ['2031-01-01', false],
  ] as const)
    t.equal(inForce(read, day), is, day)
})

t.test('codes of members and offices', async (t) => {
  for (const code of ['XA', 'XBCUSTOM', 'XA1']) t.ok(isMemberCode(code), code)
  for (const code of ['X', 'xa', 'XA-1', 'XACUSTOMS', '1A', 'XA\n', '', null]) t.notOk(isMemberCode(code), String(code))
  for (const code of ['XA000101', 'A', 'CONTACT-POINT', '1.2_3']) t.ok(isOffice(code), code)
  for (const code of ['', 'a', '-A', 'A B', 'A'.repeat(33), '../A', 7]) t.notOk(isOffice(code), String(code))
})

const accepted = {
  member: 'XA',
  officer: 'J. Example',
  role: 'Head of verification',
  terms: 'defaults',
  until: '2027-12-31',
}
const standing = readAgreement({ ...agreement, standingAcceptance: [accepted] })
const given = (localDate = '2026-05-05', defaults: object = agreement.terms): Terms =>
  defaultTerms({
    provider: 'XB',
    recipient: 'XA',
    legalBasis: agreement.legalBasis,
    protection: { level: 'secret', description: 'In confidence.', measures: ['encrypted at rest'], law: [] },
    offices: ['XA000101'],
    purposes: ['VERIFY_VALUE'],
    matter: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
    localDate,
    defaults,
  })
const but = (name: string, changes: object): Terms => {
  const terms = given()
  return { ...terms, terms: terms.terms.map((row) => (row.term === name ? ({ ...row, ...changes } as Term) : row)) }
}

t.test('an agreement may hold what a member has accepted in advance; one without it stays as it was', async (t) => {
  t.same(standing.standingAcceptance, [accepted])
  t.equal(canonicalText(readAgreement(structuredClone(agreement))), canonicalText(agreement), 'its digest is the same')
  for (const [what, rows, field] of [
    ['nobody', [], '/standingAcceptance'],
    ['somebody else', [{ ...accepted, member: 'XC' }], '/standingAcceptance/0/member'],
    ['one member twice', [accepted, accepted], '/standingAcceptance/1/member'],
    ['without an officer', [{ ...accepted, officer: undefined }], '/standingAcceptance/0/officer'],
    ['without an end', [{ ...accepted, until: undefined }], '/standingAcceptance/0/until'],
    ['an end before the beginning', [{ ...accepted, until: '2025-12-31' }], '/standingAcceptance/0/until'],
    ['other terms', [{ ...accepted, terms: 'all' }], '/standingAcceptance/0/terms'],
    ['a field nobody knows', [{ ...accepted, loophole: true }], '/standingAcceptance/0/loophole'],
  ] as const)
    t.throws(
      () => readAgreement(JSON.parse(JSON.stringify({ ...agreement, standingAcceptance: rows }))),
      { code: 'agreement-invalid', field },
      what,
    )
})

t.test(
  'a standing acceptance covers terms that demand no more than the defaults, of its member, until its day [R13]',
  async (t) => {
    const covers = (terms: Terms, day = '2026-05-05', member = 'XA', of = standing) =>
      standingCovers(of, member, terms, day)
    t.equal(covers(given()), true)
    t.equal(covers(given('2027-12-31'), '2027-12-31'), true, 'on its last day')
    t.equal(covers(given('2028-01-01'), '2028-01-01'), false, 'the day after')
    t.equal(covers(given(), '2026-05-05', 'XB'), false, 'the other member has accepted nothing')
    t.equal(covers(given(), '2026-05-05', 'XA', readAgreement(agreement)), false, 'there is none')
    t.equal(covers({ ...given(), recipient: 'XB', provider: 'XA' }), false, 'for another recipient')
    t.equal(covers({ ...given(), legalBasis: 'Another treaty' }), false)
    t.equal(covers(but('retention', { until: '2036-01-01' })), true, 'what is looser is less')
    for (const [name, changes] of [
      ['retention', { until: '2026-06-01' }],
      ['retention', { reviewOn: '2026-06-01' }],
      ['disposal', { withinDays: 1 }],
      ['feedback', { withinDays: 5 }],
      ['export', { marking: 'XB CUSTOMS' }],
      ['breach', { firstNoticeHours: 1 }],
      ['protection', { measures: ['encrypted at rest', 'a safe'] }],
      ['recipients', { assurance: 'E', offices: [] }],
      ['analytics', { assurance: 'E' }],
    ] as const)
      t.equal(covers(but(name, changes)), false, `${name} ${JSON.stringify(changes)}`)
    const looser = readAgreement({ ...agreement, terms: { evidenceExcluded: [] }, standingAcceptance: [accepted] })
    t.equal(covers(given('2026-05-05', {}), '2026-05-05', 'XA', looser), false, 'proceedings that the defaults allow')
  },
)
