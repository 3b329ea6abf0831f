import { CryptoError } from '../fault.ts'
import { type OpenedMessage, openMessage } from '../statement/message.ts'
import { type DecryptionKey, decryptCompact } from './engine.ts'
import { type ReadEnvelope, readEnvelope } from './envelope.ts'
import { type Letter, readLetter } from './letter.ts'
import { readSeal, type VerifiedSeal, verifySeal } from './seal.ts'
import type { WindowedVerifyingKey } from './signer.ts'
import type { SuiteName } from './suites.ts'

/**
 * All that the recipient knows beforehand. Keys and policy come in as values; the clock is an
 * argument.
 */
export interface Opening {
  /** Our own member code, which routing object, seal and statements must name. */
  readonly us: string
  /** The member whose own anchors or pins vouch for the TLS session. */
  readonly peer: string
  /** As the agreement says. */
  readonly suite: SuiteName
  /** Our decryption keys that are active or retiring. */
  readonly ours: readonly DecryptionKey[]
  /** Signing keys of the peer and of nobody else; revoked ones say so. */
  readonly theirs: readonly WindowedVerifyingKey[]
  readonly nowMs: number
  readonly maxBytes: number
  /** How far the sender's clock may be ahead of ours. */
  readonly maxSkewMs: number
}

declare const opened: unique symbol

/**
 * Proof of the whole verification order: only `openEnvelope` makes one. What each message is worth
 * it says itself.
 */
export interface OpenedEnvelope {
  readonly id: string
  /** Of the envelope's octets: what the receipt names. */
  readonly sha256: string
  readonly from: string
  readonly to: string
  /** Our key that opened it. */
  readonly kid: string
  /** The sender's key under which the seal verified. */
  readonly signedBy: string
  /** The seal itself, which with a statement is that statement's evidence. */
  readonly seal: string
  readonly messages: readonly OpenedMessage[]
  readonly [opened]: true
}

/**
 * Opens an envelope in the verification order of docs/protocol.md: each step takes the proof of the
 * one before.
 * @throws {CryptoError} the code of the step that failed; the partner is told less than that.
 */
export async function openEnvelope(octets: Uint8Array, opening: Opening): Promise<OpenedEnvelope> {
  const read = readEnvelope(octets, opening)
  const routed = routeEnvelope(read, opening)
  const keyed = chooseKey(routed, opening)
  const decrypted = await decryptEnvelope(keyed)
  const letter = readLetter(decrypted.plaintext)
  const seal = await verifySeal(readSeal(letter.seal, opening.suite), { ...opening, keys: opening.theirs })
  const sealed = matchSeal(letter, seal, decrypted)
  const { id, from, to } = routed.routing
  const messages = sealed.map(([message, sha256]) => openMessage(message, sha256, { ...opening, from, to }))
  const { kid, signedBy } = seal
  return { id, sha256: read.sha256, from, to, kid, signedBy, seal: letter.seal, messages } as unknown as OpenedEnvelope
}

declare const routed: unique symbol
declare const keyed: unique symbol
declare const decrypted: unique symbol
declare const matched: unique symbol

/**
 * Proof that the header names us and the peer on the line and has not expired: only `routeEnvelope`
 * makes one.
 */
type RoutedEnvelope = ReadEnvelope & { readonly [routed]: true }
/** Proof that one of our keys is meant: only `chooseKey` makes one. */
type KeyedEnvelope = RoutedEnvelope & { readonly decryptWith: DecryptionKey; readonly [keyed]: true }
/**
 * Proof that header and plaintext are what one sender encrypted to that key: only `decryptEnvelope`
 * makes one.
 */
type DecryptedEnvelope = KeyedEnvelope & { readonly plaintext: Uint8Array; readonly [decrypted]: true }
/**
 * Messages, each with the digest sealed at its place; proof that seal and envelope are of one pair:
 * only `matchSeal` makes one.
 */
type SealedMessages = readonly (readonly [Letter['messages'][number], string])[] & { readonly [matched]: true }

/**
 * How long an envelope may be good for: the longest attempt of a sender, and what clocks may differ
 * by. Whoever copied one can replay it for so long.
 */
const longestLifeMs = 30 * 60 * 1000

/** @throws {CryptoError} `recipient-wrong`, `sender-wrong`, `expired`, `routing` */
export function routeEnvelope(
  read: ReadEnvelope,
  { us, peer, nowMs }: Pick<Opening, 'us' | 'peer' | 'nowMs'>,
): RoutedEnvelope {
  const { from, to, exp } = read.routing
  if (to !== us) throw new CryptoError('recipient-wrong', `envelope is to ${to}, we are ${us}`)
  if (from !== peer) throw new CryptoError('sender-wrong', `envelope is from ${from}, on the line is ${peer}`)
  if (exp <= nowMs) throw new CryptoError('expired', `envelope expired ${nowMs - exp} ms ago`)
  if (exp > nowMs + longestLifeMs)
    throw new CryptoError('routing', `envelope is good for ${exp - nowMs} ms more, at most ${longestLifeMs} are taken`)
  return read as RoutedEnvelope
}

/**
 * Exactly one of our keys, active or retiring, of the agreed suite. @throws {CryptoError}
 * `key-unknown`
 */
export function chooseKey(routed: RoutedEnvelope, { ours, suite }: Pick<Opening, 'ours' | 'suite'>): KeyedEnvelope {
  const { kid } = routed.jwe.header
  const [decryptWith, second] = ours.filter((key) => key.kid === kid && key.suite === suite)
  if (!decryptWith || second) {
    throw new CryptoError('key-unknown', `envelope is to key ${kid}, which is ${second ? 'twice' : 'not'} among ours`)
  }
  return { ...routed, decryptWith } as KeyedEnvelope
}

/** @throws {CryptoError} `undecryptable`, the same for every cause. */
export async function decryptEnvelope(keyed: KeyedEnvelope): Promise<DecryptedEnvelope> {
  return { ...keyed, plaintext: await decryptCompact(keyed.jwe, keyed.decryptWith) } as DecryptedEnvelope
}

/**
 * Holds the seal against its envelope: same sender, same recipient, same key, as many digests as
 * messages. So a letter that was sealed for B and encrypted again by B is no letter for C.
 * @throws {CryptoError} `sender-wrong`, `recipient-wrong`, `digest-wrong`
 */
function matchSeal(letter: Letter, seal: VerifiedSeal, { routing, jwe }: DecryptedEnvelope): SealedMessages {
  const { from, to, kid, digests } = seal
  if (from !== routing.from)
    throw new CryptoError('sender-wrong', `seal is from ${from}, envelope from ${routing.from}`)
  if (to !== routing.to) throw new CryptoError('recipient-wrong', `seal is to ${to}, envelope to ${routing.to}`)
  if (kid !== jwe.header.kid) {
    throw new CryptoError('recipient-wrong', `seal is for key ${kid}, envelope for ${jwe.header.kid}`)
  }
  if (digests.length !== letter.messages.length) {
    throw new CryptoError(
      'digest-wrong',
      `seal holds ${digests.length} digests, the letter ${letter.messages.length} messages`,
    )
  }
  return letter.messages.map((message, index) => [message, digests[index]]) as unknown as SealedMessages
}
