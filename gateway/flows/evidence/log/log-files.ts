// The files of our log under their names in C2SP tlog-tiles.

import { readTilePath, tileWidth } from '../../../../crypto/log/log-tiles.ts'
import { utf8 } from '../../../../crypto/octets.ts'
import type { LeavesStore } from '../../../ports/evidence.ts'
import type { EvidenceLog } from '../evidence-log.ts'

/**
 * `checkpoint` is the newest that partners cosigned, so that whoever follows the log sees what they
 * saw.
 */
export async function logFile(
  { store, evidenceLog }: { store: LeavesStore; evidenceLog: EvidenceLog },
  path: string,
): Promise<{ mediaType: string; octets: Uint8Array; lasting: boolean } | undefined> {
  if (path === 'checkpoint') {
    const kept = await store.checkpoint(0)
    const note = kept?.note ?? (await evidenceLog.head()).note
    return { mediaType: 'text/plain; charset=utf-8', octets: utf8(note), lasting: false }
  }
  const resource = readTilePath(path)
  const octets = resource && (await evidenceLog.tile(resource))
  return octets && { mediaType: 'application/octet-stream', octets, lasting: resource.width === tileWidth }
}
