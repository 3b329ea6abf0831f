import { dayAfter } from '../calendar/calendar.ts'
import type { MemberCode, Office } from '../member.ts'
import { type Fault, Problem } from '../problems/problems.ts'
import { shapeFaults } from '../profile/shape.ts'
import {
  type AssuranceClass,
  analyticsUses,
  disclosureTargets,
  excludedProceedings,
  type Protection,
  type PurposeCode,
  type Term,
  type TermName,
  type TermOf,
  type Terms,
  type TermsDefaults,
  termNames,
  termRows,
  termsFrameSchema,
  vocabulary,
} from './vocabulary.ts'

/**
 * Reads terms as a partner or a national system wrote them. What is not understood in full is
 * refused, never ignored.
 * @throws {Problem} `terms-unknown` for another vocabulary or a term that is not in it,
 *   `terms-invalid` for a wrong form.
 */
export function readTerms(value: unknown): Terms {
  const { vocabulary: named, terms: list } = (value ?? {}) as { vocabulary?: unknown; terms?: unknown }
  if (typeof named === 'string' && named !== vocabulary)
    throw new Problem('terms-unknown', `the terms are not in the vocabulary ${vocabulary}`, { field: '/vocabulary' })
  refuse(shapeFaults(termsFrameSchema, value))
  const terms = (list as unknown[]).map((term, index) => readTerm(term, `/terms/${index}`))
  refuse(terms.flatMap(({ term }, index) => twice(terms, term, index)))
  const read = { ...(value as Terms), terms }
  if (read.provider === read.recipient)
    refuse([{ field: '/recipient', paragraph: '5.1', message: 'must be another member than the provider' }])
  return read
}

function readTerm(value: unknown, field: string): Term {
  const name = (value as { term?: unknown } | null)?.term
  if (typeof name === 'string' && !Object.hasOwn(termRows, name))
    throw new Problem(
      'terms-unknown',
      `${field} ${known(name)} is not a term of ${vocabulary}; it has ${termNames.join(', ')}`,
      {
        field: `${field}/term`,
      },
    )
  if (typeof name !== 'string')
    throw invalid([{ field: `${field}/term`, message: 'is missing: each term has its name' }])
  const schema = termRows[name as TermName]
  refuse(shapeFaults(schema, value).map((fault) => ({ ...fault, field: `${field}${fault.field}` })))
  const term = value as Term
  if (term.term === 'retention' && term.until === undefined && term.after === undefined)
    refuse([{ field, paragraph: '5.1 e', message: 'names neither a last day nor an event and a period' }])
  return term
}

/** The name as a partner wrote it, where it is a word and no more. */
const known = (name: string): string => (/^[a-z][a-z-]{0,39}$/.test(name) ? `"${name}"` : 'a name of another form')

const twice = (terms: readonly Term[], name: TermName, index: number): Fault[] =>
  terms.findIndex(({ term }) => term === name) === index
    ? []
    : [
        {
          field: `/terms/${index}/term`,
          paragraph: termRows[name].properties.paragraph.const,
          message: `${name} stands twice`,
        },
      ]

function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw invalid(faults)
}
function invalid(faults: readonly Fault[]): Problem {
  const [first] = faults
  return new Problem('terms-invalid', `${first?.field || 'the terms'} ${first?.message}`, { faults })
}

interface TermsBasis {
  readonly provider: MemberCode
  readonly recipient: MemberCode
  readonly legalBasis: string
  /** As the provider describes it in the response or in its card. */
  readonly protection: Protection
  /** Offices of the recipient that deal with the matter; with none nobody may read. */
  readonly offices: readonly Office[]
  /** Purpose codes of the request; with none nothing may be released. */
  readonly purposes: readonly PurposeCode[]
  /** The case. */
  readonly matter: string
  /** The provider's day, from which retention is counted. */
  readonly localDate: string
  readonly defaults: TermsDefaults
}

/**
 * Built-in defaults where the agreement sets none: strict, since an amendment by the provider may
 * only tighten.
 */
export const builtInDefaults = {
  retentionDays: 1826,
  disposeWithinDays: 30,
  feedbackWithinDays: 30,
  export: 'view',
  evidenceExcluded: [...excludedProceedings],
  breachFirstNoticeHours: 72,
  breachFullReportDays: 30,
} as const satisfies TermsDefaults

/** All twelve terms from the defaults of the agreement and what the case is about. */
export function defaultTerms(basis: TermsBasis): Terms {
  const { provider, recipient, legalBasis, protection, matter, localDate } = basis
  const set = { ...builtInDefaults, ...basis.defaults }
  const [offices, purposes] = [[...basis.offices], [...basis.purposes]]
  const terms: Term[] = [
    ...(offices.length > 0 ? [term('recipients', 'E', { offices })] : []),
    ...(purposes.length > 0 ? [term('purpose', 'E', { purposes, matter })] : []),
    term('disclosure', 'A', { forbidden: [...disclosureTargets] }),
    term('deciding', 'A', { unverified: 'not-deciding' }),
    term('retention', 'E', { until: dayAfter(localDate, set.retentionDays), noticeDays: 30 }),
    term('disposal', 'A', {
      method: 'destroy-keys',
      withinDays: set.disposeWithinDays,
      certificate: true,
      derived: 'inherits',
    }),
    term('feedback', 'A', {
      withinDays: set.feedbackWithinDays,
      ...(basis.defaults.useReports && { useReports: basis.defaults.useReports }),
    }),
    term('evidence', 'A', { excluded: [...set.evidenceExcluded] }),
    term('analytics', 'A', { forbidden: [...analyticsUses] }),
    term('export', 'E', { mode: set.export, ...(set.marking !== undefined && { marking: set.marking }) }),
    term('breach', 'A', { firstNoticeHours: set.breachFirstNoticeHours, fullReportDays: set.breachFullReportDays }),
    term('protection', 'A', { measures: [...protection.measures] }),
  ]
  return { vocabulary, provider, recipient, legalBasis, use: 'deny', share: 'deny', protection, terms }
}

const term = <N extends TermName>(
  name: N,
  assurance: AssuranceClass,
  says: Omit<TermOf<N>, 'term' | 'paragraph' | 'assurance'>,
) => ({ term: name, paragraph: termRows[name].properties.paragraph.const, assurance, ...says }) as unknown as Term

/**
 * The terms with these proceedings excluded beside those that are (6.2). Terms without the row
 * allow no use as evidence at all, which is more.
 */
export const excluding = (named: ReadonlySet<string>, terms: Terms): Terms => ({
  ...terms,
  terms: terms.terms.map((row) =>
    row.term === 'evidence'
      ? { ...row, excluded: excludedProceedings.filter((each) => named.has(each) || row.excluded.includes(each)) }
      : row,
  ),
})
