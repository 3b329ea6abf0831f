// How parts are written in a folder: a full disk is a problem of its own, and what cannot be read
// is not taken for what is not there.
import { type Filling, fillNew, linkOrRename } from '../../disk/durable.ts'
import { isNoRoom } from '../../disk/reserve.ts'
import { statIfThere } from '../../disk/there.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'

/**
 * Makes a file, lets write, and has it on disk before the file is closed, also when the writing
 * broke off.
 */
export const writing = (path: string, write: (file: Filling) => Promise<void>): Promise<void> =>
  fillNew(path, write).catch((error: unknown) => {
    throw failure(error)
  })

/**
 * A second name; where the file system has no such thing the file moves, and only a part that was
 * recorded is found again.
 */
export const linkOrMove = (from: string, to: string): Promise<void> =>
  linkOrRename(from, to).catch((error: unknown) => {
    throw failure(error)
  })

/** False where there is none any more. */
export const isOlder = async (path: string, before: number): Promise<boolean> => {
  const found = await statIfThere(path)
  return found !== undefined && found.mtimeMs < before
}

export const sizeOf = async (path: string): Promise<number | undefined> => (await statIfThere(path))?.size

/** A full disk is a problem of its own; whatever else went wrong keeps its face. */
export const failure = (error: unknown): unknown =>
  isNoRoom(error)
    ? new Problem('storage-full', 'there is no space left for parts', { cause: error, retryAfterMs: 30_000 })
    : error
