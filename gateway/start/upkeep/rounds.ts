// What the gateway does by itself: first what a start owes, then again and again until it stops.

import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../../../config/settings.ts'
import type { Dispatcher } from '../../flows/delivering/deliver.ts'
import { checkTail } from '../../flows/evidence/check-evidence.ts'
import { remember } from '../../flows/evidence/genuine/remembered.ts'
import { keepingCards as keeping } from '../../flows/evidence/keep-cards.ts'
import { catchUp, longestAtStartMs, proveLogs, publish } from '../../flows/evidence/witness.ts'
import type { Clock } from '../../flows/trust/clock.ts'
import type { ListExchange } from '../../flows/trust/revocation/exchange.ts'
import { validityAlerts } from '../../flows/trust/validity/alerts.ts'
import { indexAnew } from '../../flows/upkeep/anew/index-anew.ts'
import { showAnew } from '../../flows/upkeep/anew/show-anew.ts'
import { soon } from '../../flows/upkeep/follow-up.ts'
import { confirm, leave, repeat, round } from '../../flows/upkeep/rounds.ts'
import { rebuildWakes } from '../../flows/upkeep/sweep.ts'
import type { PartnerLine } from '../../ports/line.ts'
import { record } from '../../watch/log.ts'
import { clockEveryMs, world } from '../clock.ts'
import type { Doors } from '../doors.ts'
import type { Failed, Opened } from '../ending/stop-order.ts'
import { type Announcing, type Flows, showEveryMs } from '../flows.ts'
import type { InForce } from '../in-force.ts'
import type { Kept } from '../kept.ts'
import type { Revoking } from '../line/revocation.ts'
import type { Observing } from '../observing.ts'
import type { Wakes } from '../queue.ts'
import { turningEpochs } from './epochs.ts'

const confirmEveryMs = 5_000
const newsEveryMs = 1_000
/** What was recorded since is not missed by the next start, where the gateway was killed. */
const rememberEveryMs = 5_000
/** A live connection outlives its right by no more. */
const liveEveryMs = 500
/** Something that is waited for at the start, and in a round, where it may be slow. */
const longestStartMs = 3_000
const resyncEveryMs = 5_000

interface Upkeep {
  readonly config: Config
  readonly observed: Pick<Observing, 'log' | 'node'>
  readonly inForce: InForce
  readonly kept: Kept
  readonly clock: Clock
  readonly wakes: Wakes
  readonly dispatcher: Dispatcher
  readonly announcing: Announcing
  readonly flows: Flows
  readonly doors: Doors
  readonly line: Pick<PartnerLine, 'lookAgain'>
  readonly revocation: Revoking
  readonly lists: ListExchange
  /** Looks after the age of our keys. */
  rotated(): Promise<void>
  readonly failed: Failed
}

/** Keeps the cards in force; what could not be kept is kept with the next round. */
export function keepingCards({ inForce, kept, clock }: Pick<Upkeep, 'inForce' | 'kept' | 'clock'>) {
  const keep = keeping({ store: kept.store, world })
  return async () => {
    if (clock.amiss() === undefined && kept.evidenceLog.behind() === undefined) await keep(inForce.trust())
  }
}

/** Partners are asked before anything is written, and before the doors open. */
export async function catchUpWithStore(upkeep: Upkeep): Promise<void> {
  const { observed, inForce, kept, flows } = upkeep
  const { store, evidenceLog, secrets, memory } = kept
  await flows.keepHolders()
  await flows.heedBehind()
  // A partner that does not answer keeps no gateway from starting.
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, longestAtStartMs)
  await catchUp(flows.witnessing, longestAtStartMs)
  await checkTail({ store, evidenceLog, memory, secrets, log: observed.log, trust: inForce.trust })
  // What a restored store lacks is asked for before the doors open; who answers later is asked on.
  await Promise.race([flows.resynchronise(), late.promise])
  clearTimeout(timer)
  if (evidenceLog.behind() !== undefined) return
  const recovered = await store.recover(world.now())
  // While a store is new: else the messages of its first minute would be read again in the next.
  await indexAnew({ store, secrets, opener: kept.opener, world, log: observed.log }, 0)
  if (recovered > 0) record(observed.log, 'gateway.recovered', { deliveries: recovered })
}

/**
 * Begins the rounds and the deliveries. A stop ends first what comes in, then what is under way,
 * then the rest.
 */
