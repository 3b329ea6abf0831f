// The store held against its log: what a row says, what it was committed to, and what partners have
// seen.

import { CryptoError } from '../../../crypto/fault.ts'
import { verifyCommitment } from '../../../crypto/log/leaf.ts'
import { writeLogProof } from '../../../crypto/log/log-proof.ts'
import { sha256Hex, toHex, utf8 } from '../../../crypto/octets.ts'
import type { EvidenceCheck, LogProof } from '../../answers/operator-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Memory } from '../../ports/installation.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { EvidenceRow, ItemRow, MessageRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import { type Log, record } from '../../watch/log.ts'
import { everyRecord } from './every-record.ts'
import type { EvidenceLog } from './evidence-log.ts'
import { isStatement, whyNotBrought, whyNotOpened, whyNotTold } from './found-out.ts'
import {
  type CheckingGenuine,
  type Marks,
  whyNoReceipt,
  whyNotDelivered,
  whyNotTheirs,
  whyUnmarked,
} from './genuine/check-genuine.ts'
import { whyForgotten } from './genuine/remembered.ts'
import { recordOf } from './leaves.ts'

interface Proving {
  store: EvidenceStore & ReadingStore
  evidenceLog: EvidenceLog
}
interface Checking extends CheckingGenuine {
  evidenceLog: EvidenceLog
  memory: Memory
}

interface EvidenceFault {
  readonly seq: number
  readonly found: string
}

/**
 * Checks evidence after `after`: numbers without a gap, each leaf the commitment to its row, the
 * statement or receipt it tells of still the one it told of, its message, items and case as it
 * says, and what it says was destroyed gone. At the end the root is compared with the newest
 * checkpoint that was published.
 */
export async function checkEvidence(
  deps: Checking,
  { after, limit }: { after: number; limit: number },
): Promise<EvidenceCheck> {
  const { store, evidenceLog } = deps
  const rows = await store.evidence({ after, limit })
  const faults = await faultsIn(deps, rows, after)
  const last = rows.at(-1)?.seq ?? after
  const size = await evidenceLog.size()
  const done = rows.length < limit
  if (done) faults.push(...(await headFaults(deps)))
  return { checked: rows.length, last, size, done, faults: faults.map(({ seq, found }) => ({ seq, found })) }
}

/** Numbers without a gap after `after`, and each row what it was committed to be. */
async function faultsIn(deps: CheckingGenuine, rows: readonly EvidenceRow[], after: number): Promise<EvidenceFault[]> {
  const faults: EvidenceFault[] = []
  let expected = after + 1
  const marks: Marks = new Map()
  for (const row of rows) {
    if (row.seq !== expected) faults.push({ seq: row.seq, found: `number ${expected} is missing` })
    expected = row.seq + 1
    faults.push(...(await faultsOf(deps, row, marks)))
  }
  return faults
}

async function faultsOf(deps: CheckingGenuine, row: EvidenceRow, marks: Marks): Promise<EvidenceFault[]> {
  const { store } = deps
  const faults: EvidenceFault[] = []
  const fault = (found: string) => faults.push({ seq: row.seq, found })
  try {
    verifyCommitment(row.leaf, row.salt, recordOf(row))
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    fault(`${row.kind} ${row.subject}: ${error.message}`)
  }
  if (isStatement(row.kind) && row.case !== null)
    for (const found of await whyNotStored(deps, { ...row, case: row.case })) fault(found)
  for (const found of await whyUnmarked(deps, row, marks)) fault(found)
  if (row.kind === 'key.destroyed') {
    const about = (await store.item(row.subject)) ?? (await store.message(row.subject))
    if (about && (about.key !== null || about.secret !== null))
      fault(`${row.subject} has its key again, which was destroyed`)
  }
  if (row.kind === 'receipt.received') for (const found of await whyNoReceipt(deps, row)) fault(found)
  if (row.kind === 'receipt.given') {
    const receipt = await store.receipt(row.subject, String(row.data.to))
    if (!receipt) fault(`receipt ${row.subject} is gone`)
    else if (sha256Hex(utf8(receipt.jws)) !== row.data.jws)
      fault(`receipt ${row.subject} is not the one that was recorded`)
  }
  return faults
}

type Statement = EvidenceRow & { readonly case: string }

/**
 * Whatever of a message, its items and its case is not as its statement says: by such columns
 * releases, egress and lists go.
 */
async function whyNotStored(deps: CheckingGenuine, told: Statement): Promise<string[]> {
  const { store } = deps
  const { subject: id } = told
  const message = await store.message(id)
  if (!message) return [`statement ${id} is gone`]
  const refused = (await store.evidenceAbout('statement.refused', [id])).length > 0
  const fault = whyNotTold(message, { told, us: deps.trust().us })
  // What else is held against a statement takes one that is genuine.
  if (fault !== undefined) return [`statement ${id} ${fault}`]
  const faults: (string | undefined)[] = [
    message.partner === partnerIn(message) ? undefined : `message ${id} has another partner`,
    message.standing !== 'kept' || refused ? await whyOtherStanding(store, told) : undefined,
    ...(await whyOtherCase(store, told, message)),
    ...(await whyNotTheirs(deps, message)),
    ...(await whyNotDelivered(deps, message)),
  ]
  for (const { id: item } of message.statement.items) faults.push(whyOtherItem(await store.item(item), item, message))
  return faults.filter((each) => each !== undefined)
}

const partnerIn = ({ direction, statement }: MessageRow): string =>
  direction === 'out' ? statement.to.member : statement.from.member

/** A refused message counts for nothing, until an operator has it sent again. */
async function whyOtherStanding(store: ReadingStore, { case: of, subject }: Statement): Promise<string | undefined> {
  const message = await store.message(subject)
  let standing: MessageRow['standing'] = 'kept'
  for await (const { kind, subject: about } of everyRecord(store, of)) {
    if (about !== subject) continue
    if (kind === 'statement.refused') standing = 'refused'
    else if (kind === 'operator') standing = 'kept'
  }
  // It may have moved between the two.
  const now = await store.message(subject)
  if (now?.standing === standing || now?.standing !== message?.standing) return undefined
  return `message ${subject} has the standing ${now?.standing}; by its evidence it is ${standing}`
}

async function whyOtherCase(store: ReadingStore, told: Statement, message: MessageRow) {
  const row = await store.case(told.case)
  if (!row) return [`case ${told.case} is gone`]
  const { statement } = message
  const faults = [
    row.partner === partnerIn(message) ? undefined : 'is with another partner',
    row.agreement === statement.agreement.id ? undefined : 'is under another agreement',
    whyNotOpened({ row, messages: [message] }, opens(message) ? await firstIn(store, told.case) : undefined),
  ]
  return faults.map((fault) => fault && `case ${row.id} ${fault}`)
}

const opens = ({ statement, type }: MessageRow): boolean =>
  profiles.get(statement.profile)?.messages[type]?.opens === true

/** What the fold of a case begins with. */
async function firstIn(store: ReadingStore, id: string): Promise<EvidenceRow | undefined> {
  for await (const row of everyRecord(store, id)) if (isStatement(row.kind)) return row
  return undefined
}

/**
 * By its fingerprint an item that was given to us is known again on its way to others; which one it
 * is only its plaintext says.
 */
function whyOtherItem(item: ItemRow | undefined, id: string, message: MessageRow): string | undefined {
  if (!item) return `item ${id} is gone`
  const brought = whyNotBrought(item, item.message === message.id ? message : undefined)
  if (brought !== undefined) return `item ${id} ${brought}`
  if (item.case !== message.case || item.partner !== message.partner) return `item ${id} lies in another case`
  if (item.direction === 'in' && item.client !== null) return `item ${id} was received, and has a client`
  return item.direction === 'in' && item.key !== null && item.fingerprint === null
    ? `item ${id} has its key and no fingerprint`
    : undefined
}

/**
 * The tree under the newest published checkpoint must be the one that partners cosigned, and the
 * log no less than what is remembered of it outside of the store.
 */
async function headFaults(deps: Checking): Promise<EvidenceFault[]> {
  const forgotten = await whyForgotten(deps)
  const faults = await publishedFaults(deps)
  return forgotten ? [...faults, { seq: forgotten.size, found: forgotten.found }] : faults
}

async function publishedFaults({ store, evidenceLog }: Proving): Promise<EvidenceFault[]> {
  const published = await store.checkpoint(1)
  if (!published) return []
  const root = await evidenceLog.rootAt(published.size)
  if (root && toHex(root) === published.rootHash) return []
  return [
    { seq: published.size, found: `the tree of ${published.size} leaves is not the one of the published checkpoint` },
  ]
}

/** Rows whose commitments are looked at before anything is signed. */
const tailRows = 1000

/**
 * At start: the tail of the log, and its published head. Where they do not fit nothing is signed
 * any more, and the operator is told.
 */
export async function checkTail(deps: Checking & { log: Log }): Promise<void> {
  // What partners have seen has been compared before; there is nothing more to find out.
  if (deps.evidenceLog.behind() !== undefined) return
  const [first] = await tailFaults(deps).catch((error: unknown) => {
    // A row that cannot be read was told where it was read, and the log is behind since.
    if (deps.evidenceLog.behind() !== undefined) return []
    throw error
  })
  if (!first) return
  const problem = `the evidence log does not fit the store: number ${first.seq}: ${first.found}`
  if (deps.evidenceLog.fallBehind(problem)) record(deps.log, 'log.alarm', { partner: deps.trust().us, problem })
}

async function tailFaults(deps: Checking) {
  const { size } = await deps.evidenceLog.head()
  const after = Math.max(0, size - tailRows)
  const rows = await deps.store.evidence({ after, limit: tailRows + 1 })
  return [...(await headFaults(deps)), ...(await faultsIn(deps, rows, after))]
}

/**
 * A C2SP tlog-proof that the statement of a message stands in our log, under a checkpoint that
 * partners cosigned.
 */
export async function proveMessage({ store, evidenceLog }: Proving, message: string): Promise<LogProof> {
  const kinds = ['statement.sent', 'statement.received'] as const
  for (const kind of kinds) {
    const [found] = await store.evidenceAbout(kind, [message])
    if (!found) continue
    const [row] = await store.evidence({ after: found.seq - 1, limit: 1 })
    if (!row) continue
    const published = await store.checkpoint(found.seq)
    const { size, note } = published ?? (await evidenceLog.head(found.seq))
    const proof = writeLogProof({
      index: found.seq - 1,
      proof: await evidenceLog.prove(found.seq - 1, size),
      checkpoint: note,
    })
    return {
      message,
      index: found.seq - 1,
      entry: toHex(row.leaf),
      record: { ...recordOf(row) },
      salt: Buffer.from(row.salt).toString('base64url'),
      proof,
    }
  }
  throw new Problem('not-found', `no evidence of a message ${message} is kept here`)
}
