// A secret under a passphrase: compact JWE, PBES2-HS512+A256KW (RFC 7518 §4.8) with A256GCM.
import { CompactEncrypt, compactDecrypt } from 'jose'
import { CryptoError } from '../fault.ts'
import { utf8 } from '../octets.ts'

const alg = 'PBES2-HS512+A256KW'
const enc = 'A256GCM'
/** Rounds of PBKDF2 with HMAC-SHA-512: what OWASP asks for, some tenths of a second. */
const rounds = 210_000
/** A file that asks for more was not written here, and would only keep us busy. */
const mostRounds = 10 * rounds

/** @returns a compact JWE */
export const lockWith = (passphrase: string, secret: Uint8Array): Promise<string> =>
  new CompactEncrypt(secret)
    .setProtectedHeader({ alg, enc })
    .setKeyManagementParameters({ p2c: rounds })
    .encrypt(utf8(passphrase))

/** @throws {CryptoError} `undecryptable` for another passphrase, and for what was changed */
export async function unlockWith(passphrase: string, jwe: string): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(jwe, utf8(passphrase), {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [enc],
      maxPBES2Count: mostRounds,
    })
    return plaintext
  } catch (cause) {
    throw new CryptoError('undecryptable', 'it does not open with this passphrase', { cause })
  }
}

/** Whether a text may be one of these: five parts. What is no JWE has no dots. */
export const isLocked = (text: string): boolean => text.split('.').length === 5
