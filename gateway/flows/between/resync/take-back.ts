// Statements of ours that came back, done again: kept in their case with their receipts, and what
// a disposal among them destroyed is destroyed once more.

import { sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import { termsSha256 } from '../../../../crypto/statement/statement.ts'
import { firstSenderRole, fold } from '../../../case/steps.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Profile } from '../../../model/profile/profile.ts'
import { placeOf as placeInChain } from '../../../model/terms/uses/place.ts'
import { isUse, noUses } from '../../../model/terms/uses/uses.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { RestoringStore, TakenBack } from '../../../ports/receiving.ts'
import type { CaseRow, DeliveryRow, MessageRow, ReceiptRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import { changeFrom, mostFolds, profileOf, projected, unopened } from '../../cases/cases.ts'
import { receiptedIn } from '../../cases/uses.ts'
import { allRecords } from '../../evidence/every-record.ts'
import { type EvidenceDraft, leavesOf, recordOf } from '../../evidence/leaves.ts'
import { receiptMark, statementMark } from '../../evidence/marks.ts'
import { agreementHeld, type HeldAgreement, type Trust } from '../../trust/trust.ts'
import { type Destroying, destroyedAgain } from './again.ts'
import type { Returned } from './judge.ts'
import { openCase, openingOf } from './opened.ts'
import { receiptRow } from './receipts.ts'

export interface TakingBack {
  readonly store: Destroying['store'] & EvidenceStore & ReadingStore & RestoringStore
  readonly secrets: Destroying['secrets']
  readonly evidenceLog: Destroying['evidenceLog']
  readonly world: World
  readonly log: Log
  trust(): Trust
}

/** Who gives them back, and after which restore. */
interface From {
  readonly partner: string
  readonly restore: string
}

/** @returns whether anything was destroyed, which has to be finished. */
export async function takeBack(deps: TakingBack, from: From, returned: readonly Returned[]): Promise<boolean> {
  let destroys = false
  for (const [id, all] of Map.groupBy(returned, ({ statement }) => statement.case))
    if (await takeBackCase(deps, from, id, all)) destroys = true
  return destroys
}

async function takeBackCase(deps: TakingBack, from: From, id: string, all: readonly Returned[]): Promise<boolean> {
  const { partner, restore } = from
  for (let attempt = 0; attempt < mostFolds; attempt += 1) {
    const left: Returned[] = []
    for (const each of all) if (!(await deps.store.message(each.statement.id))) left.push(each)
    if (left.length === 0) return true
    // While the log is behind nothing is given out but by cases that lie here: the others come with
    // newer data.
    if (deps.evidenceLog.behind() !== undefined && !(await deps.store.case(id))) return false
    const back = await rowsOf(deps, from, id, left)
    if (typeof back === 'string') {
      const of = (await deps.store.case(id)) ? id : null
      const opened = leavesOf(deps.world, [openingOf(deps, restore, { id, of })])
      await deps.store.saveRestored([openCase(deps, partner, id, back)], opened)
      return false
    }
    if ((await deps.store.takeBack(back)) === 'conflict') continue
    record(deps.log, 'restore.taken', { partner, case: id, statements: left.length })
    return back.destructions.length > 0
  }
  throw new Problem('case-changed', `case ${id} moved on ${mostFolds} times while statements came back`)
}

/** @returns in words for people why they cannot be kept here. */
async function rowsOf(
  deps: TakingBack,
  { partner, restore }: From,
  id: string,
  all: readonly Returned[],
): Promise<TakenBack | string> {
  const { store, trust: current, world } = deps
  const trust = current()
  const now = world.now()
  const row = await store.case(id)
  const under = placeOf(trust, partner, row, all)
  if (typeof under === 'string') return under
  const { held, profile } = under
  const before = row ?? openedBy(profile, partner, held, all, now)
  const messages = await store.messages(id, 'kept')
  const rows = all.map((each) => messageOf(each, partner, now))
  const kept = [...messages, ...rows]
  const state = fold(profile, before, kept)
  const again = await destroyedAgain(deps, { profile, before, messages: kept, state, all, now })
  const lost = [...lostDocuments(all), ...(await lostUses(deps, id, all))]
  const receipts = [...new Map(all.map((each) => [each.receipt.id, receiptRow(each, partner, now)])).values()]
  const receipted = await receiptedIn(store, trust, before, kept, receipts)
  return {
    messages: rows,
    deliveries: all.map((each) => deliveredOf(each, partner, now)),
    receipts,
    case: changeFrom(before, projected(before, state, kept, { trust, profile, now, receipted })),
    terms: all.map(({ statement: { terms } }) => ({ sha256: termsSha256(terms), terms })),
    ...again,
    restored: lost.length === 0 ? [] : [openCase(deps, partner, id, lost.join('; '))],
    events: [
      ...all.map(({ statement }) => ({
        ...{ at: now, kind: 'message.delivered' as const, office: before.office },
        ...{ case: id, message: statement.id, partner },
      })),
      ...again.events,
    ],
    evidence: [
      ...leavesOf(world, [
        ...all.map((each) => sentBefore(deps, each, partner, now)),
        ...receipts.map((each) => gotBefore(deps, each, id, now)),
        ...(lost.length === 0 ? [] : [openingOf(deps, restore, { id, of: id })]),
      ]),
      ...again.evidence,
    ],
  }
}

function lostDocuments(all: readonly Returned[]): string[] {
  const documents = all.reduce((sum, { statement }) => sum + statement.items.length, 0)
  return documents === 0
    ? []
    : [`${documents} documents that we gave lie at the partner alone: a statement comes back, and no content`]
}

/**
 * Uses that we signed for and that are in no record here: a permission may be used up by them. The
 * chain goes on as it lies here, so that a bundle of the case shows what is missing.
 */
async function lostUses({ store }: TakingBack, id: string, all: readonly Returned[]): Promise<string[]> {
  const signed = all.flatMap(({ statement: { uses } }) => uses ?? [])
  if (signed.length === 0) return []
  const [{ head } = noUses] = await store.heads([id])
  const records = (await allRecords(store, id)).filter(isUse).map(recordOf)
  const here = new Set([noUses.head, head, ...records.flatMap((use) => placeInChain(use)?.previous ?? [])])
  const lost = signed.filter((each) => !here.has(each.head))
  const most = Math.max(...lost.map(({ count }) => count))
  return lost.length === 0
    ? []
    : [`uses of content are lost: we signed for ${most} of them, and not all that were made before are recorded here`]
}

/** One case is one thread under one agreement, which has to be laid down here. */
function placeOf(
  trust: Trust,
  partner: string,
  row: CaseRow | undefined,
  all: readonly Returned[],
): { readonly held: HeldAgreement; readonly profile: Profile } | string {
  const [first] = all
  if (!first) return 'nothing came back'
  const { agreement, profile } = first.statement
  const one = all.every(({ statement: each }) => each.agreement.id === agreement.id && each.profile === profile)
  const fits = !row || (row.partner === partner && row.agreement === agreement.id && row.profile === profile)
  if (!one || !fits) return 'statements of ours came back that do not stand in one thread with the case'
  try {
    const held = agreementHeld(trust, agreement.id)
    if (held.partner !== partner) return `agreement ${agreement.id} is not between ${partner} and us`
    return { held, profile: profileOf(held, profile) }
  } catch (error) {
    if (error instanceof Problem) return `a statement of ours came back, and ${error.message}`
    throw error
  }
}

/** We wrote to it first: what the partner wrote to us would have been receipted. */
function openedBy(
  profile: Profile,
  partner: string,
  held: HeldAgreement,
  all: readonly Returned[],
  now: number,
): CaseRow {
  const opening = all.find(({ statement }) => profile.messages[statement.type]?.opens) ?? (all[0] as Returned)
  const { case: id, type, from } = opening.statement
  const role = firstSenderRole(profile, type)
  return unopened({ id, partner, agreement: held.agreement.id, profile: profile.name, role, office: from.office }, now)
}

/** What was said of it lies at the partner: the statement is its evidence, and its body is gone. */
const messageOf = ({ statement, sha256, seal }: Returned, partner: string, now: number): MessageRow => ({
  id: statement.id,
  case: statement.case,
  partner,
  direction: 'out',
  type: statement.type,
  clock: statement.clock,
  sha256,
  statement,
  seal,
  secret: null,
  key: null,
  storedAt: now,
  client: null,
  standing: 'kept',
})

const deliveredOf = ({ statement, receipt }: Returned, partner: string, now: number): Omit<DeliveryRow, 'seq'> => ({
  id: statement.id,
  partner,
  case: statement.case,
  state: 'delivered',
  attempts: 0,
  fence: 0,
  dueAt: now,
  expiresAt: Date.parse(statement.expiresAt),
  weightBytes: 0,
  problem: null,
  detail: null,
  receipt: receipt.id,
  changedAt: now,
})

/** The record says from whom it came back; when it was sent its statement says. */
const sentBefore = (
  { secrets }: TakingBack,
  { statement: { id, case: of, terms }, sha256 }: Returned,
  partner: string,
  now: number,
): EvidenceDraft => ({
  at: now,
  kind: 'statement.sent',
  case: of,
  subject: id,
  data: {
    ...{ sha256, terms: termsSha256(terms), back: partner },
    ...statementMark(secrets, { id, sha256, case: of, direction: 'out' }),
  },
})

function gotBefore({ secrets }: TakingBack, row: ReceiptRow, of: string, now: number): EvidenceDraft {
  const { id, partner, envelope, envelopeSha256: sha256 } = row
  const jws = sha256Hex(utf8(row.jws))
  const data = { partner, envelope, sha256, jws, back: partner, ...receiptMark(secrets, { id, jws, case: of }) }
  return { at: now, kind: 'receipt.received', case: of, subject: id, data }
}
