// A second person's answer to an *ask*: for one reader, use, purpose and piece of content, with an
// end and a number. It lies in the evidence, under a mark that only this installation can make.
import type { JsonObject } from '../../../crypto/json.ts'
import { type Actor, actorOf, apart } from '../../model/client/actor.ts'
import type { Clearance } from '../../model/terms/openings.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import type { Secrets } from '../content/secrets.ts'

/** What of it is marked: all of it, and what it is about. */
export const markOf = (secrets: Pick<Secrets, 'mark'>, subject: string, cleared: JsonObject): string =>
  secrets.mark({ subject, cleared })

/** For a piece of content what others than the reader cleared, each with how often it was used. */
export const clearancesOf = (
  secrets: Pick<Secrets, 'mark'>,
  evidence: readonly EvidenceRow[],
  { subject, by }: { readonly subject: string; readonly by: Reading | undefined },
  uses: ReadonlyMap<string, number>,
): readonly Clearance[] =>
  evidence.flatMap(({ kind, subject: about, data }) => {
    if (kind !== 'clearance' || about !== subject) return []
    const { mark, ...cleared } = data
    if (mark !== markOf(secrets, subject, cleared)) return []
    const { clearance, client, person } = cleared as Actor & { readonly clearance: Omit<Clearance, 'used'> }
    if (by && !isAnother(by, { client, ...(person !== undefined && { person }) })) return []
    return [{ ...clearance, used: uses.get(clearance.id) ?? 0 }]
  })

type Reading = Pick<Client, 'id' | 'persons' | 'person'>

/** Whoever cleared is known to be another person than the reader. */
const isAnother = (by: Reading, cleared: Actor): boolean =>
  (!by.persons || by.person !== undefined) && apart(actorOf(by), cleared) === 'two'
