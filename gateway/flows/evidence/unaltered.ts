// What decisions about content are made from, held against the evidence of when it came: a store that was edited gives nothing away.

import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceRow, ItemRow, MessageRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Trust } from '../trust/trust.ts'
import { type Authenticating, whyNotAuthentic } from './authentic.ts'
import { everyRecord } from './every-record.ts'
import type { EvidenceLog } from './evidence-log.ts'
import { digestOf, termsDigestOf, whyNotCommitted } from './found-out.ts'
import { demandInStep } from './in-step.ts'
import { type EvidenceDraft, leavesOf } from './leaves.ts'
import { standingsIn, whyNotMarked } from './marks.ts'

export interface Unaltered extends Authenticating {
  store: EvidenceStore & ReadingStore
  evidenceLog: Pick<EvidenceLog, 'absent' | 'behind' | 'fallBehind'>
  world: Pick<World, 'now' | 'randomOctets'>
  log: Log
  trust(): Trust
}

/** A case as it lies in the store. */
interface Stored {
  readonly row: CaseRow
  readonly messages: readonly MessageRow[]
  readonly items: readonly ItemRow[]
}

/** Beside it what was recorded of it. */
interface Recorded extends Stored {
  readonly evidence: readonly EvidenceRow[]
}

declare const unaltered: unique symbol
/** Proof that every statement of the case is the one that was recorded, and every item stands as its statement says: only `unalteredCase` makes one. */
export type UnalteredCase = Recorded & { readonly [unaltered]: true }

/**
 * The case with all its messages, as they were when they came or went. Where anything differs the alarm is raised, and the log counts as
 * behind: an edited store is as little to be trusted as one that lost entries.
 * @param tried evidence of the try that is thereby denied. @throws {Problem} `store-altered` · `log-behind`
 */
export async function unalteredCase(
  deps: Unaltered,
  row: CaseRow,
  tried: readonly EvidenceDraft[] = [],
): Promise<UnalteredCase> {
  const { store, evidenceLog } = deps
  demandInStep(evidenceLog.behind)
  const before = recordsSeen(evidenceLog, row.id)
  // In this order: what comes meanwhile has its evidence before it is looked for.
  const items = await store.itemsOf(row.id)
  const messages = await store.messages(row.id, 'all')
  const evidence = await Array.fromAsync(everyRecord(store, row.id))
  const stored = { row, messages, items, evidence }
  const found =
    whyFewer(before, evidence) ??
    (await faultIn(deps, stored, evidence)) ??
    (await whyGone(store, stored, evidence)) ??
    whyNotMarked(deps.secrets, row.id, evidence) ??
    (await whyNotAuthentic(deps, row.partner, messages))
  if (found === undefined) {
    keepSeen(evidenceLog, row.id, evidence)
    return stored as Recorded as UnalteredCase
  }
  throw await altered(deps, found, tried)
}

/** Terms that were made or came here, if they still are what their digest says. @throws {Problem} `store-altered` */
export async function termsKept(
  deps: Alarming & { store: EvidenceStore & ReadingStore },
  sha256: string,
): Promise<JsonObject | undefined> {
  const terms = await deps.store.terms(sha256)
  if (terms === undefined || termsSha256(terms) === sha256) return terms
  throw await altered(deps, `terms ${sha256} have another digest`)
}

/**
 * What was disposed of stays so, wherever the record of it was moved to. @param tried evidence of the try that is thereby denied.
 * @throws {Problem} `store-altered` for content that has its key again.
 */
export async function demandNotBack(
  deps: Unaltered,
  { what, id }: { readonly what: 'item' | 'body'; readonly id: string },
  tried: EvidenceDraft,
): Promise<void> {
  const { store } = deps
  if ((await store.evidenceAbout('key.destroyed', [id])).length === 0) return
  // It may have been disposed of since it was read.
  const now = what === 'item' ? await store.item(id) : await store.message(id)
  if (now && now.secret !== null)
    throw await altered(deps, `${what} ${id} has its key again, which was destroyed`, [tried])
}

type Alarming = Pick<Unaltered, 'evidenceLog' | 'world' | 'log' | 'trust'> & { store: EvidenceStore }

/** Logs whose alarm is raised, or is being raised. */
const alarmed = new WeakSet<Alarming['evidenceLog']>()

/**
 * Raises the alarm about what was found in the store: once, however many come upon it at once. What can still be written down is, before nothing
 * more is.
 */
