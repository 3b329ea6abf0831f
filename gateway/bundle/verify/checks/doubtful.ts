// Statements under the seal of a key that its member revoked later: those that nothing shows to be
// older than the revocation may be by whoever had the key besides.
import type { Contents } from '../../format/contents.ts'
import type { Identity } from './identities.ts'
import type { checkRecords } from './records.ts'

/** A statement that a thief of the key may have made. */
export interface Doubtful {
  readonly statement: string
  readonly file: string
  readonly kid: string
  /** Since when somebody else may have had the key, by the member's card of this number. */
  readonly since: string
  readonly card: number
  /** When it is recorded in the log of the exporter; null where it is not. */
  readonly recordedAt: string | null
}

interface Proven {
  /** By statement id. */
  readonly sealedBy: ReadonlyMap<string, string>
  readonly logged: ReturnType<typeof checkRecords>['logged']
}

/**
 * A statement counts as older where its leaf was recorded before. What it says of its own time is
 * the word of who signed it.
 */
export function checkDoubtful(
  { statements }: Contents,
  identities: ReadonlyMap<string, Identity>,
  { sealedBy, logged }: Proven,
): Doubtful[] {
  return statements.flatMap(({ statement, row, file }) => {
    const kid = sealedBy.get(row.id)
    const revoked = kid === undefined ? undefined : revocationOf(identities.get(statement.from.member), kid)
    if (kid === undefined || revoked === undefined) return []
    const recordedAt = logged.get(row.id)?.at ?? null
    if (recordedAt !== null && Date.parse(recordedAt) < Date.parse(revoked.since)) return []
    return [{ statement: row.id, file, kid, ...revoked, recordedAt }]
  })
}

/** By the first card that says it: those after it repeat it. */
function revocationOf(identity: Identity | undefined, kid: string) {
  for (const { card } of identity?.cards ?? []) {
    const found = card.revoked?.find((each) => each.kid === kid)
    if (found) return { since: found.since, card: card.sequence }
  }
  return undefined
}
