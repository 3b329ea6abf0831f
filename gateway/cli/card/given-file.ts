// Files as authorities send them, at the shell: what is in them for one use, and which key of
// several is meant.
import { resolve } from 'node:path'
import { CryptoError } from '../../../crypto/fault.ts'
import { isMeantFor } from '../../../crypto/x509/certificates.ts'
import { readCertificateFile, withoutCertificate } from '../../../crypto/x509/files/certificate-file.ts'
import { openPkcs12, type Pkcs12Key } from '../../../crypto/x509/files/pkcs12.ts'
import { unlockedKey } from '../../../crypto/x509/files/private-key.ts'
import { passphrasesIn } from '../../../crypto/x509/files/text.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import type { Words } from '../program/command.ts'
import { type Desk, messageOf, refused, wrongUse } from '../program/desk.ts'
import { readGivenOctets } from '../program/installation.ts'

interface GivenFile {
  readonly from: string
  readonly certificates: readonly Certificate[]
  /** Where one came along; unlocked. */
  readonly keyPem?: string
}

/** @throws a complaint that names the file, what was found in it, and what helps. */
export async function givenCertificates(file: string, desk: Pick<Desk, 'cwd'>): Promise<readonly Certificate[]> {
  const octets = await readGivenOctets(resolve(desk.cwd, file), 'certificates in PEM, DER or PKCS #7')
  const found = await told(file, () => readCertificateFile(octets))
  if (found.certificates.length > 0) return found.certificates
  const complaint = withoutCertificate(found)
  throw refused(
    `${file}: ${complaint.found}; expected our certificate and those between it and its CA`,
    said(complaint.advice, file),
  )
}

/** A key with its certificates, or certificates alone, for one use. */
export async function givenKeyFile(
  file: string,
  { use, words, desk }: { use: 'tls' | 'signing'; words: Words; desk: Desk },
): Promise<GivenFile> {
  const octets = await readGivenOctets(resolve(desk.cwd, file), 'a PKCS #12 file, or PEM')
  const found = await told(file, () => readCertificateFile(octets))
  const [pkcs12] = found.pkcs12
  if (pkcs12) {
    const { keys, certificates } = await opened(file, pkcs12, words, desk)
    const { keyPem } = chosen(keys, { use, file, alias: words.text('alias') })
    return { from: file, certificates, keyPem }
  }
  const certificates = await givenCertificates(file, desk)
  const [keyPem, second] = found.keyPems
  if (keyPem === undefined) return { from: file, certificates }
  if (second !== undefined)
    throw refused(
      `${file}: ${found.keyPems.length} private keys in PEM, expected one`,
      'cut the others out of the file',
    )
  return { from: file, certificates, keyPem: await unlocked(file, keyPem, words, desk) }
}

async function opened(file: string, octets: Uint8Array, words: Words, desk: Desk) {
  // Some authorities lock nothing; then there is nothing to ask for.
  if (words.text('passphrase-file') === undefined) {
    try {
      return openPkcs12(octets, [''])
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
    }
  }
  const passphrases = await passphrasesFor(words, desk)
  return told(file, () => openPkcs12(octets, passphrases))
}

async function unlocked(file: string, keyPem: string, words: Words, desk: Desk): Promise<string> {
  const passphrases = keyPem.includes('ENCRYPTED') ? await passphrasesFor(words, desk) : ['']
  return told(file, () => unlockedKey(keyPem, passphrases))
}

async function passphrasesFor(words: Words, desk: Desk): Promise<readonly string[]> {
  const file = words.text('passphrase-file')
  if (file !== undefined) return passphrasesIn(await readGivenOctets(resolve(desk.cwd, file), 'a passphrase'))
  const typed = await desk.ask('Passphrase of the file:', { hidden: true })
  if (typed !== undefined) return [typed]
  throw wrongUse('the passphrase cannot be asked for here', 'say --passphrase-file')
}

/** By its alias, or the one that is meant for the use. */
function chosen(
  keys: readonly Pkcs12Key[],
  { use, file, alias }: { use: 'tls' | 'signing'; file: string; alias: string | undefined },
): Pkcs12Key {
  const certified = keys.filter(({ certificate }) => certificate !== undefined)
  const wanted = alias === undefined ? certified : certified.filter((key) => sameAlias(key.alias, alias))
  const meant =
    wanted.length > 1 ? wanted.filter(({ certificate }) => certificate && isMeantFor(certificate, use)) : wanted
  const [only, another] = meant
  if (only && !another) return only
  if (keys.length === 0)
    throw refused(
      `${file}: there is no private key in it`,
      'ask the CA for the file with the key; certificates alone over our own key: bulla card install',
    )
  if (certified.length === 0)
    throw refused(
      `${file}: none of its certificates is over the private key in it`,
      'ask the CA to export key and certificate together',
    )
  const listed = certified.map(
    (key) => `${JSON.stringify(key.alias ?? '')}: ${key.certificate?.subject.replaceAll('\n', ', ')}`,
  )
  throw refused(
    `${file}: it holds ${certified.length} private keys with certificates, ${alias === undefined ? `and not exactly one of them is meant for ${use}` : `none of them has the alias ${JSON.stringify(alias)}`} (${listed.join('; ').slice(0, 800)})`,
    'say --alias with the name of the one that is meant',
  )
}

const sameAlias = (found: string | undefined, alias: string): boolean =>
  found !== undefined && found.trim().toLowerCase() === alias.trim().toLowerCase()

/** A fault of a file names the file, and says what helps. */
async function told<T>(file: string, read: () => T): Promise<T> {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw refused(`${file}: ${messageOf(error)}`, ...(error.advice === undefined ? [] : [said(error.advice, file)]))
  }
}

const said = (advice: string, file: string): string => advice.replaceAll('<this file>', file)
