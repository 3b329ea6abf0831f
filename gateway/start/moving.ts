// What the command line needs to move a store, to back it up and to restore it: the databases
// behind the settings, opened for that.

import { epochFile, openEpochKeys, rewrapEpochs } from '../../adapters/keys/epochs.ts'
import { readKeys } from '../../adapters/keys/files.ts'
import { fileNote } from '../../adapters/memory/file.ts'
import { openFolderParts } from '../../adapters/parts/folder.ts'
import { markRestored } from '../../adapters/store/move/marking.ts'
import {
  compareRows,
  copyRows,
  type Endpoint,
  empty,
  hindrance,
  logIn,
  partsIn,
  rowsIn,
  workingNode,
} from '../../adapters/store/move/moving.ts'
import { epochsIn, rewrapKeys } from '../../adapters/store/move/rewrapping.ts'
import type { PostgresEndpointOptions } from '../../adapters/store/postgres/endpoints.ts'
import {
  openSqliteEndpoint,
  openSqliteReading,
  sealSqlite,
  snapshotSqlite,
} from '../../adapters/store/sqlite/endpoints.ts'
import type { Config } from '../../config/settings.ts'
import { isThere } from '../../disk/there.ts'
import { openSecrets } from '../flows/content/secrets.ts'
import { beginEpoch, demandEpochs, endsOf, rewrapAll, turnEpochs, whyNotEpochs } from '../flows/upkeep/epochs.ts'
import type { Parts } from '../ports/parts.ts'
import { openLog } from '../watch/log.ts'
import { loadedFor } from './optional-packages.ts'
import { databaseFile, memoryFile, openParts, postgresOf, restoreNoteFile } from './storage.ts'
import { epochsFolder } from './upkeep/epochs.ts'

const postgresEndpoints = () => loadedFor('STORE postgres', () => import('../../adapters/store/postgres/endpoints.ts'))

/** PostgreSQL for writing, its schema brought up to date. */
const openPostgresEndpoint = async (options: PostgresEndpointOptions): Promise<Endpoint> =>
  (await postgresEndpoints()).openPostgresEndpoint(options)

/**
 * The store of an installation that does not run.
 * @throws {Error} `another process works on this database`
 */
const openStopped = async (config: Config, folder: string): Promise<Endpoint> =>
  config.STORE === 'sqlite'
    ? openSqliteEndpoint(databaseFile(config, folder))
    : openPostgresEndpoint(await postgresOf(config))

/** The store as it is, while gateways may go on writing; nothing is brought up to date. */
const openReading = async (config: Config, folder: string): Promise<Endpoint> =>
  config.STORE === 'sqlite'
    ? openSqliteReading(databaseFile(config, folder))
    : (await postgresEndpoints()).openPostgresSnapshot(await postgresOf(config))

/** Whether there is a store: a database that was never opened would only be made by looking. */
const isStored = (config: Config, folder: string): Promise<boolean> =>
  config.STORE === 'sqlite' ? isThere(databaseFile(config, folder)) : Promise.resolve(true)

/**
 * One consistent copy of the store as a new SQLite file, whatever the store is kept in, while
 * gateways may go on writing.
 */
async function snapshot(config: Config, folder: string, into: string): Promise<void> {
  if (config.STORE === 'sqlite') {
    await snapshotSqlite(databaseFile(config, folder), into)
    return
  }
  const from = await (await postgresEndpoints()).openPostgresSnapshot(await postgresOf(config))
  try {
    const to = await openSqliteEndpoint(into)
    try {
      await copyRows(from, to)
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}

/** What is noted of a restore into this installation. */
const restoreNote = (config: Config, folder: string) => fileNote(restoreNoteFile(config, folder))

/** A folder of parts apart from the settings: that of a backup. */
const openPartsIn = (folder: string): Promise<Parts> => openFolderParts({ folder })

/** How many keys of a store lie under each epoch. */
const keysUnder = (endpoint: Endpoint) => epochsIn(endpoint).keysUnder()

/** Which epochs' keys are not here, and what they open. */
const whyNotEpochsOf = (endpoint: Endpoint, folder: string, installation: Uint8Array) =>
  whyNotEpochs({ store: epochsIn(endpoint), epochs: openEpochKeys(folder, installation) })

interface Ending {
  /** Of the keys of epochs. */
  readonly folder: string
  /** Of the installation. */
  readonly root: string
  now(): number
  randomOctets(count: number): Uint8Array
  /** @throws {Error} where a gateway is at work */
  demandIdle(): Promise<void>
}

/**
 * A new epoch begins, everything is wrapped by it, and the keys of all older ones are destroyed.
 * @returns their numbers, and how many keys were wrapped anew
 */
async function endOlderEpochs(endpoint: Endpoint, { folder, root, now, randomOctets, demandIdle }: Ending) {
  const store = epochsIn(endpoint)
  const { installation, root: first } = await readKeys(root)
  const epochs = openEpochKeys(folder, installation)
  await demandEpochs({ store, epochs }, folder)
  const before = epochs.all().map(({ number }) => number)
  const told = openLog('silent')
  const world = { now, monotonicMs: () => performance.now(), randomOctets }
  const { secrets } = openSecrets(installation, world, first, epochs)
  const deps = { store, epochs, secrets, world, log: told, rest: async () => undefined }
  const current = await beginEpoch(deps)
  // One that started meanwhile may know no other epoch than those before; whoever comes now does.
  await demandIdle()
  const keys = await rewrapAll({ ...deps, times: ended }, current)
  await turnEpochs({ ...deps, times: ended })
  const left = new Set(epochs.all().map(({ number }) => number))
  return { epochs: before.filter((number) => !left.has(number)), keys, current: current.number }
}

/** Nothing is older than what began just now, and all that did before has ended long enough ago. */
const ended = { everyMs: Number.POSITIVE_INFINITY, horizonMs: 0 }

/** All of it, for the commands that move a store. */
export const moving = {
  openStopped,
  openSqliteEndpoint,
  openPostgresEndpoint,
  openParts,
  openPartsIn,
  isStored,
  databaseFile,
  memoryFile,
  restoreNote,
  markRestored,
  snapshot,
  sealSqlite,
  workingNode,
  hindrance,
  rowsIn,
  copyRows,
  compareRows,
  empty,
  logIn,
  partsIn,
  rewrapKeys,
  endOlderEpochs,
  epochFile,
  epochsFolder,
  openEpochKeys,
  endsOf,
  rewrapEpochs,
  keysUnder,
  openReading,
  whyNotEpochs: whyNotEpochsOf,
}
