import { xor } from '../octets.ts'

/*
 * The two halves of an item's key. Each alone is random octets and tells nothing of the key. The
 * recipient's share travels in the letter, the provider's when the terms are accepted.
 */

/**
 * The provider's share of a key, beside the recipient's: random octets that are used for nothing
 * else.
 * @throws {CryptoError} `malformed` when the lengths differ.
 */
export const shareBeside = (key: Uint8Array, recipientShare: Uint8Array): Uint8Array => xor(key, recipientShare)

/**
 * The key again. Any two shares of one length give some key; whether it is the right one shows at
 * the part's commitment.
 */
export const joinShares = (recipientShare: Uint8Array, providerShare: Uint8Array): Uint8Array =>
  xor(recipientShare, providerShare)
