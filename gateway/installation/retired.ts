// Keys that were replaced, as they lie in keys/: `<use>-<n>`, the highest number the newest.
import { join } from 'node:path'
import { writeJson } from '../../config/shapes.ts'
import { publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import { readTlsCertificate } from '../../crypto/x509/issued.ts'
import { destroyDurably } from '../../disk/destroy.ts'
import { removeDurably } from '../../disk/durable.ts'
import { isThere, namesIn, readIfThere } from '../../disk/there.ts'
import type { FileText } from '../../disk/together.ts'
import type { DestroyedKey } from '../ports/installation.ts'
import { changeKeys, placesIn, readGiven, writePublic, writeSecret } from './places.ts'

interface Retired {
  readonly use: string
  readonly number: number
  /** Name of the file of the key in keys/. */
  readonly file: string
}

export async function retiredIn(folder: string): Promise<readonly Retired[]> {
  const names = await namesIn(placesIn(folder).keys)
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
  for (const { name, text, secret } of await asRetired(use, folder))
    await (secret ? writeSecret : writePublic)(join(placesIn(folder).keys, name), text)
}

/** The files under which the key in use is kept once another takes its place. */
export async function asRetired(use: string, folder: string): Promise<FileText[]> {
  const places = placesIn(folder)
  const numbers = (await retiredIn(folder)).filter((each) => each.use === use).map(({ number }) => number)
  const name = `${use}-${Math.max(0, ...numbers) + 1}`
  const key = { name: `${name}.key.pem`, text: await readGiven(places.key(use), 'our key'), secret: true }
  if (!(await isThere(places.certificate(use)))) return [key]
  const text = await readGiven(places.certificate(use), 'our certificate')
  return [{ name: `${name}.cert.pem`, text, secret: false }, key]
}

/**
 * Destroys what was replaced, once it is written down that it is: the running gateway, or the next
 * start, makes that evidence. Old seals are verified with the certificates in the cards that were
 * kept.
 */
export async function destroyRetired(folder: string, uses: readonly string[], nowMs: number): Promise<DestroyedKey[]> {
  const { keys } = placesIn(folder)
  const going = (await retiredIn(folder)).filter(({ use }) => uses.includes(use))
  const at = new Date(nowMs).toISOString()
  const gone: DestroyedKey[] = []
  for (const { use, file } of going)
    gone.push({ use, at, file: join('keys', file), kid: await kidOf(use, join(keys, file)) })
  await noteDestroyed(folder, gone)
  for (const { file } of going) {
    await destroyDurably(join(keys, file))
    await removeDurably(join(keys, file.replace('.key.', '.cert.')))
  }
  return gone
}

async function kidOf(use: string, file: string): Promise<string> {
  if (use === 'signing' || use === 'encryption' || use === 'log' || use === 'next')
    return thumbprint(await publicJwk(await readGiven(file, 'a key of ours')))
  const certificate = readTlsCertificate(await readGiven(file.replace('.key.', '.cert.'), 'its certificate'))
  return use === 'anchor' ? certificate.sha256 : certificate.keySha256
}

/** Keys that were destroyed and are not in the evidence yet. */
export async function destroyedIn(folder: string): Promise<DestroyedKey[]> {
  const gone: DestroyedKey[] = []
  for (const each of await notedIn(folder)) if (await isGone(folder, each)) gone.push(each)
  return gone
}

async function notedIn(folder: string): Promise<DestroyedKey[]> {
  const text = await readIfThere(placesIn(folder).destroyed)
  const noted: unknown = text === undefined ? [] : JSON.parse(text)
  return Array.isArray(noted) ? (noted as DestroyedKey[]) : []
}

/** Written down is what will be destroyed; another key may lie in the place of one that was. */
async function isGone(folder: string, { use, kid, file }: DestroyedKey): Promise<boolean> {
  const there = join(folder, file)
  return !(await isThere(there)) || (await kidOf(use, there)) !== kid
}

/**
 * Written down before the key is destroyed, so that none goes without evidence, whoever does it and
 * whether or not a gateway runs then.
 */
export async function noteDestroyed(folder: string, more: readonly DestroyedKey[]): Promise<void> {
  if (more.length === 0) return
  const noted = await notedIn(folder)
  const fresh = more.filter((each) => !noted.some(({ kid, file }) => kid === each.kid && file === each.file))
  await writePublic(placesIn(folder).destroyed, writeJson([...noted, ...fresh]))
}

/** They are in the evidence now. */
export const forgetDestroyed = (folder: string, recorded: readonly DestroyedKey[]): Promise<void> =>
  changeKeys(folder, 'record of keys that are gone', () => forget(folder, recorded))

async function forget(folder: string, recorded: readonly DestroyedKey[]): Promise<void> {
  const left = (await notedIn(folder)).filter(({ kid }) => !recorded.some((each) => each.kid === kid))
  if (left.length > 0) await writePublic(placesIn(folder).destroyed, writeJson(left))
  else await removeDurably(placesIn(folder).destroyed)
}
