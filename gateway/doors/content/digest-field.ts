// Content-Digest (RFC 9530): what the octets of a body are, said beside them.
import { type Dictionary, parseDictionary, serializeDictionary } from 'structured-headers'
import { Problem } from '../../model/problems/problems.ts'

/** The value of the field for a SHA-256 in hex. */
export const contentDigest = (sha256: string): string =>
  serializeDictionary({ 'sha-256': [Buffer.from(sha256, 'hex'), new Map()] })

/**
 * The SHA-256, in hex, that a field announces. Other algorithms beside it are left alone.
 * @throws {Problem} `request-invalid` when there is a field but no well-formed sha-256 in it, or
 *   more than one
 */
export function announcedSha256(field: string | string[] | undefined): string | undefined {
  if (field === undefined) return undefined
  const text = String(field)
  const [digest] = dictionaryIn(text).get('sha-256') ?? []
  const sha256 = digest instanceof ArrayBuffer && digest.byteLength === 32 ? Buffer.from(digest).toString('hex') : ''
  // Once, and as we would write it: the standard takes the last of two, with whatever padding and
  // parameters.
  const written = text.split(',').flatMap((member) => (/^\s*sha-256\b/.test(member) ? [member.trim()] : []))
  if (sha256 === '' || written.length !== 1 || written[0] !== contentDigest(sha256))
    throw new Problem('request-invalid', 'Content-Digest must hold one sha-256 in base64 between colons (RFC 9530)')
  return sha256
}

/** Nothing where it is none. */
function dictionaryIn(text: string): Dictionary {
  try {
    return parseDictionary(text)
  } catch {
    return new Map()
  }
}
