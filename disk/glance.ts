// A few octets of a file that somebody else writes, looked at again and again.
import { closeSync, openSync, readSync } from 'node:fs'

interface Glance {
  /** Octets from there on; fewer where the file ends, nothing while there is no file. */
  of(at: number, bytes: number): Uint8Array | undefined
  close(): void
}

/** Opened with the first look that finds the file, and then kept open. */
export function glanceAt(file: string): Glance {
  let handle: number | undefined
  return {
    of(at, bytes) {
      handle ??= opened(file)
      if (handle === undefined) return undefined
      const octets = new Uint8Array(bytes)
      return octets.subarray(0, readSync(handle, octets, 0, bytes, at))
    },
    close() {
      if (handle !== undefined) closeSync(handle)
      handle = undefined
    },
  }
}

function opened(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
