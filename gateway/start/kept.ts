// What an installation keeps, as flows are given it: store, parts, secrets and directory behind the one gate of the evidence log.
import type { Config } from '../../config/settings.ts'
import { logOrigin } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { openSecrets } from '../flows/content/secrets.ts'
import { openEvidenceLog } from '../flows/evidence/evidence-log.ts'
import { inStep } from '../flows/gates/in-step.ts'
import type { Trust } from '../flows/trust/trust.ts'
import type { Directory, Keys } from '../ports/installation.ts'
import type { Store, World } from '../ports/ports.ts'
import { describeFailure, type Log, record } from '../watch/log.ts'
import { openParts, openStore } from './storage.ts'

export interface Keeping {
  readonly config: Config
  readonly folder: string
  readonly keys: Keys
  readonly directory: Directory
  readonly world: World
  readonly log: Log
  /** The same store, watched. */
  watched<S extends Store>(store: S): S
}

export async function openKept(
  { config, folder, keys, directory, world, log, watched }: Keeping,
  { us, card }: Pick<Trust, 'us' | 'card'>,
) {
  const opened = await openStore(config, folder, ({ code, cause }) =>
    record(log, 'store.failed', { problem: code, fault: describeFailure(cause) }),
  )
  const store = watched(opened)
  const logKey = logSigningKey(keys.logPem)
  const evidenceLog = await openEvidenceLog({
    store,
    key: logKey,
    origin: logOrigin(card.trustDomain),
    alarm: (problem) => record(log, 'log.alarm', { partner: us, problem }),
  })
  const ports = {
    store,
    parts: await openParts(config, folder),
    secrets: openSecrets(keys.installation, world),
    directory,
  }
  return { ...inStep(ports, evidenceLog.behind), stats: opened.stats, logKey, evidenceLog }
}
