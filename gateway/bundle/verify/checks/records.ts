// The check of the exporter's records: each is in its log and speaks of what is in the bundle.
import type { JsonObject } from '../../../../crypto/json.ts'
import type { VerifiedCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { commitment } from '../../../../crypto/log/leaf.ts'
import { verifyInclusion } from '../../../../crypto/log/log-path.ts'
import { readLogProof } from '../../../../crypto/log/log-proof.ts'
import { leafHash } from '../../../../crypto/log/log-tree.ts'
import { sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import { termsStood } from '../../../case/terms-in-force.ts'
import { profiles } from '../../../profiles/all.ts'
import type { Contents, ReceiptFile, RecordFile } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import { type Known, once } from '../../format/known.ts'
import type { Identity } from './identities.ts'
import type { CheckedReceipts } from './receipts.ts'

interface Shown {
  readonly checkpoint: VerifiedCheckpoint | undefined
  readonly said: CheckedReceipts['said']
}

interface CheckedRecords {
  /** By statement id: its leaf in the exporter's log and when the exporter recorded it. */
  readonly logged: ReadonlyMap<string, { readonly index: number; readonly at: string }>
  /** By the SHA-256 of a card: the leaf that says when the exporter's log knew it. */
  readonly cards: ReadonlyMap<string, number>
  /** By the id of a receipt that the log shows: where, and when the exporter recorded it. */
  readonly loggedReceipts: ReadonlyMap<string, { readonly index: number; readonly at: string }>
  readonly faults: readonly BundleFault[]
}

/**
 * `record-unproven`, `record-mismatch`, `record-missing`: each record is in the exporter's log
 * under the checkpoint, speaks of what is in the bundle, and none of the statements goes without.
 */
export function checkRecords(
  contents: Contents,
  identities: ReadonlyMap<string, Identity>,
  { checkpoint, said }: Shown,
  known: Known,
): CheckedRecords {
  const faults: BundleFault[] = []
  const logged = new Map<string, { index: number; at: string }>()
  const cards = new Map<string, number>()
  const loggedReceipts = new Map<string, { index: number; at: string }>()
  const subjects = subjectsOf(contents, identities)
  contents.records.forEach((each, at) => {
    const { file, record, index } = each
    const key = `proof ${index} ${each.sha256} ${each.proof?.sha256} ${checkpoint?.note}`
    const unproven = once(known, key, () => proofFault(each, checkpoint))
    if (unproven) faults.push(unproven)
    const wrong = [
      ...(record.case === contents.sheet.case || record.case === null ? [] : [`is about case ${record.case}`]),
      ...((contents.records[at - 1]?.index ?? -1) < index ? [] : ['does not stand in the order of the log']),
      ...subjects.faultsOf(record.kind, record.subject, record.data),
    ]
    faults.push(...wrong.map((found) => fault('record-mismatch', file, found)))
    if (unproven || wrong.length > 0) return
    if (record.kind === 'statement.sent' || record.kind === 'statement.received') {
      if (logged.has(record.subject)) {
        faults.push(fault('record-mismatch', file, `records statement ${record.subject} a second time`))
      } else logged.set(record.subject, { index, at: record.at })
    }
    if (record.kind === 'card') {
      const sha256 = String(record.data['sha256'])
      if (cards.has(sha256)) faults.push(fault('record-mismatch', file, `records card ${sha256} a second time`))
      else cards.set(sha256, index)
    }
    // What is recorded a second time is no older for it: the first counts.
    if ((record.kind === 'receipt.given' || record.kind === 'receipt.received') && !loggedReceipts.has(record.subject))
      loggedReceipts.set(record.subject, { index, at: record.at })
  })
  for (const { row, file } of checkpoint ? contents.statements : []) {
    if (!logged.has(row.id))
      faults.push(fault('record-missing', file, `no record of it is in the log of ${contents.sheet.exportedBy}`))
  }
  return { logged, cards, loggedReceipts, faults: [...faults, ...otherLeaves(contents, logged, said)] }
}

/**
 * `record-unproven`: record and salt are the entry that the proof leads from to the root of the
 * checkpoint.
 */
function proofFault({ file, index, record, salt, proof }: RecordFile, checkpoint: VerifiedCheckpoint | undefined) {
  if (!proof) return fault('record-unproven', file, 'has no proof')
  if (!checkpoint) return fault('record-unproven', file, 'there is no checkpoint to prove it against')
  try {
    const read = readLogProof(proof.text)
    if (read.index !== index) return fault('record-unproven', proof.file, `is for entry ${read.index}`)
    if (read.checkpoint !== checkpoint.note) {
      return fault('record-unproven', proof.file, 'is against another checkpoint than that of the bundle')
    }
    if (read.extra) return fault('record-unproven', proof.file, 'says more than a proof')
    const { size, rootHash } = checkpoint
    verifyInclusion({ leafHash: leafHash(commitment(salt, record)), index, size, proof: read.proof, rootHash })
    return undefined
  } catch (error) {
    return fault('record-unproven', proof.file, foundIn(error))
  }
}

/**
 * The exporter's receipts name the leaf of its own log under which it recorded what it received.
 */
function otherLeaves(
  { sheet }: Contents,
  logged: CheckedRecords['logged'],
  said: CheckedReceipts['said'],
): BundleFault[] {
  return [...said].flatMap(([id, all]) =>
    all.flatMap(({ by, leaf, file }) => {
      const index = logged.get(id)?.index
      return by !== sheet.exportedBy || leaf === undefined || index === undefined || leaf === index
        ? []
        : [
            fault(
              'receipt-mismatch',
              file,
              `names leaf ${leaf} for statement ${id}, which is entry ${index} of the log`,
            ),
          ]
    }),
  )
}

/**
 * What each kind of record must agree with. Kinds that are not here are told in the chronology and
 * compared with nothing.
 */
function subjectsOf({ statements, receipts, sheet }: Contents, identities: ReadonlyMap<string, Identity>) {
  const statement = new Map(statements.map((each) => [each.statement.id, each]))
  const receipt = new Map(receipts.map((each) => [each.claims.id, each]))
  const cards = new Map(
    [...identities.values()].flatMap((each) => each.cards).map(({ sha256, card }) => [sha256, card]),
  )
  // An item may have been read under the terms that it came with, and under those of each message
  // that amends them.
  const stood = termsStood({ profile: profiles.get(sheet.profile) ?? { messages: {} }, messages: statements })
  const partner = sheet.members.find((member) => member !== sheet.exportedBy)

  const kinds: Record<string, (subject: string, data: JsonObject) => string[]> = {
    'statement.sent': (subject, data) => ofStatement(subject, data, sheet.exportedBy),
    'statement.received': (subject, data) => ofStatement(subject, data, partner),
    'statement.refused': (subject, data) => {
      const found = statement.get(subject)
      return found ? differing(data, { sha256: found.sha256 }) : [unknown('statement', subject)]
    },
    'receipt.given': (subject, data) => ofReceipt(subject, data, sheet.exportedBy),
    'receipt.received': (subject, data) => ofReceipt(subject, data, partner),
    card: (subject, { sha256, sequence }) => {
      const found = cards.get(String(sha256))
      if (!found) return [unknown('card', String(sha256))]
      return found.member === subject && found.sequence === sequence
        ? []
        : ['names another member or number than the card']
    },
    release: ofItem,
    // To export a case is denied for all of it.
    denial: (subject, data) => (subject === sheet.case ? [] : ofItem(subject, data)),
    'key.received': ofItem,
    // Of an item, or of the body of a message that goes with its items.
    'key.destroyed': (subject, data) => {
      const found = statement.get(subject)
      return found ? differing(data, { terms: found.termsSha256 }) : ofItem(subject, data)
    },
    'draft.approved': (_, { message }) =>
      typeof message !== 'string' || statement.has(message) ? [] : [unknown('statement', message)],
  }
  return {
    faultsOf: (kind: string, subject: string, data: JsonObject) =>
      Object.hasOwn(kinds, kind) ? (kinds[kind]?.(subject, data) ?? []) : [],
  }

  function ofStatement(subject: string, data: JsonObject, sender: string | undefined): string[] {
    const found = statement.get(subject)
    if (!found) return [unknown('statement', subject)]
    const { from } = found.statement
    return [
      ...(from.member === sender ? [] : [`has statement ${subject} from ${sender}, it is from ${from.member}`]),
      ...(data['sha256'] === undefined ? ['names no digest'] : []),
      ...differing(data, { sha256: found.sha256, terms: found.termsSha256, from: from.member }),
    ]
  }
  function ofReceipt(subject: string, data: JsonObject, signer: string | undefined): string[] {
    const found = receipt.get(subject)
    return found ? receiptFaults(found, data, signer) : [unknown('receipt', subject)]
  }
  function ofItem(subject: string, data: JsonObject): string[] {
    const [brought, ...amended] = stood.get(subject) ?? []
    if (!brought) return [unknown('item', subject)]
    const isAmended = amended.some(({ termsSha256 }) => termsSha256 === data['terms'])
    return isAmended ? [] : differing(data, { terms: brought.termsSha256 })
  }
}

const receiptFaults = ({ claims, jws }: ReceiptFile, data: JsonObject, signer: string | undefined): string[] => [
  ...(claims.from === signer ? [] : [`has receipt ${claims.id} from ${signer}, it is from ${claims.from}`]),
  ...differing(data, { envelope: claims.envelope.id, sha256: claims.envelope.sha256, jws: sha256Hex(utf8(jws)) }),
]

const unknown = (what: string, id: string) => `is about ${what} ${id.slice(0, 64)}, which is not in the bundle`

/** Only what the record does say is compared. */
const differing = (data: JsonObject, expected: Readonly<Record<string, string>>): string[] =>
  Object.entries(expected).flatMap(([member, value]) => {
    const found = data[member]
    return found === undefined || found === value
      ? []
      : [`has ${member} ${String(found).slice(0, 64)}, expected ${value}`]
  })
