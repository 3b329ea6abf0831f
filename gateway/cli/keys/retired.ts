// Keys that were replaced, as they lie in keys/: `<use>-<n>`, the highest number the newest.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { destroyDurably } from '../../../disk/destroy.ts'
import { removeDurably } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { placesIn, readGiven, writePublic, writeSecret } from '../program/installation.ts'

interface Retired {
  readonly use: string
  readonly number: number
  /** Name of the file of the key in keys/. */
  readonly file: string
}

export async function retiredIn(folder: string): Promise<readonly Retired[]> {
  const names = await readdir(placesIn(folder).keys)
  return names.flatMap((file) => {
    const [, use = '', number] = /^([a-z]+)-(\d+)\.key\.pem$/.exec(file) ?? []
    return number === undefined ? [] : [{ use, number: Number(number), file }]
  })
}

/**
 * Keeps the key, with its certificate where it has one, that is about to be replaced: seals of it
 * are verified, and letters to it opened.
 */
export async function retire(use: string, folder: string): Promise<void> {
  const places = placesIn(folder)
  const numbers = (await retiredIn(folder)).filter((each) => each.use === use).map(({ number }) => number)
  const name = `${use}-${Math.max(0, ...numbers) + 1}`
  if (await isThere(places.certificate(use)))
    await writePublic(places.certificate(name), await readGiven(places.certificate(use), 'our certificate'))
  await writeSecret(places.key(name), await readGiven(places.key(use), 'our key'))
}

/**
 * Destroys what was replaced. Old seals are verified with the certificates in the cards that were
 * kept. @returns the names of the files that are gone
 */
export async function destroyRetired(folder: string, uses: readonly string[]): Promise<string[]> {
  const gone = (await retiredIn(folder)).filter(({ use }) => uses.includes(use)).map(({ file }) => file)
  for (const file of gone) {
    await destroyDurably(join(placesIn(folder).keys, file))
    await removeDurably(join(placesIn(folder).keys, file.replace('.key.', '.cert.')))
  }
  return gone
}
