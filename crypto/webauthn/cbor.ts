// The one CBOR item that an authenticator writes, as it has to be written: CTAP2 canonical form.
import { decodeFirst, encode } from 'cborg'
import { CryptoError } from '../fault.ts'
import { isSame } from '../octets.ts'

export type CborMap = ReadonlyMap<unknown, unknown>

/**
 * The map that octets begin with, and what follows it. Lengths are definite and in their shortest
 * form, no key comes twice.
 * @throws {CryptoError} `passkey`
 */
export function readMap(octets: Uint8Array, what: string): { map: CborMap; length: number } {
  let read: [unknown, Uint8Array]
  try {
    read = decodeFirst(octets, strictly)
  } catch (cause) {
    throw new CryptoError('passkey', `${what} is no CBOR of definite, shortest lengths`, { cause })
  }
  const [map, rest] = read
  if (!(map instanceof Map)) throw new CryptoError('passkey', `${what} is no CBOR map`)
  return { map, length: octets.length - rest.length }
}

/** Whether these octets are the one canonical form of this map. */
export const isCanonical = (map: CborMap, octets: Uint8Array): boolean => isSame(encode(map), octets)

const strictly = {
  ...{ strict: true, useMaps: true, rejectDuplicateMapKeys: true },
  ...{ allowIndefinite: false, allowUndefined: false, allowInfinity: false, allowNaN: false, allowBigInt: false },
}
