// What decisions about content are made from, held against the evidence of when it came: a store
// that was edited gives nothing away.

import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceRow, ItemRow, ToldMessage } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Trust } from '../trust/trust.ts'
import { whyNotWhole } from './chained.ts'
import type { EvidenceLog } from './evidence-log.ts'
import { isStatement, whyNotBrought, whyNotCommitted, whyNotOpened, whyNotTold } from './found-out.ts'
import { type Authenticating, whyNotAuthentic } from './genuine/authentic.ts'
import { type Stored, whyBack, whyElse, whyGone, whyTwice } from './genuine/looked-again.ts'
import { type Receipting, receiptedIn } from './genuine/receipted.ts'
import { demandInStep } from './in-step.ts'
import { type EvidenceDraft, leavesOf } from './leaves.ts'
import { whyNotMarked } from './marks.ts'

export interface Unaltered extends Authenticating, Receipting {
  store: EvidenceStore & ReadingStore
  evidenceLog: Pick<EvidenceLog, 'absent' | 'behind' | 'fallBehind'>
  world: Pick<World, 'now' | 'randomOctets'>
  log: Log
  trust(): Trust
}

/** Beside it what was recorded of it. */
interface Recorded extends Stored {
  readonly evidence: readonly EvidenceRow[]
}

declare const unaltered: unique symbol
/**
 * Proof that every statement of the case is the one that was recorded, and every item stands as its
 * statement says: only `unalteredCase` makes one.
 */
export type UnalteredCase = Recorded & {
  /** Of our statements that open something for us, those that their recipient has receipted. */
  readonly receipted: ReadonlySet<string>
  readonly [unaltered]: true
}

/**
 * The case with all its messages, as they were when they came or went. Where anything differs the
 * alarm is raised, and the log counts as behind: an edited store is as little to be trusted as one
 * that lost entries.
 * @param tried evidence of the try that is thereby denied. @throws {Problem} `store-altered` ·
 *   `log-behind`
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
  const { messages, evidence } = await store.told(row.id)
  const stored = { row, messages, items, evidence }
  const trust = deps.trust()
  const known = foundBefore(stored, trust)
  const receipted = whyNotWhole(before, evidence) ?? (await receiptedOf(deps, stored, known))
  if (typeof receipted === 'string') throw await altered(deps, receipted, tried)
  keepSeen(evidenceLog, row.id, evidence.length)
  unalteredBefore.set(messages, { trust, row, items: known?.items ?? items.map(withoutKeys), evidence, receipted })
  return { ...stored, receipted } as Recorded as UnalteredCase
}

/** @returns in words for our log what does not fit. */
async function receiptedOf(deps: Unaltered, stored: Recorded, known: Found | undefined) {
  if (known) return known.receipted
  const { row, messages, evidence } = stored
  const found =
    (await faultIn(deps, stored)) ??
    whyNotMarked(deps.secrets, row.id, evidence) ??
    (await whyNotAuthentic(deps, row.partner, messages))
  return found ?? receiptedIn(deps, { partner: row.partner, messages, evidence })
}

/** What a case was found to be. */
interface Found {
  readonly trust: Trust
  readonly row: CaseRow
  readonly items: readonly Keyless[]
  readonly evidence: readonly EvidenceRow[]
  readonly receipted: ReadonlySet<string>
}

/** By the messages as the store gave them: the same list only where none of them has changed. */
const unalteredBefore = new WeakMap<readonly ToldMessage[], Found>()

/** No key lives on in what is kept here. */
type Keyless = Omit<ItemRow, 'key' | 'secret'> & { readonly keyed: boolean }
const isKeyed = ({ key, secret }: Pick<ItemRow, 'key' | 'secret'>): boolean => key !== null || secret !== null
const withoutKeys = ({ key, secret, ...rest }: ItemRow): Keyless => ({ ...rest, keyed: isKeyed({ key, secret }) })

/** In everything but the octets of its keys. */
function itemsStand(before: readonly Keyless[], now: readonly ItemRow[]): boolean {
  const names = Object.keys(before[0] ?? {}).filter((name) => name !== 'keyed') as (keyof Keyless & keyof ItemRow)[]
  return (
    before.length === now.length &&
    before.every((was, at) => {
      const is = now[at] as ItemRow
      return was.keyed === isKeyed(is) && names.every((name) => was[name] === is[name])
    })
  )
}

/**
 * Undefined unless the case and its items stand as they did, and nothing but tries to read was
 * recorded since, which change nothing that was found.
 */
