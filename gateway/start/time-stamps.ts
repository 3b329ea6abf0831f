// Time stamps of published checkpoints, where the settings name an authority.
import { readFile } from 'node:fs/promises'
import { httpTimeStamps } from '../../adapters/timestamps/http.ts'
import type { Config } from '../../config/settings.ts'
import type { Store, World } from '../ports/ports.ts'
import type { Log } from '../watch/log.ts'

/** Only what was published is stamped; without an authority nothing is. */
export function stamping(config: Config, house: { store: Store; world: World; log: Log }): () => Promise<void> {
  return async () => {
    if (config.TSA_URL === undefined || config.TSA_ANCHORS_FILE === undefined) return
    const { stampCheckpoints, readAnchors } = await import('../flows/evidence/stamp.ts')
    const tsaAnchors = readAnchors(await readFile(config.TSA_ANCHORS_FILE, 'utf8'))
    const stamps = httpTimeStamps({ url: config.TSA_URL, timeoutMs: config.TSA_TIMEOUT_MS })
    await stampCheckpoints({ ...house, stamps, tsaAnchors })
  }
}
