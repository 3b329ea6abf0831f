// All that the partner door is given, in one place: each flow with what it needs.

import type { Limits } from '../../model/limits/limits.ts'
import type { Directory } from '../../ports/installation.ts'
import type { NodeStore } from '../../ports/keeping.ts'
import type { DecidingCards } from '../between/cards/decide-cards.ts'
import type { Introductions } from '../between/cards/introductions.ts'
import { countCards } from '../between/cards/waiting-cards.ts'
import { answerHeld } from '../between/resync/answer.ts'
import type { Absences } from '../delivering/absences.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import { demandInStep } from '../evidence/in-step.ts'
import { logFile } from '../evidence/log/log-files.ts'
import { addCheckpoint, seenOf, type Witnessing } from '../evidence/witness.ts'
import type { Receiving } from '../receiving/deps.ts'
import { type PartReceiving, partOffset, receivePart } from '../receiving/parts/receive-part.ts'
import { receive } from '../receiving/receive.ts'
import { acceptCards, acceptFork, rehearseCard } from '../trust/accept-card.ts'
import {
  type AuthenticPartner,
  authenticatePeer,
  demandNotRevoked,
  demandVouched,
  type KnownPeer,
  stillIdentified,
} from '../trust/peer.ts'
import type { ListExchange } from '../trust/revocation/exchange.ts'
import type { Revocation } from '../trust/revocation/revocation.ts'

interface ForPartners {
  receiving: Receiving
  uploads: PartReceiving
  witnessing: Witnessing
  evidenceLog: EvidenceLog
  directory: Directory
  revocation: Revocation
  lists: ListExchange
  limits: Limits
  absences: Pick<Absences, 'hear'>
  store: NodeStore
  cards: Pick<DecidingCards, 'ask'>
  introductions: Pick<Introductions, 'hearOnLine'>
  /** Resolves when what lies in the directory is in force here. */
  refresh(): Promise<void>
  /** A partner is there: what waits for it may be tried. */
  heard(partner: string): void
}

/** The type of the door itself is that of doors/partner; start/ brings the two together. */
export const forPartners = (given: ForPartners) => {
  const {
    receiving,
    uploads,
    witnessing,
    evidenceLog,
    directory,
    revocation,
    lists,
    absences,
    limits,
    refresh,
    heard,
  } = given
  const { store, world, log, trust } = receiving
  const accepting = {
    ...{ store: given.store, directory, world, log, trust, revocation },
    countCards: (member: string, cards: number) => countCards({ store, world, limits }, member, cards),
    waits: given.cards.ask,
  }
  return {
    authenticate(chain: readonly Uint8Array[]): KnownPeer {
      const peer = authenticatePeer(trust(), chain, world.now())
      revocation.see(peer.partner.member, peer.links)
      return demandNotRevoked(revocation, peer)
    },
    recheck: (peer: KnownPeer) => demandNotRevoked(revocation, stillIdentified(trust(), peer, world.now())),
    heard: ({ partner }: KnownPeer) => heard(partner.member),
    vouched: (peer: KnownPeer) => demandVouched(revocation, peer),
    describe: ({ partner, certificate }: KnownPeer) => ({
      member: partner.member,
      certificateSha256: certificate.sha256,
    }),
    lists: lists.ours,
    offerList: (peer: KnownPeer, der: Uint8Array) => {
      limits.spend(peer.partner.member, 'lists')
      receiving.clock.demand()
      return lists.accept(peer, der)
    },
    receive: (peer: AuthenticPartner, delivery: Uint8Array) => receive(receiving, peer, delivery),
    partOffset: (peer: AuthenticPartner, sha256: string, totalBytes: number) =>
      partOffset(uploads, peer, sha256, totalBytes),
    receivePart: (
      peer: AuthenticPartner,
      piece: { sha256: string; offset: number; totalBytes: number },
      source: AsyncIterable<Uint8Array>,
    ) => receivePart(uploads, peer, piece, source),
    addCheckpoint: async (peer: AuthenticPartner, body: string) => {
      limits.spend(peer.partner.member, 'checkpoints')
      return addCheckpoint(witnessing, peer, body)
    },
    seenCheckpoint: (peer: AuthenticPartner) => seenOf(witnessing, peer),
    logFile: (path: string) => logFile({ store, evidenceLog }, path),
    cards: () => trust().ownChain,
    heldCards: ({ partner }: AuthenticPartner) => partner.chain,
    offerCards: async (peer: AuthenticPartner, chain: string) => {
      limits.spend(peer.partner.member, 'offers')
      receiving.clock.demand()
      const held = await acceptCards(accepting, peer, chain)
      // Whoever hears that we hold its card seals with a key of it at once.
      if (held.sha256 !== trust().partners.get(peer.partner.member)?.cardSha256) await refresh()
      return held
    },
    rehearseCard: async (peer: AuthenticPartner, jws: string) => {
      limits.spend(peer.partner.member, 'rehearsals')
      // Whoever is behind takes no card, and does not know what it would say of one.
      demandInStep(evidenceLog.behind)
      receiving.clock.demand()
      return rehearseCard(accepting, peer, jws)
    },
    hearIntroduction: async ({ partner }: AuthenticPartner, jws: string) => {
      // What it says could not be kept.
      demandInStep(evidenceLog.behind)
      receiving.clock.demand()
      await given.introductions.hearOnLine(partner, jws)
    },
    hearAbsence: async ({ partner }: AuthenticPartner, jws: string) => {
      limits.spend(partner.member, 'notices')
      // What it says could not be kept.
      demandInStep(evidenceLog.behind)
      receiving.clock.demand()
      return absences.hear(partner, jws)
    },
    held: async (peer: AuthenticPartner, jws: string) => {
      limits.spend(peer.partner.member, 'pages')
      // What it holds it signs, and whoever is behind does not know what that is.
      demandInStep(evidenceLog.behind)
      receiving.clock.demand()
      return answerHeld({ ...receiving, revocation }, peer, jws)
    },
    offerFork: async (peer: AuthenticPartner, cards: string) => {
      limits.spend(peer.partner.member, 'offers')
      await acceptFork(accepting, peer, cards)
    },
  }
}
