// What receiving is given.

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
  limits: { maxEnvelopeBytes: number; maxSkewMs: number; maxBodyBytes: number; maxItemBytes: number }
}
