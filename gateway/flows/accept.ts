// One transaction for all that is acceptable of a delivery, with the receipt that says so.
import type { OpenedEnvelope } from '../../crypto/opening.ts'
import { type Receipt, type ReceiptEntry, signReceipt } from '../../crypto/receipt.ts'
import { termsSha256 } from '../../crypto/statement.ts'
import type { Acceptance, ItemRow, MessageRow, NewEvent, NewEvidence } from '../records.ts'
import { applyToCases } from './arrivals.ts'
import type { CheckedStatement } from './check-statement.ts'
import { refusal } from './consider.ts'
import type { Receiving } from './receive.ts'

/**
 * @param fresh   statements to be stored. @param answered entries for all others.
 * @returns the receipt once everything it says is on disk; undefined when a case moved on meanwhile.
 */
export async function accept(
  house: Receiving,
  opened: OpenedEnvelope,
  fresh: readonly CheckedStatement[],
  answered: readonly ReceiptEntry[],
): Promise<string | undefined> {
  const { store, world } = house
  const trust = house.trust()
  const now = world.now()
  const entries: ReceiptEntry[] = [...answered]
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
