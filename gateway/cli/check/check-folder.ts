// Modes of files that nobody else may read, and room on the disk.
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../../config/settings.ts'
import { isThere, mendMisplaced, namesIn, statIfThere } from '../../../disk/there.ts'
import { misplacedIn } from '../../installation/folders.ts'
import { isPutAside, placesIn } from '../../installation/places.ts'
import type { Desk } from '../program/desk.ts'
import { type Finding, guarded, note, wrong } from './finding.ts'

const comfortableBytes = 2 * 1024 ** 3

export async function checkFolder(config: Config, { folder }: Desk): Promise<Finding[]> {
  const places = placesIn(folder)
  const keyFiles = (await namesIn(places.keys).catch(told)).filter((name) => /\.key(?:\.pem)?$/.test(name))
  return [
    ...(await misplacedIn(folder, config)).map((path) => wrong(path, 'found a file, expected a folder', mendMisplaced)),
    ...(await closedTo(places.keys, '700')),
    ...(await closedTo(places.trialCa, '700')),
    ...(await closedTo(places.data, '700')),
    ...(await Promise.all(keyFiles.map((name) => closedTo(join(places.keys, name), '600')))).flat(),
    ...(await closedTo(places.trialCaKey, '600')),
    ...(await closedTo(places.operatorToken, '600')),
    ...(await closedTo(places.clients, '600')),
    ...(await closedTo(places.persons, '600')),
    ...(await guarded(config.DATA_FOLDER, () => checkDisk(config))),
    ...(await guarded(config.DATA_FOLDER, () => checkOthers(config))),
  ]
}

/** That it is no folder is a finding by itself. */
const told = (): string[] => []

async function closedTo(path: string, expected: '600' | '700'): Promise<Finding[]> {
  const found = await statIfThere(path)
  // Who makes a file open to be entered has a file all the same.
  if (!found || (expected === '700' && !found.isDirectory()) || (found.mode & 0o077) === 0) return []
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  return [wrong(path, `mode ${mode} lets others in, expected 0${expected}`, `chmod ${expected} ${path}`)]
}

/** What is disposed of from now on is destroyed in the store in use, and nowhere else. */
async function checkOthers({ DATA_FOLDER, STORE }: Config): Promise<Finding[]> {
  const others = (await namesIn(DATA_FOLDER)).filter(
    (name) => isPutAside(name) || (STORE !== 'sqlite' && name === 'bulla.sqlite'),
  )
  return others.map((name) =>
    note(
      join(DATA_FOLDER, name),
      'a database that is not in use any more holds keys of what is disposed of since',
      'delete it, with its -wal and -shm, once nothing of it is wanted, and within BACKUP_HORIZON_MS',
    ),
  )
}

async function checkDisk({ DATA_FOLDER, MIN_FREE_BYTES }: Config): Promise<Finding[]> {
  if (!(await isThere(DATA_FOLDER)))
    return [note(DATA_FOLDER, 'there is no such folder yet', 'nothing to do: the gateway makes it when it starts')]
  const { bavail, bsize } = await statfs(DATA_FOLDER)
  const freeBytes = bavail * bsize
  const free = `${Math.floor(freeBytes / 1_048_576)} MiB free`
  if (freeBytes < MIN_FREE_BYTES)
    return [
      wrong(
        DATA_FOLDER,
        `${free}, expected at least ${Math.ceil(MIN_FREE_BYTES / 1_048_576)} MiB (MIN_FREE_BYTES)`,
        'make room: the gateway takes nothing in until there is',
      ),
    ]
  if (freeBytes < comfortableBytes) return [note(DATA_FOLDER, `only ${free}`, 'make room before it runs out')]
  return []
}
