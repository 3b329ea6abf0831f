// The two doors: made ready first, opened last.

import { longestChainBytes } from '../../adapters/partner/answers.ts'
import type { Config } from '../../config/settings.ts'
import { maxCardBytes } from '../../crypto/card/card.ts'
import { maxAddCheckpointBytes } from '../../crypto/log/witness.ts'
import { maxIntroductionBytes } from '../../crypto/statement/introduction.ts'
import { crlBounds } from '../../crypto/x509/revoked/crl.ts'
import { consoleDoor } from '../doors/console/console-door.ts'
import { renewTls } from '../doors/listening/listener.ts'
import { nationalDoor } from '../doors/national/national-door.ts'
import type { MessageSchema } from '../doors/national/openapi/schemas.ts'
import { partnerDoor } from '../doors/partner/partner-door.ts'
import { logFile } from '../flows/evidence/log/log-files.ts'
import type { AuthenticPartner, KnownPeer } from '../flows/trust/peer.ts'
import type { Limits } from '../model/limits/limits.ts'
import { profiles } from '../profiles/all.ts'
import { version } from '../version.ts'
import { world } from './clock.ts'
import type { Opened } from './ending/stop-order.ts'
import type { Flows } from './flows.ts'
import type { InForce } from './in-force.ts'
import type { Kept } from './kept.ts'
import { frameOverheadBytes } from './line/delivering.ts'
import { signInByProvider } from './line/identity.ts'
import type { Observing } from './observing.ts'

export interface Doors {
  /** Opens both; resolves with where they are. */
  listen(): Promise<{ partnerUrl: string; nationalUrl: string }>
  /**
   * Takes the certificates in force for new connections, and looks again at those that partners
   * have open.
   */
  renew(): void
  /** Looks again at the connections that partners have open, and closes what may not go on. */
  lookAgain(): void
  /** Both take no more requests; resolves when what runs has ended. */
  close(): Promise<unknown>
}

interface DoorNeeds {
  readonly config: Config
  readonly observed: Pick<Observing, 'log' | 'metrics' | 'tracing'>
  readonly inForce: InForce
  readonly kept: Pick<Kept, 'store' | 'evidenceLog'>
  readonly flows: Flows
  readonly limits: Limits
}

export async function makeDoors(opened: Opened, needs: DoorNeeds): Promise<Doors> {
  const { config, inForce } = needs
  const partners = await forPartners(needs)
  opened.defer(() => partners.app.close())
  const nation = await forNation(needs)
  opened.defer(() => nation.close())
  return {
    async listen() {
      const partnerUrl = await partners.app.listen({ host: config.PARTNER_HOST, port: config.PARTNER_PORT })
      const nationalUrl = await nation.listen({ host: config.NATIONAL_HOST, port: config.NATIONAL_PORT })
      return { partnerUrl, nationalUrl }
    },
    renew() {
      const { tls, national } = inForce.keys()
      partners.renew(tls)
      renewTls(nation, national)
      partners.lookAgain()
    },
    lookAgain: partners.lookAgain,
    close: () => Promise.all([nation.close(), partners.app.close()]),
  }
}

const forPartners = ({ config, observed: { log, metrics }, inForce, flows, limits }: DoorNeeds) =>
  partnerDoor<KnownPeer, AuthenticPartner>(flows.partner, {
    tls: inForce.keys().tls,
    log,
    metrics,
    partners: limits,
    limits: {
      maxDeliveryBytes: config.MAX_DELIVERY_BYTES,
      maxChainBytes: longestChainBytes,
      maxCardBytes,
      maxIntroductionBytes,
      maxNoteBytes: maxAddCheckpointBytes,
      maxListBytes: crlBounds.bytes,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      leastBodyBytes: config.MIN_PROGRESS_BYTES,
      maxConnections: 4096,
      handshakesPerAddress: config.HANDSHAKES_PER_ADDRESS,
    },
  })

const forNation = async ({ config, observed: { log, metrics, tracing }, inForce, kept, flows }: DoorNeeds) => {
  const signIn = await signInByProvider(config)
  return nationalDoor({
    flows: flows.national,
    operator: flows.operator,
    logFile: (path) => logFile(kept, path),
    authenticate: (credentials, nowMs) => inForce.trust().authenticate(credentials, nowMs),
    tls: inForce.keys().national,
    limits: {
      maxBodyBytes: config.MAX_BODY_BYTES + frameOverheadBytes,
      maxItemBytes: config.MAX_ITEM_BYTES,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
      ratePerClient: config.RATE_PER_CLIENT,
      uploadsPerClient: config.UPLOADS_PER_CLIENT,
      releasesPerClient: config.RELEASES_PER_CLIENT,
      streamsPerClient: config.STREAMS_PER_CLIENT,
      leastUploadBytes: config.MIN_PROGRESS_BYTES,
    },
    log,
    metrics,
    within: tracing.within,
    version,
    messageSchemas: messageSchemas(),
    console: (within) =>
      consoleDoor({
        ...{ ...within, flows: flows.national, operator: flows.operator, persons: flows.persons, version },
        ...{ logFile: (path: string) => logFile(kept, path), member: config.MEMBER, timeZone: config.TIME_ZONE },
        ...{ nowMs: world.now, elapsedMs: world.monotonicMs, heartbeatMs: 15_000, signIn },
        limits: {
          idleMs: config.CONSOLE_IDLE_MS,
          longestMs: config.CONSOLE_SESSION_MS,
          maxBodyBytes: config.MAX_BODY_BYTES + frameOverheadBytes,
          requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
          leastBodyBytes: config.MIN_PROGRESS_BYTES,
          ratePerPerson: config.RATE_PER_CLIENT,
        },
      }),
  })
}

/**
 * Bodies of all message types that national systems may send, for the documentation of their door;
 * the test message is ours.
 */
export const messageSchemas = (): MessageSchema[] =>
  [...profiles.values()]
    .filter(({ scope }) => scope !== 'line')
    .flatMap((profile) =>
      Object.entries(profile.messages).map(([type, { body, inFunction, opens }]) => ({
        profile: profile.name,
        type,
        schema: asWritten(body, inFunction),
        opens: opens === true,
      })),
    )

/** What the gateway puts in, a national system may leave out. */
function asWritten(body: object, putIn: string | undefined): object {
  const { required = [] } = body as { readonly required?: readonly string[] }
  return putIn === undefined ? body : { ...body, required: required.filter((name) => name !== putIn) }
}
