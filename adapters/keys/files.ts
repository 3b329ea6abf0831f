// Our keys as files in the folder of the installation. A key that others can read is no key, so
// such modes are refused.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CryptoError } from '../../crypto/fault.ts'
import { isLocked, unlockWith } from '../../crypto/jose/locked.ts'
import { unwrapKey } from '../../crypto/part/vault.ts'
import { namesIn } from '../../disk/there.ts'
import type { Keys } from '../../gateway/ports/installation.ts'

/**
 * Reads FOLDER/keys: tls, national, signing and encryption keys, the log key and the key of the
 * installation, with the retired signing, encryption and log keys (`signing-<n>`,
 * `encryption-<n>`, `log-<n>`) behind the current ones, newest first.
 * @throws {Error} one error that names every file that is missing, readable by others or malformed,
 *   and how to mend it;
 *   its cause is the list of them.
 */
export async function readKeys(folder: string): Promise<Keys> {
  const keys = join(folder, 'keys')
  const faults: string[] = []
  const mode = await modeOf(keys)
  if (mode === undefined) throw new Error(`${keys}: there is no such folder; "bulla init" makes the keys`)
  const names = await namesIn(keys)
  if (openToOthers(mode)) faults.push(tooOpen(keys, mode, '700'))

  const read = async (name: string): Promise<string> => {
    const file = join(keys, name)
    try {
      if (isSecret(name)) await refuseOpen(file)
      const text = (await readFile(file, 'utf8')).trim()
      const fault = contentFault(name, text)
      if (fault === undefined) return text
      faults.push(`${file}: ${fault}`)
    } catch (error) {
      faults.push(faultOf(file, error))
    }
    return ''
  }
  const pair = async (name: string) => {
    const [keyPem, certPem] = [await read(`${name}.key.pem`), await read(`${name}.cert.pem`)]
    if (keyPem !== '' && certPem !== '' && !new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem)))
      faults.push(
        `${join(keys, `${name}.cert.pem`)}: it is over another key than ${join(keys, `${name}.key.pem`)}; ${newCertificate}`,
      )
    return { keyPem, certPem }
  }

  const signing = [await pair('signing')]
  for (const name of retired(names, 'signing')) signing.push(await pair(name))
  const encryption = [await read('encryption.key.pem')]
  for (const name of retired(names, 'encryption')) encryption.push(await read(`${name}.key.pem`))
  const log = [await read('log.key.pem')]
  for (const name of retired(names, 'log')) log.push(await read(`${name}.key.pem`))
  const found = {
    tls: await pair('tls'),
    national: await pair('national'),
    signing,
    encryption,
    log,
    ...(await installationKeys(keys, { names, read, faults })),
  }
  if (faults.length > 0) throw new Error(faults.join('; '), { cause: faults })
  return found
}

/**
 * The passphrase of the key of the installation, where that is locked; usually a link to elsewhere.
 */
const passphraseFile = 'installation.passphrase'

interface Reading {
  readonly names: readonly string[]
  /** The text of a file; empty where that is a fault, which is then told. */
  read(name: string): Promise<string>
  readonly faults: string[]
}

async function installationKeys(
  keys: string,
  { names, read, faults }: Reading,
): Promise<Pick<Keys, 'installation' | 'root'>> {
  if (names.includes('installation.next.key'))
    faults.push(
      `${join(keys, 'installation.next.key')}: the key of the installation is being replaced; stop every gateway and run "bulla keys rotate installation" once more`,
    )
  const before = faults.length
  const installation = await installationKey(keys, { names, read, faults })
  // Of a key that cannot be read nothing can be said of what it wraps.
  if (!names.includes(rootFile) || faults.length > before) return { installation, root: installation }
  const wrapped = await read(rootFile)
  try {
    return { installation, root: unwrapKey(installation, Buffer.from(wrapped, 'base64url')) }
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    faults.push(`${join(keys, rootFile)}: it does not open with installation.key; ${lostKey}, both of one day`)
    return { installation, root: installation }
  }
}
const rootFile = 'installation.root'

