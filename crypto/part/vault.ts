import { createCipheriv, createDecipheriv } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import { concat } from '../octets.ts'

// What lies on disk under keys of our own: keys wrapped by the key of an epoch, and secrets sealed
// under wrapped keys.

const wrapIv = Uint8Array.fromHex('a6a6a6a6a6a6a6a6') // RFC 3394 §2.2.3.1
const tagBytes = 16

/**
 * Wraps a key: AES-256 Key Wrap (RFC 3394). @param kek 32 octets. @returns 8 octets more than the
 * key.
 */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Uint8Array {
  demandLength('a key-encryption key', kek, 32)
  if (key.length < 16 || key.length % 8 !== 0) {
    throw new CryptoError('malformed', `a key of ${key.length} octets cannot be wrapped`)
  }
  const cipher = createCipheriv('id-aes256-wrap', kek, wrapIv)
  return concat(cipher.update(key), cipher.final())
}

/**
 * @throws {CryptoError} `undecryptable` when the wrapped key was changed or another key wrapped it.
 */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array): Uint8Array {
  demandLength('a key-encryption key', kek, 32)
  // OpenSSL unwraps nothing to nothing.
  if (wrapped.length < 24) throw new CryptoError('undecryptable', 'wrapped key does not open with this key')
  return opened('wrapped key', () => {
    const decipher = createDecipheriv('id-aes256-wrap', kek, wrapIv)
    return concat(decipher.update(wrapped), decipher.final())
  })
}

/**
 * A wrapped key, opened by the first of some that it opens with; `under` says which.
 * @throws {CryptoError} `undecryptable` for none
 */
export function unwrapUnder(
  keks: readonly Uint8Array[],
  wrapped: Uint8Array,
): { readonly under: number; readonly unwrapped: Uint8Array } {
  for (const [under, kek] of keks.entries()) {
    try {
      return { under, unwrapped: unwrapKey(kek, wrapped) }
    } catch (error) {
      if (under === keks.length - 1) throw error
    }
  }
  throw new CryptoError('undecryptable', 'there is no key that it could open with')
}

/**
 * Wraps anew under `after` what `before` wraps.
 * @returns undefined where it is wrapped so already
 * @throws {CryptoError} `undecryptable` for what neither wraps
 */
export function rewrapKey(before: Uint8Array, after: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  const { under, unwrapped } = unwrapUnder([after, before], wrapped)
  return under === 0 ? undefined : wrapKey(after, unwrapped)
}

/**
 * Seals a secret with AES-256-GCM.
 * @param nonce 12 octets that never repeat under one key. @param aad where the secret belongs, for
 *   instance table and row.
 * @returns ciphertext and tag; the nonce is kept by the caller.
 */
export function sealSecret(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  demandLength('a key', key, 32)
  demandLength('a nonce', nonce, 12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
}

/**
 * @throws {CryptoError} `undecryptable` when key, nonce, octets or place are not those of the
 * sealing.
 */
export function openSecret(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  demandLength('a key', key, 32)
  demandLength('a nonce', nonce, 12)
  return opened('secret', () => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(aad)
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    return concat(decipher.update(sealed.subarray(0, -tagBytes)), decipher.final())
  })
}

function opened(what: string, open: () => Uint8Array): Uint8Array {
  try {
    return open()
  } catch (cause) {
    throw new CryptoError('undecryptable', `${what} does not open with this key`, { cause })
  }
}

function demandLength(what: string, octets: Uint8Array, bytes: number): void {
  if (octets.length !== bytes) throw new CryptoError('malformed', `${what} has ${bytes} octets, found ${octets.length}`)
}
