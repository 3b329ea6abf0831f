// The line to a partner, as the gateway needs it: where it is reached, what is asked of it, and
// what the last handshake showed.

/**
 * A connection to a host and port through something that leads there.
 * @throws {Problem} `line-proxy`
 */
export type Tunnel<Socket> = (host: string, port: number) => Promise<Socket>

/** Where and how a partner's gateway is reached; all of it out of its card. */
export interface PartnerAddress {
  readonly member: string
  readonly endpoint: string
  /** The SPIFFE id its certificate must name. */
  readonly uri: string
  /** Trust anchors, DER in base64, and SHA-256 pins of leaves (hex). */
  readonly anchors: readonly string[]
  readonly pins: readonly string[]
  /** The outbound proxy that leads there, where the operator names one: `http://host:port`. */
  readonly proxy?: string
}

/** Which card of a member somebody holds. */
export interface CardHeld {
  readonly sequence: number
  readonly sha256: string
}

/** What a partner says of a card that we may make next. */
export interface CardJudged extends CardHeld {
  /** Why it would not be taken; its own words. */
  readonly problem?: string
}

/** What the last handshake on the line showed. */
export interface LineFacts {
  readonly tlsGroup: string
  readonly protocol: string
  readonly peerSha256: string
  readonly peerNotBefore: number
  readonly peerNotAfter: number
}

/** What a partner gives when it is asked for its lists. */
interface OfferedLists {
  readonly octets: Uint8Array
  readonly tag: string | undefined
}

/** How long an answer is waited for, and who is told of one that comes later. */
export interface Patience {
  /** An attempt that has no answer by then has failed. */
  readonly limitMs: number
  /** Told of an answer that came after that; the request is not broken off for it. */
  late(answer: string): void
}

/**
 * The line to a partner. Rejects with Problem `partner-unreachable` (try again, after
 * `retryAfterMs` where it says so), or `partner-refused` (final; its detail names the partner's own
 * problem code).
 */
export interface PartnerLine {
  /**
   * Rejects with `receipt-late` where the partner could be reached and gave no answer within the
   * limit.
   */
  deliver(to: PartnerAddress, frames: Uint8Array, patience: Patience): Promise<string>
  /**
   * The same on a new connection that ends with it, for a test: rejects with the problem of the hop
   * that failed.
   */
  deliverFresh(to: PartnerAddress, frames: Uint8Array): Promise<{ answer: string; facts: LineFacts | undefined }>
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
  /** Our cards that the partner holds, one JWS a line, the newest last. */
  heldCards(to: PartnerAddress): Promise<string>
  /** Shows our cards; answers which of them the partner holds from now on. */
  offerCards(to: PartnerAddress, chain: string): Promise<CardHeld>
  /** Has the partner judge a card that we may make next; answers which of ours it holds now. */
  rehearseCard(to: PartnerAddress, jws: string): Promise<CardJudged>
  /** Says until when we are away; compact JWS. */
  tellAbsence(to: PartnerAddress, jws: string): Promise<void>
  /** Asks which statements between us the partner holds; compact JWS. Answers one page, compact JWE. */
  askHeld(to: PartnerAddress, jws: string): Promise<string>
  /** Introduces another member to the partner; compact JWS. */
  introduce(to: PartnerAddress, jws: string): Promise<void>
  /** Passes on the proof that a member has two histories. */
  offerFork(to: PartnerAddress, cards: string): Promise<void>
  /**
   * C2SP tlog-witness: what the partner answers to our newest checkpoint; every status is an
   * answer.
   */
  addCheckpoint(to: PartnerAddress, body: string): Promise<{ status: number; body: string }>
  /** The newest checkpoint of our log that the partner cosigned; undefined where there is none. */
  seenCheckpoint(to: PartnerAddress): Promise<string | undefined>
  /** A file of the partner's log as it publishes it (C2SP tlog-tiles); undefined where there is none. */
  logFile(to: PartnerAddress, path: string): Promise<Uint8Array | undefined>
  /**
   * Lists of revoked certificates of the partner's CAs, as a CBOR sequence; undefined where they
   * are as they were under `tag`. This and the next go to a partner of whom nothing else is taken
   * yet.
   */
  crls(to: PartnerAddress, tag: string | undefined): Promise<OfferedLists | undefined>
  /** Gives the partner a list of ours, DER. */
  offerCrl(to: PartnerAddress, der: Uint8Array): Promise<void>
  facts(to: PartnerAddress): LineFacts | undefined
  /** Looks at every live connection again: one that may not go on is closed, idle or not. */
  lookAgain(): void
  /**
   * The gateway stops: what is under way has a moment to end, and what is asked from now on, such
   * as the last cosignature, has no longer.
   */
  lastCall(): void
  /** Drops every connection to a partner, or to all. */
  hangUp(member?: string): Promise<void>
}

/** A list of revoked certificates that its source had not given before. */
interface FetchedList {
  readonly octets: Uint8Array
  /** What the source calls this state of it, to be asked for anew. */
  readonly tag: string | undefined
}

/**
 * Rejects with Problem `revocation-unknown` for whatever keeps it from an answer: nobody there, too
 * slow, too much, another address.
 */
export interface RevocationLine {
  /** Undefined where it is as it was under `tag`. */
  list(url: string, tag: string | undefined): Promise<FetchedList | undefined>
  answer(url: string, question: Uint8Array): Promise<Uint8Array>
}
