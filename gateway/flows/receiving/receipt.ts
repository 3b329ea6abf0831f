// The receipt: each entry with its leaf, and a checkpoint over them all. Made within the
// transaction that it tells of, and given after its commit.
import type { OpenedEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Head } from '../../model/terms/uses/uses.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Acceptance, Given, Growing, ReceivingStore, RefusalRow } from '../../ports/receiving.ts'
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
  readonly refusals: Acceptance['refusals']
  /** By statement: what we did with content of its case until now. */
  readonly uses: ReadonlyMap<string, Head>
}

/**
 * A crash before its commit is as if the delivery had been lost; one after it, as if the answer had
 * been: the sender sends again and is told the same of the same leaves.
 * @param first place in the log of the first evidence of the delivery.
 */
export async function receiptFor(
  { world, trust: current, evidenceLog }: Receiving,
  { opened, told, before, uses }: Answer,
  first: number,
  growing: Growing,
): Promise<Given> {
  const trust = current()
  const now = world.now()
  const { note } = await evidenceLog.over(growing)
  const entries = withUses(withLeaves(told, before, first), uses)
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
const refusal = 'statement.refused'

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
  const uses = await usesAt(store, opened)
  if (ids.length === 0) return { opened, told, before: new Map(), refusals: [], uses }
  const before = new Map((await store.evidenceAbout(fresh, ids)).map(({ subject, seq }) => [subject, seq - 1]))
  const asked = told.flatMap(({ entry, evidence }) => (evidence?.kind === refusal ? [entry.id] : []))
  const refused = Map.groupBy(await store.refusals(asked), ({ id }) => id)
  const refusals: Acceptance['refusals'][number][] = []
  const once = told.map((each) => {
    const { evidence, ...rest } = each
    if (evidence?.kind !== refusal) return each
    const { id } = each.entry
    const earlier = refused.get(id) ?? []
    const same = earlier.find((row) => isSameRefusal(row, each.entry))
    // Whatever conflicts with another statement names a leaf, also where there are no more of it.
    const last = each.entry.outcome === 'conflict' && !before.has(id) ? earlier.at(-1) : undefined
    const named = same ?? (earlier.length >= mostRefusals ? last : undefined)
    if (named) before.set(id, named.seq - 1)
    if (same || earlier.length >= mostRefusals) return rest
    // The leaf of the one that is known says nothing of this one.
    before.delete(id)
    refusals.push({ id, count: earlier.length })
    return each
  })
  return { opened, before, told: once, refusals, uses }
}

/** What follows in the case says no less: what is used meanwhile stands in the next answer. */
async function usesAt(store: EvidenceStore, { messages }: OpenedEnvelope): Promise<Answer['uses']> {
  const cases = messages.flatMap((message) =>
    message.verified && scopeOf(message.statement.profile) !== 'line'
      ? [{ id: message.statement.id, case: message.statement.case }]
      : [],
  )
  const heads = new Map((await store.heads([...new Set(cases.map((each) => each.case))])).map((row) => [row.case, row]))
  return new Map(
    cases.flatMap(({ id, case: of }): [string, Head][] => {
      const head = heads.get(of)
      return head ? [[id, { count: head.count, head: head.head }]] : []
    }),
  )
}

/** Whoever is refused learns nothing of a case. */
const withUses = (entries: readonly ReceiptEntry[], uses: Answer['uses']): ReceiptEntry[] =>
  entries.map((entry) => {
    const head = isAccepted(entry.outcome) ? uses.get(entry.id) : undefined
    return head ? { ...entry, uses: head } : entry
  })

const isAccepted = (outcome: ReceiptEntry['outcome']): boolean => outcome === 'received' || outcome === 'duplicate'

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
  const here = new Set(entries.flatMap(({ id, outcome }) => (isAccepted(outcome) ? [id] : [])))
  const spoken = messages.flatMap((message) =>
    message.verified && scopeOf(message.statement.profile) !== 'line' && here.has(message.statement.id)
      ? [message.statement.case]
      : [],
  )
  return [...new Set(spoken)]
}
