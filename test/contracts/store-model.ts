// The outbox as a list in memory, written down from the promise alone, and driven through the same random acts as a store.
import type { Test } from 'tap'
import type { DeliveryState } from '../../gateway/model/delivery.ts'
import type { CaseRow } from '../../gateway/ports/rows.ts'
import type { Store } from '../../gateway/ports/store.ts'
import { at, newPartner, settlementOf, settling, submitNext, submitOne } from './store-rows.ts'

interface Modelled {
  readonly id: string
  readonly case: string
  readonly partner: string
  readonly weightBytes: number
  expiresAt: number
  state: DeliveryState
  fence: number
  dueAt: number
}

const unsettled = (one: Modelled) => one.state === 'queued' || one.state === 'waiting' || one.state === 'sending'

/** Envelopes leave side by side, so no case is in two of them. */
function claim(
  all: Modelled[],
  { partner, now, envelopes, limit, maxBytes }: Omit<Parameters<Store['claim']>[0], 'leaseUntil'>,
): Modelled[][] {
  const [late, held] = [new Set<string>(), new Set<string>()]
  const filled: Modelled[][] = []
  let [full, bytes, looked] = [true, 0, 0]
  for (const one of all) {
    if (one.partner !== partner || !unsettled(one) || late.has(one.case)) continue
    if (one.dueAt > now) {
      late.add(one.case)
      continue
    }
    looked += 1
    if (looked > envelopes * limit) break
    if (held.has(one.case)) continue
    full ||= filled.at(-1)?.length === limit || bytes + one.weightBytes > maxBytes
    const already = filled.findIndex((envelope) => envelope.some((each) => each.case === one.case))
    if (already !== -1 && (full || already !== filled.length - 1)) {
      held.add(one.case)
      continue
    }
    if (full) {
      if (filled.length === envelopes) break
      filled.push([])
      ;[full, bytes] = [false, 0]
    }
    filled.at(-1)?.push(one)
    bytes += one.weightBytes
  }
  return filled
}

function due(all: Modelled[], partner: string): number | undefined {
  const first = new Map<string, Modelled>()
  for (const one of all) if (one.partner === partner && unsettled(one) && !first.has(one.case)) first.set(one.case, one)
  const instants = [...first.values()].map(({ dueAt }) => dueAt)
  return instants.length === 0 ? undefined : Math.min(...instants)
}

