// What readers of formats are given, and the bounds that all of them keep.

/** Octets in their order, in pieces of any size. */
export type Octets = AsyncIterable<Uint8Array>

export const mostBlanks = 4

/** What a reader of a format tells of what it finds. */
export interface Report {
  /**
   * Looks at what lies inside, and resolves when it was read to its end.
   * @param ends how many octets at its end may belong to what comes after it, at most `mostBlanks`,
   *   or `perhaps` where the end of a line may: it is known with each of them and without
   */
  inner(source: Octets, ends?: number | 'perhaps'): Promise<void>
  /** Words that people read, by which they are known again; they are no file of their own. */
  text(source: Octets): Promise<void>
  /** What a file is called, which says something too. */
  name(said: string): void
  /** Something that lies inside cannot be read. */
  unread(): void
}

/**
 * Reads one format to the end of what it holds, however much follows.
 * @throws where it is not in order.
 */
export type Format = (source: Octets, report: Report) => Promise<void>

/** What one look may cost. */
export const bounds = {
  /** A zip in a mail in a zip, and one more. */
  depth: 5,
  /** Contents within one item, at all depths. */
  members: 2_000,
  /** Digests, of contents and of texts in them. */
  found: 4_000,
  /** Octets that come out of them, unpacked and decoded. */
  octets: 256 * 1_048_576,
  /** Of a text; what is longer is known again as a whole only. */
  textBytes: 1_048_576,
} as const

/** Everybody has contents this small. */
export const fewestOctets = 64
