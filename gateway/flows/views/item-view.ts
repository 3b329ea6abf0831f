// How an item is shown: what is known of it without its content, and what the case says of it.
import type { JsonObject } from '../../../crypto/json.ts'
import type { ItemInCase, ItemView } from '../../answers/item-answers.ts'
import type { CaseState } from '../../case/case.ts'
import { type FoldedCase, termsInForce } from '../../case/terms-in-force.ts'
import type { ItemRow } from '../../ports/rows.ts'
import type { Secrets } from '../content/secrets.ts'

/** The item by itself. */
export function itemView(secrets: Pick<Secrets, 'label'>, item: ItemRow): ItemView {
  const label = secrets.label(item)
  return {
    item: item.id,
    case: item.case,
    message: item.message,
    direction: item.direction,
    kind: item.kind,
    form: item.form,
    mediaType: item.mediaType,
    name: label?.name ?? null,
    bytes: item.bytes,
    sha256: label?.plainSha256 ?? null,
    terms: item.termsSha256,
    locked: item.secret !== null && item.key === null,
    disposed: item.secret === null,
  }
}

/** Items in their case: under which terms each stands now, and what its provider and its recipient said of it. */
export function itemsInCase(
  secrets: Pick<Secrets, 'label'>,
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

/** The form of a message as a national system may see it: shares of keys are the gateways' alone. */
export function formShown({ shares: _shares, ...form }: JsonObject): JsonObject {
  return form
}
