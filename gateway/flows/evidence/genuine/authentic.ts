// Who wrote the statements of a case: what was received is under the seal of its sender, and what
// we said of terms ourselves is in a body that only this installation could have locked. So whoever
// can write to the store, and holds no key, can put no acceptance and no permission in it.

import { canonical, canonicalText } from '../../../../crypto/canonical.ts'
import { signingKeysOf } from '../../../../crypto/card/card-keys.ts'
import { believedAgain, heldChain } from '../../../../crypto/card/chain.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { claimedSeal, readSeal, verifySeal } from '../../../../crypto/jose/seal.ts'
import type { WindowedVerifyingKey } from '../../../../crypto/jose/signer.ts'
import type { SuiteName } from '../../../../crypto/jose/suites.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import { fromBase64url, sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import { type Statement, saltedDigest } from '../../../../crypto/statement/statement.ts'
import { effectOf } from '../../../case/effects.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { DecidingStore } from '../../../ports/reading.ts'
import type { LockedBody, MessageRow } from '../../../ports/rows.ts'
import { profiles } from '../../../profiles/all.ts'
import type { Secrets } from '../../content/secrets.ts'
import type { Trust } from '../../trust/trust.ts'

export interface Authenticating {
  store: EvidenceStore & DecidingStore
  secrets: Pick<Secrets, 'ownMessage' | 'mark'>
  trust(): Pick<Trust, 'card' | 'ownChain' | 'partners' | 'us'>
}

/** A message without its body. */
type Stated = Omit<MessageRow, 'key' | 'secret'>

/**
 * Digest and direction of each message are those of its statement by now.
 * @returns the first statement that its sender did not write, in words for our log; undefined where
 *   each is genuine.
 */
export async function whyNotAuthentic(
  deps: Authenticating,
  partner: string,
  messages: readonly Stated[],
): Promise<string | undefined> {
  const ours: Stated[] = []
  for (const message of messages) {
    if (message.direction === 'out') {
      if (isAcceptance(message)) ours.push(message)
      continue
    }
    if (isGenuine(partner, message)) continue
    const fault = await whyNotTheirs(deps, partner, message)
    if (fault !== undefined) return `message ${message.id} ${fault}`
  }
  const bodies = new Map((await deps.store.bodies(ours.map(({ id }) => id))).map((body) => [body.id, body]))
  for (const message of ours) {
    const fault = await whyNotOurs(deps, message, bodies.get(message.id))
    if (fault !== undefined) return `message ${message.id} ${fault}`
  }
  return undefined
}

/** Of what we wrote, that which opens something for us. */
export const isAcceptance = ({ statement }: Pick<Stated, 'statement'>): boolean => {
  const profile = profiles.get(statement.profile)
  return profile?.messages[statement.type] !== undefined && effectOf(profile, statement.type) === 'accepts-terms'
}

/**
 * Seals that were verified, by their statements: to verify a signature anew for each release would
 * say nothing new.
 */
const genuine = new WeakMap<Statement, { readonly partner: string; readonly seal: string }>()
const isGenuine = (partner: string, { statement, seal }: Stated): boolean => {
  const before = genuine.get(statement)
  return before !== undefined && before.seal === seal && before.partner === partner
}

async function whyNotTheirs(deps: Authenticating, partner: string, { sha256, seal, statement }: Stated) {
  if (seal === null) return 'was received without a seal'
  const fault = await whyNotSealed(deps, partner, sha256, seal)
  if (fault === undefined) genuine.set(statement, { partner, seal })
  return fault
}

async function whyNotSealed(deps: Authenticating, partner: string, sha256: string, seal: string) {
  const known = deps.trust().partners.get(partner)
  const suite = known?.suite ?? 'B'
  const before = async () => (await keptKeys(deps, partner)).filter(({ key }) => key.suite === suite)
  for (const keys of [async () => known?.theirs ?? [], before]) {
    const found = await sealedBy(seal, suite, await keys())
    if (found?.from === partner && found.digests.includes(sha256)) return undefined
  }
  return `is not under a seal of ${partner}`
}

