// What of one statement is proven, claimed and missing.
import type { StatementFile } from '../format/contents.ts'
import type { BundleFault, FaultCode } from '../format/faults.ts'
import { titleOf } from '../format/titles.ts'
import type { SealedUnder } from '../verify/checks/order.ts'
import { isAccepted } from '../verify/checks/sequence.ts'
import type { Verdict } from '../verify/verdict.ts'

/** Who said what to whom, when, under which terms, and what of it is proven. */
export interface StatementReport {
  /** In the order of the case, from 1: as its file is numbered. */
  readonly number: number
  readonly file: string
  readonly id: string
  readonly sha256: string
  readonly type: string
  readonly title: string
  readonly from: { readonly member: string; readonly office: string }
  readonly to: string
  readonly sentAt: string
  readonly localDate: string
  readonly terms: string
  /**
   * `refused` counts for nothing; of kept ones the fold of the case says whether they were in
   * place.
   */
  readonly standing: 'kept' | 'refused'
  readonly effect: 'applied' | 'illegal' | 'crossed' | 'none'
  readonly reason: string | null
  readonly body: 'present' | 'absent'
  readonly items: readonly {
    readonly id: string
    readonly kind: string
    readonly mediaType: string
    readonly bytes: number
    readonly content: 'present' | 'absent'
  }[]
  /** By the exporter's log; null where it does not show the order. */
  readonly sealed: SealedUnder | null
  readonly proven: readonly string[]
  readonly claimed: readonly string[]
  readonly missing: readonly string[]
  readonly faults: readonly FaultCode[]
}

export function statementReport(
  each: StatementFile,
  verdict: Verdict,
  faults: readonly BundleFault[],
): StatementReport {
  const { statement, row, file, sha256, termsSha256, body } = each
  const { contents } = verdict
  const own = [file, each.seal?.file, body?.file, ...each.items.map((item) => item.file)]
  const present = new Set(each.items.map((item) => item.item?.id))
  const says = sayings(each, verdict)
  return {
    number: contents.sheet.statements.indexOf(row) + 1,
    file,
    id: row.id,
    sha256,
    type: statement.type,
    title: titleOf(statement.profile, statement.type),
    from: statement.from,
    to: statement.to.member,
    sentAt: statement.sentAt,
    localDate: statement.localDate,
    terms: termsSha256,
    standing: row.standing,
    effect: (row.standing === 'kept' && contents.state?.steps[row.id]) || 'none',
    reason: contents.state?.reasons[row.id] ?? null,
    body: body ? 'present' : 'absent',
    items: statement.items.map(({ id, kind, mediaType, bytes }) => ({
      ...{ id, kind, mediaType, bytes },
      content: present.has(id) ? 'present' : 'absent',
    })),
    sealed: verdict.order.under.get(row.id) ?? null,
    ...says,
    faults: faults.filter((each) => own.includes(each.file)).map(({ code }) => code),
  }
}

const sealedUnder = ({ card, leaf, before }: SealedUnder, from: string): string =>
  before
    ? `it was sealed under card ${card} of ${from}: entry ${leaf}, before card ${before.card} at entry ${before.leaf}`
    : `it was sealed under card ${card} of ${from}: entry ${leaf}, and no card in that log gives the key up`

interface Sayings {
  proven: string[]
  claimed: string[]
  missing: string[]
}

function sayings(
  each: StatementFile,
  { contents, identities, receipts, seals, sequence, log, records, order, timestamps }: Verdict,
): Sayings {
  const { statement, row } = each
  const { exportedBy } = contents.sheet
  const [from, to] = [statement.from.member, statement.to.member]
  const says: Sayings = { proven: [], claimed: [], missing: [] }
  /** What rests on a member's keys is proven only as far as the keys are the member's. */
  const by = (member: string, what: string) =>
    identities.get(member)?.proven
      ? says.proven.push(what)
      : says.claimed.push(`${what}, if the card is ${member}'s, which no fingerprint shows`)

  const kid = seals.sealedBy.get(row.id)
  if (kid !== undefined) by(from, `${from} signed it (key ${kid})`)
  else says.missing.push(each.seal ? 'a seal that holds' : `a seal of ${from}: nothing shows that it ever left`)

  const said = receipts.said.get(row.id) ?? []
  for (const { by: signer, at, outcome, problem } of said) {
    const what = isAccepted(outcome) ? 'received it and took note of its terms' : `refused it (${problem ?? outcome})`
    by(signer, `${signer} ${what}, receipt of ${at}`)
  }
  if (said.length === 0) says.missing.push(`a receipt of ${to}`)

  const logged = records.logged.get(row.id)
  if (logged) {
    by(exportedBy, `${exportedBy} recorded it as entry ${logged.index} of its log`)
    const sealed = order.under.get(row.id)
    if (sealed) by(exportedBy, sealedUnder(sealed, from))
    const unshown = order.unshown.get(row.id)
    if (unshown !== undefined)
      says.missing.push(
        `the log entry of card ${unshown} of ${from}: that its key was not given up yet is the word of clocks`,
      )
    for (const { witness, atSeconds } of log.cosignatures) {
      const partner = exportedBy === from ? to : from
      by(partner, `${witness} had seen that log by ${new Date(atSeconds * 1000).toISOString()}`)
    }
    for (const stamp of timestamps.stamps)
      says.proven.push(`it was in that log by ${stamp.at}, by the word of ${stamp.by}`)
    says.claimed.push(`recorded at ${logged.at}: the clock of ${exportedBy}`)
  } else if (!log.checkpoint) says.missing.push(`a proof that ${exportedBy} recorded it`)

  says.claimed.push(`sent at ${statement.sentAt}, on ${statement.localDate} there: the clock of ${from}`)
  if (said.length === 0) says.claimed.push(`that it is ${row.standing}: the word of ${exportedBy}`)
  const gap = sequence.gaps.get(row.id)
  if (gap !== undefined) says.missing.push(`the statement of ${from} before it (SHA-256 ${gap})`)
  if (!each.body) says.missing.push('its body, not exported or disposed of; the digest of it still binds')
  const absent = statement.items.length - each.items.length
  if (absent > 0) {
    const count = absent === 1 ? '1 item' : `${absent} items`
    says.missing.push(`the content of ${count}, not exported or disposed of; the digests still bind`)
  }
  return says
}
