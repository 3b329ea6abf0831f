// Statements and receipts under a key that its member revoked later: those that nothing shows to be
// older than the revocation may be by whoever had the key besides.
import type { Contents } from '../../format/contents.ts'
import type { Identity } from './identities.ts'
import type { CheckedReceipts } from './receipts.ts'
import type { checkRecords } from './records.ts'

/** A statement, or what a receipt says of one, that a thief of the key may have made. */
export interface Doubtful {
  readonly statement: string
  /** The receipt, where it is that. */
  readonly receipt?: string
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
  readonly loggedReceipts: ReturnType<typeof checkRecords>['loggedReceipts']
  readonly said: CheckedReceipts['said']
  readonly signedBy: CheckedReceipts['signedBy']
}

/**
 * What counts as older was recorded before. What it says of its own time is the word of who signed
 * it.
 */
export function checkDoubtful(
  { statements }: Contents,
  identities: ReadonlyMap<string, Identity>,
  { sealedBy, logged, loggedReceipts, said, signedBy }: Proven,
): Doubtful[] {
  const ofSeals = statements.flatMap(({ statement, row, file }) => {
    const doubt = doubtOf(identities.get(statement.from.member), sealedBy.get(row.id), logged.get(row.id)?.at)
    return doubt ? [{ statement: row.id, file, ...doubt }] : []
  })
  const ofReceipts = [...said].flatMap(([statement, all]) =>
    all.flatMap(({ by, file, receipt: { claims } }) => {
      const doubt = doubtOf(identities.get(by), signedBy.get(claims.id), loggedReceipts.get(claims.id)?.at)
      return doubt ? [{ statement, receipt: claims.id, file, ...doubt }] : []
    }),
  )
  return [...ofSeals, ...ofReceipts]
}

/** @param kid of what was signed. @param at when it was recorded. */
function doubtOf(identity: Identity | undefined, kid: string | undefined, at: string | undefined) {
  const revoked = kid === undefined ? undefined : revocationOf(identity, kid)
  if (kid === undefined || revoked === undefined) return undefined
  if (at !== undefined && Date.parse(at) < Date.parse(revoked.since)) return undefined
  return { kid, ...revoked, recordedAt: at ?? null }
}

/**
 * By the first card that names the earliest instant: those after it repeat it, and one that
 * corrects an earlier one makes it earlier.
 */
function revocationOf(identity: Identity | undefined, kid: string) {
  let earliest: { readonly since: string; readonly card: number } | undefined
  for (const { card } of identity?.cards ?? []) {
    const found = card.revoked?.find((each) => each.kid === kid)
    if (found && (!earliest || Date.parse(found.since) < Date.parse(earliest.since)))
      earliest = { since: found.since, card: card.sequence }
  }
  return earliest
}
