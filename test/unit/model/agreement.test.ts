import t from 'tap'
import { inForce, partnerIn, readAgreement } from '../../../gateway/model/agreement.ts'
import { isMemberCode, isOffice } from '../../../gateway/model/member.ts'

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
