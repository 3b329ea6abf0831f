// The folders of an installation: what lies where one belongs and is none, told for all of them at
// once, before anything fails over one of them.
import { join, resolve } from 'node:path'
import { forkFolder } from '../../config/forks.ts'
import type { Config } from '../../config/settings.ts'
import { sayMisplaced, statIfThere } from '../../disk/there.ts'
import { placesIn } from './places.ts'

type Where = Pick<Config, 'DATA_FOLDER' | 'PARTS_FOLDER' | 'EPOCHS_FOLDER'>

/** Without these no gateway can work. */
const neededIn = (folder: string, { DATA_FOLDER, PARTS_FOLDER, EPOCHS_FOLDER }: Where): readonly string[] => {
  const { keys, epochs, next, trialCa, partners, agreements } = placesIn(folder)
  const data = resolve(folder, DATA_FOLDER)
  const parts = PARTS_FOLDER ?? join(data, 'parts')
  return [keys, EPOCHS_FOLDER ?? epochs, next, trialCa, partners, agreements, join(folder, forkFolder), data, parts]
}

/** What a gateway goes on without: it renews no certificate, or learns of no revocation. */
const othersIn = (folder: string): readonly string[] => {
  const { lists, requests, issuer } = placesIn(folder)
  return [lists, requests, issuer]
}

/** Each that is something else than a folder; one that is not there yet is made by who needs it. */
export const misplacedIn = (folder: string, where: Where): Promise<readonly string[]> =>
  misplaced([...neededIn(folder, where), ...othersIn(folder)])

/** @throws {Error} one that names each folder that a start needs and that is something else */
export async function demandFolders(folder: string, where: Where): Promise<void> {
  const found = await misplaced(neededIn(folder, where))
  if (found.length > 0) throw new Error(found.map(sayMisplaced).join('; '))
}

async function misplaced(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(async (path) => [path, await statIfThere(path)] as const))
  return found.flatMap(([path, stat]) => (stat === undefined || stat.isDirectory() ? [] : [path]))
}
