// The receipt comes last: each entry with its leaf, a checkpoint over them all, and on disk before
// it is given.
import type { OpenedEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReceivingStore, RefusalRow } from '../../ports/receiving.ts'
import { scopeOf } from '../cases/cases.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'
import type { Receiving } from './deps.ts'

/**
 * A crash before it is kept is as if the answer had been lost: the sender sends again and is told
 * the same of the same leaves.
 * @param told what is on disk.
 * @returns its id, and the compact JWS.
 */
export async function giveReceipt(
  { store, world, trust: current, evidenceLog }: Receiving,
  opened: OpenedEnvelope,
  told: readonly ReceiptEntry[],
): Promise<{ readonly id: string; readonly jws: string }> {
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
  return { id, jws }
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
  store: EvidenceStore & ReceivingStore,
  told: readonly ReceiptEntry[],
): Promise<{ entries: ReceiptEntry[]; leaves: number }> {
  const ids = told.map(({ id }) => id)
  const received = await store.evidenceAbout('statement.received', ids)
  const leafOf = new Map(received.map(({ subject, seq }) => [subject, seq - 1]))
  const refused = await store.refusals(told.filter(({ id }) => !leafOf.has(id)).map(({ id }) => id))
  const entries = told.map((entry) => {
    const refusal = refused.find((each) => isSameRefusal(each, entry))
    const leaf = leafOf.get(entry.id) ?? (refusal && refusal.seq - 1)
    return leaf === undefined ? entry : { ...entry, leaf }
  })
  return { entries, leaves: Math.max(0, ...entries.map(({ leaf = 0 }) => leaf)) + 1 }
}

/** One that is refused again for the same reason has the leaf of the first time. */
export const isSameRefusal = (
  { id, sha256, problem }: Omit<RefusalRow, 'seq'>,
  entry: Pick<ReceiptEntry, 'id' | 'sha256' | 'problem'>,
): boolean => id === entry.id && sha256 === entry.sha256 && problem === entry.problem

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
