// Keys that are revoked: which of them our next card names, written down before anything is done;
// and their end, once that card is there.
import { join } from 'node:path'
import { writeJson } from '../../config/shapes.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { revokedWith } from '../../crypto/card/revoked.ts'
import { publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import { destroyDurably } from '../../disk/destroy.ts'
import { removeDurably } from '../../disk/durable.ts'
import { isThere, namesIn } from '../../disk/there.ts'
import { placesIn, readGiven, readGivenJson, writePublic } from './places.ts'
import { noteDestroyed } from './retired.ts'

type Revoked = NonNullable<Card['revoked']>

/** Those that no card of ours names yet. */
export async function revokedIn(folder: string): Promise<Revoked> {
  const { revoked } = placesIn(folder)
  return (await isThere(revoked)) ? ((await readGivenJson(revoked, 'keys that are revoked')) as Revoked) : []
}

export const saveRevoked = async (folder: string, revoked: Revoked): Promise<void> =>
  writePublic(placesIn(folder).revoked, writeJson(revokedWith(await revokedIn(folder), revoked)))

/** A key of ours as it lies in keys/. */
export interface KeyFile {
  readonly kid: string
  readonly keyPem: string
  /** Its name without the ending, such as `signing` or `signing-1`. */
  readonly name: string
}

/** The key in use first, where it is there. */
export async function keyFilesOf(use: 'signing' | 'encryption' | 'log', folder: string): Promise<KeyFile[]> {
  const { keys } = placesIn(folder)
  const names = (await namesIn(keys)).flatMap((file) => /^([a-z]+(?:-\d+)?)\.key\.pem$/.exec(file)?.[1] ?? [])
  const ofUse = names.filter((name) => name === use || name.startsWith(`${use}-`)).toSorted()
  return Promise.all(
    ofUse.map(async (name) => {
      const keyPem = await readGiven(join(keys, `${name}.key.pem`), 'our private key')
      return { name, keyPem, kid: thumbprint(await publicJwk(keyPem)) }
    }),
  )
}

/**
 * Destroys what this card of ours names as revoked: nobody needs it any more. A log key goes with
 * the end of its rotation: until partners hold the card it signs beside the new one.
 */
export async function destroyRevoked(folder: string, { revoked = [] }: Card, nowMs: number): Promise<void> {
  if (revoked.length === 0) return
  const places = placesIn(folder)
  const at = new Date(nowMs).toISOString()
  for (const use of ['signing', 'encryption'] as const)
    for (const { name, kid } of await keyFilesOf(use, folder)) {
      if (!revoked.some((each) => each.kid === kid)) continue
      await noteDestroyed(folder, [{ use, at, file: join('keys', `${name}.key.pem`), kid }])
      await destroyDurably(places.key(name))
      if (await isThere(places.certificate(name))) await removeDurably(places.certificate(name))
    }
  if (await isThere(places.revoked)) await removeDurably(places.revoked)
}
