import { type Static, Type } from 'typebox'
import { canonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import type { JsonObject } from '../json.ts'
import { equal, sha256 } from '../octets.ts'
import { closed, instant, instantMs, openObject, shapeReader, uuid, word } from '../shapes.ts'

/*
 * An entry of our log is 32 octets: the commitment to a record, SHA-256 over a salt and its
 * canonical form. The log shows nothing of the record; whoever is given record and salt can see
 * that it was there. Without the salt nothing leads back.
 */

const saltBytes = 32
export const maxRecordBytes = 64 * 1024

const recordShape = closed({
  v: Type.Literal(1),
  at: instant,
  /** What happened, from the catalogue of evidence. */
  kind: word,
  case: Type.Union([uuid, Type.Null()]),
  /** What it happened to: an id, a digest, a member. */
  subject: Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]{1,200}$' }),
  data: openObject(64),
})

/** One thing that happened, as evidence keeps it. No personal data, no content, no key. */
export type LogRecord = Static<typeof recordShape>

const readShape = shapeReader(recordShape, 'log', 'record')

/**
 * @throws {CryptoError} `log` unless of the closed shape and at most 64 KiB in canonical form;
 * `malformed` when not JSON.
 */
export function readRecord(value: unknown): LogRecord {
  const record = readShape(value)
  instantMs(record.at, 'log')
  recordOctets(record)
  return record
}

/**
 * The entry for a record that is made now, which is written once.
 * @param salt 32 random octets, fresh for each. @throws {CryptoError} as `readRecord`
 */
export function entryOf(salt: Uint8Array, record: LogRecord): Uint8Array {
  instantMs(readShape(record).at, 'log')
  return commitment(salt, record)
}

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

function recordOctets(record: object): Uint8Array {
  const octets = canonical(record)
  if (octets.length <= maxRecordBytes) return octets
  throw new CryptoError('log', `record is ${octets.length} octets, expected at most ${maxRecordBytes}`)
}
