import { dayAfter, isDay } from './calendar.ts'
import type { JsonObject } from './json.ts'
import type { MemberCode } from './member.ts'
import type { CaseChange, Illegal, MessageType, Profile, Role } from './profile.ts'
import { fits } from './shape.ts'

/** One statement of a case, as far as the case's state depends on it. */
export interface Step {
  readonly id: string
  readonly type: string
  readonly from: Role
  readonly member: MemberCode
  /** Logical clock, from 1. */
  readonly clock: number
  /** Digest of the statement. */
  readonly sha256: string
  /** RFC 3339 UTC. */
  readonly sentAt: string
  /** The sender's day, `YYYY-MM-DD`. */
  readonly localDate: string
  readonly facts: JsonObject
}

/** `crossed`: illegal only because the other member wrote at the same logical clock; nobody did wrong. */
export type StepVerdict = 'applied' | 'illegal' | 'crossed'

export interface CaseItem {
  readonly kind: string
  readonly outcome: string
}

/** What messages change. */
export interface CaseCore {
  /** A state of the profile, or `none` where nothing has opened the case. */
  readonly state: string
  /** By the id that the request gave: `w1`, `w2`, … */
  readonly items: Readonly<Record<string, CaseItem>>
  /** Whether execution is at the discretion of the requested member (7.2, 8): two persons must see it. */
  readonly discretionary: boolean
  /** Purpose codes of the opening message: what information given in the case may be used for (5.1 b). */
  readonly purposes: readonly string[]
  /** Who plays which part, as far as the applied steps show. */
  readonly members: { readonly [R in Role]?: MemberCode }
  /** The sender's day of the opening message: deadlines are counted from it. */
  readonly requestedOn?: string
  /** `on` is the last day by the profile's own number of days; `statedOn` the due date as the requested member states it. */
  readonly due?: { readonly on: string; readonly fromDate: string; readonly statedOn?: string }
}

/** What both gateways know of a case: a pure function of its set of statements. */
export interface CaseState extends CaseCore {
  readonly steps: Readonly<Record<string, StepVerdict>>
  /** Why a step was illegal or crossed. */
  readonly reasons: Readonly<Record<string, string>>
  /** Message types each side may write next. */
  readonly legalNext: Readonly<Record<Role, readonly string[]>>
}

const unopened: CaseCore = { state: 'none', items: {}, discretionary: false, purposes: [], members: {} }

/**
 * The state of a case. Sorts by logical clock, then member, then id, so that both gateways reach the same state from the
 * same statements in whatever order they came. A step that is illegal at its place is marked and changes nothing.
 */
export function foldCase(profile: Profile, steps: readonly Step[]): CaseState {
  let core = unopened
  let clock = 0
  // The state before the first step of this clock, and for each member as if only its own steps had this clock.
  let before = unopened
  let alone = new Map<MemberCode, CaseCore>()
  const verdicts: Record<string, StepVerdict> = {}
  const reasons: Record<string, string> = {}
  for (const step of inOrder(steps)) {
    if (step.clock !== clock) [clock, before, alone] = [step.clock, core, new Map()]
    const own = alone.get(step.member) ?? before
    const next = advance(profile, core, step)
    const nextAlone = own === core ? next : advance(profile, own, step)
    if ('illegal' in next) {
      const crossed = !('illegal' in nextAlone)
      verdicts[step.id] = crossed ? 'crossed' : 'illegal'
      reasons[step.id] = crossed ? `crossed a message of the other member: ${next.illegal}` : next.illegal
    } else {
      core = next
      verdicts[step.id] = 'applied'
    }
    if (!('illegal' in nextAlone)) alone.set(step.member, nextAlone)
  }
  return {
    ...core,
    steps: verdicts,
    reasons,
    legalNext: { requesting: legal('requesting'), requested: legal('requested') },
  }

  function legal(role: Role): string[] {
    const types = Object.entries(profile.messages).filter(([, { from }]) => from === role)
    return types.filter(([type]) => outOfPlace(profile, core, { type, from: role }) === undefined).map(([type]) => type)
  }
}

/** For each message type who sends it and, where it is not legal next, why not: what a case view shows beside its buttons. */
export function legality(profile: Profile, state: CaseCore): Record<string, { from: Role; illegal?: string }> {
  const rows = Object.entries(profile.messages).map(([type, { from }]) => {
    const illegal = outOfPlace(profile, state, { type, from })
    return [type, illegal === undefined ? { from } : { from, illegal }] as const
  })
  return Object.fromEntries(rows)
}

/** Sorted, each id once; of two steps with one id the smaller digest counts, whichever came first. */
function inOrder(steps: readonly Step[]): Step[] {
  const sorted = [...steps].sort(
    (a, b) => a.clock - b.clock || order(a.member, b.member) || order(a.id, b.id) || order(a.sha256, b.sha256),
  )
  const seen = new Set<string>()
  return sorted.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** By code units, the same on every machine. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The state after one step, or why it is illegal here. */
function advance(profile: Profile, core: CaseCore, step: Step): CaseCore | Illegal {
  const illegal = outOfPlace(profile, core, step)
  if (illegal !== undefined) return { illegal }
  if (core.requestedOn === undefined && !isDay(step.localDate))
    return { illegal: 'the local date is no day of the calendar' }
  const message = profile.messages[step.type] as MessageType
  if (!fits(message.factsShape, step.facts)) return { illegal: `the facts are not those of a ${message.title}` }
  const change = message.next(core, step.facts, step)
  if ('illegal' in change) return change
  const { members, state, items, discretionary, purposes } = core
  return {
    state: change.state ?? state,
    items: change.items ?? items,
    discretionary: change.discretionary ?? discretionary,
    purposes: change.purposes ?? purposes,
    members: members[step.from] === undefined ? { ...members, [step.from]: step.member } : members,
    ...dates(profile, core, change, step),
  }
}

/** Dates are counted from the opening message alone; the requested member's own reckoning stands beside ours. */
function dates({ dueDays }: Profile, core: CaseCore, { statedDueOn }: CaseChange, { localDate }: Step) {
  const requestedOn = core.requestedOn ?? localDate
  if (dueDays === undefined) return { requestedOn }
  const due = core.due ?? { on: dayAfter(requestedOn, dueDays), fromDate: requestedOn }
  return { requestedOn, due: statedDueOn === undefined ? due : { ...due, statedOn: statedDueOn } }
}

/** Why a message of this type is not legal here, whatever it says. */
function outOfPlace(
  { name, messages }: Profile,
  { state, members }: CaseCore,
  { type, from, member }: Pick<Step, 'type' | 'from'> & { readonly member?: MemberCode },
): string | undefined {
  const message = Object.hasOwn(messages, type) ? messages[type] : undefined
  if (!message) return `the profile ${name} has no such message type`
  if (message.from !== from) return `a ${message.title} is sent by the ${message.from} member`
  if (member !== undefined && (members[from] ?? member) !== member)
    return `the ${from} member of this case is ${members[from]}`
  if (member !== undefined && members[other[from]] === member)
    return `${member} is the ${other[from]} member of this case`
  if (state === 'none') return message.opens ? undefined : 'no message has opened the case yet'
  if (message.legalIn.includes(state)) return undefined
  if (message.opens) return 'the case is already open'
  return `a ${message.title} is legal while the case is ${message.legalIn.join(' or ')}; it is ${state}`
}

const other = { requesting: 'requested', requested: 'requesting' } as const satisfies Record<Role, Role>
