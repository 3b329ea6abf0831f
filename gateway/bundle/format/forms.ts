// How the file of each kind is read, by its form alone.
import { type Static, Type } from 'typebox'
import { canonicalText, parseCanonical } from '../../../crypto/canonical.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import { claimedCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { readRecord } from '../../../crypto/log/record.ts'
import { fromBase64url, text } from '../../../crypto/octets.ts'
import {
  closed,
  digest,
  instant,
  memberCode,
  octets32,
  openObject,
  shapeReader,
  usesHead,
  uuid,
} from '../../../crypto/shapes.ts'
import { readStatement, termsSha256 } from '../../../crypto/statement/statement.ts'
import { readAgreement } from '../../model/agreement.ts'
import { readCaseSheet } from './case-sheet.ts'

const receiptClaims = Type.Object({
  id: uuid,
  from: memberCode,
  to: memberCode,
  at: instant,
  envelope: closed({ id: uuid, sha256: digest }),
  /** Signed note of the recipient's log. */
  checkpoint: Type.Optional(Type.String()),
  entries: Type.Array(
    Type.Object({
      id: uuid,
      sha256: digest,
      terms: digest,
      outcome: Type.Enum(['received', 'duplicate', 'refused', 'conflict']),
      problem: Type.Optional(Type.String()),
      /** Of the leaf in the recipient's log. */
      leaf: Type.Optional(Type.Integer({ minimum: 0 })),
      /** Of the recipient's chain of uses in the case. */
      uses: Type.Optional(usesHead()),
    }),
  ),
})
/** What a receipt says, whoever signed it. */
export type ReceiptClaims = Static<typeof receiptClaims>
export type ClaimedEntry = ReceiptClaims['entries'][number]

const recordShape = closed({ record: openObject(6), salt: octets32 })
const bodyShape = closed({ form: openObject(256), names: openObject(64), salt: octets32 })
const itemShape = closed({ name: Type.String({ maxLength: 1024 }), salt: octets32, plainSha256: digest })

const readReceiptClaims = shapeReader(receiptClaims, 'malformed', 'receipt')
const readRecordShape = shapeReader(recordShape, 'malformed', 'record')
const readBodyShape = shapeReader(bodyShape, 'malformed', 'body')
const readItemShape = shapeReader(itemShape, 'malformed', 'item')

/**
 * How the file of each kind is read: of its form, nothing verified. Each throws {CryptoError} or
 * {Problem} for another form.
 */
export const forms = {
  sheet: (octets: Uint8Array) => readCaseSheet(parseCanonical(octets)),
  agreement: (octets: Uint8Array) => readAgreement(parseCanonical(octets)),
  text,
  note: claimedCheckpoint,
  statement: (octets: Uint8Array) => {
    const statement = readStatement(parseCanonical(octets))
    return { statement, termsSha256: termsSha256(statement.terms) }
  },
  receipt: (octets: Uint8Array) => {
    const jws = text(octets)
    return { jws, claims: readReceiptClaims(parseCanonical(fromBase64url(jws.split('.', 4)[1] ?? ''))) }
  },
  record: (octets: Uint8Array) => {
    const { record, salt } = readRecordShape(parseCanonical(octets))
    return { record: readRecord(record), salt: fromBase64url(salt) }
  },
  terms: (octets: Uint8Array): JsonObject => {
    const value = parseCanonical(octets)
    if (isJsonObject(value)) return value
    throw new CryptoError('malformed', `expected a JSON object, found ${canonicalText(value).slice(0, 40)}`)
  },
  body: (octets: Uint8Array) => {
    const { form, names, salt } = readBodyShape(parseCanonical(octets))
    return { form, names, salt: fromBase64url(salt) }
  },
  item: (octets: Uint8Array) => {
    const { name, salt, plainSha256 } = readItemShape(parseCanonical(octets))
    return { name, plainSha256, salt: fromBase64url(salt) }
  },
} as const

export type Form = keyof typeof forms
export type Formed<F extends Form> = ReturnType<(typeof forms)[F]>
