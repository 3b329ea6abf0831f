// Which cards of a member a bundle needs: those that its seals, receipts and checkpoints rest on,
// those that say a key was given up or revoked, and what lies between. A member rotates its keys
// for years; a case does not grow by that.

import { parseCanonical } from '../../../crypto/canonical.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { isJsonObject } from '../../../crypto/json.ts'
import { logOrigin } from '../../../crypto/log/checkpoint.ts'
import { witnessName } from '../../../crypto/log/cosignature.ts'
import { keyIdOf, readNote, signatureTypes } from '../../../crypto/log/note.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import { byCodeUnits } from '../format/layout.ts'

interface Kept {
  readonly member: string
  readonly sequence: number
  readonly jws: string
  /** When it came, in any unit that is compared. */
  readonly seenAt: number
}

/** What of a bundle is signed by keys that cards name. */
interface Signed {
  /** Seals and receipts, compact JWS. */
  readonly jws: readonly string[]
  /** Signed notes, with the lines of both members. */
  readonly notes: readonly string[]
}

/**
 * @param cards of both members, in any order. @returns those that are needed, in the same order.
 * @throws {CryptoError} where something cannot be read
 */
export function neededCards<C extends Kept>(cards: readonly C[], { jws, notes }: Signed): C[] {
  const kids = new Set(jws.map(kidIn))
  const lines = new Set(notes.flatMap((note) => readNote(note).signatures.map(lineOf)))
  const needed = new Set<C>()
  for (const ofOne of Map.groupBy(cards, ({ member }) => member).values()) {
    const read = ofOne
      .toSorted((a, b) => a.seenAt - b.seenAt || a.sequence - b.sequence || byCodeUnits(a.jws, b.jws))
      .map((kept) => ({ kept, card: cardIn(kept.jws) }))
    const chains = chainsIn(read)
    const ends = chains.map((chain) =>
      lastNeeded(
        chain.map(({ card }) => card),
        kids,
        lines,
      ),
    )
    // Who has signed nothing here is still shown: by the chain that is in use.
    if (ends.every((end) => end < 0)) ends[ends.length - 1] = 0
    chains.forEach((chain, at) => {
      for (const { kept } of chain.slice(0, (ends[at] ?? -1) + 1)) needed.add(kept)
    })
  }
  return cards.filter((card) => needed.has(card))
}

/** A card of version 2 that follows none begins another chain: people compared its words. */
function chainsIn<R extends { readonly card: Card }>(cards: readonly R[]): R[][] {
  const chains: R[][] = []
  for (const each of cards) {
    const begins = each.card.v === 2 && each.card.succession === undefined
    if (begins || chains.length === 0) chains.push([])
    chains.at(-1)?.push(each)
  }
  return chains
}

/** The place of the last card of a chain that something rests on; all before it lead there. */
function lastNeeded(chain: readonly Card[], kids: ReadonlySet<string>, lines: ReadonlySet<string>): number {
  const ofKeys = [...kids].map((kid) => {
    const names = (card: Card) => card.signing.some((entry) => entry.kid === kid)
    const last = chain.findLastIndex(names)
    // The one after it gives the key up: what is signed lies before that one in the log.
    const until = last === -1 || last === chain.length - 1 ? chain.findIndex(names) : last + 1
    // It may be corrected to an earlier instant: the last to say it has all others before it.
    return Math.max(until, revokedLast(chain, kid))
  })
  const ofLogs = chain.flatMap(({ log }, at) =>
    chain.findIndex((card) => card.log.kid === log.kid) === at ? [at] : [],
  )
  const used = ofLogs
    .filter((at) => logLines(chain[at] as Card).some((line) => lines.has(line)))
    .map((at) => Math.max(at, revokedLast(chain, chain[at]?.log.kid ?? '')))
  return Math.max(-1, ...ofKeys, ...used)
}

/** The place of the last card that says something new of when a key was revoked. */
function revokedLast(chain: readonly Card[], kid: string): number {
  let since: string | undefined
  let at = -1
  chain.forEach(({ revoked = [] }, place) => {
    const said = revoked.find((each) => each.kid === kid)?.since
    if (said !== undefined && said !== since) [since, at] = [said, place]
  })
  return at
}

/** How the lines begin that the log and the witness of a member sign. */
export function logLines({ trustDomain, log }: Card): string[] {
  const key = fromBase64url(String(log.jwk['x']))
  const [origin, witness] = [logOrigin(trustDomain), witnessName(trustDomain)]
  return [
    lineOf({ keyId: keyIdOf(origin, signatureTypes.note, key), name: origin }),
    lineOf({ keyId: keyIdOf(witness, signatureTypes.cosignature, key), name: witness }),
  ]
}

export const lineOf = ({ keyId, name }: { readonly keyId: number; readonly name: string }): string => `${keyId} ${name}`

/** The card that a JWS carries; nothing of it is verified. @throws {CryptoError} */
export const cardIn = (jws: string): Card =>
  parseCanonical(fromBase64url(jws.split('.', 2)[1] ?? '')) as unknown as Card

/** The key that a JWS says it is signed with. */
function kidIn(jws: string): string {
  const header: unknown = JSON.parse(new TextDecoder().decode(fromBase64url(jws.split('.', 1)[0] ?? '')))
  return isJsonObject(header) ? String(header['kid']) : ''
}
