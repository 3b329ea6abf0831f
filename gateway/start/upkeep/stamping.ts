// The time stamps of an authority, where settings name one: on what was published with each round,
// and on the checkpoint of an export at once.
import { readFile } from 'node:fs/promises'
import { throughProxy } from '../../../adapters/proxy/tunnel.ts'
import { httpTimeStamps } from '../../../adapters/timestamps/http.ts'
import type { Config } from '../../../config/settings.ts'
import type { Stamping } from '../../flows/evidence/stamp.ts'
import type { CheckpointRow } from '../../ports/evidence.ts'

/** Without an authority nothing is stamped, and nothing waits. */
export function stamping(config: Config, deps: Pick<Stamping, 'store' | 'world' | 'log'>) {
  /** Files are read for each use, so that a new anchor needs no restart. */
  async function opened() {
    const { TSA_URL: url, TSA_ANCHORS_FILE: anchors, TSA_CA_FILE: ca, TSA_TIMEOUT_MS: timeoutMs } = config
    if (url === undefined || anchors === undefined) return undefined
    const { readAnchors, ...flows } = await import('../../flows/evidence/stamp.ts')
    const caPem = ca === undefined ? {} : { caPem: await readFile(ca, 'utf8') }
    const tunnel = config.TSA_PROXY === undefined ? {} : { tunnel: throughProxy(config.TSA_PROXY) }
    const stamps = httpTimeStamps({ url, timeoutMs, ...caPem, ...tunnel })
    return { ...flows, deps: { ...deps, stamps, tsaAnchors: readAnchors(await readFile(anchors)) } }
  }
  return {
    async round(): Promise<void> {
      const open = await opened()
      await open?.stampCheckpoints(open.deps)
    },
    async now(checkpoint: CheckpointRow): Promise<CheckpointRow> {
      const open = await opened()
      return open ? open.stampedNow(open.deps, checkpoint) : checkpoint
    },
  }
}
