// Our keys in the folder of the installation, as the gateway rotates them: by the steps that the
// commands take.
import { readKeysInForce } from '../../../adapters/keys/renewing.ts'
import type { Config } from '../../../config/settings.ts'
import { isThere } from '../../../disk/there.ts'
import { keyDatesIn, unnamedIn } from '../../installation/dates.ts'
import { refreshOwnCard } from '../../installation/own-card.ts'
import { placesIn } from '../../installation/places.ts'
import { destroyedIn, forgetDestroyed, retiredIn } from '../../installation/retired.ts'
import { beginRotation, finishRotation } from '../../installation/steps.ts'
import type { RotatedKeys, RotatedUse } from '../../ports/installation.ts'
import { world } from '../clock.ts'

const byAge: readonly string[] = ['signing', 'encryption', 'log'] satisfies RotatedUse[]

export function rotatedKeysIn(
  folder: string,
  settings: Pick<Config, 'MEMBER' | 'NATIONAL_HOST' | 'TLS_ISSUER' | 'NATIONAL_ISSUER'>,
  now: () => number = world.now,
): RotatedKeys {
  const making = { folder, readKeys: readKeysInForce, now, member: settings.MEMBER, settings }
  return {
    dates: () => keyDatesIn(making),
    mayCertify: () => isThere(placesIn(folder).trialCaKey),
    retiring: async () =>
      (await retiredIn(folder)).map(({ use }) => use).filter((use): use is RotatedUse => byAge.includes(use)),
    unnamed: () => unnamedIn(making),
    name: async () => (await refreshOwnCard(settings.MEMBER, making)).card.sequence,
    awaitsCeremony: () => isThere(placesIn(folder).cardDraft),
    begin: async (uses) => (await beginRotation(uses, making)).card.sequence,
    finish: async (uses) => (await finishRotation(uses, making)).gone,
    unrecorded: () => destroyedIn(folder),
    recorded: (keys) => forgetDestroyed(folder, keys),
  }
}
