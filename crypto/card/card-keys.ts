import { type EncryptionKey, importEncryptionKey, importVerifyingKey } from '../jose/engine.ts'
import type { WindowedVerifyingKey } from '../jose/signer.ts'
import { demandGoodPoint } from '../log/log-key.ts'
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

const windowMs = ({ notBefore, notAfter }: { notBefore: string; notAfter: string }) => ({
  notBeforeMs: instantMs(notBefore, 'card'),
  notAfterMs: instantMs(notAfter, 'card'),
})
