// To whom a permission lets information go, and in which proceeding it lets it be used: named
// exactly, without a name on the line.
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { DisclosureTarget } from './vocabulary.ts'

/** SHA-256, hex, over the normal form of a name, so that two ways of writing it are one name. */
export const nameDigest = (name: string): string => sha256Hex(utf8(normalForm(name)))

/**
 * NFKC; upper, then lower case by the tables of Unicode alone, so that ß and ss are one, and one
 * small sigma; single spaces; trimmed.
 */
const normalForm = (name: string): string =>
  name.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC').replace(/\s+/gu, ' ').trim()

/**
 * How signed facts name a recipient: a member by its code, anybody else by the digest of the name.
 */
export const addresseeOf = (target: DisclosureTarget, recipient: string): string =>
  target === 'third-member' ? recipient.trim() : nameDigest(recipient)
