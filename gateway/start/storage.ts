// Which store and which place for parts, as the settings say. What only one of them needs is loaded
// for it alone.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openFolderParts } from '../../adapters/parts/folder.ts'
import { proxiedAgent } from '../../adapters/proxy/tunnel.ts'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import type { Config, SettingName } from '../../config/settings.ts'
import { partBytes } from '../../crypto/part/part.ts'
import type { Problem } from '../model/problems/problems.ts'
import type { Parts } from '../ports/parts.ts'
import type { Store } from '../ports/store.ts'
import { loadedFor } from './optional-packages.ts'

/** The database file of an installation in `folder` that keeps its store in SQLite. */
export const databaseFile = (config: Config, folder: string): string =>
  join(resolve(folder, config.DATA_FOLDER), 'bulla.sqlite')

/** What the installation remembers of its log, outside of any database. */
export const memoryFile = (config: Config, folder: string): string =>
  join(resolve(folder, config.DATA_FOLDER), 'log-memory.json')

/** What is noted of a restore, outside of any database, until nothing of it stands open. */
export const restoreNoteFile = (config: Config, folder: string): string =>
  join(resolve(folder, config.DATA_FOLDER), 'restored.json')

export interface Counting {
  /** Counted since the store was opened. */
  stats(): {
    readonly commits: number
    readonly operations: number
    /**
     * Turns in which the log of an embedded store could not be carried over, by what stood in the
     * way.
     */
    readonly hindered?: Readonly<Record<string, number>>
  }
}

/** Whom a store tells of faults that no caller may be waiting for. */
export interface StoreFaults {
  /** Told once, when the store stopped for good: only a start opens it anew. */
  stopped(problem: Problem): void
  /** Told each time a shared database was away or failed; the store goes on by itself. */
  interrupted(problem: Problem): void
}

/** Opens the store and brings its schema up to date. @throws when it cannot be used. */
export async function openStore(
  config: Config,
  folder: string,
  { stopped, interrupted }: StoreFaults,
): Promise<Store & Counting> {
  if (config.STORE === 'sqlite')
    return openSqliteStore({
      file: databaseFile(config, folder),
      minFreeBytes: config.MIN_FREE_BYTES,
      onFault: stopped,
    })
  const { openPostgresStore } = await postgresStores()
  return openPostgresStore({ ...(await postgresOf(config)), onFault: interrupted })
}

const postgresStores = () => loadedFor('STORE postgres', () => import('../../adapters/store/postgres/postgres.ts'))

/**
 * Goes to the database of a shared store, looks, and changes nothing.
 * @throws when it cannot be used, or is of another program.
 */
export async function probeStore(config: Config): Promise<string> {
  const { probePostgres } = await postgresStores()
  const schema = await probePostgres(await postgresOf(config))
  if (schema === 'another')
    throw new Error(
      'its tables are not those of this program; was it written by a newer one, or is it the database of another program?',
    )
  return { none: 'empty so far', older: 'its tables are brought up to date at the next start', current: 'in order' }[
    schema
  ]
}

/** @throws when the folder or the bucket cannot be used. */
export async function openParts(config: Config, folder: string): Promise<Parts> {
  if (config.PARTS === 'folder')
    return openFolderParts({
      folder: config.PARTS_FOLDER ?? join(resolve(folder, config.DATA_FOLDER), 'parts'),
      minFreeBytes: config.MIN_FREE_BYTES,
    })
  const { openS3Parts } = await loadedFor('PARTS s3', () => import('../../adapters/parts/s3.ts'))
  return openS3Parts({
    url: needed(config.S3_URL, 'S3_URL'),
    bucket: needed(config.S3_BUCKET, 'S3_BUCKET'),
    region: config.S3_REGION,
    prefix: config.S3_PREFIX,
    mostBytes: partBytes(config.MAX_ITEM_BYTES),
    keyId: needed(config.S3_KEY_ID, 'S3_KEY_ID'),
    ...(config.S3_PROXY !== undefined && {
      agent: proxiedAgent(config.S3_PROXY, needed(config.S3_URL, 'S3_URL'), { keepAlive: true, maxSockets: 256 }),
    }),
    secret: await textIn(needed(config.S3_SECRET_FILE, 'S3_SECRET_FILE'), 'S3_SECRET_FILE'),
  })
}

type PostgresSettings = Pick<
  Config,
  'POSTGRES_URL' | 'POSTGRES_PASSWORD_FILE' | 'POSTGRES_CA_FILE' | 'POSTGRES_POOL' | 'POSTGRES_TIMEOUT_MS'
>

/** How PostgreSQL is reached, with the secrets read from their files. */
export async function postgresOf(config: PostgresSettings) {
  const { POSTGRES_PASSWORD_FILE: password, POSTGRES_CA_FILE: ca } = config
  return {
    url: needed(config.POSTGRES_URL, 'POSTGRES_URL'),
    ...(password !== undefined && { password: await textIn(password, 'POSTGRES_PASSWORD_FILE') }),
    ...(ca !== undefined && { caPem: await textIn(ca, 'POSTGRES_CA_FILE') }),
    pool: config.POSTGRES_POOL,
    timeoutMs: config.POSTGRES_TIMEOUT_MS,
  }
}

/**
 * What a file says that a setting names, without the blanks around it.
 * @throws {Error} that names setting and file.
 */
export async function textIn(file: string, setting: SettingName): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new Error(`${setting} names ${file}: ${why}`, { cause })
  }
}

function needed(value: string | undefined, setting: string): string {
  if (value !== undefined) return value
  throw new Error(`${setting} is missing; "bulla settings" says what it is for`)
}
