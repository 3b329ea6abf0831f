// The texts of terms in a bundle: those of version 2 in three languages, that of version 1 as it was worded then.
import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import { termsSha256 } from '../../crypto/statement/statement.ts'
import { textsOfTerms } from '../../gateway/bundle/format/terms-text.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { defaultTerms, readTerms } from '../../gateway/model/terms/terms.ts'
import { assuranceClasses, type TermName, termNames, termRows } from '../../gateway/model/terms/vocabulary.ts'
import { termsTextSha256s } from '../../gateway/words/terms/text.ts'

const vectors = new URL('../../docs/vectors/', import.meta.url)

const matter = '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'
const terms = defaultTerms({
  provider: 'XB',
  recipient: 'XA',
  legalBasis: 'WTO Trade Facilitation Agreement, Article 12',
  protection: {
    level: 'customs-confidential',
    description: 'Held strictly in confidence.\nAccess only for officers dealing with the matter.',
    equivalent: 'restricted',
    measures: ['encrypted at rest'],
    law: [{ topic: 'protection', reference: 'Customs Act 2014, s. 18', sha256: 'ab'.repeat(32) }],
  },
  offices: ['HQ', 'XA000101'],
  purposes: ['VERIFY_VALUE'],
  matter,
  localDate: '2026-11-21',
  defaults: { export: 'sealed', marking: 'CUSTOMS CONFIDENTIAL' },
}) as unknown as JsonObject & { terms: JsonObject[] }
const inVersion1 = (value: JsonObject) => {
  const { texts, fault } = textsOfTerms(value, { v: 1 })
  return { text: texts[0] ?? '', fault, count: texts.length }
}
const { text, fault, count } = inVersion1(terms)

/** The terms with one of them otherwise. */
const otherwise = (name: TermName, change: JsonObject): JsonObject => ({
  ...terms,
  terms: terms.terms.map((term) => (term['term'] === name ? { ...term, ...change } : term)),
})

t.test('the text of terms in a bundle of version 1', async (t) => {
  t.test('has each of the twelve with its paragraph and the least assurance', async (t) => {
    t.equal(fault, undefined)
    t.equal(count, 1)
    for (const name of termNames) {
      const paragraph = termRows[name].properties.paragraph.const
      t.match(text, new RegExp(`^\\d+\\. .+ \\(12\\.${paragraph}\\) \\[[EDAL]\\]$`, 'm'), name)
    }
    for (const letter of assuranceClasses) t.match(text, new RegExp(`^ {2}${letter} {2}\\w`, 'm'), letter)
  })

  t.test('binds nothing by itself: it names the digest of the terms that do', async (t) => {
    t.match(text, `SHA-256 of the terms: ${termsSha256(terms)}`)
    t.match(text, 'The JSON binds.')
  })

  t.test('says all that the terms say', async (t) => {
    for (const said of [
      'XB gives information to XA',
      matter,
      'HQ, XA000101',
      'VERIFY_VALUE',
      'Until 2031-11-21',
      'CUSTOMS CONFIDENTIAL',
      'Customs Act 2014, s. 18',
      'ab'.repeat(32),
      'restricted',
      'within 72 hours',
      'encrypted at rest',
      'a third member',
    ])
      t.ok(text.includes(said), said)
    t.match(text, /What it demands: Held strictly in confidence\.\n {6}Access only for officers/)
  })

  t.test('changes with each thing that the terms say', async (t) => {
    for (const [name, change] of [
      ['recipients', { offices: ['HQ'] }],
      ['recipients', { assurance: 'D' }],
      ['purpose', { purposes: ['VERIFY_ORIGIN'] }],
      ['disclosure', { forbidden: ['public'] }],
      ['disclosure', { forbidden: [] }],
      ['retention', { until: '2030-01-01' }],
      ['retention', { after: { event: 'decision-final', days: 1 } }],
      ['retention', { reviewOn: '2028-01-01' }],
      ['retention', { noticeDays: 1 }],
      ['retention', { hold: true }],
      ['retention', { hold: false }],
      ['disposal', { method: 'return' }],
      ['disposal', { withinDays: 1 }],
      ['disposal', { certificate: false }],
      ['feedback', { withinDays: 1 }],
      ['evidence', { excluded: [] }],
      ['evidence', { excluded: ['judicial-proceeding'] }],
      ['analytics', { forbidden: [] }],
      ['analytics', { forbidden: ['profiling'] }],
      ['export', { mode: 'open' }],
      ['export', { marking: 'SECRET' }],
      ['breach', { firstNoticeHours: 1 }],
      ['breach', { fullReportDays: 1 }],
      ['protection', { measures: [] }],
    ] as const satisfies readonly (readonly [TermName, JsonObject])[]) {
      const changed = inVersion1(otherwise(name, change))
      t.equal(changed.fault, undefined, name)
      const lines = (words: string) => words.split('\n').filter((line) => !line.startsWith('SHA-256'))
      t.notSame(lines(changed.text), lines(text), `${name} ${JSON.stringify(change)}`)
    }
  })

  t.test('says of terms that it does not understand that it does not', async (t) => {
    for (const unknown of [
      { ...terms, vocabulary: 'tfa12/terms/9.9' },
      { ...terms, terms: [{ term: 'loophole', paragraph: '5.1 b', assurance: 'E' }] },
      {},
    ]) {
      const words = inVersion1(unknown)
      t.ok(words.fault)
      t.match(words.text, /These terms cannot be put in words here: .*\nThey bind as they stand in the JSON\.\n$/)
    }
  })

  t.test('lets nobody draw over it', async (t) => {
    const drawn = {
      ...terms,
      protection: { ...(terms['protection'] as JsonObject), description: 'a\u2028b\u202ec\tD\r\n9. Who may read' },
    }
    const words = inVersion1(drawn)
    t.notOk(/[\p{Cc}\u2028\u202e]/u.test(words.text.replaceAll('\n', '')))
    t.notOk(/^9\. Who may read/m.test(words.text), 'what a person wrote stands further in')
  })
})

t.test(
  'a bundle holds the text of its terms in three languages, and each is the one whose digest an acceptance signs',
  async (t) => {
    const { texts, fault } = textsOfTerms(terms, { v: 3 })
    t.equal(fault, undefined)
    t.same(textsOfTerms(terms, { v: 2 }).texts, texts.slice(0, 3), 'as before, without the policy beside them')
    t.match(JSON.parse(texts[3] ?? ''), { '@type': 'Offer', permission: [{ action: 'read' }] })
    t.same(
      texts.slice(0, 3).map((text) => sha256Hex(utf8(text))),
      termsTextSha256s(readTerms(terms)),
    )
    const unknown = textsOfTerms({ vocabulary: 'tfa12/terms/9.9' }, { v: 3 })
    t.ok(unknown.fault)
    t.equal(new Set(unknown.texts).size, 4)
    t.match(JSON.parse(unknown.texts[3] ?? ''), { permission: undefined, prohibition: [{ action: 'use' }] })
  },
)

t.test('a bundle that was written by version 0.1.0 verifies as it did then', async (t) => {
  const octets = await readFile(new URL('bundle-v1.zip', vectors))
  const { fingerprints, nowMs, sha256 } = JSON.parse(await readFile(new URL('bundle-v1.json', vectors), 'utf8'))
  t.equal(sha256Hex(octets), sha256)
  const report = await verifyBundle(octets, { fingerprints, nowMs })
  t.same(report.faults, [])
  t.equal(report.identitiesProven, true)
})
