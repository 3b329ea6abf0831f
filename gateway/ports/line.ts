// The line to a partner, as the gateway needs it: where it is reached, what is asked of it, and
// what the last handshake showed.

/** Where and how a partner's gateway is reached; all of it out of its card. */
export interface PartnerAddress {
  readonly member: string
  readonly endpoint: string
  /** The SPIFFE id its certificate must name. */
  readonly uri: string
  /** Trust anchors, DER in base64, and SHA-256 pins of leaves (hex). */
  readonly anchors: readonly string[]
  readonly pins: readonly string[]
}

/** Which card of a member somebody holds. */
export interface CardHeld {
  readonly sequence: number
  readonly sha256: string
}

/** What the last handshake on the line showed. */
export interface LineFacts {
  readonly tlsGroup: string
  readonly protocol: string
  readonly peerSha256: string
  readonly peerNotAfter: number
}

/**
 * The line to a partner. Rejects with Problem `partner-unreachable` (try again, after
 * `retryAfterMs` where it says so), or `partner-refused` (final; its detail names the partner's own
 * problem code).
 */
export interface PartnerLine {
  deliver(to: PartnerAddress, frames: Uint8Array): Promise<string>
  partOffset(to: PartnerAddress, sha256: string, bytes: number): Promise<{ offset: number; complete: boolean }>
  sendPart(
    to: PartnerAddress,
    sha256: string,
    offset: number,
    totalBytes: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<number>
  /** Its cards, one JWS a line, the newest last. */
  cards(to: PartnerAddress): Promise<string>
  /** Shows our cards; answers which of them the partner holds from now on. */
  offerCards(to: PartnerAddress, chain: string): Promise<CardHeld>
  /** Passes on the proof that a member has two histories. */
  offerFork(to: PartnerAddress, cards: string): Promise<void>
  /**
   * C2SP tlog-witness: what the partner answers to our newest checkpoint; every status is an
   * answer.
   */
  addCheckpoint(to: PartnerAddress, body: string): Promise<{ status: number; body: string }>
  /** The newest checkpoint of our log that the partner cosigned; undefined where there is none. */
  seenCheckpoint(to: PartnerAddress): Promise<string | undefined>
  facts(to: PartnerAddress): LineFacts | undefined
  /** Drops every connection to a partner, or to all. */
  hangUp(member?: string): Promise<void>
}
