// The outbox: which deliveries may leave now, and what became of them.

import { sql } from 'kysely'
import type { Claimed, DeliveringStore, Settlement } from '../../../gateway/ports/delivering.ts'
import type { CaseChange, DeliveryRow, NewEvent, ReceiptRow } from '../../../gateway/ports/rows.ts'
import type { Store } from '../../../gateway/ports/store.ts'
import { inserting, prepared } from '../dialect/compiled.ts'
import type { StoredClaims, StoredNewEvidence } from '../dialect/rows.ts'
import { claimsOf, storedEvidence } from '../dialect/rows.ts'
import { type Db, deliveryColumns } from '../dialect/schema.ts'
import { packed } from '../packing.ts'
import type { Runner } from '../runner.ts'
import { type Change, changeCases, chronicle, kept, undone } from './change.ts'
import { receiptById } from './reading.ts'

/** What this file fulfils of the store's port. */
export const delivering = ({
  read,
  write,
  shared,
}: Runner): Pick<DeliveringStore, 'claim' | 'renew' | 'settle' | 'recover' | 'redeliver'> => ({
  async claim(ask) {
    // Who looks and finds nothing has nobody wait for a commit.
    if ((await read(dueAtAll, ask)).length === 0) return []
    const { sizes, ...claims } = await write(claim, ask)
    return inEnvelopes(claimsOf(claims), sizes)
  },
  renew: (claims, leaseUntil) => write(renew, { claims, leaseUntil }),
  settle: (change) => write(settle, { ...change, evidence: change.evidence.map(storedEvidence) }),
  recover: (now) => write(recover, { now, shared }),
  redeliver: (id, at, expiresAt, cases, evidence) =>
    write(redeliver, { id, at, expiresAt, cases, evidence: evidence.map(storedEvidence) }),
})

/** By the names under which they are sent to whoever runs them. */
export const deliveringWrites = { claim, renew, settle, recover, redeliver } as const

type Claim = Parameters<Store['claim']>[0]
/** Deliveries in the order of their envelopes, and how many each of these has. */
type Packed = StoredClaims & { readonly sizes: readonly number[] }

/**
 * Due is whatever is unsettled and has a `dueAt` that has come: for what is queued or waiting that
 * is its next attempt, for what is being sent the end of its lease. A database with several writers
 * must let one claim at a time run for each partner, and no settlement while it does.
 */
export async function claim(db: Db, ask: Claim): Promise<Change<Packed>> {
  const { partner, now, leaseUntil, envelopes, limit } = ask
  const most = Math.min(envelopes * limit, Math.max(limit, mostAtOnce))
  const chosen = packed((await dueInOrder(db, { partner, now, limit: most })).rows, ask)
  const rows = chosen.flat()
  const sizes = chosen.map(({ length }) => length)
  if (rows.length === 0) return kept({ deliveries: [], messages: [], items: [], sizes })
  await lease(db, { ids: rows.map(({ id }) => id), leaseUntil, now })
  const leased = { state: 'sending', dueAt: leaseUntil, changedAt: now } as const
  const deliveries = rows.map((row) => ({ ...row, ...leased, fence: row.fence + 1 }))
  return kept({ ...(await withContent(db, deliveries)), sizes })
}

const dueAtAll = async (db: Db, { partner, now }: Claim): Promise<readonly DeliveryRow[]> =>
  (await dueInOrder(db, { partner, now, limit: 1 })).rows

/** So that the answer to one claim is no long turn of the event loop. */
const mostAtOnce = 256

/** The same in the envelopes that they were claimed for. */
function inEnvelopes(claims: readonly Claimed[], sizes: readonly number[]): Claimed[][] {
  let at = 0
  return sizes.map((size) => {
    at += size
    return claims.slice(at - size, at)
  })
}

/**
 * The plus keeps the planner from sorting all that is due: a backlog is read in its order, and only
 * as far as is asked for.
 */