/** Does `steps` random acts to the store and to the list, and compares what both say. */
export async function modelled(t: Test, store: Store, random: () => number, steps: number): Promise<void> {
  const all: Modelled[] = []
  const cases = new Map<string, CaseRow>()
  const partners = [newPartner(), newPartner()]
  const upTo = (most: number) => Math.floor(random() * most)
  const oneOf = <T>(list: readonly T[]): T | undefined => list[upTo(list.length)]
  let now = at
  const done: Record<string, number> = {}

  async function submit(): Promise<void> {
    const partner = oneOf(partners) ?? ''
    const old = oneOf([...cases.values()].filter((row) => row.partner === partner))
    const delivery = { dueAt: now + upTo(3) * 50 - 50, weightBytes: 1 + upTo(400), expiresAt: now + 200 + upTo(2000) }
    const { row, message } =
      old && random() < 0.7 ? await submitNext(store, old, delivery) : await submitOne(store, partner, delivery)
    cases.set(row.id, row)
    all.push({ id: message.id, case: row.id, partner, state: 'queued', fence: 0, ...delivery })
  }

  async function claimSome(): Promise<void> {
    const partner = oneOf(partners) ?? ''
    const ask = { partner, now, envelopes: 1 + upTo(4), limit: 1 + upTo(5), maxBytes: upTo(900) }
    const leaseUntil = now + 1 + upTo(300)
    const expected = claim(all, ask)
    for (const one of expected.flat()) Object.assign(one, { state: 'sending', dueAt: leaseUntil, fence: one.fence + 1 })
    const found = await store.claim({ ...ask, leaseUntil })
    t.same(
      found.map((envelope) => envelope.map(({ delivery }) => delivery.id)),
      expected.map((envelope) => envelope.map(({ id }) => id)),
      'claimed',
    )
  }

  async function settle(): Promise<void> {
    const some = all.filter(() => random() < 0.1)
    // Some come with the fence of an earlier claim.
    const settled = new Map(some.map((one) => [one, random() < 0.8 ? one.fence : one.fence - 1]))
    const stays = (one: Modelled) => one.state !== 'sending' || settled.get(one) !== one.fence
    const moved = some.filter(stays).map(({ id }) => id)
    const to = oneOf(['delivered', 'delivered', 'waiting', 'refused', 'expired'] as const) ?? 'delivered'
    const dueAt = now + upTo(200)
    const settlements = some.map((one) => settlementOf(one.id, { fence: settled.get(one) ?? 0, to, dueAt, at: now }))
    for (const one of some) if (!stays(one)) Object.assign(one, { state: to, dueAt })
    t.same(await store.settle(settling({ settlements })), { outcome: 'settled', moved }, 'settled')
  }

  async function renew(): Promise<void> {
    const some = all.filter(() => random() < 0.1)
    const leaseUntil = now + 1 + upTo(300)
    const claims = some.map((one) => ({ id: one.id, fence: random() < 0.8 ? one.fence : one.fence - 1 }))
    const isOurs = (one: Modelled, at: number) => one.state === 'sending' && claims[at]?.fence === one.fence
    const lost = some.flatMap((one, at) => (isOurs(one, at) ? [] : [one.id]))
    for (const [at, one] of some.entries()) if (isOurs(one, at)) one.dueAt = leaseUntil
    t.same(await store.renew(claims, leaseUntil), lost, 'renewed')
  }

  async function redeliver(): Promise<void> {
    const one = oneOf(all)
    if (!one) return
    const possible = one.state === 'refused' || one.state === 'expired' || one.state === 'waiting'
    const expiresAt = now + 1000
    if (possible) Object.assign(one, { state: 'queued', dueAt: now, expiresAt })
    t.equal(await store.redeliver(one.id, now, expiresAt, [], []), possible, 'redelivered')
  }

  async function bringBack(): Promise<void> {
    const latest = { queued: now, waiting: now + upTo(200), sending: now + upTo(300) }
    const far = all.filter((one) => unsettled(one) && one.dueAt > latest[one.state as keyof typeof latest])
    for (const one of far) one.dueAt = now
    await store.bringBack({ now, waitingUntil: latest.waiting, leasedUntil: latest.sending })
    const dueAt = await Promise.all(all.map(async ({ id }) => (await store.delivery(id))?.dueAt))
    t.same(
      dueAt,
      all.map((one) => one.dueAt),
      'brought back',
    )
  }

  async function look(): Promise<void> {
    const found = new Map((await store.due()).map((row) => [row.partner, row.dueAt]))
    for (const partner of partners) t.equal(found.get(partner), due(all, partner), 'due')
    const expired = (await store.expired(now, 10_000)).map(({ delivery }) => delivery.id)
    const expected = all.filter(
      (one) => unsettled(one) && one.expiresAt <= now && (one.state !== 'sending' || one.dueAt <= now),
    )
    const ours = new Set(all.map(({ id }) => id))
    t.same(expired.filter((id) => ours.has(id)).sort(), expected.map(({ id }) => id).sort(), 'expired')
    const states = await Promise.all(
      all.map(async ({ id }) => {
        const { state, fence } = (await store.delivery(id)) ?? {}
        return { state, fence }
      }),
    )
    t.same(
      states,
      all.map(({ state, fence }) => ({ state, fence })),
      'states and fences',
    )
  }

  const acts = { submit, claimSome, settle, renew, redeliver, bringBack, look }
  const odds = [
    'submit',
    'submit',
    'submit',
    'claimSome',
    'claimSome',
    'claimSome',
    'settle',
    'settle',
    'renew',
    'redeliver',
    'bringBack',
    'look',
  ] as const
  for (let step = 0; step < steps && t.passing(); step += 1) {
    now += upTo(60)
    const act = oneOf(odds) ?? 'look'
    done[act] = (done[act] ?? 0) + 1
    await acts[act]()
  }
  await look()
  const states = new Set(all.map(({ state }) => state))
  t.ok(states.size >= 5, `${all.length} deliveries came through ${[...states].join(', ')}`)
  t.equal(Object.keys(done).length, Object.keys(acts).length, 'every act was done')
}
