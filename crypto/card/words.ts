import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { canonical } from '../canonical.ts'
import { sha256 } from '../octets.ts'
import type { Card } from './card-shape.ts'

/**
 * Twelve words (BIP-39, English) for two people to compare by voice: the first 16 octets of SHA-256
 * over everything on the card that is trusted by it, member, TLS anchors and pins, signing,
 * encryption, log and next keys. A card with the same keys and, say, another telephone number has
 * the same words.
 */
export function fingerprint({ v, member, tls, signing, encryption, log, next }: Card): string[] {
  const digest = sha256(canonical({ member, tls, signing, encryption, log, ...(v > 1 && { next }) }))
  return entropyToMnemonic(digest.subarray(0, 16), wordlist).split(' ')
}
