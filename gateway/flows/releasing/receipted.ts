// Whether the provider has what we accepted: until its receipt is here it may still refuse the
// acceptance, which then counts for nothing.
import type { Json } from '../../../crypto/json.ts'
import type { CaseState } from '../../case/case.ts'
import { effectOf, itemsNamed } from '../../case/effects.ts'
import type { FoldedCase } from '../../case/terms-in-force.ts'
import type { Effect } from '../../model/profile/profile.ts'
import type { ToldMessage } from '../../ports/rows.ts'

/** As much of a whole case as this asks for. */
interface Accepting extends FoldedCase<ToldMessage> {
  readonly state: CaseState
  /** Held against its evidence, with the statements of ours whose receipts verify. */
  readonly stored: { readonly receipted: ReadonlySet<string> }
}

/** Whether the newest acceptance of ours that names this is still on its way. */
export function acceptanceOnItsWay(whole: Accepting, id: string): boolean {
  const newest = newestOf(whole, id, { direction: 'out', effect: 'accepts-terms' })
  if (newest === undefined || whole.stored.receipted.has(newest.id)) return false
  // Keys that were written later say the same, under the seal of the provider.
  const keys = newestOf(whole, id, { direction: 'in', effect: 'gives-keys' })
  return keys === undefined || keys.clock <= newest.clock
}

function newestOf(
  { profile, messages, state }: Accepting,
  id: string,
  { direction, effect }: { readonly direction: 'in' | 'out'; readonly effect: Effect },
): ToldMessage | undefined {
  const found = messages.filter(
    (message) =>
      message.direction === direction &&
      state.steps[message.id] === 'applied' &&
      effectOf(profile, message.type) === effect &&
      (itemsNamed(message.statement).includes(id) || isAmong(message.statement.facts.messages, id)),
  )
  return found.toSorted((a, b) => a.clock - b.clock).at(-1)
}

const isAmong = (ids: Json | undefined, id: string): boolean => Array.isArray(ids) && ids.includes(id)
