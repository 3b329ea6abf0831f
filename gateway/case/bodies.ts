// Bodies go with the last of the items that they tell of: what is left then are statements, which say nothing of content.
import type { Statement } from '../../crypto/statement/statement.ts'
import type { Profile } from '../model/profile/profile.ts'
import type { CaseState } from './case.ts'
import { itemsNamed } from './terms-in-force.ts'

export type Given = CaseState['given']

/** Whether everything given that a message brings or names is gone, so that its body may stay no longer. */
export function bodyGoes(
  { messages }: Pick<Profile, 'messages'>,
  statement: Pick<Statement, 'type' | 'items' | 'facts'>,
  given: Given,
  gone = (id: string): boolean => given[id]?.disposed === true,
): boolean {
  if (!messages[statement.type]?.bodyGoesWithItems) return false
  const about = [...statement.items.map(({ id }) => id), ...itemsNamed(statement)].filter((id) => given[id])
  return about.length > 0 && about.every(gone)
}
