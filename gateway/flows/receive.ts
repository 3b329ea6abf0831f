// A partner's delivery comes in: opened, verified step by step, stored in one transaction, and only then receipted.

import { CryptoError } from '../../crypto/fault.ts'
import { readFrames } from '../../crypto/frames.ts'
import { sha256Hex } from '../../crypto/octets.ts'
import { type OpenedEnvelope, type OpenedMessage, openEnvelope } from '../../crypto/opening.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../crypto/receipt.ts'
import { termsSha256 } from '../../crypto/statement.ts'
import { describeFailure, type Log, record } from '../log.ts'
import { Problem, problems } from '../model/problems.ts'
import type { Acceptance, ItemRow, MessageRow, NewEvent, NewEvidence, Parts, Store, World } from '../ports.ts'
import { applyToCases } from './arrivals.ts'
import { type CheckedStatement, checkStatement } from './check-statement.ts'
import type { AuthenticPartner } from './peer.ts'
import { storeItems } from './receive-items.ts'
import type { Secrets } from './secrets.ts'
import type { Trust } from './trust.ts'

export interface Receiving {
  store: Store
  parts: Parts
  secrets: Secrets
  world: World
  log: Log
  trust(): Trust
  /** The offices have news. */
  accepted(): void
  limits: { maxEnvelopeBytes: number; maxSkewMs: number; maxBodyBytes: number; maxItemBytes: number }
}

export type Verified = Extract<OpenedMessage, { verified: true }>

const tries = 20

/**
 * Takes one delivery: a CBOR sequence of the envelope and its small parts.
 * @returns the signed receipt; everything it says is on disk.
 * @throws {Problem} `envelope-rejected`, with the exact fault as its cause, for our log only · `part-missing` · `storage-full`
 * @see docs/protocol.md §5
 */
export async function receive(house: Receiving, peer: AuthenticPartner, octets: Uint8Array): Promise<string> {
  const { world, log } = house
  const started = world.now()
  const { opened, inline } = await openDelivery(house, peer, octets)

  const checked: CheckedStatement[] = []
  const refused: ReceiptEntry[] = []
  for (const message of opened.messages) {
    const considered = await consider(house, peer, message, inline)
    if ('refused' in considered) refused.push(considered.refused)
    else checked.push(considered.checked)
  }
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const jws = await storeAll(house, opened, checked, refused)
    if (jws === undefined) continue
    record(log, 'envelope.accepted', {
      partner: opened.from,
      envelope: opened.id,
      statements: checked.length,
      items: checked.reduce((sum, { items }) => sum + items.length, 0),
      tookMs: world.now() - started,
    })
    house.accepted()
    return jws
  }
  throw new Problem('too-many-requests', `the cases of this delivery moved on ${tries} times while it was stored`, {
    retryAfterMs: 1000,
  })
}

/** Frames and envelope. Whatever is wrong with either is one answer for the partner, and the exact fault for our log. */
async function openDelivery(
  house: Receiving,
  { partner }: AuthenticPartner,
  octets: Uint8Array,
): Promise<{ opened: OpenedEnvelope; inline: ReadonlyMap<string, Uint8Array> }> {
  const trust = house.trust()
  try {
    const [envelope = new Uint8Array(0), ...parts] = readFrames(octets, { maxFrames: 1 + 64 * 64 })
    const opened = await openEnvelope(envelope, {
      us: trust.us,
      peer: partner.member,
      suite: partner.suite,
      ours: trust.ours,
      theirs: partner.theirs,
      nowMs: house.world.now(),
      maxBytes: house.limits.maxEnvelopeBytes,
      maxSkewMs: house.limits.maxSkewMs,
    })
    return { opened, inline: new Map(parts.map((part) => [sha256Hex(part), part])) }
  } catch (cause) {
    const fault = cause instanceof CryptoError ? `${cause.code}: ${cause.message}` : describeFailure(cause)
    record(house.log, 'envelope.rejected', {
      partner: partner.member,
      problem: 'envelope-rejected',
      fault,
      envelopeSha256: sha256Hex(octets),
    })
    if (!(cause instanceof CryptoError)) throw cause
    throw new Problem('envelope-rejected', 'the envelope could not be accepted', { cause })
  }
}

/** What became of one message before the store is asked. */
type Considered = { readonly checked: CheckedStatement } | { readonly refused: ReceiptEntry }

async function consider(
  house: Receiving,
  peer: AuthenticPartner,
  message: OpenedMessage,
  inline: ReadonlyMap<string, Uint8Array>,
): Promise<Considered> {
  if (!message.verified) {
    const { id, sha256, fault } = message
    // A receipt can only speak of what has an id and a digest.
    if (id === undefined || sha256 === undefined)
      throw new Problem('envelope-rejected', 'the envelope could not be accepted', { cause: fault })
    logRefusal(house, peer, id, 'statement-refused', `${fault.code}: ${fault.message}`)
    return { refused: refusal(id, sha256, noTerms, 'statement-refused', fault.code) }
  }
  const { statement, sha256 } = message
  try {
    const checked = checkStatement(house.trust(), peer, message, house.world.now(), house.limits)
    const items = await storeItems(house, peer.partner.member, message, inline)
    return { checked: { ...checked, items } }
  } catch (error) {
    if (!(error instanceof Problem) || problems[error.code].retry) throw error
    logRefusal(house, peer, statement.id, error.code, error.message)
    return { refused: refusal(statement.id, sha256, termsSha256(statement.terms), error.code, error.message) }
  }
}

