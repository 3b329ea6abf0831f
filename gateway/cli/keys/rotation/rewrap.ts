// `bulla keys rotate installation`: another key of the installation, under which all keys of the
// store are wrapped anew. No gateway works on the store meanwhile; broken off, it goes on.
import { timingSafeEqual } from 'node:crypto'
import { loadConfig } from '../../../../config/load.ts'
import { isLocked, lockWith, unlockWith } from '../../../../crypto/jose/locked.ts'
import { fromBase64url, toBase64url } from '../../../../crypto/octets.ts'
import { rewrapKey, unwrapKey, wrapKey } from '../../../../crypto/part/vault.ts'
import { destroyDurably } from '../../../../disk/destroy.ts'
import { renameDurably } from '../../../../disk/durable.ts'
import { isThere } from '../../../../disk/there.ts'
import { messageOf, refused } from '../../../installation/complaint.ts'
import { changeKeys, placesIn, readGiven, writeSecret } from '../../../installation/places.ts'
import { type Desk, done, type Outcome } from '../../program/desk.ts'
import { type Deps, demandIdle, openIdle } from '../../store/move.ts'

type Places = ReturnType<typeof placesIn>

export const rotateInstallation = (desk: Desk): Promise<Outcome> =>
  changeKeys(desk.folder, 'bulla keys rotate installation', () => rotateAlone(desk))

async function rotateAlone(desk: Desk): Promise<Outcome> {
  const places = placesIn(desk.folder)
  const config = loadConfig(desk.folder, desk.env)
  const { moving: deps } = await import('../../../start/moving.ts')
  const stored = await deps.isStored(config, desk.folder)
  const store = stored ? await openIdle(() => deps.openStopped(config, desk.folder)) : undefined
  let changed = 0
  try {
    if (store) await demandIdle(deps, store, desk)
    const before = await keyIn(places.installationKey, places)
    const after = (await isThere(places.nextInstallationKey))
      ? await keyIn(places.nextInstallationKey, places)
      : await makeNext(before, places, desk)
    if (store) changed = await rewrapAll(deps, store, { before, after })
    changed += await wrapEpochs(deps, deps.epochsFolder(config, desk.folder), { before, after }, desk)
    if (await isThere(places.nextInstallationRoot))
      await renameDurably(places.nextInstallationRoot, places.installationRoot)
    if (!timingSafeEqual(before, after))
      await writeSecret(places.installationKey, await readGiven(places.nextInstallationKey, 'the new key'))
    await destroyDurably(places.nextInstallationKey)
  } finally {
    await store?.close()
  }
  desk.say(
    `${changed} keys of the store and of epochs are wrapped by another key of the installation; the one before is destroyed`,
    'Next: put keys/ into its safe, and bulla keys epoch --copy for that of the epochs. Backups that were made before open with the key before alone: keep that beside them.',
  )
  return done({ rotated: ['installation'], rewrapped: changed })
}

/** What marks and fingerprints come from stays for ever, wrapped by whatever key is in force. */
async function makeNext(before: Uint8Array, places: Places, { randomOctets }: Desk): Promise<Uint8Array> {
  const root = (await isThere(places.installationRoot))
    ? unwrapKey(before, fromBase64url((await readGiven(places.installationRoot, 'a wrapped key')).trim()))
    : before
  const after = randomOctets(32)
  // In this order: without the key nobody looks at its root.
  await writeSecret(places.nextInstallationRoot, toBase64url(wrapKey(after, root)))
  const locked = isLocked((await readGiven(places.installationKey, 'the key of the installation')).trim())
  await writeSecret(
    places.nextInstallationKey,
    locked ? await lockWith(await passphraseIn(places), after) : toBase64url(after),
  )
  return after
}

interface Change {
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/**
 * Another epoch begins, and the gateway wraps what lives by it: whoever had the key before may have
 * had the files of epochs too, and what is written from now on does not open by those.
 * @returns how many were wrapped anew
 */
async function wrapEpochs(deps: Deps, folder: string, { before, after }: Change, desk: Desk): Promise<number> {
  const changed = await deps.rewrapEpochs(folder, before, after)
  const epochs = deps.openEpochKeys(folder, after)
  if (epochs.all().length > 0) await epochs.begin(desk.now(), desk.randomOctets(32))
  return changed
}

/** A key that the key of the installation wraps itself. */
const bareBytes = 40

/** A second walk shows that each key opens under the new one. @returns how many were changed */
async function rewrapAll(
  deps: Deps,
  store: Awaited<ReturnType<Deps['openStopped']>>,
  { before, after }: Change,
): Promise<number> {
  // Keys of an epoch lie under its own, which is wrapped anew as a file.
  const anew = (wrapped: Uint8Array) => (wrapped.length === bareBytes ? rewrapKey(before, after, wrapped) : undefined)
  const changed = await deps.rewrapKeys(store, anew)
  const left = await deps.rewrapKeys(store, anew)
  if (left > 0)
    throw refused(`${left} keys of the store were changed meanwhile`, 'stop every gateway, and run it again')
  return changed
}

async function keyIn(file: string, places: Places): Promise<Uint8Array> {
  const text = (await readGiven(file, 'a key of the installation')).trim()
  if (!isLocked(text)) return fromBase64url(text)
  return unlockWith(await passphraseIn(places), text).catch((error: unknown) => {
    throw refused(`${file}: ${messageOf(error)}`, `put the right passphrase into ${places.passphrase}`)
  })
}

const passphraseIn = async ({ passphrase }: Places): Promise<string> =>
  (await readGiven(passphrase, 'the passphrase')).trim()
