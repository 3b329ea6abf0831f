// What a person said, as the evidence holds it, and the row until it is decided: with a mark of
// this installation, so that a row which somebody put into the store says nothing.
import { iso } from '../../../../crypto/instants.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import { fromBase64url, toBase64url } from '../../../../crypto/octets.ts'
import { type Actor, actorOf } from '../../../model/client/actor.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { World } from '../../../ports/world.ts'
import type { Secrets } from '../../content/secrets.ts'

export interface Said extends Actor {
  readonly act: string
  readonly id: string
  readonly at: string
  readonly reason: { readonly secret: string; readonly key: string }
  readonly mark: string
}

interface Saying {
  readonly secrets: Pick<Secrets, 'mark' | 'encryptLasting' | 'decrypt'>
  readonly world: Pick<World, 'now' | 'id'>
}

/** @param of what it is said of: the mark holds for nothing else. */
export function sayingOf<S extends object>(
  { secrets, world }: Saying,
  client: Client,
  { reason, of, ...more }: S & { readonly act: string; readonly reason: string; readonly of: JsonObject },
) {
  const id = world.id()
  const sealed = secrets.encryptLasting(id, { reason })
  const said = {
    ...more,
    ...{ id, ...actorOf(client), at: iso(world.now()) },
    reason: { secret: toBase64url(sealed.secret), key: toBase64url(sealed.key) },
  }
  return { ...said, mark: secrets.mark({ ...said, ...of } as unknown as JsonObject) }
}

/** What was said of this, in so far as this installation wrote it down. */
export const genuine = <S extends Said>(
  { secrets }: Pick<Saying, 'secrets'>,
  decisions: string,
  of: JsonObject,
): readonly S[] =>
  (JSON.parse(decisions) as readonly S[]).filter(
    ({ mark, ...said }) => secrets.mark({ ...said, ...of } as unknown as JsonObject) === mark,
  )

export function reasonOf({ secrets }: Pick<Saying, 'secrets'>, { id, reason }: Pick<Said, 'id' | 'reason'>): string {
  const sealed = { secret: fromBase64url(reason.secret), key: fromBase64url(reason.key) }
  return (secrets.decrypt(id, sealed) as { reason: string }).reason
}