const logRefusal = (
  { log }: Receiving,
  { partner }: AuthenticPartner,
  statement: string,
  problem: string,
  fault: string,
) => record(log, 'statement.refused', { partner: partner.member, statement, problem, fault })

const noTerms = '0'.repeat(64)
const refusal = (id: string, sha256: string, terms: string, problem: string, detail: string): ReceiptEntry => ({
  id,
  sha256,
  terms,
  outcome: 'refused',
  problem,
  detail: detail.slice(0, 500),
})

/** One transaction for all that is acceptable, with the receipt that says so; undefined when a case moved on meanwhile. */
async function storeAll(
  house: Receiving,
  opened: OpenedEnvelope,
  checked: readonly CheckedStatement[],
  refusals: readonly ReceiptEntry[],
): Promise<string | undefined> {
  const { store, world } = house
  const trust = house.trust()
  const now = world.now()
  const ids = [...checked.map(({ statement }) => statement.id), ...refusals.map(({ id }) => id)]
  const known = new Map((await store.known(ids)).map((row) => [row.id, row]))
  const entries: ReceiptEntry[] = []
  const fresh: CheckedStatement[] = []
  /** What is stored already is answered as it was, even where it would be refused today, say because it has expired meanwhile. */
  const repeated = (entry: Pick<ReceiptEntry, 'id' | 'sha256' | 'terms'>): ReceiptEntry | undefined => {
    const before = known.get(entry.id)
    if (!before) return undefined
    const { id, sha256, terms } = entry
    return before.sha256 === sha256 && before.partner === opened.from && before.direction === 'in'
      ? { id, sha256, terms, outcome: 'duplicate' }
      : {
          id,
          sha256,
          terms,
          outcome: 'conflict',
          problem: 'statement-refused',
          detail: 'another statement with this id is known',
        }
  }
  for (const refused of refusals) entries.push(repeated(refused) ?? refused)
  for (const each of checked) {
    const entry = repeated({ id: each.statement.id, sha256: each.sha256, terms: termsSha256(each.statement.terms) })
    if (entry) entries.push(entry)
    else fresh.push(each)
  }
  const { kept, cases, notices, foreign } = await applyToCases(house, fresh, now)
  const events: NewEvent[] = []
  const evidence: NewEvidence[] = []
  const messages: MessageRow[] = []
  const items: ItemRow[] = []
  for (const { message, office } of kept) {
    const notice = notices.get(message.id)
    entries.push({
      id: message.id,
      sha256: message.sha256,
      terms: termsSha256(message.statement.terms),
      outcome: 'received',
      ...(notice !== undefined && { problem: 'message-illegal', detail: notice.slice(0, 500) }),
    })
    messages.push(message)
    evidence.push({
      at: now,
      kind: 'statement.received',
      case: message.case,
      subject: message.id,
      data: { sha256: message.sha256, from: opened.from },
    })
    events.push({
      at: now,
      kind: 'message.received',
      office,
      case: message.case,
      message: message.id,
      partner: opened.from,
    })
  }
  // A test message is answered like any other and leaves nothing but its trace.
  for (const { statement, sha256, national } of fresh)
    if (!national) {
      entries.push({ id: statement.id, sha256, terms: termsSha256(statement.terms), outcome: 'received' })
      evidence.push({
        at: now,
        kind: 'statement.received',
        case: null,
        subject: statement.id,
        data: { sha256, from: opened.from },
      })
    }
  // Whoever names somebody else's case learns nothing of it.
  for (const { statement, sha256 } of foreign)
    entries.push(
      refusal(
        statement.id,
        sha256,
        termsSha256(statement.terms),
        'statement-refused',
        'the case is not one under this agreement',
      ),
    )
  for (const each of fresh) if (each.national && !foreign.includes(each)) items.push(...each.items)

  for (const entry of entries)
    if (entry.outcome === 'refused' || entry.outcome === 'conflict')
      evidence.push({
        at: now,
        kind: 'statement.refused',
        case: null,
        subject: entry.id,
        data: { sha256: entry.sha256, by: trust.us, problem: entry.problem ?? '' },
      })

  const receipt: Receipt = {
    v: 1,
    id: world.id(),
    from: trust.us,
    to: opened.from,
    envelope: { id: opened.id, sha256: opened.sha256 },
    at: new Date(now).toISOString(),
    entries,
  }
  const jws = await signReceipt(receipt, trust.signWith)
  evidence.push({
    at: now,
    kind: 'receipt.given',
    case: null,
    subject: receipt.id,
    data: { to: opened.from, envelope: opened.id, sha256: opened.sha256 },
  })
  const acceptance: Acceptance = {
    messages,
    items,
    cases,
    terms: kept.map(({ message }) => ({
      sha256: termsSha256(message.statement.terms),
      terms: message.statement.terms,
    })),
    receipt: {
      id: receipt.id,
      partner: opened.from,
      direction: 'out',
      envelope: opened.id,
      envelopeSha256: opened.sha256,
      jws,
      at: now,
    },
    events,
    evidence,
  }
  return (await store.accept(acceptance)) === 'stored' ? jws : undefined
}
