import { dayAfter } from './calendar.ts'
import type { Office } from './member.ts'
import { type ReleaseMode, releaseModes, type TermName, type TermOf, type Terms, termRows } from './vocabulary.ts'

/** What a reader wants to do with the information beyond reading it; each use has the term that speaks about it. */
export type Use = 'view' | 'compare' | 'annotate' | 'extract' | 'decide' | 'disclose' | 'evidence' | 'analytics'

export interface ReleaseAsk {
  /** The person, as the national system names it. */
  readonly reader: string
  readonly office: Office
  readonly purpose: string
  /** The case. */
  readonly matter: string
  /** Today at the recipient, `YYYY-MM-DD`. */
  readonly nowDay: string
  readonly release: ReleaseMode
  /** `view` when left out. */
  readonly use?: Use
  /** Whether the provider verified the information; not, when left out (10 g). */
  readonly verified?: boolean
  /** Days on which the events happened that retention may count from. */
  readonly events?: { readonly [event in 'case-closed' | 'decision-final']?: string }
  /** `false` when the recipient has no level of protection that is at least the same. */
  readonly protectionEqual?: boolean
}

export type Decision =
  | { readonly verdict: 'allow'; readonly obligations: readonly string[] }
  | { readonly verdict: 'deny' | 'ask'; readonly term: TermName; readonly paragraph: string; readonly reason: string }

/** At most one of the three; none where the term has nothing to say. */
interface Ruling {
  readonly deny?: string
  readonly ask?: string
  readonly oblige?: string
}

/** One ruling a term. `undefined` stands for terms that leave the row out: what no term allows is denied (`use: deny`). */
const rulings: { readonly [N in TermName]: (term: TermOf<N> | undefined, ask: ReleaseAsk, terms: Terms) => Ruling } = {
  recipients: (term, { reader, office }) => {
    if (reader.trim() === '') return { deny: 'the release names no reader' }
    if (!term) return { deny: 'the terms name no office that may read' }
    return term.offices.includes(office) ? {} : { deny: 'the terms do not name this office' }
  },
  purpose: (term, { purpose, matter }) => {
    if (!term) return { deny: 'the terms name no purpose' }
    if (term.matter !== matter) return { deny: 'the information was given for another matter' }
    if (!term.purposes.some((code) => code === purpose))
      return { deny: 'the information was not given for this purpose' }
    if (purpose === 'VERIFY_OTHER')
      return { ask: 'a person decides whether this is the purpose that the request put in words' }
    return { oblige: `use solely for ${purpose} in this matter` }
  },
  disclosure: (term, { use }) => {
    if (use === 'disclose') return { deny: 'nothing is passed on without a written permission of the provider' }
    return { oblige: `do not disclose${term?.forbidden.length ? ` to ${term.forbidden.join(', ')}` : ''}` }
  },
  deciding: (_, { verified, use }) => {
    if (verified === true) return {}
    return {
      oblige: `unverified: ${use === 'decide' ? 'record what else decides; this' : 'this'} may not be the deciding factor`,
    }
  },
  retention: (term, ask) => {
    if (!term) return {}
    const ends = [term.until, endAfter(term, ask)].filter((day) => day !== undefined).sort()
    const [last] = ends
    if (last !== undefined && ask.nowDay > last) return { deny: `retention ended on ${last}` }
    if (term.reviewOn !== undefined && ask.nowDay >= term.reviewOn)
      return { ask: `retention is under review since ${term.reviewOn}; a person decides` }
    return last === undefined ? {} : { oblige: `keep no longer than ${last}` }
  },
  disposal: (term) =>
    term ? { oblige: `dispose of copies and derived data within ${term.withinDays} days after retention` } : {},
  feedback: (term) => (term ? { oblige: 'be ready to tell decisions and actions on request' } : {}),
  evidence: (term, { use }) => {
    const excluded = term?.excluded ?? []
    if (use === 'evidence' && (!term || excluded.length > 0))
      return { deny: 'use in proceedings needs a written permission that names the proceeding' }
    return excluded.length > 0 ? { oblige: `not as evidence in: ${excluded.join(', ')}` } : {}
  },
  analytics: (term, { use }) => {
    const forbidden = term?.forbidden ?? []
    if (use === 'analytics' && (!term || forbidden.length > 0)) return { deny: 'the terms allow no use in analytics' }
    return forbidden.length > 0 ? { oblige: `no ${forbidden.join(', ')}` } : {}
  },
  export: (term, { release }) => {
    const most = term?.mode ?? 'view'
    if (releaseModes.indexOf(release) > releaseModes.indexOf(most))
      return { deny: `the terms allow no more than the release mode ${most}` }
    return term?.marking === undefined ? {} : { oblige: `mark with: ${term.marking}` }
  },
  breach: (term) => (term ? { oblige: `report a breach within ${term.firstNoticeHours} hours` } : {}),
  protection: (_, { protectionEqual }, { protection }) => {
    if (protectionEqual === false) return { ask: 'no level here protects at least the same; a person decides' }
    return { oblige: `protect as ${protection.equivalent ?? protection.level}` }
  },
}

function endAfter({ after }: TermOf<'retention'>, { events }: ReleaseAsk): string | undefined {
  const happened = after && events?.[after.event]
  return after && happened !== undefined ? dayAfter(happened, after.days) : undefined
}

/**
 * Whether an item may be handed to a reader: pure, the same answer for the same terms and question. Every term is asked;
 * one denial overrides everything, one open question every allowance. Obligations are sentences for the reader.
 */
export function decideRelease(terms: Terms, ask: ReleaseAsk): Decision {
  const asked = Object.keys(rulings).map((name) => ruling(name as TermName, terms, ask))
  for (const verdict of ['deny', 'ask'] as const) {
    for (const { name, paragraph, says } of asked) {
      const reason = says[verdict]
      if (reason !== undefined) return { verdict, term: name, paragraph, reason }
    }
  }
  const obligations = asked.flatMap(({ says, paragraph }) =>
    says.oblige !== undefined ? [`${says.oblige} (12.${paragraph})`] : [],
  )
  return { verdict: 'allow', obligations }
}

function ruling<N extends TermName>(name: N, terms: Terms, ask: ReleaseAsk) {
  const term = terms.terms.find((each) => each.term === name) as TermOf<N> | undefined
  return { name, paragraph: termRows[name].properties.paragraph.const, says: rulings[name](term, ask, terms) }
}