function foundBefore({ row, messages, items, evidence }: Recorded, trust: Trust): Found | undefined {
  const before = unalteredBefore.get(messages)
  if (before?.trust !== trust || !caseStands(before.row, row)) return undefined
  if (!itemsStand(before.items, items)) return undefined
  const isSame = before.evidence.length <= evidence.length && before.evidence.every((each, at) => each === evidence[at])
  const newer = evidence.slice(before.evidence.length)
  return isSame && newer.every(({ kind }) => kind === 'release' || kind === 'denial') ? before : undefined
}

/** In what the case is held against its statements. */
const caseStands = (before: CaseRow, now: CaseRow): boolean =>
  before.partner === now.partner &&
  before.profile === now.profile &&
  before.agreement === now.agreement &&
  before.role === now.role

/**
 * Terms that were made or came here, if they still are what their digest says.
 * @throws {Problem} `store-altered`
 */
export async function termsKept(
  deps: Alarming & { store: EvidenceStore & ReadingStore },
  sha256: string,
): Promise<JsonObject | undefined> {
  const terms = await deps.store.terms(sha256)
  if (terms === undefined || termsSha256(terms) === sha256) return terms
  throw await altered(deps, `terms ${sha256} have another digest`)
}

/**
 * What was disposed of stays so, wherever the record of it was moved to. @param tried evidence of
 * the try that is thereby denied.
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
 * Raises the alarm about what was found in the store: once, however many come upon it at once. What
 * can still be written down is, before nothing more is.
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

/** What the evidence says of statements, in one walk. */
interface Told {
  readonly first: EvidenceRow | undefined
  /**
   * Of statements, by their ids; of two of one statement the later, which is then found to be no
   * first one.
   */
  readonly told: ReadonlyMap<string, EvidenceRow>
  readonly destroyed: ReadonlySet<string>
  /** All that a decision rests on. */
  readonly decisive: readonly EvidenceRow[]
}

/** @returns in words for our log the first row that is not what its entry commits to. */
function toldIn(evidence: readonly EvidenceRow[]): Told | string {
  let first: EvidenceRow | undefined
  const [told, destroyed] = [new Map<string, EvidenceRow>(), new Set<string>()]
  const decisive: EvidenceRow[] = []
  for (const row of evidence) {
    const { kind, subject } = row
    // Of releases a case may have any number; they are for the check of the evidence.
    const fault = decidesOf(kind) ? whyNotCommitted(row) : undefined
    if (fault !== undefined) return fault
    if (isStatement(kind)) {
      first ??= row
      told.set(subject, row)
    } else if (kind === 'key.destroyed') destroyed.add(subject)
    if (decidesOf(kind)) decisive.push(row)
  }
  return { first, told, destroyed, decisive }
}

/** The first thing that does not fit, in words for our log. */
async function faultIn({ store, evidenceLog, trust }: Unaltered, stored: Recorded): Promise<string | undefined> {
  const found = toldIn(stored.evidence)
  if (typeof found === 'string') return found
  const { us } = trust()
  const { first, told, destroyed, decisive } = found
  const here = new Map<string, ToldMessage>()
  for (const message of stored.messages) {
    const fault = whyNotTold(message, { told: told.get(message.id), us })
    if (fault !== undefined) return `message ${message.id} ${fault}`
    here.set(message.id, message)
  }
  const otherwise = await whyElse(store, stored, stored.evidence)
  if (otherwise !== undefined) return otherwise
  const opened = whyNotOpened(stored, first)
  if (opened !== undefined) return `case ${stored.row.id} ${opened}`
  for (const item of stored.items) {
    const fault = whyNotBrought(item, here.get(item.message ?? ''))
    if (fault !== undefined) return `item ${item.id} ${fault}`
  }
  const back = await whyBack(store, stored, destroyed)
  if (back !== undefined) return back
  const twice = await whyTwice(store, told)
  if (twice !== undefined) return twice
  const absent = await evidenceLog.absent(decisive)
  if (absent !== undefined) return `entry ${absent} is not in the log`
  return whyGone(store, stored.row, { here, told })
}

const decidesOf = (kind: EvidenceRow['kind']) =>
  kind.startsWith('statement.') || kind === 'key.destroyed' || kind === 'clearance' || kind === 'operator'

// For each log how many records of a case this process has seen: none of them goes.
const seen = new WeakMap<object, Map<string, number>>()
const mostSeen = 100_000

const recordsSeen = (log: object, of: string): number => seen.get(log)?.get(of) ?? 0

/** @param count of records that are in the store: those that were read, and those written since. */
export function keepSeen(log: object, of: string, count: number): void {
  const counts = seen.get(log) ?? new Map<string, number>()
  seen.set(log, counts)
  const [oldest] = counts.size >= mostSeen ? counts.keys() : []
  if (oldest !== undefined) counts.delete(oldest)
  counts.set(of, Math.max(counts.get(of) ?? 0, count))
}
