// Which keys of ours the files of a CA are about: those that came along are told by what their
// certificates are meant for, ours by the certificates over them.
import { isMeantFor, isOverKey } from '../../../crypto/x509/certificates.ts'
import type { Pkcs12Key } from '../../../crypto/x509/files/pkcs12.ts'
import { isThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import { type CertificateUse, certificateUses, placesIn, readGiven } from '../../installation/places.ts'
import type { GivenFiles } from './given-file.ts'

/** A use that something was sent for; `keyPem` where another key comes into force with it. */
export interface Meant {
  readonly use: CertificateUse
  readonly keyPem?: string
  /** It is the key that "bulla keys request" made. */
  readonly requested?: true
}

interface Wanted {
  readonly use: CertificateUse | undefined
  readonly alias: string | undefined
}

/**
 * @returns what is for us, and the subjects of certificates for a door or for seals that are not.
 * @throws a complaint that says what was found, where nothing is for us
 */
export async function meantIn(
  given: GivenFiles,
  wanted: Wanted,
  folder: string,
): Promise<{ readonly meant: readonly Meant[]; readonly leftOut: readonly string[] }> {
  const meant = given.keys.length > 0 ? cameAlong(given, wanted) : await overOurs(given, wanted, folder)
  const taken: string[] = []
  for (const { use, keyPem } of meant) taken.push(keyPem ?? (await readGiven(placesIn(folder).key(use), 'our key')))
  const leaves = given.certificates.filter((each) => isMeantFor(each, 'tls') || isMeantFor(each, 'signing'))
  const leftOut = leaves.filter((each) => !taken.some((keyPem) => isOverKey(each, keyPem)))
  return { meant, leftOut: leftOut.map(({ subject }) => subject.replaceAll('\n', ', ')) }
}

/** A key with its certificate, as many CAs hand them out. */
function cameAlong({ keys, from }: GivenFiles, { use, alias }: Wanted): readonly Meant[] {
  const certified = keys.filter(({ certificate }) => certificate !== undefined)
  if (certified.length === 0)
    throw refused(
      `${from}: none of its certificates is over the private key in it`,
      'ask the CA to export key and certificate together',
    )
  const named = alias === undefined ? certified : certified.filter((key) => sameAlias(key.alias, alias))
  if (alias !== undefined && named.length === 0)
    throw severalKeys(from, certified, `none of them has the alias ${JSON.stringify(alias)}`)
  if (use !== undefined) return [{ use, keyPem: onlyFor(use, named, from).keyPem }]
  const uses = (['tls', 'signing'] as const).filter((each) => named.some((key) => isFor(key, each)))
  if (uses.length === 0)
    throw severalKeys(from, named, 'nothing says what they are meant for', 'say --use tls, signing or national')
  return uses.map((each) => ({ use: each, keyPem: onlyFor(each, named, from).keyPem }))
}

/** The one that is there, or the one of several that is meant for the use. */
function onlyFor(use: CertificateUse, keys: readonly Pkcs12Key[], from: string): Pkcs12Key {
  const [only, another] = keys.length > 1 ? keys.filter((key) => isFor(key, use)) : keys
  if (only && !another) return only
  throw severalKeys(from, keys, `and not exactly one of them is meant for ${use}`)
}

const isFor = ({ certificate }: Pkcs12Key, use: CertificateUse): boolean =>
  certificate !== undefined && isMeantFor(certificate, use === 'signing' ? 'signing' : 'tls')

const sameAlias = (found: string | undefined, alias: string): boolean =>
  found !== undefined && found.trim().toLowerCase() === alias.trim().toLowerCase()

function severalKeys(from: string, keys: readonly Pkcs12Key[], why: string, ...more: readonly string[]): Error {
  const listed = keys.map(
    ({ alias, certificate }) => `${JSON.stringify(alias ?? '')}: ${certificate?.subject.replaceAll('\n', ', ')}`,
  )
  return refused(
    `${from}: it holds ${keys.length} private keys with certificates, ${why} (${listed.join('; ').slice(0, 800)})`,
    ...more,
    'say --alias with the name of the one that is meant',
  )
}

/** The key that was requested comes before the one in use: it is what the CA was asked for. */
async function overOurs(
  { from, certificates }: GivenFiles,
  { use }: Wanted,
  folder: string,
): Promise<readonly Meant[]> {
  const places = placesIn(folder)
  const found: Meant[] = []
  for (const each of use === undefined ? certificateUses : [use]) {
    const [requested, current] = await Promise.all([places.requestedKey(each), places.key(each)].map(keyIn))
    const isOver = (keyPem: string) => certificates.some((certificate) => isOverKey(certificate, keyPem))
    if (requested !== undefined && isOver(requested)) found.push({ use: each, keyPem: requested, requested: true })
    else if (current !== undefined && isOver(current)) found.push({ use: each })
  }
  if (found.length > 0) return found
  const subjects = certificates.map(({ subject }) => subject.replaceAll('\n', ', ')).join('; ')
  throw refused(
    `${from}: none of its ${certificates.length} certificates is over ${use === undefined ? 'a key of ours' : `our ${use} key`} (${subjects.slice(0, 500)})`,
    `have requests/${use ?? '<use>'}.csr.pem signed, it is made with the key in keys/; "bulla keys request" makes one for a new key`,
    'a key that the CA made comes with its certificate in one file (PKCS #12)',
  )
}

const keyIn = async (file: string): Promise<string | undefined> =>
  (await isThere(file)) ? readGiven(file, 'our private key') : undefined
