// Conditions that a permission sets in words: whoever uses it is told them, with the release that
// it allows.
import type { Admitting } from './admit.ts'
import { openedBody } from './opened-body.ts'
import type { Recorded } from './tries.ts'

/** The conditions of each permission that a release used, as its provider wrote them. */
export async function conditionsOf(
  deps: Pick<Admitting, 'opener' | 'store'>,
  { conditions }: Pick<Recorded, 'conditions'>,
): Promise<readonly string[]> {
  const told: string[] = []
  for (const allowed of conditions) {
    const said = (await openedBody(deps, allowed))?.content.form.conditions
    if (typeof said === 'string') told.push(`condition of the permission: ${said}`)
  }
  return told
}
