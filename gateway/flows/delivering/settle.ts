// What a delivery attempt came to is written down: delivered, refused, or waiting for the next one.

import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { backoff, longestPauseMs, nextState } from '../../model/delivery.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import {
  afterRefusal,
  brokenBy,
  codeOf,
  isBroken,
  isProblemCode,
  type Refusals,
  reasonOf,
} from '../../model/problems/refusals.ts'
import type { Claimed, DeliveringStore, Settlement } from '../../ports/delivering.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseChange, NewEvent, ReceiptRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Secrets } from '../content/secrets.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import { receiptMark, standingMark } from '../evidence/marks.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { Trust } from '../trust/trust.ts'
import type { Receipted } from './attempt.ts'
import { caseSettled, casesMoved, type Outcome, outcomesOf } from './outcomes.ts'

export interface Settling {
  store: CasesStore & DeliveringStore
  world: World
  secrets: Secrets
  log: Log
  trust(): Trust
  wake(partner: string, at: number): void
  /** The offices have news. */
  settled(): void
}

/** What the line remembers of refusals; the settling of each delivery brings it up to date. */
export interface Refusing {
  refusals: Refusals
}

/** Resolves with the problem that counts against the line, where all of it has to be sent again. */
export async function settleByReceipt(
  deps: Settling,
  line: Refusing,
  claimed: readonly Claimed[],
  { receipt, row, seal }: Receipted,
): Promise<ProblemCode | undefined> {
  const { outcomes, refusals } = outcomesOf(claimed, receipt.entries, line.refusals)
  remember(deps, line, row.partner, refusals)
  const settled = outcomes.filter(({ to }) => to !== 'waiting')
  if (settled.length === 0) {
    await settleOutcomes(deps, row.partner, outcomes, { receipt: null, seal: null, evidence: [] })
    const [problem = ''] = outcomes.map((each) => each.problem ?? '')
    return isProblemCode(problem) ? problem : 'partner-refused'
  }
  await settleOutcomes(deps, row.partner, outcomes, { receipt: row, seal, evidence: gotFor(deps, row, settled) })
  return undefined
}

/** That the receipt came: one for each case, so that each case file has it. */
export function gotFor({ world, secrets }: Settling, row: ReceiptRow, settled: readonly Outcome[]): EvidenceDraft[] {
  const about = {
    partner: row.partner,
    envelope: row.envelope,
    sha256: row.envelopeSha256,
    jws: sha256Hex(utf8(row.jws)),
  }
  return [...new Set(settled.map(({ message }) => message.case))].map((of) => ({
    at: world.now(),
    kind: 'receipt.received',
    case: of,
    subject: row.id,
    data: { ...about, ...receiptMark(secrets, { id: row.id, jws: about.jws, case: of }) },
  }))
}

export function remember({ log }: Settling, line: Refusing, partner: string, refusals: Refusals): void {
  const [before, now] = [brokenBy(line.refusals), brokenBy(refusals)]
  line.refusals = refusals
  if (now === undefined || now === before) return
  record(log, 'line.paused', { partner, problem: codeOf(now), refused: refusals.get(now) ?? 0 })
}

/**
 * The dead-letter list: refused with the reason, until an operator redelivers. Where the partner
 * has refused too many for that reason it waits, and the problem counts against the line.
 */
export async function giveUp(
  deps: Settling,
  line: Refusing,
  partner: Partner,
  claimed: readonly Claimed[],
  problem: Problem,
): Promise<ProblemCode | undefined> {
  // What we ourselves cannot send any more says nothing of the partner.
  if (problem.code !== 'item-disposed' && problem.code !== 'assurance-unmet') {
    const reason = reasonOf(problem.code, problem.message)
    if (isBroken(line.refusals, reason)) return waitAgain(deps, partner, claimed, problem)
    remember(deps, line, partner.member, afterRefusal(line.refusals, reason))
  }
  const outcomes = claimed.map(
    (each): Outcome => ({ ...each, to: 'refused', problem: problem.code, detail: problem.message }),
  )
  await settleOutcomes(deps, partner.member, outcomes, { receipt: null, seal: null, evidence: [] })
  return undefined
}

/** @returns ids of what had moved already. */
export async function settleOutcomes(
  deps: Settling,
  partner: string,
  outcomes: readonly Outcome[],
  { receipt, seal, evidence }: { receipt: ReceiptRow | null; seal: string | null; evidence: readonly EvidenceDraft[] },
): Promise<readonly string[]> {
  const now = deps.world.now()
  const refused = outcomes.filter(({ to }) => to === 'refused')
  const waiting = outcomes.filter(({ to }) => to === 'waiting')
  const settled = outcomes.filter(({ to }) => to !== 'waiting')
  const attempts = Math.max(0, ...waiting.map(({ delivery }) => delivery.attempts)) + 1
  const dueAt = now + backoff(attempts, deps.world.random())
  const moved = await settle(
    deps,
    partner,
    {
      settlements: outcomes.map(({ delivery, to, problem, detail }) => ({
        ...from(delivery),
        to: nextState(delivery.state, eventOf[to]),
        dueAt: to === 'waiting' ? dueAt : now,
        problem,
        detail,
        receipt: to === 'waiting' ? null : (receipt?.id ?? null),
        at: now,
      })),
      receipt,
      seals: seal === null ? [] : settled.map(({ message }) => ({ id: message.id, seal })),
      events: settled.flatMap(({ message, to }): NewEvent[] => {
        const about = { at: now, case: message.case, message: message.id, partner }
        const { office } = message.statement.from
        if (to === 'delivered') return [{ ...about, kind: 'message.delivered', office }]
        // The office that wrote it, and whoever runs the gateway and can send it again.
        return [
          { ...about, kind: 'message.refused', office },
          { ...about, kind: 'delivery.refused', office: null, case: null },
        ]
      }),
      evidence: [
        ...evidence,
        ...refused.map(
          ({ message, problem }): EvidenceDraft => ({
            at: now,
            kind: 'statement.refused',
            case: message.case,
            subject: message.id,
            data: {
              ...{ by: partner, problem },
              ...standingMark(deps.secrets, { id: message.id, case: message.case, as: 'refused' }),
            },
          }),
        ),
      ],
    },
    outcomes,
  )
  for (const { delivery, problem } of refused)
    record(deps.log, 'delivery.refused', { partner, delivery: delivery.id, problem: problem ?? '' })
  if (waiting.length > 0) failed(deps, partner, waiting.length, { attempts, dueAt, problem: waiting[0]?.problem ?? '' })
  return moved
}

