// One case as a bundle is written from it: what the exporting gateway holds of it, and what proves
// each thing. Digests are SHA-256 in lower-case hex, instants RFC 3339 in UTC with milliseconds,
// salts base64url of 32 octets.
import type { JsonObject } from '../../../crypto/json.ts'
import type { Statement } from '../../../crypto/statement/statement.ts'

export interface CaseFile {
  readonly v: 1
  /** The case. */
  readonly case: string
  /** The member that exports. Its log is the one that the records lie in. */
  readonly exportedBy: string
  readonly exportedAt: string
  /** Canonical JSON of the agreement, as both members digest it. */
  readonly agreement: { readonly text: string; readonly sha256: string }
  readonly members: readonly [string, string]
  /**
   * Of both members, those in force while the case ran. The oldest of each is the one its
   * fingerprint was compared for.
   */
  readonly cards: readonly CardEntry[]
  readonly messages: readonly MessageEntry[]
  readonly items: readonly ItemEntry[]
  readonly receipts: readonly ReceiptEntry[]
  /**
   * Evidence of this case, and of the cards, in the exporter's own log, each proven against
   * `checkpoint`.
   */
  readonly records: readonly RecordEntry[]
  /** The exporter's; null where no checkpoint was ever signed. */
  readonly checkpoint: CheckpointEntry | null
  /** Signed notes of the partner's log that the exporter holds, the newest last. */
  readonly partnerCheckpoints: readonly string[]
}

interface CardEntry {
  readonly member: string
  readonly sequence: number
  /** Compact JWS. */
  readonly jws: string
  /** When the exporter first held it. */
  readonly seenAt: string
}

export interface MessageEntry {
  readonly statement: Statement
  readonly sha256: string
  /** As the exporter sees it. */
  readonly direction: 'in' | 'out'
  /**
   * `kept` takes part in the case; `refused` was refused by the recipient and counts for nothing.
   */
  readonly standing: 'kept' | 'refused'
  /** Compact JWS over the digests; null while the statement was never sealed. */
  readonly seal: string | null
  readonly storedAt: string
  /**
   * Only in an export with content, and only where it is not disposed of. The body digested is the
   * canonical `{form, names}`.
   */
  readonly content?: {
    readonly form: JsonObject
    readonly names: Readonly<Record<string, string>>
    readonly salt: string
  }
}

export interface ItemEntry {
  readonly id: string
  readonly message: string
  readonly kind: string
  readonly mediaType: string
  readonly bytes: number
  /** Salted digest of the plaintext. */
  readonly sha256: string
  /** The ciphertext. */
  readonly part: { readonly sha256: string; readonly bytes: number }
  /**
   * Only in an export with content, and only where the terms allow it and it is not disposed of.
   */
  readonly content?: {
    readonly octets: () => AsyncIterable<Uint8Array>
    readonly salt: string
    readonly plainSha256: string
    readonly name: string
  }
}

export interface ReceiptEntry {
  /** `in`: the partner's, for what we sent. `out`: ours, for what we received. */
  readonly direction: 'in' | 'out'
  readonly jws: string
  readonly at: string
}

export interface RecordEntry {
  /** Of the leaf in the exporter's log. */
  readonly index: number
  readonly record: JsonObject
  readonly salt: string
  /** Hashes of the inclusion proof, base64, the lowest first. */
  readonly proof: readonly string[]
}

interface CheckpointEntry {
  /** Signed note, with the cosignatures of witnesses. */
  readonly note: string
  /** RFC 3161 time stamps over the note, DER in base64. */
  readonly timestamps: readonly { readonly tsr: string }[]
}
