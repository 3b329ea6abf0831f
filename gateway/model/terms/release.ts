import type { Office } from '../member.ts'
import type { Permission, PermissionScope, Verification } from '../profile/case-core.ts'
import { type Factor, factorProblem } from './factor.ts'
import { type RetentionEvents, retentionEnd } from './retention.ts'
import {
  type DisclosureTarget,
  type ExcludedProceeding,
  type ReleaseMode,
  releaseModes,
  type TermName,
  type TermOf,
  type Terms,
  termRows,
} from './vocabulary.ts'

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
  /** The item, for permissions that name it. */
  readonly item?: string
  /** What the provider says of its accuracy; `unverified` when left out (10 g). */
  readonly verified?: Verification
  /** With the use `disclose`: to what kind of recipient. */
  readonly target?: DisclosureTarget
  /** With the use `evidence`: in what kind of proceeding. */
  readonly proceeding?: ExcludedProceeding
  /** With the use `decide`: what is decided, and on what it rests (5.1 d). */
  readonly factor?: Factor
  /** The permissions of the case. */
  readonly permissions?: readonly HeldPermission[]
  /** Days on which the events happened that retention may count from. */
  readonly events?: RetentionEvents
  /** `false` when the recipient has no level of protection that is at least the same. */
  readonly protectionEqual?: boolean
}

export interface HeldPermission extends Permission {
  readonly id: string
  /** How often it was used, as counted from the evidence of releases. */
  readonly used: number
}

export type Decision =
  | {
      readonly verdict: 'allow'
      readonly obligations: readonly string[]
      /** Permissions without which it would have been denied: each is used once more by this release. */
      readonly permissions: readonly string[]
    }
  | { readonly verdict: 'deny' | 'ask'; readonly term: TermName; readonly paragraph: string; readonly reason: string }

/** At most one of the three; none where the term has nothing to say. */
interface Ruling {
  readonly deny?: string
  /** What a permission must cover for the denial to fall away. */
  readonly unless?: { readonly scope: keyof PermissionScope; readonly covers: string }
  readonly ask?: string
  readonly oblige?: string
}

/** One ruling a term. `undefined` stands for terms that leave the row out: what no term allows is denied (`use: deny`). */
const rulings: { readonly [N in TermName]: (term: TermOf<N> | undefined, ask: ReleaseAsk, terms: Terms) => Ruling } = {
  recipients: (term, { reader, office }) => {
    if (reader.trim() === '') return { deny: 'the release names no reader' }
    if (term?.offices.includes(office)) return {}
    const unless = { scope: 'offices', covers: office } as const
    return { deny: term ? 'the terms do not name this office' : 'the terms name no office that may read', unless }
  },
  purpose: (term, { purpose, matter }) => {
    if (!term) return { deny: 'the terms name no purpose' }
    if (term.matter !== matter) return { deny: 'the information was given for another matter' }
    if (!term.purposes.some((code) => code === purpose))
      return {
        deny: 'the information was not given for this purpose',
        unless: { scope: 'purposes', covers: purpose },
      }
    if (purpose === 'VERIFY_OTHER')
      return { ask: 'a person decides whether this is the purpose that the request put in words' }
    return { oblige: `use solely for ${purpose} in this matter` }
  },
  disclosure: (term, { use, target }) => {
    if (use === 'disclose')
      return {
        deny: 'nothing is passed on without a written permission of the provider',
        ...(target !== undefined && { unless: { scope: 'disclosure', covers: target } }),
      }
    return { oblige: `do not disclose${term?.forbidden.length ? ` to ${term.forbidden.join(', ')}` : ''}` }
  },
  deciding: (_, { verified = 'unverified', use, factor }) => {
    if (use === 'decide' && !factor)
      return { deny: 'a decision comes with its factor statement: what is decided, and what it rests on' }
    if (verified === 'withdrawn')
      return use === 'decide'
        ? { deny: 'the provider withdrew the information as wrong' }
        : { oblige: 'withdrawn by the provider as wrong: do not rely on it' }
    if (verified === 'corrected') return { oblige: 'corrected by the provider: read the correction with it' }
    if (verified === 'verified') return {}
    const problem = use === 'decide' && factor ? factorProblem(factor) : undefined
    return problem === undefined ? { oblige: 'unverified: this may not be the deciding factor' } : { deny: problem }
  },
  retention: (term, ask) => {
    if (!term) return {}
    const last = retentionEnd(term, ask.events ?? {})
    if (last !== undefined && ask.nowDay > last) return { deny: `retention ended on ${last}` }
    if (term.reviewOn !== undefined && ask.nowDay >= term.reviewOn)
      return { ask: `retention is under review since ${term.reviewOn}; a person decides` }
    return last === undefined ? {} : { oblige: `keep no longer than ${last}` }
  },
  disposal: (term) =>
    term ? { oblige: `dispose of copies and derived data within ${term.withinDays} days after retention` } : {},
  feedback: (term) => (term ? { oblige: 'be ready to tell decisions and actions on request' } : {}),
  evidence: (term, { use, proceeding }) => {
    const excluded = term?.excluded ?? []
    if (use === 'evidence' && (!term || excluded.length > 0))
      return {
        deny: 'use in proceedings needs a written permission that names the proceeding',
        ...(proceeding !== undefined && { unless: { scope: 'proceedings', covers: proceeding } }),
      }
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

/**
 * Whether an item may be handed to a reader: pure, the same answer for the same terms and question. Every term is asked;
 * one denial overrides everything, one open question every allowance. A permission takes away exactly the denials that
 * it covers and nothing else: not the end of retention, not another matter. Obligations are sentences for the reader.
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
  const permissions = asked.flatMap(({ used }) => (used === undefined ? [] : [used]))
  return { verdict: 'allow', obligations, permissions: [...new Set(permissions)] }
}

function ruling<N extends TermName>(name: N, terms: Terms, ask: ReleaseAsk) {
  const term = terms.terms.find((each) => each.term === name) as TermOf<N> | undefined
  const paragraph = termRows[name].properties.paragraph.const
  const says = rulings[name](term, ask, terms)
  const permission = says.unless && ask.permissions?.find((each) => covers(each, says.unless, ask))
  if (!permission) return { name, paragraph, says }
  const oblige = `as the permission ${permission.id} allows, and no further`
  return { name, paragraph, says: { oblige } satisfies Ruling as Ruling, used: permission.id }
}

/** A permission in force, for this item, with a use left. */
function covers(
  { verdict, scope, items, until, uses, used }: HeldPermission,
  unless: Ruling['unless'],
  { item, nowDay }: ReleaseAsk,
): boolean {
  if (verdict !== 'granted' && verdict !== 'partly') return false
  if (item === undefined || !items.includes(item) || unless === undefined) return false
  if (until !== undefined && nowDay > until) return false
  if (uses !== undefined && used >= uses) return false
  return (scope[unless.scope] ?? []).some((each) => each === unless.covers)
}
