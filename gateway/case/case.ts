// The fold: the state of a case as a pure function of its set of steps.
import { dayAfter, isDay } from '../model/calendar/calendar.ts'
import type { MemberCode } from '../model/member.ts'
import type { CaseCore, CaseItem, Owed, Step } from '../model/profile/case-core.ts'
import { nothingHeld } from '../model/profile/holding.ts'
import { type CaseChange, type Illegal, type MessageType, type Profile, withArticle } from '../model/profile/profile.ts'
import { fits } from '../model/profile/shape.ts'
import { type Due, dueOf } from './due.ts'
import { givingOf } from './given.ts'
import { outOfPlace } from './legality.ts'
import { owedAfter, owedNow } from './owed.ts'
import { initialRegions, whyNotMoved } from './regions.ts'

/**
 * `crossed`: illegal only because the other member wrote at the same logical clock; nobody did
 * wrong.
 */
type StepVerdict = 'applied' | 'illegal' | 'crossed'

/** What both gateways know of a case: a pure function of its set of statements. */
export interface CaseState extends CaseCore {
  /** What is still owed in the present state, in the order in which it was asked for. */
  readonly owed: readonly Owed[]
  readonly due?: Due
  readonly steps: Readonly<Record<string, StepVerdict>>
  /** Why a step was illegal or crossed. */
  readonly reasons: Readonly<Record<string, string>>
}

/**
 * The state of a case. Sorts by logical clock, then member, then id, so that both gateways reach
 * the same state from the same statements in whatever order they came. A step that is illegal at
 * its place is marked and changes nothing.
 */
export function foldCase(profile: Profile, steps: readonly Step[]): CaseState {
  let core = unopened(profile)
  const verdicts: Record<string, StepVerdict> = {}
  const reasons: Record<string, string> = {}
  const days = new Set(steps.map(({ localDate }) => localDate))
  const unreal = new Set([...days].filter((day) => !isDay(day)))
  for (const together of byClock(inOrder(steps))) {
    // Where both members wrote at one clock, a step is also tried as if its member alone had
    // written then.
    const crossing = together.some(({ member }) => member !== together[0]?.member)
    const before = core
    const alone = new Map<MemberCode, CaseCore>()
    for (const step of together) {
      const own = crossing ? (alone.get(step.member) ?? before) : core
      const after = (core: CaseCore): CaseCore | Illegal =>
        unreal.has(step.localDate)
          ? { illegal: 'the local date is no day of the calendar' }
          : advance(profile, core, step, crossing)
      const next = after(core)
      const nextAlone = own === core ? next : after(own)
      if ('illegal' in next) {
        const crossed = crossing && !('illegal' in nextAlone)
        verdicts[step.id] = crossed ? 'crossed' : 'illegal'
        reasons[step.id] = crossed ? `crossed a message of the other member: ${next.illegal}` : next.illegal
      } else {
        core = next
        verdicts[step.id] = 'applied'
      }
      if (crossing && !('illegal' in nextAlone)) alone.set(step.member, nextAlone)
    }
  }
  const due = dueOf(profile, core)
  return {
    ...core,
    owed: owedNow(profile, core, due),
    ...(due && { due }),
    steps: verdicts,
    reasons,
  }
}

const unopened = (profile: Profile): CaseCore => ({
  state: 'none',
  regions: initialRegions(profile),
  items: {},
  given: {},
  holds: { requesting: nothingHeld, requested: nothingHeld },
  assured: [],
  permissions: {},
  owed: [],
  discretionary: false,
  purposes: [],
  particulars: {},
  members: {},
})

/**
 * Sorted, each id once; of two steps with one id the smaller digest counts, whichever came first.
 */
function inOrder(steps: readonly Step[]): Step[] {
  const sorted = [...steps].sort(
    (a, b) => a.clock - b.clock || order(a.member, b.member) || order(a.id, b.id) || order(a.sha256, b.sha256),
  )
  const seen = new Set<string>()
  return sorted.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** By code units, the same on every machine. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function byClock(steps: readonly Step[]): Step[][] {
  const groups: Step[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (last?.[0]?.clock === step.clock) last.push(step)
    else groups.push([step])
  }
  return groups
}

/**
 * The state after one step, or why it is illegal here.
 * @param crossing the state before is needed once more; else its records are taken over and grow in
 * place, since a copy for each of a thousand steps would cost more than everything else.
 */
function advance(profile: Profile, core: CaseCore, step: Step, crossing: boolean): CaseCore | Illegal {
  const illegal = outOfPlace(profile, core, step)
  if (illegal !== undefined) return { illegal }
  const message = profile.messages[step.type] as MessageType
  if (!fits(message.factsShape, step.facts))
    return { illegal: `the facts are not those of ${withArticle(message.title)}` }
  const change = message.next(core, step.facts, step)
  if ('illegal' in change) return change
  const giving = givingOf(profile, core, message, change, step)
  if ('illegal' in giving) return giving
  const moved = { ...change.regions, ...giving.regions }
  const stuck = whyNotMoved(profile, core.regions, moved)
  if (stuck !== undefined) return { illegal: stuck }
  const grown = crossing ? copied : inPlace
  const statedDueOn = change.statedDueOn ?? core.statedDueOn
  const after: CaseCore = {
    state: change.state ?? core.state,
    regions: Object.keys(moved).length > 0 ? { ...core.regions, ...moved } : core.regions,
    items: grown(core.items, dated(profile, core, change, step)),
    given: grown(core.given, giving.given),
    holds: giving.holds,
    assured: change.assured ? [...core.assured, ...change.assured] : core.assured,
    permissions: grown(core.permissions, change.permissions),
    owed: core.owed,
    discretionary: change.discretionary ?? core.discretionary,
    purposes: change.purposes ?? core.purposes,
    particulars: change.particulars ? { ...core.particulars, ...change.particulars } : core.particulars,
    members: core.members[step.from] === undefined ? { ...core.members, [step.from]: step.member } : core.members,
    requestedOn: core.requestedOn ?? step.localDate,
    ...(statedDueOn !== undefined && { statedDueOn }),
  }
  const owed = owedAfter(profile, after, step)
  return owed === core.owed ? after : { ...after, owed }
}

type Records<T> = Readonly<Record<string, T>>
const copied = <T>(known: Records<T>, changes: Records<T> | undefined): Records<T> =>
  changes ? { ...known, ...changes } : known
const inPlace = <T>(known: Records<T>, changes: Records<T> | undefined): Records<T> =>
  changes ? Object.assign(known, changes) : known

/**
 * Each item wanted has the day of the message that wanted it, and its own due date from then on.
 */
function dated({ dueDays }: Profile, core: CaseCore, { items }: CaseChange, { localDate }: Step) {
  if (items === undefined) return undefined
  const fresh = (): Pick<CaseItem, 'since' | 'dueOn'> =>
    dueDays === undefined ? { since: localDate } : { since: localDate, dueOn: dayAfter(localDate, dueDays) }
  return Object.fromEntries(
    Object.entries(items).map(([id, item]): [string, CaseItem] => {
      const { since, dueOn } = core.items[id] ?? fresh()
      return [id, { since, ...(dueOn !== undefined && { dueOn }), ...item }]
    }),
  )
}
