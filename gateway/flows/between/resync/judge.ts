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
import type { OutboxStore } from '../../../ports/delivering.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { ReceivingStore } from '../../../ports/receiving.ts'
import type { Log } from '../../../watch/log.ts'
import type { EvidenceLog } from '../../evidence/evidence-log.ts'
import { isOwnSeal } from '../../evidence/genuine/authentic.ts'
import { demandOneHistory, type HoldingReceipts } from '../../evidence/genuine/one-history.ts'
import { signedBy } from '../../evidence/genuine/receipted.ts'
import { demandHeld } from '../../evidence/genuine/seen-of-us.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { Trust } from '../../trust/trust.ts'

export interface JudgingHeld extends HoldingReceipts {
  readonly store: CasesStore & EvidenceStore & OutboxStore & ReceivingStore
  readonly evidenceLog: EvidenceLog
  readonly log: Log
  trust(): Trust
}

/** A statement of ours, and the receipt by which its recipient has it. */
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

/** What a page has that is not here. */
export interface Judged {
  /** Statements of ours that we lack, in its order. */
  readonly returned: readonly Returned[]
  /** Statements of ours that are here as not delivered, and that the partner has receipted. */
  readonly receipted: readonly Returned[]
  /** What the partner sent, we took, and is not here. */
  readonly lost: readonly Statement[]
}

/**
 * What a page holds, held against what is here. Where a receipt of ours shows that our log held
 * more, the log is behind from then on.
 * @throws {CryptoError} `held-false` for one that cannot be
 */
export async function judgePage(deps: JudgingHeld, partner: Partner, page: HeldPage): Promise<Judged> {
  const { us } = deps.trust()
  const { member } = partner
  const stated = page.statements.map(statedIn)
  const ids = stated.map(({ statement }) => statement.id)
  if (new Set(ids).size !== ids.length) throw falseAnswer('it names a statement twice')
  for (const { statement } of stated) demandBetween(statement, us, member)
  const known = new Map((await deps.store.known(ids)).map((row) => [row.id, row]))
  const lacking: Stated[] = []
  const undelivered: Stated[] = []
  for (const each of stated) {
    if (!isKnown(each, known.get(each.statement.id), member)) lacking.push(each)
    else if (each.statement.from.member === us && (await isUndelivered(deps, each))) undelivered.push(each)
  }
  if (lacking.length + undelivered.length === 0) return { returned: [], receipted: [], lost: [] }
  const receipts = await receiptsIn(deps, member, page.receipts)
  const isOurs = ({ statement }: Stated) => statement.from.member === us
  for (const each of lacking.filter((one) => !isOurs(one)))
    await demandLost(deps, partner, receiptOf(each, receipts).receipt)
  const given = (all: readonly Stated[]) => givenBack(deps, partner, all, receipts)
  return {
    returned: await given(lacking.filter(isOurs)),
    receipted: await given(undelivered),
    lost: lacking.filter((one) => !isOurs(one)).map(({ statement }) => statement),
  }
}

/** What was refused is sent again by a person alone. */
const isUndelivered = async ({ store }: JudgingHeld, { statement }: Stated): Promise<boolean> =>
  undelivered.has((await store.delivery(statement.id))?.state)
const undelivered: ReadonlySet<string | undefined> = new Set(['queued', 'sending', 'waiting', 'expired'])

/** Under our own seal, each, with a receipt that fits all that its recipient signed of its log. */
async function givenBack(
  deps: JudgingHeld,
  partner: Partner,
  all: readonly Stated[],
  receipts: readonly Receipted[],
): Promise<readonly Returned[]> {
  const found: Returned[] = []
  for (const each of all) {
    const receipted = receiptOf(each, receipts)
    const { statement, sha256, seal } = each
    if (!(await isOwnSeal(deps, { partner: partner.member, sha256, seal })))
      throw falseAnswer(`statement ${statement.id} is not under a seal of ours`)
    found.push({ statement, sha256, seal, ...receipted })
  }
  for (const receipt of new Set(found.map((each) => each.receipt))) await demandOneTree(deps, partner, receipt, found)
  return found
}

async function demandOneTree(
  deps: JudgingHeld,
  partner: Partner,
  receipt: Receipt,
  found: readonly Returned[],
): Promise<void> {
  const cases = found.flatMap((each) => (each.receipt === receipt ? [each.statement.case] : []))
  try {
    await demandOneHistory(deps, partner, receipt, { cases })
  } catch (error) {
    if (error instanceof CryptoError) throw falseAnswer(`receipt ${receipt.id} is none: ${error.message}`)
    // The alarm could not be recorded, as the log is behind; what is told of the answer can.
    if (error instanceof Problem && error.code === 'log-behind')
      throw falseAnswer(`receipt ${receipt.id} contradicts what ${partner.member} signed of its log before`)
    throw error
  }
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
