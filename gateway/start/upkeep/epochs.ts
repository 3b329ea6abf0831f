// The epochs of an installation: opened before anything is read, and turned in time.
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openEpochKeys } from '../../../adapters/keys/epochs.ts'
import type { Config } from '../../../config/settings.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { namesIn } from '../../../disk/there.ts'
import type { Secrets } from '../../flows/content/secrets.ts'
import { demandEpochs, epochInForce, finalDay, turnEpochs } from '../../flows/upkeep/epochs.ts'
import { isPutAside, placesIn } from '../../installation/places.ts'
import type { EpochKeys } from '../../ports/installation.ts'
import type { EpochStore } from '../../ports/keeping.ts'
import type { Log } from '../../watch/log.ts'
import { world } from '../clock.ts'

interface Held {
  readonly store: EpochStore
  readonly epochs: EpochKeys
}

type Settings = Pick<Config, 'EPOCH_MS' | 'BACKUP_HORIZON_MS' | 'EPOCHS_FOLDER'>

export const epochsFolder = ({ EPOCHS_FOLDER }: Pick<Settings, 'EPOCHS_FOLDER'>, folder: string): string =>
  EPOCHS_FOLDER === undefined ? placesIn(folder).epochs : resolve(folder, EPOCHS_FOLDER)

const epochTimes = ({ EPOCH_MS, BACKUP_HORIZON_MS }: Settings) => ({ everyMs: EPOCH_MS, horizonMs: BACKUP_HORIZON_MS })

/** @throws {Error} where a key of an epoch is missing, or is not that of the other nodes */
export async function openEpochs(
  config: Settings,
  { folder, installation, store, log }: { folder: string; installation: Uint8Array; store: EpochStore; log: Log },
): Promise<EpochKeys> {
  const place = epochsFolder(config, folder)
  const epochs = openEpochKeys(place, installation)
  await demandEpochs({ store, epochs }, place)
  await epochInForce({ store, epochs, world, log })
  return epochs
}

/** A look to be taken again and again. */
export const turningEpochs =
  (config: Settings, { store, secrets, epochs }: Held & { readonly secrets: Secrets }, log: Log) =>
  () =>
    turnEpochs({
      store,
      secrets,
      epochs,
      world,
      log,
      times: epochTimes(config),
      rest: (ms) => wait(ms, undefined, { ref: false }),
    })

/**
 * What a disposal here rests on. PostgreSQL keeps what was replaced in segments and archives of its
 * log, so that there the end of the epoch does it; and so does a database that a restore put aside,
 * as long as it lies here.
 */
export const destroyedFor =
  (config: Settings & Pick<Config, 'STORE' | 'DATA_FOLDER'>, { store, epochs }: Held) =>
  async (storedAt: readonly number[]): Promise<JsonObject> => {
    const [first] = await store.epochs()
    const overwritten = config.STORE === 'sqlite' && !(await namesIn(config.DATA_FOLDER)).some(isPutAside)
    const finalOn = finalDay(epochs, first, epochTimes(config), storedAt)
    return {
      restsOn: [
        ...(overwritten ? ['keys-overwritten'] : []),
        'part-deleted',
        ...(finalOn === undefined ? [] : ['epoch-ends']),
      ],
      ...(finalOn !== undefined && { finalOn }),
    }
  }
