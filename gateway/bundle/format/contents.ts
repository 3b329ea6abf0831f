// The files of a bundle, read each by itself: of the form that its place demands, and nothing
// verified yet. What is not of its form is a fault and left out; that it is missing then shows
// nowhere as something else.
import type { JsonObject } from '../../../crypto/json.ts'
import type { ClaimedCheckpoint } from '../../../crypto/log/checkpoint.ts'
import type { LogRecord } from '../../../crypto/log/record.ts'
import type { Statement, StatementItem } from '../../../crypto/statement/statement.ts'
import { type CaseState, foldCase } from '../../case/case.ts'
import { firstSenderRole, fold } from '../../case/steps.ts'
import type { Agreement } from '../../model/agreement.ts'
import { type AgreedNumbers, underAgreement } from '../../model/profile/agreed-numbers.ts'
import { otherRole } from '../../model/role.ts'
import { profiles } from '../../profiles/all.ts'
import type { CaseSheet, StatementRow } from './case-sheet.ts'
import { type BundleFault, fault, foundIn } from './faults.ts'
import { type Form, type Formed, forms, type ReceiptClaims } from './forms.ts'
import { type Known, once } from './known.ts'
import { placesOf, type StatementPlaces, sheetName } from './layout.ts'
import type { Found } from './manifest.ts'

