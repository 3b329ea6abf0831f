// The key of an item that was received: whole at once, or when the provider's share follows the
// acceptance of the terms.
import type { LetterItem } from '../../../crypto/jose/letter.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import { joinShares } from '../../../crypto/part/shares.ts'
import type { Statement } from '../../../crypto/statement/statement.ts'

/**
 * The key of a received item out of its two shares; undefined while the provider's has not come.
 */
export const itemKey = ({ recipientShare, providerShare: theirs }: LetterItem): Uint8Array | undefined =>
  theirs === undefined ? undefined : joinShares(fromBase64url(recipientShare), fromBase64url(theirs))

/**
 * Whether a message says that the keys of what it gives follow after the acceptance of their terms
 * (release mode `once`).
 */
export const keysFollow = ({ facts }: Pick<Statement, 'facts'>): boolean => facts.locked === true