async function installationKey(keys: string, { read, faults }: Reading): Promise<Uint8Array> {
  const file = join(keys, 'installation.key')
  const before = faults.length
  const text = await read('installation.key')
  const passphrase = isLocked(text) ? await read(passphraseFile) : ''
  if (faults.length > before) return new Uint8Array(32)
  try {
    const key = isLocked(text) ? await unlockWith(passphrase, text) : Buffer.from(text, 'base64url')
    if (key.length === 32) return new Uint8Array(key)
    faults.push(
      `${file}: expected base64url of 32 octets, found ${key.length} octets; put it back from a backup, without it nothing stored can be read`,
    )
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    faults.push(
      `${file}: ${error.message}; expected the one that "bulla keys lock" was given, in ${join(keys, passphraseFile)}`,
    )
  }
  return new Uint8Array(32)
}

/** `signing-3`, `signing-2` … of the keys that were replaced, newest first. */
function retired(names: readonly string[], use: 'signing' | 'encryption' | 'log'): string[] {
  const numbered = new RegExp(`^${use}-(\\d+)\\.key\\.pem$`)
  return names
    .map((name) => Number(numbered.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => b - a)
    .map((number) => `${use}-${number}`)
}

const newCertificate = 'have requests/ signed and run "bulla keys import", or "bulla card renew" with the trial CA'
const lostKey = 'put the key back from a backup'

/**
 * What the text of a file is not, and how that is mended; undefined where it is as it should be.
 */
function contentFault(name: string, text: string): string | undefined {
  if (name.endsWith('.cert.pem'))
    return isReadable(text) ? undefined : `found no certificate, expected one in PEM; ${newCertificate}`
  if (!name.endsWith('.key.pem')) return undefined
  const key = keyIn(text)
  if (key === undefined) return `found no key, expected an unencrypted private key in PEM; ${lostKey}`
  const kinds = kindsOf[/^[a-z]+/.exec(name)?.[0] ?? '']
  const kind = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? 'unknown'
  return kinds === undefined || kinds.includes(kind)
    ? undefined
    : `found a key of kind ${kind}, expected ${kinds.join(' or ')}; ${lostKey}`
}

/** As OpenSSL calls them. What TLS takes is for TLS to say. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  signing: ['ed25519', 'prime256v1'],
  encryption: ['x25519', 'prime256v1'],
  log: ['ed25519'],
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

function isReadable(certPem: string): boolean {
  try {
    return new X509Certificate(certPem).raw.length > 0
  } catch {
    return false
  }
}

const isSecret = (name: string): boolean =>
  name.endsWith('.key.pem') || name.endsWith('.key') || name === passphraseFile || name === rootFile

/** Any right of group or others. 0400 is as good as 0600. */
const openToOthers = (mode: number): boolean => (mode & 0o077) !== 0

const tooOpen = (path: string, mode: number, expected: string): string =>
  `${path}: mode ${(mode & 0o777).toString(8).padStart(4, '0')} lets others in, expected 0${expected}; run: chmod ${expected} ${path}`

async function refuseOpen(file: string): Promise<void> {
  const { mode } = await stat(file)
  if (openToOthers(mode)) throw new Error(tooOpen(file, mode, '600'))
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode
  } catch {
    return undefined
  }
}

function faultOf(file: string, error: unknown): string {
  if (!(error instanceof Error)) return `${file}: unreadable`
  if (!('code' in error)) return error.message
  if (error.code !== 'ENOENT') return `${file}: cannot be read (${String(error.code)})`
  if (file.endsWith(passphraseFile))
    return `${file}: there is no such file, and installation.key is locked; make it, or a link to where the passphrase is`
  return file.endsWith('.cert.pem')
    ? `${file}: there is no such certificate; have requests/ signed and run "bulla keys import"`
    : `${file}: there is no such key; "bulla init" makes keys, a backup has lost ones`
}
