// A partner asks which statements between the two of us lie here since an instant: those that were
// receipted, of both directions, page by page. No body and no key of an item leaves this way.

import { parseCanonical } from '../../../../crypto/canonical.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { iso } from '../../../../crypto/instants.ts'
import { fromBase64url } from '../../../../crypto/octets.ts'
import {
  type HeldPage,
  heldAskSha256,
  heldLimits,
  readHeldAsk,
  sealHeldPage,
} from '../../../../crypto/statement/held.ts'
import type { Receipt } from '../../../../crypto/statement/receipt.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { OutboxStore } from '../../../ports/delivering.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { EvidenceRow, MessageRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import type { EvidenceLog } from '../../evidence/evidence-log.ts'
import { isStatement } from '../../evidence/found-out.ts'
import type { AuthenticPartner } from '../../trust/peer.ts'
import type { RevocationJudge } from '../../trust/revocation/judging.ts'
import { encryptionKeyOf, type Trust } from '../../trust/trust.ts'

interface Answering {
  readonly store: EvidenceStore & OutboxStore & ReadingStore
  readonly evidenceLog: Pick<EvidenceLog, 'size'>
  readonly revocation: Pick<RevocationJudge, 'keysOf'>
  readonly world: Pick<World, 'now' | 'id'>
  trust(): Trust
}

/** Records of the log that one page looks at, whoever they are about. */
const recordsAPage = 512
/** Whoever asked opens it at once. */
const lifeMs = 5 * 60_000

/**
 * @returns one page, signed and encrypted to the partner
 * @throws {Problem} `request-invalid` where the question is none of the partner's · `log-behind`
 * @see docs/protocol.md §12
 */
export async function answerHeld(deps: Answering, { partner }: AuthenticPartner, jws: string): Promise<string> {
  const { world, revocation } = deps
  const { us, signWith } = deps.trust()
  const { member } = partner
  const nowMs = world.now()
  const asked = await readHeldAsk(jws, { from: member, to: us, keys: revocation.keysOf(partner), nowMs }).catch(
    (cause: unknown) => {
      if (!(cause instanceof CryptoError)) throw cause
      throw new Problem('request-invalid', `this is no question for what is held: ${cause.message}`, { cause })
    },
  )
  const after = asked.after > 0 ? asked.after : await lastBefore(deps, Date.parse(asked.since))
  const found = await heldAfter(deps, member, after)
  const page: HeldPage = { v: 1, from: us, to: member, at: iso(nowMs), ask: heldAskSha256(jws), ...found }
  return sealHeldPage(page, {
    signWith: signWith(member),
    encryptTo: encryptionKeyOf(partner, nowMs),
    id: world.id(),
    expiresAtMs: nowMs + lifeMs,
  })
}

/** Number of the last record that is older, by halves: records are in the order of time. */
async function lastBefore({ store, evidenceLog }: Answering, sinceMs: number): Promise<number> {
  let [low, high] = [0, await evidenceLog.size()]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [row] = await store.evidence({ after: middle, limit: 1 })
    if (row && row.at < sinceMs) low = middle + 1
    else high = middle
  }
  return low
}

type Found = Pick<HeldPage, 'statements' | 'receipts' | 'next'>

async function heldAfter(deps: Answering, member: string, after: number): Promise<Found> {
  const rows = await deps.store.evidence({ after, limit: recordsAPage })
  const statements: HeldPage['statements'] = []
  const receipts = new Set<string>()
  const given = givenIn(deps)
  let size = 0
  let last = after
  for (const row of rows) {
    const held = await heldOf(deps, member, row, given)
    if (held) {
      const { statement, seal, receipt } = held
      const more = JSON.stringify(statement).length + seal.length + (receipts.has(receipt) ? 0 : receipt.length)
      // One that fills a page by itself has one to itself.
      if (statements.length === heldLimits.statements || (size > 0 && size + more > heldLimits.fullAt))
        return { statements, receipts: [...receipts], next: last }
      statements.push({ statement, seal })
      receipts.add(receipt)
      size += more
    }
    last = row.seq
  }
  return { statements, receipts: [...receipts], next: rows.length < recordsAPage ? null : last }
}

/** What the record tells of, where it is between us and its recipient has receipted it. */
async function heldOf(deps: Answering, member: string, row: EvidenceRow, given: Given) {
  if (!isStatement(row.kind) || row.case === null) return undefined
  const message = await deps.store.message(row.subject)
  if (message?.partner !== member || message.standing !== 'kept' || message.seal === null) return undefined
  const receipt = message.direction === 'out' ? await receiptGot(deps, message) : await given(message)
  return receipt === undefined
    ? undefined
    : { statement: message.statement as HeldPage['statements'][number]['statement'], seal: message.seal, receipt }
}

async function receiptGot({ store }: Answering, { id, partner }: MessageRow): Promise<string | undefined> {
  const delivery = await store.delivery(id)
  if (delivery?.state !== 'delivered' || delivery.receipt === null) return undefined
  return (await store.receipt(delivery.receipt, partner))?.jws
}

type Given = (message: MessageRow) => Promise<string | undefined>

/** Receipts that we gave, of each case read once. */
function givenIn({ store }: Answering): Given {
  const read = new Map<string, Promise<ReadonlyMap<string, string>>>()
  async function ofCase(id: string): Promise<ReadonlyMap<string, string>> {
    const rows = (await store.receiptsOf(id)).filter(({ direction }) => direction === 'out')
    // The first that took it, whatever was answered to it again.
    return new Map(
      rows.toReversed().flatMap(({ jws }) => {
        const { entries } = parseCanonical(fromBase64url(jws.split('.', 2)[1] ?? '')) as unknown as Receipt
        return entries.flatMap((entry): [string, string][] =>
          entry.outcome === 'received' || entry.outcome === 'duplicate' ? [[entry.id, jws]] : [],
        )
      }),
    )
  }
  return async ({ id, case: of }) => {
    const found = read.get(of) ?? ofCase(of)
    read.set(of, found)
    return (await found).get(id)
  }
}
