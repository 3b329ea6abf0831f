// Files of one folder that change together. What they will be is on disk first, under another name;
// whoever finds that goes on with it, so that after a power cut all of them are new, or none.
import { join } from 'node:path'
import { destroyDurably, replaceSecret } from './destroy.ts'
import { publicMode, secretMode, writeDurably } from './durable.ts'
import { readIfThere } from './there.ts'

export interface FileText {
  /** In the folder. */
  readonly name: string
  readonly text: string
  /** Readable for its owner alone. */
  readonly secret: boolean
}

/** Names with a dot are watched by nobody. */
const journal = '.together.json'

/** From the moment that the first file has changed the others will, whatever happens. */
export async function writeTogether(folder: string, files: readonly FileText[]): Promise<void> {
  await settleTogether(folder)
  await writeDurably(join(folder, journal), JSON.stringify(files), { mode: secretMode, fresh: true })
  await settleTogether(folder)
}

/** Goes on with what was begun. Any number of times, with the same end. */
export async function settleTogether(folder: string): Promise<void> {
  const begun = await readIfThere(join(folder, journal))
  if (begun === undefined) return
  for (const { name, text, secret } of JSON.parse(begun) as readonly FileText[])
    if (secret) await putSecret(join(folder, name), text)
    else await writeDurably(join(folder, name), text, { mode: publicMode })
  // It may hold keys.
  await destroyDurably(join(folder, journal))
}

/** Once: what lies there already is not replaced by itself. */
async function putSecret(file: string, text: string): Promise<void> {
  if ((await readIfThere(file)) !== text) await replaceSecret(file, text)
}