export async function altered(
  { store, evidenceLog, world, log, trust }: Alarming,
  found: string,
  tried: readonly EvidenceDraft[] = [],
): Promise<Problem> {
  demandInStep(evidenceLog.behind)
  const { us } = trust()
  const alarm: EvidenceDraft = {
    at: world.now(),
    kind: 'log.alarm',
    case: null,
    subject: us,
    data: { reason: 'altered', found },
  }
  const told = alarmed.has(evidenceLog) ? tried : [...tried, alarm]
  alarmed.add(evidenceLog)
  await store.record(leavesOf(world, told)).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
  })
  const problem = `the store does not fit the evidence log: ${found}`
  if (evidenceLog.fallBehind(problem)) record(log, 'log.alarm', { partner: us, problem })
  return new Problem(
    'store-altered',
    'what is stored here is not what was recorded when it came; nothing of it is given out',
  )
}

/** The first thing that does not fit, in words for our log; undefined where all of it does. */
async function faultIn({ store, evidenceLog, trust }: Unaltered, stored: Stored, evidence: readonly EvidenceRow[]) {
  // Of releases a case may have any number; they are for the check of the evidence.
  for (const row of evidence) {
    const fault = decidesOf(row.kind) ? whyNotCommitted(row) : undefined
    if (fault !== undefined) return fault
  }
  const told = new Map(evidence.filter(({ kind }) => isStatement(kind)).map((row) => [row.subject, row]))
  for (const message of stored.messages) {
    const fault = whyNotTold(message, { told: told.get(message.id), us: trust().us })
    if (fault !== undefined) return `message ${message.id} ${fault}`
  }
  const otherwise = await whyElse(store, stored, evidence)
  if (otherwise !== undefined) return otherwise
  const opened = whyNotOpened(
    stored,
    evidence.find(({ kind }) => isStatement(kind)),
  )
  if (opened !== undefined) return `case ${stored.row.id} ${opened}`
  const brought = new Map(stored.messages.map((message) => [message.id, message]))
  for (const item of stored.items) {
    const fault = whyNotBrought(item, brought.get(item.message ?? ''))
    if (fault !== undefined) return `item ${item.id} ${fault}`
  }
  const back = await whyBack(store, stored, evidence)
  if (back !== undefined) return back
  const twice = await whyTwice(store, told)
  if (twice !== undefined) return twice
  const absent = await evidenceLog.absent(evidence.filter(({ kind }) => decidesOf(kind)))
  return absent === undefined ? undefined : `entry ${absent} is not in the log`
}

export const isStatement = (kind: EvidenceRow['kind']) => kind === 'statement.sent' || kind === 'statement.received'
const decidesOf = (kind: EvidenceRow['kind']) =>
  kind.startsWith('statement.') || kind === 'key.destroyed' || kind === 'clearance' || kind === 'operator'

/** A message and its columns are what its statement says, and the statement is what was recorded. */
export function whyNotTold(
  { id, case: of, type, clock, direction, sha256, statement }: MessageRow,
  { told, us }: { told: EvidenceRow | undefined; us: string },
): string | undefined {
  if (!told) return 'is not recorded in its case'
  const digest = digestOf(statement)
  if (digest !== told.data.sha256 || sha256 !== told.data.sha256) return 'is not the one that was recorded'
  const sent = told.kind === 'statement.sent' ? 'out' : 'in'
  if (direction !== sent || (statement.from.member === us) !== (sent === 'out')) return 'has another direction'
  if (id !== statement.id || of !== statement.case || type !== statement.type || clock !== statement.clock)
    return 'does not stand as its statement says'
  return undefined
}

/** A message counts unless its refusal is the last that was recorded of it. */
async function whyElse({ message }: ReadingStore, { messages }: Stored, evidence: readonly EvidenceRow[]) {
  const recorded = standingsIn(evidence)
  const isElse = ({ id, standing }: MessageRow) => standing !== (recorded.get(id) ?? 'kept')
  for (const each of messages.filter(isElse)) {
    // It may have been refused, or sent again, since the messages were read.
    const now = await message(each.id)
    if (now && isElse(now)) return `message ${now.id} stands as ${now.standing}, which nothing recorded says`
  }
  return undefined
}

/** What the fold of a case begins with: its profile, and who asks whom. */
export function whyNotOpened(
  { row, messages }: Pick<Stored, 'row' | 'messages'>,
  first: Pick<EvidenceRow, 'subject'> | undefined,
): string | undefined {
  if (messages.some(({ statement }) => statement.profile !== row.profile)) return 'has another profile'
  if (messages.some(({ statement }) => statement.agreement.id !== row.agreement)) return 'is under another agreement'
  const opening = messages.find(({ id }) => id === first?.subject)
  if (!opening || !profiles.get(row.profile)?.messages[opening.type]?.opens) return undefined
  return row.role === (opening.direction === 'out' ? 'requesting' : 'requested') ? undefined : 'has another role'
}

