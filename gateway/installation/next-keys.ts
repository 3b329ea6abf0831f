// The keys that may sign our next card, where they lie in a folder: in `next/` of the installation
// for a trial, in the folder of a ceremony otherwise.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nextSuite } from '../../crypto/card/succession.ts'
import { iso } from '../../crypto/instants.ts'
import { importSigningKey, makeKey, publicJwk, type SigningKey, thumbprint } from '../../crypto/jose/engine.ts'
import { type SuiteName, suites } from '../../crypto/jose/suites.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { destroyDurably } from '../../disk/destroy.ts'
import { makeFolder } from '../../disk/durable.ts'
import { isThere } from '../../disk/there.ts'
import { type Making, placesIn, readGiven, writeSecret } from './places.ts'
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
  if (!(await isThere(folder))) return []
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort()
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

/** It has signed: nobody shall sign another card with it. */
export const destroyNextKey = (folder: string, kid: string): Promise<void> => destroyDurably(fileOf(folder, kid))

/** The same in the folder of the installation, where it becomes evidence. */
export async function endOwnNextKey(kid: string, { folder, now }: Pick<Making, 'folder' | 'now'>): Promise<void> {
  await noteDestroyed(folder, [{ use: 'next', at: iso(now()), file: fileOf('next', kid), kid }])
  await destroyNextKey(placesIn(folder).next, kid)
}

async function nextKeyOf(pem: string): Promise<NextKey> {
  const jwk = await publicJwk(pem)
  return { kid: thumbprint(jwk), jwk, key: await importSigningKey(pem, nextSuite(jwk)) }
}