const dueInOrder = prepared((query, { partner, now, limit }: { partner: string; now: number; limit: number }) =>
  query
    .selectFrom('deliveries as delivery')
    .select(deliveryColumns)
    .where('delivery.partner', '=', partner)
    .where('delivery.settledAt', 'is', null)
    .where(sql<boolean>`+${sql.ref('delivery.dueAt')} <= ${now}`)
    // What a disposal destroys is gone before anything of its case leaves.
    .where('delivery.case', 'not in', ({ selectFrom }) => selectFrom('destructions').select('destructions.case'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('deliveries as earlier')
            .select('earlier.seq')
            .whereRef('earlier.case', '=', 'delivery.case')
            .whereRef('earlier.seq', '<', 'delivery.seq')
            .where('earlier.settledAt', 'is', null)
            .where(sql<boolean>`+${sql.ref('earlier.dueAt')} > ${now}`),
        ),
      ),
    )
    .orderBy('delivery.seq')
    .limit(limit),
)

const lease = prepared((query, { ids, leaseUntil, now }: { ids: string[]; leaseUntil: number; now: number }) =>
  query
    .updateTable('deliveries')
    .set({ state: 'sending', dueAt: leaseUntil, changedAt: now })
    .set(({ eb }) => ({ fence: eb('fence', '+', 1) }))
    .where('id', 'in', ids),
)

type Renewal = { readonly claims: Parameters<Store['renew']>[0]; readonly leaseUntil: number }

export async function renew(db: Db, { claims, leaseUntil }: Renewal): Promise<Change<readonly string[]>> {
  const prolonged = await Promise.all(claims.map(({ id, fence }) => prolong(db, { id, fence, leaseUntil })))
  return kept(claims.flatMap(({ id }, index) => (Number(prolonged[index]?.numAffectedRows) === 1 ? [] : [id])))
}

const prolong = prepared((query, { id, fence, leaseUntil }: { id: string; fence: number; leaseUntil: number }) =>
  query
    .updateTable('deliveries')
    .set({ dueAt: leaseUntil })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('fence', '=', fence),
)

/** Deliveries with their messages and items. */
export async function withContent(db: Db, deliveries: readonly DeliveryRow[]): Promise<StoredClaims> {
  if (deliveries.length === 0) return { deliveries, messages: [], items: [] }
  const ids = deliveries.map(({ id }) => id)
  const messages = await messagesOf(db, { ids })
  const items = await itemsOfMessages(db, { ids })
  return { deliveries, messages: messages.rows, items: items.rows }
}

const messagesOf = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('messages').selectAll().where('id', 'in', ids),
)
const itemsOfMessages = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('items').selectAll().where('message', 'in', ids).orderBy('id'),
)

export interface StoredSettling {
  readonly settlements: readonly Settlement[]
  readonly receipt: ReceiptRow | null
  readonly refused: readonly string[]
  readonly seals: readonly { readonly id: string; readonly seal: string }[]
  readonly cases: readonly CaseChange[]
  readonly events: readonly NewEvent[]
  readonly evidence: readonly StoredNewEvidence[]
}
type Settled = Awaited<ReturnType<Store['settle']>>

/**
 * What had moved already changes nothing more: no standing, no case, no event and no evidence of
 * its message.
 */
export async function settle(db: Db, change: StoredSettling): Promise<Change<Settled>> {
  const { settlements, receipt } = change
  const known = receipt && (await receiptById(db, { id: receipt.id, partner: receipt.partner }))
  if (known && known.jws !== receipt.jws) return undone({ outcome: 'receipt-known' })
  const moves = await Promise.all(settlements.map((settlement) => move(db, settlement)))
  const moved = new Set(settlements.flatMap(({ id }, index) => (moves[index] ? [] : [id])))
  const late = moved.size === 0 ? moved : await casesOf(db, [...moved])
  const cases = change.cases.filter(({ row }) => !late.has(row.id))
  if (!(await changeCases(db, cases))) return undone({ outcome: 'conflict' })
  const refused = change.refused.filter((id) => !moved.has(id))
  if (refused.length > 0) await changeStanding(db, { ids: refused, standing: 'refused' })
  const seals = change.seals.filter(({ id }) => !moved.has(id))
  await Promise.all(seals.map(({ id, seal }) => setSeal(db, { id, seal })))
  if (receipt) await insertReceipt(db, [receipt])
  await chronicle(db, {
    events: change.events.filter(({ message }) => message === null || !moved.has(message)),
    evidence: change.evidence.filter(({ subject }) => !moved.has(subject)),
  })
  return kept({ outcome: 'settled', moved: [...moved] })
}

