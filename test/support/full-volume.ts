// A small file system of its own that can be filled to its last octet: what a log volume is on a bad day.
import { execFileSync } from 'node:child_process'
import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Volume {
  readonly folder: string
  /** Not one octet more goes anywhere, not even into the last page of `file` where that is there. */
  fill(file?: string): void
  makeRoom(): void
  freeBytes(): number
}

/** Mounts a tmpfs of this size; where that is not permitted, says why. */
export function mountVolume(
  t: { teardown(end: () => unknown): void },
  folder: string,
  size = '256k',
): Volume | { readonly refused: string } {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    return { refused: `a tmpfs cannot be mounted here: ${error instanceof Error ? error.message.trim() : error}` }
  }
  t.teardown(() => execFileSync('umount', ['--lazy', folder]))
  const filler = join(folder, 'filler')
  return {
    folder,
    fill(file) {
      const descriptor = openSync(filler, 'a')
      for (const bytes of [65_536, 4096, 1]) untilFull(() => writeSync(descriptor, new Uint8Array(bytes)))
      closeSync(descriptor)
      if (file !== undefined) untilFull(() => appendFileSync(file, '\n'))
    },
    makeRoom: () => rmSync(filler),
    freeBytes() {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
  }
}

function untilFull(write: () => unknown): void {
  try {
    for (;;) write()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
