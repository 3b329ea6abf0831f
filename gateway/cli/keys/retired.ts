// Keys that were replaced, as they lie in keys/: `<use>-<n>`, the highest number the newest.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJson } from '../../../config/shapes.ts'
import { publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { readTlsCertificate } from '../../../crypto/x509/issued.ts'
import { destroyDurably } from '../../../disk/destroy.ts'
import { removeDurably } from '../../../disk/durable.ts'
import { isThere, readIfThere } from '../../../disk/there.ts'
import type { DestroyedKey } from '../../ports/installation.ts'
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
 * Destroys what was replaced, once it is written down that it is: the running gateway, or the next
 * start, makes that evidence. Old seals are verified with the certificates in the cards that were
 * kept.
 */
export async function destroyRetired(folder: string, uses: readonly string[], nowMs: number): Promise<DestroyedKey[]> {
  const { keys } = placesIn(folder)
  const going = (await retiredIn(folder)).filter(({ use }) => uses.includes(use))
  const gone = await Promise.all(
    going.map(async ({ use, file }) => ({
      ...{ use, at: new Date(nowMs).toISOString(), file: join('keys', file) },
      kid: await kidOf(use, join(keys, file)),
    })),
  )
  await noteDestroyed(folder, gone)
  for (const { file } of going) {
    await destroyDurably(join(keys, file))
    await removeDurably(join(keys, file.replace('.key.', '.cert.')))
  }
  return gone
}

async function kidOf(use: string, file: string): Promise<string> {
  if (use !== 'tls') return thumbprint(await publicJwk(await readGiven(file, 'a key that was replaced')))
  return readTlsCertificate(await readGiven(file.replace('.key.', '.cert.'), 'its certificate')).keySha256
}

/** Keys that were destroyed and are not in the evidence yet. */
export async function destroyedIn(folder: string): Promise<DestroyedKey[]> {
  const text = await readIfThere(placesIn(folder).destroyed)
  const noted: unknown = text === undefined ? [] : JSON.parse(text)
  return Array.isArray(noted) ? (noted as DestroyedKey[]) : []
}

export async function noteDestroyed(folder: string, more: readonly DestroyedKey[]): Promise<void> {
  if (more.length === 0) return
  const noted = await destroyedIn(folder)
  const fresh = more.filter((each) => !noted.some(({ kid, file }) => kid === each.kid && file === each.file))
  await writePublic(placesIn(folder).destroyed, writeJson([...noted, ...fresh]))
}

/** They are in the evidence now. */
export async function forgetDestroyed(folder: string, recorded: readonly DestroyedKey[]): Promise<void> {
  const left = (await destroyedIn(folder)).filter(({ kid }) => !recorded.some((each) => each.kid === kid))
  if (left.length > 0) await writePublic(placesIn(folder).destroyed, writeJson(left))
  else await removeDurably(placesIn(folder).destroyed)
}
