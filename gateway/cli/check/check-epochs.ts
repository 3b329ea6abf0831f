// Keys of epochs that the store needs: whether each is here, before a start says that one is not.
import type { Config } from '../../../config/settings.ts'
import type { Desk } from '../program/desk.ts'
import { type Finding, wrong } from './finding.ts'

/**
 * A file is looked into while a gateway may be running on it; a database is asked unless offline.
 */
export async function checkEpochs(
  config: Config,
  desk: Desk,
  { offline }: { readonly offline: boolean },
): Promise<Finding[]> {
  if (offline && config.STORE !== 'sqlite') return []
  const { moving } = await import('../../start/moving.ts')
  // What is wrong with keys has findings of its own.
  const keys = await desk.readKeys(desk.folder).catch(() => undefined)
  if (!keys || !(await moving.isStored(config, desk.folder))) return []
  const folder = moving.epochsFolder(config, desk.folder)
  const store = await moving.openReading(config, desk.folder)
  try {
    const amiss = await moving.whyNotEpochs(store, folder, keys.installation)
    return amiss ? [wrong(folder, amiss.found, amiss.fix)] : []
  } finally {
    await store.close()
  }
}
