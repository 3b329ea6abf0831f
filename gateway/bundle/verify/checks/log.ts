// The check of the checkpoints of both logs, and of what the partner cosigned.
import { CryptoError } from '../../../../crypto/fault.ts'
import { readCheckpoint, type VerifiedCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { type Cosignature, verifyCosignature } from '../../../../crypto/log/cosignature.ts'
import { keyIdOf, type NoteSignature, signatureTypes } from '../../../../crypto/log/note.ts'
import { equal, toHex } from '../../../../crypto/octets.ts'
import { uncovered } from '../../../../crypto/statement/receipt.ts'
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'
import { type Known, once } from '../../format/known.ts'
import { type Identity, revocationOf } from './identities.ts'
import type { CheckedReceipts } from './receipts.ts'

interface CheckedLog {
  /** The exporter's, if its log signed it. */
  readonly checkpoint: VerifiedCheckpoint | undefined
  /** By keys of the partner that no card of it revokes. */
  readonly cosignatures: readonly Cosignature[]
  /** By a key that the partner revoked: what it says of its own time is nobody's word. */
  readonly cosignedByRevoked: number
  /** All that verify. */
  readonly held: readonly Held[]
  /** Verified checkpoints of the partner's log, files and receipts. */
  readonly ofPartner: number
  readonly faults: readonly BundleFault[]
}

export interface Held {
  readonly member: string
  readonly file: string
  /** Of the receipt that carries it. */
  readonly receipt?: string
  readonly checkpoint: VerifiedCheckpoint
  /** The log keys of the member whose lines hold. */
  readonly kids: readonly string[]
  /** What the other member cosigned of it. */
  readonly cosigned: readonly Witnessed[]
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
  const keys = new Map(sheet.members.map((member) => [member, keysOf(identities.get(member))]))
  /** Whatever a card calls itself: who has the key of a log is no witness of it. */
  const byOther = (member: string, { key }: Witnessed) =>
    !keys.get(member)?.has(key) && [...keys].some(([other, theirs]) => other !== member && theirs.has(key))
  const take = (member: string, file: string, note: string, receipt?: string): Held | undefined => {
    try {
      const signer = identities.get(member)
      const about = `log ${signer?.id} ${note}`
      const { checkpoint, kids } = once(known, about, () => readAny(note, signer?.logs ?? [], member))
      // What a receipt carries is the word of its signer alone.
      const cosigned = receipt === undefined ? cosignaturesOn({ file, checkpoint }, identities, known, faults) : []
      const others = cosigned.filter((each) => byOther(member, each))
      const found = { member, file, checkpoint, kids, cosigned: others, ...(receipt !== undefined && { receipt }) }
      held.get(member)?.push(found)
      return found
    } catch (error) {
      faults.push(fault('checkpoint-invalid', file, foundIn(error)))
      return undefined
    }
  }
  const exporters = own && take(sheet.exportedBy, own.file, own.claims.note)
  for (const { file, claims } of partnerCheckpoints) take(partner, file, claims.note)
  faults.push(...goingBack(held.get(partner) ?? []))
  for (const { file, claims } of signed) {
    if (claims.checkpoint === undefined) continue
    const found = take(claims.from, file, claims.checkpoint, claims.id)
    const { size } = found?.checkpoint ?? { size: Number.POSITIVE_INFINITY }
    for (const { id, leaf } of uncovered(claims.entries, size))
      faults.push(
        fault('receipt-mismatch', file, `names leaf ${leaf} for statement ${id}; its checkpoint covers ${size}`),
      )
  }
  for (const checkpoints of held.values()) faults.push(...forks(checkpoints))
  const cosigned = exporters?.cosigned ?? []
  const good = cosigned.filter(({ kid }) => revocationOf(identities.get(partner), kid) === undefined)
  const latest = good
    .map(({ cosignature }) => cosignature)
    .toSorted((a, b) => b.atSeconds - a.atSeconds)
    .slice(0, 1)
  return {
    checkpoint: exporters?.checkpoint,
    ...{ cosignatures: latest, cosignedByRevoked: cosigned.length - good.length },
    held: [...held.values()].flat(),
    ...{ ofPartner: held.get(partner)?.length ?? 0, faults },
  }
}

/** Under the log keys that the member's cards name, each that holds. @throws {CryptoError} `log` */
function readAny(note: string, logs: Identity['logs'], member: string): Pick<Held, 'checkpoint' | 'kids'> {
  let nearest: unknown = new CryptoError('log', `no card of ${member} tells the key of its log`)
  let checkpoint: VerifiedCheckpoint | undefined
  const kids: string[] = []
  // Many cards name one key.
  for (const log of new Map(logs.map((each) => [`${each.kid} ${each.origin}`, each])).values()) {
    try {
      checkpoint = readCheckpoint(note, log)
      kids.push(log.kid)
    } catch (error) {
      nearest = error
    }
  }
  if (checkpoint === undefined) throw nearest
  return { checkpoint, kids }
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
  readonly kid: string
}

/**
 * The cosignatures of the two members as witnesses. A line is told by name and key id, as C2SP
 * signed-note says, so two witnesses may have one name; lines of keys that no card here tells are
 * left alone, and one of a known key must verify.
 */
function cosignaturesOn(
  { file, checkpoint }: Pick<Held, 'file' | 'checkpoint'>,
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
  witnesses: Identity['witnesses'],
): Witnessed | string {
  let why = ''
  for (const witness of witnesses) {
    try {
      const cosignature = verifyCosignature(checkpoint, line, witness)
      if (cosignature.atSeconds < year10000) return { cosignature, key: toHex(witness.key.publicKey), kid: witness.kid }
      why = 'cosignature is of no time that there is'
    } catch (error) {
      why = foundIn(error)
    }
  }
  return why
}

/** Seconds since the epoch; no instant on the wire is later. */
const year10000 = 253_402_300_800
