// Private keys as files hold them, locked or not.
import { createPrivateKey } from 'node:crypto'
import { CryptoError } from '../../fault.ts'

/**
 * A private key in PEM, as PKCS #8 without a lock.
 * @throws {CryptoError} `malformed`
 */
export function unlockedKey(pem: string, passphrases: readonly string[]): string {
  let cause: unknown
  for (const passphrase of passphrases) {
    try {
      return createPrivateKey({ key: pem, ...(passphrase !== '' && { passphrase }) }).export({
        type: 'pkcs8',
        format: 'pem',
      }) as string
    } catch (error) {
      // The next spelling may fit.
      cause = error
    }
  }
  throw new CryptoError(
    'malformed',
    'the private key in it is damaged, of no kind we know, or has another passphrase',
    {
      cause,
      advice:
        'look at it with: openssl pkey -noout -in <this file>; a key locked by DES, RC2 or RC4 has to be locked anew: openssl pkey -provider legacy -provider default -in <this file> -aes256 -out <new file>',
    },
  )
}
