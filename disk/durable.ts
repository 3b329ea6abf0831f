// Files that are there after a power cut: whole or not at all, under their name. The only room that
// syncs and renames.
//
// A file is on disk when it was synced; its name is on disk when its folder was synced. So what is
// written here goes into a file beside its place, is synced, gets its name by a rename, and then
// its folder is synced. Only then does the promise resolve.
import { randomUUID } from 'node:crypto'
import { close, fsync } from 'node:fs'
import * as system from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export const secretMode = 0o600
export const publicMode = 0o644

/**
 * What is asked of the system; a test puts its own in the place, which fail or are written down.
 */
export type DiskCalls = Pick<typeof system, 'open' | 'rename' | 'link' | 'rm' | 'mkdir'>
/** A file that is being filled. */
export type Filling = Pick<system.FileHandle, 'writev' | 'writeFile' | 'appendFile' | 'datasync'>

export interface Writing {
  /** Octal mode of the file; readable for its owner alone unless said otherwise. */
  readonly mode?: number
  /** Refuses (EEXIST) to put the file in the place of another. */
  readonly fresh?: boolean
}

export interface Appending {
  append(text: string): Promise<void>
  /** Everything that was appended, and the name of the file, is on disk when it resolves. */
  close(): Promise<void>
}

/** File systems without hard links say one of these. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']

export const durableOver = ({ open, rename, link, rm, mkdir }: DiskCalls) => {
  /** Makes what was created, renamed or removed in a folder last. */
  async function syncFolder(folder: string): Promise<void> {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  /** Has what another program wrote into a file on disk, with its name. */
  async function syncFile(file: string): Promise<void> {
    const handle = await open(file, 'r+')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    await syncFolder(dirname(file))
  }

  /**
   * Makes a folder (0700) and those above it, each under its name on disk; one that is there stays
   * as it is.
   */
  async function makeFolder(folder: string): Promise<void> {
    const above = dirname(folder)
    try {
      await mkdir(folder, { mode: 0o700 })
    } catch (error) {
      // Asked so, Node lets a folder that is there pass, and refuses a file.
      if (codeOf(error) === 'EEXIST') return void (await mkdir(folder, { recursive: true }))
      if (codeOf(error) !== 'ENOENT' || above === folder) throw error
      // One after the other: asked for all at once, Node never ends where nothing can be made, as
      // below /proc.
      await makeFolder(above)
      await makeOne(folder)
    }
    await syncFolder(above)
  }

  /** A folder whose own folder is there; another process may have been faster. */
  async function makeOne(folder: string): Promise<void> {
    try {
      await mkdir(folder, { mode: 0o700 })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }

  /**
   * Makes a new file and lets `fill` write it. What was written is on disk when the promise is
   * settled, also when `fill` broke off; its name is not. For what gets its lasting name later, by
   * `renameDurably`.
   */
  async function fillNew<T>(file: string, fill: (file: Filling) => Promise<T>, mode = secretMode): Promise<T> {
    const handle = await open(file, 'wx', mode)
    try {
      // The mode asked for, whatever the umask of the process.
      await handle.chmod(mode)
      try {
        return await fill(handle)
      } finally {
        await handle.sync()
      }
    } finally {
      await handle.close()
    }
  }

  /** Gives a file that is on disk its lasting name, in the place of what has that name. */
  async function renameDurably(from: string, to: string): Promise<void> {
    await rename(from, to)
    for (const folder of new Set([dirname(to), dirname(from)])) await syncFolder(folder)
  }

  /** Takes a file away for good; that it is not there is no fault. */
  async function removeDurably(file: string): Promise<void> {
    await rm(file, { force: true })
    await syncFolder(dirname(file))
  }

  /**
   * A second name; where the file system has no such thing the file moves. Neither is on disk
   * before a folder is synced.
   */
  async function linkOrRename(from: string, to: string): Promise<void> {
    try {
      await link(from, to)
    } catch (error) {
      if (!withoutLinks.includes(codeOf(error))) throw error
      await rename(from, to)
    }
  }

  /**
   * A second name where the file system has such a thing; it is on disk with the next sync of the
   * folder.
   */
  async function secondName(from: string, to: string): Promise<void> {
    await link(from, to).catch((error: unknown) => {
      if (!withoutLinks.includes(codeOf(error))) throw error
    })
  }

  /**
   * Lets `fill` write a file: a reader sees the old content or the new one, never less, and the new
   * one is on disk, under its name, when the promise resolves. Nothing new is left behind when it
   * rejects before the rename.
   */
  async function fillDurably<T>(
    file: string,
    fill: (file: Filling) => Promise<T>,
    { mode = secretMode, fresh = false }: Writing = {},
  ): Promise<T> {
    // Several machines may share the folder, and processes in containers have the same numbers.
    const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
    let filled: T
    try {
      filled = await fillNew(temporary, fill, mode)
      if (fresh) await link(temporary, file)
      else await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    if (fresh) await rm(temporary, { force: true })
    await syncFolder(dirname(file))
    return filled
  }

  const writeDurably = (file: string, content: string | Uint8Array, writing: Writing = {}): Promise<void> =>
    fillDurably(file, (handle) => handle.writeFile(content), writing)

  /** Begins a new file that grows line by line. */
  async function appendDurably(file: string, mode = secretMode): Promise<Appending> {
    const handle = await open(file, 'wx', mode)
    return {
      append: (text) => handle.appendFile(text),
      async close() {
        try {
          await handle.sync()
        } finally {
          await handle.close()
        }
        await syncFolder(dirname(file))
      },
    }
  }

  return {
    syncFolder,
    syncFile,
    makeFolder,
    fillNew,
    renameDurably,
    removeDurably,
    linkOrRename,
    secondName,
    fillDurably,
    writeDurably,
    appendDurably,
  }
}

export const {
  syncFolder,
  syncFile,
  makeFolder,
  fillNew,
  renameDurably,
  removeDurably,
  linkOrRename,
  secondName,
  fillDurably,
  writeDurably,
  appendDurably,
} = durableOver(system)

/** Writes all of some chunks, however little the system takes at a time. */
export async function writeAll(file: Filling, chunks: readonly Uint8Array[]): Promise<void> {
  let left = chunks.filter(({ length }) => length > 0)
  while (left.length > 0) left = beyond(left, (await file.writev(left)).bytesWritten)
}

function beyond(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let taken = bytes
  return chunks.flatMap((chunk) => {
    const from = Math.min(taken, chunk.length)
    taken -= from
    return from === chunk.length ? [] : [chunk.subarray(from)]
  })
}

/** A name that leads to a file elsewhere, in the place of what has that name. */
export async function pointDurably(name: string, to: string): Promise<void> {
  await removeDurably(name)
  await system.symlink(to, name)
  await syncFolder(dirname(name))
}

/** Copies a file with its mode. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to))
  const source = await system.open(from, 'r')
  try {
    const mode = (await source.stat()).mode & 0o777
    const chunks = source.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })
    await fillDurably(
      to,
      async (file) => {
        for await (const chunk of chunks) await writeAll(file, [chunk])
      },
      { mode },
    )
  } finally {
    await source.close()
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/**
 * For a file that was appended to without a handle, as a log is: on disk as far as it can be, and
 * closed whatever became of that.
 */
export const syncAndClose = (descriptor: number): Promise<void> =>
  new Promise((resolve) => fsync(descriptor, () => close(descriptor, () => resolve())))
