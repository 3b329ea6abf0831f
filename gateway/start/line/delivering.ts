// The line to partners, and who brings them what waits for them.

import { httpsLine } from '../../../adapters/partner/https.ts'
import type { LineUse } from '../../../adapters/partner/pools.ts'
import { throughProxy } from '../../../adapters/proxy/tunnel.ts'
import type { Config } from '../../../config/settings.ts'
import { clockToleranceMs, dayMs } from '../../../crypto/instants.ts'
import { type Absences, announcingAbsences } from '../../flows/delivering/absences.ts'
import { type Dispatcher, dispatching } from '../../flows/delivering/deliver.ts'
import type { Clock } from '../../flows/trust/clock.ts'
import {
  authenticateServer,
  demandNotRevoked,
  demandVouched,
  type KnownPeer,
  stillIdentified,
} from '../../flows/trust/peer.ts'
import type { Revocation } from '../../flows/trust/revocation/revocation.ts'
import { guarded } from '../../model/running.ts'
import type { PartnerAddress, PartnerLine } from '../../ports/line.ts'
import { record } from '../../watch/log.ts'
import { world } from '../clock.ts'
import type { Failed, Opened } from '../ending/stop-order.ts'
import type { InForce } from '../in-force.ts'
import type { Kept } from '../kept.ts'
import type { Observing } from '../observing.ts'
import type { Wakes } from '../queue.ts'

/** An inline part adds to the delivery; the envelope takes the rest. */
export const frameOverheadBytes = 64 * 1024
/**
 * How long an envelope is good for: as long as its delivery may take, and what the clocks may
 * differ by.
 */
export const envelopeLifeMs = ({ DELIVERY_TIMEOUT_MS }: Pick<Config, 'DELIVERY_TIMEOUT_MS'>): number =>
  DELIVERY_TIMEOUT_MS + clockToleranceMs

interface OpenLine {
  readonly config: Config
  readonly inForce: InForce
  readonly revocation: Revocation
  readonly observed: Pick<Observing, 'log'>
  readonly failed: Failed
}

export function openLine(
  opened: Opened,
  { config, inForce, revocation, observed: { log }, failed }: OpenLine,
): PartnerLine {
  const judge = ({ member }: PartnerAddress, chain: readonly Uint8Array[], use: LineUse): KnownPeer => {
    const peer = authenticateServer(inForce.trust(), member, chain, world.now())
    revocation.see(member, peer.links)
    return mayBeUsed(demandNotRevoked(revocation, peer), use)
  }
  const mayBeUsed = (peer: KnownPeer, use: LineUse): KnownPeer =>
    use === 'lists' ? peer : demandVouched(revocation, peer)
  const line = httpsLine<KnownPeer>({
    judge,
    // A newer card may vouch for the same certificate.
    recheck: (to, peer, use) =>
      inForce.trust().partners.get(to.member)?.cardSha256 === peer.partner.cardSha256
        ? mayBeUsed(demandNotRevoked(revocation, stillIdentified(inForce.trust(), peer, world.now())), use)
        : judge(to, peer.chain, use),
    addressOf(member) {
      const partner = inForce.trust().partners.get(member)
      return partner?.state === 'active' ? partner.address : undefined
    },
    closed: (partner, problem) => record(log, 'line.closed', { partner, problem }),
    tls: () => inForce.keys().tls,
    tunnelBy: throughProxy,
    now: world.now,
    connections: config.WINDOW_MAX,
    answerTimeoutMs: config.DELIVERY_TIMEOUT_MS,
    failed: failed('line'),
    opened: (partner, { tlsGroup }) => record(log, 'line.opened', { partner, tlsGroup }),
  })
  opened.defer(() => line.hangUp())
  return line
}

type Announcing = Pick<Dispatching, 'observed' | 'inForce' | 'kept' | 'wakes' | 'line' | 'revocation'> & {
  readonly announcing: { news(): void }
}

export const absencesOf = ({ observed, inForce, kept, wakes, line, revocation, announcing }: Announcing): Absences =>
  announcingAbsences({
    ...{ store: kept.store, world, log: observed.log, line, revocation, trust: inForce.trust },
    ...{ wake: wakes.waking.wake, news: announcing.news },
  })

/** The same circuit of another node, or one that flutters, is no news. */
const toldAgainMs = 60_000
const keptMs = 400 * dayMs

interface Dispatching {
  readonly config: Config
  readonly observed: Pick<Observing, 'log' | 'tracing'>
  readonly inForce: InForce
  readonly kept: Kept
  readonly clock: Clock
  readonly wakes: Wakes
  readonly line: PartnerLine
  readonly revocation: Revocation
  readonly absences: Pick<Absences, 'awayUntil'>
  /** The offices have news. */
  news(): void
  readonly failed: Failed
}

export function dispatcherOf(needs: Dispatching): Dispatcher {
  const { config, observed, inForce, kept, clock, wakes, line, revocation, absences, news, failed } = needs
  const { store, parts, secrets, partnerLogs } = kept
  const { log, tracing } = observed
  return dispatching({
    ...{ store, parts, secrets, partnerLogs, line, revocation, world, clock, log, tracing },
    trust: inForce.trust,
    holders: inForce.holders,
    wake: wakes.waking.wake,
    inLaterTurn(run) {
      setImmediate(guarded(run, failed('deliver')))
    },
    settled: news,
    awayUntil: absences.awayUntil,
    told(partner, state) {
      const at = world.now()
      const about = { at, office: null, case: null, message: null, partner } as const
      const unless = { again: at - toldAgainMs, ahead: at + clockToleranceMs, forgotten: at - keptMs }
      store
        .alertOnce({ thing: `circuit ${partner}`, stage: state, at }, unless, { ...about, kind: `circuit.${state}` })
        .then(news)
        .catch(failed('circuit'))
    },
    limits: {
      maxStatements: config.MAX_BATCH_STATEMENTS,
      // Twice base64: what the letter weighs grows by a third, and the envelope's head comes on
      // top.
      maxLetterBytes: Math.floor(config.MAX_ENVELOPE_BYTES * 0.6),
      inlinePartBytes: config.INLINE_PART_BYTES,
      maxInlineBytes: config.MAX_DELIVERY_BYTES - config.MAX_ENVELOPE_BYTES - frameOverheadBytes,
      windowMax: config.WINDOW_MAX,
      leaseMs: config.LEASE_MS,
      answerMs: config.DELIVERY_TIMEOUT_MS,
      envelopeLifeMs: envelopeLifeMs(config),
    },
  })
}
