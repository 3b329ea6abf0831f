// The files of a bundle, composed from a case file.
import { canonical, parseCanonical } from '../../../crypto/canonical.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { writeLogProof } from '../../../crypto/log/log-proof.ts'
import { fromBase64, readNote, writeNote } from '../../../crypto/log/note.ts'
import { fromBase64url, utf8 } from '../../../crypto/octets.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import type { CaseFile, ItemEntry, MessageEntry, ReceiptEntry } from '../format/case-file.ts'
import type { CaseSheet } from '../format/case-sheet.ts'
import { byPlace, placesOf } from '../format/layout.ts'
import { textsOfTerms } from '../format/terms-text.ts'
import { cardIn, lineOf, logLines } from './needed-cards.ts'

/** The files of a bundle, but the manifest and the chronology, which are written from these. */
interface Composed {
  readonly files: Map<string, Uint8Array>
  /** Plaintexts of items, by the name of their file. */
  readonly items: Map<string, NonNullable<ItemEntry['content']>['octets']>
}

/**
 * @throws {CryptoError} `malformed`, `log` where the case file holds something that no bundle can.
 */
export function composeBundle(given: CaseFile): Composed {
  const file = withoutStrangers(given)
  const messages = file.messages.toSorted((a, b) => byPlace(a.statement, b.statement))
  const contentOf = Map.groupBy(
    file.items.filter(({ content }) => content !== undefined),
    ({ message }) => message,
  )
  const sheet = sheetOf(file, messages, contentOf)
  const places = placesOf(sheet)
  const files = new Map<string, Uint8Array>([
    [places.sheet, canonical(sheet)],
    [places.agreement, utf8(file.agreement.text)],
    ...texts(
      places.cards,
      file.cards.map(({ jws }) => jws),
    ),
    ...texts(
      places.receipts,
      file.receipts.map(({ jws }) => jws),
    ),
    ...texts(places.partnerCheckpoints, file.partnerCheckpoints),
  ])
  messages.forEach((message, at) => {
    addMessage(files, message, at, sheet, places)
  })
  addLog(files, file, places)
  return { files, items: addItems(files, file, sheet, places) }
}

type Places = ReturnType<typeof placesOf>

/** Texts with the places at which they lie, one for one. */
const texts = (names: readonly string[], said: readonly string[]): (readonly [string, Uint8Array])[] =>
  names.map((name, at) => [name, utf8(said[at] ?? '')] as const)

function addMessage(
  files: Map<string, Uint8Array>,
  { statement, seal, content }: MessageEntry,
  at: number,
  sheet: CaseSheet,
  places: Places,
): void {
  const names = placeOf(places.statements, at)
  files.set(names.statement, canonical(statement))
  if (seal !== null && names.seal !== undefined) files.set(names.seal, utf8(seal))
  const terms = placeOf(places.terms, sheet.terms.indexOf(termsSha256(statement.terms)))
  if (!files.has(terms.json)) {
    files.set(terms.json, canonical(statement.terms))
    for (const [name, text] of texts(terms.texts, textsOfTerms(statement.terms, sheet).texts)) files.set(name, text)
  }
  if (content && names.body !== undefined) files.set(names.body, canonical({ ...content }))
}

function addLog(files: Map<string, Uint8Array>, { records, checkpoint }: CaseFile, places: Places): void {
  if (!checkpoint || places.checkpoint === undefined) {
    if (records.length > 0) throw new CryptoError('log', 'records are proven against a checkpoint, and there is none')
    return
  }
  files.set(places.checkpoint, utf8(checkpoint.note))
  records.forEach(({ index, record, salt, proof }, at) => {
    const names = placeOf(places.records, at)
    files.set(names.record, canonical({ record, salt }))
    const hashes = proof.map(fromBase64)
    files.set(names.proof, utf8(writeLogProof({ index, proof: hashes, checkpoint: checkpoint.note })))
  })
  checkpoint.timestamps.forEach(({ tsr }, at) => {
    files.set(placeOf(places.timestamps, at), fromBase64(tsr))
  })
}

/** @returns the plaintexts, which are written one after the other. */
function addItems(
  files: Map<string, Uint8Array>,
  { items }: CaseFile,
  sheet: CaseSheet,
  places: Places,
): Composed['items'] {
  const placed = new Map(
    sheet.statements.flatMap((row, at) =>
      row.items.map((id, nth) => [id, placeOf(placeOf(places.statements, at).items, nth)] as const),
    ),
  )
  const plaintexts: Composed['items'] = new Map()
  for (const { id, content } of items) {
    if (!content) continue
    const names = placed.get(id)
    if (!names) throw new CryptoError('malformed', `case file: item ${id} belongs to no message in it`)
    const { name, salt, plainSha256, octets } = content
    files.set(names.about, canonical({ name, salt, plainSha256 }))
    plaintexts.set(names.octets, octets)
  }
  return plaintexts
}

function placeOf<Place>(places: readonly Place[], at: number): Place {
  const place = places[at]
  if (place === undefined) throw new CryptoError('malformed', 'case file: something has no place in the bundle')
  return place
}

function sheetOf(
  file: CaseFile,
  messages: readonly MessageEntry[],
  contentOf: ReadonlyMap<string, readonly ItemEntry[]>,
): CaseSheet {
  const first = messages[0]?.statement
  if (!first) throw new CryptoError('malformed', 'a case file holds one message at least')
  return {
    v: 3,
    case: file.case,
    profile: first.profile,
    agreement: { id: first.agreement.id, sha256: file.agreement.sha256 },
    members: [...file.members],
    exportedBy: file.exportedBy,
    exportedAt: file.exportedAt,
    cards: file.cards.map(({ member, sequence, seenAt }) => ({ member, sequence, seenAt })),
    statements: messages.map(({ statement, sha256, standing, seal, storedAt, content }) => ({
      ...{ id: statement.id, type: statement.type, sha256, standing, storedAt },
      sealed: seal !== null,
      body: content !== undefined,
      items: (contentOf.get(statement.id) ?? []).map(({ id }) => id),
    })),
    receipts: file.receipts.map((receipt) => ({ id: idOf(receipt), at: receipt.at })),
    terms: [...new Set(messages.map(({ statement }) => termsSha256(statement.terms)))],
    records: file.records.map(({ index }) => index),
    checkpoint: file.checkpoint !== null,
    timestamps: file.checkpoint?.timestamps.length ?? 0,
    partnerCheckpoints: file.partnerCheckpoints.length,
  }
}

/**
 * Checkpoints with the signatures of the two members alone, told by their key ids: nobody could
 * verify others by what the bundle holds.
 */
function withoutStrangers(file: CaseFile): CaseFile {
  const lines = new Set(file.cards.flatMap(({ jws }) => logLines(cardIn(jws))))
  const kept = (note: string): string => {
    const { text, signatures } = readNote(note)
    return writeNote(
      text,
      signatures.filter((line) => lines.has(lineOf(line))),
    )
  }
  return {
    ...file,
    checkpoint: file.checkpoint && { ...file.checkpoint, note: kept(file.checkpoint.note) },
    partnerCheckpoints: file.partnerCheckpoints.map(kept),
  }
}

/** A receipt's own id, which names its file. */
const idOf = ({ jws }: ReceiptEntry): string => String(payloadOf(jws)['id'])

/** What a JWS says, whoever signed it. */
const payloadOf = (jws: string): JsonObject => parseCanonical(fromBase64url(jws.split('.')[1] ?? '')) as JsonObject
