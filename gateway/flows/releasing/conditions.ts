// Conditions that a permission sets in words: whoever uses it is told them, with the release that it allows.
import type { Admitting } from './admit.ts'
import type { Decided } from './decide.ts'
import type { Recorded } from './tries.ts'

/** The conditions of each permission that a release used, as its provider wrote them. */
export const conditionsOf = (
  { opener }: Pick<Admitting, 'opener'>,
  { decided, conditions }: Pick<Recorded, 'conditions'> & { readonly decided: Decided },
): readonly string[] =>
  decided.conditions.flatMap((message, at) => {
    const allowed = conditions[at]
    const said = allowed && opener.body(message, allowed)?.content.form.conditions
    return typeof said === 'string' ? [`condition of the permission: ${said}`] : []
  })
