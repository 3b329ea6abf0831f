// What was given, by whom, and why it may not be spoken of: what messages of the use phase ask of a
// case.
import type { Fault } from '../../model/problems/problems.ts'
import type { CaseCore, GivenItem, Verification } from '../../model/profile/case-core.ts'
import type { BodyContext, CaseChange } from '../../model/profile/profile.ts'
import { otherRole, type Role } from '../../model/role.ts'

// What was given in a case, by either side, and who may say what of it.

/** The life of what the provider says of an item's accuracy; what was withdrawn stays withdrawn. */
export const verificationLife: Readonly<Record<Verification, readonly Verification[]>> = {
  unverified: ['verified', 'corrected', 'withdrawn'],
  verified: ['corrected', 'withdrawn'],
  corrected: ['corrected', 'verified', 'withdrawn'],
  withdrawn: [],
}

/** Who speaks of what was given: the side that holds it, or the side that gave it. */
type Speaker = 'holder' | 'provider'

const holderOf = (speaker: Speaker, from: Role): Role => (speaker === 'holder' ? from : otherRole[from])

/** Why a message about what was given has no place where nothing ever was. */
export const nothingGiven =
  (speaker: Speaker) =>
  ({ holds }: CaseCore, from: Role): string | undefined => {
    const holder = holderOf(speaker, from)
    return holds[holder].given === 0 ? `nothing was given to the ${holder} member in this case` : undefined
  }

/** The same where nothing is left either. */
export const nothingHeld =
  (speaker: Speaker) =>
  (core: CaseCore, from: Role): string | undefined =>
    nothingGiven(speaker)(core, from) ??
    (core.holds[holderOf(speaker, from)].held === 0 ? 'everything that was given was disposed of' : undefined)

/** Why this was not given to the side that is spoken of. */
export function whyNotGiven({ given }: CaseCore, id: string, holder: Role): string | undefined {
  const item = Object.hasOwn(given, id) ? given[id] : undefined
  if (item === undefined) return `nothing was given under ${id} in this case`
  return item.by === holder ? `${id} was given by the ${holder} member itself` : undefined
}

/** What may be spoken of although it was disposed of. */
type Unless = (item: GivenItem) => boolean
const never: Unless = () => false

/** Why something may not be said of this; undefined when it was given and is still held. */
const whyNotHeld = (core: CaseCore, id: string, holder: Role, unless: Unless = never): string | undefined =>
  whyNotGiven(core, id, holder) ??
  (core.given[id]?.disposed && !unless(core.given[id]) ? `${id} was disposed of` : undefined)

/** The first of these ids that is not held, or stands twice. */
export function whyNotAllHeld(
  core: CaseCore,
  ids: readonly string[],
  { speaker, from, unless }: { readonly speaker: Speaker; readonly from: Role; readonly unless?: Unless },
): string | undefined {
  if (new Set(ids).size < ids.length) return 'an id stands twice in this message'
  const holder = holderOf(speaker, from)
  return ids.map((id) => whyNotHeld(core, id, holder, unless)).find((reason) => reason !== undefined)
}

/** The same rows with something of each changed. */
export const changed = (
  { given }: CaseCore,
  ids: readonly string[],
  change: (item: GivenItem, id: string) => Partial<GivenItem>,
): Required<Pick<CaseChange, 'given'>> => ({
  given: Object.fromEntries(ids.flatMap((id) => (given[id] ? [[id, { ...given[id], ...change(given[id], id) }]] : []))),
})

/**
 * Each id named was given in the case to the side that is spoken of, and stands once; not checked
 * where the case, or the part of the sender, is not known.
 */
export const notHeld = (
  ids: readonly string[],
  {
    field,
    paragraph,
    speaker,
    unless,
  }: {
    readonly field: (index: number) => string
    readonly paragraph: string
    readonly speaker: Speaker
    readonly unless?: Unless
  },
  { state, from }: BodyContext,
): Fault[] =>
  ids.flatMap((id, index): Fault[] => {
    if (ids.indexOf(id) !== index)
      return [{ field: field(index), paragraph, message: `the id ${id} stands twice in this message` }]
    if (state === undefined || state.state === 'none') return []
    const holder = from === undefined ? undefined : holderOf(speaker, from)
    const by = state.given[id]?.by
    const reason = whyNotHeld(state, id, holder ?? (by ? otherRole[by] : 'requesting'), unless)
    return reason === undefined ? [] : [{ field: field(index), paragraph, message: reason }]
  })
