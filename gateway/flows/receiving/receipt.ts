// The receipt: each entry with its leaf, and a checkpoint over them all. Made within the
// transaction that it tells of, and given after its commit.
import type { OpenedEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Given, Growing, ReceivingStore, RefusalRow } from '../../ports/receiving.ts'
import { scopeOf } from '../cases/cases.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'
import type { Receiving } from './deps.ts'
import type { Told } from './entries.ts'

/** What is said of a delivery, as far as it is known before its leaves have their places. */
export interface Answer {
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
  { opened, told, before }: Answer,
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
 * Each id has so many leaves of refusals at most; what is refused beyond them stands in receipts.
 */
const mostRefusals = 4
const fresh = 'statement.received'

/**
 * What was told before is not recorded again: a statement that is known has the leaf of the first
 * time, and so has one that is refused again for the same reason. What was just taken of a case is
 * not asked for: it would be a duplicate.
 */
export async function answerOf(
  store: EvidenceStore & ReceivingStore,
  opened: OpenedEnvelope,
  told: readonly Told[],
): Promise<Answer> {
  const ids = told.flatMap(({ entry, evidence }) => (evidence?.kind === fresh && evidence.case ? [] : [entry.id]))
  if (ids.length === 0) return { opened, told, before: new Map() }
  const received = new Map((await store.evidenceAbout(fresh, ids)).map(({ subject, seq }) => [subject, seq - 1]))
  const refused = Map.groupBy(await store.refusals(ids.filter((id) => !received.has(id))), ({ id }) => id)
  const before = new Map(received)
  const recorded = new Set<string>()
  for (const { entry } of told) {
    const refusals = refused.get(entry.id) ?? []
    const same = refusals.find((each) => isSameRefusal(each, entry))
    if (same) before.set(entry.id, same.seq - 1)
    if (same || refusals.length >= mostRefusals) recorded.add(entry.id)
  }
  const withoutAgain = (each: Told): Told => {
    if (each.evidence?.kind !== 'statement.refused' || !recorded.has(each.entry.id)) return each
    const { evidence: _recorded, ...rest } = each
    return rest
  }
  return { opened, before, told: told.map(withoutAgain) }
}

/** The evidence of the entries comes first in the delivery, in their order. */
function withLeaves(told: readonly Told[], before: Answer['before'], first: number): ReceiptEntry[] {
  let next = first
  return told.map(({ entry, evidence }) => {
    const own = evidence && next
    if (evidence) next += 1
    const leaf = before.get(entry.id) ?? own
    return leaf === undefined ? entry : { ...entry, leaf }
  })
}

/** One that is refused again for the same reason has the leaf of the first time. */
const isSameRefusal = (
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
