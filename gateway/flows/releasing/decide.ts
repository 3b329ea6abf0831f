// The one decision about content that was given to us: over the terms in force, their acceptance,
// the permissions of the case, and what is asked.
import type { CaseState } from '../../case/case.ts'
import type { FoldedCase, TermsInForce } from '../../case/terms-in-force.ts'
import { standingCovers } from '../../model/agreement.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import type { GivenItem } from '../../model/profile/case-core.ts'
import { type Acceptance, type HeldPermission, wayOf } from '../../model/terms/openings.ts'
import { type Decision, decideRelease, type ReleaseAsk as Question } from '../../model/terms/release.ts'
import { tightens } from '../../model/terms/tightening.ts'
import type { Client, ReleaseAsk } from '../../ports/doors/national.ts'
import type { CaseRow, EvidenceRow, Since, ToldMessage } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { plainProfile } from '../cases/cases.ts'
import { type Folded, foldedOf } from '../cases/folded.ts'
import { usesIn } from '../cases/uses.ts'
import type { Secrets } from '../content/secrets.ts'
import { isStatement } from '../evidence/found-out.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import type { UnalteredCase } from '../evidence/unaltered.ts'
import type { Clock } from '../trust/clock.ts'
import type { Trust } from '../trust/trust.ts'
import { clearancesOf } from './clearances.ts'
import type { Piece } from './pieces.ts'
import { acceptanceOnItsWay } from './receipted.ts'

export interface Deciding {
  readonly world: World
  readonly clock: Pick<Clock, 'latestMs'>
  readonly secrets: Pick<Secrets, 'mark'>
  readonly timeZone: string
  trust(): Pick<Trust, 'agreements' | 'us'>
}

/** A case with its rows: what decisions about its content are made from. */
export interface WholeCase extends FoldedCase<ToldMessage> {
  readonly row: CaseRow
  readonly state: CaseState
  readonly folded: Folded
  readonly evidence: readonly EvidenceRow[]
  /** Evidence of uses that are decided and not on disk yet. */
  readonly pending?: readonly EvidenceDraft[]
  readonly stored: UnalteredCase
}

/**
 * The case as its statements say. What an agreement changes are deadlines, which bind no release.
 */
export function wholeCase(stored: UnalteredCase): WholeCase {
  const { row, messages, evidence } = stored
  const profile = plainProfile(row.profile)
  const kept = messages.filter(({ standing }) => standing === 'kept')
  const folded = foldedOf(profile, row, kept)
  return { row, profile, messages: kept, state: folded.state, folded, evidence, stored }
}

const leftBehind = 'a copy has left the gateway: its terms bind on, and people alone keep them'

/** Who asks for what, whichever way: office and reader are named by now. */
export type Ask = ReleaseAsk & {
  readonly office: string
  readonly reader: string
  /** In the place of names, as the evidence of a release has them: to whom, in which proceeding. */
  readonly to?: string
  readonly proceedingSha256?: string
}

export interface Decided {
  readonly decision: Decision
  /** Digest of the terms in force. */
  readonly terms: string
  /** What it rests on: nothing was destroyed since, and nothing used that is limited. */
  readonly since: readonly Since[]
  /** Permission messages whose conditions the reader is told. */
  readonly conditions: readonly ToldMessage[]
}

/** Who asks, and what. */
interface Asking {
  /** Undefined where it may be anybody. */
  readonly by: Pick<Client, 'id' | 'persons' | 'person'> | undefined
  readonly ask: Ask
}

/** What we wrote ourselves is ours to read; what was given to us is read under its terms. */
export function decide(deps: Deciding, whole: WholeCase, piece: Piece, { by, ask }: Asking): Decided {
  const bound = whole.folded.inForce(piece.id)
  const terms = bound?.sha256 ?? whole.row.id
  const plainly = (decision: Decision): Decided => ({ decision, terms, since: [], conditions: [] })
  if (piece.message.direction === 'out') return plainly(freely)
  const given = whole.state.given[piece.id]
  if (!bound || (piece.what === 'item' && !given))
    return plainly({
      verdict: 'deny',
      term: 'recipients',
      paragraph: '5.1 b',
      reason: 'the message that brought it counts for nothing',
    })
  const decision = decideRelease(bound.terms, questionOf(deps, whole, { piece, given, bound, by, ask }))
  if (decision.verdict !== 'allow') return plainly(decision)
  const left = wayOf(ask).release === 'open' ? [leftBehind] : []
  return {
    decision: { ...decision, obligations: [...decision.obligations, ...left] },
    terms,
    // What was disposed of meanwhile leaves no more, and is counted by nobody.
    since: [sinceOf(whole, 'key.destroyed'), ...(decision.limited.length === 0 ? [] : [sinceOf(whole, 'release')])],
    conditions: decision.permissions.flatMap((id) => grantOf(whole, id) ?? []),
  }
}

const freely: Decision = { verdict: 'allow', obligations: [], permissions: [], clearances: [], limited: [] }

interface Asked extends Asking {
  readonly piece: Piece
  readonly given: GivenItem | undefined
  readonly bound: TermsInForce
}

