// The check of the order: by the log, and not by what a clock says, each statement and receipt was
// signed with a key that its member had not given up yet. Who stole an old key can date back, but
// not get into the log before the card that gave the key up.
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault } from '../../format/faults.ts'
import type { Identity } from './identities.ts'
import type { CheckedReceipts } from './receipts.ts'

/** Where a card of the sender, or a statement, lies in the log of the exporter. */
interface Placed {
  /** Its sequence. */
  readonly card: number
  readonly leaf: number
}

/** Under which card a statement was sealed, as the log shows it. */
export interface SealedUnder {
  readonly card: number
  /** Of the statement. */
  readonly leaf: number
  /** The card that gave the key up. Null where none has, as far as the checkpoint goes. */
  readonly before: Placed | null
}

interface CheckedOrder {
  /** By statement id. */
  readonly under: ReadonlyMap<string, SealedUnder>
  /**
   * Statements of which the log does not show the order, by their id: the card whose entry lacks.
   * Empty where there is no entry of any card, as in bundles that were written before.
   */
  readonly unshown: ReadonlyMap<string, number>
  readonly faults: readonly BundleFault[]
}

interface Shown {
  /** By statement id: the key that sealed it. */
  readonly sealedBy: ReadonlyMap<string, string>
  readonly logged: ReadonlyMap<string, { readonly index: number }>
  /** By SHA-256: the leaf of a card. */
  readonly cards: ReadonlyMap<string, number>
  readonly signed: CheckedReceipts['signed']
  readonly signedBy: CheckedReceipts['signedBy']
  readonly loggedReceipts: ReadonlyMap<string, { readonly index: number }>
}

/**
 * `seal-late`, `receipt-late`: nothing lies behind the first card of its member that gave up the
 * key it is signed with.
 */
export function checkOrder(
  { statements }: Contents,
  identities: ReadonlyMap<string, Identity>,
  { sealedBy, logged, cards, signed, signedBy, loggedReceipts }: Shown,
): CheckedOrder {
  const under = new Map<string, SealedUnder>()
  const unshown = new Map<string, number>()
  const faults: BundleFault[] = []
  const known = new Map<string, ReturnType<typeof placing>>()
  /** Asked once for each key, and not for each statement: a member may have many cards. */
  const placedOf = (member: string, kid: string) => {
    const found = known.get(`${member} ${kid}`) ?? placing(identities.get(member)?.cards ?? [], kid, cards)
    known.set(`${member} ${kid}`, found)
    return found
  }
  for (const { row, statement, seal } of statements) {
    const [kid, leaf] = [sealedBy.get(row.id), logged.get(row.id)?.index]
    if (kid === undefined || leaf === undefined || seal === undefined) continue
    const { named, until } = placedOf(statement.from.member, kid)
    if (named.length === 0) continue
    const lacking = [named.at(-1), until].find((each) => each && each.leaf === undefined)
    if (lacking) {
      if (cards.size > 0) unshown.set(row.id, lacking.card.sequence)
      continue
    }
    const before = until?.leaf === undefined ? null : { card: until.card.sequence, leaf: until.leaf }
    if (before && leaf > before.leaf) {
      const found = `is by key ${kid}, given up by card ${before.card} at entry ${before.leaf}; the statement is entry ${leaf}`
      faults.push(fault('seal-late', seal.file, found))
      continue
    }
    const of = named.findLast((each) => (each.leaf ?? 0) < leaf) ?? named[0]
    under.set(row.id, { card: of?.card.sequence ?? 0, leaf, before })
  }
  for (const { file, claims } of signed) {
    const [kid, leaf] = [signedBy.get(claims.id), loggedReceipts.get(claims.id)?.index]
    if (kid === undefined || leaf === undefined) continue
    const { until } = placedOf(claims.from, kid)
    if (until?.leaf === undefined || leaf < until.leaf) continue
    const found = `is by key ${kid}, given up by card ${until.card.sequence} at entry ${until.leaf}; the receipt is entry ${leaf}`
    faults.push(fault('receipt-late', file, found))
  }
  return { under, unshown, faults }
}

/** The cards that name a key, with their leaves, and the one after the last of them. */
function placing(held: Identity['cards'], kid: string, leaves: ReadonlyMap<string, number>) {
  const placed = held.map(({ card, sha256 }) => ({ card, leaf: leaves.get(sha256) }))
  const names = ({ card }: (typeof placed)[number]) => card.signing.some((entry) => entry.kid === kid)
  return { named: placed.filter(names), until: placed[placed.findLastIndex(names) + 1] }
}
