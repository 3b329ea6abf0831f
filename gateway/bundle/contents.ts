import { type Static, Type } from 'typebox'
import { canonicalText, parseCanonical } from '../../crypto/canonical.ts'
import { type ClaimedCheckpoint, claimedCheckpoint } from '../../crypto/checkpoint.ts'
import { CryptoError } from '../../crypto/fault.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { type LogRecord, readRecord } from '../../crypto/leaf.ts'
import { fromBase64url, text } from '../../crypto/octets.ts'
import { closed, digest, instant, memberCode, octets32, openObject, shapeReader, uuid } from '../../crypto/shapes.ts'
import { readStatement, type Statement, type StatementItem, termsSha256 } from '../../crypto/statement.ts'
import { type Agreement, readAgreement } from '../model/agreement.ts'
import type { CaseState } from '../model/case.ts'
import { type CaseSheet, readCaseSheet, type StatementRow } from './case-sheet.ts'
import { stateOf } from './case-state.ts'
import { type BundleFault, fault, foundIn } from './faults.ts'
import {
  agreementName,
  bodyName,
  cardName,
  checkpointName,
  counted,
  itemNames,
  partnerCheckpointName,
  proofName,
  receiptName,
  recordName,
  sheetName,
  statementNames,
  termsNames,
  timestampName,
} from './layout.ts'
import type { Found } from './manifest.ts'

/*
 * The files of a bundle, read each by itself: of the form that its place demands, and nothing verified yet. What is not
 * of its form is a fault and left out; that it is missing then shows nowhere as something else.
 */

export interface Contents {
  readonly sheet: CaseSheet
  readonly agreement: { readonly agreement: Agreement; readonly sha256: string } | undefined
  readonly cards: readonly { readonly file: string; readonly row: CaseSheet['cards'][number]; readonly jws: string }[]
  readonly statements: readonly StatementFile[]
  readonly receipts: readonly ReceiptFile[]
  readonly terms: readonly { readonly file: string; readonly sha256: string; readonly terms: JsonObject }[]
  readonly checkpoint: NoteFile | undefined
  readonly partnerCheckpoints: readonly NoteFile[]
  readonly records: readonly RecordFile[]
  readonly timestamps: readonly { readonly file: string; readonly octets: Uint8Array }[]
  /** Folded from the kept statements; undefined for a profile that is not known here. */
  readonly state: CaseState | undefined
}

export interface StatementFile {
  readonly file: string
  readonly row: StatementRow
  readonly statement: Statement
  /** Of the statement as it lies here, and of its terms. */
  readonly sha256: string
  readonly termsSha256: string
  readonly seal: { readonly file: string; readonly jws: string } | undefined
  readonly body: BodyFile | undefined
  readonly items: readonly ItemFile[]
}

export interface BodyFile {
  readonly file: string
  readonly form: JsonObject
  readonly names: JsonObject
  readonly salt: Uint8Array
}

export interface ItemFile {
  /** Of the plaintext. */
  readonly file: string
  /** Of what is said about it. */
  readonly about: string
  readonly item: StatementItem | undefined
  readonly name: string
  readonly salt: Uint8Array
  readonly plainSha256: string
}

export interface ReceiptFile {
  readonly file: string
  readonly jws: string
  /** What it says, whoever signed it. */
  readonly claims: ReceiptClaims
  /** When the exporter stored it. */
  readonly storedAt: string
}

export interface NoteFile {
  readonly file: string
  readonly claims: ClaimedCheckpoint
}

export interface RecordFile {
  readonly file: string
  readonly index: number
  readonly record: LogRecord
  readonly salt: Uint8Array
  readonly proof: { readonly file: string; readonly text: string } | undefined
}

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
    }),
  ),
})
export type ReceiptClaims = Static<typeof receiptClaims>
export type ClaimedEntry = ReceiptClaims['entries'][number]

const salted = closed({ record: openObject(6), salt: octets32 })
const bodyShape = closed({ form: openObject(256), names: openObject(64), salt: octets32 })
const aboutShape = closed({ name: Type.String({ maxLength: 1024 }), salt: octets32, plainSha256: digest })

const readReceiptClaims = shapeReader(receiptClaims, 'malformed', 'receipt')
const readSalted = shapeReader(salted, 'malformed', 'record')
const readBody = shapeReader(bodyShape, 'malformed', 'body')
const readAbout = shapeReader(aboutShape, 'malformed', 'item')

/**
 * @param files all but manifest and plaintexts of items, @param found their digests. Without a case sheet there is nothing to
 * read the others by.
 */
