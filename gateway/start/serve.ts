// Starts a gateway piece by piece, and takes it apart again in reverse: when it is asked to stop,
// and also where a later piece fails to open.
import { loadConfig } from '../../config/load.ts'
import { sayMisplaced } from '../../disk/there.ts'
import type { Trust } from '../flows/trust/trust.ts'
import { soon } from '../flows/upkeep/follow-up.ts'
import { rebuildWakes } from '../flows/upkeep/sweep.ts'
import { demandFolders, misplacedIn } from '../installation/folders.ts'
import type { OperatorFlows } from '../ports/doors/operator.ts'
import { version } from '../version.ts'
import { describeFailure, type Log, record } from '../watch/log.ts'
import { openClock, world } from './clock.ts'
import { makeDoors } from './doors.ts'
import { lastResort } from './ending/last-resort.ts'
import { type Failed, type Opened, opening } from './ending/stop-order.ts'
import { announcing, flowsOf } from './flows.ts'
import { openInForce } from './in-force.ts'
import { openKept } from './kept.ts'
import { absencesOf, dispatcherOf, openLine } from './line/delivering.ts'
import { limitsOf } from './line/limits.ts'
import { openRevoking } from './line/revocation.ts'
import { type Observing, observing } from './observing.ts'
import { openWakes } from './queue.ts'
import { beginRenewing, renewalTrouble } from './upkeep/renewing.ts'
import { rotatingKeys, rotationTrouble } from './upkeep/rotating.ts'
import { beginRounds, catchUpWithStore, keepingCards } from './upkeep/rounds.ts'

/** A gateway that runs. */
export interface Running {
  readonly member: string
  readonly partnerUrl: string
  readonly nationalUrl: string
  /** Opens the file of the log anew. */
  reopenLog(): void
  /** What /readyz says now. */
  readiness: OperatorFlows['readiness']
  /** Tells of what nobody caught; whoever started the gateway then closes it. */
  failed(error: unknown): void
  /**
   * Takes no more requests, lets what runs end, closes the store. A step that fails is told and
   * keeps no other from its turn.
   * @throws the first failure
   */
  close(why?: string): Promise<void>
}

export interface ServeOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly log?: Log
  /**
   * A person has compared the clock with a time server: it is believed, whatever later instants the
   * store holds.
   */
  readonly clockChecked?: boolean
}

/**
 * Starts one gateway out of its folder; resolves when both doors are open.
 * @throws when anything is not in order, naming it; nothing is left open then.
 */
export async function serve(folder: string, options: ServeOptions = {}): Promise<Running> {
  const config = loadConfig(folder, options.env ?? {})
  const observed = await observing(config, folder, options.log)
  const failed: Failed = (where) => (error) =>
    record(observed.log, 'gateway.failed', { where, problem: describeFailure(error) })
  const opened = opening(failed)
  opened.defer(observed.close)
  try {
    return await open(opened, { config, folder, observed, failed, checked: options.clockChecked === true })
  } catch (error) {
    await opened.close()
    await observed.endLog()
    throw error
  }
}

interface Starting {
  readonly config: ReturnType<typeof loadConfig>
  readonly folder: string
  readonly observed: Observing
  readonly failed: Failed
  readonly checked: boolean
}

/** What is signed names the member of the card; a setting that says another was meant elsewhere. */
function demandOurs({ MEMBER }: Pick<ReturnType<typeof loadConfig>, 'MEMBER'>, us: string): void {
  if (MEMBER === us) return
  throw new Error(
    `MEMBER is ${MEMBER}, and the card of this installation is that of ${us}; it never changes: put ${us} into bulla.json, take BULLA_MEMBER out of the environment, or name the folder of ${MEMBER}`,
  )
}

/** Each piece defers its end as soon as it is open. */
async function open(opened: Opened, { config, folder, observed, failed, checked }: Starting): Promise<Running> {
  const { log } = observed
  let stopping = false
  const limits = limitsOf(config, log)
  const about = { config, observed, failed, limits, announcing: announcing(), stopping: () => stopping }
  await demandFolders(folder, config)
  const inForce = await openInForce(opened, { folder, log, failed })
  demandOurs(config, inForce.trust().us)
  const kept = await openKept(opened, { config, folder, observed, inForce })
  const wakes = await openWakes(opened, { config, store: kept.store, failed })
  const { us, partners } = inForce.trust()
  const looking = { us, partners: partners.values(), log, checked, reload: inForce.reload, onFault: failed('clock') }
  const clock = await openClock({ ...looking, store: kept.store, waking: wakes.waking })
  const revocation = await openRevoking(opened, { config, folder, observed, inForce, failed })
  const line = openLine(opened, { ...about, inForce, revocation })
  const absences = absencesOf({ ...about, inForce, kept, wakes, line, revocation })
  await absences.refresh()
  const lists = revocation.exchange(line, absences.awayUntil)
  const dispatcher = dispatcherOf({
    ...{ ...about, absences, news: about.announcing.news },
    ...{ inForce, kept, clock, wakes, line, revocation },
  })
  const flows = flowsOf({
    ...about,
    folderTrouble: async () => [
      ...(await misplacedIn(folder, config)).map(sayMisplaced),
      ...inForce.trouble(),
      ...(await renewalTrouble(folder)),
      ...(await rotationTrouble(folder)),
    ],
    ...{ inForce, kept, clock, wakes, line, dispatcher, revocation, lists, absences },
  })
  const doors = await makeDoors(opened, { ...about, inForce, kept, flows })
  const rotated = rotatingKeys({ config, folder, observed, inForce, kept })
  const upkeep = { ...about, inForce, kept, clock, wakes, dispatcher, flows, doors, line, revocation, lists, rotated }
  const keep = keepingCards(upkeep)
  await catchUpWithStore(upkeep)
  await keep()
  await beginRounds(opened, upkeep, keep)
  const urls = await doors.listen()
  // A list of ours that is new goes out at once; a partner that stalls holds up no other change.
  const offering = soon(() => revocation.settled().then(lists.round), failed('revocation'))
  opened.defer(offering.end)
  inForce.begin(takeUp)
  beginRenewing(opened, { ...upkeep, folder })
  record(log, 'gateway.started', { member: us, partnerDoor: urls.partnerUrl, nationalDoor: urls.nationalUrl, version })
  const { readiness } = flows.operator
  return { member: us, ...urls, failed: lastResort(log), reopenLog: observed.reopenLog, readiness, close }

  /**
   * What changed in the folder. First what needs no database: who was suspended loses its
   * connections whatever else is away.
   */
  async function takeUp(before: Trust): Promise<void> {
    doors.renew()
    line.lookAgain()
    revocation.lookSoon()
    const { partners } = inForce.trust()
    const away = [...before.partners.keys()].filter((member) => partners.get(member)?.state !== 'active')
    await Promise.all(away.map((member) => line.hangUp(member)))
    await keep()
    await flows.showCards()
    offering.call()
    await rebuildWakes(wakes.waking)
  }

  async function close(why = 'asked to'): Promise<void> {
    const startedMs = world.monotonicMs()
    stopping = true
    record(log, 'gateway.stopping', { reason: why })
    // No partner holds up a stop: nothing more leaves, and what is on its way has a moment.
    dispatcher.lastCall()
    line.lastCall()
    const fault = await opened.close()
    record(log, 'gateway.stopped', { tookMs: Math.round(world.monotonicMs() - startedMs) })
    await observed.endLog()
    if (fault !== undefined) throw fault
  }
}
