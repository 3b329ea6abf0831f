// The only file that names concrete adapters: puts the house together and takes it apart again.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { join, resolve } from 'node:path'
import { readKeys } from '../adapters/keys/files.ts'
import { httpsLine } from '../adapters/partner/https.ts'
import { openFolderParts } from '../adapters/parts/folder.ts'
import { embeddedQueue } from '../adapters/queue/embedded.ts'
import { openSqliteStore } from '../adapters/store/sqlite.ts'
import { openDirectory } from '../config/directory.ts'
import { loadConfig } from '../config/load.ts'
import { partBytes } from '../crypto/part.ts'
import type { NationalFlows } from './doors.ts'
import { acceptCard } from './flows/accept-card.ts'
import { dispatching } from './flows/deliver.ts'
import { drafting } from './flows/drafts.ts'
import { operating } from './flows/operate.ts'
import { type AuthenticPartner, authenticatePeer, stillAuthentic } from './flows/peer.ts'
import { views } from './flows/read.ts'
import { receive } from './flows/receive.ts'
import { partOffset, receivePart } from './flows/receive-part.ts'
import { release } from './flows/release.ts'
import { openSecrets } from './flows/secrets.ts'
import { submitting } from './flows/submit.ts'
import { rebuildWakes, sweep } from './flows/sweep.ts'
import { makeTerms } from './flows/terms.ts'
import { testPartner } from './flows/test-partner.ts'
import { loadTrust, type Trust } from './flows/trust.ts'
import { upload } from './flows/upload.ts'
import { renewTls } from './http/listener.ts'
import { nationalDoor } from './http/national-door.ts'
import { partnerDoor } from './http/partner-door.ts'
import { describeFailure, type Log, openLog, record } from './log.ts'
import type { World } from './ports.ts'
import { profiles } from './profiles/all.ts'
import { version } from './version.ts'

export interface Running {
  readonly member: string
  readonly partnerUrl: string
  readonly nationalUrl: string
  /** Takes no more requests, lets what runs end, closes the store. */
  close(): Promise<void>
}

export interface ServeOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly log?: Log
}

export const world: World = {
  now: Date.now,
  random: Math.random,
  randomOctets: (count) => new Uint8Array(randomBytes(count)),
  id: randomUUIDv7,
}

/** A claim outlives any upload of one node; after a crash `recover` ends it at the next start. */
const leaseMs = 6 * 3_600_000
const draftsKeepMs = 30 * 86_400_000
/** An inline part adds to the delivery; the envelope takes the rest. */
const frameOverheadBytes = 64 * 1024

