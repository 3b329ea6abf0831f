// What a CA refuses, in words for whoever runs the gateway (RFC 8555 §6.7, RFC 9773 §5).
import type { Problem } from '../../../gateway/model/problems/problems.ts'
import { type AcmeFault, type Answer, notIssued } from './wire.ts'

const words: Readonly<Record<string, string>> = {
  accountDoesNotExist: 'it does not know our account',
  alreadyReplaced: 'it has replaced that certificate already',
  alreadyRevoked: 'the certificate is revoked already',
  badCSR: 'it does not take our request',
  badNonce: 'it takes none of its own nonces',
  badPublicKey: 'it does not take a key of this kind',
  badRevocationReason: 'it does not take this reason',
  badSignatureAlgorithm: 'it does not take ES256',
  caa: 'a CAA record in the DNS names another CA',
  compound: 'it refuses several names, each for its own reason',
  connection: 'it could not connect to the name to validate it; is port 80 of that name led to ACME_HTTP_PORT?',
  dns: 'the name could not be looked up in the DNS as the CA sees it',
  externalAccountRequired: 'it opens accounts only for who is bound to it; ACME_EAB_FILE holds what it handed out',
  incorrectResponse: 'what it found at the name is not our answer; does port 80 of that name lead here?',
  invalidContact: 'it does not take ACME_CONTACT as an address',
  invalidProfile: 'it does not have this profile',
  malformed: 'it does not understand our request',
  orderNotReady: 'the order is not ready yet',
  rateLimited: 'too many certificates were asked for; it says to wait',
  rejectedIdentifier: 'it issues nothing for this name',
  serverInternal: 'something failed inside the CA',
  tls: 'TLS failed when it validated the name',
  unauthorized: 'our account may not do this, or the name could not be validated',
  unsupportedContact: 'it wants another kind of address in ACME_CONTACT',
  unsupportedIdentifier: 'it issues nothing for names of this kind',
  userActionRequired: 'its terms have changed; read them at the address that it gives, then set ACME_TERMS',
}

/** A refused step of ours, as the one problem that tells of it. */
export function refused(doing: string, { url, fault, retryAfterMs }: Answer): Problem {
  const { host } = new URL(url)
  const message = `${host} refused ${doing}: ${fault === undefined ? 'it gave no reason' : inWords(fault)}`
  return notIssued(message, { cause: fault, ...(retryAfterMs !== undefined && { retryAfterMs }) })
}

/** Which refusal of a server a problem tells of, where it tells of one. */
export function refusalIn({ cause }: Error): string | undefined {
  return typeof cause === 'object' && cause !== null && 'type' in cause ? String(cause.type) : undefined
}

export function inWords({ type, detail, of }: AcmeFault): string {
  const parts = of.map((part) => `${part.name || 'a name'}: ${part.detail || part.type}`)
  const said = [detail, ...parts].filter((text) => text !== '').join('; ')
  return `${words[type] ?? 'a reason of its own'} (${type}${said === '' ? '' : `: ${said}`})`
}

export function demandDone(doing: string, answer: Answer): Answer {
  if (answer.fault !== undefined) throw refused(doing, answer)
  return answer
}
