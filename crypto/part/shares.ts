import { xor } from '../octets.ts'

/** The two halves of an item's key. Each alone is random octets and tells nothing of the key. */
interface KeyShares {
  readonly recipientShare: Uint8Array
  readonly providerShare: Uint8Array
}

/**
 * Splits a key by XOR: the recipient's share travels in the letter, the provider's when the terms are accepted.
 * @param random as many random octets as the key has, used for nothing else.
 * @throws {CryptoError} `malformed` when the lengths differ.
 */
export const splitKey = (key: Uint8Array, random: Uint8Array): KeyShares => ({
  recipientShare: new Uint8Array(random),
  providerShare: xor(key, random),
})

/** The key again. Any two shares of one length give some key; whether it is the right one shows at the part's commitment. */
export const joinShares = (recipientShare: Uint8Array, providerShare: Uint8Array): Uint8Array =>
  xor(recipientShare, providerShare)
