// All that the partner door is given, in one place: each flow with what it needs.

import type { Directory } from '../ports/installation.ts'
import type { EvidenceLog } from './evidence/evidence-log.ts'
import { logFile } from './evidence/log-files.ts'
import { addCheckpoint, seenOf, type Witnessing } from './evidence/witness.ts'
import type { Receiving } from './receiving/deps.ts'
import { receive } from './receiving/receive.ts'
import { type PartReceiving, partOffset, receivePart } from './receiving/receive-part.ts'
import { acceptCards, acceptFork } from './trust/accept-card.ts'
import { type AuthenticPartner, authenticatePeer, stillAuthentic } from './trust/peer.ts'

interface ForPartners {
  receiving: Receiving
  uploads: PartReceiving
  witnessing: Witnessing
  evidenceLog: EvidenceLog
  directory: Directory
}

/** The type of the door itself is that of doors/partner; start/ brings the two together. */
export const forPartners = ({ receiving, uploads, witnessing, evidenceLog, directory }: ForPartners) => {
  const { store, world, log, trust } = receiving
  return {
    authenticate: (chain: readonly Uint8Array[]) => authenticatePeer(trust(), chain, world.now()),
    recheck: (peer: AuthenticPartner) => stillAuthentic(trust(), peer, world.now()),
    describe: ({ partner, certificate }: AuthenticPartner) => ({
      member: partner.member,
      certificateSha256: certificate.sha256,
      notAfterMs: certificate.notAfterMs,
    }),
    receive: (peer: AuthenticPartner, delivery: Uint8Array) => receive(receiving, peer, delivery),
    partOffset: (peer: AuthenticPartner, sha256: string, totalBytes: number) =>
      partOffset(uploads, peer, sha256, totalBytes),
    receivePart: (
      peer: AuthenticPartner,
      piece: { sha256: string; offset: number; totalBytes: number },
      source: AsyncIterable<Uint8Array>,
    ) => receivePart(uploads, peer, piece, source),
    addCheckpoint: (peer: AuthenticPartner, body: string) => addCheckpoint(witnessing, peer, body),
    seenCheckpoint: (peer: AuthenticPartner) => seenOf(witnessing, peer),
    logFile: (path: string) => logFile({ store, evidenceLog }, path),
    cards: () => trust().ownChain,
    offerCards: async (peer: AuthenticPartner, chain: string) => {
      receiving.clock.demand()
      return acceptCards({ directory, world, log, trust }, peer, chain)
    },
    offerFork: (peer: AuthenticPartner, cards: string) => acceptFork({ directory, world, log, trust }, peer, cards),
  }
}
