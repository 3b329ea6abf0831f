// Partners watch each other's logs: as a witness we cosign what continues the log we know (C2SP tlog-witness), as a log we ask to be watched.
import { CryptoError } from '../../../crypto/fault.ts'
import { clockToleranceMs } from '../../../crypto/instants.ts'
import { readCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { cosign, verifyCosignature, witnessName } from '../../../crypto/log/cosignature.ts'
import {
  addSignatures,
  type NoteSignature,
  readNote,
  readSignatureLines,
  writeSignatureLines,
} from '../../../crypto/log/note.ts'
import {
  type AddCheckpoint,
  conflictMediaType,
  decideAddCheckpoint,
  readAddCheckpoint,
  readConflict,
  writeAddCheckpoint,
  writeConflict,
} from '../../../crypto/log/witness.ts'
import { fromHex, toHex } from '../../../crypto/octets.ts'
import { notBefore } from '../../model/clock.ts'
import { Problem } from '../../model/problems/problems.ts'
import { inTurn, type Turns } from '../../model/running.ts'
import type { EvidenceStore, WitnessedRow } from '../../ports/evidence.ts'
import type { PartnerLine } from '../../ports/line.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Believing, Hearing } from '../trust/clock.ts'
import type { Partner } from '../trust/load-partners.ts'
import type { AuthenticPartner } from '../trust/peer.ts'
import type { Trust } from '../trust/trust.ts'
import type { EvidenceLog } from './evidence-log.ts'
import { linesOf } from './genuine/cosigned.ts'
import { alarm, type PartnerLogs } from './genuine/partner-logs.ts'
import { isSameLog } from './genuine/same-log.ts'
import { compare, hadTraffic } from './genuine/seen-of-us.ts'

export interface Witnessing {
  store: CasesStore & EvidenceStore
  line: PartnerLine
  world: World
  clock: Believing & Hearing
  log: Log
  evidenceLog: EvidenceLog
  /** One at a time: a checkpoint that arrives behind a larger one looks like a log that went back. */
  publishing: Turns
  partnerLogs: PartnerLogs
  trust(): Trust
}

interface WitnessAnswer {
  readonly status: number
  readonly mediaType: string
  readonly body: string
}

const plain = 'text/plain; charset=utf-8'
/** A partner that does not answer must keep no export and no round from going on. */
const longestWaitMs = 3_000
/** Nor a gateway from starting. Those that answer in time are heard before anything is written. */
export const longestAtStartMs = 1_000

/** A partner submits the newest checkpoint of its log. What we cosign is on disk before we answer. */
export async function addCheckpoint(
  deps: Witnessing,
  { partner }: AuthenticPartner,
  body: string,
): Promise<WitnessAnswer> {
  const { store, world } = deps
  deps.clock.demand()
  const asked = understood(body)
  const kept = await store.witnessed(partner.member)
  const known = kept && (await isSameLog(store, partner, kept)) ? kept : undefined
  const decision = decideAddCheckpoint(
    known && { size: known.size, rootHash: fromHex(known.rootHash) },
    asked,
    partner.log,
  )
  if (decision.verdict === 'refuse') {
    await alarm(deps, partner.member, decision.reason, asked.checkpoint.size, proofOf(known, decision.reason, asked))
    return { status: decision.status, mediaType: plain, body: `${decision.detail}\n` }
  }
  if (decision.verdict === 'conflict') {
    if (decision.alarm)
      await alarm(deps, partner.member, decision.alarm, asked.checkpoint.size, proofOf(known, decision.alarm, asked))
    return { status: 409, mediaType: conflictMediaType, body: writeConflict(decision.size) }
  }
  try {
    // Receipts may have shown another tree than the one that continues what we cosigned.
    await deps.partnerLogs.hold(partner, decision.checkpoint)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    return { status: 422, mediaType: plain, body: `${error.message}\n` }
  }
  const { size, rootHash, note } = decision.checkpoint
  // A cosignature over more of a log is never the earlier one.
  const now = notBefore(world.now(), known?.at)
  const row = { member: partner.member, size, rootHash: toHex(rootHash), note, at: now }
  if (!(await store.saveWitnessed(row, kept?.size ?? null)))
    return {
      status: 409,
      mediaType: conflictMediaType,
      body: writeConflict((await store.witnessed(partner.member))?.size ?? 0),
    }
  const { card, logKeys } = deps.trust()
  const by = { name: witnessName(card.trustDomain), atSeconds: Math.floor(now / 1000) }
  const lines = logKeys.map((key) => cosign(decision.checkpoint, { ...by, key }))
  return { status: 200, mediaType: plain, body: writeSignatureLines(lines) }
}

/** Both notes, where the one that was shown is signed by the log: together they are the proof. */
const proofOf = (known: WitnessedRow | undefined, reason: string, { checkpoint }: AddCheckpoint) =>
  known && reason !== 'unknown-origin' && reason !== 'bad-signature' ? { held: known.note, shown: checkpoint.note } : {}

function understood(body: string): AddCheckpoint {
  try {
    return readAddCheckpoint(body)
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new Problem('request-invalid', `this is no add-checkpoint request: ${cause.message}`, { cause })
  }
}

/** What we last cosigned of the partner's log; how a gateway restored from a backup learns what it has lost. */
export async function seenOf({ store }: Pick<Witnessing, 'store'>, { partner }: AuthenticPartner): Promise<string> {
  const known = await store.witnessed(partner.member)
  if (!known || !(await isSameLog(store, partner, known)))
    throw new Problem('not-found', 'no checkpoint of this log was cosigned here')
  return known.note
}

/**
 * Before the doors open after a start, and in each round: what partners have seen of our log is held against what we hold. A partner that
 * shows more of it under our own signature, or another tree, is believed, and everything that writes, signs or releases stops. Partners
 * that do not answer cannot hold us up; until one of those with whom there was traffic has, the log counts as unconfirmed.
 */
export async function catchUp(deps: Witnessing, waitMs = longestWaitMs): Promise<void> {
  const partners = activePartners(deps)
  // What a slow partner answers later still counts: `compare` stops the signing whenever it comes.
  const asked = partners.map((partner) => compare(deps, partner).catch(() => undefined))
  await inTime(asked, waitMs)
  if (deps.evidenceLog.confirmed()) return
  const met = await Promise.all(partners.map((partner) => hadTraffic(deps, partner)))
  if (!met.includes(true)) deps.evidenceLog.confirm()
}

/** What each came to, where it came in time. */
async function inTime<T>(asked: readonly Promise<T>[], waitMs: number): Promise<(T | undefined)[]> {
  const enough = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => enough.resolve(undefined), waitMs)
  const found = await Promise.all(asked.map((each) => Promise.race([each, enough.promise])))
  clearTimeout(timer)
  return found
}

