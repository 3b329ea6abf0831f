// The one way to content: whoever asks is heard, the case is held against its evidence, the terms
// decide, the outcome is written down, and only then is there a proof that opens anything. What
// belongs to others looks the same as what does not exist.
import { dayMs } from '../../../crypto/instants.ts'
import type { ClientRole } from '../../model/client/roles.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client, ContentNamed } from '../../ports/doors/national.ts'
import type { Parts } from '../../ports/parts.ts'
import type { RestoredStore } from '../../ports/receiving.ts'
import type { CaseRow, EvidenceRow } from '../../ports/rows.ts'
import { record } from '../../watch/log.ts'
import { maySee } from '../cases/may-see.ts'
import type { Opener } from '../content/opening.ts'
import { restoredProblem, whyRestored } from '../content/restored.ts'
import { allRecords } from '../evidence/every-record.ts'
import { whyNotCommitted } from '../evidence/found-out.ts'
import { altered, demandNotBack, keepSeen, type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { type Ask, type Decided, type Deciding, decide, latestMs, type WholeCase, wholeCase } from './decide.ts'
import { demandOwn } from './egress.ts'
import { caseOf, isDisposed, isOurs, nothingHere, type Piece, pieceIn } from './pieces.ts'
import {
  allowedBy,
  askIn,
  demandSeen,
  deny,
  type Recorded,
  readerOf,
  recordAllowed,
  releaseIn,
  type Try,
  tried,
  whyNotReader,
} from './tries.ts'

export interface Admitting extends Unaltered, Deciding {
  readonly store: Unaltered['store'] & RestoredStore
  readonly parts: Pick<Parts, 'size'>
  readonly opener: Opener
  readonly secrets: Unaltered['secrets'] & Deciding['secrets']
  readonly world: Deciding['world']
  trust: Unaltered['trust']
}

/** A case that this client may ask about, with what it asks for. */
export interface Entered {
  readonly whole: WholeCase
  readonly piece: Piece
  readonly attempt: Try
}

type Asked = Omit<Ask, 'office' | 'matter' | 'reader'> & { readonly reader?: string | undefined } & {
  readonly office?: string | undefined
  readonly matter?: string
}

/**
 * To read.
 * @throws {Problem} `text-unseen` · `forbidden` without the role · `not-found` for offices that the
 *   case is none of, which learn of nothing · `store-altered` · `log-behind`. Each but the first is
 *   a denial in the evidence before.
 */
export async function enter(
  deps: Admitting,
  client: Client,
  content: ContentNamed,
  asked: Asked & Pick<Ask, 'matter'>,
): Promise<Entered> {
  const heard = await hear(deps, client, content, asked, 'release')
  await demandOffice(deps, client, heard)
  const { attempt } = heard
  const { whole, piece } = await found(deps, heard)
  // Terms may name another office for what was given to us; what we wrote is for the office of the
  // case.
  if (isOurs(piece) && !maySee(client, heard.row.office)) {
    await deny(deps, attempt, { term: 'recipients', paragraph: '5.1 b' }, 'another office')
    throw nothingHere(content)
  }
  return { whole, piece, attempt }
}

/**
 * To let another read, which an office of the case decides and nobody else.
 * @throws {Problem} as `enter`
 */
export async function enterToClear(
  deps: Admitting,
  client: Client,
  content: ContentNamed,
  asked: Asked,
): Promise<Entered> {
  const heard = await hear(deps, client, content, asked, 'approve')
  if (maySee(client, heard.row.office)) {
    await demandSettled(deps, heard.row, heard.attempt)
    return found(deps, heard)
  }
  await deny(deps, heard.attempt, { term: 'recipients', paragraph: '5.1 b' }, 'another office')
  throw nothingHere(content)
}

interface Heard {
  readonly row: CaseRow
  readonly attempt: Try
}

/** Whoever asks has the role for it, and there is such content. */
async function hear(
  deps: Admitting,
  client: Client,
  content: ContentNamed,
  asked: Asked,
  takes: ClientRole,
): Promise<Heard> {
  demandSeen(asked)
  const row = await caseOf(deps.store, content)
  const clears = takes === 'approve' && ({ act: 'clear' } as const)
  const reader = clears ? (asked.reader ?? '') : readerOf(client, asked.reader)
  const ask = { ...asked, reader, office: asked.office ?? row?.office ?? '', matter: asked.matter ?? row?.id ?? '' }
  const attempt: Try = { client, case: row?.id ?? null, content, ask, ...clears }
  if (!client.roles.includes(takes)) {
    await deny(deps, attempt, { problem: 'forbidden' }, `without the role ${takes}`)
    throw new Problem('forbidden', `client ${client.id} has the roles ${client.roles.join(', ')}; this takes ${takes}`)
  }
  const problem = clears ? undefined : whyNotReader(deps.trust(), client, reader)
  if (problem) {
    await deny(deps, attempt, { problem: problem.code }, problem.message)
    throw problem
  }
  if (row) return { row, attempt }
  await deny(deps, attempt, { problem: 'not-found' }, 'no such content')
  throw nothingHere(content)
}

/** What happened since the copy that was restored may have closed or destroyed it. */
async function demandSettled(deps: Admitting, row: Pick<CaseRow, 'id' | 'partner'>, attempt: Try): Promise<void> {
  const why = await whyRestored(deps.store, row)
  if (why === undefined) return
  await deny(deps, attempt, { problem: 'restored' }, why)
  throw restoredProblem(why)
}

/** The case, held against its evidence, and the piece in it. */
async function found(deps: Admitting, { row, attempt }: Heard): Promise<Entered> {
  const altered = tried(deps, 'denial', attempt, { problem: 'store-altered' })
  const whole = wholeCase(await unalteredCase(deps, row, [altered]))
  return { whole, piece: pieceIn(whole.stored, attempt.content), attempt }
}

/**
 * Whoever reads does so for an office of their own: the one of the case, or another that terms or a
 * permission may name.
 */
async function demandOffice(deps: Admitting, client: Client, { row, attempt }: Heard): Promise<void> {
  const insider = maySee(client, row.office)
  if (maySee(client, attempt.ask.office) && (insider || attempt.ask.office !== row.office)) return
  await deny(deps, attempt, { term: 'recipients', paragraph: '5.1 b' }, 'another office')
  if (!insider) throw nothingHere(attempt.content)
  const { office } = attempt.ask
  throw new Problem('forbidden', `client ${client.id} does not act for office ${office}`, { field: '/office' })
}

/** What may be opened now, and what its reader must observe. */
export interface Admitted extends Recorded {
  /** The case as it was decided on. */
  readonly whole: WholeCase
  readonly piece: Piece
  readonly decided: Decided
  readonly obligations: readonly string[]
}

const tries = 20

/**
 * Decides on a piece of the case, and writes down how it ended. Where another use was first, it is
 * decided anew.
 * @throws {Problem} `release-denied`, `release-asks`, `item-locked`, `item-disposed`, `restored`
 */
export async function admit(deps: Admitting, client: Client, entered: Entered): Promise<Admitted> {
  let { whole, piece } = entered
  await demandSettled(deps, whole.row, entered.attempt)
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const decided = decide(deps, whole, piece, { by: client, ask: entered.attempt.ask })
    const bound = { ...entered.attempt, content: piece, terms: decided.terms }
    await demandAllowed(deps, client, { whole, piece, decided, attempt: bound })
    const recorded = await recordAllowed(deps, bound, decided)
    if (recorded) {
      keepSeen(deps.evidenceLog, whole.row.id, whole.evidence.length + 1)
      record(deps.log, 'release.allowed', { client: client.id, item: piece.id, case: whole.row.id })
      return { ...recorded, whole, piece, decided, obligations: obligationsOf(decided) }
    }
    whole = wholeCase(await unalteredCase(deps, whole.row))
    piece = pieceIn(whole.stored, piece)
  }
  throw new Problem('case-changed', `permissions were used ${tries} times while this was decided`)
}

