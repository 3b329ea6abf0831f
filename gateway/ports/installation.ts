// What one installation is made of: its keys, and what its operator laid down.
import type { Person, PersonKey } from '../model/client/person.ts'
import type { ClientRole } from '../model/client/roles.ts'

/**
 * Our keys as they lie outside: PEM texts, and the key of the installation that wraps all others
 * (32 octets). The first of a list is current.
 */
export interface Keys {
  readonly tls: { readonly keyPem: string; readonly certPem: string }
  readonly national: { readonly keyPem: string; readonly certPem: string }
  readonly signing: readonly { readonly keyPem: string; readonly certPem: string }[]
  readonly encryption: readonly string[]
  readonly log: readonly string[]
  readonly installation: Uint8Array
  /**
   * The first key of the installation: what is derived from a key (marks, fingerprints, halves) is
   * derived from this one for ever, and what evidence holds under it stays so. It lies wrapped by
   * the key in force once that is another.
   */
  readonly root: Uint8Array
}

/** The key of an epoch: it wraps the keys of items and bodies, and lies wrapped itself. */
export interface Epoch {
  /** From 1. */
  readonly number: number
  readonly beganAt: number
  /** 32 octets. */
  readonly key: Uint8Array
}

/** The keys of epochs in the folder of the installation, which all nodes share. */
export interface EpochKeys {
  /** In their order. */
  all(): readonly Epoch[]
  /** Undefined where it was destroyed, or is not here. */
  of(number: number): Epoch | undefined
  /** Reads anew what other nodes have begun or destroyed. */
  refresh(): void
  /** Puts the next one in place, on disk; where another node was first, that is the one. */
  begin(at: number, key: Uint8Array): Promise<Epoch>
  /** Overwritten and gone. */
  destroy(number: number): Promise<void>
}

/** The proof of a fork: the card before and both that follow it, one JWS a line. */
export interface ForkFile {
  readonly member: string
  readonly text: string
}

/**
 * What may be fetched from where a certificate itself says: nothing unless the operator says so.
 */
export type Fetched = 'crl' | 'ocsp'

/** How it is asked whether certificates of a partner were revoked. */
export interface Asking {
  /**
   * `off`: nothing is asked. `grace`: what was revoked is refused; a list that has ended goes on
   * for so many hours, and a CA without a list stops nobody. `hard`: no certificate without a list,
   * or an answer, that is in force.
   */
  readonly check: 'off' | 'grace' | 'hard'
  readonly graceHours?: number
  readonly fetch?: readonly Fetched[]
}

/** Trust domain, and key id of the log. */
interface KnownBy {
  readonly trustDomain: string
  readonly log: string
}

/**
 * What the operator laid down about partners, agreements, clients and persons, unread and
 * unverified.
 */
export interface DirectorySnapshot {
  /** Our own cards, one JWS a line, the newest last. */
  readonly ownCard: string
  readonly partners: readonly {
    readonly member: string
    readonly state: 'active' | 'suspended'
    /** Its cards, one JWS a line, the newest last. */
    readonly card: string
    readonly revocation?: Asking
    /** The outbound proxy to it. */
    readonly proxy?: string
    /** What it was known by before its card in use. */
    readonly formerly?: readonly KnownBy[]
  }[]
  /** Proofs that a member has two histories, ourselves perhaps; until people have settled it. */
  readonly forks: readonly ForkFile[]
  readonly agreements: readonly { readonly id: string; readonly text: string }[]
  readonly clients: readonly {
    readonly id: string
    readonly tokenSha256?: string
    readonly certificateSha256?: string
    /** RFC 3339: the secret ends then. */
    readonly until?: string
    /** The secret before, which does as well until then. */
    readonly former?: { readonly tokenSha256?: string; readonly certificateSha256?: string; readonly until: string }
    readonly offices: readonly string[] | 'all'
    readonly roles: readonly ClientRole[]
    /** It may state the person for whom it acts. */
    readonly persons?: true
    /** In which function it accepts terms. */
    readonly function?: string
  }[]
  readonly persons: readonly InvitedPerson[]
}

/** A person with the link that waits to be used, where one was given out. */
export interface InvitedPerson extends Person {
  /** SHA-256 of the UTF-8 of its token, hex; RFC 3339. */
  readonly invitation?: { readonly sha256: string; readonly until: string }
}

/**
 * Where that is kept: a folder now. Changes made by another process are seen within two seconds.
 */
