// A new passkey of a person: verified, written into the evidence, and only then in force.
import type { JsonObject } from '../../../crypto/json.ts'
import { verifyRegistration } from '../../../crypto/webauthn/webauthn.ts'
import { mostKeys, type Person, type PersonKey } from '../../model/client/person.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Registration } from '../../ports/doors/persons.ts'
import type { Directory, InvitedPerson } from '../../ports/installation.ts'
import type { World } from '../../ports/world.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Clock } from '../trust/clock.ts'
import type { Trust } from '../trust/trust.ts'
import { type Answering, expectedOf, keyDigest, verified } from './answers.ts'

export interface Registering extends Answering {
  readonly world: World
  readonly clock: Pick<Clock, 'demand'>
  readonly directory: Pick<Directory, 'spendInvitation' | 'addPersonKey'>
  trust(): Trust
  /** What lies in the folder is in force when it resolves. */
  refresh(): Promise<void>
}

/**
 * A key that is new here, for a person who may have one more.
 * @throws {Problem} `signature-invalid`
 */
export async function keyMade(
  deps: Registering,
  person: InvitedPerson,
  challenge: string,
  registration: Registration,
): Promise<PersonKey> {
  const { id, algorithm, spki } = verified(() => verifyRegistration(registration, expectedOf(deps, challenge)))
  if (person.keys.length >= mostKeys)
    throw new Problem('signature-invalid', `${person.id} has ${mostKeys} keys, and no more are taken; remove one first`)
  const isTaken = [...deps.trust().persons.values()].some(({ keys }) => keys.some((key) => key.id === id))
  if (isTaken || (await deps.store.evidenceAbout('person.key', [keyDigest({ spki })])).length > 0)
    throw new Problem('signature-invalid', 'this key was registered here before; each is registered once')
  return { id, algorithm, spki, registeredAt: new Date(deps.world.now()).toISOString() }
}

/** @param by a link that was given out, or the person itself by the key that is named. */
export async function registerKey(
  deps: Registering,
  person: InvitedPerson,
  key: PersonKey,
  by: 'link' | { readonly self: string },
): Promise<Person> {
  const { store, world, directory } = deps
  const { id, roles, offices } = person
  const data: JsonObject = {
    ...{ v: 1, person: id, roles: [...roles], offices: offices === 'all' ? offices : [...offices] },
    ...{ id: key.id, algorithm: key.algorithm, spki: key.spki, rpId: new URL(deps.origin()).hostname },
    ...(by === 'link' ? { by } : { by: 'self', with: by.self }),
  }
  const evidence = { at: world.now(), kind: 'person.key', case: null, subject: keyDigest(key), data } as const
  await store.record(leavesOf(world, [evidence]))
  if (!(await directory.addPersonKey(id, key)))
    throw new Problem(
      'signature-invalid',
      `${id} was removed, or took another key, at this moment; the key is not in force`,
    )
  await deps.refresh()
  const { invitation: _spent, ...now } = person
  return { ...now, keys: [...person.keys, key] }
}
