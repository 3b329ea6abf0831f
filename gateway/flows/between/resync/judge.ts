// What a partner says that it holds, judged statement by statement: what we know, what we lack and
// who wrote it, or a lie.

import { canonical } from '../../../../crypto/canonical.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import { readCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { sha256Hex } from '../../../../crypto/octets.ts'
import type { HeldPage } from '../../../../crypto/statement/held.ts'
import { contradictions, type Receipt } from '../../../../crypto/statement/receipt.ts'
import { readStatement, type Statement, termsSha256 } from '../../../../crypto/statement/statement.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { ReceivingStore } from '../../../ports/receiving.ts'
import type { Log } from '../../../watch/log.ts'
import type { EvidenceLog } from '../../evidence/evidence-log.ts'
import { isOwnSeal } from '../../evidence/genuine/authentic.ts'
import { signedBy } from '../../evidence/genuine/receipted.ts'
import { demandHeld } from '../../evidence/genuine/seen-of-us.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { Trust } from '../../trust/trust.ts'

export interface JudgingHeld {
  readonly store: CasesStore & EvidenceStore & ReceivingStore
  readonly evidenceLog: EvidenceLog
  readonly log: Log
  trust(): Trust
}

/** A statement of ours that we lack, and that its recipient has. */
export interface Returned {
  readonly statement: Statement
  readonly sha256: string
  readonly seal: string
  readonly receipt: Receipt
  /** The receipt as it was signed. */
  readonly jws: string
}

/** Whatever else it says: nothing of such an answer is taken. */
export const falseAnswer = (found: string): CryptoError => new CryptoError('held-false', found)

interface Stated {
  readonly statement: Statement
  readonly sha256: string
  readonly seal: string
}

interface Receipted {
  readonly receipt: Receipt
  readonly jws: string
}

/**
 * The statements of ours that a page holds and we lack, in its order. Where a receipt of ours shows
 * that our log held more, the log is behind from then on.
 * @throws {CryptoError} `held-false` for one that cannot be
 */
export async function judgePage(deps: JudgingHeld, partner: Partner, page: HeldPage): Promise<readonly Returned[]> {
  const { us } = deps.trust()
  const { member } = partner
  const stated = page.statements.map(statedIn)
  const ids = stated.map(({ statement }) => statement.id)
  if (new Set(ids).size !== ids.length) throw falseAnswer('it names a statement twice')
  for (const { statement } of stated) demandBetween(statement, us, member)
  const known = new Map((await deps.store.known(ids)).map((row) => [row.id, row]))
  const unknown = stated.filter((each) => !isKnown(each, known.get(each.statement.id), member))
  if (unknown.length === 0) return []
  const receipts = await receiptsIn(deps, member, page.receipts)
  const found: Returned[] = []
  for (const each of unknown) {
    const { statement, sha256, seal } = each
    const receipted = receiptOf(each, receipts)
    if (statement.from.member !== us) {
      await demandLost(deps, partner, receipted.receipt)
      continue
    }
    if (!(await isOwnSeal(deps, { partner: member, sha256, seal })))
      throw falseAnswer(`statement ${statement.id} is not under a seal of ours`)
    found.push({ statement, sha256, seal, ...receipted })
  }
  return found
}

function statedIn({ statement: raw, seal }: HeldPage['statements'][number]): Stated {
  try {
    return { statement: readStatement(raw), sha256: sha256Hex(canonical(raw as JsonObject)), seal }
  } catch (error) {
    if (error instanceof CryptoError) throw falseAnswer(`it holds what is no statement: ${error.message}`)
    throw error
  }
}

function demandBetween({ id, from, to }: Statement, us: string, member: string): void {
  const ours = from.member === us && to.member === member
  const theirs = from.member === member && to.member === us
  if (!ours && !theirs)
    throw falseAnswer(`statement ${id} is from ${from.member} to ${to.member}, not between ${member} and ${us}`)
}

interface KnownRow {
  readonly sha256: string
  readonly partner: string
  readonly direction: 'in' | 'out'
}

/** What is here is left as it is. */
function isKnown({ statement: { id, from }, sha256 }: Stated, row: KnownRow | undefined, member: string): boolean {
  if (!row) return false
  const direction = from.member === member ? 'in' : 'out'
  if (row.sha256 === sha256 && row.partner === member && row.direction === direction) return true
  throw falseAnswer(`statement ${id} is not the one that is known here`)
}

/** Each under a key of whoever signs it: of us where we received, of the partner where it did. */
async function receiptsIn(deps: JudgingHeld, member: string, jwss: readonly string[]): Promise<readonly Receipted[]> {
  const { us } = deps.trust()
  const found: Receipted[] = []
  for (const jws of jwss) {
    const receipt = (await readAs(deps, member, jws)) ?? (await readAs(deps, us, jws))
    if (!receipt) throw falseAnswer('it holds a receipt that neither of us signed')
    const pair = new Set([receipt.from, receipt.to])
    if (pair.size !== 2 || !pair.has(us) || !pair.has(member))
      throw falseAnswer(`receipt ${receipt.id} is not between the two of us`)
    found.push({ receipt, jws })
  }
  return found
}

async function readAs(deps: JudgingHeld, signer: string, jws: string): Promise<Receipt | undefined> {
  try {
    const receipt = await signedBy(deps, signer, jws)
    return receipt?.from === signer ? receipt : undefined
  } catch (error) {
    if (error instanceof CryptoError) throw falseAnswer(`it holds what is no receipt: ${error.message}`)
    throw error
  }
}

/** The one by which its recipient took it. */
function receiptOf({ statement, sha256 }: Stated, receipts: readonly Receipted[]): Receipted {
  const { id, from, to, sentAt, terms } = statement
  const sent = { id, sha256, sentAt, from: from.member, to: to.member, termsSha256: termsSha256(terms) }
  const found = receipts.find(({ receipt }) =>
    receipt.entries.some(
      (entry) =>
        entry.id === id &&
        (entry.outcome === 'received' || entry.outcome === 'duplicate') &&
        contradictions(receipt, entry, sent).length === 0,
    ),
  )
  if (found) return found
  throw falseAnswer(`statement ${id} comes without a receipt of ${to.member} that takes it`)
}

/**
 * We took a statement that is not here: the receipt says how large our log was then, so that it is
 * behind. A log that has signed more goes on by no other way than newer data, and with it comes the
 * statement.
 */
async function demandLost(deps: JudgingHeld, partner: Partner, { id, checkpoint }: Receipt): Promise<void> {
  try {
    if (checkpoint !== undefined)
      await demandHeld(deps, partner, readCheckpoint(checkpoint, deps.trust().ownLog), 'has a receipt of ours over')
  } catch (error) {
    if (error instanceof Problem && error.code === 'log-behind') return
    if (error instanceof Problem && error.code === 'partner-refused') throw falseAnswer(error.message)
    if (error instanceof CryptoError) throw falseAnswer(`receipt ${id} has no checkpoint of ours: ${error.message}`)
    throw error
  }
  throw falseAnswer(`receipt ${id} takes what our log does not hold`)
}
