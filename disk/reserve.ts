// A file that only holds room. At once, without a promise: whoever writes the database asks for it
// between two commits.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'

const blockBytes = 1024 * 1024

/**
 * Makes a file of so many octets, really written and on disk. `false`, and no file, where the disk
 * has no room for it.
 */
export function reserve(file: string, bytes: number): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600)
    try {
      const block = new Uint8Array(blockBytes)
      for (let written = 0; written < bytes; )
        written += writeSync(handle, block, 0, Math.min(blockBytes, bytes - written))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    return true
  } catch (error) {
    rmSync(file, { force: true })
    if (isNoRoom(error)) return false
    throw error
  }
}

/** EDQUOT: the user's share of it is used up. */
export const isNoRoom = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
