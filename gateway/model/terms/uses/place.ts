// Where a use stands in the chain of its case, as its record says it.
import { type Static, Type } from 'typebox'
import type { LogRecord } from '../../../../crypto/log/record.ts'
import { closed, digest, memberCode, shapeReader } from '../../../../crypto/shapes.ts'
import { isUse } from './uses.ts'

const placeShape = closed({
  /** Whose chain it is: both members have one in each case. */
  member: memberCode,
  number: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
  /** Digest of the record before; zeros before the first. */
  previous: digest,
})
/** Where a record stands in the chain of its case. */
export type Place = Static<typeof placeShape>
const readPlace = shapeReader(placeShape, 'log', 'place in the chain')

/**
 * Undefined for what was recorded before there were chains.
 * @throws {CryptoError} `log` where it is none.
 */
export const placeOf = (record: Pick<LogRecord, 'kind' | 'case' | 'data'>): Place | undefined =>
  isUse(record) && record.data.place !== undefined ? readPlace(record.data.place) : undefined
