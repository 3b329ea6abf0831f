// Statements, receipts and checkpoints under a key that its member revoked later: those that
// nothing shows to be older than the revocation may be by whoever had the key besides.
import { iso } from '../../../../crypto/instants.ts'
import { toHex } from '../../../../crypto/octets.ts'
import type { Contents } from '../../format/contents.ts'
import { type Identity, revocationOf } from './identities.ts'
import type { checkLogs, Held } from './log.ts'
import type { CheckedReceipts } from './receipts.ts'
import type { checkRecords } from './records.ts'
import type { Stamped } from './timestamps.ts'

/**
 * A statement, what a receipt says of one, or a checkpoint, that a thief of the key may have made.
 */
export interface Doubtful {
  /** Null of a checkpoint. */
  readonly statement: string | null
  /** The receipt, where it is that. */
  readonly receipt?: string
  /** The checkpoint, where it is that: of whose log, and of which size. */
  readonly checkpoint?: { readonly member: string; readonly size: number }
  readonly file: string
  readonly kid: string
  /** Since when somebody else may have had the key, by the member's card of this number. */
  readonly since: string
  readonly card: number
  /**
   * When it is recorded in the log of the exporter; of a checkpoint when it was there, by others
   * than the key. Null where nothing shows that.
   */
  readonly recordedAt: string | null
}

interface Proven {
  /** By statement id. */
  readonly sealedBy: ReadonlyMap<string, string>
  readonly logged: ReturnType<typeof checkRecords>['logged']
  readonly loggedReceipts: ReturnType<typeof checkRecords>['loggedReceipts']
  readonly said: CheckedReceipts['said']
  readonly signedBy: CheckedReceipts['signedBy']
  readonly log: ReturnType<typeof checkLogs>
  readonly stamps: readonly Stamped[]
}

/**
 * What counts as older was recorded before. What it says of its own time is the word of who signed
 * it; and where the checkpoint of the exporter is doubtful itself, nothing is recorded under it.
 */
export function checkDoubtful(
  { statements }: Contents,
  identities: ReadonlyMap<string, Identity>,
  { sealedBy, said, signedBy, log, stamps, ...recorded }: Proven,
): readonly Doubtful[] {
  const [own, others] = [true, false].map((is) =>
    log.held.filter((each) => is === (each.checkpoint === log.checkpoint)),
  )
  const ofOwn = doubtfulIn(own ?? [], identities, () => stamps.map(({ at }) => Date.parse(at)))
  const { logged, loggedReceipts } =
    ofOwn.length > 0 ? { logged: new Map<string, never>(), loggedReceipts: new Map<string, never>() } : recorded
  const ofOthers = doubtfulIn(others ?? [], identities, ({ receipt }) => {
    const at = receipt === undefined ? undefined : loggedReceipts.get(receipt)?.at
    return at === undefined ? [] : [Date.parse(at)]
  })
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
  return [...ofSeals, ...ofReceipts, ...ofOwn, ...ofOthers]
}

/** @param kid of what was signed. @param at when it was recorded. */
function doubtOf(identity: Identity | undefined, kid: string | undefined, at: string | undefined) {
  const revoked = kid === undefined ? undefined : revocationOf(identity, kid)
  if (kid === undefined || revoked === undefined) return undefined
  if (at !== undefined && Date.parse(at) < Date.parse(revoked.since)) return undefined
  return { kid, ...revoked, recordedAt: at ?? null }
}

/**
 * One tree of one size may be shown in several files: a good key under one of them is enough, and
 * whatever shows that one to be older.
 * @param shownAt besides the cosignatures of the other member
 */
function doubtfulIn(
  held: readonly Held[],
  identities: ReadonlyMap<string, Identity>,
  shownAt: (each: Held) => readonly number[],
): Doubtful[] {
  const alike = Map.groupBy(
    held,
    ({ checkpoint: { origin, size, rootHash } }) => `${origin} ${size} ${toHex(rootHash)}`,
  )
  return [...alike.values()].flatMap((same) => {
    const kids = new Set(same.flatMap(({ kids }) => kids))
    const revoked = [...kids].flatMap((kid) => {
      const found = revocationOf(identities.get(same[0]?.member ?? ''), kid)
      return found ? [{ kid, ...found }] : []
    })
    // Of several keys the one that was its member's alone for longest.
    const last = revoked.toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since))[0]
    if (last === undefined || revoked.length < kids.size) return []
    const times = same.flatMap((each) => [...seenAt(each, identities), ...shownAt(each)])
    const first = times.length === 0 ? undefined : Math.min(...times)
    if (first !== undefined && first < Date.parse(last.since)) return []
    const recordedAt = first === undefined ? null : iso(first)
    return same.map(({ member, file, checkpoint: { size } }) => ({
      ...{ statement: null, checkpoint: { member, size }, file },
      ...{ ...last, recordedAt },
    }))
  })
}

/** When the other member cosigned it, by a key that is its own alone. */
const seenAt = ({ member, cosigned }: Held, identities: ReadonlyMap<string, Identity>): number[] =>
  cosigned.flatMap(({ kid, cosignature }) =>
    [...identities].some(([other, identity]) => other !== member && revocationOf(identity, kid) !== undefined)
      ? []
      : [cosignature.atSeconds * 1000],
  )
