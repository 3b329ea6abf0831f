// What the command line needs to move a store, to back it up and to restore it: the databases
// behind the settings, opened for that.
import { openFolderParts } from '../../adapters/parts/folder.ts'
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
import { rewrapKeys } from '../../adapters/store/move/rewrapping.ts'
import type { PostgresEndpointOptions } from '../../adapters/store/postgres/endpoints.ts'
import { openSqliteEndpoint, sealSqlite, snapshotSqlite } from '../../adapters/store/sqlite/endpoints.ts'
import type { Config } from '../../config/settings.ts'
import { isThere } from '../../disk/there.ts'
import type { Parts } from '../ports/parts.ts'
import { loadedFor } from './optional-packages.ts'
import { databaseFile, openParts, postgresOf } from './storage.ts'

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

/** A folder of parts apart from the settings: that of a backup. */
const openPartsIn = (folder: string): Promise<Parts> => openFolderParts({ folder })

/** All of it, for the commands that move a store. */
export const moving = {
  openStopped,
  openSqliteEndpoint,
  openPostgresEndpoint,
  openParts,
  openPartsIn,
  isStored,
  databaseFile,
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
}
