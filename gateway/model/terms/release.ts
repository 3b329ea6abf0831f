// The one pure decision about content that was given to us: deny, ask a second person, or allow,
// with what is used up by it.
import type { Office } from '../member.ts'
import type { Verification } from '../profile/case-core.ts'
import { addresseeOf, nameDigest } from './addressee.ts'
import { type Factor, factorProblem, removesDoubt } from './factor.ts'
import {
  type Acceptance,
  type Clearance,
  type Covers,
  clears,
  type HeldPermission,
  namesProceeding,
  namesRecipient,
  permissionFor,
  type Use,
  unaccepted,
} from './openings.ts'
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
  /** What the recipient said of its terms, and what must be before it opens. */
  readonly acceptance: Acceptance
  /** `view` when left out. */
  readonly use?: Use
  /** The item, or the message whose body it is, for permissions that name it. */
  readonly item?: string
  /** What the provider says of its accuracy; `unverified` when left out (10 g). */
  readonly verified?: Verification
  /**
   * With the use `disclose`: to what kind of recipient, and to whom: a member code for
   * `third-member`, else a name.
   */
  readonly target?: DisclosureTarget
  readonly recipient?: string
  /** In the place of the recipient: how facts name it. */
  readonly to?: string
  /** With the use `evidence`: in what kind of proceeding, and in which by its name. */
  readonly proceeding?: ExcludedProceeding
  readonly proceedingName?: string
  /** In the place of its name: the digest of that. */
  readonly proceedingSha256?: string
  /** With the use `decide`: what is decided, and on what it rests (5.1 d). */
  readonly factor?: Factor
  /** The permissions of the case. */
  readonly permissions?: readonly HeldPermission[]
  /** What second persons decided about this content. */
  readonly clearances?: readonly Clearance[]
  /** Days on which the events happened that retention may count from. */
  readonly events?: RetentionEvents
  /** Last day of a legal hold, where one keeps it: it is read for that proceeding alone. */
  readonly heldUntil?: string
  /** `false` when the recipient has no level of protection that is at least the same. */
  readonly protectionEqual?: boolean
  /** How a paragraph is cited; the legal basis of the terms where it is left out. */
  readonly cite?: (paragraph: string) => string
}

export type Decision =
  | {
      readonly verdict: 'allow'
      readonly obligations: readonly string[]
      /**
       * Ids of permissions and of clearances without which it would not be allowed: each is used
       * once more by this release.
       */
      readonly permissions: readonly string[]
      readonly clearances: readonly string[]
      /**
       * Those of them that are limited, with the count that was seen: whoever uses one sets `used`
       * to one more, where it still is this.
       */
      readonly limited: readonly Limited[]
    }
  | { readonly verdict: 'deny' | 'ask'; readonly term: Ground; readonly paragraph: string; readonly reason: string }

/** What a denial rests on: a term, or that the terms are not accepted. */
type Ground = TermName | 'acceptance'

interface Limited {
  readonly id: string
  readonly used: number
  readonly uses: number
}

/** None of these where the term has nothing to say. */
interface Ruling {
  readonly deny?: string
  /** Whether a permission with this scope takes the denial away. */
  readonly unless?: Covers
  readonly ask?: string
  readonly oblige?: string
}

/** As facts of a permission name them. */
const recipientIn = ({ target, recipient, to }: ReleaseAsk): string | undefined =>
  target !== undefined && recipient !== undefined ? addresseeOf(target, recipient) : to
const proceedingIn = ({ proceedingName, proceedingSha256 }: ReleaseAsk): string | undefined =>
  proceedingName === undefined ? proceedingSha256 : nameDigest(proceedingName)

const askOther = 'a person decides whether this is the purpose that the request put in words'

/**
 * One ruling a term. `undefined` stands for terms that leave the row out: what no term allows is
 * denied (`use: deny`).
 */
