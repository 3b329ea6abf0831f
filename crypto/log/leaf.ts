import { canonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { equal, sha256 } from '../octets.ts'

/*
 * An entry of our log is 32 octets: the commitment to a record, SHA-256 over a salt and its
 * canonical form. The log shows nothing of the record; whoever is given record and salt can see
 * that it was there. Without the salt nothing leads back.
 * What a record may look like is asked where it is made and where it is read (record.ts): the
 * thread that writes the store loads this file, and none of what shapes are made of.
 */

const saltBytes = 32
export const maxRecordBytes = 64 * 1024

/**
 * The entry for a record. @param salt 32 random octets, fresh for each. @throws {CryptoError} `log`
 */
export function commitment(salt: Uint8Array, record: JsonObject): Uint8Array {
  if (salt.length !== saltBytes) {
    throw new CryptoError('log', `found a salt of ${salt.length} octets, expected ${saltBytes}`)
  }
  return sha256(salt, recordOctets(record))
}

/** @throws {CryptoError} `log` unless the entry commits to this record under this salt. */
export function verifyCommitment(entry: Uint8Array, salt: Uint8Array, record: JsonObject): void {
  if (!equal(entry, commitment(salt, record))) {
    throw new CryptoError('log', 'entry is not the commitment to this record')
  }
}

/** Its canonical form. @throws {CryptoError} `log` where it is longer than a record may be. */
export function recordOctets(record: object): Uint8Array {
  const octets = canonical(record)
  if (octets.length <= maxRecordBytes) return octets
  throw new CryptoError('log', `record is ${octets.length} octets, expected at most ${maxRecordBytes}`)
}
