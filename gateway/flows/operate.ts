// What an operator sees and does: deliveries, dead letters, evidence, readiness.
import type { JsonObject } from '../../crypto/json.ts'
import type { OperatorFlows } from '../doors.ts'
import { nextState } from '../model/delivery.ts'
import { Problem } from '../model/problems.ts'
import type { Store, World } from '../ports.ts'
import type { DeliveryRow } from '../records.ts'
import { changeFrom, fold, profileOf, projected } from './cases.ts'
import type { Dispatcher } from './deliver.ts'
import type { Trust } from './trust.ts'

export interface Operating {
  store: Store
  world: World
  trust(): Trust
  dispatcher: Dispatcher
  wake(partner: string, at: number): void
  testPartner: OperatorFlows['testPartner']
  stopping(): boolean
  version: string
}

export function operating(house: Operating): OperatorFlows {
  const { store, world } = house
  return {
    async deliveries(ask) {
      const page = await store.deliveries(ask)
      return { rows: page.rows.map(deliveryLine), next: page.next }
    },
    /** A dead letter goes again, as a whole life anew; a refused message counts in its case again. */
    async redeliver(client, id) {
      const delivery = await store.delivery(id)
      if (!delivery) throw new Problem('not-found', `there is no delivery ${id}`)
      nextState(delivery.state, 'redeliver')
      const now = world.now()
      const evidence = {
        at: now,
        kind: 'operator',
        case: delivery.case,
        subject: id,
        data: { act: 'redeliver', client: client.id },
      } as const
      const cases = await caseWith(house, delivery)
      const queued = await store.redeliver(id, now, now + (await lifeMs(house, delivery)), cases, [evidence])
      if (queued) house.wake(delivery.partner, now)
      return queued
    },
    testPartner: house.testPartner,
    evidence: (ask) => store.evidence(ask),
    async readiness() {
      const reasons: string[] = []
      if (house.stopping()) reasons.push('the gateway is stopping')
      await store
        .ready()
        .catch((error: unknown) => reasons.push(error instanceof Problem ? error.message : 'the store cannot commit'))
      return { ready: reasons.length === 0, reasons }
    },
    async status() {
      const trust = house.trust()
      const lines = house.dispatcher.lines()
      return {
        member: trust.us,
        version: house.version,
        partners: [...trust.partners.values()].map(({ member, state }) => ({
          member,
          state,
          circuit: lines.get(member)?.circuit.state ?? 'closed',
          inFlight: lines.get(member)?.inFlight ?? 0,
        })),
        due: (await store.due()).map(({ partner, dueAt }) => ({ partner, dueAt: iso(dueAt) })),
      }
    },
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
  return [
    changeFrom(
      before,
      projected(before, fold(profile, kept), kept, { trust: trust(), held, profile, now: world.now() }),
    ),
  ]
}

async function lifeMs({ store, trust }: Operating, delivery: DeliveryRow): Promise<number> {
  const row = await store.case(delivery.case)
  const days = (row && trust().agreements.get(row.agreement)?.agreement.parameters.deliverWithinDays) ?? 7
  return days * 86_400_000
}

const deliveryLine = (row: DeliveryRow): JsonObject => ({
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

const iso = (at: number): string => new Date(at).toISOString()