/** Starts one gateway out of its folder; resolves when both doors are open. @throws when anything is not in order, naming it. */
export async function serve(folder: string, { env = {}, log: given }: ServeOptions = {}): Promise<Running> {
  const config = loadConfig(folder, env)
  const log = given ?? openLog(config.LOG_LEVEL, config.LOG_FILE === undefined ? 1 : resolve(folder, config.LOG_FILE))
  let keys = await readKeys(folder)
  const directory = openDirectory(folder)
  let trust: Trust = await trusted()
  const data = resolve(folder, config.DATA_FOLDER)
  const store = await openSqliteStore({ file: join(data, 'bulla.sqlite'), minFreeBytes: config.MIN_FREE_BYTES })
  const parts = await openFolderParts({ folder: join(data, 'parts') })
  const secrets = openSecrets(keys.installation, world)
  const watchers = new Set<() => void>()
  const news = () => {
    for (const watcher of watchers) watcher()
  }
  const failed = (where: string) => (error: unknown) =>
    record(log, 'gateway.failed', { where, problem: describeFailure(error) })

  const queue = embeddedQueue({ onFault: failed('queue') })
  const wake = (partner: string, at: number) => queue.wake(partner, at)
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
    log,
    trust: () => trust,
    wake,
    settled: news,
    limits: {
      maxStatements: config.MAX_BATCH_STATEMENTS,
      // Twice base64: what the letter weighs grows by a third, and the envelope's head comes on top.
      maxLetterBytes: Math.floor(config.MAX_ENVELOPE_BYTES * 0.6),
      inlinePartBytes: config.INLINE_PART_BYTES,
      maxInlineBytes: config.MAX_DELIVERY_BYTES - config.MAX_ENVELOPE_BYTES - frameOverheadBytes,
      windowMax: config.WINDOW_MAX,
      leaseMs,
      envelopeLifeMs: config.DELIVERY_TIMEOUT_MS + 300_000,
    },
  })

  const submit = submitting({
    store,
    parts,
    secrets,
    world,
    trust: () => trust,
    submitted: (partner) => {
      wake(partner, world.now())
      news()
    },
    timeZone: config.TIME_ZONE,
    maxBodyBytes: config.MAX_BODY_BYTES,
  })
  const house = { store, parts, secrets, world, log, trust: () => trust, timeZone: config.TIME_ZONE }
  const flows: NationalFlows = {
    ...views(house),
    ...drafting({ ...house, submit }),
    makeTerms: (client, ask) => makeTerms(house, client, ask),
    upload: (client, ask, source) => upload({ ...house, maxItemBytes: config.MAX_ITEM_BYTES }, client, ask, source),
    submit: (client, ask, idempotency) => submit(client, ask, idempotency),
    release: (client, item, ask) => release(house, client, item, ask),
    events: (client, after, limit) => store.events({ after, offices: client.offices, limit }),
    watchEvents: (listener) => {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
  }

  let stopping = false
  const operator = operating({
    ...house,
    dispatcher,
    wake,
    testPartner: (client, member) =>
      testPartner({ ...house, line, envelopeLifeMs: config.DELIVERY_TIMEOUT_MS + 300_000 }, client, member),
    stopping: () => stopping,
    version,
  })

  const receiving = {
    ...house,
    accepted: news,
    limits: {
      maxEnvelopeBytes: config.MAX_ENVELOPE_BYTES,
      maxSkewMs: 300_000,
      maxBodyBytes: config.MAX_BODY_BYTES,
      maxItemBytes: config.MAX_ITEM_BYTES,
    },
  }
  const uploads = { store, parts, log, maxPartBytes: partBytes(config.MAX_ITEM_BYTES) }
  const forPartners = await partnerDoor<AuthenticPartner>(
    {
      authenticate: (chain) => authenticatePeer(trust, chain, world.now()),
      recheck: (peer) => stillAuthentic(trust, peer, world.now()),
      describe: ({ partner, certificate }) => ({
        member: partner.member,
        certificateSha256: certificate.sha256,
        notAfterMs: certificate.notAfterMs,
      }),
      receive: (peer, delivery) => receive(receiving, peer, delivery),
      partOffset: (peer, sha256, totalBytes) => partOffset(uploads, peer, sha256, totalBytes),
      receivePart: (peer, piece, source) => receivePart(uploads, peer, piece, source),
      card: () => trust.ownCard,
      offerCard: (peer, card) => acceptCard({ directory, world, log }, peer, card),
    },
    {
      tls: keys.tls,
      log,
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
    authenticate: (credentials) => trust.authenticate(credentials),
    tls: keys.national,
    limits: nationalLimits(),
    log,
    version,
    messageSchemas: [...profiles.values()]
      .filter(({ national }) => national)
      .flatMap((profile) =>
        Object.entries(profile.messages).map(([type, { body, opens }]) => ({
          profile: profile.name,
          type,
          schema: body,
          opens: opens === true,
        })),
      ),
  })

  const recovered = await store.recover(world.now())
  if (recovered > 0) record(log, 'gateway.recovered', { deliveries: recovered })
  queue.start((partner) => dispatcher.work(partner))
  await rebuildWakes({ store, wake })
  const sweeping = {
    ...house,
    wake,
    keep: { stagedMs: config.STAGED_KEEP_MS, idempotencyMs: config.IDEMPOTENCY_KEEP_MS, draftsMs: draftsKeepMs },
  }
  let round: Promise<void> = Promise.resolve()
  const sweeper = setInterval(() => {
    round = round.then(() => sweep(sweeping)).catch(failed('sweep'))
  }, config.SWEEP_EVERY_MS)
  const unwatch = directory.watch(() => {
    reload().catch(failed('trust'))
  })

  const partnerUrl = await forPartners.app.listen({ host: config.PARTNER_HOST, port: config.PARTNER_PORT })
  const nationalUrl = await forNation.listen({ host: config.NATIONAL_HOST, port: config.NATIONAL_PORT })
  record(log, 'gateway.started', { member: trust.us, partnerDoor: partnerUrl, nationalDoor: nationalUrl, version })

  return { member: trust.us, partnerUrl, nationalUrl, close }

  /** Partners, agreements, clients and keys as they lie there now; what is not in order leaves everything as it was. */
  async function reload(): Promise<void> {
    keys = await readKeys(folder)
    const before = trust
    trust = await trusted()
    forPartners.renew(keys.tls)
    renewTls(forNation, keys.national)
    forPartners.recheckAll()
    const away = [...before.partners.keys()].filter((member) => trust.partners.get(member)?.state !== 'active')
    await Promise.all(away.map((member) => line.hangUp(member)))
    await rebuildWakes({ store, wake })
  }

  async function trusted(): Promise<Trust> {
    const { trust: next, faults } = await loadTrust(await directory.read(), keys, world.now())
    for (const fault of faults) record(log, 'trust.refused', { what: fault.what, problem: fault.problem })
    record(log, 'trust.loaded', { partners: next.partners.size, agreements: next.agreements.size })
    return next
  }

  function nationalLimits() {
    return {
      maxBodyBytes: config.MAX_BODY_BYTES + frameOverheadBytes,
      maxItemBytes: config.MAX_ITEM_BYTES,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      ratePerClient: config.RATE_PER_CLIENT,
    }
  }

  async function close(): Promise<void> {
    const started = world.now()
    stopping = true
    record(log, 'gateway.stopping', { reason: 'asked to' })
    unwatch()
    clearInterval(sweeper)
    await Promise.all([forNation.close(), forPartners.app.close(), queue.stop()])
    await dispatcher.drained()
    await round
    await line.hangUp()
    await store.close()
    record(log, 'gateway.stopped', { tookMs: world.now() - started })
    await new Promise<void>((resolve) => log.flush(() => resolve()))
  }
}
