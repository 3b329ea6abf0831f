// The store held against its log: what a row says, what it was committed to, and what partners have seen.

import { CryptoError } from '../../../crypto/fault.ts'
import { verifyCommitment } from '../../../crypto/log/leaf.ts'
import { writeLogProof } from '../../../crypto/log/log-proof.ts'
import { sha256Hex, toHex, utf8 } from '../../../crypto/octets.ts'
import { digestOfStatement } from '../../../crypto/statement/statement.ts'
import type { EvidenceCheck, LogProof } from '../../answers/operator-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import { type Log, record } from '../../watch/log.ts'
import type { EvidenceLog } from './evidence-log.ts'
import { recordOf } from './leaves.ts'

interface Checking {
  store: EvidenceStore & ReadingStore
  evidenceLog: EvidenceLog
}

interface EvidenceFault {
  readonly seq: number
  readonly found: string
}

/**
 * Checks evidence after `after`: numbers without a gap, each leaf the commitment to its row, the statement or receipt it tells of
 * still the one it told of, and what it says was destroyed gone. At the end the root is compared with the newest checkpoint that was published.
 */
export async function checkEvidence(
  { store, evidenceLog }: Checking,
  { after, limit }: { after: number; limit: number },
): Promise<EvidenceCheck> {
  const rows = await store.evidence({ after, limit })
  const faults = await faultsIn(store, rows, after)
  const last = rows.at(-1)?.seq ?? after
  const size = await evidenceLog.size()
  const done = rows.length < limit
  if (done) faults.push(...(await headFaults({ store, evidenceLog })))
  return { checked: rows.length, last, size, done, faults: faults.map(({ seq, found }) => ({ seq, found })) }
}

/** Numbers without a gap after `after`, and each row what it was committed to be. */
async function faultsIn(
  store: EvidenceStore & ReadingStore,
  rows: readonly EvidenceRow[],
  after: number,
): Promise<EvidenceFault[]> {
  const faults: EvidenceFault[] = []
  let expected = after + 1
  for (const row of rows) {
    if (row.seq !== expected) faults.push({ seq: row.seq, found: `number ${expected} is missing` })
    expected = row.seq + 1
    faults.push(...(await faultsOf(store, row)))
  }
  return faults
}

async function faultsOf(store: EvidenceStore & ReadingStore, row: EvidenceRow): Promise<EvidenceFault[]> {
  const faults: EvidenceFault[] = []
  const fault = (found: string) => faults.push({ seq: row.seq, found })
  try {
    verifyCommitment(row.leaf, row.salt, recordOf(row))
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    fault(`${row.kind} ${row.subject}: ${error.message}`)
  }
  if ((row.kind === 'statement.sent' || row.kind === 'statement.received') && row.case !== null) {
    const message = await store.message(row.subject)
    if (!message) fault(`statement ${row.subject} is gone`)
    else if (digestOfStatement(message.statement) !== row.data.sha256 || message.sha256 !== row.data.sha256)
      fault(`statement ${row.subject} is not the one that was recorded`)
  }
  if (row.kind === 'key.destroyed') {
    const about = (await store.item(row.subject)) ?? (await store.message(row.subject))
    if (about && (about.key !== null || about.secret !== null))
      fault(`${row.subject} has its key again, which was destroyed`)
  }
  if (row.kind === 'receipt.given' || row.kind === 'receipt.received') {
    const receipt = await store.receipt(row.subject, String(row.data.partner ?? row.data.to))
    if (!receipt) fault(`receipt ${row.subject} is gone`)
    else if (sha256Hex(utf8(receipt.jws)) !== row.data.jws)
      fault(`receipt ${row.subject} is not the one that was recorded`)
  }
  return faults
}

/** The tree under the newest published checkpoint must be the one that partners cosigned. */
async function headFaults({ store, evidenceLog }: Checking): Promise<EvidenceFault[]> {
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

/** At start: the tail of the log, and its published head. Where they do not fit nothing is signed any more, and the operator is told. */
export async function checkTail(deps: Checking & { log: Log; us: string }): Promise<void> {
  // What partners have seen has been compared before; there is nothing more to find out.
  if (deps.evidenceLog.behind() !== undefined) return
  const [first] = await tailFaults(deps).catch((error: unknown) => {
    // A row that cannot be read was told where it was read, and the log is behind since.
    if (deps.evidenceLog.behind() !== undefined) return []
    throw error
  })
  if (!first) return
  const problem = `the evidence log does not fit the store: number ${first.seq}: ${first.found}`
  deps.evidenceLog.fallBehind(problem)
  record(deps.log, 'log.alarm', { partner: deps.us, problem })
}

async function tailFaults(deps: Checking) {
  const { size } = await deps.evidenceLog.head()
  const after = Math.max(0, size - tailRows)
  const rows = await deps.store.evidence({ after, limit: tailRows + 1 })
  return [...(await headFaults(deps)), ...(await faultsIn(deps.store, rows, after))]
}

/** A C2SP tlog-proof that the statement of a message stands in our log, under a checkpoint that partners cosigned. */
export async function proveMessage({ store, evidenceLog }: Checking, message: string): Promise<LogProof> {
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
