// Files of one folder that change together, and by one process at a time. What they will be is on
// disk first, under another name; whoever finds that goes on with it, so that after a power cut all
// of them are new, or none.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { alone, isBusy } from './alone.ts'
import { destroyDurably, replaceSecret } from './destroy.ts'
import { publicMode, secretMode, writeDurably } from './durable.ts'
import { ifThere, isThere, readIfThere } from './there.ts'

export interface FileText {
  /** In the folder. */
  readonly name: string
  readonly text: string
  /** Readable for its owner alone. */
  readonly secret: boolean
}

/** Names with a dot are watched by nobody. */
const journal = '.together.json'
const lock = '.changing'
/** Files are changed within moments. */
const mostWaitMs = 10_000

/**
 * Whoever changes the folder does it here, so that what was looked at before is still so: one after
 * the other, in whatever process, after what somebody before had begun. Within the work it may be
 * asked for again.
 * @param who what is done, as whoever has to wait is told it
 * @throws {Error} that says who else is at it, after ten seconds
 */
export const changeTogether = <T>(folder: string, who: string, work: () => Promise<T>): Promise<T> =>
  alone(
    join(folder, lock),
    who,
    async () => {
      await goOn(folder)
      return work()
    },
    mostWaitMs,
  )

/** From the moment that the first file has changed the others will, whatever happens. */
export const writeTogether = (folder: string, who: string, files: readonly FileText[]): Promise<void> =>
  changeTogether(folder, who, async () => {
    await writeDurably(join(folder, journal), JSON.stringify(files), { mode: secretMode, fresh: true })
    await goOn(folder)
  })

/** Whether files are being changed, or a process ended over it. */
const isChanging = (folder: string): Promise<boolean> => isThere(join(folder, journal))

/**
 * What was read of several files is of one moment where this is the same before and after; it never
 * is while files are being changed.
 */
export async function momentOf(folder: string): Promise<string | symbol> {
  const at = await ifThere(stat(folder, { bigint: true }))
  return (await isChanging(folder)) ? Symbol('changing') : `${at?.mtimeNs}`
}

/**
 * Goes on with what was begun, before anybody reads the files. Where whoever began it is still at
 * it, it is left to that one.
 */
export async function settleTogether(folder: string): Promise<void> {
  if (!(await isChanging(folder))) return
  await alone(join(folder, lock), 'going on with what was begun', () => goOn(folder), 0).catch((error: unknown) => {
    if (!isBusy(error)) throw error
  })
}

/** Any number of times, with the same end. */
async function goOn(folder: string): Promise<void> {
  const begun = await readIfThere(join(folder, journal))
  if (begun === undefined) return
  for (const { name, text, secret } of JSON.parse(begun) as readonly FileText[])
    if (secret) await putSecret(join(folder, name), text)
    else await putPublic(join(folder, name), text)
  // It may hold keys.
  await destroyDurably(join(folder, journal))
}

/** Once: what lies there already is not replaced by itself. */
async function putSecret(file: string, text: string): Promise<void> {
  if ((await readIfThere(file)) !== text) await replaceSecret(file, text)
}

/** Each change is taken up, and whoever takes it up comes here again. */
async function putPublic(file: string, text: string): Promise<void> {
  if ((await readIfThere(file)) !== text) await writeDurably(file, text, { mode: publicMode })
}