function questionOf(deps: Deciding, whole: WholeCase, asked: Asked): Question {
  const { piece, given, by, ask } = asked
  const { reader, office, purpose, matter, target, recipient, to, decision, reliedOn } = ask
  const { proceeding, proceedingName, proceedingSha256 } = ask
  const uses = usesIn([...whole.evidence, ...(whole.pending ?? [])])
  const nowDay = localDateOf(latestMs(deps, whole), deps.timeZone)
  return {
    ...{ reader, office, purpose, matter, ...wayOf(ask), item: piece.id },
    nowDay,
    events: whole.folded.events,
    verified: given?.verified ?? 'unverified',
    ...heldWith(given, whole.state.given, nowDay),
    acceptance: acceptanceOf(deps, whole, asked),
    permissions: heldPermissions(whole, piece.id, uses),
    clearances: clearancesOf(deps.secrets, whole.evidence, { subject: piece.id, by }, uses),
    ...(whole.profile.cites && { cite: whole.profile.cites }),
    ...(target !== undefined && { target }),
    ...(recipient !== undefined && { recipient }),
    ...(to !== undefined && { to }),
    ...(proceeding !== undefined && { proceeding }),
    ...(proceedingName !== undefined && { proceedingName }),
    ...(proceedingSha256 !== undefined && { proceedingSha256 }),
    ...(decision !== undefined && { factor: { decision, ...(reliedOn && { reliedOn }) } }),
  }
}

/**
 * On hold is what a hold names, and a body that speaks of nothing else any more: it would be gone
 * with the last of its items, had the hold not kept that. Its last day counts to its end, by the
 * clock of the office; after that its terms alone decide.
 */
function heldWith(
  given: GivenItem | undefined,
  all: Readonly<Record<string, GivenItem>>,
  nowDay: string,
): Pick<Question, 'heldUntil'> | undefined {
  if (given?.heldUntil !== undefined) return nowDay <= given.heldUntil ? { heldUntil: given.heldUntil } : undefined
  const left = (given?.goesWith ?? []).flatMap((id) => (all[id] && !all[id].disposed ? [all[id]] : []))
  const days = left.flatMap(({ heldUntil }) => heldUntil ?? [])
  const last = days.length === left.length ? days.sort().at(-1) : undefined
  return last === undefined || nowDay > last ? undefined : { heldUntil: last }
}

/**
 * The latest of all clocks that speak: ours, what the provider has signed in this case and
 * elsewhere, and what was recorded of the case, which stands though a person vouches for a clock
 * that was set back.
 */
export const latestMs = ({ clock }: Pick<Deciding, 'clock'>, { row, folded, evidence }: WholeCase): number =>
  evidence.reduce((latest, { at }) => Math.max(latest, at), Math.max(folded.signedMs, clock.latestMs(row.partner)))

/**
 * What is formal (an acknowledgement, a key, a permission) waits for no acceptance: its sender asks
 * for none.
 */
function acceptanceOf(deps: Deciding, whole: WholeCase, asked: Asked): Acceptance {
  const { profile, row, state } = whole
  const { piece, given, bound } = asked
  if (!given) return { state: 'accepted', closed: false, opens: 'accepted', standing: false }
  const { acceptance, closedAt, opens, by } = given
  const gave = profile.purposes[by]
  const { us, agreements } = deps.trust()
  const held = agreements.get(row.agreement)
  const { agreement, localDate } = piece.message.statement
  // Only the text under which it was given is one that both members have: what one of them wrote
  // into its own since says nothing.
  const inAdvance = held?.sha256 === agreement.sha256 && standingCovers(held.agreement, us, bound.terms, localDate)
  return {
    ...{ state: acceptance, closed: closedAt !== null, opens },
    onItsWay: acceptance === 'accepted' && acceptanceOnItsWay(whole, piece.id),
    standing: covered(whole, asked) || inAdvance,
    answers: gave === 'of-case' ? state.purposes : gave,
  }
}

/**
 * What a body says of items is open to whoever accepted, for each of them, terms that are at least
 * as tight as its own.
 */
function covered(whole: WholeCase, { given, bound }: Asked): boolean {
  const about = given?.what === 'body' ? (given.goesWith ?? []) : []
  const { inForce } = whole.folded
  return (
    about.length > 0 &&
    about.every((id) => {
      const item = whole.state.given[id]
      const open = item?.acceptance === 'accepted' && item.closedAt === null && !acceptanceOnItsWay(whole, id)
      const accepted = open ? inForce(id) : undefined
      return accepted !== undefined && tightens(bound.terms, accepted.terms).length === 0
    })
  )
}

const heldPermissions = (
  { state }: WholeCase,
  content: string,
  uses: ReadonlyMap<string, number>,
): readonly HeldPermission[] =>
  Object.entries(state.permissions).flatMap(([id, permission]) =>
    permission.items.includes(content) ? [{ ...permission, id, used: uses.get(id) ?? 0 }] : [],
  )

/** The newest message that granted a permission: in its body stand the conditions. */
const grantOf = ({ messages, state }: WholeCase, permission: string): ToldMessage | undefined =>
  messages
    .filter(
      ({ id, direction, statement: { facts } }) =>
        direction === 'in' &&
        state.steps[id] === 'applied' &&
        facts.permission === permission &&
        (facts.verdict === 'granted' || facts.verdict === 'partly'),
    )
    .toSorted((a, b) => a.clock - b.clock)
    .at(-1)

/**
 * As far as the case that was decided on goes: its evidence is read after its messages, and may
 * tell of a disposal that was stored in between, with what it destroyed behind it.
 */
function sinceOf({ row, evidence, stored }: WholeCase, kind: Since['kind']): Since {
  const here = new Set(stored.messages.map(({ id }) => id))
  const unseen = evidence.find((each) => isStatement(each.kind) && !here.has(each.subject))?.seq
  const known = evidence.findLast((each) => each.kind === kind && each.seq < (unseen ?? Number.POSITIVE_INFINITY))
  return { case: row.id, kind, seq: known?.seq ?? 0 }
}
