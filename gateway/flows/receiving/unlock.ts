// The provider's shares have come: joined with ours, they open the part, or they are wrong and the
// item stays locked.
import type { JsonObject } from '../../../crypto/json.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import { joinShares } from '../../../crypto/part/shares.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { FingerprintRow, ItemKey, ItemRow } from '../../ports/rows.ts'
import { record } from '../../watch/log.ts'
import { insideRows } from '../content/fingerprints.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import type { StoredCase, Taken } from './checks.ts'
import type { Receiving } from './deps.ts'

type Deps = Pick<Receiving, 'store' | 'proofs' | 'secrets' | 'log' | 'world'>

interface Unlocked {
  readonly itemKeys: readonly ItemKey[]
  /** Of what lies inside the items that open. */
  readonly inside: readonly FingerprintRow[]
  readonly evidence: readonly EvidenceDraft[]
  /** Items that the share of a message does not open. */
  readonly wrong: readonly { readonly message: string; readonly item: string }[]
}

/**
 * What the shares that came make of items that wait for them: each part is opened once to the end,
 * and only what holds exactly what its statement says gets its key.
 * @param giving messages of one case that give keys and take effect now.
 * @param arrived all that arrived for the case, with their items.
 */
export async function unlock(
  deps: Deps,
  giving: readonly Taken[],
  { row }: StoredCase,
  arrived: readonly Taken[],
): Promise<Unlocked> {
  if (giving.length === 0) return { itemKeys: [], inside: [], evidence: [], wrong: [] }
  const locked = lockedOf([...(row ? await deps.store.itemsOf(row.id) : []), ...arrived.flatMap(({ items }) => items)])
  const itemKeys: ItemKey[] = []
  const inside: FingerprintRow[] = []
  const evidence: EvidenceDraft[] = []
  const wrong: { message: string; item: string }[] = []
  for (const { id: message, statement, held, content } of giving)
    for (const { item, share } of sharesIn(content.form)) {
      const waiting = locked.get(item)
      if (!waiting) continue
      const opened = await openedBy(deps, waiting, share)
      if (opened) {
        itemKeys.push(opened.key)
        inside.push(...opened.inside)
      } else wrong.push({ message, item })
      evidence.push({
        at: deps.world.now(),
        kind: 'key.received',
        case: statement.case,
        subject: item,
        data: { message, from: held.partner, opens: opened !== undefined, terms: waiting.termsSha256 },
      })
      record(deps.log, opened ? 'item.unlocked' : 'item.key.wrong', { partner: held.partner, item, message })
    }
  return { itemKeys, inside, evidence, wrong }
}

/** Received items without a key, by their id. */
const lockedOf = (items: readonly ItemRow[]): ReadonlyMap<string, ItemRow> =>
  new Map(
    items.flatMap((item) =>
      item.direction === 'in' && item.key === null && item.secret !== null ? [[item.id, item]] : [],
    ),
  )

async function openedBy(
  deps: Pick<Deps, 'proofs' | 'secrets' | 'log'>,
  row: ItemRow,
  share: string,
): Promise<{ readonly key: ItemKey; readonly inside: readonly FingerprintRow[] } | undefined> {
  const { secrets, proofs } = deps
  const half = secrets.half(row)
  if (!half) return undefined
  const key = joinShares(fromBase64url(half.recipientShare), fromBase64url(share))
  try {
    const keyed = { key, salt: fromBase64url(half.salt) }
    const { plainSha256, seen } = await proofs.prove({ item: row, partSha256: row.partSha256, ...keyed })
    const opened = { id: row.id, ...secrets.encryptItem(row.id, key, { ...half, plainSha256 }) }
    return { key: opened, inside: insideRows(deps, row, seen) }
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
