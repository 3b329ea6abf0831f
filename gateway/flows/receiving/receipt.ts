// The receipt comes last: each entry with its leaf, a checkpoint over them all, and on disk before
// it is given.
import type { OpenedEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import { scopeOf } from '../cases/cases.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'
import type { Receiving } from './deps.ts'

/**
 * A crash before it is kept is as if the answer had been lost: the sender sends again and is told
 * the same of the same leaves.
 * @param told what is on disk.
 * @returns compact JWS.
 */
export async function giveReceipt(
  { store, world, trust: current, evidenceLog }: Receiving,
  opened: OpenedEnvelope,
  told: readonly ReceiptEntry[],
): Promise<string> {
  const trust = current()
  const now = world.now()
  const { entries, leaves } = await withLeaves(store, told)
  const { note } = await evidenceLog.head(leaves)
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
  const cases = casesOf(opened, told)
  await store.keepReceipt(
    { id, partner, direction: 'out', envelope, envelopeSha256, jws, at: now },
    leavesOf(
      world,
      (cases.length > 0 ? cases : [null]).map((of) => ({
        at: now,
        kind: 'receipt.given',
        case: of,
        subject: id,
        data,
      })),
    ),
  )
  return jws
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

/** @returns the entries, and how many leaves of the log a checkpoint has to cover. */
async function withLeaves(
  store: EvidenceStore,
  told: readonly ReceiptEntry[],
): Promise<{ entries: ReceiptEntry[]; leaves: number }> {
  const ids = told.map(({ id }) => id)
  const received = await store.evidenceAbout('statement.received', ids)
  const refused = await store.evidenceAbout('statement.refused', ids)
  const leafOf = new Map([...refused, ...received].map(({ subject, seq }) => [subject, seq - 1]))
  const entries = told.map((entry) => {
    const leaf = leafOf.get(entry.id)
    return leaf === undefined ? entry : { ...entry, leaf }
  })
  return { entries, leaves: Math.max(0, ...leafOf.values()) + 1 }
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
