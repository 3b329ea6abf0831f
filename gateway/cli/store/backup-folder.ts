// A backup as it lies there: backup.json says what it is, SHA256SUMS has the digest of every file
// (sha256sum -c understands it), store.sqlite is the database, parts/ the encrypted items, folder/
// the small files of the installation, keys/ its keys where that was asked for.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { createInterface } from 'node:readline'
import { isJsonObject } from '../../../crypto/json.ts'
import { appendDurably } from '../../../disk/durable.ts'
import { statIfThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import { passphraseFile } from '../../installation/places.ts'

export const sums = 'SHA256SUMS'
export const about = 'backup.json'
export const database = 'store.sqlite'
/** What each holds of the installation, by the name of the folder in the backup. */
export const kept = {
  folder: [
    ...['bulla.json', 'card.json', 'card.jws', 'clients.json', 'persons.json'],
    ...['partners', 'agreements', 'forks', 'requests', 'crls'],
  ],
  keys: ['keys', 'next', 'operator.token', 'trial-ca'],
} as const

export interface BackupAbout {
  readonly format: 1
  readonly member: string
  readonly madeAt: string
  readonly program: string
  readonly store: string
  readonly keys: boolean
  readonly bytes: number
  readonly files: number
  readonly log: { readonly size: number; readonly rootHash: string }
  readonly missingParts: readonly string[]
  /** Epochs whose keys its items and bodies open by; none in what an older program made. */
  readonly epochs?: readonly number[]
  /** How long it opens, as the settings were when it was made. */
  readonly horizonMs?: number
}

export interface Listed {
  /** Path within the backup, with slashes. */
  readonly path: string
  readonly sha256: string
}

/** How a list of digests may name a file: people lay files into some folders, by any name. */
const listable = /^[A-Za-z0-9._/-]{1,1024}$/
export const isListable = (path: string): boolean => listable.test(path)

/** Writes digests line by line, so that their number costs no memory. */
export async function openSums(folder: string) {
  const file = await appendDurably(join(folder, sums))
  return {
    add: ({ path, sha256 }: Listed) => file.append(`${sha256}  ${path}\n`),
    close: () => file.close(),
  }
}

/**
 * The files that a backup lists.
 * @throws a complaint for a line of another form, or a path that leads out of the backup.
 */
export async function* listed(backup: string): AsyncGenerator<Listed> {
  const lines = createInterface({ input: createReadStream(join(backup, sums)), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const [, sha256 = '', path = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (!isListable(path) || path !== posix.normalize(path) || path.startsWith('/') || path.startsWith('..'))
      throw refused(
        `${join(backup, sums)}: a line is no digest and path of a file in the backup: ${JSON.stringify(line)}`,
      )
    yield { path, sha256 }
  }
}

export async function readAbout(backup: string): Promise<BackupAbout> {
  const text = await readFile(join(backup, about), 'utf8').catch(() => {
    throw refused(
      `${backup}: there is no ${about} in it, so it is no backup`,
      'name the folder that "bulla backup" made',
    )
  })
  const found: unknown = JSON.parse(text)
  if (!isJsonObject(found) || found['format'] !== 1)
    throw refused(`${join(backup, about)}: expected a backup of format 1`, 'was it made by a newer program?')
  return found as unknown as BackupAbout
}

export async function digestOf(file: string, told: (bytes: number) => void = () => undefined): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk)
    told(chunk.length)
  }
  return hash.digest('hex')
}

/** The keys of epochs outlive no backup, so none has them. */
const epochsPath = 'keys/epochs'

/**
 * Every file at or below a path, relative to `root` and with slashes, in order; none where there is
 * nothing.
 */
export async function filesAt(root: string, path: string): Promise<string[]> {
  const found = await statIfThere(join(root, path))
  if (!found) return []
  if (!found.isDirectory()) return [path]
  const names = (await readdir(join(root, path)))
    .filter((name) => !name.startsWith('.') && name !== passphraseFile && posix.join(path, name) !== epochsPath)
    .sort()
  return (await Promise.all(names.map((name) => filesAt(root, posix.join(path, name))))).flat()
}