/**
 * What a release gave this client and its person, once more, by the content of it and its id:
 * decided again as the case stands now, and neither recorded nor counted again. For a day, as
 * whoever was broken off comes back.
 * @throws {Problem} `not-found` · as `admit`, each but the first a denial in the evidence before ·
 *   `store-altered` where the record is not in the log
 */
export async function admitAgain(
  deps: Admitting,
  client: Client,
  content: ContentNamed,
  release: string,
): Promise<Admitted & { readonly ask: Ask }> {
  const row = await caseOf(deps.store, content)
  // Looked up either way: what was given to others takes what takes what is not there.
  const given = releaseIn(await allRecords(deps.store, row?.id ?? content.id), { client, content, release })
  if (!row || !given || given.at + dayMs < deps.world.now()) throw noRelease(content, release)
  const stored = await unalteredCase(deps, row)
  const told = releaseIn(stored.evidence, { client, content, release })
  if (!told) throw noRelease(content, release)
  const ask = askIn(told)
  if (whyNotReader(deps.trust(), client, ask.reader)) throw noRelease(content, release)
  const insider = maySee(client, stored.row.office)
  if (!maySee(client, ask.office) || (!insider && ask.office === stored.row.office)) throw noRelease(content, release)
  const fault = whyNotCommitted(told) ?? (await absentIn(deps, told))
  if (fault !== undefined) throw await altered(deps, fault)
  // Its own use is not one of those that were before it.
  const whole = wholeCase({ ...stored, evidence: stored.evidence.filter((each) => each !== told) })
  // A clock that was set back lets it live no longer.
  if (given.at + dayMs < latestMs(deps, whole)) throw noRelease(content, release)
  const piece = pieceIn(stored, content)
  if (isOurs(piece) && !insider) throw noRelease(content, release)
  await demandSettled(deps, stored.row, { client, case: stored.row.id, content: piece, ask })
  const decided = decide(deps, whole, piece, { by: client, ask })
  const attempt = { client, case: stored.row.id, content: piece, ask, terms: decided.terms }
  await demandAllowed(deps, client, { whole, piece, decided, attempt })
  const recorded = allowedBy(told, decided)
  if (!recorded) throw noRelease(content, release)
  return { ...recorded, whole: wholeCase(stored), piece, decided, ask, obligations: obligationsOf(decided) }
}

