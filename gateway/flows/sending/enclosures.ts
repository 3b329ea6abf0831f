// What goes with a message: items that were uploaded for it, the terms that they were uploaded
// under, and the function in which it is signed.
import type { JsonObject } from '../../../crypto/json.ts'
import { matterOf } from '../../case/matter.ts'
import { Problem } from '../../model/problems/problems.ts'
import { messageType } from '../../model/profile/message.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Client, MessageAsk } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, ItemRow } from '../../ports/rows.ts'
import { termsFor } from '../cases/terms-for.ts'
import type { Unaltered } from '../evidence/unaltered.ts'
import type { Trust } from '../trust/trust.ts'

interface Enclosing extends Pick<Unaltered, 'evidenceLog' | 'world' | 'log' | 'trust'> {
  store: EvidenceStore & ReadingStore
  parts: Pick<Parts, 'size'>
}

/** Documents of a draft that another person changes. */
export interface Lent {
  readonly by: string
  readonly items: readonly string[]
}

export async function stagedItems(
  { store, parts }: Enclosing,
  client: Client,
  ask: MessageAsk,
  lent: Lent | undefined,
): Promise<ItemRow[]> {
  const items: ItemRow[] = []
  for (const [index, id] of ask.items.entries()) {
    const field = `/items/${index}`
    const item = await store.item(id)
    const by = lent?.items.includes(id) ? lent.by : client.id
    if (item?.direction !== 'out' || (item.client !== client.id && item.client !== by))
      throw new Problem('item-unknown', `item ${id} was not uploaded by client ${client.id}`, { field })
    if (item.message !== null || ask.items.indexOf(id) !== index)
      throw new Problem('item-taken', `item ${id} already belongs to a message`, { field })
    if ((await parts.size(item.partSha256)) === undefined)
      throw new Problem('item-unknown', `the content of item ${id} is not there any more; upload it again`, { field })
    items.push(item)
  }
  return items
}

/** The terms that were made for this message, by its own word or by that of its items. */
export async function termsGiven(
  deps: Enclosing,
  client: Client,
  ask: MessageAsk,
  items: readonly ItemRow[],
): Promise<JsonObject | undefined> {
  const wanted = ask.terms ?? items[0]?.termsSha256
  for (const [index, item] of items.entries())
    if (item.termsSha256 !== wanted)
      throw new Problem(
        'terms-invalid',
        `item ${item.id} was uploaded under other terms than the message's; upload it under these`,
        {
          field: `/items/${index}`,
        },
      )
  if (wanted === undefined) return undefined
  const terms = await termsFor(deps, client, wanted)
  if (!terms)
    throw new Problem('terms-unknown', `no terms ${wanted} were made here; make them with POST /v1/terms`, {
      field: '/terms',
    })
  return terms
}

/** Terms bind what we give to this partner in this matter, or they are somebody else's. */
export function demandTermsFit(given: JsonObject | undefined, trust: Trust, before: CaseRow): void {
  if (given === undefined) return
  const matter = matterOf(given)
  if (
    given.provider !== trust.us ||
    given.recipient !== before.partner ||
    (matter !== undefined && matter !== before.id)
  )
    throw new Problem(
      'terms-invalid',
      `the terms are from ${String(given.provider)} to ${String(given.recipient)} in matter ${matter ?? 'none'}, the message goes from ${trust.us} to ${before.partner} in case ${before.id}`,
      { field: '/terms' },
    )
}

/**
 * The ask with the function of its client in it; where none is registered, with the one it says.
 * @throws {Problem} `function-missing` where it says none either, `body-invalid` where it says
 *   another than is registered
 */
export function inFunction<Ask extends MessageAsk & { readonly type: string }>(
  profile: Profile,
  { id, function: registered }: Pick<Client, 'id' | 'function'>,
  ask: Ask,
): Ask {
  const field = messageType(profile, ask.type).inFunction
  if (field === undefined) return ask
  const said = ask.body[field]
  if (registered === undefined && said === undefined)
    throw new Problem('function-missing', `client ${id} has no function in which it could sign, and says none`, {
      field: `/body/${field}`,
    })
  if (registered === undefined) return ask
  if (said !== undefined && said !== registered)
    throw new Problem('body-invalid', `/${field} is not the function of client ${id}, which is ${registered}`, {
      field: `/body/${field}`,
    })
  return { ...ask, body: { ...ask.body, [field]: registered } }
}
