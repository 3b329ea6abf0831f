// What a step gives, what goes with what is disposed of, and how much each side holds then.
import type { CaseCore, GivenItem, Holding, Step } from '../model/profile/case-core.ts'
import { isKeyDue, retentionOf } from '../model/profile/holding.ts'
import type { CaseChange, Illegal, MessageType, Profile } from '../model/profile/profile.ts'
import { otherRole, type Role, roles } from '../model/role.ts'
import { itemsNamed } from './effects.ts'

type Given = Readonly<Record<string, GivenItem>>

/** What of the given content changes by a step, the counts and the regions that follow. */
interface Giving {
  readonly given?: Given
  readonly holds: CaseCore['holds']
  readonly regions?: Readonly<Record<string, string>>
}

/** What a step of this type does to what was given; why not, where an id stands for two things. */
export function givingOf(
  { regions = {} }: Pick<Profile, 'regions'>,
  core: CaseCore,
  message: MessageType,
  change: CaseChange,
  step: Step,
): Giving | Illegal {
  const brought = message.gives
    ? broughtBy(core, message, opensAs(message, message.gives, step), change.given ?? {}, step)
    : change.given
  if (brought !== undefined && 'illegal' in brought && typeof brought.illegal === 'string')
    return { illegal: brought.illegal }
  const given = brought && withBodies(core.given, brought as Given)
  if (given === undefined && !change.disposing) return { holds: core.holds }
  const holds = counted(core, given ?? {})
  const moved = roles.flatMap((role): [string, string][] => {
    const region = retentionOf[role]
    const { held } = holds[role]
    if (!regions[region] || (holds[role] === core.holds[role] && !(change.disposing && step.from === role))) return []
    const began = held < core.holds[role].held || (change.disposing && step.from === role)
    return [[region, held === 0 ? 'disposed' : began || core.regions[region] === 'due' ? 'due' : 'held']]
  })
  return { ...(given && { given }), holds, regions: Object.fromEntries(moved) }
}

/** A message that brings nothing but itself may open otherwise than one that brings documents. */
const opensAs = ({ givesAlone }: MessageType, gives: GivenItem['opens'], { items = [] }: Step): GivenItem['opens'] =>
  items.length === 0 ? (givesAlone ?? gives) : gives

/** The items and the body of a message that gives, with what the message itself says of them. */
function broughtBy(
  core: CaseCore,
  { bodyGoesWithItems }: MessageType,
  opens: GivenItem['opens'],
  said: Given,
  step: Step,
): Given | Illegal {
  const { id: message, from: by, items = [] } = step
  const plain = { by, message, verified: 'unverified', trueCopy: false, locked: false, opens } as const
  const fresh = { ...plain, acceptance: 'open', closedAt: null, disposed: false } as const
  const twice = [message, ...items].find((id, index, all) => core.given[id] || all.indexOf(id) !== index)
  if (twice !== undefined || said[message])
    return { illegal: `${twice ?? message} stands for something that was given already` }
  const given: Record<string, GivenItem> = { ...said }
  for (const id of items) given[id] ??= { what: 'item', ...fresh }
  const body: GivenItem = { what: 'body', ...fresh }
  const goesWith = bodyGoesWithItems
    ? [...new Set([...Object.keys(given), ...itemsNamed(step)])].filter((id) => given[id] ?? core.given[id])
    : []
  for (const id of goesWith) {
    const item = (given[id] ?? core.given[id]) as GivenItem
    given[id] = { ...item, saidIn: [...(item.saidIn ?? []), message] }
  }
  given[message] = goesWith.length > 0 ? { ...body, goesWith } : body
  return given
}

/**
 * Whoever disposes of the last of what a body speaks of disposes of the body (5.1 e), and so of
 * what is said of that body in its turn.
 */
function withBodies(before: Given, changes: Given): Given {
  const after: Record<string, GivenItem> = { ...changes }
  const now = (id: string): GivenItem | undefined => after[id] ?? before[id]
  const gone = Object.entries(changes).filter(([id, { disposed }]) => disposed && !before[id]?.disposed)
  for (const [, { saidIn = [] }] of gone)
    for (const id of saidIn) {
      const body = now(id)
      if (!body || body.disposed || !body.goesWith?.every((each) => now(each)?.disposed)) continue
      after[id] = { ...body, disposed: true }
      gone.push([id, body])
    }
  return after
}

/** Counted along the way, since to look at each of thousands with each message takes too long. */
function counted({ given, holds }: CaseCore, changes: Given): CaseCore['holds'] {
  const now: Record<Role, Holding> = { ...holds }
  for (const [id, item] of Object.entries(changes)) {
    const before = given[id]
    const holder = otherRole[item.by]
    const of = now[holder]
    now[holder] = {
      given: of.given + Number(before === undefined),
      held: of.held + Number(!item.disposed) - Number(before?.disposed === false),
      keysDue: of.keysDue + Number(isKeyDue(item)) - Number(before !== undefined && isKeyDue(before)),
    }
  }
  return now
}
