// The answers that messages ask for, and what settles them.
import { dayAfter } from '../model/calendar/calendar.ts'
import type { JsonObject } from '../model/json.ts'
import type { CaseCore, Owed, Step } from '../model/profile/case-core.ts'
import { waitingOutcomes } from '../model/profile/case-core.ts'
import type { MessageType, Owes, Profile } from '../model/profile/profile.ts'
import { type FactPattern, otherRole } from '../model/role.ts'
import type { Due } from './due.ts'
import { outOfPlace } from './legality.ts'

/** What is owed after a step: what it answers is settled, what it asks for is added. */
export function owedAfter({ messages }: Profile, after: CaseCore, step: Step): readonly Owed[] {
  const { owes = [] } = messages[step.type] as MessageType
  const asked = owes.filter(({ when }) => holds(when, step.facts)).map((row) => asOwed(row, step))
  const rest = settled(after.owed, step)
  const all = asked.length === 0 ? rest : [...rest, ...asked]
  const done = ({ untilBarred, answeredBy, by }: Owed): boolean =>
    untilBarred === true && answeredBy.every((type) => messages[type]?.barred?.(after, by) !== undefined)
  return all.some(done) ? all.filter((each) => !done(each)) : all
}

/**
 * What can be answered in the present state, in the order in which it was asked. A request itself
 * is owed an answer as long as the case is pending and something waits, whatever must come before.
 */
export function owedNow(profile: Profile, core: CaseCore, due: Due | undefined): Owed[] {
  const pending = profile.states[core.state]?.pending ?? false
  const waiting = pending && Object.values(core.items).some(({ outcome }) => waitingOutcomes.includes(outcome))
  return core.owed.flatMap((each) => {
    if (each.whileOpen) return waiting && due ? [{ ...each, since: due.fromDate, dueOn: due.on }] : []
    const answerable = each.answeredBy.some((type) => outOfPlace(profile, core, { type, from: each.by }) === undefined)
    return answerable ? [each] : []
  })
}

function asOwed(row: Owes, { id, type, from, localDate, facts }: Step): Owed {
  const { answeredBy, whileOpen, untilBarred, days, dueFact, about, source, paragraph, term } = row
  const said = dueFact === undefined ? undefined : facts[dueFact]
  const named = typeof said === 'string'
  const dueOn = named ? said : days === undefined ? undefined : dayAfter(localDate, days)
  const answeredWhen = { ...row.answeredWhen, ...(about !== undefined && { [about]: facts[about] ?? null }) }
  return {
    message: id,
    type,
    by: row.bySender ? from : otherRole[from],
    answeredBy,
    ...(Object.keys(answeredWhen).length > 0 && { answeredWhen }),
    ...(whileOpen && { whileOpen }),
    ...(untilBarred && { untilBarred }),
    since: localDate,
    ...(dueOn !== undefined && { dueOn }),
    ...(named && { named }),
    source,
    ...(paragraph !== undefined && { paragraph }),
    ...(term !== undefined && { term }),
  }
}

/** One answer settles one thing: what it names where that is owed, else what has waited longest. */
function settled(before: readonly Owed[], step: Step): readonly Owed[] {
  const fits = (row: Owed) => row.answeredBy.includes(step.type) && isSettledBy(row, step)
  const named = before.findIndex((row) => row.message === step.inReplyTo && fits(row))
  const index = named < 0 ? before.findIndex(fits) : named
  return index < 0 ? before : before.toSpliced(index, 1)
}

const isSettledBy = ({ by, answeredWhen, whileOpen, untilBarred }: Owed, { from, facts }: Step): boolean =>
  !whileOpen && !untilBarred && by === from && holds(answeredWhen, facts)

export function holds(pattern: FactPattern | undefined, facts: JsonObject): boolean {
  for (const name in pattern) if (facts[name] !== pattern[name]) return false
  return true
}
