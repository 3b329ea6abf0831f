// The one place where a verdict becomes what is told and kept of it: an entry of the receipt, a
// leaf of evidence, a line of the log.
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Secrets } from '../content/secrets.ts'
import type { EvidenceDraft } from '../evidence/leaves.ts'
import { statementMark } from '../evidence/marks.ts'
import type { Notice } from './arrivals.ts'
import type { Refused, Verdict } from './checks.ts'

/** A verdict as its sender, the evidence and the log are told of it. */
export interface Told {
  readonly entry: ReceiptEntry
  readonly evidence?: EvidenceDraft
  readonly logged?: Refused
}

interface Circumstances {
  readonly us: string
  readonly from: string
  readonly now: number
  readonly secrets: Pick<Secrets, 'mark'>
  /** Why a kept message changes nothing, or less than it says, by its id. */
  readonly notices: ReadonlyMap<string, Notice>
}

/** One for each statement, in the order of the statements. */
export const told = (verdicts: readonly Verdict[], circumstances: Circumstances): readonly Told[] =>
  verdicts.map((verdict) => tellOf(verdict, circumstances))

function tellOf(verdict: Verdict, { us, from, now, notices, secrets }: Circumstances): Told {
  const { id, sha256, terms } = verdict
  const stated = { id, sha256, terms }
  const refused = (problem: string): EvidenceDraft => ({
    at: now,
    kind: 'statement.refused',
    case: null,
    subject: id,
    data: { sha256, by: us, problem },
  })
  switch (verdict.as) {
    case 'duplicate':
      return { entry: { ...stated, outcome: 'duplicate' } }
    case 'conflict': {
      const problem = 'statement-refused'
      const detail = 'another statement with this id is known'
      return { entry: { ...stated, outcome: 'conflict', problem, detail }, evidence: refused(problem) }
    }
    case 'refused': {
      const { problem, detail } = verdict
      const entry = { ...stated, outcome: 'refused', problem, detail: detail.slice(0, mostDetail) } as const
      return { entry, evidence: refused(problem), logged: verdict }
    }
    case 'taken': {
      const notice = notices.get(id)
      // A test message is answered like any other and leaves nothing but its trace.
      const of = verdict.inCase ? verdict.statement.case : null
      const less = notice && { problem: notice.problem, detail: notice.detail.slice(0, mostDetail) }
      return {
        entry: { ...stated, outcome: 'received', ...less },
        evidence: {
          at: now,
          kind: 'statement.received',
          case: of,
          subject: id,
          data: { sha256, from, ...statementMark(secrets, { id, sha256, case: of, direction: 'in' }) },
        },
      }
    }
  }
}

const mostDetail = 500

/** Once what was told is on disk. */
export function logRefusals(log: Log, partner: string, all: readonly Told[]): void {
  for (const { logged } of all)
    if (logged) {
      const { id: statement, problem, fault } = logged
      record(log, 'statement.refused', { partner, statement, problem, fault })
    }
}
