// The check of the checkpoints of both logs, and of what the partner cosigned.
import { CryptoError } from '../../../../crypto/fault.ts'
import { type KnownLog, readCheckpoint, type VerifiedCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { type Cosignature, verifyCosignature } from '../../../../crypto/log/cosignature.ts'
import { keyIdOf, type NamedKey, type NoteSignature, signatureTypes } from '../../../../crypto/log/note.ts'
import { equal, toHex } from '../../../../crypto/octets.ts'
import { uncovered } from '../../../../crypto/statement/receipt.ts'
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import { type Known, once } from '../../format/known.ts'
import type { Identity } from './identities.ts'
import type { CheckedReceipts } from './receipts.ts'

interface CheckedLog {
  /** The exporter's, if its log signed it. */
  readonly checkpoint: VerifiedCheckpoint | undefined
  readonly cosignatures: readonly Cosignature[]
  /** Verified checkpoints of the partner's log, files and receipts. */
  readonly ofPartner: number
  readonly faults: readonly BundleFault[]
}

interface Held {
  readonly file: string
  readonly checkpoint: VerifiedCheckpoint
}

/**
 * `checkpoint-invalid`, `cosignature-invalid`, `checkpoint-conflict`: all that the two logs signed,
 * and that it agrees.
 */
export function checkLogs(
  { sheet, checkpoint: own, partnerCheckpoints }: Contents,
  identities: ReadonlyMap<string, Identity>,
  { signed }: Pick<CheckedReceipts, 'signed'>,
  known: Known,
): CheckedLog {
  const faults: BundleFault[] = []
  const partner = sheet.members.find((member) => member !== sheet.exportedBy) ?? ''
  const held = new Map<string, Held[]>(sheet.members.map((member) => [member, []]))
  const take = (member: string, file: string, note: string): Held | undefined => {
    try {
      const signer = identities.get(member)
      const checkpoint = once(known, `log ${signer?.id} ${note}`, () => readAny(note, signer?.logs ?? [], member))
      const found = { file, checkpoint }
      held.get(member)?.push(found)
      return found
    } catch (error) {
      faults.push(fault('checkpoint-invalid', file, foundIn(error)))
      return undefined
    }
  }
  const cosigned = (found: Held | undefined): Witnessed[] =>
    found ? cosignaturesOn(found, identities, known, faults) : []
  const exporters = own && take(sheet.exportedBy, own.file, own.claims.note)
  const [ours, theirs] = [keysOf(identities.get(sheet.exportedBy)), keysOf(identities.get(partner))]
  // Whatever a card of the partner calls itself: who has the key of the exporter's log is no
  // witness of it.
  const cosignatures = cosigned(exporters)
    .filter(({ key }) => theirs.has(key) && !ours.has(key))
    .map(({ cosignature }) => cosignature)
  for (const { file, claims } of partnerCheckpoints) cosigned(take(partner, file, claims.note))
  faults.push(...goingBack(held.get(partner) ?? []))
  for (const { file, claims } of signed) {
    if (claims.checkpoint === undefined) continue
    const found = take(claims.from, file, claims.checkpoint)
    const { size } = found?.checkpoint ?? { size: Number.POSITIVE_INFINITY }
    for (const { id, leaf } of uncovered(claims.entries, size))
      faults.push(
        fault('receipt-mismatch', file, `names leaf ${leaf} for statement ${id}; its checkpoint covers ${size}`),
      )
  }
  for (const checkpoints of held.values()) faults.push(...forks(checkpoints))
  const latest = cosignatures.toSorted((a, b) => b.atSeconds - a.atSeconds).slice(0, 1)
  return { checkpoint: exporters?.checkpoint, cosignatures: latest, ofPartner: held.get(partner)?.length ?? 0, faults }
}

/** Under any log key that the member's cards name. @throws {CryptoError} `log` */
function readAny(note: string, logs: readonly KnownLog[], member: string): VerifiedCheckpoint {
  let nearest: unknown = new CryptoError('log', `no card of ${member} tells the key of its log`)
  for (const log of logs) {
    try {
      return readCheckpoint(note, log)
    } catch (error) {
      nearest = error
    }
  }
  throw nearest
}

/** A log only grows. */
const goingBack = (checkpoints: readonly Held[]): BundleFault[] =>
  checkpoints.flatMap(({ file, checkpoint: { size, origin } }, at) => {
    const before = checkpoints[at - 1]?.checkpoint
    return before?.origin === origin && size < before.size
      ? [fault('checkpoint-conflict', file, `is of size ${size}, the one before of ${before.size}`)]
      : []
  })

/** Two roots of one size are two histories, both signed. */
function forks(checkpoints: readonly Held[]): BundleFault[] {
  const bySize = new Map<string, Held>()
  return checkpoints.flatMap((each) => {
    const { origin, size, rootHash } = each.checkpoint
    const known = bySize.get(`${size} ${origin}`)
    bySize.set(`${size} ${origin}`, known ?? each)
    return !known || equal(known.checkpoint.rootHash, rootHash)
      ? []
      : [fault('checkpoint-conflict', each.file, `has another root for size ${size} than ${known.file}`)]
  })
}

interface Witnessed {
  readonly cosignature: Cosignature
  /** Of the witness, public, hex. */
  readonly key: string
}

/**
 * The cosignatures of the two members as witnesses. A line is told by name and key id, as C2SP
 * signed-note says, so two witnesses may have one name; lines of keys that no card here tells are
 * left alone, and one of a known key must verify.
 */
function cosignaturesOn(
  { file, checkpoint }: Held,
  identities: ReadonlyMap<string, Identity>,
  known: Known,
  faults: BundleFault[],
): Witnessed[] {
  const everyone = [...identities.values()].flatMap(({ witnesses }) => witnesses)
  return checkpoint.signatures.flatMap((line) => {
    const meant = everyone.filter(
      ({ name, key }) => name === line.name && line.keyId === keyIdOf(name, signatureTypes.cosignature, key.publicKey),
    )
    if (meant.length === 0) return []
    const keys = meant.map(({ key }) => toHex(key.publicKey)).join()
    const about = `cosignature ${keys} ${line.name} ${toHex(line.signature)} ${checkpoint.text}`
    const verdict = once(known, about, () => verifiedByAny(checkpoint, line, meant))
    if (typeof verdict !== 'string') return verdict
    faults.push(fault('cosignature-invalid', file, verdict))
    return []
  })
}

const keysOf = (identity: Identity | undefined): ReadonlySet<string> =>
  new Set(identity?.witnesses.map(({ key }) => toHex(key.publicKey)))

/** Under any of the keys; else why not. */
function verifiedByAny(
  checkpoint: VerifiedCheckpoint,
  line: NoteSignature,
  witnesses: readonly NamedKey[],
): Witnessed | string {
  let why = ''
  for (const witness of witnesses) {
    try {
      const cosignature = verifyCosignature(checkpoint, line, witness)
      if (cosignature.atSeconds < year10000) return { cosignature, key: toHex(witness.key.publicKey) }
      why = 'cosignature is of no time that there is'
    } catch (error) {
      why = foundIn(error)
    }
  }
  return why
}

/** Seconds since the epoch; no instant on the wire is later. */
const year10000 = 253_402_300_800
