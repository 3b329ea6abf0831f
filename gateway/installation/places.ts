// Where things lie in the folder of an installation (docs/operations.md draws it), and how its
// secrets are written.
import { join } from 'node:path'
import { crlFolder } from '../../config/directory.ts'
import { settingsFile } from '../../config/load.ts'
import { jsonText } from '../../crypto/json.ts'
import { replaceSecret } from '../../disk/destroy.ts'
import { publicMode, writeDurably } from '../../disk/durable.ts'
import { readGivenFile } from '../../disk/given.ts'
import { changeTogether } from '../../disk/together.ts'
import type { Keys } from '../ports/installation.ts'
import { messageOf, refused } from './complaint.ts'

/** What whoever changes the keys and the card of an installation is given. */
export interface Making {
  /** Of the installation, absolute. */
  readonly folder: string
  now(): number
  /** The keys in a folder; refuses those that others can read. */
  readKeys(folder: string): Promise<Keys>
}

/**
 * The certificates we have: `tls` at the partner door, `signing` for seals, `national` at the
 * national door.
 */
export const certificateUses = ['tls', 'signing', 'national'] as const
export type CertificateUse = (typeof certificateUses)[number]

export const passphraseFile = 'installation.passphrase'

/** Every path of an installation. */
export const placesIn = (folder: string) => ({
  settings: join(folder, settingsFile),
  about: join(folder, 'card.json'),
  card: join(folder, 'card.jws'),
  clients: join(folder, 'clients.json'),
  persons: join(folder, 'persons.json'),
  operatorToken: join(folder, 'operator.token'),
  data: join(folder, 'data'),
  /** How far the renewal of our certificates is, and our account at their CA. */
  issuer: join(folder, 'issuer'),
  keys: join(folder, 'keys'),
  requests: join(folder, 'requests'),
  /** Keys that may sign our next card, as long as they lie here. */
  next: join(folder, 'next'),
  /** What a ceremony elsewhere is to sign. */
  cardDraft: join(folder, 'requests', 'card.draft.json'),
  /** Keys that were destroyed, until that is evidence. */
  destroyed: join(folder, 'keys', 'destroyed.json'),
  trialCa: join(folder, 'trial-ca'),
  partners: join(folder, 'partners'),
  agreements: join(folder, 'agreements'),
  key: (name: string) => join(folder, 'keys', `${name}.key.pem`),
  certificate: (name: string) => join(folder, 'keys', `${name}.cert.pem`),
  /**
   * CA certificates that vouch for our TLS certificate; without this file our card pins the
   * certificate itself.
   */
  anchor: join(folder, 'keys', 'tls.anchor.pem'),
  /** Keys that our next card names as revoked. */
  revoked: join(folder, 'keys', 'revoked.json'),
  installationKey: join(folder, 'keys', 'installation.key'),
  /** Keys of epochs, wrapped by it; in no backup. */
  epochs: join(folder, 'keys', 'epochs'),
  /** The first one, wrapped by the one in force, where that is another. */
  installationRoot: join(folder, 'keys', 'installation.root'),
  /** Only while a rotation of that key is under way. */
  nextInstallationKey: join(folder, 'keys', 'installation.next.key'),
  nextInstallationRoot: join(folder, 'keys', 'installation.next.root'),
  /** Of that key where it is locked; usually a link to elsewhere, and never in a backup. */
  passphrase: join(folder, 'keys', passphraseFile),
  request: (use: CertificateUse) => join(folder, 'requests', `${use}.csr.pem`),
  /** A key that waits for its certificate, and the request for it. */
  requestedKey: (use: CertificateUse) => join(folder, 'keys', `${use}.requested.key.pem`),
  newRequest: (use: CertificateUse) => join(folder, 'requests', `${use}.new.csr.pem`),
  trialCaCertificate: join(folder, 'trial-ca', 'ca.cert.pem'),
  /** Certificates of ours that others of the trial CA, over the same key, took the place of. */
  trialCaFormer: join(folder, 'trial-ca', 'former.pem'),
  /** What the trial CA has revoked, and its list as the gateway gives it to partners. */
  trialCaRevoked: join(folder, 'trial-ca', 'revoked.json'),
  lists: join(folder, crlFolder),
  trialCaList: join(folder, crlFolder, 'trial-ca.crl.pem'),
  trialCaKey: join(folder, 'trial-ca', 'ca.key.pem'),
  /** The trial CA that comes after this one, while our card names both. */
  nextCaCertificate: join(folder, 'trial-ca', 'next.cert.pem'),
  nextCaKey: join(folder, 'trial-ca', 'next.key.pem'),
})

/** What lay there is overwritten, so that no secret is ever only forgotten. */
export const writeSecret = (path: string, text: string) => replaceSecret(path, withEnd(text))
export const writePublic = (path: string, text: string) => writeDurably(path, withEnd(text), { mode: publicMode })

/**
 * The text of a file that a person named. Throws a complaint that names the file when it cannot be
 * read.
 */
export async function readGiven(path: string, what: string): Promise<string> {
  return new TextDecoder().decode(await readGivenOctets(path, what))
}

export async function readGivenOctets(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readGivenFile(path, mostGivenBytes)
  } catch (error) {
    throw refused(`${path}: ${whyUnread(error)}; expected ${what}`)
  }
}

/** Cards, certificates, agreements and keys are far smaller. */
const mostGivenBytes = 16 * 1_048_576

function whyUnread(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return messageOf(error)
  return error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(error.code)})`
}

/**
 * Whoever looks at keys/ and changes it does so here: nobody else does meanwhile, neither a command
 * nor a gateway. @throws {Error} that says who is at it, after ten seconds
 */
export const changeKeys = <T>(folder: string, who: string, work: () => Promise<T>): Promise<T> =>
  changeTogether(placesIn(folder).keys, who, work)

/** JSON out of a file that a person named. */
export async function readGivenJson(path: string, what: string): Promise<unknown> {
  const octets = await readGivenOctets(path, what)
  try {
    return JSON.parse(jsonText(octets))
  } catch (error) {
    throw refused(`${path}: not JSON (${error instanceof Error ? error.message : 'unreadable'}); expected ${what}`)
  }
}

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** The certificates of a PEM text, in their order; none when there is none. */
export const certificatesIn = (pem: string): string[] => pem.match(pemBlock) ?? []

const withEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)

/** Whether a file of the data folder is the database that a restore put aside. */
export const isPutAside = (name: string): boolean => name.startsWith('bulla.sqlite.replaced-')
