// Where the octets of documents are kept, and what looks into them.

/**
 * Ciphertexts of items, content-addressed by the SHA-256 of their octets (lower-case hex). Flat
 * memory whatever the size.
 */
export interface Parts {
  /** What an `append` that is under way holds in memory at most, in octets. */
  readonly heldBytes: number
  /**
   * Writes a whole part durably; the same octets twice are one part. Problem `storage-full` before
   * the first octet where so many as are announced, with what others announced, leave too little
   * room.
   */
  put(source: AsyncIterable<Uint8Array>, announcedBytes?: number): Promise<{ sha256: string; bytes: number }>
  /** Octets from `offset` on; rejects with Problem `part-missing` when it is not there. */
  read(sha256: string, offset?: number): AsyncIterable<Uint8Array>
  /**
   * As `read`, and all pieces may lie in one memory: whoever takes one is done with it before asking
   * for the next.
   */
  lend(sha256: string, offset?: number): AsyncIterable<Uint8Array>
  /** Size in octets, or undefined. */
  size(sha256: string): Promise<number | undefined>
  /** How many octets of a part that this partner is sending have arrived durably. */
  arrived(partner: string, sha256: string): Promise<number>
  /**
   * Appends at `offset`, which must be what has arrived (else Problem `part-offset`), never beyond
   * `totalBytes`; returns the new offset. What arrived before the source broke stays, unless it is
   * too little to be worth a file. When the total is there its digest is checked: a wrong one is
   * thrown away with Problem `digest-mismatch`. Problem `storage-full` before anything is written
   * where too little room would be left.
   */
  append(
    partner: string,
    sha256: string,
    offset: number,
    totalBytes: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<number>
  /**
   * Makes a completely arrived part of this partner a part of ours, durably; `false` when it has
   * not arrived.
   */
  adopt(partner: string, sha256: string): Promise<boolean>
  /** What each partner has sent and no message has taken, in octets of the place where it lies. */
  staged(): Promise<ReadonlyMap<string, number>>
  /** The message that took an adopted part is stored: the arrival is needed no more. */
  taken(partner: string, sha256: string): Promise<void>
  remove(sha256: string): Promise<void>
  /**
   * Removes arrivals that did not get on since `before`, and parts older than that which `used`
   * does not
   * know. Returns how many went.
   */
  sweep(before: number, used: (sha256: string) => Promise<boolean>): Promise<number>
}

/**
 * Looks into formats that hold other contents (zip, PDF, mail, XML, JSON, HTML, CSV), within each
 * other too, within bounds of depth, number, size and time.
 */
export interface Insides {
  /**
   * For one content from its first octet on. Nothing of it is kept, and flat memory whatever the
   * size.
   */
  open(): Look
}

/** No octets make it fail, and none stop the gateway. */
export interface Look {
  /** Resolves when the next piece may come. */
  push(piece: Uint8Array): Promise<void>
  /** After the last piece. */
  end(): Promise<Seen>
  /** What came so far is not wanted any more. */
  cancel(): void
}

export interface Seen {
  /**
   * SHA-256, hex, of each content that lies inside, and of texts in normal form (model/terms/texts).
   * Contents too small to tell anything are left out.
   */
  readonly sha256s: readonly string[]
  /**
   * Why that is not all. `bounds`: it holds more than one look may cost. `unreadable`: encrypted,
   * broken, or packed in a way that is not read.
   */
  readonly unread?: 'bounds' | 'unreadable'
}
