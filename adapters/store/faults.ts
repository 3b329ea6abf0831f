// What goes wrong in a database, sorted by what it means for the callers.
import { Problem, type ProblemCode } from '../../gateway/model/problems/problems.ts'

/** A Problem as it crosses from thread to thread. `cause` is for our log only. */
export interface StoreFault {
  readonly code: ProblemCode
  readonly message: string
  readonly cause: string
  /**
   * What the database called it, such as `SQLite 1034`; holds no content. Empty where the database
   * said nothing.
   */
  readonly result: string
}

/** What the store answers when it cannot do its work. */
const storeFailed: ProblemCode = 'storage-failed'
const fullRetryMs = 10_000

/**
 * How far a fault reaches: one operation, the whole group that shares its commit, or every later
 * commit too.
 */
type Reach = 'operation' | 'group' | 'store'

/** Result codes, https://sqlite.org/rescode.html; what is not listed concerns one operation. */
const reaches: Readonly<Record<number, Reach>> = {
  2: 'store', // SQLITE_INTERNAL
  5: 'group', // SQLITE_BUSY: another process holds the file
  6: 'group', // SQLITE_LOCKED
  7: 'store', // SQLITE_NOMEM
  8: 'store', // SQLITE_READONLY
  9: 'group', // SQLITE_INTERRUPT
  10: 'store', // SQLITE_IOERR: after a failed fsync nobody knows what is on disk
  11: 'store', // SQLITE_CORRUPT
  13: 'group', // SQLITE_FULL
  14: 'store', // SQLITE_CANTOPEN
  26: 'store', // SQLITE_NOTADB
}
const full = 13
/**
 * SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html: by code or by class;
 * what is not listed concerns one operation.
 */
const statesReaching: Readonly<Record<string, Reach>> = {
  '08': 'group', // connection exception
  '0A000': 'group', // a plan that was made before the schema grew
  25006: 'group', // read-only
  '25P03': 'group', // idle in transaction for too long
  26: 'group', // a prepared statement is gone
  40: 'group', // deadlock, serialization failure
  53: 'group', // no room, no memory, too many connections
  '55P03': 'group', // a lock was not to be had in time
  57: 'group', // cancelled, shutting down, starting up
  58: 'group', // input or output failed
  XX: 'group', // internal error, corrupted data
}
const stateFull = '53100'
/**
 * SQLITE_IOERR_SHMSIZE: no room for the index of the log, which is a full disk under another name.
 */
const noRoomForIndex = 4874

export const isFull = (error: unknown): boolean => {
  if (sqlState(error) === stateFull) return true
  const code = resultCode(error)
  return code === noRoomForIndex || (code & 0xff) === full
}

/**
 * What may keep the log from being carried over without anything being lost: room that is missing,
 * a reader that is slow.
 */
export type Hindrance = 'full' | 'busy'
const busy = 5

/**
 * Anything else that goes wrong while the log is carried over is a fault of the disk or of the
 * file.
 */
export function hindranceOf(error: unknown): Hindrance | undefined {
  if (isFull(error)) return 'full'
  return (resultCode(error) & 0xff) === busy ? 'busy' : undefined
}

export function reachOf(error: unknown): Reach {
  if (isFull(error)) return 'group'
  const state = sqlState(error)
  return statesReaching[state] ?? statesReaching[state.slice(0, 2)] ?? reaches[resultCode(error) & 0xff] ?? 'operation'
}

/**
 * A Problem keeps its code and message; of anything else the caller learns nothing but that the
 * store failed.
 */
export function faultOf(error: unknown): StoreFault {
  if (isFull(error)) return { ...storageFull, cause: describe(error) }
  if (error instanceof Problem) return named(error.code, error.message, error.cause)
  return named(storeFailed, 'the store failed', error)
}

export const storageFull: StoreFault = {
  code: 'storage-full',
  message: 'the disk of the store is full; nothing new is taken in until there is room',
  cause: '',
  result: '',
}
export const unusable = (message: string, cause: unknown): StoreFault => named(storeFailed, message, cause)

/**
 * Nothing more is acknowledged on top of a file or a disk that failed: what the cache shows of it
 * need not be on disk.
 */
export const stopped = (cause: unknown): StoreFault =>
  unusable('the store stopped because its disk or its file failed; mend it, then start the gateway again', cause)

export function problemOf({ code, message, cause, result }: StoreFault): Problem {
  return new Problem(code, message, {
    ...(cause !== '' && { cause: Object.assign(new Error(cause), result !== '' && { code: result }) }),
    ...(code === storageFull.code && { retryAfterMs: fullRetryMs }),
  })
}

const named = (code: ProblemCode, message: string, cause: unknown): StoreFault => ({
  code,
  message,
  cause: describe(cause),
  result: resultIn(cause),
})

function resultIn(error: unknown): string {
  const [code, state] = [resultCode(error), sqlState(error)]
  if (code !== 0) return `SQLite ${code}`
  return state === '' ? '' : `PostgreSQL ${state}`
}

const resultCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0

/** What PostgreSQL answered, if this is an answer of its. */
const sqlState = (error: unknown): string =>
  error instanceof Error && 'severity' in error && 'code' in error ? String(error.code) : ''

/**
 * Where a name has several addresses the attempts at all of them failed, and the error that holds
 * them says nothing itself.
 */
const wordsOf = (error: Error): string =>
  error.message === '' && error instanceof AggregateError
    ? error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join(', ')
    : error.message

function describe(error: unknown): string {
  if (!(error instanceof Error)) return error === undefined ? '' : String(error)
  const cause = describe(error.cause)
  const code = resultCode(error)
  const state = sqlState(error)
  const known = code === 0 ? '' : ` (SQLite ${code})`
  return `${wordsOf(error)}${state === '' ? known : ` (PostgreSQL ${state})`}${cause === '' ? '' : `: ${cause}`}`
}
