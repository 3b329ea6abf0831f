// Lists of revoked certificates, as the settings and the folder say where they come from.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { revocationFiles } from '../../../adapters/revocation/files.ts'
import { httpRevocation } from '../../../adapters/revocation/http.ts'
import { crlFolder } from '../../../config/directory.ts'
import type { Config } from '../../../config/settings.ts'
import { crlBounds } from '../../../crypto/x509/revoked/crl.ts'
import { ocspBounds } from '../../../crypto/x509/revoked/ocsp.ts'
import { type OpenRevocation, openRevocation } from '../../flows/trust/revocation/revocation.ts'
import { soon } from '../../flows/upkeep/follow-up.ts'
import { world } from '../clock.ts'
import type { Failed, Opened } from '../ending/stop-order.ts'
import type { InForce } from '../in-force.ts'
import type { Observing } from '../observing.ts'

/** A list in PEM is longer by a third, and has text around it. */
const mostFileBytes = crlBounds.bytes * 1.5

export interface Revoking extends OpenRevocation {
  /** The sources are looked at soon, out of their turn. */
  lookSoon(): void
  /** Resolves when no source is being looked at out of its turn. */
  settled(): Promise<void>
}

interface Needs {
  readonly config: Config
  readonly folder: string
  readonly observed: Pick<Observing, 'log'>
  readonly inForce: InForce
  readonly failed: Failed
}

/** What was kept before is in force when this resolves. */
export async function openRevoking(
  opened: Opened,
  { config, folder, observed: { log }, inForce, failed }: Needs,
): Promise<Revoking> {
  const { CRL_URLS: urls = [], CRL_CA_FILE: ca, CRL_TIMEOUT_MS: timeoutMs } = config
  const caPem = ca === undefined ? undefined : await readFile(ca, 'utf8')
  const looking = soon(async () => revocation.look(), failed('revocation'))
  const revocation = await openRevocation({
    files: revocationFiles({
      laidDown: join(folder, crlFolder),
      kept: join(resolve(folder, config.DATA_FOLDER), crlFolder),
      mostBytes: mostFileBytes,
    }),
    sources: httpRevocation({
      timeoutMs,
      mostListBytes: mostFileBytes,
      mostAnswerBytes: ocspBounds.bytes,
      ...(caPem !== undefined && { caPem }),
    }),
    ...{ urls, everyMs: config.CRL_EVERY_MS, world, log },
    pause: () => turn(),
    trust: inForce.trust,
    keys: inForce.keys,
    news: looking.call,
  })
  opened.defer(looking.end)
  return { ...revocation, lookSoon: looking.call, settled: looking.settled }
}
