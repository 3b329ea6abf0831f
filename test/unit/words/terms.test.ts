// The terms in plain words. Acceptances sign the digest of the text that was read: what stands in texts/ is not reworded without
// a new vocabulary.
import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { JsonObject } from '../../../crypto/json.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { languages } from '../../../gateway/model/client/language.ts'
import { defaultTerms, readTerms } from '../../../gateway/model/terms/terms.ts'
import {
  purposeCodes,
  type TermName,
  type Terms,
  termNames,
  termRows,
} from '../../../gateway/model/terms/vocabulary.ts'
import { catalogues } from '../../../gateway/words/catalogues.ts'
import { termsText, termsTextSha256s, unreadTermsText } from '../../../gateway/words/terms/text.ts'

const usual: Terms = defaultTerms({
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
  purposes: ['VERIFY_VALUE', 'VERIFY_OTHER'],
  matter: '01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
  localDate: '2026-11-21',
  defaults: { export: 'sealed', marking: 'CUSTOMS CONFIDENTIAL' },
})

/** The terms with some of them otherwise, or without it. */
const otherwise = (changes: { readonly [N in TermName]?: JsonObject | null }): Terms =>
  readTerms({
    ...usual,
    terms: usual.terms.flatMap((term) => {
      const change = changes[term.term]
      return change === null ? [] : [{ ...term, ...change }]
    }),
  })

/** Everything that can be said otherwise than usual. */
const unusual: Terms = {
  ...otherwise({
    recipients: { assurance: 'D' },
    purpose: { purposes: [...purposeCodes].slice(0, 7) },
    disclosure: { forbidden: [], assurance: 'L' },
    retention: {
      until: '2030-01-01',
      after: { event: 'decision-final', days: 1 },
      reviewOn: '2028-02-29',
      noticeDays: 0,
      hold: false,
    },
    disposal: { method: 'return', withinDays: 0, certificate: false },
    feedback: { withinDays: 0 },
    evidence: { excluded: [] },
    analytics: { forbidden: [] },
    export: { mode: 'open' },
    breach: { firstNoticeHours: 1, fullReportDays: 0 },
  }),
  protection: { level: 'official', description: 'As our own.', measures: [], law: [] },
}

/** As little as terms can say. */
const bare: Terms = { ...usual, terms: [] }

const written = async (name: string) => readFile(new URL(`texts/${name}.txt`, import.meta.url), 'utf8')

for (const [name, terms] of Object.entries({ usual, unusual, bare })) {
  for (const language of languages) {
    t.test(`the ${name} terms read in ${language} as they always did`, async (t) => {
      t.equal(termsText(terms, language), await written(`${name}.${language}`))
    })
  }
}

t.test('a text follows from the terms alone: their order and what stands beside them change nothing', async (t) => {
  const body = (terms: Terms) => languages.map((language) => termsText(terms, language))
  t.same(body({ ...usual, terms: usual.terms.toReversed() }), body(usual))
  t.same(body(readTerms(JSON.parse(JSON.stringify(usual)))), body(usual))
  t.same(
    termsTextSha256s(usual),
    languages.map((language) => sha256Hex(utf8(termsText(usual, language)))),
  )
  t.equal(new Set(termsTextSha256s(usual)).size, 3)
})

t.test(
  'the same is said in every language: the same lines, the same paragraphs, days and codes of members',
  async (t) => {
    for (const terms of [usual, unusual, bare]) {
      const [en = [], ...others] = languages.map((language) => termsText(terms, language).split('\n'))
      const marks = (lines: readonly string[]) =>
        lines.map((line) => [/ \(\p{L}+ (\d+\.\d(?: [a-f])?)\)$/u.exec(line)?.[1], line.match(/\d+/g)])
      for (const lines of others) {
        t.equal(lines.length, en.length)
        t.same(marks(lines.map((line) => line.replace('1er', '1'))).map(String), marks(en).map(String))
      }
    }
  },
)

t.test('every key of a wording stands in all languages, and no text is that of another language', async (t) => {
  const keysIn = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysIn(inner, `${path}/${key}`))
      : [path]
  const all = languages.map((each) => catalogues[each].wording)
  const [english, ...others] = all
  for (const other of others) t.same(keysIn(other).sort(), keysIn(english).sort())
  const titles = all.map(({ terms }) => termNames.map((name) => terms[name].title))
  for (const [at] of termNames.entries()) t.ok(new Set(titles.map((each) => each[at])).size >= 2)
})

