import { decodeFirst, encode } from 'cborg'
import { CryptoError } from '../fault.ts'
import { concat } from '../octets.ts'

const byteString = 2 // major type, RFC 8949 §3.1

/** Frames one after the other: a CBOR sequence (RFC 8742) of byte strings. */
export const writeFrames = (frames: Uint8Array[]): Uint8Array => concat(...frames.map((frame) => encode(frame)))

/**
 * Reads frames written by `writeFrames`: byte strings of definite length, lengths in their shortest
 * form, nothing after. The frames are views of `octets`. @throws {CryptoError} `malformed`,
 * `too-large` for more than `maxFrames`
 */
export function readFrames(octets: Uint8Array, { maxFrames }: { maxFrames: number }): Uint8Array[] {
  const frames: Uint8Array[] = []
  let rest = octets
  while (rest.length > 0) {
    if (frames.length === maxFrames) throw new CryptoError('too-large', `found more than ${maxFrames} frames`)
    const [frame, after] = firstOf(rest)
    frames.push(frame)
    rest = after
  }
  return frames
}

function firstOf(octets: Uint8Array): [frame: Uint8Array, after: Uint8Array] {
  // Looked at before decoding, so that nothing nested is ever built.
  if ((octets[0] as number) >> 5 !== byteString) throw new CryptoError('malformed', 'expected a CBOR byte string')
  try {
    return decodeFirst(octets, { strict: true, allowIndefinite: false }) as [Uint8Array, Uint8Array]
  } catch (cause) {
    throw new CryptoError('malformed', 'expected a CBOR byte string of definite, shortest length', { cause })
  }
}
