// `bulla keys lock` and `keys unlock`: the key of the installation under a passphrase that lies
// elsewhere, so that whoever takes the disk has nothing readable.
import { dirname, resolve } from 'node:path'
import { isLocked, lockWith, unlockWith } from '../../../crypto/jose/locked.ts'
import { pointDurably, removeDurably } from '../../../disk/durable.ts'
import { realPathIfThere, statIfThere } from '../../../disk/there.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { changeKeys, placesIn, readGiven, writeSecret } from '../../installation/places.ts'
import { type Command, required, type Words } from '../program/command.ts'
import { type Desk, done, type Outcome } from '../program/desk.ts'

const fewestCharacters = 12

export const keysLock: Command = {
  usage: 'keys lock',
  summary: 'lock the key of the installation with a passphrase that is kept elsewhere',
  details: `The passphrase is the first line of a file, of mode 0600 or 0400, that is there when the gateway starts: on a file system in
memory, or a credential of systemd (/run/credentials/bulla.service/passphrase). keys/installation.passphrase becomes a link to it.
Without the passphrase nothing stored can be read, by anybody: keep it in a safe as well. It is in no backup.`,
  options: [{ flags: '--passphrase-file <file>', describe: 'where the passphrase lies, now and at each start' }],
  examples: ['bulla keys lock --passphrase-file /run/credentials/bulla.service/passphrase'],
  run: (words, desk) => changeKeys(desk.folder, 'bulla keys lock', () => lock(words, desk)),
}

async function lock(words: Words, { folder, cwd, say }: Desk): Promise<Outcome> {
  const file = resolve(cwd, required(words, 'passphrase-file', '/run/credentials/bulla.service/passphrase'))
  const places = placesIn(folder)
  const text = await keyText(folder)
  if (isLocked(text))
    throw refused(`${places.installationKey} is locked already`, 'for another passphrase: bulla keys unlock, then lock')
  await demandElsewhere(file, places.keys)
  const passphrase = (await readGiven(file, 'a passphrase')).trim()
  if (passphrase.length < fewestCharacters)
    throw refused(`${file}: found ${passphrase.length} characters, expected at least ${fewestCharacters}`)
  const locked = await lockWith(passphrase, Buffer.from(text, 'base64url'))
  // The way to the passphrase first: what is locked opens at every moment from now on.
  await pointDurably(places.passphrase, file)
  await writeSecret(places.installationKey, locked)
  say(
    `${places.installationKey} is locked; ${places.passphrase} leads to ${file}`,
    'A start and every command that reads keys needs that file. Copies of the key that were made before are not locked.',
  )
  return done({ locked: true, passphraseFile: file })
}

export const keysUnlock: Command = {
  usage: 'keys unlock',
  summary: 'take the passphrase off the key of the installation',
  details: 'It lies readable in keys/ again, for whoever takes the disk.',
  options: [],
  examples: ['bulla keys unlock'],
  run: (_words, desk) => changeKeys(desk.folder, 'bulla keys unlock', () => unlock(desk)),
}

async function unlock({ folder, say }: Desk): Promise<Outcome> {
  const places = placesIn(folder)
  const text = await keyText(folder)
  if (!isLocked(text)) throw refused(`${places.installationKey} is not locked`)
  const passphrase = (await readGiven(places.passphrase, 'the passphrase')).trim()
  const key = await unlockWith(passphrase, text).catch((error: unknown) => {
    throw refused(`${places.installationKey}: ${messageOf(error)}`, `put the right one into ${places.passphrase}`)
  })
  await writeSecret(places.installationKey, Buffer.from(key).toString('base64url'))
  await removeDurably(places.passphrase)
  say(`${places.installationKey} is not locked any more`)
  return done({ locked: false })
}

/** Whoever reads it opens the key, and whoever takes keys/ must not get it with them. */
async function demandElsewhere(file: string, keys: string): Promise<void> {
  const found = await statIfThere(file)
  if (found && (found.mode & 0o077) !== 0)
    throw refused(`${file}: others can read it`, `chmod 600 ${file}; and take another passphrase if one did`)
  const [real, room] = [await realPathIfThere(file), await realPathIfThere(keys)]
  if (real !== undefined && dirname(real) === room)
    throw refused(
      `${file}: it lies in keys/, beside the key that it is to lock`,
      'keep it on a file system in memory, or as a credential of systemd',
    )
}

const keyText = async (folder: Desk['folder']): Promise<string> =>
  (await readGiven(placesIn(folder).installationKey, 'the key of the installation')).trim()
