// Files whose content must not be read again by whoever gets the disk later.
import { link, open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { removeDurably, secretMode, writeAll, writeDurably } from './durable.ts'
import { ifThere } from './there.ts'

/**
 * Overwrites a file with zeros, has that on disk, and removes it; does nothing where there is none.
 * On a disk that writes elsewhere than it was told (flash, snapshots, copy on write) the old octets
 * may outlive this: docs/operations.md says so.
 */
export async function destroyDurably(file: string): Promise<void> {
  const handle = await ifThere(open(file, 'r+'))
  if (handle === undefined) return
  try {
    await writeAll(handle, new Uint8Array((await handle.stat()).size))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await removeDurably(file)
}

/**
 * Writes a secret in the place of another, which is overwritten and not only forgotten. Broken off,
 * it is done again with the next one.
 */
export async function replaceSecret(file: string, content: string): Promise<void> {
  const before = join(dirname(file), `.${basename(file)}.before`)
  await destroyDurably(before)
  await link(file, before)
  await writeDurably(file, content, { mode: secretMode })
  await destroyDurably(before)
}
