// The keys that may sign our next card, where they lie in a folder: in `next/` of the installation
// for a trial, in the folder of a ceremony otherwise.
import { join } from 'node:path'
import { writeJson } from '../../config/shapes.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { nextSuite } from '../../crypto/card/succession.ts'
import { iso } from '../../crypto/instants.ts'
import { importSigningKey, makeKey, publicJwk, type SigningKey, thumbprint } from '../../crypto/jose/engine.ts'
import { type SuiteName, suites } from '../../crypto/jose/suites.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { destroyDurably } from '../../disk/destroy.ts'
import { makeFolder, removeDurably } from '../../disk/durable.ts'
import { isThere, namesIn } from '../../disk/there.ts'
import { type Making, placesIn, readGiven, readGivenJson, writePublic, writeSecret } from './places.ts'
import { noteDestroyed } from './retired.ts'

export interface NextKey {
  readonly kid: string
  readonly jwk: JsonObject
  readonly key: SigningKey
}

const ending = '.key.pem'
const fileOf = (folder: string, kid: string) => join(folder, `${kid}${ending}`)

/** In the order of their names. @throws {CryptoError} for a file that is no key */
export async function nextKeysIn(folder: string): Promise<NextKey[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(ending)).sort()
  return Promise.all(names.map(async (name) => nextKeyOf(await readGiven(join(folder, name), 'a next key'))))
}

/** Makes one and lays it down before anybody is told of it. */
export async function makeNextKey(folder: string, suite: SuiteName): Promise<NextKey> {
  const pem = await makeKey(suites[suite].signingKey)
  const made = await nextKeyOf(pem)
  await makeFolder(folder)
  await writeSecret(fileOf(folder, made.kid), pem)
  return made
}

/** The card that named a next key when it was made, as the folder of a ceremony remembers it. */
interface NamedBy {
  readonly sequence: number
  readonly sha256: string
  /** What was carried out, for who has lost it: the key that signed it is gone. */
  readonly card?: Card
}

const noteOf = (folder: string, kid: string) => join(folder, `${kid}.named-by.json`)

/** Before the card leaves: what it is followed by is held against this. */
export const noteNamedBy = (folder: string, kid: string, named: NamedBy): Promise<void> =>
  writePublic(noteOf(folder, kid), writeJson(named))

/** Undefined of a key that was made before any card named it. */
export async function namedBy(folder: string, kid: string): Promise<NamedBy | undefined> {
  const place = noteOf(folder, kid)
  return (await isThere(place))
    ? ((await readGivenJson(place, 'the card that names a next key')) as NamedBy)
    : undefined
}

/** It has signed: nobody shall sign another card with it. */
export async function destroyNextKey(folder: string, kid: string): Promise<void> {
  await destroyDurably(fileOf(folder, kid))
  if (await isThere(noteOf(folder, kid))) await removeDurably(noteOf(folder, kid))
}

/** The same in the folder of the installation, where it becomes evidence. */
export async function endOwnNextKey(kid: string, { folder, now }: Pick<Making, 'folder' | 'now'>): Promise<void> {
  await noteDestroyed(folder, [{ use: 'next', at: iso(now()), file: fileOf('next', kid), kid }])
  await destroyNextKey(placesIn(folder).next, kid)
}

async function nextKeyOf(pem: string): Promise<NextKey> {
  const jwk = await publicJwk(pem)
  return { kid: thumbprint(jwk), jwk, key: await importSigningKey(pem, nextSuite(jwk)) }
}
