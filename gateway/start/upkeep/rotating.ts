// The rotation of our keys by the gateway itself, where it is switched on; and the record of keys
// that are gone for good, whoever let them go.
import type { Config } from '../../../config/settings.ts'
import { isThere } from '../../../disk/there.ts'
import { rotating, rotationReasons } from '../../flows/upkeep/rotate.ts'
import { placesIn } from '../../installation/places.ts'
import { world } from '../clock.ts'
import type { InForce } from '../in-force.ts'
import type { Kept } from '../kept.ts'
import { envelopeLifeMs } from '../line/delivering.ts'
import type { Observing } from '../observing.ts'
import { rotatedKeysIn } from './rotated-keys.ts'

interface Needs {
  readonly config: Config
  readonly folder: string
  readonly observed: Pick<Observing, 'log'>
  readonly inForce: InForce
  readonly kept: Pick<Kept, 'store'>
}

/** A look to be taken again and again, by one node at a time. */
export const rotatingKeys = ({ config, folder, observed, inForce, kept }: Needs): (() => Promise<void>) =>
  rotating({
    ...{ world, log: observed.log, store: kept.store, trust: inForce.trust, holders: inForce.holders },
    keys: rotatedKeysIn(folder, config),
    inFlightMs: envelopeLifeMs(config),
    automatic: config.KEY_ROTATION === 'automatic',
  })

/** Why people have to come for a rotation, for readiness. */
export const rotationTrouble = (folder: string): Promise<string[]> =>
  rotationReasons({ awaitsCeremony: () => isThere(placesIn(folder).cardDraft) })
