// Where lists of revoked certificates, and answers about one, come from; and where lists are kept.

/** What a source gave that it had not given before. */
export interface FetchedList {
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

/** A file that the operator laid down. */
export interface LaidDown {
  readonly name: string
  /** Changes with the file. */
  readonly state: string
  read(): Promise<Uint8Array>
}

/** What the operator lays down, and what we keep for the next start. */
export interface RevocationFiles {
  laidDown(): Promise<readonly LaidDown[]>
  kept(): Promise<readonly Uint8Array[]>
  /** On disk when it resolves. */
  keep(name: string, text: string): Promise<void>
}
