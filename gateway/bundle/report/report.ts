// What a bundle proves, claims and lacks, out of the verdict of the checks.
import { dayAfter } from '../../model/calendar/calendar.ts'
import { profiles } from '../../profiles/all.ts'
import type { BundleFault } from '../format/faults.ts'
import type { Doubtful } from '../verify/checks/doubtful.ts'
import type { Stamped } from '../verify/checks/timestamps.ts'
import type { SignedByPerson } from '../verify/signed.ts'
import type { Asking, Checked, Verdict } from '../verify/verdict.ts'
import { type StatementReport, statementReport } from './statement-report.ts'
import { type UsesReport, usesReport } from './uses-report.ts'

/** What a bundle proves, claims and lacks. All of it can be printed as JSON. */
export interface VerifyReport {
  /**
   * No fault, nothing doubtful, and the cards of both members are the ones whose fingerprints were
   * given.
   */
  readonly ok: boolean
  readonly identitiesProven: boolean
  /** Null where the bundle is too broken to say what it is about. */
  readonly case: CaseReport | null
  readonly members: readonly MemberReport[]
  readonly statements: readonly StatementReport[]
  readonly log: LogReport | null
  /** Null where nothing of it is recorded here or signed. */
  readonly uses: UsesReport | null
  /** What persons of the exporter signed with keys of their own. */
  readonly signed: readonly SignedByPerson[]
  /**
   * Statements, receipts and checkpoints that a thief of a key may have made: under a key that was
   * revoked, and not shown to be older.
   */
  readonly doubtful: readonly Doubtful[]
  /** What one would want to have and the bundle does not hold. None of it is a fault. */
  readonly missing: readonly string[]
  /** What rests on the word of the exporter alone. */
  readonly claimed: readonly string[]
  readonly faults: readonly BundleFault[]
}

interface CaseReport {
  readonly id: string
  readonly profile: string
  readonly agreement: { readonly id: string; readonly sha256: string; readonly legalBasis: string | null }
  readonly exportedBy: string
  readonly exportedAt: string
  /** Folded from the kept statements; null for a profile that this program does not know. */
  readonly state: {
    readonly state: string
    readonly means: string
    readonly requestedOn: string | null
    readonly dueOn: string | null
    readonly items: Readonly<Record<string, { readonly kind: string; readonly outcome: string }>>
  } | null
}

export interface MemberReport {
  readonly member: string
  readonly name: string | null
  /** Whether the first card has the words that were given. */
  readonly proven: boolean
  readonly words: readonly string[]
  /** Sequence numbers of the cards that are believed, each signed by a key of an older one. */
  readonly cards: readonly number[]
}

export interface LogReport {
  readonly origin: string
  readonly size: number
  readonly rootHash: string
  /** Records of this case that are proven against it. */
  readonly records: number
  readonly cosigned: readonly { readonly witness: string; readonly at: string }[]
  readonly timestamps: readonly Stamped[]
  /** Verified checkpoints of the partner's log, in files and in receipts. */
  readonly ofPartner: number
}

export function reportOf({ verdict, faults: found }: Checked, { fingerprints }: Asking): VerifyReport {
  const faults = withoutRepeats(found)
  if (!verdict) return unreadable(faults, fingerprints)
  const { contents, identities, records, log, timestamps } = verdict
  const members = contents.sheet.members.map((member): MemberReport => {
    const { cards = [], proven = false } = identities.get(member) ?? {}
    return {
      member,
      name: cards.at(-1)?.card.name ?? null,
      proven,
      words: cards[0]?.words ?? [],
      cards: cards.map(({ card }) => card.sequence),
    }
  })
  const { checkpoint, cosignatures, ofPartner } = log
  return {
    ok: faults.length === 0 && verdict.doubtful.length === 0,
    identitiesProven: members.every(({ proven }) => proven),
    case: caseOf(verdict),
    members,
    statements: contents.statements.map((each) => statementReport(each, verdict, faults)),
    log: checkpoint
      ? {
          origin: checkpoint.origin,
          size: checkpoint.size,
          rootHash: checkpoint.rootHash.toBase64(),
          records: contents.records.length - records.faults.filter(({ code }) => code === 'record-unproven').length,
          cosigned: cosignatures.map(({ witness, atSeconds }) => ({ witness, at: instant(atSeconds) })),
          timestamps: timestamps.stamps,
          ofPartner,
        }
      : null,
    uses: usesReport(verdict),
    signed: verdict.signed.acts,
    doubtful: verdict.doubtful,
    missing: missingOf(verdict),
    claimed: claimsOf(verdict),
    faults,
  }
}