/** Has the newest checkpoint cosigned by every partner that answers in time, and keeps it with their cosignatures; the others follow with the next. */
export async function publish(deps: Witnessing): Promise<void> {
  const { store, evidenceLog, publishing, world } = deps
  deps.clock.demand()
  const head = await evidenceLog.head()
  if (head.size === 0) return
  // The newest one that is kept may be of another node, and larger than our head: then that one is published, proof and note of one size.
  const kept = await store.checkpoint(head.size)
  const at = kept ? kept.at : notBefore(world.now(), (await store.checkpoint(0))?.at)
  const row = kept ?? { size: head.size, rootHash: toHex(head.rootHash), note: head.note, at }
  if (!kept) await store.saveCheckpoint(row)
  const { size } = row
  const lines = await inTime(
    activePartners(deps).map((partner) =>
      inTurn(publishing, partner.member, () => cosignatureOf(deps, partner, size, row.note)).catch(() => undefined),
    ),
    longestWaitMs,
  )
  const signatures = lines.flatMap((line) => line ?? [])
  if (signatures.length === 0) return
  // Another node may have published the same checkpoint meanwhile.
  const now = await store.checkpoint(size)
  const note = now?.size === size ? now.note : row.note
  await store.saveCheckpoint({ ...row, note: addSignatures(note, signatures) })
}

/** The partner's verified signature lines; undefined where it has cosigned this size before. */
async function cosignatureOf(
  deps: Witnessing,
  partner: Partner,
  size: number,
  note: string,
): Promise<readonly NoteSignature[] | undefined> {
  const { line, evidenceLog } = deps
  let oldSize = await compare(deps, partner)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (oldSize > size) {
      // Another node had a larger one cosigned, or our log has gone back.
      await compare(deps, partner)
      return undefined
    }
    if (oldSize === size && attempt === 0 && linesOf(readNote(note).signatures, partner).length > 0) return undefined
    const body = writeAddCheckpoint({ oldSize, proof: await evidenceLog.consistency(oldSize, size), checkpoint: note })
    const answer = await line.addCheckpoint(partner.address, body)
    if (answer.status === 409) {
      oldSize = readConflict(answer.body)
      continue
    }
    if (answer.status !== 200)
      throw new Problem('partner-refused', `${partner.member} does not cosign our log: ${answer.status}`)
    const checkpoint = readCheckpoint(note, deps.trust().ownLog)
    // Lines of keys that are not the partner's are left alone, and do not come into our note.
    const lines = linesOf(readSignatureLines(answer.body), partner)
    for (const { line, witness } of lines) {
      const atMs = verifyCosignature(checkpoint, line, witness).atSeconds * 1000
      demandDated(deps, partner.member, atMs)
      deps.clock.signed(partner.member, atMs)
    }
    if (lines.length === 0)
      throw new Problem('partner-refused', `${partner.member} answered without a cosignature of its own`)
    return lines.map((each) => each.line)
  }
  return undefined
}

/**
 * A cosignature that was made just now and says another time would date our log falsely for
 * whoever reads it.
 * @throws {Problem} `partner-refused`
 */
function demandDated({ world, log }: Witnessing, member: string, atMs: number): void {
  const apartMs = atMs - world.now()
  if (Math.abs(apartMs) <= clockToleranceMs) return
  const problem = `its cosignature is dated ${new Date(atMs).toISOString()}, ${Math.round(Math.abs(apartMs) / 1000)} s from now`
  record(log, 'log.alarm', { partner: member, problem })
  throw new Problem('partner-refused', `${member}: ${problem}`)
}

/** Has each partner show that what it has shown of its log is of one tree; who cannot be asked is asked again. */
export async function proveLogs(deps: Witnessing): Promise<void> {
  if (deps.evidenceLog.behind() !== undefined) return
  await Promise.all(
    activePartners(deps).map((partner) =>
      deps.partnerLogs.prove(deps.line, partner).catch((error: unknown) => {
        if (!(error instanceof Problem || error instanceof CryptoError)) throw error
      }),
    ),
  )
}

const activePartners = ({ trust }: Witnessing): Partner[] =>
  [...trust().partners.values()].filter(({ state }) => state === 'active')
