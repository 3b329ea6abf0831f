// What receiving is given.

import type { Answered } from '../../model/limits/answered.ts'
import type { Limits } from '../../model/limits/limits.ts'
import type { InTurn } from '../../model/limits/turns.ts'
import type { OutboxStore } from '../../ports/delivering.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { ReceivingStore } from '../../ports/receiving.ts'
import type { World } from '../../ports/world.ts'
import type { Log } from '../../watch/log.ts'
import type { Followed } from '../cases/followed.ts'
import type { Proofs } from '../content/proofs.ts'
import type { Secrets } from '../content/secrets.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import type { Believing } from '../trust/clock.ts'
import type { RevocationJudge } from '../trust/revocation/judging.ts'
import type { Trust } from '../trust/trust.ts'

export interface Receiving extends Followed {
  store: EvidenceStore & OutboxStore & ReadingStore & ReceivingStore
  parts: Parts
  proofs: Proofs
  secrets: Secrets
  world: World
  log: Log
  trust(): Trust
  evidenceLog: EvidenceLog
  clock: Believing
  /** Which signing keys of a partner count now. */
  revocation: Pick<RevocationJudge, 'keysOf'>
  /** The offices have news. */
  accepted(): void
  /** What partners may have of us. */
  partners: Pick<Limits, 'demand' | 'owe' | 'demandCount'>
  /** So that a partner that comes in many times at once waits for itself. */
  inTurn: InTurn
  /** Lets what else is there to do have its turn, in the middle of a long delivery. */
  breathe(): () => Promise<void>
  answered: Answered
  limits: { maxEnvelopeBytes: number; maxSkewMs: number; maxBodyBytes: number; maxItemBytes: number }
}
