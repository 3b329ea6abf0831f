// Files whose content must not be read again by whoever gets the disk later.
import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { removeDurably, renameDurably, secondName, secretMode, writeAll, writeDurably } from './durable.ts'
import { ifThere, namesIn, statIfThere } from './there.ts'

/**
 * Overwrites a file with zeros, has that on disk, and removes it; does nothing where there is none.
 * It loses its name first, so that nobody ever finds zeros under it.
 * On a disk that writes elsewhere than it was told (flash, snapshots, copy on write) the old octets
 * may outlive this: docs/operations.md says so.
 */
export async function destroyDurably(file: string): Promise<void> {
  const going = goingName(file)
  if ((await ifThere(renameDurably(file, going).then(() => true))) === true) await overwriteAndRemove(going)
}

/** Writes a secret in the place of another, which is overwritten and not only forgotten. */
export async function replaceSecret(file: string, content: string): Promise<void> {
  const going = goingName(file)
  await ifThere(secondName(file, going))
  await writeDurably(file, content, { mode: secretMode })
  await overwriteAndRemove(going)
}

/** Whoever writes or destroys a secret is done with it by then. */
const leftAfterMs = 60_000

/**
 * Destroys what a process that ended in the middle has left of secrets in a folder: files that were
 * half written, and those that were going.
 * @param olderThanMs as the file system counts, whose clock need not be ours
 * @returns how many there were
 */
export async function destroyLeftovers(folder: string, olderThanMs = leftAfterMs): Promise<number> {
  const names = (await namesIn(folder)).filter((name) => /^\..+\.(?:tmp|going)$/.test(name))
  if (names.length === 0) return 0
  const nowMs = await clockOf(folder)
  let destroyed = 0
  for (const name of names) {
    const found = await statIfThere(join(folder, name))
    if (!found || nowMs - found.ctimeMs < olderThanMs) continue
    // Whoever is at it after all finds it no more, and fails before it puts zeros into force.
    const left = goingName(join(folder, name))
    if ((await ifThere(renameDurably(join(folder, name), left).then(() => true))) === undefined) continue
    // A second name of what is in force is only a name: to overwrite it would destroy that.
    if (((await statIfThere(left))?.nlink ?? 1) > 1) await removeDurably(left)
    else await overwriteAndRemove(left)
    destroyed += 1
  }
  return destroyed
}

async function clockOf(folder: string): Promise<number> {
  const probe = join(folder, `.${randomUUID()}.clock.tmp`)
  await writeDurably(probe, '')
  const now = (await statIfThere(probe))?.ctimeMs ?? 0
  await removeDurably(probe)
  return now
}

/** Of one destroyer alone, so that two of them never overwrite what the other has put in place. */
const goingName = (file: string): string => join(dirname(file), `.${basename(file)}.${randomUUID()}.going`)

async function overwriteAndRemove(file: string): Promise<void> {
  const handle = await ifThere(open(file, 'r+'))
  if (handle === undefined) return
  try {
    await writeAll(handle, [new Uint8Array((await handle.stat()).size)])
    await handle.sync()
  } finally {
    await handle.close()
  }
  await removeDurably(file)
}
