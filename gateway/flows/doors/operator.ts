// What an operator sees and does: deliveries, dead letters, evidence, readiness.

import { iso } from '../../../crypto/instants.ts'
import { toBase64url, toHex } from '../../../crypto/octets.ts'
import type { DeliveryView, EvidenceLine, StatusView } from '../../answers/operator-answers.ts'
import { fold } from '../../case/steps.ts'
import { actorOf } from '../../model/client/actor.ts'
import { nextState } from '../../model/delivery.ts'
import { Problem } from '../../model/problems/problems.ts'
import { brokenBy, codeOf } from '../../model/problems/refusals.ts'
import type { DeliveringStore, Queue } from '../../ports/delivering.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Memory } from '../../ports/installation.ts'
import type { NodeStore } from '../../ports/keeping.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { RestoringStore } from '../../ports/receiving.ts'
import type { DeliveryRow, EvidenceRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import type { Log } from '../../watch/log.ts'
import { restoredReason, restoredView, settleRestored } from '../between/resync/settle.ts'
import { changeFrom, profileOf, projected } from '../cases/cases.ts'
import { receiptedIn } from '../cases/uses.ts'
import type { Secrets } from '../content/secrets.ts'
import type { Absences } from '../delivering/absences.ts'
import type { Dispatcher } from '../delivering/deliver.ts'
import type { Waiting } from '../delivering/waiting.ts'
import { checkEvidence, proveMessage } from '../evidence/check-evidence.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import { witnessesView } from '../evidence/genuine/cosigned.ts'
import { demandInStep } from '../evidence/in-step.ts'
import { leavesOf } from '../evidence/leaves.ts'
import { standingMark } from '../evidence/marks.ts'
import type { CardHolders } from '../trust/card-holders.ts'
import type { Clock } from '../trust/clock.ts'
import { keysView } from '../trust/keys-view.ts'
import type { RevocationNotices } from '../trust/revocation/notices.ts'
import type { Trust } from '../trust/trust.ts'
import { validityReasons } from '../trust/validity/sayings.ts'
import type { Validity } from '../trust/validity/validity.ts'
import { demandCursor, demandKnown } from '../views/known.ts'
import { cardFlows, cardReasons, type DecidingOnCards } from './cards.ts'
import type { Installation } from './installed.ts'

interface Operating extends DecidingOnCards {
  secrets: Pick<Secrets, 'encryptLasting' | 'mark' | 'ownMessage'>
  memory: Memory
  store: DeliveringStore & EvidenceStore & NodeStore & ReadingStore & RestoringStore
  log: Log
  world: World
  evidenceLog: EvidenceLog
  trust(): Trust
  validities(): readonly Validity[]
  holders: CardHolders
  dispatcher: Dispatcher
  wake(partner: string, at: number): void
  queue: Pick<Queue, 'up'>
  testPartner: OperatorFlows['testPartner']
  rehearse: OperatorFlows['rehearse']
  clock: Clock
  lists: Pick<RevocationNotices, 'reasons' | 'lists'>
  waiting: Waiting
  absences: Pick<Absences, 'awayUntil' | 'announce'>
  stopping(): boolean
  logTrouble(): string | undefined
  folderTrouble(): Promise<readonly string[]>
  version: string
}

export function operating(deps: Operating): Omit<OperatorFlows, keyof Installation> {
  const { store, world, clock } = deps
  /** What is written now has to follow what partners have seen, by a clock that is believed. */
  const inStep =
    <Given extends unknown[], Answer>(flow: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      demandInStep(deps.evidenceLog.behind)
      clock.demand()
      return flow(...given)
    }
  return {
    async deliveries(ask) {
      await demandKnown(deps, { partner: ask.partner })
      const page = await store.deliveries(ask)
      return { rows: page.rows.map(deliveryLine), next: page.next }
    },
    /**
     * A dead letter goes again, as a whole life anew; a refused message counts in its case again.
     * What waits need not wait any longer.
     */
    async redeliver(client, id) {
      clock.demand()
      const delivery = await store.delivery(id)
      if (!delivery) throw new Problem('not-found', `there is no delivery ${id}`)
      nextState(delivery.state, 'redeliver')
      const now = world.now()
      const evidence = {
        at: now,
        kind: 'operator',
        case: delivery.case,
        subject: id,
        data: {
          ...{ act: 'redeliver', ...actorOf(client) },
          ...standingMark(deps.secrets, { id, case: delivery.case, as: 'kept' }),
        },
      } as const
      const cases = await caseWith(deps, delivery)
      const expiresAt = await expiryOf(deps, delivery)
      if (expiresAt <= now)
        throw new Problem(
          'not-redeliverable',
          `the statement ${id} has expired, and its partner would refuse it; send the message anew`,
        )
      const queued = await store.redeliver(id, now, expiresAt, cases, leavesOf(world, [evidence]))
      if (queued) deps.wake(delivery.partner, now)
      return queued
    },
    async testPartner(client, member) {
      clock.demand()
      return deps.testPartner(client, member)
    },
    rehearse: inStep(deps.rehearse),
    announceAbsence: inStep((client, until) => deps.absences.announce(client, until ?? world.now())),
    ...cardFlows(deps, inStep),
    restored: () => restoredView(deps),
    settleRestored: inStep((client, ask) => settleRestored(deps, client, ask)),
    proof: (message) => proveMessage(deps, message),
    async checkEvidence(ask) {
      await demandCursor(deps, 'evidence', ask.after)
      return checkEvidence(deps, ask)
    },
    async evidence(ask) {
      await demandKnown(deps, { case: ask.case })
      await demandCursor(deps, 'evidence', ask.after ?? 0)
      return (await store.evidence(ask)).map(evidenceLine)
    },
    witnesses: () => witnessesView(store, [...deps.trust().partners.values()]),
    async readiness() {
      const reasons: string[] = []
      if (deps.stopping()) reasons.push('the gateway is stopping')
      if (deps.evidenceLog.behind() !== undefined)
        reasons.push('the evidence log is behind what partners have seen, or does not fit the store')
      const amiss = clock.amiss()
      if (amiss !== undefined)
        reasons.push(`${amiss}; nothing is taken or sent until they agree, docs/operations.md says what to do`)
      const commits = await store.ready().then(
        () => true,
        (error: unknown) => {
          reasons.push(error instanceof Problem ? error.message : 'the store cannot commit')
          return false
        },
      )
      const ofKeys = validityReasons(deps.validities, world.now())
      reasons.push(...ofKeys.now)
      const ready = reasons.length === 0
      for (const [partner, { refusals }] of deps.dispatcher.lines()) {
        const broken = brokenBy(refusals)
        if (broken !== undefined)
          reasons.push(
            `${partner} refuses everything for ${codeOf(broken)}; what is for it waits until it takes some of it`,
          )
      }
      const restored = commits ? await restoredReason(deps) : undefined
      if (restored !== undefined) reasons.push(restored)
      // A step that partners bear is to be known, and no reason to send our own systems away.
      reasons.push(...[clock.stepped()].filter((step) => step !== undefined))
      reasons.push(...ofKeys.soon, ...(await deps.folderTrouble()))
      for (const member of deps.holders.deceived())
        reasons.push(
          `${member} holds a card in our name that we did not make; docs/operations.md, Stolen key, says what to do`,
        )
      for (const { member } of deps.trust().forks)
        reasons.push(
          `${member} has two cards of one number: a next key was used twice; "bulla partner settle" says more`,
        )
      reasons.push(...(await cardReasons(deps)))
      // One partner may be cut off by them; the others go on.
      reasons.push(...deps.lists.reasons())
      // Without wakes everything but deliveries goes on: no reason to send our own systems away.
      if (!(await deps.queue.up())) reasons.push('the queue cannot be reached; deliveries wait until it is back')
      const logTrouble = deps.logTrouble()
      if (logTrouble !== undefined) reasons.push(`the log cannot be written (${logTrouble}); its lines wait in memory`)
      // Two that start at once wait for each other: traffic goes on, and whoever answers first may
      // still stop it.
      if (!deps.evidenceLog.confirmed())
        reasons.push('log-unconfirmed: no partner has said yet how much of our evidence log it has seen')
      return { ready, reasons }
    },
    keys: () => keysOf(deps),
    status: () => statusOf(deps),
  }
}

function keysOf({ trust, holders, validities, lists, world }: Operating) {
  const { us, ownChain, partners, logKeys } = trust()
  const signing = new Set(logKeys.map(({ publicKey }) => toBase64url(publicKey)))
  return keysView({
    signs: ({ jwk }) => signing.has(String(jwk.x)),
    ...{ us, ownChain, partners: [...partners.values()], heldBy: holders.heldBy },
    ...{ validities: validities(), lists: lists.lists(), nowMs: world.now() },
  })
}

async function statusOf(deps: Operating): Promise<StatusView> {
  const { store } = deps
  const trust = deps.trust()
  const lines = deps.dispatcher.lines()
  return {
    member: trust.us,
    version: deps.version,
    card: trust.card.sequence,
    partners: [...trust.partners.values()].map(({ member, state, card }) => ({
      member,
      state,
      card: card.sequence,
      holdsOurs: deps.holders.heldBy(member)?.sequence ?? null,
      circuit: lines.get(member)?.circuit.state ?? 'closed',
      awayUntil: instantOf(deps.absences.awayUntil(member)),
      inFlight: lines.get(member)?.inFlight ?? 0,
    })),
    /** Published checkpoints without a time stamp; grows while the authority is away. */
    unstampedCheckpoints: (await store.unstamped(1000)).length,
    restoredSince: (await restoredView(deps)).since,
    /** What is not settled, and how long the oldest of it has waited. */
    waiting: (await deps.waiting.look()).map(({ partner, deliveries, oldestMs }) => ({
      partner,
      deliveries,
      oldestSeconds: Math.round(oldestMs / 1000),
    })),
    due: (await store.due()).map(({ partner, dueAt }) => ({ partner, dueAt: iso(dueAt) })),
  }
}

async function caseWith({ store, trust, world }: Operating, delivery: DeliveryRow) {
  const before = await store.case(delivery.case)
  const held = before && trust().agreements.get(before.agreement)
  if (!before || !held || delivery.state !== 'refused') return []
  const profile = profileOf(held, before.profile)
  const kept = (await store.messages(before.id, 'all')).filter(
    ({ id, standing }) => standing === 'kept' || id === delivery.id,
  )
  const under = trust()
  const receipted = await receiptedIn(store, under, before, kept)
  const state = fold(profile, before, kept)
  return [changeFrom(before, projected(before, state, kept, { trust: under, profile, now: world.now(), receipted }))]
}

/** The sender signed until when the statement may be taken; no redelivery changes that. */
async function expiryOf({ store }: Operating, { id, expiresAt }: DeliveryRow): Promise<number> {
  const message = await store.message(id)
  return message ? Date.parse(message.statement.expiresAt) : expiresAt
}

const instantOf = (ms: number | undefined): string | null => (ms === undefined ? null : iso(ms))

const evidenceLine = ({ seq, at, kind, case: of, subject, data, leaf }: EvidenceRow): EvidenceLine => ({
  seq,
  at: iso(at),
  kind,
  case: of,
  subject,
  data,
  leaf: toHex(leaf),
})

const deliveryLine = (row: DeliveryRow): DeliveryView => ({
  delivery: row.id,
  partner: row.partner,
  case: row.case,
  state: row.state,
  attempts: row.attempts,
  dueAt: iso(row.dueAt),
  expiresAt: iso(row.expiresAt),
  problem: row.problem,
  detail: row.detail,
  receipt: row.receipt,
  changedAt: iso(row.changedAt),
})
