// What opens that which terms keep closed: an acceptance of them, a permission of the provider, a
// second person's clearance.
import type { Permission, PermissionScope } from '../profile/case-core.ts'
import {
  type DisclosureTarget,
  type ExcludedProceeding,
  leavesCopy,
  type ReleaseMode,
  releaseModes,
  type TermName,
} from './vocabulary.ts'

/**
 * What is done with the information beyond reading it; each use has the term that speaks about it.
 */
export type Use = 'view' | 'compare' | 'annotate' | 'extract' | 'decide' | 'disclose' | 'evidence' | 'analytics'

interface Asked {
  /** `view` when left out. */
  readonly use?: Use | 'print' | 'export'
  /** It goes into an archive with others: a copy, whatever is done with it. */
  readonly archived?: boolean
}

/** What is done with the content, as the terms speak of it, and how it leaves the gateway then. */
export const wayOf = ({
  use = 'view',
  archived = false,
}: Asked): { readonly use: Use; readonly release: ReleaseMode } => ({
  use: use === 'print' || use === 'export' ? 'view' : use,
  release: archived || leavesCopy(use) ? 'open' : 'view',
})

/**
 * The state of what was given, as the case says it. Whether it is locked or disposed of is looked
 * at by the caller.
 */
export interface Acceptance {
  readonly state: 'open' | 'accepted' | 'unable'
  /** Our acceptance has no receipt yet: until then it opens nothing. */
  readonly onItsWay?: boolean
  /** By an `unable`, whatever was said since; the keys of its provider alone open it. */
  readonly closed: boolean
  readonly opens: 'accepted' | 'to-answer'
  /** The agreement holds an acceptance that covers these terms. */
  readonly standing: boolean
  /**
   * For which purposes `to-answer` opens without an acceptance: `ANSWER_REQUEST` where left out.
   */
  readonly answers?: readonly string[]
}

/**
 * A second person's signed answer to an *ask* about this content: for one reader, use, purpose and
 * term.
 */
export interface Clearance {
  readonly id: string
  readonly reader: string
  readonly use: Use
  readonly purpose: string
  readonly term: TermName
  /** The most that may leave the gateway; `view` where left out. */
  readonly release?: ReleaseMode
  /** Last day, `YYYY-MM-DD`. */
  readonly until: string
  /** How often it may be used, and was. */
  readonly uses: number
  readonly used: number
}

export interface HeldPermission extends Permission {
  readonly id: string
  /** How often it was used, as counted from the evidence of releases. */
  readonly used: number
}

/** Whether a scope covers what is asked. */
export type Covers = (scope: PermissionScope) => boolean

/** As much of a release as permissions and clearances name. */
interface Question {
  readonly reader: string
  readonly purpose: string
  readonly nowDay: string
  readonly release: ReleaseMode
  readonly use?: Use
  readonly item?: string
  readonly permissions?: readonly HeldPermission[]
}

/** A permission to pass on to exactly this recipient, as facts name it. */
export function namesRecipient(target: DisclosureTarget, to: string): Covers {
  return ({ disclosure = [] }) => disclosure.some((each) => each.target === target && each.to === to)
}

/** A permission to use it in exactly this proceeding, by the digest of its name. */
export function namesProceeding(kind: ExcludedProceeding, sha256: string): Covers {
  return ({ proceedings = [] }) => proceedings.some((each) => each.kind === kind && each.sha256 === sha256)
}

/**
 * Why its acceptance keeps it closed; undefined where it does not. What is read to be answered is
 * looked at, and nothing else is done with it before its terms are accepted.
 */
export function unaccepted(
  { state, closed, onItsWay = false, opens, standing, answers = ['ANSWER_REQUEST'] }: Acceptance,
  { purpose, use = 'view', release }: Pick<Question, 'purpose' | 'use' | 'release'>,
): string | undefined {
  if (closed)
    return state === 'unable'
      ? 'its terms cannot be kept here, and its provider has not opened it nevertheless'
      : 'its terms could not be kept here, and its provider has not opened it since'
  if ((state !== 'open' && !onItsWay) || standing) return undefined
  if (opens === 'accepted') return onItsWay ? 'the acceptance of its terms is on its way' : 'its terms are not accepted'
  return answers.includes(purpose) && use === 'view' && release === 'view'
    ? undefined
    : 'before its terms are accepted it is looked at to answer it, and nothing else is done with it'
}

/**
 * A permission in force that takes the denial away; one without a limit before one whose uses are
 * counted.
 */
export function permissionFor(unless: Covers | undefined, ask: Question): HeldPermission | undefined {
  if (unless === undefined) return undefined
  const covering = ask.permissions?.filter((each) => inForce(each, ask) && unless(each.scope)) ?? []
  return covering.find(({ uses }) => uses === undefined) ?? covering[0]
}

/** Granted, for this item, on this day, with a use left. */
function inForce({ verdict, items, until, uses, used }: HeldPermission, { item, nowDay }: Question): boolean {
  if (verdict !== 'granted' && verdict !== 'partly') return false
  if (item === undefined || !items.includes(item)) return false
  return (until === undefined || nowDay <= until) && (uses === undefined || used < uses)
}

/** Whether a clearance answers what this term asks. */
export const clears = (
  clearance: Clearance,
  name: TermName,
  { reader, use = 'view', purpose, release, nowDay }: Question,
) =>
  clearance.term === name &&
  clearance.reader === reader &&
  clearance.use === use &&
  clearance.purpose === purpose &&
  releaseModes.indexOf(release) <= releaseModes.indexOf(clearance.release ?? 'view') &&
  nowDay <= clearance.until &&
  clearance.used < clearance.uses
