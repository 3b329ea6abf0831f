import { canonical } from '../canonical.ts'
import { CryptoError } from '../fault.ts'
import { dayMs } from '../instants.ts'
import type { LetterItem, UnverifiedMessage } from '../jose/letter.ts'
import type { JsonObject } from '../json.ts'
import { fromBase64url, sha256Hex } from '../octets.ts'
import { claimedId } from '../shapes.ts'
import { readStatement, type Statement, saltedDigest, statementVersion } from './statement.ts'

/** Local days run from 14 hours ahead of UTC to 12 behind. */
const aheadMs = 14 * 60 * 60 * 1000
const behindMs = 12 * 60 * 60 * 1000

declare const proof: unique symbol

/**
 * Proof that this statement is under the seal and belongs to this body: only `verifyMessage` makes
 * one.
 */
export interface VerifiedMessage {
  readonly verified: true
  readonly statement: Statement
  readonly sha256: string
  readonly body: JsonObject
  readonly salt: string
  readonly items: readonly LetterItem[]
  readonly [proof]: true
}

/**
 * One bad message. `id` is what the statement claims, for the receipt; nothing else of it is to be
 * believed.
 */
interface UnverifiedStatement {
  readonly verified: false
  readonly id?: string
  readonly sha256: string
  readonly fault: CryptoError
}

export type OpenedMessage = VerifiedMessage | UnverifiedStatement

/** What the seal and the clock say about each message of a letter. */
interface MessageChecks {
  readonly from: string
  readonly to: string
  readonly nowMs: number
  readonly maxSkewMs: number
}

/** Verifies one message by itself, so that a bad one spoils neither its neighbours nor the line. */
export function openMessage(message: UnverifiedMessage, sealedSha256: string, checks: MessageChecks): OpenedMessage {
  try {
    return verifyMessage(message, sealedSha256, checks)
  } catch (fault) {
    if (!(fault instanceof CryptoError)) throw fault
    const id = claimedId(message.statement)
    return { verified: false, ...(id === undefined ? {} : { id }), sha256: digestOf(message.statement), fault }
  }
}

/**
 * @param sealedSha256 the digest that the verified seal holds at the message's place.
 * @throws {CryptoError} `digest-wrong`, `protocol-version`, `statement-shape`, `sender-wrong`,
 *   `recipient-wrong`, `letter-shape`, `ahead`, `clock`, `expired`
 */
function verifyMessage(
  message: UnverifiedMessage,
  sealedSha256: string,
  { from, to, nowMs, maxSkewMs }: MessageChecks,
): VerifiedMessage {
  const sha256 = digestOf(message.statement)
  if (sha256 !== sealedSha256) {
    throw new CryptoError('digest-wrong', `statement has digest ${sha256}, the seal holds ${sealedSha256} at its place`)
  }
  demandVersion(message.statement)
  const statement = readStatement(message.statement)
  demandParties(statement, from, to)
  demandBody(statement, message)
  demandItems(statement, message.items)
  demandClock(statement, nowMs, maxSkewMs)
  const { body, salt, items } = message
  return { verified: true, statement, sha256, body, salt, items } as unknown as VerifiedMessage
}

/**
 * Told apart from a faulty shape: whoever writes another version has to be brought up to date, not
 * mended.
 */
function demandVersion({ v }: JsonObject): void {
  if (typeof v === 'number' && v !== statementVersion)
    throw new CryptoError('protocol-version', `statement is of version ${v}, version ${statementVersion} is read`)
}

const digestOf = (statement: JsonObject) => sha256Hex(canonical(statement))

function demandParties({ from: sender, to: recipient }: Statement, from: string, to: string): void {
  if (sender.member !== from)
    throw new CryptoError('sender-wrong', `statement is from ${sender.member}, the seal from ${from}`)
  if (recipient.member !== to)
    throw new CryptoError('recipient-wrong', `statement is to ${recipient.member}, the seal to ${to}`)
}

function demandBody(statement: Statement, { body, salt }: UnverifiedMessage): void {
  const octets = canonical(body)
  if (octets.length !== statement.body.bytes || saltedDigest(fromBase64url(salt), octets) !== statement.body.sha256) {
    throw new CryptoError('digest-wrong', 'body is not the one that the statement names')
  }
}

function demandItems(statement: Statement, items: readonly LetterItem[]): void {
  if (statement.items.map(({ id }) => id).join() !== items.map(({ id }) => id).join()) {
    throw new CryptoError('letter-shape', 'letter must hold the keys of exactly the items that the statement names')
  }
}

function demandClock(statement: Statement, nowMs: number, maxSkewMs: number): void {
  const sentAtMs = Date.parse(statement.sentAt)
  const expiresAtMs = Date.parse(statement.expiresAt)
  const localMidnightMs = Date.parse(statement.localDate)
  if (sentAtMs > nowMs + maxSkewMs) {
    throw new CryptoError('ahead', `statement was sent at ${statement.sentAt}, more than ${maxSkewMs} ms ahead of us`)
  }
  if (sentAtMs >= expiresAtMs) throw new CryptoError('clock', 'statement expires before it was sent')
  if (localMidnightMs > sentAtMs + aheadMs || localMidnightMs + dayMs <= sentAtMs - behindMs) {
    throw new CryptoError('clock', `no place had the day ${statement.localDate} at ${statement.sentAt}`)
  }
  if (expiresAtMs <= nowMs) throw new CryptoError('expired', `statement expired at ${statement.expiresAt}`)
}
