// What a delivery attempt came to is written down: delivered, refused, or waiting for the next one.
import { sha256Hex, utf8 } from '../../crypto/octets.ts'
import type { Claimed, Settlement } from '../changes.ts'
import { type Log, record } from '../log.ts'
import { backoff, longestPauseMs, nextState } from '../model/delivery.ts'
import type { Problem, ProblemCode } from '../model/problems.ts'
import type { Store, World } from '../ports.ts'
import type { DeliveryRow, NewEvent, ReceiptRow } from '../records.ts'
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
  const now = house.world.now()
  const entries = new Map(receipt.entries.map((entry) => [entry.id, entry]))
  const ends = claimed.map((each): End => {
    const entry = entries.get(each.message.id)
    if (entry?.outcome === 'received' || entry?.outcome === 'duplicate') return { ...each, problem: null, detail: null }
    const problem = entry?.problem ?? entry?.outcome ?? 'statement-refused'
    return { ...each, problem, detail: entry?.detail ?? null }
  })
  const about = {
    partner: row.partner,
    envelope: row.envelope,
    sha256: row.envelopeSha256,
    jws: sha256Hex(utf8(row.jws)),
  }
  // One for each case, so that each case file has it.
  const got: Happening[] = [...new Set(claimed.map(({ message }) => message.case))].map((of) => ({
    at: now,
    kind: 'receipt.received',
    case: of,
    subject: row.id,
    data: about,
  }))
  await end(house, row.partner, ends, { receipt: row, seal, evidence: got })
}

/** The dead-letter list: refused with the reason, until an operator redelivers. */
export async function giveUp(
  house: Settling,
  partner: Partner,
  claimed: readonly Claimed[],
  problem: Problem,
): Promise<void> {
  const ends = claimed.map((each) => ({ ...each, problem: problem.code, detail: problem.message }))
  await end(house, partner.member, ends, { receipt: null, seal: null, evidence: [] })
}

/** How a delivery ended: delivered where there is no problem, else refused. */
interface End extends Claimed {
  readonly problem: string | null
  readonly detail: string | null
}

async function end(
  house: Settling,
  partner: string,
  ends: readonly End[],
  { receipt, seal, evidence }: { receipt: ReceiptRow | null; seal: string | null; evidence: readonly Happening[] },
): Promise<void> {
  const now = house.world.now()
  const refused = ends.filter(({ problem }) => problem !== null)
  await settle(
    house,
    partner,
    {
      settlements: ends.map(({ delivery, problem, detail }) => ({
        ...from(delivery),
        to: nextState('sending', problem === null ? 'receipt' : 'refusal'),
        dueAt: now,
        problem,
        detail,
        receipt: receipt?.id ?? null,
        at: now,
      })),
      receipt,
      seals: seal === null ? [] : ends.map(({ message }) => ({ id: message.id, seal })),
      events: ends.map(({ message, problem }) => ({
        at: now,
        kind: problem === null ? 'message.delivered' : 'message.refused',
        office: message.statement.from.office,
        case: message.case,
        message: message.id,
        partner,
      })),
      evidence: [
        ...evidence,
        ...refused.map(
          ({ message, problem }): Happening => ({
            at: now,
            kind: 'statement.refused',
            case: message.case,
            subject: message.id,
            data: { by: partner, problem },
          }),
        ),
      ],
    },
    refused,
  )
  for (const { delivery, problem } of refused)
    record(house.log, 'delivery.refused', { partner, delivery: delivery.id, problem: problem ?? '' })
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
  const dueAt = now + Math.min(longestPauseMs, problem.retryAfterMs ?? backoff(attempts, house.world.random()))
  const settlements = claimed.map(({ delivery }) => ({
    ...from(delivery),
    to: nextState('sending', 'fault'),
    dueAt,
    problem: problem.code,
    detail: problem.message,
    receipt: null,
    at: now,
  }))
  await settle(house, partner.member, { settlements, receipt: null, seals: [], events: [], evidence: [] }, [])
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

/** Only the claim that made the attempt may settle it; the attempt counts. */
const from = ({ id, fence, attempts }: DeliveryRow) => ({ id, from: 'sending', fence, attempts: attempts + 1 }) as const

/** Settles; where messages lost their standing the case is folded anew, as often as it moves on meanwhile. */
async function settle(
  house: Settling,
  partner: string,
  change: {
    settlements: readonly Settlement[]
    receipt: ReceiptRow | null
    seals: readonly { id: string; seal: string }[]
    events: readonly NewEvent[]
    evidence: readonly Happening[]
  },
  refused: readonly Claimed[],
): Promise<void> {
  const ids = refused.map(({ message }) => message.id)
  const evidence = leavesOf(house.world, change.evidence)
  for (;;) {
    const cases = await Promise.all(
      [...new Set(refused.map(({ message }) => message.case))].map((id) => caseWithout(house, id, ids)),
    )
    const settled = await house.store.settle({
      ...change,
      evidence,
      refused: ids,
      cases: cases.filter((each) => each !== undefined),
    })
    if (settled.outcome === 'conflict') continue
    if (settled.moved.length > 0) record(house.log, 'delivery.overtaken', { partner, deliveries: settled.moved.length })
    return house.settled()
  }
}

async function caseWithout(house: Settling, id: string, refused: readonly string[]) {
  const trust = house.trust()
  const before = await house.store.case(id)
  const held = before && trust.agreements.get(before.agreement)
  if (!before || !held) return undefined
  const profile = profileOf(held, before.profile)
  const kept = (await house.store.messages(id, 'kept')).filter((message) => !refused.includes(message.id))
  const after = projected(before, fold(profile, before, kept), kept, { trust, profile, now: house.world.now() })
  return changeFrom(before, after)
}
