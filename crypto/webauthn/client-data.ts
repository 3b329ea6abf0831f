// Client data (WebAuthn Level 3 §5.8.1): what the browser says it asked the authenticator for, and
// for which page.
import { CryptoError } from '../fault.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { text } from '../octets.ts'

export const maxClientDataBytes = 4096

export interface Expected {
  /** base64url, as it was given to the browser. */
  readonly challenge: string
  /** Such as `https://desk.xa.example`. */
  readonly origin: string
  /** A host name. */
  readonly rpId: string
}

/**
 * Members beyond these may be there: a browser of tomorrow adds some (§5.8.1).
 * @throws {CryptoError} `passkey`
 */
export function demandClientData(
  octets: Uint8Array,
  type: 'webauthn.create' | 'webauthn.get',
  { challenge, origin }: Omit<Expected, 'rpId'>,
): void {
  const data = read(octets)
  const expected = { type, challenge, origin }
  for (const [member, value] of Object.entries(expected))
    if (data[member] !== value)
      throw wrong(`has ${member} ${JSON.stringify(data[member] ?? null).slice(0, 100)}, expected ${value}`)
  // A page within a page of somebody else: nobody sees whose it is.
  if ((data['crossOrigin'] ?? false) !== false) throw wrong('was made within a page of another origin')
  if (data['topOrigin'] !== undefined) throw wrong('was made within a page of another origin')
}

function read(octets: Uint8Array): JsonObject {
  if (octets.length > maxClientDataBytes)
    throw wrong(`has ${octets.length} octets, expected at most ${maxClientDataBytes}`)
  let data: unknown
  try {
    data = JSON.parse(text(octets))
  } catch (cause) {
    throw new CryptoError('passkey', 'client data is no JSON in UTF-8', { cause })
  }
  if (isJsonObject(data)) return data
  throw wrong('is no JSON object')
}

const wrong = (found: string) => new CryptoError('passkey', `client data ${found}`)
