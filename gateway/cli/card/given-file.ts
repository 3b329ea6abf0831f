// Files as authorities send them, at the shell: all that is in them, one pool, and the keys that
// came along, unlocked.
import { resolve } from 'node:path'
import { CryptoError } from '../../../crypto/fault.ts'
import { isOverKey } from '../../../crypto/x509/certificates.ts'
import {
  type CertificateFile,
  readCertificateFile,
  withoutCertificate,
} from '../../../crypto/x509/files/certificate-file.ts'
import { openPkcs12, type Pkcs12Key } from '../../../crypto/x509/files/pkcs12.ts'
import { unlockedKey } from '../../../crypto/x509/files/private-key.ts'
import { passphrasesIn } from '../../../crypto/x509/files/text.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { readGivenOctets } from '../../installation/places.ts'
import type { Words } from '../program/command.ts'
import { type Desk, wrongUse } from '../program/desk.ts'

export interface GivenFiles {
  /** What a person calls them: their names. */
  readonly from: string
  readonly certificates: readonly Certificate[]
  /** Those that came along, each with the certificate over it where there is one. */
  readonly keys: readonly Pkcs12Key[]
}

/**
 * Certificates alone. @throws a complaint that names the file, what was found in it, and what helps
 */
export async function givenCertificates(file: string, desk: Pick<Desk, 'cwd'>): Promise<readonly Certificate[]> {
  const found = await partsOf(file, desk)
  if (found.certificates.length > 0) return found.certificates
  throw without(file, found)
}

function without(file: string, parts: CertificateFile): Error {
  const { found, advice } = withoutCertificate(parts)
  return refused(`${file}: ${found}; expected our certificate and those between it and its CA`, said(advice, file))
}

/** Several files are one pool: a CA may send key, certificate and chain apart. */
export async function givenFiles(files: readonly string[], words: Words, desk: Desk): Promise<GivenFiles> {
  const read = []
  for (const file of files) read.push(await givenFile(file, words, desk))
  const certificates = new Map(read.flatMap((each) => each.certificates).map((each) => [each.sha256, each]))
  const over = (keyPem: string) => [...certificates.values()].find((each) => isOverKey(each, keyPem))
  const keys = read.flatMap((each) => each.keys)
  if (certificates.size === 0)
    throw refused(
      `${files.join(', ')}: found a private key alone; expected the certificate over it too`,
      'give both: bulla keys import <key> <certificate>',
    )
  return {
    from: files.join(', '),
    certificates: [...certificates.values()],
    keys: keys.map((key) => ({ ...key, certificate: key.certificate ?? over(key.keyPem) })),
  }
}

async function givenFile(file: string, words: Words, desk: Desk): Promise<Omit<GivenFiles, 'from'>> {
  const found = await partsOf(file, desk)
  const opened = []
  for (const pkcs12 of found.pkcs12) opened.push(await openedWith(file, pkcs12, words, desk))
  const keys: Pkcs12Key[] = opened.flatMap((each) => each.keys)
  for (const locked of found.keyPems)
    keys.push({ keyPem: await unlocked(file, locked, words, desk), alias: undefined, certificate: undefined })
  const certificates = [...opened.flatMap((each) => each.certificates), ...found.certificates]
  if (keys.length === 0 && certificates.length === 0) throw without(file, found)
  return { certificates, keys }
}

async function partsOf(file: string, { cwd }: Pick<Desk, 'cwd'>) {
  const octets = await readGivenOctets(resolve(cwd, file), 'certificates in PEM, DER, PKCS #7 or PKCS #12')
  return told(file, () => readCertificateFile(octets))
}

async function openedWith(file: string, octets: Uint8Array, words: Words, desk: Desk) {
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
