// A part is opened once, to show that it holds what its statement says, before anything relies on
// it.
import { CryptoError } from '../../../crypto/fault.ts'
import { decryptPart, partContext } from '../../../crypto/part/part.ts'
import { saltedHasher } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Look, Seen } from '../../ports/parts.ts'
import { lookedAt } from './fingerprints.ts'

/** An item as its statement names it. */
export interface StatedItem {
  readonly id: string
  readonly bytes: number
  /** Salted digest of the plaintext. */
  readonly sha256: string
  readonly termsSha256: string
}

export interface Proven {
  /** SHA-256 of the plaintext, hex. */
  readonly plainSha256: string
  /** What was seen inside it. */
  readonly seen: Seen
}

/**
 * Opens the ciphertext under the stated terms: other terms, another item or another key give
 * nothing readable.
 * @throws {Problem} `statement-refused` where it does not open, or holds something else than was
 *   stated.
 */
export async function provePlaintext(
  ciphertext: AsyncIterable<Uint8Array>,
  { id, bytes, sha256, termsSha256 }: StatedItem,
  { key, salt }: { key: Uint8Array; salt: Uint8Array },
  look: Look,
): Promise<Proven> {
  const salted = saltedHasher(salt)
  const plain = saltedHasher(new Uint8Array(0))
  let found = 0
  try {
    const opened = decryptPart(ciphertext, { key, context: partContext(id, termsSha256), lent: true })
    for await (const chunk of lookedAt(look, opened)) {
      salted.update(chunk)
      plain.update(chunk)
      found += chunk.length
    }
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new Problem('statement-refused', `the part of item ${id} does not open under the terms of its statement`, {
      cause,
    })
  }
  if (found !== bytes || salted.digest() !== sha256) {
    look.cancel()
    throw new Problem('statement-refused', `the content of item ${id} is not what the statement says`)
  }
  return { plainSha256: plain.digest(), seen: await look.end() }
}
