// The files of a bundle, read each by itself: of the form that its place demands, and nothing
// verified yet. What is not of its form is a fault and left out; that it is missing then shows
// nowhere as something else.
import type { JsonObject } from '../../../crypto/json.ts'
import type { ClaimedCheckpoint } from '../../../crypto/log/checkpoint.ts'
import type { LogRecord } from '../../../crypto/log/leaf.ts'
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
import {
  agreementName,
  bodyName,
  cardNames,
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
  const agreement = take('agreement', agreementName)
  const statements = present(sheet.statements, (row, at) => readStatementFiles(row, at, sheet, take, digest))
  const cards = cardNames(sheet.cards)
  const note = (file: string) => {
    const claims = take('note', file)
    return claims && { file, claims }
  }
  const contents: Contents = {
    sheet,
    agreement: agreement && { agreement, sha256: digest(agreementName) },
    cards: present(sheet.cards, (row, at) => {
      const file = cards[at] as string
      const jws = take('text', file)
      return jws === undefined ? undefined : { file, row, jws }
    }),
    statements,
    state: stateOf(sheet.profile, statements, agreement?.parameters),
    receipts: present(sheet.receipts, ({ id, at: storedAt }) => {
      const read = take('receipt', receiptName(id))
      return read && { file: receiptName(id), ...read, storedAt }
    }),
    terms: present(sheet.terms, (sha256) => {
      const file = termsNames(sha256, sheet).json
      const terms = take('terms', file)
      return terms && { file, sha256, terms }
    }),
    checkpoint: sheet.checkpoint ? note(checkpointName) : undefined,
    partnerCheckpoints: present(counted(sheet.partnerCheckpoints, partnerCheckpointName), note),
    records: present(sheet.records, (index) => readRecordFiles(index, take, digest)),
    timestamps: present(counted(sheet.timestamps, timestampName), (file) => {
      const octets = files.get(file)
      return octets && { file, octets }
    }),
  }
  return { contents, faults }
}

function readStatementFiles(
  row: StatementRow,
  at: number,
  sheet: CaseSheet,
  take: Take,
  digest: Digest,
): StatementFile | undefined {
  const names = statementNames(at, sheet)
  const read = take('statement', names.statement)
  if (!read) return undefined
  const seal = row.sealed ? take('text', names.seal) : undefined
  const body = row.body ? take('body', bodyName(row.id)) : undefined
  const items = present(row.items, (id) => {
    const { octets: file, about } = itemNames(id)
    const found = take('item', about)
    return found && { file, about, item: read.statement.items.find((each) => each.id === id), ...found }
  })
  return {
    file: names.statement,
    row,
    ...read,
    // What parses as canonical is its own canonical form: the octets are what the digest of a
    // statement is over.
    sha256: digest(names.statement),
    seal: seal === undefined ? undefined : { file: names.seal, jws: seal },
    body: body && { file: bodyName(row.id), ...body },
    items,
  }
}

function readRecordFiles(index: number, take: Take, digest: Digest): RecordFile | undefined {
  const [file, proofFile] = [recordName(index), proofName(index)]
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

const present = <A, B>(all: readonly A[], read: (each: A, at: number) => B | undefined): B[] =>
  all.flatMap((each, at) => read(each, at) ?? [])
