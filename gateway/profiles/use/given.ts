import type { Fault } from '../../model/problems/problems.ts'
import type { CaseCore, GivenItem, Verification } from '../../model/profile/case-core.ts'
import type { BodyContext, CaseChange } from '../../model/profile/profile.ts'

// What was given in a case, and what follows from a change of it.

/** The life of what the provider says of an item's accuracy; what was withdrawn stays withdrawn. */
export const verificationLife: Readonly<Record<Verification, readonly Verification[]>> = {
  unverified: ['verified', 'corrected', 'withdrawn'],
  verified: ['corrected', 'withdrawn'],
  corrected: ['corrected', 'verified', 'withdrawn'],
  withdrawn: [],
}

interface Counts {
  /** Items given and not disposed of. */
  readonly held: number
  /** Items whose terms the recipient decided on and whose key is still to come. */
  readonly keysDue: number
}

/** Counted along the way, since to look at each of thousands of items with each message would take too long. */
export const countsOf = ({ particulars: { held, keysDue } }: CaseCore): Counts => ({
  held: typeof held === 'number' ? held : 0,
  keysDue: typeof keysDue === 'number' ? keysDue : 0,
})

const isHeld = (item: GivenItem | undefined): number => Number(item?.disposed === false)
const isKeyDue = (item: GivenItem | undefined): number =>
  Number(item?.locked === true && !item.disposed && item.acceptance !== 'open')

/** Items as they are now, with the counts. @param began disposal has begun, even if nothing is disposed of yet. */
export function giving(core: CaseCore, given: Readonly<Record<string, GivenItem>>, began = false): CaseChange {
  let { held, keysDue } = countsOf(core)
  let disposed = began
  for (const [id, item] of Object.entries(given)) {
    const before = core.given[id]
    held += isHeld(item) - isHeld(before)
    keysDue += isKeyDue(item) - isKeyDue(before)
    disposed ||= item.disposed
  }
  const retention = held === 0 ? 'disposed' : disposed || core.regions.retention === 'due' ? 'due' : 'held'
  return { given, particulars: { held, keysDue }, regions: { retention } }
}

/** Why a message about what was given has no place where nothing ever was. */
export const nothingGiven = ({ regions }: CaseCore): string | undefined =>
  regions.retention === 'none' ? 'nothing was given in this case' : undefined

/** The same where nothing is left either. */
export const nothingHeld = (core: CaseCore): string | undefined =>
  nothingGiven(core) ?? (countsOf(core).held === 0 ? 'everything that was given was disposed of' : undefined)

/** Why something may not be said of this item; undefined when it was given and is still held. */
function whyNotHeld({ given }: CaseCore, id: string): string | undefined {
  const item = given[id]
  if (item === undefined) return `no item ${id} was given in this case`
  return item.disposed ? `the item ${id} was disposed of` : undefined
}

/** The first of these ids that is not held, or stands twice. */
export function whyNotAllHeld(core: CaseCore, ids: readonly string[]): string | undefined {
  if (new Set(ids).size < ids.length) return 'an item stands twice in this message'
  return ids.map((id) => whyNotHeld(core, id)).find((reason) => reason !== undefined)
}

/** Each named item was given in the case and stands once; not checked where the case is not known. */
export const notGiven = (
  ids: readonly string[],
  { field, paragraph }: { readonly field: (index: number) => string; readonly paragraph: string },
  { state }: BodyContext,
): Fault[] =>
  ids.flatMap((id, index): Fault[] => {
    if (ids.indexOf(id) !== index)
      return [{ field: field(index), paragraph, message: `the item ${id} stands twice in this message` }]
    if (state === undefined || state.state === 'none') return []
    const reason = whyNotHeld(state, id)
    return reason === undefined ? [] : [{ field: field(index), paragraph, message: reason }]
  })
