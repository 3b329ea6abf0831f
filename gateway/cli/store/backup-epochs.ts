// Until when a backup opens: as long as the keys of its epochs are kept.
import { loadConfig } from '../../../config/load.ts'
import { clockToleranceMs, dayMs } from '../../../crypto/instants.ts'
import { isThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import { placesIn } from '../../installation/places.ts'
import type { Desk } from '../program/desk.ts'
import type { BackupAbout } from './backup-folder.ts'

/**
 * A backup opens as long as the keys of its epochs are kept.
 * @throws a complaint before anything is touched
 */
export async function demandOpens(
  backup: string,
  { madeAt, epochs = [], horizonMs = Number.POSITIVE_INFINITY }: BackupAbout,
  desk: Desk,
): Promise<void> {
  const places = placesIn(desk.folder)
  // Where no keys are yet, only its age tells.
  const missing: number[] = []
  if (await isThere(places.installationKey)) {
    const { moving } = await import('../../start/moving.ts')
    for (const each of epochs) if (!(await isThere(moving.epochFile(await epochsOf(desk), each)))) missing.push(each)
  }
  const days = Math.floor(horizonMs / dayMs)
  const now = await latestOf(desk)
  if (Date.parse(madeAt) > now + clockToleranceMs)
    throw refused(
      `${backup} says that it was made at ${madeAt}, and the clock here says ${new Date(now).toISOString()}; how old it is, and whether it opens still, cannot be told; nothing was restored`,
      'compare the clock with a time server (chrony, timedatectl), then restore again',
    )
  if (epochs.length > 0 && now - Date.parse(madeAt) > horizonMs)
    throw refused(
      `${backup} is of ${madeAt}, and older than the ${days} days for which a backup opens: the keys of epoch ${epochs.join(', ')} are destroyed by then, so what it holds cannot be read; nothing was restored`,
      'take a younger backup',
    )
  if (missing.length > 0)
    throw refused(
      `${backup} opens by the key of epoch ${epochs.join(', ')}; of epoch ${missing.join(', ')} there is none in ${await epochsOf(desk)}; nothing was restored`,
      'put the copy of that folder back that "bulla keys epoch --copy" made; where the epoch was ended, take a younger backup',
    )
}

/**
 * The instant until which the keys of its epochs are kept: an epoch that should have ended while
 * the gateway stood still has ended for its backups too.
 */
export async function opensUntil({ madeAt, epochs = [], horizonMs = 0 }: BackupAbout, desk: Desk): Promise<number> {
  const { EPOCH_MS } = loadConfig(desk.folder, desk.env)
  const { all, ends } = await epochsHere(desk, EPOCH_MS)
  const ended = all.flatMap(({ number }, index) => (epochs.includes(number) ? (ends[index] ?? []) : []))
  return Math.min(Date.parse(madeAt), ...ended) + horizonMs
}

async function epochsHere(desk: Desk, everyMs = 0) {
  const keys = await desk.readKeys(desk.folder).catch(() => undefined)
  if (!keys) return { all: [], ends: [] }
  const { moving } = await import('../../start/moving.ts')
  const all = moving.openEpochKeys(await epochsOf(desk), keys.installation).all()
  return { all, ends: moving.endsOf(all, everyMs) }
}

/** A clock that was set back makes no backup younger: it is later than the newest epoch began. */
async function latestOf(desk: Desk): Promise<number> {
  const { all } = await epochsHere(desk)
  return Math.max(desk.now(), all.at(-1)?.beganAt ?? 0)
}

/** Where the settings put them, as far as there are settings. */
async function epochsOf(desk: Desk): Promise<string> {
  const places = placesIn(desk.folder)
  if (!(await isThere(places.settings))) return places.epochs
  const { moving } = await import('../../start/moving.ts')
  return moving.epochsFolder(loadConfig(desk.folder, desk.env), desk.folder)
}
