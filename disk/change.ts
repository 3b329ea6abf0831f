// Changing a small file that several processes may change: one after the other, and whole or not at
// all.
import { type FileHandle, open, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { secretMode, type Writing, writeDurably } from './durable.ts'
import { readIfThere, statIfThere } from './there.ts'

const lockWaitMs = 5000
/** Changing a file takes milliseconds, so an older lock belongs to a process that died. */
const lockStaleMs = 10_000

/**
 * Reads a file (undefined when there is none), lets `change` say its new content, and writes that;
 * nobody else who uses this function changes the file in between, in whatever process. `undefined`
 * leaves the file as it is.
 * @throws {Error} when another process holds on to the file for more than five seconds.
 */
export async function changeDurably(
  file: string,
  change: (old: string | undefined) => string | undefined,
  writing: Writing = {},
): Promise<void> {
  const unlock = await lock(join(dirname(file), `.${basename(file)}.lock`))
  try {
    const changed = change(await readIfThere(file))
    if (changed !== undefined) await writeDurably(file, changed, writing)
  } finally {
    await unlock()
  }
}

async function lock(file: string): Promise<() => Promise<void>> {
  const giveUpAt = performance.now() + lockWaitMs
  for (;;) {
    const handle = await openLock(file)
    if (handle) {
      await handle.close()
      return () => rm(file, { force: true })
    }
    if (await isStale(file)) await rm(file, { force: true })
    else if (performance.now() > giveUpAt)
      throw new Error(`${file}: another process is changing this file; remove the lock if none is`)
    else await wait(20)
  }
}

async function openLock(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'wx', secretMode)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw error
  }
}

async function isStale(file: string): Promise<boolean> {
  const found = await statIfThere(file)
  return found !== undefined && Date.now() - found.mtimeMs > lockStaleMs
}
