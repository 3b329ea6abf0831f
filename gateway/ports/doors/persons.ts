// What the console is given beside the flows of the API: persons, as they lie in the folder, and
// what they sign with their passkeys (decision 38).
import type { JsonObject } from '../../../crypto/json.ts'
import type { Person, SignedAct } from '../../model/client/person.ts'
import type { Client } from './national.ts'

/** What a browser gives when a passkey is made; all base64url. */
export interface Registration {
  readonly clientDataJSON: string
  /** CBOR, attestation `none`. */
  readonly attestationObject: string
}
/** What a browser gives when a passkey signs; all base64url. */
export interface Assertion {
  /** Id of the credential. */
  readonly id: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
}

/**
 * What is decided, in full: whoever holds it can make the challenge. `subject` and `data` come from
 * `decidedOf` (model/client/decided.ts), with the very ask that the flow is called with.
 */
export interface Decided {
  readonly act: SignedAct
  readonly case: string | null
  /** Id or digest of what it is about: an item, a draft with its revision, a card. */
  readonly subject: string
  /** What is decided of it, such as purpose, use and matter of a release. */
  readonly data: JsonObject
  /** When it was put before the person, RFC 3339: a signature comes soon after, and once. */
  readonly at: string
}

/** Challenges are what the door gave the browser, base64url. */
interface KeyMade {
  readonly challenge: string
  readonly registration: Registration
}
interface KeyHeld {
  readonly challenge: string
  readonly assertion: Assertion
}

export interface PersonFlows {
  /** Relying party: a host name. @see the setting CONSOLE_ORIGIN */
  readonly rpId: string
  /** Whether an act is refused without a signature. */
  demands(act: SignedAct): boolean
  /** As it is in force now. */
  person(id: string): Person | undefined
  /** Whom a one-time link invites, as long as it holds. */
  invited(link: string): Person | undefined
  /**
   * Spends the link and gives the person this key, which is evidence from then on.
   * @param challenge what the door gave the browser, base64url
   * @throws {Problem} `link-invalid` or `signature-invalid`
   */
  enrol(link: string, challenge: string, registration: Registration): Promise<Person>
  /**
   * One more key of a person who is signed in, and who shows by a key that it holds already that it
   * is that person: a session alone gives nobody a key. @throws {Problem} `signature-invalid`
   */
  addKey(person: string, made: KeyMade, held: KeyHeld): Promise<Person>
  /** Whose passkey answered this challenge. @throws {Problem} `signature-invalid` */
  signIn(challenge: string, assertion: Assertion): Promise<Person>
  /** base64url of SHA-256 over the canonical form of what is decided, with our member. */
  challengeOf(decided: Decided): string
  /**
   * Holds the assertion against the keys of the client's person, writes it down, and gives the
   * client with which the act may then be done, once.
   * @throws {Problem} `signature-invalid`
   */
  sign(client: Client, decided: Decided, assertion: Assertion): Promise<Client>
}