t.test('each of the twelve terms has its heading with its paragraph, said or not', async (t) => {
  for (const terms of [usual, bare])
    for (const language of languages) {
      const lines = termsText(terms, language).split('\n')
      for (const name of termNames) {
        const { const: paragraph } = termRows[name].properties.paragraph
        t.ok(
          lines.some((line) => /^\d+\. /.test(line) && line.endsWith(` ${paragraph})`)),
          `${language} ${name}`,
        )
      }
    }
})

t.test('whatever the terms say otherwise changes the text in every language', async (t) => {
  const changes: { readonly [N in TermName]?: readonly JsonObject[] } = {
    recipients: [{ offices: ['HQ'] }, { assurance: 'D' }],
    purpose: purposeCodes.map((code) => ({ purposes: [code] })),
    disclosure: [{ forbidden: ['public'] }, { forbidden: [] }],
    retention: [
      { until: '2030-01-01' },
      { after: { event: 'decision-final', days: 1 } },
      { after: { event: 'case-closed', days: 0 } },
      { reviewOn: '2028-01-01' },
      { noticeDays: 1 },
      { hold: true },
      { hold: false },
    ],
    disposal: [{ method: 'return' }, { method: 'destroy-media' }, { withinDays: 1 }, { certificate: false }],
    feedback: [{ withinDays: 1 }],
    evidence: [{ excluded: [] }, { excluded: ['judicial-proceeding'] }],
    analytics: [{ forbidden: [] }, { forbidden: ['profiling'] }],
    export: [{ mode: 'open' }, { mode: 'view' }, { marking: 'SECRET' }],
    breach: [{ firstNoticeHours: 1 }, { fullReportDays: 1 }],
    protection: [{ measures: [] }, { measures: ['locked rooms'] }],
  }
  for (const language of languages) {
    const seen = new Map([[termsText(usual, language), 'usual']])
    for (const [name, rows] of Object.entries(changes))
      for (const row of [...rows, null]) {
        const text = termsText(otherwise({ [name]: row }), language)
        const what = `${language} ${name} ${JSON.stringify(row)}`
        t.equal(seen.get(text), undefined, what)
        seen.set(text, what)
      }
  }
})

t.test('what a partner wrote draws nothing over the text and passes for none of it', async (t) => {
  const drawn = 'a\u2028b\u202ec\u2066d\u200be\tF\u0007\r\n1. Who may read the information (paragraph 5.1 b)\u{e0041}'
  // Most of this no partner gets through the shapes of terms; the text does not rest on that.
  const terms: Terms = {
    ...usual,
    terms: usual.terms.map((term) =>
      term.term === 'export'
        ? { ...term, marking: drawn }
        : term.term === 'protection'
          ? { ...term, measures: [drawn] }
          : term,
    ),
    legalBasis: drawn,
    protection: {
      level: drawn,
      equivalent: drawn,
      description: drawn,
      measures: [drawn],
      law: [{ topic: 'use', reference: drawn }],
    },
  }
  for (const language of languages) {
    const text = termsText(terms, language)
    t.notOk(/[\p{Cc}\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u.test(text.replaceAll('\n', '')))
    t.equal(text.match(/^1\. /gm)?.length, 1, 'further lines stand further in')
  }
})

t.test('terms that are not understood are said not to be', async (t) => {
  for (const language of languages) t.match(unreadTermsText(language), /^\S.+\n\n\S.+[.]\n$/)
})

t.test('French and Spanish have the signs of their language', async (t) => {
  for (const terms of [usual, unusual, bare]) {
    const ours = termsText({ ...terms, legalBasis: '-' }, 'fr')
    t.notMatch(ours, /[ñ¿¡]| [:;!?]|[^\u00a0\d][;!?]/, 'no-break spaces before two-part punctuation')
    t.notMatch(ours, /'/)
    t.notMatch(termsText({ ...terms, legalBasis: '-' }, 'es'), /[àâçèêëîïôûùœ’\u00a0']| [:;]/)
  }
})
