// An arrival as it lies there: pieces, each written by one connection and by nobody else, so that
// any number of nodes may take in the same part at once. Their names begin with the offset; where
// they overlap, any of them will do, because the digest of the whole decides.
import { randomUUID } from 'node:crypto'
import { Problem } from '../../gateway/model/problems/problems.ts'

export interface Piece {
  readonly name: string
  readonly offset: number
  readonly bytes: number
}

/** What is read of a piece: octets `from` up to and without `to`, counted within it. */
export interface Slice {
  readonly name: string
  readonly from: number
  readonly to: number
}

const offsetDigits = 16
const pieceForm = new RegExp(`^(\\d{${offsetDigits}})-[0-9a-f-]{36}$`)

export const newPiece = (offset: number): string => `${String(offset).padStart(offsetDigits, '0')}-${randomUUID()}`

/** Undefined for whatever is no piece. */
export function readPiece(name: string, bytes: number): Piece | undefined {
  const offset = pieceForm.exec(name)?.[1]
  return offset === undefined ? undefined : { name, offset: Number(offset), bytes }
}

/**
 * How far the pieces reach from the first octet on without a gap, and what to read for it, in
 * order.
 */
export function reach(pieces: readonly Piece[]): { readonly bytes: number; readonly slices: readonly Slice[] } {
  const inOrder = [...pieces].sort((one, other) => one.offset - other.offset)
  const slices: Slice[] = []
  let bytes = 0
  let next = 0
  for (;;) {
    let best: Piece | undefined
    for (let piece = inOrder[next]; piece && piece.offset <= bytes; piece = inOrder[next]) {
      if (!best || endOf(piece) > endOf(best)) best = piece
      next += 1
    }
    if (!best || endOf(best) <= bytes) return { bytes, slices }
    slices.push({ name: best.name, from: bytes - best.offset, to: best.bytes })
    bytes = endOf(best)
  }
}
const endOf = ({ offset, bytes }: Piece): number => offset + bytes

/**
 * Refuses a piece that does not begin where the arrival ends, or that would go beyond what was
 * announced.
 */
export function demandOffset(sha256: string, before: number, offset: number, totalBytes: number): void {
  if (before === offset && offset <= totalBytes) return
  throw new Problem(
    'part-offset',
    `${before} octets of the part ${sha256} are here, the piece begins at ${offset} of ${totalBytes}`,
  )
}

/** Refuses what would come after the octets that were announced. */
export function demandWithin(end: number, totalBytes: number): void {
  if (end <= totalBytes) return
  throw new Problem('part-offset', `more than the ${totalBytes} octets that were announced have come`)
}

/** What is complete may be confirmed by an empty piece, and takes no more. */
export async function demandNothing(source: AsyncIterable<Uint8Array>, complete: number): Promise<number> {
  for await (const chunk of source)
    if (chunk.length > 0) throw new Problem('part-offset', `the part is complete with its ${complete} octets`)
  return complete
}

/** What is begun and left is many small files, and each reading of an arrival reads them all. */
const leastPieceBytes = 64 * 1024
const mostPieces = 4096

/** Whether a piece that broke off is worth a file: an octet now and then keeps nothing. */
export const worthKeeping = (bytes: number, totalBytes: number): boolean =>
  bytes >= Math.min(leastPieceBytes, totalBytes / 256)

/** Whether an arrival has come in so many pieces that it is to be sent anew. */
export const tooManyPieces = (pieces: number): boolean => pieces >= mostPieces

/** What lies there, and since when. */
export interface Lying {
  readonly bytes: number
  readonly at: number
}

/**
 * What an arrival has to gain between two sweeps of its age, to be more than a place that is kept.
 */
const leastGainBytes = 16 * 1024 * 1024

/** Whether an arrival is young, or gained something worth waiting for since `before`. */
export function getsOn(files: readonly Lying[], before: number): boolean {
  const young = files.filter(({ at }) => at >= before)
  if (young.length === 0) return false
  return young.length === files.length || young.reduce((sum, { bytes }) => sum + bytes, 0) >= leastGainBytes
}

const leastFileBytes = 256 * 1024

/** What files take of a disk, which has a bound on their number too. */
export const weightOf = (files: readonly Pick<Lying, 'bytes'>[]): number =>
  files.reduce((sum, { bytes }) => sum + Math.max(bytes, leastFileBytes), 0)

export const busy = (sha256: string): Problem =>
  new Problem('part-offset', `the part ${sha256} is arriving on another connection`)

export const manyPieces = (sha256: string): Problem =>
  new Problem('part-offset', `the part ${sha256} has come in ${mostPieces} pieces; send it anew, in larger ones`)

export const mismatch = (sha256: string, found: string): Problem =>
  new Problem('digest-mismatch', `the octets that came have SHA-256 ${found}, announced was ${sha256}`)

export const missing = (sha256: string, options: ErrorOptions = {}): Problem =>
  new Problem('part-missing', `the part ${sha256} is not here`, options)
