// The one way in which this installation writes files: whole or not at all, and there after a power cut.
import { randomUUID } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export const secretMode = 0o600
export const publicMode = 0o644
const lockWaitMs = 5000
/** Changing a file takes milliseconds, so an older lock belongs to a process that died. */
const lockStaleMs = 10_000

export interface Writing {
  /** Octal mode of the file; readable for its owner alone unless said otherwise. */
  readonly mode?: number
  /** Refuses (EEXIST) to put the file in the place of another. */
  readonly fresh?: boolean
}

/**
 * Writes a file atomically and durably: a reader sees the old content or the new one, never less, and the new one is on
 * disk when the promise resolves. Nothing is left behind when it rejects.
 */
export async function writeDurably(
  file: string,
  content: string | Uint8Array,
  { mode = secretMode, fresh = false }: Writing = {},
): Promise<void> {
  // Several machines may share the folder, and processes in containers have the same numbers.
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    await writeSynced(temporary, content, mode)
    if (fresh) await link(temporary, file)
    else await rename(temporary, file)
  } finally {
    // After a rename there is nothing left to remove.
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(file))
}

/**
 * Reads a file (undefined when there is none), lets `change` say its new content, and writes that; nobody else who uses
 * this function changes the file in between, in whatever process. `undefined` leaves the file as it is.
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

/** The file's text, or undefined when there is no such file. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Makes a folder (0700) and those above it, durably; one that is there stays as it is. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first !== undefined) await syncFolder(dirname(first))
}

async function writeSynced(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode)
  try {
    // The mode asked for, whatever the umask of the process.
    await handle.chmod(mode)
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes what was created, renamed or removed in a folder last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
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
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file)
    return Date.now() - mtimeMs > lockStaleMs
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