const noRelease = ({ what, id }: ContentNamed, release: string) =>
  new Problem(
    'not-found',
    `no release ${release} of ${what === 'item' ? 'item' : 'message'} ${id} is yours to go on with`,
  )

async function absentIn({ evidenceLog }: Admitting, told: EvidenceRow): Promise<string | undefined> {
  const absent = await evidenceLog.absent([told])
  return absent === undefined ? undefined : `entry ${absent} is not in the log`
}

const obligationsOf = ({ decision }: Decided): readonly string[] =>
  decision.verdict === 'allow' ? decision.obligations : []

interface Verdict {
  readonly whole: WholeCase
  readonly piece: Piece
  readonly decided: Decided
  readonly attempt: Try
}

async function demandAllowed(deps: Admitting, client: Client, { whole, piece, decided, attempt }: Verdict) {
  const { decision } = decided
  if (decision.verdict !== 'allow') {
    const { verdict, term, paragraph, reason } = decision
    const why = { term, paragraph, ...(verdict === 'ask' && { asks: true }) }
    await deny(deps, attempt, why, reason, verdict === 'ask' ? [askedIn(whole, piece)] : [])
    if (!maySee(client, whole.row.office) && term === 'recipients') throw nothingHere(piece)
    // What was disposed of is gone, whatever else its terms would say.
    if (isDisposed(whole, piece)) throw gone(piece)
    if (term === 'acceptance' && whole.state.given[piece.id]?.acceptance !== 'unable') throw locked(piece, reason)
    throw new Problem(verdict === 'ask' ? 'release-asks' : 'release-denied', reason, { paragraph })
  }
  if (isOurs(piece)) await demandOwn(deps, piece, attempt)
  else await demandNotBack(deps, piece, tried(deps, 'denial', attempt, { problem: 'store-altered' }))
  if (await isGone(deps, whole, piece)) {
    await deny(deps, attempt, { problem: 'item-disposed' }, 'disposed of')
    throw gone(piece)
  }
  if (isLocked(whole, piece)) {
    await deny(deps, attempt, { problem: 'item-locked' }, 'locked until its terms are accepted')
    throw locked(piece, 'its key has not come from its provider')
  }
}

const askedIn = ({ row: { id, office, partner } }: WholeCase, { message }: Piece) =>
  ({ kind: 'release.asked', case: id, office, partner, message: message.id }) as const

const named = ({ what, id }: ContentNamed): string => (what === 'item' ? `item ${id}` : `message ${id}`)
export const gone = (piece: ContentNamed): Problem =>
  new Problem('item-disposed', `the content of ${named(piece)} was disposed of`)

const locked = (piece: Piece, why: string) =>
  new Problem('item-locked', `${named(piece)} stays closed: ${why}`, { paragraph: '5.1' })

/** Destroyed with its key, by a disposal that took effect, or with its part. */
const isGone = async ({ parts }: Admitting, whole: WholeCase, piece: Piece): Promise<boolean> =>
  isDisposed(whole, piece) || (piece.what === 'item' && (await parts.size(piece.item.partSha256)) === undefined)

/** Neither disposed of nor locked. */
export const isHere = (whole: WholeCase, piece: Piece): boolean => !isDisposed(whole, piece) && !isLocked(whole, piece)

const isLocked = ({ state }: WholeCase, piece: Piece): boolean =>
  piece.what === 'item' && !isOurs(piece) && (piece.item.key === null || state.given[piece.id]?.locked === true)
