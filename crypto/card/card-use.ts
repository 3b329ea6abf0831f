import { CryptoError } from '../fault.ts'
import { dayMs } from '../instants.ts'
import { proveAgreement } from '../jose/engine.ts'
import { logOrigin } from '../log/checkpoint.ts'
import { witnessName } from '../log/cosignature.ts'
import { logVerifyingKey } from '../log/log-key.ts'
import { signatureTypes, writeVerifierKey } from '../log/note.ts'
import { instantMs } from '../shapes.ts'
import { readAnchor } from '../x509/certificates.ts'
import { authorityOf, judgedOf } from '../x509/revoked/judged.ts'
import { encryptionKeysOf, signingKeysOf } from './card-keys.ts'
import type { Card } from './card-shape.ts'
import { demandClean, demandName } from './clean-text.ts'

/*
 * All that a card says is used once, before anything is entrusted to it: a fault shows here, with
 * its reason, and not in the middle of the traffic. What time or other members have to say is not
 * looked at.
 */

/** No key is announced for longer. */
const longestWindowMs = 20 * 366 * dayMs

/**
 * @param card of the closed shape. @throws {CryptoError} `card` with what was found and what was
 * expected.
 */
export async function demandUsable(card: Card): Promise<void> {
  demandEndpoint(card.endpoint)
  demandTexts(card)
  for (const { kid, notBefore, notAfter } of [...card.signing, ...card.encryption]) {
    if (instantMs(notAfter, 'card') - instantMs(notBefore, 'card') > longestWindowMs)
      throw new CryptoError('card', `window of key ${kid} is longer than 20 years`)
  }
  for (const anchor of card.tls.anchors)
    await used('TLS anchor', () => readAnchor(Uint8Array.from(Buffer.from(anchor, 'base64'))))
  for (const each of [...card.tls.anchors, ...card.signing.flatMap(({ certificates }) => certificates)])
    await used('certificate', () => [judgedOf(Buffer.from(each, 'base64')), authorityOf(Buffer.from(each, 'base64'))])
  await used('signing key', () => signingKeysOf(card))
  for (const entry of card.encryption)
    await used(`encryption key ${entry.kid}`, async () => {
      for (const { key } of await encryptionKeysOf({ ...card, encryption: [entry] })) await proveAgreement(key)
    })
  const key = await used('log key', () => logVerifyingKey(card.log.jwk))
  for (const name of [logOrigin(card.trustDomain), witnessName(card.trustDomain)])
    await used('trust domain', () => writeVerifierKey({ name, key, type: signatureTypes.note }))
}

/** An address of a host alone, written the way `URL` understands it. */
function demandEndpoint(endpoint: string): void {
  const fault = URL.canParse(endpoint) ? faultOf(new URL(endpoint), endpoint) : 'is no address'
  if (fault) throw new CryptoError('card', `endpoint ${JSON.stringify(endpoint)} ${fault}; expected https://host:port`)
}

function faultOf(read: URL, endpoint: string): string | undefined {
  const { protocol, hostname, port, pathname, username, password, search, hash } = read
  if (protocol !== 'https:' || username || password || search || hash || pathname !== '/')
    return 'is more than a host and a port'
  const [, host, written = '443'] = /^https:\/\/(\[[^\]]*\]|[^:/]+)(?::([0-9]{1,5}))?\/?$/.exec(endpoint) ?? []
  if (host?.toLowerCase() !== hostname || hostname.length > 253) return `is read as the host ${hostname}`
  // `URL` leaves the usual port out.
  return Number(written) > 0 && Number(port || '443') === Number(written) ? undefined : 'has no port from 1 to 65535'
}

function demandTexts({ name, contact, standing }: Card): void {
  demandName(name, 'name')
  for (const each of contact.names) demandName(each, '/contact/names')
  demandClean(contact.hours, '/contact/hours')
  demandClean(contact.email, '/contact/email')
  for (const member of ['protection', 'retention', 'capacity'] as const)
    demandClean(standing[member] ?? '', `/standing/${member}`, { lines: true })
  for (const { para, reason } of standing.inabilities)
    demandClean(reason, `reason of ${para} (/standing/inabilities)`, { lines: true })
}

async function used<T>(what: string, use: () => T | Promise<T>): Promise<T> {
  try {
    return await use()
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new CryptoError('card', `${what} cannot be used: ${cause.message}`, { cause })
  }
}
