// The only file that names concrete adapters: puts the house together and takes it apart again.
import { readKeys } from '../../adapters/keys/files.ts'
import { httpsLine } from '../../adapters/partner/https.ts'
import { openDirectory } from '../../config/directory.ts'
import { loadConfig } from '../../config/load.ts'
import { partBytes } from '../../crypto/part/part.ts'
import { renewTls } from '../doors/listener.ts'
import { nationalDoor } from '../doors/national/national-door.ts'
import { partnerDoor } from '../doors/partner/partner-door.ts'
import { dispatching } from '../flows/delivering/deliver.ts'
import { testPartner } from '../flows/delivering/test-partner.ts'
import { watchWaiting } from '../flows/delivering/waiting.ts'
import { checkTail } from '../flows/evidence/check-evidence.ts'
import { keepCards } from '../flows/evidence/keep-cards.ts'
import { logFile } from '../flows/evidence/log-files.ts'
import { catchUp, publish } from '../flows/evidence/witness.ts'
import { demandInStep } from '../flows/gates/in-step.ts'
import { nationalFlows } from '../flows/national.ts'
import { operating } from '../flows/operator.ts'
import { forPartners } from '../flows/partner.ts'
import { submitting } from '../flows/sending/submit.ts'
import { watchingKeys } from '../flows/trust/own-keys.ts'
import type { AuthenticPartner } from '../flows/trust/peer.ts'
import { loadTrust, type Trust } from '../flows/trust/trust.ts'
import { followUp, soon } from '../flows/upkeep/follow-up.ts'
import { confirm, leave, repeat, round } from '../flows/upkeep/rounds.ts'
import { rebuildWakes } from '../flows/upkeep/sweep.ts'
import { look } from '../flows/views/gauges.ts'
import { version } from '../version.ts'
import { describeFailure, record } from '../watch/log.ts'
import { clockEveryMs, openClock, world } from './clock.ts'
import { openKept } from './kept.ts'
import { inOrder, lastResort } from './last-resort.ts'
import { messageSchemas } from './message-schemas.ts'
import { observing } from './observing.ts'
import { openQueue } from './queue.ts'
import type { Running, ServeOptions } from './running.ts'
import { stamping } from './time-stamps.ts'

const draftsKeepMs = 30 * 86_400_000
const confirmEveryMs = 5_000
/** An inline part adds to the delivery; the envelope takes the rest. */
const frameOverheadBytes = 64 * 1024

