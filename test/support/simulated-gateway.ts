// A gateway without doors and files of its own, many of which fit into one process: everything that gateway/start puts together, over a
// store in memory and a line in this process. What national systems and operators ask, its flows are asked.
import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { openInsides } from '../../adapters/insides/insides.ts'
import { openEpochKeys } from '../../adapters/keys/epochs.ts'
import { openFolderParts } from '../../adapters/parts/folder.ts'
import { loadConfig } from '../../config/load.ts'
import { logOrigin } from '../../crypto/log/checkpoint.ts'
import { openings } from '../../gateway/flows/content/opening.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import { openPartnerLogs } from '../../gateway/flows/evidence/genuine/partner-logs.ts'
import { inStep } from '../../gateway/flows/evidence/in-step.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import { epochInForce } from '../../gateway/flows/upkeep/epochs.ts'
import { rebuildWakes } from '../../gateway/flows/upkeep/sweep.ts'
import { openClock, world } from '../../gateway/start/clock.ts'
import { type Failed, type Opened, opening } from '../../gateway/start/ending/stop-order.ts'
import { announcing, flowsOf } from '../../gateway/start/flows.ts'
import { type InForce, openInForce } from '../../gateway/start/in-force.ts'
import type { Kept } from '../../gateway/start/kept.ts'
import { absencesOf, dispatcherOf } from '../../gateway/start/line/delivering.ts'
import { limitsOf } from '../../gateway/start/line/limits.ts'
import { openRevoking } from '../../gateway/start/line/revocation.ts'
import { observing } from '../../gateway/start/observing.ts'
import { openWakes } from '../../gateway/start/queue.ts'
import { beginRounds, catchUpWithStore, keepingCards } from '../../gateway/start/upkeep/rounds.ts'
import { describeFailure, heard, type Log, openLog } from '../../gateway/watch/log.ts'
import type { Installation } from './installation.ts'
import { memoryStore } from './memory-store.ts'
import { type Network, simulatedLine } from './simulated-line.ts'

export interface Simulated {
  readonly installation: Installation
  readonly flows: ReturnType<typeof flowsOf>
  /** How often its log told of each event, and what it said of failures. */
  readonly told: ReadonlyMap<string, number>
  readonly failures: readonly string[]
  /** Which partner holds which of its cards. */
  readonly holders: InForce['holders']
  trust(): Trust
  close(): Promise<void>
}

export async function simulate(installation: Installation, network: Network): Promise<Simulated> {
  const { folder, member } = installation
  const config = loadConfig(folder, {})
  const [told, failures] = [new Map<string, number>(), [] as string[]]
  const log = heard(openLog('silent'), (event) => told.set(event, (told.get(event) ?? 0) + 1))
  const observed = await observing(config, folder, log)
  const failed: Failed = (where) => (error) => failures.push(`${member} ${where}: ${describeFailure(error)}`)
  const opened = opening(failed)
  opened.defer(observed.close)
  const about = {
    config,
    observed,
    failed,
    limits: limitsOf(config, observed.log),
    announcing: announcing(),
    stopping: () => false,
  }
  const inForce = await openInForce(opened, { folder, log, failed })
  const kept = await keptInMemory(opened, folder, inForce, log)
  const wakes = await openWakes(opened, { config, store: kept.store, failed })
  const { us, partners } = inForce.trust()
  const clock = await openClock({
    ...{ us, partners: partners.values(), log, checked: false, reload: inForce.reload, onFault: failed('clock') },
    ...{ store: kept.store, waking: wakes.waking },
  })
  const revocation = await openRevoking(opened, { config, folder, observed, inForce, failed })
  const shows = () => chainIn(inForce.keys().tls.certPem)
  const line = simulatedLine(network, { trust: inForce.trust, revocation, shows })
  const absences = absencesOf({ ...about, inForce, kept, wakes, line, revocation })
  const lists = revocation.exchange(line, absences.awayUntil)
  const parts = { ...about, inForce, kept, clock, wakes, line, revocation, lists, absences }
  const dispatcher = dispatcherOf({ ...parts, news: about.announcing.news })
  const flows = flowsOf({ ...parts, dispatcher, folderTrouble: async () => [] })
  const doors = {
    listen: async () => ({ partnerUrl: '', nationalUrl: '' }),
    ...{ renew: () => undefined, lookAgain: () => undefined, close: async () => undefined },
  }
  const upkeep = { ...parts, dispatcher, flows, doors, rotated: async () => undefined }
  const keep = keepingCards(upkeep)
  network.gateways.set(member, { flows: flows.partner, shows })
  opened.defer(() => network.gateways.delete(member))
  await catchUpWithStore(upkeep)
  await keep()
  await beginRounds(opened, upkeep, keep)
  inForce.begin(async () => {
    revocation.lookSoon()
    await keep()
    await flows.showCards()
    await rebuildWakes(wakes.waking)
  })
  return {
    ...{ installation, flows, told, failures, trust: inForce.trust, holders: inForce.holders },
    async close() {
      const fault = await opened.close()
      if (fault !== undefined) throw fault
    },
  }
}

/** As gateway/start/kept.ts, but for the store. */
async function keptInMemory(opened: Opened, folder: string, inForce: InForce, log: Log): Promise<Kept> {
  const { installation } = inForce.keys()
  const store = await memoryStore()
  opened.defer(store.close)
  const origin = logOrigin(inForce.trust().card.trustDomain)
  const evidenceLog = await openEvidenceLog({ store, keys: () => inForce.trust().logKeys, origin })
  inForce.heed(evidenceLog.behind)
  const parts = await openFolderParts({ folder: join(folder, 'data/parts') })
  const epochs = openEpochKeys(join(folder, 'keys/epochs'), installation)
  await epochInForce({ store, epochs, world, log: openLog('silent') })
  const { secrets, unsealing } = openSecrets(installation, world, installation, epochs)
  const insides = openInsides()
  opened.defer(insides.close)
  const ports = { store, parts, secrets, opener: openings(unsealing, parts, secrets), directory: inForce.installed }
  return {
    ...inStep(ports, evidenceLog, (found) => evidenceLog.fallBehind(found)),
    ...{ evidenceLog, insides, partnerLogs: openPartnerLogs({ store, world, log }) },
    stats: () => ({ commits: 0, operations: 0 }),
    memory: memoryOf(),
    epochs,
  }
}

/** What an installation remembers of its log beside the database. */
function memoryOf(): Kept['memory'] {
  let text: string | undefined
  return {
    read: async () => text,
    async write(written) {
      text = written
    },
  }
}

const chainIn = (pem: string): Uint8Array[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
    ([each]) => new X509Certificate(each).raw,
  )
