import { type Static, Type } from 'typebox'
import { closed, instant, instantMs, openObject, shapeReader, uuid, word } from '../shapes.ts'
import { commitment, recordOctets } from './leaf.ts'

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
