// The renewal of our TLS certificates: which issuer each door has, and the look that is taken again
// and again while the gateway runs.
import { type AcmeSettings, acmeIssuer, probeAcme } from '../../../adapters/issuer/acme/acme.ts'
import { filesIssuer } from '../../../adapters/issuer/files.ts'
import { renewalStatesIn } from '../../../adapters/issuer/states.ts'
import { trialIssuer } from '../../../adapters/issuer/trial.ts'
import { tlsKeysIn } from '../../../adapters/keys/renewing.ts'
import type { Config } from '../../../config/settings.ts'
import type { Clock } from '../../flows/trust/clock.ts'
import { soon } from '../../flows/upkeep/follow-up.ts'
import { renewalReasons, renewTls, wantRenewal } from '../../flows/upkeep/renew.ts'
import type { Renewing } from '../../flows/upkeep/renewing.ts'
import { repeat } from '../../flows/upkeep/rounds.ts'
import type { Issuer, IssuerKind, RevocationReason, TlsUse, Wished } from '../../ports/issuer.ts'
import { version } from '../../version.ts'
import { world } from '../clock.ts'
import type { Failed, Opened } from '../ending/stop-order.ts'
import type { InForce } from '../in-force.ts'
import type { Kept } from '../kept.ts'
import type { Observing } from '../observing.ts'

interface Needs {
  readonly config: Config
  readonly folder: string
  readonly observed: Pick<Observing, 'log'>
  readonly inForce: InForce
  readonly kept: Pick<Kept, 'store' | 'evidenceLog'>
  readonly clock: Pick<Clock, 'amiss'>
  readonly failed: Failed
}

/** Begins at once, and ends what is under way when the gateway stops. */
export function beginRenewing(opened: Opened, needs: Needs): void {
  const { config, folder, observed, inForce, kept, clock, failed } = needs
  const stopping = new AbortController()
  const { signal } = stopping
  const deps: Renewing = {
    ...{ world, log: observed.log, store: kept.store, trust: inForce.trust, signal },
    keys: tlsKeysIn(folder),
    states: renewalStatesIn(folder),
    issuers: issuersOf(config, folder, signal),
    nationalNames: config.NATIONAL_NAMES,
    presented: (use) => inForce.keys()[use].certPem,
    async reload() {
      inForce.reload()
      await inForce.settled()
    },
  }
  // By a wrong clock nothing is early or late, and what happens could not be recorded.
  const look = async () => {
    if (clock.amiss() === undefined && kept.evidenceLog.behind() === undefined && !signal.aborted) await renewTls(deps)
  }
  const now = soon(look, failed('renewal'))
  const looking = repeat(config.SWEEP_EVERY_MS, async () => now.call(), failed('renewal'))
  opened.defer(looking.stop, now.end)
  opened.defer(() => stopping.abort())
  now.call()
}

/** Why our certificates could not be renewed, for readiness. */
export const renewalTrouble = (folder: string): Promise<string[]> => renewalReasons(renewalStatesIn(folder))

function issuersOf(config: Config, folder: string, signal: AbortSignal): Readonly<Record<TlsUse, Issuer>> {
  const made: Readonly<Record<IssuerKind, () => Issuer>> = {
    files: () => filesIssuer(folder),
    trial: () => trialIssuer(folder, world.now),
    acme: () => acmeIssuer(acmeSettingsOf(config, folder, signal)),
  }
  return { tls: made[config.TLS_ISSUER](), national: made[config.NATIONAL_ISSUER]() }
}

/** Says whether the ACME server of the settings is there. */
export const probeIssuer = (config: Config, folder: string): Promise<string> =>
  probeAcme(acmeSettingsOf(config, folder, new AbortController().signal))

/** Has it renewed by the gateway that runs, or by the next start. */
export const wish = (folder: string, of: Wished, at: number, revoke?: RevocationReason): Promise<void> =>
  wantRenewal(renewalStatesIn(folder), of, { at, renew: true, ...(revoke !== undefined && { revoke }) })

/** As the settings say; ACME_DIRECTORY is there where an issuer is acme (config/load.ts). */
const acmeSettingsOf = (config: Config, folder: string, signal: AbortSignal): AcmeSettings => ({
  directoryUrl: config.ACME_DIRECTORY ?? '',
  contact: config.ACME_CONTACT,
  terms: config.ACME_TERMS,
  caFile: config.ACME_CA_FILE,
  externalFile: config.ACME_EAB_FILE,
  folder,
  challenges: { host: config.ACME_HTTP_HOST, port: config.ACME_HTTP_PORT },
  userAgent: `bulla/${version}`,
  clock: world,
  signal,
})
