// Our keys as files in the folder of the installation. A key that others can read is no key, so such modes are refused.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Keys } from '../../gateway/ports/installation.ts'

/**
 * Reads FOLDER/keys: tls, national, signing and encryption keys, the log key and the key of the installation, with the retired
 * signing and encryption keys (`signing-<n>`, `encryption-<n>`) behind the current ones, newest first.
 * @throws {Error} one error that names every file that is missing, readable by others or malformed, and how to mend it;
 *   its cause is the list of them.
 */
export async function readKeys(folder: string): Promise<Keys> {
  const keys = join(folder, 'keys')
  const faults: string[] = []
  const mode = await modeOf(keys)
  if (mode === undefined) throw new Error(`${keys}: there is no such folder; "bulla init" makes the keys`)
  if (openToOthers(mode)) faults.push(tooOpen(keys, mode, '700'))

  const read = async (name: string): Promise<string> => {
    const file = join(keys, name)
    try {
      if (isSecret(name)) await refuseOpen(file)
      return (await readFile(file, 'utf8')).trim()
    } catch (error) {
      faults.push(faultOf(file, error))
      return ''
    }
  }
  const pair = async (name: string) => ({
    keyPem: await read(`${name}.key.pem`),
    certPem: await read(`${name}.cert.pem`),
  })

  const names = await readdir(keys)
  const signing = [await pair('signing')]
  for (const name of retired(names, 'signing')) signing.push(await pair(name))
  const encryption = [await read('encryption.key.pem')]
  for (const name of retired(names, 'encryption')) encryption.push(await read(`${name}.key.pem`))
  const found = {
    tls: await pair('tls'),
    national: await pair('national'),
    signing,
    encryption,
    logPem: await read('log.key.pem'),
    installation: Buffer.from(await read('installation.key'), 'base64url'),
  }
  if (faults.length === 0 && found.installation.length !== 32)
    faults.push(
      `${join(keys, 'installation.key')}: expected base64url of 32 octets, found ${found.installation.length} octets; put it back from a backup, without it nothing stored can be read`,
    )
  if (faults.length > 0) throw new Error(faults.join('; '), { cause: faults })
  return { ...found, installation: new Uint8Array(found.installation) }
}

/** `signing-3`, `signing-2` … of the keys that were replaced, newest first. */
function retired(names: readonly string[], use: 'signing' | 'encryption'): string[] {
  const numbered = new RegExp(`^${use}-(\\d+)\\.key\\.pem$`)
  return names
    .map((name) => Number(numbered.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => b - a)
    .map((number) => `${use}-${number}`)
}

const isSecret = (name: string): boolean => name.endsWith('.key.pem') || name.endsWith('.key')

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
  return file.endsWith('.cert.pem')
    ? `${file}: there is no such certificate; have requests/ signed and run "bulla card install"`
    : `${file}: there is no such key; "bulla init" makes keys, a backup has lost ones`
}
