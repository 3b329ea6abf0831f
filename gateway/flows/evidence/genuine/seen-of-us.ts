// What partners have seen of our log, held against what we hold of it.

import { CryptoError } from '../../../../crypto/fault.ts'
import { readCheckpoint, type VerifiedCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { toHex } from '../../../../crypto/octets.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { PartnerLine } from '../../../ports/line.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { Trust } from '../../trust/trust.ts'
import type { EvidenceLog } from '../evidence-log.ts'
import { isGivenUp, newerCardOf } from './own-cards.ts'

interface Comparing {
  store: CasesStore & EvidenceStore
  line: PartnerLine
  world: World
  log: Log
  evidenceLog: EvidenceLog
  trust(): Trust
}

export const hadTraffic = async (
  { store }: { readonly store: CasesStore & EvidenceStore },
  { member }: Partner,
): Promise<boolean> =>
  (await store.witnessed(member)) !== undefined ||
  (await store.cases({ offices: 'all', partner: member, limit: 1 })).rows.length > 0

/** How much of our log a partner has cosigned. It must be what we hold, or nothing is signed here any more. */
export async function compare(deps: Comparing, partner: Partner): Promise<number> {
  const { evidenceLog } = deps
  const seen = await seenBy(deps, partner)
  if (seen) await demandHeld(deps, partner, seen)
  if (!evidenceLog.confirmed() && (await hadTraffic(deps, partner))) evidenceLog.confirm()
  return seen?.size ?? 0
}

/**
 * Holds a checkpoint under our own signature, wherever a partner has it from, against our log.
 * @throws {Problem} `log-behind` where ours has fewer leaves, or others · `partner-refused` where it
 *   is under a key that our log had given up
 */
export async function demandHeld(
  deps: Pick<Comparing, 'store' | 'log' | 'evidenceLog' | 'trust'>,
  partner: Pick<Partner, 'member'>,
  seen: VerifiedCheckpoint,
  how = 'has cosigned',
): Promise<void> {
  const { evidenceLog, log } = deps
  const ours = await evidenceLog.rootAt(seen.size)
  if (ours !== undefined && toHex(ours) === toHex(seen.rootHash)) return
  if (await isGivenUp(deps, seen)) {
    const problem = 'it has another tree of ours under a key that our log had given up'
    record(log, 'witness.ignored', { partner: partner.member, problem })
    throw new Problem('partner-refused', problem)
  }
  const reason = ours === undefined ? 'rollback' : 'fork'
  const found = `${partner.member} ${how} ${seen.size} leaves of our log, which ${ours === undefined ? 'lacks some of them' : 'holds others'}`
  if (evidenceLog.fallBehind(found, partner.member))
    record(log, 'log.alarm', { partner: partner.member, problem: `our own log: ${reason}` })
  throw new Problem('log-behind', `${partner.member} ${how} another log of ours`)
}

/** What a partner shows of our log, under our own signature: without it anybody could stop us by saying so. Undefined where it has seen nothing. */
async function seenBy(deps: Comparing, partner: Partner) {
  const { member, address } = partner
  const note = await deps.line.seenCheckpoint(address)
  if (note === undefined) return undefined
  try {
    return readCheckpoint(note, deps.trust().ownLog)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    const newer = await newerCardOf(deps, partner)
    if (newer !== undefined) throw behindOurCards(deps, member, newer)
    record(deps.log, 'witness.ignored', { partner: member, problem: error.message })
    throw error
  }
}

/** What lies here is older than our newest card, and so is all that we know of our log. */
function behindOurCards({ evidenceLog, log }: Comparing, member: string, newer: number): Problem {
  const problem = `${member} holds our card ${newer}, which does not lie here, and has seen our log under its key`
  if (evidenceLog.fallBehind(problem, member)) record(log, 'log.alarm', { partner: member, problem })
  return new Problem('log-behind', problem)
}