export async function beginRounds(opened: Opened, upkeep: Upkeep, keep: () => Promise<void>): Promise<void> {
  const { config, observed, inForce, kept, clock, wakes, dispatcher, announcing, flows, doors, failed } = upkeep
  const { evidenceLog } = kept
  const turning = soon(turningEpochs(config, kept, observed.log), failed('epochs'))
  const rounds = { ...roundOf(upkeep), epochs: turning.call }
  // What was written since the last round would fork unnoticed if this store were lost now.
  const published = async () => (evidenceLog.behind() === undefined ? publish(flows.witnessing) : undefined)
  opened.defer(() => leave(rounds).catch(failed('leave')))
  const remembered = async () => (evidenceLog.behind() === undefined ? remember(kept) : undefined)
  opened.defer(() => remembered().catch(failed('remember')))
  opened.defer(() => flows.keepHolders().catch(failed('cards')))
  opened.defer(() => published().catch(failed('publish')))

  const lookAtKeys = validityAlerts({
    ...{ store: kept.store, world, clock, log: observed.log },
    ...{ validities: flows.validities, news: announcing.news },
  })
  const lookAtLists = () => listRound(upkeep)
  const sweeping = repeat(config.SWEEP_EVERY_MS, () => keep().then(() => round(rounds)), failed('sweep'))
  /** Whoever was not told yet that we are away. */
  const tellAbsence = async () => (evidenceLog.behind() === undefined ? flows.absences.tell() : undefined)
  /** By a clock that is not believed nothing waits too long. */
  const decided = async () =>
    evidenceLog.behind() === undefined && clock.amiss() === undefined ? flows.decided() : undefined
  const others = [
    repeat(config.SWEEP_EVERY_MS, decided, failed('cards')),
    repeat(config.SWEEP_EVERY_MS, tellAbsence, failed('absence')),
    repeat(clockEveryMs, async () => clock.look(), failed('clock')),
    repeat(config.SWEEP_EVERY_MS, lookAtKeys, failed('keys')),
    repeat(confirmEveryMs, () => confirm(flows.witnessing), failed('confirm')),
    repeat(resyncEveryMs, flows.resynchronise, failed('resync')),
    repeat(rememberEveryMs, remembered, failed('remember')),
    // Every node wraps by the epoch in force, whichever began it.
    repeat(config.SWEEP_EVERY_MS, async () => kept.epochs.refresh(), failed('epochs')),
    repeat(showEveryMs, () => keep().then(flows.showCards).then(flows.keepHolders), failed('cards')),
    repeat(config.LEASE_MS / 3, () => dispatcher.renew(), failed('renew')),
    repeat(liveEveryMs, async () => lookAtLive(upkeep), failed('live')),
    repeat(config.SWEEP_EVERY_MS, () => proveLogs(flows.witnessing), failed('logs')),
    repeat(config.CRL_EVERY_MS, lookAtLists, failed('revocation')),
    // What another node stored is news here too.
    repeat(
      newsEveryMs,
      async () => {
        if (config.STORE === 'sqlite') return
        await flows.absences.refresh()
        announcing.news()
      },
      failed('news'),
    ),
  ]
  opened.defer(turning.end, ...others.map(({ stop }) => stop), flows.end, inForce.end)
  opened.defer(dispatcher.drained)
  opened.defer(doors.close, wakes.queue.stop, sweeping.stop)
  await lookAtKeys().catch(failed('keys'))
  // What a disposal had begun when we stopped, before anything of it leaves.
  await flows.destroy().catch(failed('destroy'))
  // Rows of a program before are brought over: a few before the doors open, the rest in the rounds.
  if (evidenceLog.behind() === undefined && clock.amiss() === undefined)
    await showAnew(rounds, longestStartMs).catch(failed('shown'))
  // Before the doors open: what was revoked meanwhile is not let in.
  await lookAtSources(upkeep)
  wakes.queue.start((partner) => dispatcher.work(partner))
  await rebuildWakes(wakes.waking)
}

/** How long what is ours is kept, each kind by its setting. */
export const periodsIn = (config: Config) => ({
  stagedMs: config.STAGED_KEEP_MS,
  idempotencyMs: config.IDEMPOTENCY_KEEP_MS,
  draftsMs: config.DRAFTS_KEEP_MS,
  eventsMs: config.EVENTS_KEEP_MS,
  registrationsMs: config.REGISTRATIONS_KEEP_MS,
})

/** What the round of the node on duty is given. */
const roundOf = ({ config, observed, kept, wakes, flows, rotated }: Upkeep) => ({
  ...{ ...flows.witnessing, ...wakes.waking, store: kept.store, parts: kept.parts, node: observed.node },
  ...{ secrets: kept.secrets, opener: kept.opener },
  keep: periodsIn(config),
  everyMs: config.SWEEP_EVERY_MS,
  followUp: flows.afterwards,
  reported: flows.reported,
  detected: flows.detected,
  stamped: flows.stamping.round,
  rotated,
  destroyed: flows.destroy,
})

function lookAtLive({ doors, line }: Upkeep): void {
  doors.lookAgain()
  line.lookAgain()
}

/** The sources first, so that partners are offered what came of them. */
async function listRound(upkeep: Upkeep): Promise<void> {
  await lookAtSources(upkeep)
  await upkeep.lists.round()
}

/** A source that stalls keeps no gateway from starting, and no list of a partner from coming. */
async function lookAtSources({ revocation }: Pick<Upkeep, 'revocation'>): Promise<void> {
  revocation.lookSoon()
  await Promise.race([revocation.settled(), wait(longestStartMs, undefined, { ref: false })])
}
