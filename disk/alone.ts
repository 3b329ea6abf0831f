// One process at a time, by a lock of the operating system: it ends with whoever holds it, however
// that one ends. Who holds it is written beside it.
import { AsyncLocalStorage } from 'node:async_hooks'
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { secretMode } from './durable.ts'
import { readIfThere } from './there.ts'

const lookEveryMs = 20
const sqliteBusy = 5

interface Held {
  readonly file: string
  released: boolean
}

/** What this chain of calls holds, so that a step may ask for what the whole has already. */
const held = new AsyncLocalStorage<readonly Held[]>()
const busy = new WeakSet<object>()

/** Whether somebody else held the lock for too long. */
export const isBusy = (error: unknown): boolean => typeof error === 'object' && error !== null && busy.has(error)

/**
 * Does the work while nobody else who asks for this lock does, in whatever process. Within the work
 * the same lock may be asked for again.
 * @param file the lock; it stays, holds nothing, and is opened by nobody else
 * @param who what is done, as whoever has to wait is told it
 * @param waitMs how long another one is waited for
 * @throws {Error} that says who holds it (`isBusy`); what the work throws
 */
export async function alone<T>(file: string, who: string, work: () => Promise<T>, waitMs: number): Promise<T> {
  const before = held.getStore() ?? []
  if (before.some((each) => each.file === file && !each.released)) return work()
  const lock = await taken(file, waitMs)
  const mine: Held = { file, released: false }
  try {
    // At once, for whoever finds the lock taken.
    const since = new Date().toISOString()
    writeFileSync(holderOf(file), `${who}, process ${process.pid} on ${hostname()}, since ${since}\n`)
    return await held.run([...before, mine], work)
  } finally {
    mine.released = true
    lock.close()
  }
}

async function taken(file: string, waitMs: number): Promise<DatabaseSync> {
  const giveUpAt = performance.now() + waitMs
  for (;;) {
    const lock = lockIfFree(file)
    if (lock) return lock
    if (performance.now() >= giveUpAt) throw await told(file)
    await wait(lookEveryMs)
  }
}

/**
 * To open the file and close it again would let go what this process holds: SQLite alone does it.
 */
function lockIfFree(file: string): DatabaseSync | undefined {
  if (!existsSync(file)) makeEmpty(file)
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return undefined
    throw error
  }
}

function makeEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'ax', secretMode))
  } catch (error) {
    // Somebody else was faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

async function told(file: string): Promise<Error> {
  const holder = (await readIfThere(holderOf(file)))?.trim() ?? 'another process'
  const error = new Error(`${file}: held by ${holder}; wait until that is done, and do this again`)
  busy.add(error)
  return error
}

const holderOf = (file: string): string => `${file}.by`