export function readContents(
  files: ReadonlyMap<string, Uint8Array>,
  found: ReadonlyMap<string, Found>,
): {
  contents: Contents | undefined
  faults: BundleFault[]
} {
  const faults: BundleFault[] = []
  /** The file as `read` sees it; undefined where it is missing, which the list of files tells, or malformed. */
  function take<T>(name: string, read: (octets: Uint8Array) => T): T | undefined {
    const octets = files.get(name)
    if (!octets) return undefined
    try {
      return read(octets)
    } catch (error) {
      faults.push(fault('file-malformed', name, foundIn(error)))
      return undefined
    }
  }
  const sheet = take(sheetName, (octets) => readCaseSheet(parseCanonical(octets)))
  if (!sheet) return { contents: undefined, faults }
  const notes = (name: string) => {
    const claims = take(name, claimedCheckpoint)
    return claims ? [{ file: name, claims }] : []
  }
  const statements = present(sheet.statements, (row, at) =>
    readStatementFiles(row, at, sheet, { take, digest: (name) => found.get(name)?.sha256 ?? '' }),
  )
  const contents: Contents = {
    sheet,
    agreement: take(agreementName, (octets) => ({
      agreement: readAgreement(parseCanonical(octets)),
      sha256: found.get(agreementName)?.sha256 ?? '',
    })),
    cards: present(sheet.cards, (row) => {
      const file = cardName(row.member, row.sequence)
      const jws = take(file, text)
      return jws === undefined ? undefined : { file, row, jws }
    }),
    statements,
    state: stateOf(sheet.profile, statements),
    receipts: present(sheet.receipts, ({ id, at: storedAt }) => {
      const file = receiptName(id)
      const read = take(file, (octets) => ({ jws: text(octets), claims: claimsOf(text(octets)) }))
      return read && { file, ...read, storedAt }
    }),
    terms: present(sheet.terms, (sha256) => {
      const file = termsNames(sha256).json
      const terms = take(file, (octets) => demandObject(parseCanonical(octets)))
      return terms && { file, sha256, terms }
    }),
    checkpoint: sheet.checkpoint ? notes(checkpointName)[0] : undefined,
    partnerCheckpoints: counted(sheet.partnerCheckpoints, partnerCheckpointName).flatMap(notes),
    records: present(sheet.records, (index) => readRecordFiles(index, take)),
    timestamps: present(counted(sheet.timestamps, timestampName), (file) => {
      const octets = files.get(file)
      return octets && { file, octets }
    }),
  }
  return { contents, faults }
}

type Take = <T>(name: string, read: (octets: Uint8Array) => T) => T | undefined

function readStatementFiles(
  row: StatementRow,
  at: number,
  sheet: CaseSheet,
  { take, digest }: { take: Take; digest: (name: string) => string },
): StatementFile | undefined {
  const names = statementNames(at, sheet)
  const read = take(names.statement, (octets) => {
    const statement = readStatement(parseCanonical(octets))
    // What parses as canonical is its own canonical form: the octets are what the digest of a statement is over.
    return { statement, sha256: digest(names.statement), termsSha256: termsSha256(statement.terms) }
  })
  if (!read) return undefined
  const seal = row.sealed ? take(names.seal, text) : undefined
  const body = row.body ? take(bodyName(row.id), readBodyFile) : undefined
  const items = present(row.items, (id) => {
    const { octets: file, about } = itemNames(id)
    const found = take(about, (octets) => readAbout(parseCanonical(octets)))
    const item = read.statement.items.find((each) => each.id === id)
    return found && { file, about, item, ...found, salt: fromBase64url(found.salt) }
  })
  return {
    file: names.statement,
    row,
    ...read,
    seal: seal === undefined ? undefined : { file: names.seal, jws: seal },
    body: body && { file: bodyName(row.id), ...body },
    items,
  }
}

function readBodyFile(octets: Uint8Array) {
  const { form, names, salt } = readBody(parseCanonical(octets))
  return { form, names, salt: fromBase64url(salt) }
}

function readRecordFiles(index: number, take: Take): RecordFile | undefined {
  const [file, proofFile] = [recordName(index), proofName(index)]
  const proof = take(proofFile, text)
  const read = take(file, (octets) => {
    const { record, salt } = readSalted(parseCanonical(octets))
    return { record: readRecord(record), salt: fromBase64url(salt) }
  })
  return read && { file, index, ...read, proof: proof === undefined ? undefined : { file: proofFile, text: proof } }
}

function claimsOf(jws: string): ReceiptClaims {
  const payload = jws.split('.', 4)[1]
  if (payload === undefined) throw new CryptoError('malformed', 'receipt is no compact JWS')
  return readReceiptClaims(parseCanonical(fromBase64url(payload)))
}

function demandObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new CryptoError('malformed', `expected a JSON object, found ${canonicalText(value).slice(0, 40)}`)
}

function present<A, B>(all: readonly A[], read: (each: A, at: number) => B | undefined): B[] {
  return all.flatMap((each, at) => read(each, at) ?? [])
}
