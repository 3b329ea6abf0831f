// What a message of ours does beside folding the case: it decides on terms, gives shares of keys,
// destroys keys.

import type { JsonObject } from '../../../crypto/json.ts'
import { effectOf, itemsDisposed, itemsNamed } from '../../case/effects.ts'
import { demandInForce, type FoldedCase, termsAccepted } from '../../case/terms-in-force.ts'
import { Problem } from '../../model/problems/problems.ts'
import { checkBody, messageType } from '../../model/profile/message.ts'
import type { BodyContext } from '../../model/profile/profile.ts'
import type { Head } from '../../model/terms/uses/uses.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { MessageRow } from '../../ports/rows.ts'
import { usesTold } from '../between/uses/uses-told.ts'
import { providerShare, type Secrets } from '../content/secrets.ts'

interface Effecting {
  store: ReadingStore
  /** What a disposal of what was stored then rests on, and when it is final in all backups. */
  destroyedFor?: (storedAt: readonly number[]) => Promise<JsonObject>
  secrets: Pick<Secrets, 'ownItem'>
}

/**
 * The form as it leaves: what our gateway adds by itself is in it.
 * @throws {Problem} `terms-invalid` where other terms are in force than were decided on,
 *   `body-invalid`, `item-disposed`
 */
export async function completed(
  deps: Effecting,
  folded: FoldedCase<MessageRow>,
  caseId: string,
  { type, form, context, uses }: { type: string; form: JsonObject; context: BodyContext; uses?: Head | undefined },
): Promise<JsonObject> {
  const { profile } = folded
  const effect = effectOf(profile, type)
  const facts = messageType(profile, type).facts(form)
  const items = itemsNamed({ facts })
  if (effect === 'accepts-terms') demandInForce(folded, items, String(facts.terms))
  if (effect === 'disposes')
    return withItsEnd(deps, folded, caseId, { type, form, context, items: itemsDisposed(facts) })
  if (effect === 'reports-uses') {
    const about = { case: caseId, given: folded.state.given, messages: folded.messages, uses }
    const whole = await usesTold(deps, about, form)
    return checkBody(profile, type, whole, { ...context, received: true }).body
  }
  if (effect !== 'gives-keys') return form
  if (form.shares !== undefined)
    throw new Problem('body-invalid', 'the gateway puts the shares in by itself; name the items only', {
      field: '/body/shares',
    })
  for (const item of items) {
    const accepted = termsAccepted(folded, item)
    if (accepted !== undefined) demandInForce(folded, [item], accepted)
  }
  // A body has no share: what opens bodies alone brings none.
  const whole = items.length === 0 ? form : { ...form, shares: await sharesOf(deps, caseId, items) }
  return checkBody(profile, type, whole, { ...context, received: true }).body
}

/** The day from which no backup opens what goes, and what the statement rests on. */
async function withItsEnd(
  { store, destroyedFor }: Effecting,
  { profile, messages }: FoldedCase<MessageRow>,
  caseId: string,
  { type, form, context, items }: { type: string; form: JsonObject; context: BodyContext; items: readonly string[] },
): Promise<JsonObject> {
  const given = ['finalOn', 'restsOn'].find((name) => form[name] !== undefined)
  if (given !== undefined)
    throw new Problem('body-invalid', 'the gateway puts in by itself what the statement rests on', {
      field: `/body/${given}`,
    })
  if (items.length === 0 || !destroyedFor) return form
  const named = new Set(items)
  const rows = [...(await store.itemsOf(caseId)), ...messages].filter(
    ({ id, secret }) => named.has(id) && secret !== null,
  )
  if (rows.length === 0) return form
  const whole = { ...form, ...(await destroyedFor(rows.map(({ storedAt }) => storedAt))) }
  return checkBody(profile, type, whole, { ...context, received: true }).body
}

async function sharesOf({ store, secrets }: Effecting, caseId: string, items: readonly string[]) {
  const rows = new Map((await store.itemsOf(caseId)).map((row) => [row.id, row]))
  return items.map((item) => {
    const row = rows.get(item)
    const secret = row?.direction === 'out' ? secrets.ownItem(row) : undefined
    if (!secret) throw new Problem('item-disposed', `we hold no key of item ${item} in this case`)
    return { item, share: providerShare(secret.key, secret.recipientShare) }
  })
}
