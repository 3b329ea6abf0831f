// From claimed deliveries to what travels: letter messages, and which parts go inline or ahead.

import { canonicalText } from '../../../crypto/canonical.ts'
import { type WrittenMessage, writeMessage } from '../../../crypto/jose/letter.ts'
import { writeStatement } from '../../../crypto/statement/statement.ts'
import { Problem } from '../../model/problems/problems.ts'
import { unmetBy, unmetInWords } from '../../model/terms/assurance-classes.ts'
import type { AsSubmitted, Claimed } from '../../ports/delivering.ts'
import type { ItemRow } from '../../ports/rows.ts'
import { providerShare, type Secrets } from '../content/secrets.ts'
import type { Partner } from '../trust/load-partners.ts'

/**
 * The letter's message for a claimed delivery.
 * @throws {Problem} `item-disposed` when its content is gone; `assurance-unmet` when the card of
 *   its recipient promises less by now than it was given under.
 */
export function letterMessage(
  secrets: Secrets,
  { member, card }: Pick<Partner, 'member' | 'card'>,
  { message, items, asSubmitted }: Claimed,
): WrittenMessage {
  const { statement, body, salt, withheld, kept = [] } = asSubmitted ?? asStored(secrets, message)
  const unmet = unmetBy(kept, card.assurance)
  if (unmet.length > 0)
    throw new Problem(
      'assurance-unmet',
      `${member} keeps less by now than this was given under: ${unmetInWords(unmet)}; send it again once its card declares that, or say it anew, which two persons decide`,
    )
  const rows = new Map(items.map((item) => [item.id, item]))
  return writeMessage({
    ...{ statement, body, salt },
    // In the order of the statement, whatever order the store has them in: the recipient holds one
    // against the other.
    items: message.statement.items.map(({ id }) => {
      const row = rows.get(id)
      const opened = row && secrets.ownItem(row)
      if (!opened) throw new Problem('item-disposed', `the content of item ${id} was disposed of`)
      return {
        id,
        salt: opened.salt,
        recipientShare: opened.recipientShare,
        // Release mode `once`: ours follows when the terms were accepted.
        ...(!withheld?.includes(id) && {
          providerShare: providerShare(opened.key, opened.recipientShare),
        }),
      }
    }),
  })
}

function asStored(secrets: Secrets, message: Claimed['message']): AsSubmitted {
  const secret = secrets.ownMessage(message)
  if (!secret) throw new Problem('item-disposed', `the content of message ${message.id} was disposed of`)
  const { content, salt, withheld, kept } = secret
  const written = { statement: writeStatement(message.statement), body: canonicalText(content), salt }
  return { ...written, ...(withheld && { withheld }), ...(kept && { kept }) }
}

interface PartPlan {
  readonly inline: readonly ItemRow[]
  readonly ahead: readonly ItemRow[]
}

/** Small parts travel in the delivery, as long as they fit; the others are uploaded first. */
export function planParts(
  claimed: readonly Claimed[],
  { inlinePartBytes, maxInlineBytes }: { inlinePartBytes: number; maxInlineBytes: number },
): PartPlan {
  const inline: ItemRow[] = []
  const ahead: ItemRow[] = []
  let total = 0
  for (const item of claimed.flatMap(({ items }) => items)) {
    const fits = item.partBytes <= inlinePartBytes && total + item.partBytes <= maxInlineBytes
    if (fits) total += item.partBytes
    ;(fits ? inline : ahead).push(item)
  }
  return { inline, ahead }
}
