// What /metrics looks up when somebody asks: how the gateway stands right now. A part that cannot
// be told is left out.

import type { Limits } from '../../model/limits/limits.ts'
import { brokenBy } from '../../model/problems/refusals.ts'
import type { Queue } from '../../ports/delivering.ts'
import type { LeavesStore, StampingStore } from '../../ports/evidence.ts'
import type { NodeStore } from '../../ports/keeping.ts'
import type { World } from '../../ports/world.ts'
import type { Sample } from '../../watch/metrics.ts'
import type { Dispatcher } from '../delivering/deliver.ts'
import type { Waiting } from '../delivering/waiting.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import type { Clock } from '../trust/clock.ts'
import type { RevocationNotices } from '../trust/revocation/notices.ts'
import type { Trust } from '../trust/trust.ts'
import type { Validity } from '../trust/validity/validity.ts'

interface GaugeDeps {
  store: LeavesStore & NodeStore & StampingStore
  /** Counted since the store was opened. */
  storeStats(): {
    readonly commits: number
    readonly operations: number
    readonly hindered?: Readonly<Record<string, number>>
  }
  world: Pick<World, 'now'>
  trust(): Trust
  validities(): readonly Validity[]
  dispatcher: Pick<Dispatcher, 'lines' | 'inFlight'>
  evidenceLog: Pick<EvidenceLog, 'head' | 'behind'>
  queue: Pick<Queue, 'up'>
  waiting: Waiting
  clock: Pick<Clock, 'aheadMs'>
  lists: Pick<RevocationNotices, 'failing'>
  limits: Pick<Limits, 'held'>
  staged: { known(): ReadonlyMap<string, number> }
  awayUntil(member: string): number | undefined
  readiness(): Promise<{ ready: boolean }>
}

const dayMs = 86_400_000

/** Bounded: a few short questions to the store, whatever it holds. */
export async function gauges(deps: GaugeDeps): Promise<readonly Sample[]> {
  const parts = [lines, held, validities, revocation, storage, wakes, backlog, evidence, stamps, clocks, readiness]
  const found = await Promise.all(parts.map(async (part) => part(deps)).map((each) => each.catch(() => [])))
  return found.flat()
}

/** What each partner holds of us. */
const held = ({ limits, staged }: GaugeDeps): Sample[] => [
  ...limits
    .held()
    .filter(({ limit }) => limit !== 'staged')
    .map(({ member, limit, amount }) => sampleOf(member, limit, amount)),
  ...[...staged.known()].map(([member, bytes]) => sampleOf(member, 'staged', bytes)),
]
const sampleOf = (partner: string, limit: string, value: number): Sample => ({
  name: 'bulla_partner_held',
  labels: { partner, limit },
  value,
})

const flag = (value: boolean): number => (value ? 1 : 0)

const states = ['closed', 'open', 'half-open'] as const

function lines({ dispatcher, trust, world, awayUntil }: GaugeDeps): Sample[] {
  const since = new Map<string, number>()
  for (const { delivery, message } of dispatcher.inFlight().flat()) {
    const { partner, attempts, changedAt } = delivery
    // One that is sent again has waited since it was written, not since this attempt.
    const from = attempts > 0 ? message.storedAt : changedAt
    since.set(partner, Math.min(from, since.get(partner) ?? from))
  }
  const known = dispatcher.lines()
  return [...trust().partners.keys()].flatMap((partner): Sample[] => {
    const line = known.get(partner)
    // Between two attempts too, where the last one had no receipt in time.
    const startedAt = Math.min(since.get(partner) ?? Infinity, line?.patience.lateSince ?? Infinity)
    const waitedMs = startedAt === Infinity ? 0 : Math.max(0, world.now() - startedAt)
    return [
      { name: 'bulla_in_flight', labels: { partner }, value: line?.inFlight ?? 0 },
      { name: 'bulla_in_flight_oldest_seconds', labels: { partner }, value: waitedMs / 1000 },
      { name: 'bulla_window', labels: { partner }, value: Math.floor(line?.window ?? 1) },
      { name: 'bulla_partner_away', labels: { partner }, value: flag(awayUntil(partner) !== undefined) },
      {
        name: 'bulla_line_paused',
        labels: { partner },
        value: flag(line !== undefined && brokenBy(line.refusals) !== undefined),
      },
      ...states.map(
        (state): Sample => ({
          name: 'bulla_circuit',
          labels: { partner, state },
          value: flag((line?.circuit.state ?? 'closed') === state),
        }),
      ),
    ]
  })
}