const unreadable = (faults: readonly BundleFault[], fingerprints: Asking['fingerprints']): VerifyReport => ({
  ok: false,
  identitiesProven: false,
  case: null,
  members: Object.keys(fingerprints).map((member) => ({ member, name: null, proven: false, words: [], cards: [] })),
  statements: [],
  log: null,
  uses: null,
  signed: [],
  doubtful: [],
  missing: [],
  claimed: [],
  faults,
})

function caseOf({ contents: { sheet, agreement, state } }: Verdict): CaseReport {
  const { case: id, profile, exportedBy, exportedAt } = sheet
  const means = state && profiles.get(profile)?.states[state.state]?.describe
  const dueDays = agreement?.agreement.parameters.dueDays
  return {
    id,
    profile,
    agreement: { ...sheet.agreement, legalBasis: agreement?.agreement.legalBasis ?? null },
    exportedBy,
    exportedAt,
    state: state
      ? {
          state: state.state,
          means: means ?? 'No message that counts has opened the case.',
          requestedOn: state.requestedOn ?? null,
          dueOn: (state.due && dueDays !== undefined ? dayAfter(state.due.fromDate, dueDays) : state.due?.on) ?? null,
          items: state.items,
        }
      : null,
  }
}

function missingOf({ contents, log, records, receipts, seals }: Verdict): string[] {
  const { sheet } = contents
  const partner = sheet.members.find((member) => member !== sheet.exportedBy)
  const unlogged = receipts.signed.filter(({ claims }) => !records.loggedReceipts.has(claims.id)).length
  return [
    ...(contents.state
      ? []
      : [`the profile ${sheet.profile} is not known to this program, so the state of the case is not told`]),
    ...(log.checkpoint
      ? []
      : [`no checkpoint of ${sheet.exportedBy}'s log: nothing shows that its records were not written later`]),
    ...(log.checkpoint && log.cosignatures.length === 0
      ? [
          `no cosignature of ${partner} on the checkpoint${log.cosignedByRevoked > 0 ? ' but by a key that it revoked' : ''}: that ${sheet.exportedBy} shows everyone the same log is its own word`,
        ]
      : []),
    ...(log.checkpoint && records.cards.size === 0 && seals.sealedBy.size > 0
      ? ['the log entries of the cards: that no key was given up before it signed is the word of clocks']
      : []),
    ...(log.checkpoint && contents.timestamps.length === 0 ? ['no time stamp of a third party on the checkpoint'] : []),
    ...(log.ofPartner === 0 ? [`no checkpoint of ${partner}'s log`] : []),
    ...(log.checkpoint && unlogged > 0
      ? [
          `${unlogged === 1 ? '1 receipt has' : `${unlogged} receipts have`} no record in the log of ${sheet.exportedBy}`,
        ]
      : []),
  ]
}

function claimsOf({ contents: { sheet }, timestamps, receipts }: Verdict): string[] {
  const alone = sheet.statements.filter(({ id, standing }) => standing === 'kept' && !receipts.said.has(id)).length
  return [
    ...(alone > 0
      ? [
          `${alone === 1 ? '1 statement counts' : `${alone} statements count`} in the state of the case without a receipt: the word of ${sheet.exportedBy}`,
        ]
      : []),
    `when the bundle was exported, when statements and receipts were stored, and since when cards were held: the word of ${sheet.exportedBy}`,
    ...timestamps.unchecked.map((file) => `the time stamp in ${file}, which was not checked`),
  ]
}

/** One fault a file and code: two checks that see the same thing say it once. */
function withoutRepeats(faults: readonly BundleFault[]): BundleFault[] {
  const seen = new Set<string>()
  return faults.filter(({ code, file, found }) => {
    const key = code === 'file-missing' || code === 'file-foreign' ? `${code} ${file}` : `${code} ${file} ${found}`
    return !seen.has(key) && seen.add(key)
  })
}

const instant = (seconds: number) => new Date(seconds * 1000).toISOString()