export interface Directory {
  read(): Promise<DirectorySnapshot>
  /** Calls back after a change; returns how to stop. */
  watch(changed: () => void, onFault: (error: unknown) => void): () => void
  /**
   * Puts the cards of a partner in the place of `from`, with the words where people compared them;
   * `false`, and no change, where others are there by now.
   */
  saveCard(
    member: string,
    now: { readonly card: string; readonly formerly: readonly KnownBy[]; readonly words?: readonly string[] },
    from: string,
  ): Promise<boolean>
  /**
   * Keeps the proof of a fork. `false`, and no change, where one of this member is kept already.
   */
  saveFork(fork: ForkFile): Promise<boolean>
  /** People have settled it: the proof stays, under another name. False when there is none. */
  settleFork(member: string): Promise<boolean>
  /**
   * Lays down the canonical text of an agreement; the same octets again change nothing. `false`,
   * and no change, where another text lies there.
   */
  saveAgreement(agreement: { readonly id: string; readonly text: string }): Promise<boolean>
  /** The link of this digest is gone; of two at once one gets `true`. */
  spendInvitation(person: string, sha256: string): Promise<boolean>
  /**
   * `false`, and no change, where the person is gone, has this key already, or as many as one may
   * have.
   */
  addPersonKey(person: string, key: PersonKey): Promise<boolean>
  /** False when there is no such person. */
  removePerson(id: string): Promise<boolean>
  /** False when there is no such client. */
  removeClient(id: string): Promise<boolean>
}

/** One text that lies beside the database, and never in it. */
export interface Memory {
  /** Undefined where nothing was written yet. */
  read(): Promise<string | undefined>
  /** On disk when it resolves, in the place of what was there. */
  write(text: string): Promise<void>
}

/** What is noted until it is over. */
export interface Note extends Memory {
  /** On disk when it resolves. */
  clear(): Promise<void>
}

/** A file that somebody laid down: the operator, or we, or another node. */
export interface LaidDown {
  readonly name: string
  /** Changes with the file. */
  readonly state: string
  read(): Promise<Uint8Array>
}

/** What is kept for the next start, and for the other nodes that share the folder. */
export interface KeptFiles {
  all(): Promise<readonly LaidDown[]>
  /** On disk when it resolves. */
  keep(name: string, text: string): Promise<void>
  /** Gone when it resolves; that it was not there is no fault. */
  forget(name: string): Promise<void>
}

/** Lists of revoked certificates, and answers about one. */
export interface RevocationFiles {
  /**
   * All that somebody laid down, also what turns out to be none when it is read; more than are
   * looked at are counted.
   */
  laidDown(): Promise<{ readonly lists: readonly LaidDown[]; readonly passedOver: number }>
  readonly lists: KeptFiles
  readonly answers: KeptFiles
}

/** What is rotated by its age. */
export type RotatedUse = 'signing' | 'encryption' | 'log'

/** The life of a key in use. */
export interface KeyDates {
  readonly use: RotatedUse
  readonly kid: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  readonly endsAt: number
}

/** A key of ours that is gone for good, and is not in the evidence yet. */
export interface DestroyedKey {
  readonly use: string
  /**
   * Its thumbprint (RFC 7638); for TLS the SHA-256 of its public half, for a CA that of its
   * certificate.
   */
  readonly kid: string
  /** RFC 3339. */
  readonly at: string
  /** Where it lay, in the folder of the installation. */
  readonly file: string
}

export interface RotatedKeys {
  /** Of the newest key of each use. */
  dates(): Promise<readonly KeyDates[]>
  /** Whether a certificate for a new signing key can be made here. */
  mayCertify(): Promise<boolean>
  /** Uses whose key before is still held. */
  retiring(): Promise<readonly RotatedUse[]>
  /** Uses whose newest key our card does not name yet: a rotation that was cut off. */
  unnamed(): Promise<readonly RotatedUse[]>
  /** Makes the card that names the keys that lie there. @returns its sequence */
  name(): Promise<number>
  /** A card is drafted, and the next key that may sign it lies elsewhere. */
  awaitsCeremony(): Promise<boolean>
  /** New keys beside the old ones, and a card that names both. @returns its sequence */
  begin(uses: readonly RotatedUse[]): Promise<number>
  /** The old keys are destroyed, and off the card. @returns those that are gone */
  finish(uses: readonly RotatedUse[]): Promise<readonly DestroyedKey[]>
  unrecorded(): Promise<readonly DestroyedKey[]>
  /** They are in the evidence now. */
  recorded(keys: readonly DestroyedKey[]): Promise<void>
}
