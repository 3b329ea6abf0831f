// Content-Digest (RFC 9530): what the octets of a body are, said beside them.
import { Problem } from '../model/problems.ts'

/** The value of the field for a SHA-256 in hex. */
export const contentDigest = (sha256: string): string => `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`

/**
 * The SHA-256, in hex, that a field announces. Other algorithms beside it are left alone.
 * @throws {Problem} `request-invalid` when there is a field but no well-formed sha-256 in it
 */
export function announcedSha256(field: string | string[] | undefined): string | undefined {
  if (field === undefined) return undefined
  const members = String(field)
    .split(',')
    .map((member) => sha256Member.exec(member.trim())?.[1])
  const found = members.filter((member) => member !== undefined)
  const octets = Buffer.from(found[0] ?? '', 'base64')
  if (found.length !== 1 || octets.toString('base64') !== found[0])
    throw new Problem('request-invalid', 'Content-Digest must hold one sha-256 in base64 between colons (RFC 9530)')
  return octets.toString('hex')
}
const sha256Member = /^sha-256=:([A-Za-z0-9+/]{43}=):$/
