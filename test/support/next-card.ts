// Cards that follow one another, as their member makes them and as somebody else would.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonical } from '../../crypto/canonical.ts'
import { signCard } from '../../crypto/card/card.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { succeed } from '../../crypto/card/succession.ts'
import { importSigningKey, type SigningKey, signCompact } from '../../crypto/jose/engine.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { sha256Hex } from '../../crypto/octets.ts'
import { nextKeysIn } from '../../gateway/installation/next-keys.ts'
import type { Installation } from './installation.ts'
import { makeNext, type NextKey } from './parties.ts'

/** A card that follows another, and who may sign the one after it. */
export interface Followed {
  readonly card: Card
  readonly jws: string
  readonly next: NextKey
}

/** Who signs: the key that the older card names, and a signing key of the card itself. */
interface Signers {
  readonly by: NextKey
  readonly signWith: SigningKey
}

/** The card after `older`, with what it says otherwise. */
export async function nextCard(older: Card, { by, signWith }: Signers, changes: Partial<Card> = {}): Promise<Followed> {
  const next = await makeNext()
  const { succession: _, ...said } = older
  const card = await succeed({ ...said, sequence: older.sequence + 1, next: [next.kid], ...changes }, { older, by })
  return { card, jws: await signCard(card, signWith), next }
}

/** Signs whatever it is given as the card after `older`, also what is none. */
export async function successorSigner(
  { by, signWith }: Signers,
  older: Card,
): Promise<(card: JsonObject) => Promise<string>> {
  const { kid } = await makeNext()
  return async (said) => {
    const { succession: _, ...card }: JsonObject = { ...said, next: [kid] }
    const succession = { previous: sha256Hex(canonical(older)), jwk: by.jwk }
    const jws = await signCompact(canonical({ ...card, succession }), 'bulla-succession+jws', by.key)
    const whole = { ...card, succession: { ...succession, jws: jws.replace(/\.[^.]*\./, '..') } }
    return signCompact(canonical(whole), 'bulla-card+jws', signWith)
  }
}

/** The keys with which an installation signs its next card. */
export async function signersOf({ folder, suite }: Pick<Installation, 'folder' | 'suite'>): Promise<Signers> {
  const [by] = await nextKeysIn(join(folder, 'next'))
  if (by === undefined) throw new Error(`${folder} holds no next key`)
  return { by, signWith: await importSigningKey(readFileSync(join(folder, 'keys/signing.key.pem'), 'utf8'), suite) }
}
