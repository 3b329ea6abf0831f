// The check of the receipts: who acknowledged or refused which statement.
import { CryptoError } from '../../../../crypto/fault.ts'
import { contradictions, readReceipt, receiptKid, type SentStatement } from '../../../../crypto/statement/receipt.ts'
import type { Contents, ReceiptFile, StatementFile } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import type { ClaimedEntry } from '../../format/forms.ts'
import { type Known, once } from '../../format/known.ts'
import { byCodeUnits, receiptName } from '../../format/layout.ts'
import type { Identity } from './identities.ts'

/** What a receipt that verifies says of one statement. */
export interface Acknowledged extends Pick<ClaimedEntry, 'outcome' | 'problem' | 'leaf' | 'uses'> {
  readonly file: string
  readonly receipt: ReceiptFile
  readonly at: string
  readonly by: string
}

export interface CheckedReceipts {
  /** By statement id, in the order of time. */
  readonly said: ReadonlyMap<string, readonly Acknowledged[]>
  /** The receipts whose signature verifies. */
  readonly signed: readonly ReceiptFile[]
  /** By the id of such a receipt: the key of the recipient that signed it. */
  readonly signedBy: ReadonlyMap<string, string>
  readonly faults: readonly BundleFault[]
}

/**
 * `receipt-invalid`, `receipt-mismatch`: each receipt is signed by a key of the member that was
 * sent to, in its window then, and acknowledges statements of the bundle under their digest and
 * that of their terms.
 */
export async function checkReceipts(
  { receipts, statements }: Contents,
  identities: ReadonlyMap<string, Identity>,
  known: Known,
): Promise<CheckedReceipts> {
  const byId = new Map(statements.map((each) => [each.statement.id, each]))
  const said = new Map<string, Acknowledged[]>()
  const signed: ReceiptFile[] = []
  const signedBy = new Map<string, string>()
  const faults: BundleFault[] = []
  const verdicts = await Promise.all(
    receipts.map((receipt) => {
      const signer = identities.get(receipt.claims.from)
      return once(known, `receipt ${signer?.id} ${receipt.jws}`, () => unsigned(receipt, signer))
    }),
  )
  receipts.forEach((receipt, at) => {
    const { file, claims } = receipt
    const verdict = verdicts[at]
    if (verdict !== undefined) {
      faults.push(fault('receipt-invalid', file, verdict))
      return
    }
    signed.push(receipt)
    signedBy.set(claims.id, receiptKid(receipt.jws))
    const about = claims.entries.filter(({ id }) => byId.has(id))
    const wrong = [
      ...(file === receiptName(claims.id) ? [] : [`is receipt ${claims.id}`]),
      ...(about.length > 0 ? [] : ['acknowledges no statement of this case']),
      ...about.flatMap((entry) => contradictions(claims, entry, sentOf(byId.get(entry.id) as StatementFile))),
    ]
    faults.push(...wrong.map((found) => fault('receipt-mismatch', file, found)))
    if (wrong.length > 0) return
    for (const { id, outcome, problem, leaf, uses } of about) {
      const more = {
        ...(problem !== undefined && { problem }),
        ...(leaf !== undefined && { leaf }),
        ...(uses && { uses }),
      }
      said.set(id, [...(said.get(id) ?? []), { outcome, ...more, file, receipt, at: claims.at, by: claims.from }])
    }
  })
  for (const each of said.values()) each.sort((a, b) => byCodeUnits(a.at, b.at))
  return { said, signed, signedBy, faults }
}

/**
 * Why the signature does not hold; undefined when it does. What it is about is compared afterwards.
 */
async function unsigned({ jws, claims }: ReceiptFile, signer: Identity | undefined): Promise<string | undefined> {
  try {
    await readReceipt(jws, { keys: signer?.signing ?? [], nowMs: Date.parse(claims.at) })
    return undefined
  } catch (error) {
    const cause = error instanceof CryptoError && error.cause instanceof CryptoError ? `: ${error.cause.message}` : ''
    return `${foundIn(error)}${cause}`
  }
}

const sentOf = ({ statement, sha256, termsSha256 }: StatementFile): SentStatement => ({
  id: statement.id,
  sha256,
  termsSha256,
  sentAt: statement.sentAt,
  from: statement.from.member,
  to: statement.to.member,
})
