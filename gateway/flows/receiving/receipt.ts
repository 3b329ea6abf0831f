// The receipt: each entry with its leaf, and a checkpoint over them all. Made within the
// transaction that it tells of, and given after its commit.
import type { OpenedEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Given, Growing } from '../../ports/receiving.ts'
import { scopeOf } from '../cases/cases.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'
import type { Receiving } from './deps.ts'
import type { Told } from './entries.ts'

/** What is said of a delivery, as far as it is known before its leaves have their places. */
export interface Answered {
  readonly opened: OpenedEnvelope
  readonly told: readonly Told[]
  /** Places in the log of what was told before, by statement. */
  readonly before: ReadonlyMap<string, number>
}

/**
 * A crash before its commit is as if the delivery had been lost; one after it, as if the answer had
 * been: the sender sends again and is told the same of the same leaves.
 * @param first place in the log of the first evidence of the delivery.
 */
export async function receiptFor(
  { world, trust: current, evidenceLog }: Receiving,
  { opened, told, before }: Answered,
  first: number,
  growing: Growing,
): Promise<Given> {
  const trust = current()
  const now = world.now()
  const { note } = await evidenceLog.over(growing)
  const entries = withLeaves(told, before, first)
  const receipt: Receipt = {
    v: 2,
    id: world.id(),
    from: trust.us,
    to: opened.from,
    envelope: { id: opened.id, sha256: opened.sha256 },
    at: new Date(now).toISOString(),
    entries,
    checkpoint: note,
    cards: cardsInUse(trust, opened.from),
  }
  const jws = await signReceipt(receipt, trust.signWith(opened.from))
  const { id } = receipt
  const { from: partner, id: envelope, sha256: envelopeSha256 } = opened
  const data = { to: partner, envelope, sha256: envelopeSha256, jws: sha256Hex(utf8(jws)) }
  const cases = casesOf(opened, entries)
  const evidence = leavesOf(
    world,
    (cases.length > 0 ? cases : [null]).map((of) => ({
      at: now,
      kind: 'receipt.given',
      case: of,
      subject: id,
      data,
    })),
  )
  return { receipt: { id, partner, direction: 'out', envelope, envelopeSha256, jws, at: now }, evidence }
}

/**
 * Ours, and the one of the partner that we hold: both sides know of a change with the next message.
 */
function cardsInUse({ card, cardSha256, partners }: Trust, partner: string): NonNullable<Receipt['cards']> {
  const theirs = partners.get(partner)
  if (!theirs) throw new Problem('partner-unknown', `${partner} is not among our partners any more`)
  return {
    mine: { sequence: card.sequence, sha256: cardSha256 },
    yours: { sequence: theirs.card.sequence, sha256: theirs.cardSha256 },
  }
}

/**
 * Where a statement was told of before, the first time counts. What was just taken of a case was
 * not: it would be a duplicate.
 */
export async function toldBefore(store: EvidenceStore, told: readonly Told[]): Promise<Map<string, number>> {
  const ids = told.flatMap(({ entry, evidence }) => (evidence?.kind === fresh && evidence.case ? [] : [entry.id]))
  if (ids.length === 0) return new Map()
  const received = await store.evidenceAbout(fresh, ids)
  const refused = await store.evidenceAbout('statement.refused', ids)
  return new Map([...refused, ...received].map(({ subject, seq }) => [subject, seq - 1]))
}

const fresh = 'statement.received'

/** The evidence of the entries comes first in the delivery, in their order. */
function withLeaves(told: readonly Told[], before: Answered['before'], first: number): ReceiptEntry[] {
  let next = first
  return told.map(({ entry, evidence }) => {
    const own = evidence && next
    if (evidence) next += 1
    const leaf = before.get(entry.id) ?? own
    return leaf === undefined ? entry : { ...entry, leaf }
  })
}

/** The cases a receipt speaks of; those of test messages are none. */
function casesOf({ messages }: OpenedEnvelope, entries: readonly ReceiptEntry[]): string[] {
  const here = new Set(
    entries.flatMap(({ id, outcome }) => (outcome === 'received' || outcome === 'duplicate' ? [id] : [])),
  )
  const spoken = messages.flatMap((message) =>
    message.verified && scopeOf(message.statement.profile) !== 'line' && here.has(message.statement.id)
      ? [message.statement.case]
      : [],
  )
  return [...new Set(spoken)]
}
