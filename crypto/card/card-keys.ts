import { type EncryptionKey, importEncryptionKey, importVerifyingKey } from '../jose/engine.ts'
import type { WindowedVerifyingKey } from '../jose/signer.ts'
import { type KnownLog, logOrigin } from '../log/checkpoint.ts'
import { demandGoodPoint, logVerifyingKey } from '../log/log-key.ts'
import { fromBase64url } from '../octets.ts'
import { instantMs } from '../shapes.ts'
import { publicKeyIn, signingPath } from '../x509/certificates.ts'
import type { Certificate } from '../x509/x509.ts'
import type { Card } from './card-shape.ts'

/**
 * A member's encryption key with the window its card gives it, milliseconds since the epoch, both
 * ends included.
 */
interface WindowedEncryptionKey {
  readonly key: EncryptionKey
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/**
 * The signing keys of a trusted card, imported; to be kept, as importing costs more than verifying.
 * The window of each is narrowed to the dates of its whole path.
 */
export const signingKeysOf = (card: Card): Promise<WindowedVerifyingKey[]> =>
  Promise.all(
    card.signing.map(async ({ kid, certificates, suite, ...window }) => {
      const came = certificates.map((each) => new Uint8Array(Buffer.from(each, 'base64')))
      const { certificates: path } = signingPath(came, { kid })
      const { notBeforeMs, notAfterMs } = windowMs(window)
      const jwk = publicKeyIn(path[0] as Certificate)
      if (suite === 'A') demandGoodPoint(fromBase64url(String(jwk['x'])))
      return {
        key: await importVerifyingKey(jwk, suite),
        notBeforeMs: Math.max(notBeforeMs, ...path.map((certificate) => certificate.notBeforeMs)),
        notAfterMs: Math.min(notAfterMs, ...path.map((certificate) => certificate.notAfterMs)),
      }
    }),
  )

/**
 * The encryption keys of a trusted card, imported, in the card's order: what is sealed takes the
 * first that is in its window.
 */
export const encryptionKeysOf = (card: Card): Promise<WindowedEncryptionKey[]> =>
  Promise.all(
    card.encryption.map(async ({ jwk, suite, ...window }) => ({
      key: await importEncryptionKey(jwk, suite),
      ...windowMs(window),
    })),
  )

/**
 * The evidence log of a member. A card that succeeds may give it another key; it stays the same
 * log, and counts under each of them.
 * @param before the cards before this one, each the successor of another. @throws {CryptoError}
 */
export function logOf(card: Card, before: readonly Card[] = []): KnownLog {
  const jwks = new Map([card, ...before.toReversed()].map(({ log }) => [log.kid, log.jwk]))
  const [key, ...formerly] = [...jwks.values()].map((jwk) => logVerifyingKey(jwk))
  return { origin: logOrigin(card.trustDomain), key: key as KnownLog['key'], formerly }
}

/**
 * The same for what comes now: a key that the card says somebody else may have vouches for nothing
 * new. What was signed under it before is read with `logOf`.
 */
export function currentLogOf(card: Card, before: readonly Card[] = []): KnownLog {
  const revoked = new Set(card.revoked?.map(({ kid }) => kid))
  return logOf(
    card,
    before.filter(({ log }) => !revoked.has(log.kid)),
  )
}

const windowMs = ({ notBefore, notAfter }: { notBefore: string; notAfter: string }) => ({
  notBeforeMs: instantMs(notBefore, 'card'),
  notAfterMs: instantMs(notAfter, 'card'),
})
