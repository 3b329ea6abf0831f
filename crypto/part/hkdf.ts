import { createHmac } from 'node:crypto'
import { CryptoError } from '../fault.ts'

const hashBytes = 64

/**
 * HKDF-Expand with HMAC-SHA-512 (RFC 5869 §2.3), without the Extract step: the key is uniformly
 * random already.
 * @param key at least as strong as a SHA-512 output needs to be: 32 octets or more.
 * @throws {CryptoError} `malformed` when more than 255 blocks are asked for or the key is short.
 */
export function expand(key: Uint8Array, info: Uint8Array, lengthBytes: number): Uint8Array {
  if (key.length < 32) throw new CryptoError('malformed', `key has ${key.length} octets, expected at least 32`)
  if (lengthBytes > 255 * hashBytes) throw new CryptoError('malformed', `HKDF cannot expand to ${lengthBytes} octets`)
  const blocks = new Uint8Array(Math.ceil(lengthBytes / hashBytes) * hashBytes)
  let previous: Uint8Array = new Uint8Array()
  for (let at = 0; at < lengthBytes; at += hashBytes) {
    previous = createHmac('sha512', key)
      .update(previous)
      .update(info)
      .update(Uint8Array.of(at / hashBytes + 1))
      .digest()
    blocks.set(previous, at)
  }
  return blocks.subarray(0, lengthBytes)
}