/**
 * `false` when the delivery is not in the state it was to be moved from, or another has claimed it
 * since.
 */
async function move(
  db: Db,
  { id, from, fence, to, dueAt, attempts, problem, detail, receipt, at }: Settlement,
): Promise<boolean> {
  const ask = { id, from, fence, to, dueAt, attempts, problem, detail, receipt, at }
  const { numAffectedRows } = await (unsettled.has(to) ? moveOn(db, ask) : moveOut(db, ask))
  return Number(numAffectedRows) === 1
}

const unsettled: ReadonlySet<Settlement['to']> = new Set(['queued', 'sending', 'waiting'])

type Move = { readonly [M in keyof Settlement]: Settlement[M] }

const moveOn = prepared((query, { id, from, fence, to, at, ...values }: Move) =>
  query
    .updateTable('deliveries')
    .set({ ...values, state: to, changedAt: at })
    .where('id', '=', id)
    .where('state', '=', from)
    .where('fence', '=', fence),
)
const moveOut = prepared((query, { id, from, fence, to, at, ...values }: Move) =>
  query
    .updateTable('deliveries')
    .set({ ...values, state: to, changedAt: at, settledAt: at })
    .where('id', '=', id)
    .where('state', '=', from)
    .where('fence', '=', fence),
)

const casesOf = async (db: Db, ids: string[]): Promise<Set<string>> =>
  new Set((await casesOfDeliveries(db, { ids })).rows.map((row) => row.case))

const casesOfDeliveries = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('deliveries').select('case').where('id', 'in', ids),
)
const changeStanding = prepared((query, { ids, standing }: { ids: string[]; standing: 'kept' | 'refused' }) =>
  query.updateTable('messages').set({ standing }).where('id', 'in', ids),
)
const setSeal = prepared((query, { id, seal }: { id: string; seal: string }) =>
  query.updateTable('messages').set({ seal }).where('id', '=', id),
)
const insertReceipt = inserting('receipts', 'skip')

/**
 * Where no other process works on this database every lease is a dead one's; elsewhere those that
 * have lapsed.
 */
export async function recover(db: Db, { now, shared }: { now: number; shared: boolean }): Promise<Change<number>> {
  const lapsedBy = shared ? now : Number.MAX_SAFE_INTEGER
  return kept(Number((await giveUpLeases(db, { now, lapsedBy })).numAffectedRows))
}

const giveUpLeases = prepared((query, { now, lapsedBy }: { now: number; lapsedBy: number }) =>
  query
    .updateTable('deliveries')
    .set({ state: 'waiting', dueAt: now, changedAt: now })
    .where('state', '=', 'sending')
    .where('settledAt', 'is', null)
    .where('dueAt', '<=', lapsedBy),
)

export interface StoredRedelivery {
  readonly id: string
  readonly at: number
  readonly expiresAt: number
  readonly cases: readonly CaseChange[]
  readonly evidence: readonly StoredNewEvidence[]
}

/** Keeps its place in the order of its case; attempts are counted anew. */
export async function redeliver(db: Db, ask: StoredRedelivery): Promise<Change<boolean>> {
  const { id, at, expiresAt, cases, evidence } = ask
  if (Number((await queueAgain(db, { id, at, expiresAt })).numAffectedRows) === 0) return undone(false)
  if (!(await changeCases(db, cases))) return undone(false)
  await changeStanding(db, { ids: [id], standing: 'kept' })
  await chronicle(db, { events: [], evidence })
  return kept(true)
}

const queueAgain = prepared((query, { id, at, expiresAt }: { id: string; at: number; expiresAt: number }) =>
  query
    .updateTable('deliveries')
    .set({ state: 'queued', attempts: 0, dueAt: at, expiresAt, problem: null, detail: null, receipt: null })
    .set({ changedAt: at, settledAt: null })
    .where('id', '=', id)
    .where('state', 'in', ['refused', 'expired', 'waiting']),
)
