// Whether a passkey answered a challenge: by a key that its person has now, that came into the
// evidence when it was registered, and whose counter does not go back.
import { CryptoError } from '../../../crypto/fault.ts'
import { fromBase64url, sha256Hex } from '../../../crypto/octets.ts'
import { verifyAssertion } from '../../../crypto/webauthn/webauthn.ts'
import type { PersonKey } from '../../model/client/person.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Assertion } from '../../ports/doors/persons.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { InvitedPerson } from '../../ports/installation.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { EvidenceRow } from '../../ports/rows.ts'

export interface Answering {
  readonly store: EvidenceStore & ReadingStore
  /** Of the console, as browsers see it. */
  origin(): string
}

/**
 * Counters of keys by their ids, as this process saw them: a copy of a key that counts is noticed
 * while it runs. Passkeys that are synchronised have none and say 0, so none is kept on disk.
 */
export type Counters = Map<string, number>

interface Answer {
  readonly person: InvitedPerson | undefined
  readonly challenge: string
  readonly assertion: Assertion
}

/** SHA-256 of the SPKI, hex: by this name a key stands in the evidence. */
export const keyDigest = ({ spki }: Pick<PersonKey, 'spki'>): string => sha256Hex(fromBase64url(spki))

/** @returns the digest of the key. @throws {Problem} `signature-invalid` */
export async function demandAnswer(deps: Answering, counters: Counters, answer: Answer): Promise<string> {
  const { person, challenge, assertion } = answer
  const key = person?.keys.find(({ id }) => id === assertion.id)
  if (!person || !key) throw new Problem('signature-invalid', 'nobody here has this key')
  const signCount = verified(() => verifyAssertion(assertion, key, expectedOf(deps, challenge))).signCount
  const before = counters.get(key.id) ?? 0
  if (before > 0 && signCount <= before)
    throw new Problem(
      'signature-invalid',
      `the counter of the key is ${signCount} and was ${before}: it may have been copied`,
    )
  const digest = keyDigest(key)
  await demandRegistered(deps, person.id, digest)
  counters.set(key.id, signCount)
  return digest
}

export const expectedOf = ({ origin }: Pick<Answering, 'origin'>, challenge: string) => {
  const rpId = new URL(origin()).hostname
  return { challenge, origin: origin(), rpId }
}

/** What a browser gave is no fault of ours. @throws {Problem} `signature-invalid` */
export function verified<T>(verify: () => T): T {
  try {
    return verify()
  } catch (error) {
    if (error instanceof CryptoError) throw new Problem('signature-invalid', error.message, { cause: error })
    throw error
  }
}

/** A key that somebody wrote into the folder by hand signs nothing. */
async function demandRegistered({ store }: Answering, person: string, digest: string): Promise<void> {
  const [row] = await registrationsOf(store, [digest])
  if (row?.data.person === person) return
  throw new Problem(
    'signature-invalid',
    `no evidence says that ${person} registered this key; a new link registers another`,
  )
}

/** The evidence of the registration of each of these keys, where there is one. */
export async function registrationsOf(
  store: EvidenceStore & ReadingStore,
  digests: readonly string[],
): Promise<readonly EvidenceRow[]> {
  const found = await store.evidenceAbout('person.key', digests)
  const rows = await Promise.all(found.map(({ seq }) => store.evidence({ after: seq - 1, limit: 1 })))
  return rows.flat()
}
