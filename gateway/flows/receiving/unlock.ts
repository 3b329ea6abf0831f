// The provider's shares have come: joined with ours, they open the part, or they are wrong and the item stays locked.
import type { JsonObject } from '../../../crypto/json.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import { joinShares } from '../../../crypto/part/shares.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { ItemKey, ItemRow } from '../../ports/rows.ts'
import { record } from '../../watch/log.ts'
import { provePlaintext } from '../content/prove.ts'
import type { Happening } from '../evidence/leaves.ts'
import type { Receiving } from './deps.ts'

type House = Pick<Receiving, 'parts' | 'secrets' | 'log' | 'world'>

/** A message that gives keys and takes effect now, with its form. */
export interface KeysGiven {
  readonly message: string
  readonly case: string
  readonly partner: string
  readonly form: JsonObject
}

export interface Unlocked {
  readonly itemKeys: readonly ItemKey[]
  readonly happenings: readonly Happening[]
  /** Items that a share does not open. */
  readonly wrong: readonly string[]
}

/**
 * What the shares of one message make of items that wait for them: each part is opened once to the end, and only what holds exactly what its
 * statement says gets its key. @param locked items of the case without a key, by their id.
 */
export async function unlock(
  house: House,
  { message, case: caseId, partner, form }: KeysGiven,
  locked: ReadonlyMap<string, ItemRow>,
): Promise<Unlocked> {
  const itemKeys: ItemKey[] = []
  const happenings: Happening[] = []
  const wrong: string[] = []
  for (const { item, share } of sharesIn(form)) {
    const row = locked.get(item)
    if (!row) continue
    const opened = await openedBy(house, row, share)
    if (opened) itemKeys.push(opened)
    else wrong.push(item)
    happenings.push({
      at: house.world.now(),
      kind: 'key.received',
      case: caseId,
      subject: item,
      data: { message, from: partner, opens: opened !== undefined, terms: row.termsSha256 },
    })
    if (opened) record(house.log, 'item.unlocked', { partner, item, message })
    else record(house.log, 'item.key.wrong', { partner, item, message })
  }
  return { itemKeys, happenings, wrong }
}

async function openedBy(
  { secrets, parts }: Pick<House, 'parts' | 'secrets'>,
  row: ItemRow,
  share: string,
): Promise<ItemKey | undefined> {
  const half = secrets.half(row)
  if (!half) return undefined
  const key = joinShares(fromBase64url(half.recipientShare), fromBase64url(share))
  try {
    const plainSha256 = await provePlaintext(parts.read(row.partSha256), row, { key, salt: fromBase64url(half.salt) })
    return { id: row.id, ...secrets.lockItem(row.id, key, { ...half, plainSha256 }) }
  } catch (error) {
    if (error instanceof Problem && error.code === 'statement-refused') return undefined
    throw error
  }
}

interface ItemShare {
  readonly item: string
  readonly share: string
}

/** The shape of the body was checked: `shares` is a list of these, or was left out. */
const sharesIn = ({ shares }: JsonObject): readonly ItemShare[] =>
  Array.isArray(shares) ? (shares as unknown as readonly ItemShare[]) : []
