// A second person's answer to an *ask*: for one reader, use, purpose and piece of content, with an
// end and a number. It lies in the evidence, under a mark that only this installation can make.
import type { JsonObject } from '../../../crypto/json.ts'
import type { Clearance } from '../../model/terms/openings.ts'
import type { EvidenceRow } from '../../ports/rows.ts'
import type { Secrets } from '../content/secrets.ts'

/** What of it is marked: all of it, and what it is about. */
export const markOf = (secrets: Pick<Secrets, 'mark'>, subject: string, cleared: JsonObject): string =>
  secrets.mark({ subject, cleared })

/** For a piece of content what others than this client cleared, each with how often it was used. */
export const clearancesOf = (
  secrets: Pick<Secrets, 'mark'>,
  evidence: readonly EvidenceRow[],
  { subject, client }: { readonly subject: string; readonly client: string },
  uses: ReadonlyMap<string, number>,
): readonly Clearance[] =>
  evidence.flatMap(({ kind, subject: about, data }) => {
    if (kind !== 'clearance' || about !== subject) return []
    const { mark, ...cleared } = data
    if (mark !== markOf(secrets, subject, cleared) || cleared.client === client) return []
    const { clearance } = cleared as { clearance: Omit<Clearance, 'used'> }
    return [{ ...clearance, used: uses.get(clearance.id) ?? 0 }]
  })