/** Starts one gateway out of its folder; resolves when both doors are open. @throws when anything is not in order, naming it. */
export async function serve(folder: string, options: ServeOptions = {}): Promise<Running> {
  const { env = {}, log: given, clockChecked = false } = options
  const config = loadConfig(folder, env)
  const seen = await observing(config, folder, given)
  const { node, log, metrics, tracing } = seen
  let keys = await readKeys(folder)
  const ownKeys = () => keys
  const failed = (where: string) => (error: unknown) =>
    record(log, 'gateway.failed', { where, problem: describeFailure(error) })
  const installed = openDirectory(folder)
  // Watched from before the first look: a change that falls into the start is taken up at its end. One at a time, so that the newest stays.
  const ready = Promise.withResolvers<void>()
  const reloading = soon(() => ready.promise.then(reload), failed('trust'))
  const unwatch = installed.watch(reloading.call, failed('watch'))
  let trust: Trust = await trusted()
  let cardsKept: Trust | undefined
  const about = { config, folder, keys, directory: installed, world, log, watched: seen.store }
  const { store, parts, secrets, directory, evidenceLog, logKey, stats } = await openKept(about, trust)
  const watchers = new Set<() => void>()
  const news = () => {
    for (const watcher of watchers) watcher()
  }

  const wake = (partner: string, at: number) => queue.wake(partner, at)
  const waking = { store, world, wake, leaseMs: config.LEASE_MS }
  const clock = await openClock(waking, {
    ...{ us: trust.us, log, checked: clockChecked },
    ...{ reload: reloading.call, onFault: failed('clock') },
  })
  const waiting = watchWaiting({ store, world })
  const lostWakes = () => rebuildWakes(waking).catch(failed('wakes'))
  const queue = await openQueue(config, { onFault: failed('queue'), onLost: lostWakes })
  const line = httpsLine({
    tls: () => keys.tls,
    connections: config.WINDOW_MAX,
    answerTimeoutMs: config.DELIVERY_TIMEOUT_MS,
    opened: (partner, { tlsGroup }) => record(log, 'line.opened', { partner, tlsGroup }),
  })
  const dispatcher = dispatching({
    store,
    parts,
    line,
    secrets,
    world,
    clock,
    log,
    trust: () => trust,
    wake,
    tracing,
    settled: news,
    limits: {
      maxStatements: config.MAX_BATCH_STATEMENTS,
      // Twice base64: what the letter weighs grows by a third, and the envelope's head comes on top.
      maxLetterBytes: Math.floor(config.MAX_ENVELOPE_BYTES * 0.6),
      inlinePartBytes: config.INLINE_PART_BYTES,
      maxInlineBytes: config.MAX_DELIVERY_BYTES - config.MAX_ENVELOPE_BYTES - frameOverheadBytes,
      windowMax: config.WINDOW_MAX,
      leaseMs: config.LEASE_MS,
      envelopeLifeMs: config.DELIVERY_TIMEOUT_MS + 300_000,
    },
  })

  const house = { store, parts, secrets, world, clock, log, trust: () => trust, timeZone: config.TIME_ZONE }
  const witnessing = { ...house, line, logKey, evidenceLog }
  const national = {
    ...house,
    evidenceLog,
    publish: () => publish(witnessing),
    submitted(partner: string) {
      wake(partner, world.now())
      news()
    },
    followUp: () => following.call(),
    watchEvents(listener: () => void) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    maxBodyBytes: config.MAX_BODY_BYTES,
    maxItemBytes: config.MAX_ITEM_BYTES,
  }
  const flows = seen.flows(nationalFlows(national))
  const afterwards = () => followUp({ ...house, directory, submit: submitting(national) })
  const following = soon(afterwards, failed('follow-up'))

  let stopping = false
  const operator = operating({
    ...house,
    evidenceLog,
    dispatcher,
    queue,
    waiting,
    wake,
    testPartner: (client, member) =>
      testPartner({ ...house, line, envelopeLifeMs: config.DELIVERY_TIMEOUT_MS + 300_000 }, client, member),
    stopping: () => stopping,
    keys: ownKeys,
    logTrouble: seen.logTrouble,
    version,
  })
  const looking = {
    ...house,
    storeStats: stats,
    keys: ownKeys,
    dispatcher,
    line,
    evidenceLog,
    queue,
    waiting,
    clock,
  }
  metrics.lookUpBy(() => look({ ...looking, readiness: operator.readiness }))

  const receiving = {
    ...house,
    evidenceLog,
    accepted: news,
    followUp: () => following.call(),
    limits: {
      maxEnvelopeBytes: config.MAX_ENVELOPE_BYTES,
      maxSkewMs: 300_000,
      maxBodyBytes: config.MAX_BODY_BYTES,
      maxItemBytes: config.MAX_ITEM_BYTES,
    },
  }
  const uploads = { store, parts, log, maxPartBytes: partBytes(config.MAX_ITEM_BYTES) }
  const partners = await partnerDoor<AuthenticPartner>(
    seen.receiving(forPartners({ receiving, uploads, witnessing, evidenceLog, directory })),
    {
      tls: keys.tls,
      log,
      metrics,
      limits: {
        maxDeliveryBytes: config.MAX_DELIVERY_BYTES,
        maxCardBytes: 64 * 1024,
        requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
        maxConnections: 4096,
        ratePerPartner: config.RATE_PER_PARTNER,
      },
    },
  )
  const forNation = await nationalDoor({
    flows,
    operator,
    logFile: (path) => logFile({ store, evidenceLog }, path),
    authenticate: (credentials) => trust.authenticate(credentials),
    tls: keys.national,
    limits: {
      maxBodyBytes: config.MAX_BODY_BYTES + frameOverheadBytes,
      maxItemBytes: config.MAX_ITEM_BYTES,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      ratePerClient: config.RATE_PER_CLIENT,
    },
    log,
    metrics,
    within: tracing.within,
    version,
    messageSchemas: messageSchemas(),
  })

  const keyWatch = watchingKeys({ ...house, keys: ownKeys })
  const lookAtKeys = async () => keyWatch()
  await lookAtKeys().catch(failed('keys'))
  // Partners are asked before anything is written, and before the doors open.
  await catchUp(witnessing)
  await checkTail({ store, evidenceLog, log, us: trust.us })
  const recovered = evidenceLog.behind() === undefined ? await store.recover(world.now()) : 0
  if (recovered > 0) record(log, 'gateway.recovered', { deliveries: recovered })
  await keep()
  queue.start((partner) => dispatcher.work(partner))
  await rebuildWakes(waking)
  const rounds = {
    ...witnessing,
    ...waking,
    keep: { stagedMs: config.STAGED_KEEP_MS, idempotencyMs: config.IDEMPOTENCY_KEEP_MS, draftsMs: draftsKeepMs },
    node,
    everyMs: config.SWEEP_EVERY_MS,
    followUp: afterwards,
    stamped: stamping(config, { store, world, log }),
  }
  const running = [
    repeat(config.SWEEP_EVERY_MS, () => keep().then(() => round(rounds)), failed('sweep')),
    repeat(clockEveryMs, async () => clock.look(), failed('clock')),
    repeat(config.SWEEP_EVERY_MS, lookAtKeys, failed('keys')),
    repeat(confirmEveryMs, () => confirm(witnessing), failed('confirm')),
    repeat(config.LEASE_MS / 3, () => dispatcher.renew(), failed('renew')),
    // What another node stored is news here too.
    repeat(1_000, async () => (config.STORE === 'sqlite' ? undefined : news()), failed('news')),
  ]

  const partnerUrl = await partners.app.listen({ host: config.PARTNER_HOST, port: config.PARTNER_PORT })
  const nationalUrl = await forNation.listen({ host: config.NATIONAL_HOST, port: config.NATIONAL_PORT })
  ready.resolve()
  record(log, 'gateway.started', { member: trust.us, partnerDoor: partnerUrl, nationalDoor: nationalUrl, version })

  const told = { failed: lastResort(log), reopenLog: seen.reopenLog, readiness: operator.readiness }
  return { member: trust.us, partnerUrl, nationalUrl, ...told, close }

  /** Partners, agreements, clients and keys as they lie there now; what is not in order leaves everything as it was. */
  async function reload(): Promise<void> {
    keys = await readKeys(folder)
    const before = trust
    trust = await trusted()
    // First what needs no database: who was suspended loses its connections whatever else is away.
    partners.renew(keys.tls)
    renewTls(forNation, keys.national)
    partners.recheckAll()
    const away = [...before.partners.keys()].filter((member) => trust.partners.get(member)?.state !== 'active')
    await Promise.all(away.map((member) => line.hangUp(member)))
    await keep()
    await rebuildWakes(waking)
  }

  /** The cards in force; what could not be kept is kept with the next round. */
  async function keep(): Promise<void> {
    if (cardsKept === trust || clock.amiss() !== undefined || evidenceLog.behind() !== undefined) return
    const now = trust
    await keepCards({ store, world }, now)
    cardsKept = now
  }

  function mayBeSigned(): void {
    demandInStep(evidenceLog.behind)
  }

  async function trusted(): Promise<Trust> {
    const { trust: next, faults } = await loadTrust(await installed.read(), keys, world.now(), mayBeSigned)
    for (const fault of faults) record(log, 'trust.refused', { what: fault.what, problem: fault.problem })
    record(log, 'trust.loaded', { partners: next.partners.size, agreements: next.agreements.size })
    return next
  }

  async function close(why = 'asked to'): Promise<void> {
    const startedMs = world.monotonicMs()
    stopping = true
    record(log, 'gateway.stopping', { reason: why })
    unwatch()
    const [sweeping, ...others] = running
    // What was written since the last round would fork unnoticed if this store were lost now.
    const published = async () => (evidenceLog.behind() === undefined ? publish(witnessing) : undefined)
    const fault = await inOrder(failed, [
      () => [forNation.close(), partners.app.close(), queue.stop(), sweeping?.stop()],
      () => [dispatcher.drained()],
      () => [...others.map(({ stop }) => stop()), following.settled(), reloading.settled()],
      () => [published().catch(failed('publish'))],
      () => [leave(rounds).catch(failed('leave'))],
      () => [line.hangUp()],
      () => [store.close()],
      () => [seen.close()],
    ])
    record(log, 'gateway.stopped', { tookMs: Math.round(world.monotonicMs() - startedMs) })
    await seen.endLog()
    if (fault !== undefined) throw fault
  }
}