/** An item stands in the case under the terms of the statement that brought it. */
export function whyNotBrought(item: ItemRow, message: MessageRow | undefined): string | undefined {
  const said = message?.statement.items.find(({ id }) => id === item.id)
  if (!message || !said) return 'was brought by no message of its case'
  if (item.termsSha256 !== termsDigestOf(message.statement.terms)) return 'is under other terms'
  if (item.direction !== message.direction) return 'has another direction'
  const { kind, mediaType, form, bytes, sha256, part } = said
  const same =
    item.kind === kind &&
    item.mediaType === mediaType &&
    item.form === form &&
    item.bytes === bytes &&
    item.sha256 === sha256 &&
    item.partSha256 === part.sha256 &&
    item.partBytes === part.bytes
  return same ? undefined : 'is not the one that its message brought'
}

/** For each log how many statements of a case this process has seen recorded: none of them goes. A few octets for each case. */
const seen = new WeakMap<object, Map<string, number>>()
const mostSeen = 100_000

const statementsIn = (evidence: readonly EvidenceRow[]): number =>
  evidence.filter(({ kind }) => isStatement(kind)).length
const recordsSeen = (log: object, of: string): number => seen.get(log)?.get(of) ?? 0

function keepSeen(log: object, of: string, evidence: readonly EvidenceRow[]): void {
  const counts = seen.get(log) ?? new Map<string, number>()
  seen.set(log, counts)
  const [oldest] = counts.size >= mostSeen ? counts.keys() : []
  if (oldest !== undefined) counts.delete(oldest)
  counts.set(of, Math.max(counts.get(of) ?? 0, statementsIn(evidence)))
}

/** A statement that was taken away with its record leaves no gap in its case. @param before how many were seen before these were read. */
function whyFewer(before: number, evidence: readonly EvidenceRow[]): string | undefined {
  const now = statementsIn(evidence)
  return now < before ? `there are records of ${now} statements, and were of ${before}` : undefined
}

/** A statement that is recorded and lies here no more: with an amendment its terms would be gone. */
async function whyGone({ message }: ReadingStore, { row, messages }: Stored, evidence: readonly EvidenceRow[]) {
  const here = new Set(messages.map(({ id }) => id))
  for (const { kind, subject } of evidence) {
    if (!isStatement(kind) || here.has(subject)) continue
    // It may have come since the messages were read.
    if ((await message(subject))?.case !== row.id) return `statement ${subject} is gone`
  }
  return undefined
}

/** What was disposed of stays so: its key was taken out of a copy from before and put back. */
async function whyBack(
  { message, itemsOf }: ReadingStore,
  { row, messages, items }: Stored,
  evidence: readonly EvidenceRow[],
): Promise<string | undefined> {
  const destroyed = new Set(evidence.filter(({ kind }) => kind === 'key.destroyed').map(({ subject }) => subject))
  const isBack = ({ id, key, secret }: ItemRow | MessageRow) => destroyed.has(id) && (key !== null || secret !== null)
  // It may have been disposed of since the rows were read; they are looked at again, now that its evidence is there.
  const item = items.some(isBack) ? (await itemsOf(row.id)).find(isBack) : undefined
  if (item) return `item ${item.id} has its key again, which was destroyed`
  for (const { id } of messages.filter(isBack)) {
    const now = await message(id)
    if (now && isBack(now)) return `the body of message ${id} has its key again, which was destroyed`
  }
  return undefined
}

/** Records that were found to be the first of their statements. An entry with a lower number does not come any more. */
const first = new WeakSet<JsonObject>()

/** A statement is recorded once; what another entry tells of it was written afterwards. */
async function whyTwice({ evidenceAbout }: EvidenceStore, told: ReadonlyMap<string, EvidenceRow>) {
  const fresh = [...told.values()].filter(({ data }) => !first.has(data))
  const subjects = fresh.map(({ subject }) => subject)
  if (subjects.length === 0) return undefined
  for (const kind of ['statement.sent', 'statement.received'] as const)
    for (const { subject, seq } of await evidenceAbout(kind, subjects))
      if (told.get(subject)?.seq !== seq) return `statement ${subject} is recorded twice, first by entry ${seq}`
  for (const { data } of fresh) first.add(data)
  return undefined
}