/** Of each use what ends first; keys whose place another has taken do not count. */
function validities(deps: GaugeDeps): Sample[] {
  const first = new Map<string, Validity>()
  for (const each of deps.validities()) {
    const name = `${each.member} ${each.use}`
    if (each.heed !== 'not at all' && each.untilMs < (first.get(name)?.untilMs ?? Infinity)) first.set(name, each)
  }
  return [...first.values()].map(({ member, use, untilMs }) => ({
    name: 'bulla_validity_days',
    labels: { partner: member, use },
    value: (untilMs - deps.world.now()) / dayMs,
  }))
}

const revocation = ({ lists }: GaugeDeps): Sample[] => [
  { name: 'bulla_crl_sources_failing', labels: {}, value: lists.failing() },
]

async function storage({ store, storeStats }: GaugeDeps): Promise<Sample[]> {
  const up = await store.ready().then(
    () => true,
    () => false,
  )
  const { commits, operations, hindered = {} } = storeStats()
  return [
    { name: 'bulla_store_up', labels: {}, value: flag(up) },
    { name: 'bulla_store_commits_total', labels: {}, value: commits },
    { name: 'bulla_store_operations_total', labels: {}, value: operations },
    ...Object.entries(hindered).map(
      ([reason, value]): Sample => ({ name: 'bulla_store_carrying_hindered_total', labels: { reason }, value }),
    ),
  ]
}

const wakes = async ({ queue }: GaugeDeps): Promise<Sample[]> => [
  { name: 'bulla_queue_up', labels: {}, value: flag(await queue.up().catch(() => false)) },
]

/** Partners for whom nothing waits are told too: a number that vanishes raises no alarm. */
async function backlog({ waiting, trust }: GaugeDeps): Promise<Sample[]> {
  const rows = new Map((await waiting.look()).map((row) => [row.partner, row]))
  return [...new Set([...trust().partners.keys(), ...rows.keys()])].flatMap((partner): Sample[] => {
    const row = rows.get(partner)
    return [
      { name: 'bulla_queue_deliveries', labels: { partner }, value: row?.deliveries ?? 0 },
      { name: 'bulla_queue_oldest_seconds', labels: { partner }, value: (row?.oldestMs ?? 0) / 1000 },
    ]
  })
}

async function evidence({ store, evidenceLog, world }: GaugeDeps): Promise<Sample[]> {
  const behind: Sample = { name: 'bulla_log_behind', labels: {}, value: flag(evidenceLog.behind() !== undefined) }
  if (behind.value === 1) return [behind]
  const { size } = await evidenceLog.head()
  const published = await store.checkpoint(0)
  const waits = size > (published?.size ?? 0)
  const age = waits && published ? Math.max(0, world.now() - published.at) / 1000 : 0
  return [
    behind,
    { name: 'bulla_log_leaves', labels: {}, value: size },
    { name: 'bulla_checkpoint_age_seconds', labels: {}, value: age },
  ]
}

const stamps = async ({ store }: GaugeDeps): Promise<Sample[]> => [
  { name: 'bulla_checkpoints_unstamped', labels: {}, value: (await store.unstamped(1000)).length },
]

const clocks = async ({ clock }: GaugeDeps): Promise<Sample[]> => [
  { name: 'bulla_clock_ahead_seconds', labels: {}, value: clock.aheadMs() / 1000 },
]

const readiness = async ({ readiness: ask }: GaugeDeps): Promise<Sample[]> => [
  { name: 'bulla_ready', labels: {}, value: flag((await ask()).ready) },
]
