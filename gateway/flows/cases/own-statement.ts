// What this gateway states: the one place where a statement of ours is put together, whoever asks
// for it. Its terms are laid down by whoever makes it.
import type { JsonObject } from '../../../crypto/json.ts'
import { type Statement, saltedDigest, statementVersion } from '../../../crypto/statement/statement.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Head } from '../../model/terms/uses/uses.ts'
import type { ItemRow } from '../../ports/rows.ts'
import type { HeldAgreement, Trust } from '../trust/trust.ts'

interface Stated {
  readonly id: string
  readonly matter: string
  readonly profile: Profile
  readonly type: string
  readonly held: Pick<HeldAgreement, 'agreement' | 'sha256'>
  /** Who states it, from which of its offices, and to whom. */
  readonly trust: Pick<Trust, 'us'>
  readonly office: string
  readonly to: string
  /** Its place in the case. */
  readonly clock: number
  readonly previous?: string | undefined
  readonly inReplyTo?: string | undefined
  /** In milliseconds since the epoch; `localDate` is the day of `now` here. */
  readonly now: number
  readonly localDate: string
  readonly expiresAt: number
  readonly form: JsonObject
  /** The canonical content, and the salt of its digest. */
  readonly octets: Uint8Array
  readonly salt: Uint8Array
  readonly items: readonly ItemStated[]
  /** How far our chain of uses in the case is; none where it has not begun. */
  readonly uses?: Head | undefined
}

/** Of an item what a statement says of it. */
export type ItemStated = Pick<
  ItemRow,
  'id' | 'kind' | 'mediaType' | 'form' | 'bytes' | 'sha256' | 'partSha256' | 'partBytes'
>

export const ownStatement = (said: Stated): Omit<Statement, 'terms'> => ({
  v: statementVersion,
  id: said.id,
  case: said.matter,
  profile: said.profile.name,
  agreement: { id: said.held.agreement.id, sha256: said.held.sha256 },
  type: said.type,
  from: { member: said.trust.us, office: said.office },
  to: { member: said.to },
  clock: said.clock,
  ...(said.previous !== undefined && { previous: said.previous }),
  ...(said.inReplyTo !== undefined && { inReplyTo: said.inReplyTo }),
  sentAt: new Date(said.now).toISOString(),
  localDate: said.localDate,
  expiresAt: new Date(said.expiresAt).toISOString(),
  body: { sha256: saltedDigest(said.salt, said.octets), bytes: said.octets.length },
  facts: said.profile.messages[said.type]?.facts(said.form) ?? {},
  items: said.items.map(({ id, kind, mediaType, form, bytes, sha256, partSha256, partBytes }) => ({
    id,
    kind,
    mediaType,
    form,
    bytes,
    sha256,
    part: { sha256: partSha256, bytes: partBytes },
  })),
  ...(said.uses && { uses: said.uses }),
})
