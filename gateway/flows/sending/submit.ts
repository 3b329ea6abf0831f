// A national system posts a message: checked, fixed by its statement, durable, and only then
// answered.

import { toBase64url } from '../../../crypto/octets.ts'
import type { WrittenStatement } from '../../../crypto/statement/statement.ts'
import type { Receipted } from '../../case/use-reports.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { AsSubmitted, Outbox } from '../../ports/delivering.ts'
import type { Approval, Client, Submit, Submitted } from '../../ports/doors/national.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { LookupStore } from '../../ports/reading.ts'
import type { Stamp, Submission, SubmittingStore } from '../../ports/submitting.ts'
import { alikeEvent } from '../between/alike.ts'
import { quotingDrafts, withQuoting } from '../between/quoting.ts'
import { limitOnOpening } from '../between/workload.ts'
import { changeFrom, mostFolds, projected } from '../cases/cases.ts'
import { asksGateway, type Followed } from '../cases/followed.ts'
import { approved } from '../cases/four-eyes.ts'
import { receiptedIn } from '../cases/uses.ts'
import { destroyedKeys, destructionOf } from '../content/destroyed.ts'
import { bodyLookups } from '../content/lookups.ts'
import type { Secrets } from '../content/secrets.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import { inChain, statementMark } from '../evidence/marks.ts'
import { draftInstead, keyTaken } from './draft-instead.ts'
import { handedOn } from './hand-on.ts'
import { type Prepared, type Preparing, type TypedAsk, typed } from './prepare.ts'
import type { demandKept } from './unmet.ts'
import { type Composed, weighed } from './weigh.ts'

export interface Submitting extends Preparing, Followed {
  store: KeepingStore & LookupStore & Preparing['store'] & SubmittingStore
  /** Who brings it to the partner. */
  outbox: Outbox
  /** Called after the commit: the office has news. */
  submitted(): void
  /** Called after the commit of what destroys something. */
  destroy?(): void
}

export const submitting =
  (deps: Submitting): Submit =>
  async (client, given, stamp, approval) => {
    const ask = typed(deps.trust(), given)
    for (let attempt = 0; attempt < mostFolds; attempt += 1) {
      const submitted = await submitOnce(deps, client, ask, stamp, approval)
      if (submitted) return submitted
    }
    throw new Problem('case-changed', `the case moved on ${mostFolds} times while this message was prepared`)
  }

/** One try against the case as it stands; undefined when the case moved on meanwhile. */
async function submitOnce(
  deps: Submitting,
  client: Client,
  ask: TypedAsk,
  stamp: Stamp | null,
  approval?: Approval,
): Promise<Submitted | undefined> {
  const { prepared, composed, beside, why, said } = await weighed(deps, client, ask)
  if (why !== undefined && approval === undefined) return draftInstead(deps, client, prepared, { why, ...said }, stamp)
  const at = { by: actorOf(client), at: prepared.now, but: approval?.draft.id }
  const quoting = await quotingDrafts(deps, prepared.destroyed, at)
  const told = alikeEvent(prepared, said)
  const { trust, before, messages } = prepared
  const receipted = await receiptedIn(deps.store, trust, before, [...messages, composed.written])
  const besides = { approval, told, beside, receipted }
  const submission = withQuoting(submissionOf(deps, client, prepared, composed, besides), quoting)
  const answer = {
    case: prepared.before.id,
    message: composed.written.statement.id,
    sha256: composed.written.sha256,
    state: submission.case.row.state,
    dueOn: submission.case.row.dueOn,
    ...(prepared.before.revision === 0 && (await limitSaid(deps, prepared))),
    ...said,
  }
  const result = await handedOn(
    deps,
    { ...submission, idempotency: stamp?.(202, answer, prepared.now) ?? null, draft: approval?.draft ?? null },
    { items: prepared.items, asSubmitted: { ...asSubmitted(prepared, composed), ...beside } },
  )
  switch (result.outcome) {
    case 'stored':
    case 'claimed':
      deps.submitted()
      if (submission.destruction) deps.destroy?.()
      if (asksGateway(prepared.profile.name, ask.type)) deps.followUp?.()
      return { status: 202, outcome: 'submitted', answer }
    case 'conflict':
      return undefined
    case 'item-taken':
      throw new Problem('item-taken', `item ${result.item} is unknown or already belongs to a message`)
    case 'draft-gone':
      throw new Problem('draft-changed', `draft ${approval?.draft.id} is gone, or not as it was read`)
    case 'repeated':
      throw keyTaken()
  }
}

