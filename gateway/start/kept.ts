// What an installation keeps, as flows are given it: store, parts, secrets and directory behind the
// one gate of the evidence log.
import { openInsides } from '../../adapters/insides/insides.ts'
import { fileMemory, fileNote } from '../../adapters/memory/file.ts'
import type { Config } from '../../config/settings.ts'
import { logOrigin } from '../../crypto/log/checkpoint.ts'
import { openings } from '../flows/content/opening.ts'
import { openSecrets } from '../flows/content/secrets.ts'
import { type EvidenceLog, openEvidenceLog } from '../flows/evidence/evidence-log.ts'
import { openPartnerLogs, type PartnerLogs } from '../flows/evidence/genuine/partner-logs.ts'
import { holdingRestore } from '../flows/evidence/genuine/restore-held.ts'
import { demandRestoreEnded } from '../flows/evidence/genuine/restore-note.ts'
import { inStep, type Ports } from '../flows/evidence/in-step.ts'
import type { Problem } from '../model/problems/problems.ts'
import type { EpochKeys, Memory } from '../ports/installation.ts'
import type { Insides } from '../ports/parts.ts'
import { describeFailure, type Log, record } from '../watch/log.ts'
import { world } from './clock.ts'
import type { Opened } from './ending/stop-order.ts'
import type { InForce } from './in-force.ts'
import type { Observing } from './observing.ts'
import { type Counting, memoryFile, openParts, openStore, restoreNoteFile, type StoreFaults } from './storage.ts'
import { openEpochs } from './upkeep/epochs.ts'

export interface Kept extends Ports, Counting {
  readonly evidenceLog: EvidenceLog
  readonly insides: Insides
  readonly memory: Memory
  readonly partnerLogs: PartnerLogs
  readonly epochs: EpochKeys
}

interface Keeping {
  readonly config: Config
  readonly folder: string
  readonly observed: Pick<Observing, 'log' | 'store'>
  readonly inForce: InForce
}

const saidEveryMs = 60_000

/** A database that is away fails each try; the log says so once a minute. */
function faultsIn(log: Log): StoreFaults {
  const say = (event: 'store.failed' | 'store.interrupted', { code, cause }: Problem) =>
    record(log, event, { problem: code, fault: describeFailure(cause) })
  let quietUntilMs = 0
  return {
    stopped: (problem) => say('store.failed', problem),
    interrupted(problem) {
      if (world.monotonicMs() < quietUntilMs) return
      quietUntilMs = world.monotonicMs() + saidEveryMs
      say('store.interrupted', problem)
    },
  }
}

export async function openKept(opened: Opened, { config, folder, observed, inForce }: Keeping): Promise<Kept> {
  const { log } = observed
  const { us, card } = inForce.trust()
  const { installation, root } = inForce.keys()
  const note = fileNote(restoreNoteFile(config, folder))
  await demandRestoreEnded(note)
  const bare = await openStore(config, folder, faultsIn(log))
  opened.defer(bare.close)
  const store = observed.store(bare)
  const evidenceLog = await openEvidenceLog({
    store,
    keys: () => inForce.trust().logKeys,
    origin: logOrigin(card.trustDomain),
    alarm: (problem) => record(log, 'log.alarm', { partner: us, problem }),
  })
  inForce.heed(evidenceLog.behind)
  const parts = await openParts(config, folder)
  const epochs = await openEpochs(config, { folder, installation, store: bare, log })
  const { secrets, unsealing } = openSecrets(installation, world, root, epochs)
  const ports = {
    ...{ store: { ...store, ...(await holdingRestore({ store, secrets, world, note })) }, parts, secrets },
    opener: openings(unsealing, parts, secrets),
    directory: inForce.installed,
  }
  const insides = openInsides()
  opened.defer(insides.close)
  const altered = (found: string) => {
    const problem = `the store does not fit the evidence log: ${found}`
    if (evidenceLog.fallBehind(problem)) record(log, 'log.alarm', { partner: us, problem })
  }
  const memory = fileMemory(memoryFile(config, folder))
  const gated = inStep(ports, evidenceLog, altered)
  const partnerLogs = openPartnerLogs({ store: gated.store, world, log })
  return { ...gated, stats: bare.stats, insides, evidenceLog, memory, partnerLogs, epochs }
}