const rulings: { readonly [N in TermName]: (term: TermOf<N> | undefined, ask: ReleaseAsk, terms: Terms) => Ruling } = {
  recipients: (term, { reader, office }) => {
    if (reader.trim() === '') return { deny: 'the release names no reader' }
    if (term?.offices.includes(office)) return {}
    const unless = (({ offices = [] }) => offices.includes(office)) satisfies Covers
    return { deny: term ? 'the terms do not name this office' : 'the terms name no office that may read', unless }
  },
  purpose: (term, { purpose, matter }) => {
    if (!term) return { deny: 'the terms name no purpose' }
    if (term.matter !== matter) return { deny: 'the information was given for another matter' }
    if (!term.purposes.some((code) => code === purpose))
      return {
        deny: 'the information was not given for this purpose',
        unless: ({ purposes = [] }) => purposes.includes(purpose),
        ...(purpose === 'VERIFY_OTHER' && { ask: askOther }),
      }
    return { ...(purpose === 'VERIFY_OTHER' && { ask: askOther }), oblige: `use solely for ${purpose} in this matter` }
  },
  disclosure: (term, ask) => {
    const { use, target } = ask
    const to = recipientIn(ask)
    if (use === 'disclose')
      return {
        deny: 'nothing is passed on without a written permission of the provider that names the recipient',
        ...(target !== undefined && to !== undefined && { unless: namesRecipient(target, to) }),
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
    const problem = use === 'decide' && factor ? factorProblem(factor) : undefined
    if (problem !== undefined) return { deny: problem }
    // What the provider corrected it has looked at. Measured against the item, whatever is decided.
    const isVerified = verified === 'verified' || verified === 'corrected'
    if (use === 'decide' && !isVerified && factor?.reliedOn?.includes('verified'))
      return { deny: 'the provider has not verified it: no decision on it relies on what is verified' }
    if (verified === 'corrected') return { oblige: 'corrected by the provider: read the correction with it' }
    if (verified === 'verified') return {}
    return use === 'decide' && factor && removesDoubt(factor)
      ? { deny: 'the provider has not verified it: it may not be the deciding factor in removing the doubt' }
      : { oblige: 'unverified: this may not be the deciding factor' }
  },
  retention: (term, ask) => {
    if (ask.heldUntil !== undefined) {
      const deny = `a legal hold keeps it until ${ask.heldUntil}: it is neither disposed of nor read`
      const { use, proceeding } = ask
      const name = proceedingIn(ask)
      const named = use === 'evidence' && proceeding !== undefined && name !== undefined
      // The proceeding itself may have a permission of the provider; nothing else opens it.
      return { deny, ...(named && { unless: namesProceeding(proceeding, name) }) }
    }
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
  evidence: (term, ask) => {
    const { use, proceeding } = ask
    const name = proceedingIn(ask)
    const excluded = term?.excluded ?? []
    if (use === 'evidence' && (!term || excluded.length > 0))
      return {
        deny: 'use in proceedings needs a written permission that names the proceeding',
        ...(proceeding !== undefined && name !== undefined && { unless: namesProceeding(proceeding, name) }),
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
      return {
        deny: `the terms allow no more than the release mode ${most}: look at each by itself, with the use view`,
      }
    return term?.marking === undefined ? {} : { oblige: `mark with: ${term.marking}` }
  },
  breach: (term) => (term ? { oblige: `report a breach within ${term.firstNoticeHours} hours` } : {}),
  protection: (_, { protectionEqual }, { protection }) => {
    if (protectionEqual === false) return { ask: 'no level here protects at least the same; a person decides' }
    return { oblige: `protect as ${protection.equivalent ?? protection.level}` }
  },
}

/**
 * Whether content may be handed to a reader: pure, the same answer for the same terms and question.
 * Every term is asked; one denial overrides everything, one open question every allowance. A
 * permission takes away exactly the denials that it names and nothing else: not the end of
 * retention, not another matter; a clearance exactly the question that it answers. Nothing is
 * allowed without an acceptance. Obligations are sentences for the reader.
 */
export function decideRelease(terms: Terms, ask: ReleaseAsk): Decision {
  const asked = (Object.keys(rulings) as TermName[]).map((name) => ruling(name, terms, ask))
  const denied = asked.find(({ says }) => says.deny !== undefined)
  if (denied) return { verdict: 'deny', ...because(denied, denied.says.deny) }
  const closed = unaccepted(ask.acceptance, ask)
  if (closed !== undefined) return { verdict: 'deny', term: 'acceptance', paragraph: '5.1', reason: closed }
  const open = asked.find(({ says }) => says.ask !== undefined)
  if (open) return { verdict: 'ask', ...because(open, open.says.ask) }
  const cite = ask.cite ?? (() => terms.legalBasis)
  const permissions = once(asked.flatMap(({ permission }) => permission ?? []))
  const clearances = once(asked.flatMap(({ clearance }) => clearance ?? []))
  return {
    verdict: 'allow',
    obligations: asked.flatMap(({ oblige, paragraph }) => oblige.map((each) => `${each} (${cite(paragraph)})`)),
    permissions: permissions.map(({ id }) => id),
    clearances: clearances.map(({ id }) => id),
    limited: [...permissions, ...clearances].flatMap(({ id, used, uses }) =>
      uses === undefined ? [] : [{ id, used, uses }],
    ),
  }
}

const once = <T>(values: readonly T[]): T[] => [...new Set(values)]
const because = ({ name, paragraph }: { name: TermName; paragraph: string }, reason = '') => ({
  term: name,
  paragraph,
  reason,
})

/** What a term says, less what a permission or a clearance takes away. */
function ruling<N extends TermName>(name: N, terms: Terms, ask: ReleaseAsk) {
  const term = terms.terms.find((each) => each.term === name) as TermOf<N> | undefined
  const paragraph = termRows[name].properties.paragraph.const
  const { deny, unless, ask: question, oblige } = rulings[name](term, ask, terms)
  const permission = deny === undefined ? undefined : permissionFor(unless, ask)
  const clearance = question === undefined ? undefined : ask.clearances?.find((each) => clears(each, name, ask))
  return {
    name,
    paragraph,
    permission,
    clearance,
    says: {
      ...(deny !== undefined && !permission && { deny }),
      ...(question !== undefined && !clearance && { ask: question }),
    },
    oblige: [
      ...(oblige === undefined ? [] : [oblige]),
      ...(permission ? [`as the permission ${permission.id} allows, and no further`] : []),
      ...(clearance ? [`as a second person decided in ${clearance.id}, and no further`] : []),
    ],
  }
}