const eventOf = { delivered: 'receipt', refused: 'refusal', waiting: 'fault' } as const

/** Back to waiting and due, as no attempt was made. */
export async function backToStore(deps: Settling, partner: string, claimed: readonly Claimed[]): Promise<void> {
  const now = deps.world.now()
  const settlements = claimed.map(({ delivery: { id, fence, attempts } }) => ({
    ...({ id, from: 'sending', fence, attempts } as const),
    to: nextState('sending', 'crash'),
    dueAt: now,
    ...{ problem: null, detail: null, receipt: null, at: now },
  }))
  await settle(deps, partner, { settlements, receipt: null, seals: [], events: [], evidence: [] }, [])
}

/** Back to waiting, with full jitter; the problem counts against the line. */
export async function waitAgain(
  deps: Settling,
  partner: Partner,
  claimed: readonly Claimed[],
  problem: Problem,
): Promise<ProblemCode> {
  const now = deps.world.now()
  const attempts = Math.max(...claimed.map(({ delivery }) => delivery.attempts)) + 1
  const dueAt = now + Math.min(longestPauseMs, problem.retryAfterMs ?? backoff(attempts, deps.world.random()))
  const settlements = claimed.map(({ delivery }) => ({
    ...from(delivery),
    to: nextState('sending', 'fault'),
    dueAt,
    problem: problem.code,
    detail: problem.message,
    receipt: null,
    at: now,
  }))
  await settle(deps, partner.member, { settlements, receipt: null, seals: [], events: [], evidence: [] }, [])
  failed(deps, partner.member, claimed.length, { attempts, dueAt, problem: problem.code })
  return problem.code
}

function failed(
  { log, wake }: Settling,
  partner: string,
  deliveries: number,
  { attempts, dueAt, problem }: { attempts: number; dueAt: number; problem: string },
): void {
  const nextAttemptAt = new Date(dueAt).toISOString()
  record(log, 'delivery.attempt.failed', { partner, deliveries, attempt: attempts, problem, nextAttemptAt })
  wake(partner, dueAt)
}

/**
 * Only the claim that made the attempt may settle it, and the attempt counts; one that waits again
 * counted when it failed.
 */
const from = ({ id, state, fence, attempts }: Claimed['delivery']) => ({
  ...{ id, from: state, fence },
  attempts: state === 'sending' ? attempts + 1 : attempts,
})

/**
 * Settles; where that changes something in a case it is folded anew, as often as it moves on
 * meanwhile.
 */
async function settle(
  deps: Settling,
  partner: string,
  change: {
    settlements: readonly Settlement[]
    receipt: ReceiptRow | null
    seals: readonly { id: string; seal: string }[]
    events: readonly NewEvent[]
    evidence: readonly EvidenceDraft[]
  },
  outcomes: readonly Outcome[],
): Promise<readonly string[]> {
  const refused = outcomes.filter(({ to }) => to === 'refused')
  const ids = refused.map(({ message }) => message.id)
  const evidence = leavesOf(deps.world, change.evidence)
  const receipts = change.receipt ? [change.receipt] : []
  const about = casesMoved(outcomes)
  for (;;) {
    const cases = await Promise.all(about.map((id) => caseSettled(deps, id, { refused: ids, receipts })))
    const moved = cases.filter((each) => each !== undefined)
    const settled = await deps.store.settle({
      ...change,
      events: change.events.map((event) => atItsOffice(event, moved)),
      evidence,
      refused: ids,
      cases: moved,
    })
    if (settled.outcome === 'conflict') continue
    if (settled.outcome === 'receipt-known') {
      const { id: subject = '', envelope = '' } = change.receipt ?? {}
      record(deps.log, 'receipt.invalid', { partner, envelope, problem: `another receipt has the id ${subject}` })
      throw new Problem('receipt-invalid', `${partner} gave another receipt under the id ${subject} before`)
    }
    if (settled.moved.length > 0) record(deps.log, 'delivery.overtaken', { partner, deliveries: settled.moved.length })
    deps.settled()
    return settled.moved
  }
}

/** What was refused matters to the office that deals with the case now. */
function atItsOffice(event: NewEvent, cases: readonly CaseChange[]): NewEvent {
  const found = event.office === null ? undefined : cases.find(({ row }) => row.id === event.case)
  return found ? { ...event, office: found.row.office } : event
}
