import type { Fault } from '../problems/problems.ts'
import {
  type AssuranceClass,
  analyticsUses,
  assuranceClasses,
  excludedProceedings,
  releaseModes,
  type TermName,
  type TermOf,
  type Terms,
  termNames,
  termRows,
  type UseReporting,
  useReportings,
} from './vocabulary.ts'

/** A field that may only become tighter, and why it did not; several where several did not. */
type Looser = readonly (readonly [field: string, why: string])[]

/**
 * Whether terms that a provider amends are at least as tight as those before: an amendment never
 * loosens, only a permission does. One fault for each thing that is looser; none where nothing is.
 */
export const tightens = (before: Terms, after: Terms): Fault[] => [
  ...(['vocabulary', 'provider', 'recipient', 'legalBasis'] as const).flatMap((field) =>
    before[field] === after[field] ? [] : [{ field: `/${field}`, paragraph: '5.1', message: 'must stay as it was' }],
  ),
  ...protectionFaults(before, after),
  ...termNames.flatMap((name) => termFaults(name, before, after)),
]

function protectionFaults({ protection: before }: Terms, { protection: after }: Terms): Fault[] {
  const field = '/protection'
  const same = (['level', 'description', 'equivalent'] as const).filter((name) => before[name] !== after[name])
  return [
    ...same.map((name) => ({
      field: `${field}/${name}`,
      paragraph: '6.1 b',
      message: 'must stay as it was: no machine can tell which of two levels is higher',
    })),
    ...lost(before.measures, after.measures).map((why) => ({
      field: `${field}/measures`,
      paragraph: '6.1 b',
      message: why,
    })),
    ...lost(before.law.map(cited), after.law.map(cited)).map((why) => ({
      field: `${field}/law`,
      paragraph: '6.1 b',
      message: why,
    })),
  ]
}

/** A provision with the text that was cited: another text is another provision. */
const cited = ({ topic, reference, sha256 }: Terms['protection']['law'][number]): string =>
  [topic, reference, ...(sha256 === undefined ? [] : [sha256])].join(' ')

function termFaults<N extends TermName>(name: N, before: Terms, after: Terms): Fault[] {
  const paragraph = termRows[name].properties.paragraph.const
  const index = after.terms.findIndex(({ term }) => term === name)
  const said = termOf(name, before)
  const is = termOf(name, after)
  if (is === undefined)
    return said ? [{ field: '/terms', paragraph, message: `leave out ${name}, which stood there before` }] : []
  const was = said ?? unsaid[name]?.(is)
  if (was === undefined) return []
  const weaker: Looser =
    rank(is.assurance) > rank(was.assurance)
      ? [['assurance', `demands ${is.assurance}; before it was ${was.assurance}, which is more`]]
      : []
  return [...weaker, ...comparisons[name](was, is)].map(([field, why]) => ({
    field: `/terms/${index}/${field}`,
    paragraph,
    message: why,
  }))
}

const termOf = <N extends TermName>(name: N, { terms }: Terms): TermOf<N> | undefined =>
  terms.find(({ term }) => term === name) as TermOf<N> | undefined

const rank = (assurance: AssuranceClass): number => assuranceClasses.indexOf(assurance)

/**
 * What terms say that leave a row out: what no term allows is denied, so that to add the row may
 * loosen.
 */
const unsaid: { readonly [N in TermName]?: (added: TermOf<N>) => TermOf<N> } = {
  recipients: (added) => ({ ...added, offices: [] }),
  purpose: (added) => ({ ...added, purposes: [] }),
  evidence: (added) => ({ ...added, excluded: [...excludedProceedings] }),
  analytics: (added) => ({ ...added, forbidden: [...analyticsUses] }),
  export: (added) => ({ ...added, mode: 'view' }),
}

/** Term by term, what of it is looser than it was. */
const comparisons: { readonly [N in TermName]: (before: TermOf<N>, after: TermOf<N>) => Looser } = {
  recipients: (before, after) => at('offices', added(before.offices, after.offices)),
  purpose: (before, after) => [
    ...at('purposes', added(before.purposes, after.purposes)),
    ...(before.matter === after.matter ? [] : ([['matter', 'must stay as it was']] as const)),
  ],
  disclosure: (before, after) => at('forbidden', lost(before.forbidden, after.forbidden)),
  deciding: () => [],
  retention: (before, after) => [
    ...later('until', before.until, after.until),
    ...later('reviewOn', before.reviewOn, after.reviewOn),
    ...(before.after === undefined ||
    (after.after?.event === before.after.event && after.after.days <= before.after.days)
      ? []
      : ([['after', `must count at most ${before.after.days} days from ${before.after.event}`]] as const)),
    ...(after.hold && !before.hold ? ([['hold', 'allows a hold that was not allowed before']] as const) : []),
  ],
  disposal: (before, after) => [
    ...more('withinDays', before.withinDays, after.withinDays),
    ...(before.certificate && !after.certificate ? ([['certificate', 'is wanted no more']] as const) : []),
    ...(after.method === before.method || after.method === 'destroy-media'
      ? []
      : ([['method', `must stay ${before.method} or become destroy-media`]] as const)),
  ],
  feedback: (before, after) => [
    ...more('withinDays', before.withinDays, after.withinDays),
    ...(reporting(after.useReports) < reporting(before.useReports)
      ? ([['useReports', `must report uses at least as often as ${before.useReports}`]] as const)
      : []),
  ],
  evidence: (before, after) => at('excluded', lost(before.excluded, after.excluded)),
  analytics: (before, after) => at('forbidden', lost(before.forbidden, after.forbidden)),
  export: (before, after) => [
    ...(releaseModes.indexOf(after.mode) > releaseModes.indexOf(before.mode)
      ? ([['mode', `must allow no more than ${before.mode}`]] as const)
      : []),
    ...(before.marking === undefined || before.marking === after.marking
      ? []
      : ([['marking', 'must stay as it was']] as const)),
  ],
  breach: (before, after) => [
    ...more('firstNoticeHours', before.firstNoticeHours, after.firstNoticeHours),
    ...more('fullReportDays', before.fullReportDays, after.fullReportDays),
  ],
  protection: (before, after) => at('measures', lost(before.measures, after.measures)),
}

/** Only on request is less than all of them. */
const reporting = (when: UseReporting | undefined): number => (when === undefined ? -1 : useReportings.indexOf(when))

const at = (field: string, reasons: readonly string[]): Looser => reasons.map((why) => [field, why] as const)

const added = (before: readonly string[], after: readonly string[]): string[] =>
  after.filter((each) => !before.includes(each)).map((each) => `adds ${each}`)

const lost = (before: readonly string[], after: readonly string[]): string[] =>
  before.filter((each) => !after.includes(each)).map((each) => `leaves out ${each}`)

const more = (field: string, before: number, after: number): Looser =>
  after > before ? [[field, `must be at most ${before}, as before`]] : []

/** A day that ends something comes no later, and does not vanish. */
const later = (field: string, before: string | undefined, after: string | undefined): Looser =>
  before === undefined || (after !== undefined && after <= before) ? [] : [[field, `must be ${before} or earlier`]]
