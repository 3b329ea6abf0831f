// One attempt at a delivery: parts ahead, seal, deliver, verify the receipt. Nothing is stored here
// but an alarm.

import { CryptoError } from '../../../crypto/fault.ts'
import { sealEnvelope } from '../../../crypto/jose/envelope.ts'
import { utf8 } from '../../../crypto/octets.ts'
import { writeFrames } from '../../../crypto/part/frames.ts'
import type { Receipt, SentStatement } from '../../../crypto/statement/receipt.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Claimed } from '../../ports/delivering.ts'
import type { PartnerLine } from '../../ports/line.ts'
import type { Parts } from '../../ports/parts.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { ReceiptRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Secrets } from '../content/secrets.ts'
import type { PartnerLogs } from '../evidence/genuine/partner-logs.ts'
import { type CardHolders, hearHeld } from '../trust/card-holders.ts'
import type { Believing, Hearing } from '../trust/clock.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { RevocationJudge } from '../trust/revocation/judging.ts'
import { encryptionKeyOf, type Trust } from '../trust/trust.ts'
import { answering, demandReceipt } from './check-receipt.ts'
import { letterMessage, planParts } from './letters.ts'

export interface Attempting {
  store: CasesStore
  partnerLogs: PartnerLogs
  parts: Pick<Parts, 'read'>
  line: PartnerLine
  secrets: Secrets
  world: World
  clock: Believing & Hearing
  log: Log
  /** Which signing keys of a partner count now. */
  revocation: Pick<RevocationJudge, 'keysOf'>
  trust(): Trust
  holders: CardHolders
  limits: { inlinePartBytes: number; maxInlineBytes: number; envelopeLifeMs: number }
}

/** A verified receipt, as it is to be kept, and the seal under which the messages travelled. */
export interface Receipted {
  readonly receipt: Receipt
  readonly row: ReceiptRow
  readonly seal: string
}

/** How long the receipt may take, and who is told of one that comes later. */
interface Waiting {
  readonly limitMs: number
  late(receipted: () => Promise<Receipted>): void
}

/**
 * Seals, uploads and delivers once.
 * @throws {Problem} see PartnerLine; `receipt-invalid`
 */
export async function attempt(
  deps: Attempting,
  asked: Partner,
  claimed: readonly Claimed[],
  { limitMs, late }: Waiting,
): Promise<Receipted & { readonly tookMs: number }> {
  const { world, line, parts, limits } = deps
  const written = (to: Partner) => claimed.map((each) => letterMessage(deps.secrets, to, each))
  const atFirst = written(asked)
  const { inline, ahead } = planParts(claimed, limits)
  for (const item of ahead) await sendAhead(deps, asked, item.partSha256, item.partBytes)
  const frames: Uint8Array[] = []
  for (const item of inline) frames.push(await whole(parts.read(item.partSha256), item.partBytes))

  // Parts may take hours, and open nothing; its card may promise less by now, or name other keys.
  const trust = deps.trust()
  const partner = trust.partners.get(asked.member) ?? asked
  const messages = partner === asked ? atFirst : written(partner)
  deps.clock.demand()
  const now = world.now()
  const id = world.id()
  const sealed = await sealEnvelope({
    messages,
    from: trust.us,
    to: partner.member,
    id,
    expiresAtMs: now + limits.envelopeLifeMs,
    signWith: trust.signWith(partner.member),
    encryptTo: encryptionKeyOf(partner, now),
  })
  const startedMs = world.monotonicMs()
  const sent: Sent = {
    ...{ us: trust.us, madeAtMs: now, sentMs: startedMs, envelope: { id, sha256: sealed.sha256 } },
    ...{ statements: sealed.statements, seal: sealed.seal, cases: claimed.map(({ message }) => message.case) },
  }
  const jws = await line.deliver(partner.address, writeFrames([utf8(sealed.envelope), ...frames]), {
    limitMs,
    late: (answer) => late(() => receipted(deps, partner, sent, answer)),
  })
  const tookMs = world.monotonicMs() - startedMs
  return { ...(await receipted(deps, partner, sent, jws)), tookMs }
}

/** An envelope on its way. */
interface Sent {
  readonly us: string
  readonly madeAtMs: number
  readonly sentMs: number
  readonly envelope: { readonly id: string; readonly sha256: string }
  readonly statements: readonly SentStatement[]
  readonly seal: string
  readonly cases: readonly string[]
}

/** What the partner answered, verified. @throws {Problem} `receipt-invalid` */
async function receipted(
  deps: Attempting,
  partner: Partner,
  { us, madeAtMs, sentMs, envelope, statements, seal, cases }: Sent,
  jws: string,
): Promise<Receipted> {
  const { world } = deps
  const demands = { to: us, envelope, statements, madeAtMs, sentMs, nowMs: world.now() }
  const receipt = await demandReceipt(deps, answering(deps, partner), jws, demands, cases).catch(
    async (cause: unknown) => {
      if (!(cause instanceof CryptoError)) throw cause
      record(deps.log, 'receipt.invalid', { partner: partner.member, envelope: envelope.id, problem: cause.message })
      throw new Problem('receipt-invalid', `${partner.member} answered without a valid receipt: ${cause.message}`, {
        cause,
      })
    },
  )
  deps.clock.signed(partner.member, Date.parse(receipt.at))
  hearHeld(deps, partner.member, receipt.cards.yours)
  const row = {
    id: receipt.id,
    partner: partner.member,
    direction: 'in',
    envelope: envelope.id,
    envelopeSha256: envelope.sha256,
    jws,
    at: world.now(),
  } as const
  return { receipt, row, seal }
}

/** Uploads a part from where the partner has it; what arrived is never sent again. */
async function sendAhead({ line, parts }: Attempting, partner: Partner, sha256: string, bytes: number): Promise<void> {
  const { offset, complete } = await line.partOffset(partner.address, sha256, bytes)
  if (complete) return
  await line.sendPart(partner.address, sha256, offset, bytes, parts.read(sha256, offset))
}

async function whole(source: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const octets = new Uint8Array(bytes)
  let at = 0
  for await (const chunk of source) {
    octets.set(chunk, at)
    at += chunk.length
  }
  return octets
}
