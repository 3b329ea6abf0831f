// Who wrote the statements of a case: what was received is under the seal of its sender, and what we said of terms ourselves is in a body that
// only this installation could have locked. So whoever can write to the store, and holds no key, can put no acceptance and no permission in it.

import { canonical, canonicalText } from '../../../crypto/canonical.ts'
import { readCard } from '../../../crypto/card/card.ts'
import { signingKeysOf } from '../../../crypto/card/card-keys.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { readSeal, verifySeal } from '../../../crypto/jose/seal.ts'
import type { WindowedVerifyingKey } from '../../../crypto/jose/signer.ts'
import type { SuiteName } from '../../../crypto/jose/suites.ts'
import { fromBase64url, sha256Hex } from '../../../crypto/octets.ts'
import { type Statement, saltedDigest } from '../../../crypto/statement/statement.ts'
import { effectOf } from '../../case/effects.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { MessageRow } from '../../ports/rows.ts'
import { profiles } from '../../profiles/all.ts'
import type { Secrets } from '../content/secrets.ts'
import { takenBefore } from '../trust/load-partners.ts'
import type { Trust } from '../trust/trust.ts'

export interface Authenticating {
  store: EvidenceStore
  secrets: Pick<Secrets, 'ownMessage' | 'mark'>
  trust(): Pick<Trust, 'partners'>
}

/**
 * Digest and direction of each message are those of its statement by now.
 * @returns the first statement that its sender did not write, in words for our log; undefined where each is genuine.
 */
export async function whyNotAuthentic(
  deps: Authenticating,
  partner: string,
  messages: readonly MessageRow[],
): Promise<string | undefined> {
  for (const message of messages) {
    if (message.direction === 'in' && isGenuine(partner, message)) continue
    const fault = message.direction === 'out' ? whyNotOurs(deps, message) : await whyNotTheirs(deps, partner, message)
    if (fault !== undefined) return `message ${message.id} ${fault}`
  }
  return undefined
}

/** Seals that were verified, by their statements: to verify a signature anew for each release would say nothing new. */
const genuine = new WeakMap<Statement, { readonly partner: string; readonly seal: string }>()
const isGenuine = (partner: string, { statement, seal }: MessageRow): boolean => {
  const before = genuine.get(statement)
  return before !== undefined && before.seal === seal && before.partner === partner
}

async function whyNotTheirs(deps: Authenticating, partner: string, { sha256, seal, statement }: MessageRow) {
  if (seal === null) return 'was received without a seal'
  const fault = await whyNotSealed(deps, partner, sha256, seal)
  if (fault === undefined) genuine.set(statement, { partner, seal })
  return fault
}

async function whyNotSealed(deps: Authenticating, partner: string, sha256: string, seal: string) {
  const known = deps.trust().partners.get(partner)
  const suite = known?.suite ?? 'B'
  for (const keys of [async () => known?.theirs ?? [], () => keptKeys(deps, partner, suite)]) {
    const found = await sealedBy(seal, suite, await keys())
    if (found?.from === partner && found.digests.includes(sha256)) return undefined
  }
  return `is not under a seal of ${partner}`
}

/** The seal, if one of these keys made it, whenever that was: its window was looked at when it came. */
async function sealedBy(seal: string, suite: SuiteName, keys: readonly WindowedVerifyingKey[]) {
  const always = keys.map((key) => ({ ...key, notBeforeMs: 0, notAfterMs: 0 }))
  try {
    return await verifySeal(readSeal(seal, suite), { keys: always, nowMs: 0, maxSkewMs: 0 })
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

/** Keys of the cards that the partner had before. */
async function keptKeys({ store }: Authenticating, partner: string, suite: SuiteName) {
  const keys = await Promise.all((await store.cards([partner])).map(({ jws }) => keysIn(jws, partner)))
  return keys.flat().filter(({ key }) => key.suite === suite)
}

/** None where what lies there is no card any more, or that of another member: nothing is then under a seal of it. */
async function keysIn(jws: string, partner: string): Promise<readonly WindowedVerifyingKey[]> {
  try {
    const { card } = await readCard(jws, { trusting: takenBefore(jws), nowMs: 0 })
    return card.member === partner ? await signingKeysOf(card) : []
  } catch (error) {
    if (error instanceof CryptoError) return []
    throw error
  }
}

/** Of what we wrote, that which opens something for us: its facts follow from its body, and the body from its key. */
function whyNotOurs({ secrets }: Authenticating, message: MessageRow): string | undefined {
  const { statement } = message
  const profile = profiles.get(statement.profile)
  const type = profile?.messages[statement.type]
  if (!profile || !type || effectOf(profile, statement.type) !== 'accepts-terms') return undefined
  // By a digest, as no key may outlive its destruction here.
  const locked = sha256Hex(message.key ?? nothing, message.secret ?? nothing)
  if (opened.get(statement) === locked) return undefined
  const secret = secrets.ownMessage(message)
  if (!secret) return 'has no body any more that would show that we wrote it'
  if (saltedDigest(fromBase64url(secret.salt), canonical(secret.content)) !== statement.body.sha256)
    return 'has another body than it was sent with'
  if (canonicalText(type.facts(secret.content.form)) !== canonicalText(statement.facts))
    return 'says other facts than its body'
  opened.set(statement, locked)
  return undefined
}

/** Statements of ours that were held against their bodies, with the digest of what these are locked in. */
const opened = new WeakMap<Statement, string>()
const nothing = new Uint8Array(0)
