// A letter, an e-mail or a telephone call is part of a case like any message: registered by hand,
// kept encrypted, proven by its digest.

import { canonical } from '../../../crypto/canonical.ts'
import { sha256Hex, toBase64url } from '../../../crypto/octets.ts'
import type { RegistrationView } from '../../answers/message-answers.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import { readRegistration } from '../../model/profile/registration.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { KeepingStore, RegistrationRow } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { Stamp } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { maySee } from '../cases/may-see.ts'
import { registrationsOf, registrationView } from '../cases/registrations.ts'
import { registrationLookups } from '../content/lookups.ts'
import type { Secrets } from '../content/secrets.ts'
import { leavesOf } from '../evidence/leaves.ts'

interface Registering {
  store: CasesStore & KeepingStore
  secrets: Secrets
  world: World
  timeZone: string
}

/** More letters than this make a file of their own. */
const mostOfCase = 500

/**
 * Durable, with its evidence, when it resolves. It changes nothing in the state of the case: only
 * what both members hold alike does that.
 * @throws {Problem} `not-found` for other offices, `body-invalid` with field, `request-invalid`
 *   when the case has too many
 */
export async function register(
  deps: Registering,
  client: Client,
  caseId: string,
  body: unknown,
  stamp: Stamp | null = null,
): Promise<RegistrationView> {
  const { store, secrets, world, timeZone } = deps
  const row = await caseFor(deps, client, caseId)
  const now = world.now()
  const types = Object.keys(profiles.get(row.profile)?.messages ?? {})
  const { direction, channel, type, on, summary, reference } = readRegistration(body, { types, nowMs: now, timeZone })
  const known = (await store.registrations(caseId)).length
  if (known >= mostOfCase)
    throw new Problem('request-invalid', `the case has ${known} registrations, at most ${mostOfCase} are taken`)
  const id = world.id()
  // Salted, so that the digest, which outlives the content, cannot be compared with guesses.
  const said = {
    summary,
    ...(reference !== undefined && { reference }),
    salt: toBase64url(world.randomOctets(32)),
  }
  const registration: RegistrationRow = {
    id,
    case: caseId,
    at: now,
    client: client.id,
    direction,
    channel,
    type: type ?? '',
    on,
    sha256: sha256Hex(canonical(said)),
    ...secrets.encrypt(id, said),
  }
  const { sha256 } = registration
  await store.register(
    { ...registration, lookups: registrationLookups(secrets, registration, said) },
    leavesOf(world, [
      {
        at: now,
        kind: 'registered',
        case: caseId,
        subject: id,
        data: { direction, channel, type: type ?? null, on, sha256, ...actorOf(client) },
      },
    ]),
    stamp?.(201, { registration: id }, now),
  )
  return registrationView(secrets, registration)
}

/** What was registered in a case, in the order in which it was. @throws {Problem} `not-found` */
export async function registrations(deps: Registering, client: Client, caseId: string): Promise<RegistrationView[]> {
  await caseFor(deps, client, caseId)
  return registrationsOf(deps, caseId)
}

/** One that was registered under a key, as it is shown. @throws {Problem} `not-found` */
export async function registeredAgain(
  deps: Registering,
  client: Client,
  caseId: string,
  id: unknown,
): Promise<RegistrationView> {
  const found = (await registrations(deps, client, caseId)).find(({ registration }) => registration === id)
  if (found) return found
  throw new Problem('not-found', `no registration ${String(id)} is in case ${caseId}`)
}

async function caseFor({ store }: Registering, client: Client, id: string): Promise<CaseRow> {
  const row = await store.case(id)
  if (!row || !maySee(client, row.office)) throw new Problem('not-found', `no case ${id} is dealt with by your offices`)
  return row
}
