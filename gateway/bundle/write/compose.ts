// The files of a bundle, composed from a case file.
import { canonical, parseCanonical } from '../../../crypto/canonical.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { logOrigin } from '../../../crypto/log/checkpoint.ts'
import { witnessName } from '../../../crypto/log/cosignature.ts'
import { writeLogProof } from '../../../crypto/log/log-proof.ts'
import { fromBase64, keyIdOf, readNote, signatureTypes, writeNote } from '../../../crypto/log/note.ts'
import { fromBase64url, utf8 } from '../../../crypto/octets.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import type { CaseFile, ItemEntry, MessageEntry, ReceiptEntry } from '../format/case-file.ts'
import type { CaseSheet } from '../format/case-sheet.ts'
import {
  agreementName,
  bodyName,
  byPlace,
  cardNames,
  checkpointName,
  itemNames,
  partnerCheckpointName,
  proofName,
  receiptName,
  recordName,
  sheetName,
  statementNames,
  termsNames,
  timestampName,
} from '../format/layout.ts'
import { textsOfTerms } from '../format/terms-text.ts'

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
  const files = new Map<string, Uint8Array>([
    [sheetName, canonical(sheet)],
    [agreementName, utf8(file.agreement.text)],
    ...file.cards.map(({ jws }, at) => [cardNames(file.cards)[at] as string, utf8(jws)] as const),
    ...file.receipts.map((receipt) => [receiptName(idOf(receipt)), utf8(receipt.jws)] as const),
    ...file.partnerCheckpoints.map((note, at) => [partnerCheckpointName(at), utf8(note)] as const),
  ])
  messages.forEach((message, at) => {
    addMessage(files, message, statementNames(at, sheet), sheet)
  })
  addLog(files, file)
  const items = new Map<string, () => AsyncIterable<Uint8Array>>()
  for (const { id, content } of file.items) {
    if (!content) continue
    const { name, salt, plainSha256, octets } = content
    files.set(itemNames(id).about, canonical({ name, salt, plainSha256 }))
    items.set(itemNames(id).octets, octets)
  }
  return { files, items }
}

function addMessage(
  files: Map<string, Uint8Array>,
  { statement, seal, content }: MessageEntry,
  names: { statement: string; seal: string },
  sheet: CaseSheet,
): void {
  files.set(names.statement, canonical(statement))
  if (seal !== null) files.set(names.seal, utf8(seal))
  const terms = termsNames(termsSha256(statement.terms), sheet)
  if (!files.has(terms.json)) {
    files.set(terms.json, canonical(statement.terms))
    const { texts } = textsOfTerms(statement.terms, sheet)
    terms.texts.forEach((name, at) => {
      files.set(name, utf8(texts[at] ?? ''))
    })
  }
  if (content) files.set(bodyName(statement.id), canonical({ ...content }))
}

function addLog(files: Map<string, Uint8Array>, { records, checkpoint }: CaseFile): void {
  if (!checkpoint) {
    if (records.length > 0) throw new CryptoError('log', 'records are proven against a checkpoint, and there is none')
    return
  }
  files.set(checkpointName, utf8(checkpoint.note))
  for (const { index, record, salt, proof } of records) {
    files.set(recordName(index), canonical({ record, salt }))
    const hashes = proof.map(fromBase64)
    files.set(proofName(index), utf8(writeLogProof({ index, proof: hashes, checkpoint: checkpoint.note })))
  }
  checkpoint.timestamps.forEach(({ tsr }, at) => {
    files.set(timestampName(at), fromBase64(tsr))
  })
}

function sheetOf(
  file: CaseFile,
  messages: readonly MessageEntry[],
  contentOf: ReadonlyMap<string, readonly ItemEntry[]>,
): CaseSheet {
  const first = messages[0]?.statement
  if (!first) throw new CryptoError('malformed', 'a case file holds one message at least')
  return {
    v: 2,
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
  const lines = new Set(file.cards.flatMap(({ jws }) => linesOf(payloadOf(jws) as unknown as Card)))
  const kept = (note: string): string => {
    const { text, signatures } = readNote(note)
    return writeNote(
      text,
      signatures.filter(({ name, keyId }) => lines.has(`${keyId} ${name}`)),
    )
  }
  return {
    ...file,
    checkpoint: file.checkpoint && { ...file.checkpoint, note: kept(file.checkpoint.note) },
    partnerCheckpoints: file.partnerCheckpoints.map(kept),
  }
}

/** What the lines begin with that the log and the witness of a member sign. */
function linesOf({ trustDomain, log }: Card): string[] {
  const key = fromBase64url(String(log.jwk['x']))
  const [origin, witness] = [logOrigin(trustDomain), witnessName(trustDomain)]
  return [
    `${keyIdOf(origin, signatureTypes.note, key)} ${origin}`,
    `${keyIdOf(witness, signatureTypes.cosignature, key)} ${witness}`,
  ]
}

/** A receipt's own id, which names its file. */
const idOf = ({ jws }: ReceiptEntry): string => String(payloadOf(jws)['id'])

/** What a JWS says, whoever signed it. */
const payloadOf = (jws: string): JsonObject => parseCanonical(fromBase64url(jws.split('.')[1] ?? '')) as JsonObject
