// What the command line needs to move a store, to back it up and to restore it: the databases behind the settings, opened for that.
import { openFolderParts } from '../../adapters/parts/folder.ts'
import { copyRows, type End } from '../../adapters/store/move/moving.ts'
import type { PostgresEndOptions } from '../../adapters/store/postgres/ends.ts'
import { openSqliteEnd, snapshotSqlite } from '../../adapters/store/sqlite/ends.ts'
import type { Config } from '../../config/settings.ts'
import { isThere } from '../../disk/there.ts'
import type { Parts } from '../ports/parts.ts'
import { loadedFor } from './optional-packages.ts'
import { databaseFile, postgresOf } from './storage.ts'

export {
  compareRows,
  copyRows,
  type End,
  empty,
  hindrance,
  logIn,
  partsIn,
  rowsIn,
  type TableCompared,
  workingNode,
} from '../../adapters/store/move/moving.ts'
export { openSqliteEnd, sealSqlite } from '../../adapters/store/sqlite/ends.ts'
export { databaseFile, openParts } from './storage.ts'

const postgresEnds = () => loadedFor('STORE postgres', () => import('../../adapters/store/postgres/ends.ts'))

/** PostgreSQL for writing, its schema brought up to date. */
export const openPostgresEnd = async (options: PostgresEndOptions): Promise<End> =>
  (await postgresEnds()).openPostgresEnd(options)

/** The store of an installation that does not run. @throws {Error} `another process works on this database` */
export const openStopped = async (config: Config, folder: string): Promise<End> =>
  config.STORE === 'sqlite' ? openSqliteEnd(databaseFile(config, folder)) : openPostgresEnd(await postgresOf(config))

/** Whether there is a store: a database that was never opened would only be made by looking. */
export const isStored = (config: Config, folder: string): Promise<boolean> =>
  config.STORE === 'sqlite' ? isThere(databaseFile(config, folder)) : Promise.resolve(true)

/** One consistent copy of the store as a new SQLite file, whatever the store is kept in, while gateways may go on writing. */
export async function snapshot(config: Config, folder: string, into: string): Promise<void> {
  if (config.STORE === 'sqlite') {
    await snapshotSqlite(databaseFile(config, folder), into)
    return
  }
  const from = await (await postgresEnds()).openPostgresSnapshot(await postgresOf(config))
  try {
    const to = await openSqliteEnd(into)
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
export const openPartsIn = (folder: string): Promise<Parts> => openFolderParts({ folder })
