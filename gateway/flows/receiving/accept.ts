// One transaction for all that is acceptable of a delivery; then the receipt over its leaves, on disk before it is given.

import type { OpenedEnvelope } from '../../../crypto/jose/opening.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import type { ItemRow, MessageRow, NewEvent } from '../../ports/rows.ts'
import { record } from '../../watch/log.ts'
import { scopeOf } from '../cases/cases.ts'
import { asksGateway, type Followed } from '../cases/followed.ts'
import { type Happening, leavesOf } from '../evidence/leaves.ts'
import { applyToCases } from './arrivals.ts'
import type { CheckedStatement } from './check-statement.ts'
import { refusal } from './consider.ts'
import type { Receiving } from './deps.ts'
import { siftByPair } from './sift-by-pair.ts'
import { siftByTerms } from './sift-terms.ts'

/**
 * @param checked  statements to be stored, as far as the pair lets them in. @param answered entries for all others.
 * @returns the receipt once everything it says is on disk; undefined when a case moved on meanwhile, or a refused statement was stored.
 */
export async function accept(
  house: Receiving & Followed,
  opened: OpenedEnvelope,
  checked: readonly CheckedStatement[],
  answered: readonly ReceiptEntry[],
): Promise<string | undefined> {
  const { store, world } = house
  const trust = house.trust()
  const now = world.now()
  const byPair = await siftByPair(house, checked)
  const { fresh, refused } = await siftByTerms(house, byPair.fresh)
  const entries: ReceiptEntry[] = [...answered, ...byPair.refused, ...refused]
  const { kept, cases, notices, itemKeys, happenings, turnedAway } = await applyToCases(house, fresh, now)
  const events: NewEvent[] = []
  const evidence: Happening[] = []
  const messages: MessageRow[] = []
  const items: ItemRow[] = []
  for (const { message, office } of kept) {
    const notice = notices.get(message.id)
    entries.push({
      id: message.id,
      sha256: message.sha256,
      terms: termsSha256(message.statement.terms),
      outcome: 'received',
      ...(notice !== undefined && { problem: notice.problem, detail: notice.detail.slice(0, 500) }),
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
  evidence.push(...happenings)
  // A test message is answered like any other and leaves nothing but its trace.
  for (const { statement, sha256, inCase } of fresh)
    if (!inCase) {
      entries.push({ id: statement.id, sha256, terms: termsSha256(statement.terms), outcome: 'received' })
      evidence.push({
        at: now,
        kind: 'statement.received',
        case: null,
        subject: statement.id,
        data: { sha256, from: opened.from },
      })
    }
  for (const { checked, fault } of turnedAway) {
    const { statement, sha256, held } = checked
    const problem = 'statement-refused'
    record(house.log, 'statement.refused', { partner: held.partner, statement: statement.id, problem, fault })
    entries.push(refusal(statement.id, sha256, termsSha256(statement.terms), problem, fault))
  }
  const away = new Set(turnedAway.map(({ checked }) => checked))
  for (const each of fresh) if (each.inCase && !away.has(each)) items.push(...each.items)

  for (const entry of entries)
    if (entry.outcome === 'refused' || entry.outcome === 'conflict')
      evidence.push({
        at: now,
        kind: 'statement.refused',
        case: null,
        subject: entry.id,
        data: { sha256: entry.sha256, by: trust.us, problem: entry.problem ?? '' },
      })

  if (evidence.length > 0) {
    const stored = await store.accept({
      messages,
      items,
      cases,
      terms: kept.map(({ message }) => ({
        sha256: termsSha256(message.statement.terms),
        terms: message.statement.terms,
      })),
      receipt: null,
      events,
      evidence: leavesOf(world, evidence),
      itemKeys,
      // Refused against a store in which another connection may have stored the very statement since: then it is known, and no refusal.
      absent: entries.flatMap(({ id, outcome }) => (outcome === 'refused' ? [id] : [])),
    })
    if (stored === 'conflict') return undefined
    if (messages.some(({ statement, type }) => asksGateway(statement.profile, type))) house.followUp?.()
  }
  return give(house, opened, entries, casesOf(opened, entries))
}

/** The cases a receipt speaks of; those of test messages are none. */
function casesOf({ messages }: OpenedEnvelope, entries: readonly ReceiptEntry[]): string[] {
  const taken = new Set(
    entries.flatMap(({ id, outcome }) => (outcome === 'received' || outcome === 'duplicate' ? [id] : [])),
  )
  const spoken = messages.flatMap((message) =>
    message.verified && scopeOf(message.statement.profile) !== 'line' && taken.has(message.statement.id)
      ? [message.statement.case]
      : [],
  )
  return [...new Set(spoken)]
}

/**
 * The receipt: each entry with its leaf, and a checkpoint over them all. A crash before it is kept is as if the answer had been lost:
 * the sender sends again and is told the same of the same leaves.
 */
async function give(
  { store, world, trust: current, evidenceLog }: Receiving,
  opened: OpenedEnvelope,
  entries: readonly ReceiptEntry[],
  cases: readonly string[],
): Promise<string> {
  const trust = current()
  const now = world.now()
  const ids = entries.map(({ id }) => id)
  const received = await store.evidenceAbout('statement.received', ids)
  const refused = await store.evidenceAbout('statement.refused', ids)
  const leafOf = new Map([...refused, ...received].map(({ subject, seq }) => [subject, seq - 1]))
  const { note } = await evidenceLog.head(Math.max(0, ...leafOf.values()) + 1)
  const receipt: Receipt = {
    v: 1,
    id: world.id(),
    from: trust.us,
    to: opened.from,
    envelope: { id: opened.id, sha256: opened.sha256 },
    at: new Date(now).toISOString(),
    entries: entries.map((entry) => {
      const leaf = leafOf.get(entry.id)
      return leaf === undefined ? entry : { ...entry, leaf }
    }),
    checkpoint: note,
  }
  const jws = await signReceipt(receipt, trust.signWith())
  const happened = {
    at: now,
    kind: 'receipt.given',
    subject: receipt.id,
    data: { to: opened.from, envelope: opened.id, sha256: opened.sha256, jws: sha256Hex(utf8(jws)) },
  } as const
  await store.keepReceipt(
    {
      id: receipt.id,
      partner: opened.from,
      direction: 'out',
      envelope: opened.id,
      envelopeSha256: opened.sha256,
      jws,
      at: now,
    },
    leavesOf(world, cases.length > 0 ? cases.map((of) => ({ ...happened, case: of })) : [{ ...happened, case: null }]),
  )
  return jws
}
