// What a delivery attempt came to is written down: delivered, refused, or waiting for the next one.
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import { type Log, record } from '../log.ts'
import { backoff, nextState } from '../model/delivery.ts'
import type { Problem, ProblemCode } from '../model/problems.ts'
import type { Store, World } from '../ports.ts'
import type { Claimed, NewEvent, ReceiptRow, Settlement } from '../records.ts'
import type { Receipted } from './attempt.ts'
import { changeFrom, fold, profileOf, projected } from './cases.ts'
import { type Happening, leavesOf } from './leaves.ts'
import type { Partner, Trust } from './trust.ts'

export interface Settling {
  store: Store
  world: World
  log: Log
  trust(): Trust
  wake(partner: string, at: number): void
  /** The offices have news. */
  settled(): void
}

export async function settleByReceipt(
  house: Settling,
  claimed: readonly Claimed[],
  { receipt, row, seal }: Receipted,
): Promise<void> {
  const { world, log } = house
  const now = world.now()
  const entries = new Map(receipt.entries.map((entry) => [entry.id, entry]))
  const settlements: Settlement[] = []
  const events: NewEvent[] = []
  const about = {
    partner: row.partner,
    envelope: row.envelope,
    sha256: row.envelopeSha256,
    jws: sha256Hex(utf8(row.jws)),
  }
  // One for each case, so that each case file has it.
  const evidence: Happening[] = [...new Set(claimed.map(({ message }) => message.case))].map((of) => ({
    at: now,
    kind: 'receipt.received',
    case: of,
    subject: row.id,
    data: about,
  }))
  const refused: Claimed[] = []
  for (const each of claimed) {
    const { delivery, message } = each
    const entry = entries.get(message.id)
    const accepted = entry?.outcome === 'received' || entry?.outcome === 'duplicate'
    if (!accepted) refused.push(each)
    const problem = accepted ? null : (entry?.problem ?? entry?.outcome ?? 'statement-refused')
    settlements.push({
      id: delivery.id,
      from: 'sending',
      to: nextState('sending', accepted ? 'receipt' : 'refusal'),
      dueAt: now,
      attempts: delivery.attempts + 1,
      problem,
      detail: accepted ? null : (entry?.detail ?? null),
      receipt: row.id,
      at: now,
    })
    const kind = accepted ? 'message.delivered' : 'message.refused'
    events.push({
      at: now,
      kind,
      office: message.statement.from.office,
      case: message.case,
      message: message.id,
      partner: row.partner,
    })
    if (!accepted) {
      evidence.push({
        at: now,
        kind: 'statement.refused',
        case: message.case,
        subject: message.id,
        data: { by: row.partner, problem: problem ?? '' },
      })
      record(log, 'delivery.refused', { partner: row.partner, delivery: delivery.id, problem: problem ?? '' })
    }
  }
  const seals = claimed.map(({ message }) => ({ id: message.id, seal }))
  await settle(house, { settlements, receipt: row, seals, events, evidence }, refused)
}

/** Settles; where messages lost their standing the case is folded anew, as often as it moves on meanwhile. */
async function settle(
  house: Settling,
  change: {
    settlements: Settlement[]
    receipt: ReceiptRow | null
    seals: { id: string; seal: string }[]
    events: NewEvent[]
    evidence: Happening[]
  },
  refused: readonly Claimed[],
): Promise<void> {
  const ids = refused.map(({ message }) => message.id)
  const evidence = leavesOf(house.world, change.evidence)
  for (;;) {
    const cases = await Promise.all(
      [...new Set(refused.map(({ message }) => message.case))].map((id) => caseWithout(house, id, ids)),
    )
    const { outcome } = await house.store.settle({
      ...change,
      evidence,
      refused: ids,
      cases: cases.filter((each) => each !== undefined),
    })
    if (outcome === 'settled') return house.settled()
  }
}

async function caseWithout(house: Settling, id: string, refused: readonly string[]) {
  const trust = house.trust()
  const before = await house.store.case(id)
  const held = before && trust.agreements.get(before.agreement)
  if (!before || !held) return undefined
  const profile = profileOf(held, before.profile)
  const kept = (await house.store.messages(id, 'kept')).filter((message) => !refused.includes(message.id))
  const after = projected(before, fold(profile, kept), kept, { trust, held, profile, now: house.world.now() })
  return changeFrom(before, after)
}

/** Back to waiting, with full jitter; the problem counts against the line. */
export async function waitAgain(
  house: Settling,
  partner: Partner,
  claimed: readonly Claimed[],
  problem: Problem,
): Promise<ProblemCode> {
  const now = house.world.now()
  const attempts = Math.max(...claimed.map(({ delivery }) => delivery.attempts)) + 1
  const dueAt = now + (problem.retryAfterMs ?? backoff(attempts, house.world.random()))
  await settle(
    house,
    {
      settlements: claimed.map(({ delivery }) => ({
        id: delivery.id,
        from: 'sending',
        to: nextState('sending', 'fault'),
        dueAt,
        attempts: delivery.attempts + 1,
        problem: problem.code,
        detail: problem.message,
        receipt: null,
        at: now,
      })),
      receipt: null,
      seals: [],
      events: [],
      evidence: [],
    },
    [],
  )
  record(house.log, 'delivery.attempt.failed', {
    partner: partner.member,
    deliveries: claimed.length,
    attempt: attempts,
    problem: problem.code,
    nextAttemptAt: new Date(dueAt).toISOString(),
  })
  house.wake(partner.member, dueAt)
  return problem.code
}

/** The dead-letter list: refused with the reason, until an operator redelivers. */
export async function giveUp(
  house: Settling,
  partner: Partner,
  claimed: readonly Claimed[],
  problem: Problem,
): Promise<void> {
  const now = house.world.now()
  await settle(
    house,
    {
      settlements: claimed.map(({ delivery }) => ({
        id: delivery.id,
        from: 'sending',
        to: nextState('sending', 'refusal'),
        dueAt: now,
        attempts: delivery.attempts + 1,
        problem: problem.code,
        detail: problem.message,
        receipt: null,
        at: now,
      })),
      receipt: null,
      seals: [],
      events: claimed.map(({ message }) => ({
        at: now,
        kind: 'message.refused',
        office: message.statement.from.office,
        case: message.case,
        message: message.id,
        partner: partner.member,
      })),
      evidence: claimed.map(({ message }) => ({
        at: now,
        kind: 'statement.refused',
        case: message.case,
        subject: message.id,
        data: { by: partner.member, problem: problem.code },
      })),
    },
    claimed,
  )
  for (const { delivery } of claimed)
    record(house.log, 'delivery.refused', { partner: partner.member, delivery: delivery.id, problem: problem.message })
}