export interface Contents {
  readonly sheet: CaseSheet
  readonly agreement: { readonly agreement: Agreement; readonly sha256: string } | undefined
  readonly cards: readonly { readonly file: string; readonly row: CaseSheet['cards'][number]; readonly jws: string }[]
  readonly statements: readonly StatementFile[]
  readonly receipts: readonly ReceiptFile[]
  readonly terms: readonly TermsFile[]
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

interface BodyFile {
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
  readonly claims: ReceiptClaims
  /** When the exporter stored it. */
  readonly storedAt: string
}

interface TermsFile {
  readonly file: string
  /** Of what they say, in words. */
  readonly texts: readonly string[]
  readonly sha256: string
  readonly terms: JsonObject
}

interface NoteFile {
  readonly file: string
  readonly claims: ClaimedCheckpoint
}

export interface RecordFile {
  readonly file: string
  readonly index: number
  readonly record: LogRecord
  readonly salt: Uint8Array
  readonly sha256: string
  readonly proof: { readonly file: string; readonly text: string; readonly sha256: string } | undefined
}

/**
 * The file read by the rules of a form; undefined where it is missing, which the list of files
 * tells, or malformed.
 */
type Take = <F extends Form>(form: F, name: string) => Formed<F> | undefined
type Digest = (name: string) => string

/**
 * @param files all but manifest and plaintexts of items
 * @param found their digests. Without a case sheet there is nothing to read the others by.
 */
export function readContents(
  files: ReadonlyMap<string, Uint8Array>,
  found: ReadonlyMap<string, Found>,
  known: Known,
): {
  contents: Contents | undefined
  faults: BundleFault[]
} {
  const faults: BundleFault[] = []
  const digest: Digest = (name) => found.get(name)?.sha256 ?? ''
  const take: Take = (form, name) => {
    const [octets, is] = [files.get(name), found.get(name)]
    if (!octets || !is) return undefined
    try {
      return once(known, `${form} ${is.sha256}`, () => forms[form](octets) as Formed<typeof form>)
    } catch (error) {
      faults.push(fault('file-malformed', name, foundIn(error)))
      return undefined
    }
  }
  const sheet = take('sheet', sheetName)
  if (!sheet) return { contents: undefined, faults }
  const places = placesOf(sheet)
  const agreement = take('agreement', places.agreement)
  const statements = listed(sheet.statements, places.statements, (row, names) =>
    readStatementFiles(row, names, take, digest),
  )
  const note = (file: string) => {
    const claims = take('note', file)
    return claims && { file, claims }
  }
  const contents: Contents = {
    sheet,
    agreement: agreement && { agreement, sha256: digest(places.agreement) },
    cards: listed(sheet.cards, places.cards, (row, file) => {
      const jws = take('text', file)
      return jws === undefined ? undefined : { file, row, jws }
    }),
    statements,
    state: stateOf(sheet.profile, statements, agreement?.parameters),
    receipts: listed(sheet.receipts, places.receipts, ({ at: storedAt }, file) => {
      const read = take('receipt', file)
      return read && { file, ...read, storedAt }
    }),
    terms: listed(sheet.terms, places.terms, (sha256, { json: file, texts }) => {
      const terms = take('terms', file)
      return terms && { file, texts, sha256, terms }
    }),
    checkpoint: places.checkpoint === undefined ? undefined : note(places.checkpoint),
    partnerCheckpoints: places.partnerCheckpoints.flatMap((file) => note(file) ?? []),
    records: listed(sheet.records, places.records, (index, { record, proof }) =>
      readRecordFiles(index, record, proof, take, digest),
    ),
    timestamps: places.timestamps.flatMap((file) => {
      const octets = files.get(file)
      return octets ? [{ file, octets }] : []
    }),
  }
  return { contents, faults }
}

function readStatementFiles(
  row: StatementRow,
  places: StatementPlaces,
  take: Take,
  digest: Digest,
): StatementFile | undefined {
  const read = take('statement', places.statement)
  if (!read) return undefined
  const seal = places.seal === undefined ? undefined : take('text', places.seal)
  const body = places.body === undefined ? undefined : take('body', places.body)
  const items = listed(row.items, places.items, (id, { octets: file, about }) => {
    const found = take('item', about)
    return found && { file, about, item: read.statement.items.find((each) => each.id === id), ...found }
  })
  return {
    file: places.statement,
    row,
    ...read,
    // What parses as canonical is its own canonical form: the octets are what the digest of a
    // statement is over.
    sha256: digest(places.statement),
    seal: places.seal === undefined || seal === undefined ? undefined : { file: places.seal, jws: seal },
    body: places.body === undefined || body === undefined ? undefined : { file: places.body, ...body },
    items,
  }
}

function readRecordFiles(
  index: number,
  file: string,
  proofFile: string,
  take: Take,
  digest: Digest,
): RecordFile | undefined {
  const proof = take('text', proofFile)
  const read = take('record', file)
  return (
    read && {
      file,
      index,
      ...read,
      sha256: digest(file),
      proof: proof === undefined ? undefined : { file: proofFile, text: proof, sha256: digest(proofFile) },
    }
  )
}

/**
 * The state that the kept statements lead to, as each gateway folds it for itself; undefined for a
 * profile not known here.
 * @param agreed the numbers of the agreement, where it could be read.
 */
function stateOf(
  profileName: string,
  statements: readonly StatementFile[],
  agreed: AgreedNumbers | undefined,
): CaseState | undefined {
  const plain = profiles.get(profileName)
  if (!plain) return undefined
  const profile = agreed ? underAgreement(plain, agreed) : plain
  const kept = statements.filter(({ row }) => row.standing === 'kept')
  const opening = ({ statement }: StatementFile) => profile.messages[statement.type]?.opens === true
  const first = storedFirst(statements, opening)
  if (!first) return foldCase(profile, [])
  const { type, from } = first.statement
  return fold(profile, { role: otherRole[firstSenderRole(profile, type)], partner: from.member }, kept)
}

/**
 * The exporter took the part of each member from what it stored first, and an opening message says
 * it best.
 */
function storedFirst(
  statements: readonly StatementFile[],
  opening: (each: StatementFile) => boolean,
): StatementFile | undefined {
  const firstAt = statements.map(({ row }) => row.storedAt).sort()[0]
  const together = statements.filter(({ row }) => row.storedAt === firstAt)
  return together.find(opening) ?? together[0]
}

/** What could be read of the rows of a list, each with its place. */
const listed = <Row, Place, Read>(
  rows: readonly Row[],
  places: readonly Place[],
  read: (row: Row, place: Place) => Read | undefined,
): Read[] => rows.flatMap((row, at) => read(row, places[at] as Place) ?? [])