/**
 * The seal, if one of these keys made it, whenever that was: its window was looked at when it came.
 */
async function sealedBy(seal: string, suite: SuiteName, keys: readonly WindowedVerifyingKey[]) {
  const always = keys.map((key) => ({ ...key, notBeforeMs: 0, notAfterMs: 0 }))
  try {
    return await verifySeal(readSeal(seal, suite), { keys: always, nowMs: 0, maxSkewMs: 0 })
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

/**
 * Whether a key that a card of ours names or named, and none has revoked since, sealed this digest
 * to a partner. Our cards are those of the folder: whoever can write to the store adds none.
 */
export async function isOwnSeal(
  { trust }: { trust(): Pick<Trust, 'card' | 'ownChain' | 'us'> },
  { partner, sha256, seal }: { readonly partner: string; readonly sha256: string; readonly seal: string },
): Promise<boolean> {
  const { us, card, ownChain } = trust()
  const chain = await heldChain(ownChain)
  const revoked = new Set(card.revoked?.map(({ kid }) => kid))
  const named = await Promise.all(chain.map(({ trusted }) => signingKeysOf(trusted.card)))
  const keys = named.flat().filter(({ key }) => !revoked.has(key.kid))
  const found = await sealedBy(seal, card.signing[0]?.suite ?? 'B', keys)
  return found?.from === us && found.to === partner && found.digests.includes(sha256)
}

/** Keys of the cards that the partner had before. */
export async function keptKeys({ store }: { readonly store: EvidenceStore }, partner: string) {
  const keys = await Promise.all((await store.cards([partner])).map(({ jws }) => keysIn(jws, partner)))
  return keys.flat()
}

/**
 * None where what lies there is no card any more, or that of another member: nothing is then under
 * a seal of it.
 */
async function keysIn(jws: string, partner: string): Promise<readonly WindowedVerifyingKey[]> {
  try {
    const { card } = await believedAgain(jws)
    return card.member === partner ? await signingKeysOf(card) : []
  } catch (error) {
    if (error instanceof CryptoError) return []
    throw error
  }
}

/** The facts of an acceptance follow from its body, and the body from its key. */
async function whyNotOurs(
  deps: Authenticating,
  { statement, direction, sha256, seal }: Stated,
  body: LockedBody | undefined,
): Promise<string | undefined> {
  // By a digest, as no key may outlive its destruction here.
  const locked = sha256Hex(body?.key ?? nothing, body?.secret ?? nothing, utf8(seal ?? ''))
  if (opened.get(statement) === locked) return undefined
  const secret = body && deps.secrets.ownMessage({ ...body, direction })
  if (!secret) {
    // What came back from its recipient has no body: our own seal shows that we wrote it.
    if (seal !== null && (await isOwnSeal(deps, { partner: statement.to.member, sha256, seal }))) return undefined
    return 'has no body any more that would show that we wrote it'
  }
  if (saltedDigest(fromBase64url(secret.salt), canonical(secret.content)) !== statement.body.sha256)
    return 'has another body than it was sent with'
  if (canonicalText(factsOf(statement, secret.content.form)) !== canonicalText(statement.facts))
    return 'says other facts than its body'
  if (seal !== null && !isSealedOver(seal, sha256)) return 'is under a seal that is not over it'
  opened.set(statement, locked)
  return undefined
}

const factsOf = ({ profile, type }: Statement, form: JsonObject): JsonObject =>
  profiles.get(profile)?.messages[type]?.facts(form) ?? {}

/**
 * Whether a seal names this digest: that of a statement of ours is over that very statement. That
 * its partner has it is for the receipt to say.
 */
export function isSealedOver(seal: string, sha256: string): boolean {
  try {
    return claimedSeal(seal).digests.includes(sha256)
  } catch (error) {
    if (error instanceof CryptoError) return false
    throw error
  }
}

/**
 * Statements of ours that were held against their bodies, with the digest of what these are locked
 * in and of their seal.
 */
const opened = new WeakMap<Statement, string>()
const nothing = new Uint8Array(0)