const asSubmitted = ({ text }: Prepared, { written, salt }: Composed): AsSubmitted => ({
  ...{ statement: written, body: text, salt: toBase64url(salt) },
})

/** Whoever opens a case is told how much of an agreed limit is used (9.2). */
const limitSaid = async (deps: Submitting, { before }: Prepared) => {
  const limit = await limitOnOpening(deps, before)
  return limit === undefined ? {} : { limit }
}

interface Besides {
  readonly approval: Approval | undefined
  readonly told: ReturnType<typeof alikeEvent>
  readonly beside: ReturnType<typeof demandKept>['beside']
  readonly receipted: readonly Receipted[]
}

function submissionOf(
  { secrets, world }: Submitting,
  client: Client,
  prepared: Prepared,
  { written, salt, state }: Composed,
  { approval, told, beside, receipted }: Besides,
): Omit<Submission, 'idempotency' | 'draft'> {
  const { now, trust, before, partner, profile, messages, items, destroyed, content, octets } = prepared
  const { statement, sha256, text } = written
  const message = {
    id: statement.id,
    case: before.id,
    partner: partner.member,
    direction: 'out',
    type: statement.type,
    clock: statement.clock,
    sha256,
    statement,
    seal: null,
    ...secrets.encrypt(statement.id, { content, salt: toBase64url(salt), ...beside }),
    storedAt: now,
    client: client.id,
    standing: 'kept',
  } as const
  const after = projected(before, state, [...messages, message], { trust, profile, now, receipted })
  return {
    message,
    case: changeFrom(before, after),
    items: items.map(({ id }) => id),
    delivery: {
      id: statement.id,
      partner: partner.member,
      case: before.id,
      state: 'queued',
      attempts: 0,
      fence: 0,
      dueAt: now,
      expiresAt: Date.parse(statement.expiresAt),
      weightBytes: octets.length + statementBytes(text) + statement.items.length * itemWeightBytes,
      problem: null,
      detail: null,
      receipt: null,
      changedAt: now,
    },
    events: [
      {
        at: now,
        kind: 'message.submitted',
        office: before.office,
        case: before.id,
        message: statement.id,
        partner: partner.member,
      },
      ...told,
    ],
    evidence: leavesOf(world, evidenceOf(secrets, client, prepared, written, approval)),
    since: [...prepared.disclosed.since, ...prepared.counted],
    // The fingerprint stays: what was given in confidence stays so.
    itemKeys: destroyed.items.map(({ id, fingerprint }) => ({ id, key: null, secret: null, fingerprint })),
    bodies: destroyed.messages.map(({ id }) => id),
    ...destructionOf(destroyed, { id: statement.id, case: before.id, partner: partner.member, at: now }),
    fingerprints: prepared.words,
    lookups: bodyLookups(secrets, message, content.form),
  }
}

/**
 * That it was sent, who approved it, what it passes on with leave, and what is destroyed with it.
 */
const evidenceOf = (
  secrets: Pick<Secrets, 'mark'>,
  client: Client,
  { now, trust, before, disclosed, destroyed, profile }: Prepared,
  { statement, sha256, termsSha256 }: WrittenStatement,
  approval: Approval | undefined,
): EvidenceDraft[] => [
  {
    at: now,
    kind: 'statement.sent',
    case: before.id,
    subject: statement.id,
    data: {
      ...{ sha256, terms: termsSha256, ...actorOf(client) },
      ...(profile.messages[statement.type]?.inFunction !== undefined && {
        functionIs: client.function === undefined ? 'said' : 'registered',
      }),
      ...statementMark(secrets, { id: statement.id, sha256, case: before.id, direction: 'out' }),
    },
  },
  ...approved(approval, { drafter: actorOf(client), message: statement.id, of: before.id, at: now }),
  ...disclosed.evidence,
  ...destroyedKeys(destroyed).map(
    ({ id, terms }): EvidenceDraft => ({
      at: now,
      kind: 'key.destroyed',
      case: before.id,
      subject: id,
      data: {
        ...{ ...actorOf(client), message: statement.id, terms },
        ...inChain(secrets, trust.us, { case: before.id, client, reader: '' }),
      },
    }),
  ),
]

/** What a statement with its terms, and each item of it, weigh in a letter, generously. */
const statementBytes = (text: string) => Math.max(8192, text.length)
const itemWeightBytes = 1024
