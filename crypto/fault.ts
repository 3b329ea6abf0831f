/**
 * Every way in which octets, keys or signatures can be found wanting. Flows map these to problems;
 * partners are told less.
 */
export type CryptoFault =
  | 'too-large'
  | 'malformed'
  | 'header'
  | 'algorithm'
  | 'routing'
  | 'recipient-wrong'
  | 'expired'
  | 'key-unknown'
  | 'undecryptable'
  | 'letter-shape'
  | 'signature-invalid'
  | 'signer-wrong'
  | 'sender-wrong'
  | 'statement-shape'
  | 'protocol-version'
  | 'digest-wrong'
  | 'clock'
  | 'ahead'
  | 'part-corrupt'
  | 'card'
  | 'card-clash'
  | 'certificate'
  | 'crl'
  | 'ocsp'
  | 'receipt'
  | 'absence'
  | 'introduction'
  | 'held'
  | 'held-false'
  | 'pkcs12'
  | 'log'
  | 'passkey'
  | 'timestamp'

/**
 * The only error this room throws. `message` is lower case, says what was found and what was
 * expected, and holds no secret; `cause` is for our own log, `advice` for the person at the shell.
 */
export class CryptoError extends Error {
  readonly code: CryptoFault
  /** What to do about it, or to ask somebody for: one sentence in the imperative. */
  readonly advice: string | undefined

  constructor(code: CryptoFault, message: string, options: ErrorOptions & { advice?: string } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'CryptoError'
    this.code = code
    this.advice = options.advice
  }
}
