// Where the terms leave it to a person, a second person decides: for one reader, one use, one
// purpose, until a day, so many times.
import type { JsonObject } from '../../../crypto/json.ts'
import { toBase64url } from '../../../crypto/octets.ts'
import type { ClearanceView } from '../../answers/item-answers.ts'
import { dayAfter, localDateOf } from '../../model/calendar/calendar.ts'
import { actorOf, nameOf, personForm, readPerson } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import { wayOf } from '../../model/terms/openings.ts'
import type { ClearanceAsk, Client, ContentNamed } from '../../ports/doors/national.ts'
import type { Stamp } from '../../ports/submitting.ts'
import { record } from '../../watch/log.ts'
import { whyUnstated } from '../cases/four-eyes.ts'
import type { Secrets } from '../content/secrets.ts'
import { leavesOf } from '../evidence/leaves.ts'
import { type Admitting, enterToClear } from './admit.ts'
import { markOf } from './clearances.ts'
import { decide, latestMs } from './decide.ts'
import { deny } from './tries.ts'

interface Clearing extends Admitting {
  readonly secrets: Admitting['secrets'] & Pick<Secrets, 'encryptLasting'>
}

const mostDays = 90

/**
 * What is refused is a denial in the evidence first.
 * @throws {Problem} `forbidden` without the role · `not-found` for other offices · `approver-same`
 *   where the reader clears for itself · `clearance-needless` where the terms leave nothing to a
 *   person, or deny it · `request-invalid` for a day beyond 90 days
 */
export async function clear(
  deps: Clearing,
  client: Client,
  content: ContentNamed,
  asked: ClearanceAsk,
  stamp: Stamp | null = null,
): Promise<ClearanceView> {
  const { reason, until, uses, ...question } = asked
  const entered = await enterToClear(deps, client, content, question)
  const { whole, piece, attempt } = entered
  const { row } = whole
  const { ask } = attempt
  const refused = async (problem: Problem) => {
    await deny(deps, attempt, { problem: problem.code }, problem.message)
    return problem
  }
  const actor = actorOf(client)
  const problem = whyNotFor(client, ask.reader)
  if (problem) throw await refused(problem)
  const today = localDateOf(latestMs(deps, whole), deps.timeZone)
  if (until < today || until > dayAfter(today, mostDays)) {
    const said = `until must lie between ${today} and ${dayAfter(today, mostDays)}`
    throw await refused(new Problem('request-invalid', said, { field: '/until' }))
  }
  const { decision } = decide(deps, whole, piece, { by: undefined, ask })
  if (decision.verdict !== 'ask') {
    const why = decision.verdict === 'deny' ? `the terms deny it: ${decision.reason}` : 'the terms allow it without'
    throw await refused(new Problem('clearance-needless', why))
  }
  const { use, release } = wayOf(ask)
  const clearance = {
    id: deps.world.id(),
    reader: actor.person === undefined ? ask.reader : (readPerson(ask.reader) ?? ask.reader),
    use,
    release,
    purpose: ask.purpose,
    term: decision.term,
    until,
    uses,
  }
  const sealed = deps.secrets.encryptLasting(clearance.id, { reason })
  const cleared: JsonObject = {
    clearance,
    ...actor,
    reason: { secret: toBase64url(sealed.secret), key: toBase64url(sealed.key) },
  }
  const data = { ...cleared, mark: markOf(deps.secrets, piece.id, cleared) }
  const draft = { at: deps.world.now(), kind: 'clearance', case: row.id, subject: piece.id, data } as const
  const answer = { clearance: clearance.id, content: piece.id, case: row.id, reader: ask.reader, until, uses }
  await deps.store.record(leavesOf(deps.world, [draft]), [], stamp?.(201, answer, draft.at))
  record(deps.log, 'release.cleared', { client: client.id, item: piece.id, case: row.id })
  return answer
}

/** Why this client may not let this reader read: it would be the reader, or may be. */
function whyNotFor(client: Client, reader: string): Problem | undefined {
  const name = nameOf(actorOf(client))
  if (reader === client.id || (client.person !== undefined && readPerson(reader) === client.person))
    return new Problem('approver-same', `${name} cannot clear what it reads itself; another person does`)
  if (client.person !== undefined && readPerson(reader) === undefined)
    return new Problem('request-invalid', `reader must be ${personForm}`, { field: '/reader' })
  return whyUnstated(client)
}
