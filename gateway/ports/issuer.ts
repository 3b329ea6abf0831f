// Where our TLS certificates come from, and what their renewal needs: an issuer, the keys of the
// two doors, and what is remembered of a renewal between two starts.

/** The doors that have a TLS certificate: `tls` the one for partners, `national` the other. */
export type TlsUse = 'tls' | 'national'
export type IssuerKind = 'files' | 'trial' | 'acme'

/** What a request may say beside the key: which names, and of whom. */
export interface RequestForm {
  /** Common name of the subject; a CA that takes none gets an empty one. */
  readonly name?: string
  readonly hosts: readonly string[]
  /** Adds the URI of our gateway, which partners know it by. */
  readonly trustDomain?: string
}

/** One certificate that is wanted. */
interface CertificateOrder {
  readonly use: TlsUse
  /** Names of the subject, for issuers that take them. */
  readonly name: string
  readonly hosts: readonly string[]
  /** Of our card; undefined at the national door, which partners never see. */
  readonly trustDomain: string | undefined
  /** A PKCS #10 request in PEM, signed by the key that the certificate is for. */
  request(form: RequestForm): Promise<string>
  /** The certificate in force that this one follows, PEM. */
  readonly replaces: string
  /** Ends the order when the gateway stops. */
  readonly signal: AbortSignal
}

/** When a certificate is to be renewed: some instant between the two, by its owner's choice. */
export interface RenewalWindow {
  readonly fromMs: number
  readonly untilMs: number
  /** The window may be another one when it is asked for again then. */
  readonly askAgainMs?: number
}

/**
 * Makes certificates for keys of ours. What it answers is believed by nobody before it is checked.
 */
export interface Issuer {
  readonly kind: IssuerKind
  /** Whether each certificate is over a key of its own; people who carry requests keep theirs. */
  readonly freshKey: boolean
  /** Whether each name is proven to the CA, so that only those are asked for that partners call. */
  readonly provesNames: boolean
  /** How long its certificates last at most, where that is for us to say. */
  readonly lifeMs?: number
  /**
   * Chains in PEM, leaf first: the same certificate by each way that its CA offers, the CA's own
   * choice first.
   * @throws {Problem} `certificate-not-issued` with the reason in words
   */
  issue(order: CertificateOrder): Promise<readonly string[]>
  /** What the CA suggests; undefined where it suggests nothing. @throws as `issue` */
  suggestedWindow?(certPem: string): Promise<RenewalWindow | undefined>
  /** Has a certificate of ours revoked. @throws as `issue` */
  revoke?(certPem: string, reason: RevocationReason): Promise<void>
  /**
   * Gives the account at the CA a new key; the old one is destroyed.
   * @param recorded makes that evidence; what it was not told before a crash it is told the next
   * time
   * @throws as `issue`
   */
  rollOver?(recorded: (gone: readonly GoneAccountKey[]) => Promise<void>): Promise<void>
}

/** A key of our account at a CA that is gone for good. */
export interface GoneAccountKey {
  /** Its thumbprint (RFC 7638). */
  readonly kid: string
  /** RFC 3339. */
  readonly at: string
}

/** Why a certificate is revoked (RFC 5280 §5.3.1). */
export type RevocationReason = 'superseded' | 'key-compromise'

/** The keys of the doors on disk. A key that is replaced is destroyed, and that is recorded. */
export interface TlsKeys {
  /** The chain in force, PEM. */
  certificate(use: TlsUse): Promise<string>
  /**
   * The key that a certificate is asked for: the one in force, or with `fresh` a new one that waits
   * on disk for its certificate, the same one however often it is asked for.
   * @returns SHA-256 of the public key in hex, and what signs requests with it
   */
  requesting(use: TlsUse, fresh: boolean): Promise<RequestingKey>
  /**
   * Puts a checked chain, with its key, in the place of the one in force: both or neither, also
   * after a power cut. `replaced` is undefined where the key stayed.
   */
  place(use: TlsUse, chainPem: string, keySha256: string): Promise<{ replaced: ReplacedKey | undefined }>
  /**
   * What was placed and is not finished: after a power cut, or because it could not be recorded.
   */
  unfinished(use: TlsUse): Promise<ReplacedKey | undefined>
  /** Overwrites and removes the key that was replaced. */
  destroyReplaced(use: TlsUse): Promise<void>
  /** The destruction is recorded: nothing is left to do. */
  finish(use: TlsUse): Promise<void>
}
interface RequestingKey {
  readonly keySha256: string
  request(form: RequestForm): Promise<string>
}
export interface ReplacedKey {
  /** SHA-256 of its public key, hex. */
  readonly keySha256: string
  /** The certificate that was over it, PEM. */
  readonly certPem: string
}

/** What a renewal has come to, on disk, so that a start goes on with it and does not begin anew. */
export interface RenewalState {
  /** SHA-256 of the certificate that all of this is about; of another one nothing holds. */
  readonly certificateSha256: string
  /** When it is renewed, as the window in force says. */
  readonly renewAt?: number
  readonly askAgainAt?: number
  /** When an attempt was last begun. */
  readonly triedAt?: number
  /** Failed attempts in a row, and when the next one may be made. */
  readonly failures: number
  readonly nextTryAt: number
  /** Why the last one failed, in words. */
  readonly problem?: string
  /** When this gateway last got a certificate: a CA that always says "now" is not heeded twice. */
  readonly issuedAt?: number
}

/** What an operator asked for, and has not been done yet. */
export interface RenewalWish {
  /** When it was asked for: what was tried before does not count against it. */
  readonly at: number
  readonly renew: boolean
  /** The certificate that is replaced is revoked at its CA. */
  readonly revoke?: RevocationReason
  /** Certificates that are replaced already, and wait to be revoked. */
  readonly revoking?: readonly Revoking[]
  /** After a failure it is not tried again before. */
  readonly nextTryAt?: number
}
export interface Revoking {
  readonly certPem: string
  readonly reason: RevocationReason
  readonly nextTryAt?: number
}
/** The certificate of a door, or the key of our account at the CA. */
export type Wished = TlsUse | 'account'

export interface RenewalStates {
  /** Takes a look while no other node on this installation does; none where one is at it. */
  alone(look: () => Promise<void>): Promise<void>
  read(use: TlsUse): Promise<RenewalState | undefined>
  save(use: TlsUse, state: RenewalState): Promise<void>
  wish(of: Wished): Promise<RenewalWish | undefined>
  /**
   * What is wished becomes what `change` makes of it; undefined: it is done. Nobody else changes it
   * in between, in whatever process, so that no wish is lost that came meanwhile.
   */
  changeWish(of: Wished, change: (now: RenewalWish | undefined) => RenewalWish | undefined): Promise<void>
}
