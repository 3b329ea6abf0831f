// How an item is shown: what is known of it without its content, and what the case says of it.
import type { ItemInCase, ItemView } from '../../answers/item-answers.ts'
import type { CaseState } from '../../case/case.ts'
import { type FoldedCase, termsInForce } from '../../case/terms-in-force.ts'
import type { ItemRow } from '../../ports/rows.ts'
import type { Secrets } from '../content/secrets.ts'

/**
 * The item by itself. How what was received is called, how long it is and what it is the digest of
 * are content: a release tells them. Of what is ours all of it is shown.
 */
export function itemView(secrets: Pick<Secrets, 'ownItem'>, item: ItemRow): ItemView {
  const own = item.direction === 'out' ? secrets.ownItem(item) : undefined
  return {
    item: item.id,
    case: item.case,
    message: item.message,
    direction: item.direction,
    kind: item.kind,
    form: item.form,
    mediaType: item.mediaType,
    size: sizeClass(item.bytes),
    name: own?.name ?? null,
    bytes: item.direction === 'out' ? item.bytes : null,
    sha256: own?.plainSha256 ?? null,
    terms: item.termsSha256,
    locked: item.secret !== null && item.key === null,
    disposed: item.secret === null,
  }
}

/** Enough to know whether to wait for it, too little to know it by. */
const sizeClass = (bytes: number): ItemView['size'] =>
  sizeClasses.find(([, most]) => bytes <= most)?.[0] ?? 'very-large'
const sizeClasses = [
  ['small', 65_536],
  ['medium', 1_048_576],
  ['large', 16_777_216],
] as const

/**
 * Items in their case: under which terms each stands now, and what its provider and its recipient
 * said of it.
 */
export function itemsInCase(
  secrets: Pick<Secrets, 'ownItem'>,
  folded: FoldedCase & { readonly state: CaseState },
  items: readonly ItemRow[],
): ItemInCase[] {
  const inForce = termsInForce(folded)
  return items.map((item) => {
    const view = itemView(secrets, item)
    const given = folded.state.given[item.id]
    if (!given) return view
    const { wanted, verified, trueCopy, acceptance, locked, disposed } = given
    return {
      ...view,
      termsInForce: inForce(item.id)?.sha256 ?? item.termsSha256,
      ...(wanted !== undefined && { wanted }),
      verified,
      trueCopy,
      acceptance,
      locked: view.locked || locked,
      disposed: view.disposed || disposed,
    }
  })
}
