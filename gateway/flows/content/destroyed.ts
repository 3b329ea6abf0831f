// What a disposal destroys of what was received: items, and bodies of which nothing else is left.

import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import type { CaseState } from '../../case/case.ts'
import { bodyGoes, effectOf, itemsDisposed } from '../../case/effects.ts'
import type { FoldedCase } from '../../case/terms-in-force.ts'
import type { DestructionRow } from '../../ports/keeping.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { ItemRow, MessageRow } from '../../ports/rows.ts'

export interface Destroyed {
  readonly items: readonly ItemRow[]
  /** Messages whose bodies go with them. */
  readonly messages: readonly MessageRow[]
}

/**
 * What a disposal destroys of what was received: the items that it says are disposed of, and bodies
 * of which nothing else is left.
 */
export async function destroyedBy(
  { store }: { readonly store: ReadingStore },
  {
    profile,
    messages,
    given,
  }: Pick<FoldedCase, 'profile'> & { messages: readonly MessageRow[]; given: CaseState['given'] },
  caseId: string,
  { type, facts }: { type: string; facts: JsonObject },
): Promise<Destroyed> {
  if (effectOf(profile, type) !== 'disposes') return { items: [], messages: [] }
  const disposed = itemsDisposed(facts)
  const rows = await store.itemsOf(caseId)
  const gone = (id: string) => given[id]?.disposed === true || disposed.includes(id)
  return {
    items: rows.filter(({ id, direction, secret }) => direction === 'in' && secret !== null && disposed.includes(id)),
    messages: messages.filter(
      ({ id, direction, secret, statement }) =>
        direction === 'in' &&
        secret !== null &&
        (gone(id) || goesWith(given[id], gone) || bodyGoes(profile, statement, given, gone)),
    ),
  }
}

/**
 * A body that was given is disposed of with the last of the items that it speaks of, as the fold
 * says too.
 */
const goesWith = (body: CaseState['given'][string] | undefined, gone: (id: string) => boolean): boolean =>
  body?.goesWith !== undefined && body.goesWith.length > 0 && body.goesWith.every(gone)

/** What has to go before its statement may leave; nothing where nothing is destroyed. */
export const destructionOf = (
  { items, messages }: Destroyed,
  row: Omit<DestructionRow, 'parts'>,
): { readonly destruction?: DestructionRow } =>
  items.length + messages.length === 0
    ? {}
    : { destruction: { ...row, parts: [...new Set(items.map(({ partSha256 }) => partSha256))] } }

/** What evidence names of it: each item and each message whose body goes, and its terms. */
export const destroyedKeys = ({ items, messages }: Destroyed): readonly { id: string; terms: string }[] => [
  ...items.map(({ id, termsSha256: terms }) => ({ id, terms })),
  ...messages.map(({ id, statement }) => ({ id, terms: termsSha256(statement.terms) })),
]
