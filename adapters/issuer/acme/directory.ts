// What an ACME server offers, and how it is spoken to: each request is signed over its address and
// a nonce of the server's (RFC 8555 §6 and §7.1.1).
import { type AccountKey, signAcme } from '../../../crypto/jose/acme-jws.ts'
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import { demandDone, refused } from './faults.ts'
import { type Answer, notIssued, objectIn, told, type Wire } from './wire.ts'

/** Some servers refuse good nonces on purpose, to see that clients bear it. */
const mostNonces = 12

export interface Directory {
  readonly newNonce: string
  readonly newAccount: string
  readonly newOrder: string
  readonly revokeCert: string
  readonly keyChange: string
  /** RFC 9773, where the server has it. */
  readonly renewalInfo: string | undefined
  readonly terms: string | undefined
  readonly externalAccountRequired: boolean
}

interface Signing {
  readonly key: AccountKey
  /** URL of the account; without it the key itself is sent along. */
  readonly kid?: string
}

export interface Acme {
  readonly wire: Wire
  readonly directory: Directory
  /** Undefined as payload: POST-as-GET. The answer may be a refusal. */
  post(url: string, payload: JsonObject | undefined, by: Signing, accept?: string): Promise<Answer>
}

/** @throws {Problem} `certificate-not-issued` unless a directory is there */
export async function openAcme(wire: Wire, directoryUrl: string): Promise<Acme> {
  const answer = demandDone('its directory', await wire.ask('GET', directoryUrl))
  const directory = directoryIn(answer)
  let spare: string | undefined

  async function nonce(): Promise<string> {
    const kept = spare
    spare = undefined
    if (kept !== undefined) return kept
    const given = demandDone('a nonce', await wire.ask('HEAD', directory.newNonce)).nonce
    if (given === undefined) throw notIssued(`${directory.newNonce} gave no nonce`)
    return given
  }

  return {
    wire,
    directory,
    async post(url, payload, { key, kid }, accept) {
      for (let tried = 1; ; tried += 1) {
        const body = await signAcme({ url, payload, nonce: await nonce(), ...(kid !== undefined && { kid }) }, key)
        const given = await wire.ask('POST', url, { body, ...(accept !== undefined && { accept }) })
        spare = given.nonce
        if (given.fault?.type !== 'badNonce') return given
        if (tried === mostNonces) throw refused(`${mostNonces} nonces of its own`, given)
      }
    },
  }
}

function directoryIn({ url, text }: Answer): Directory {
  const found = objectIn(text)
  if (found === undefined) throw notIssued(`${url} is no ACME directory: it answered ${told(text, 60)}`)
  const address = (name: string) => {
    const value = found[name]
    if (typeof value !== 'string') throw notIssued(`${url} is no ACME directory: it names no ${name}`)
    return value
  }
  const meta = isJsonObject(found['meta']) ? found['meta'] : {}
  const renewalInfo = found['renewalInfo']
  const terms = meta['termsOfService']
  return {
    newNonce: address('newNonce'),
    newAccount: address('newAccount'),
    newOrder: address('newOrder'),
    revokeCert: address('revokeCert'),
    keyChange: address('keyChange'),
    renewalInfo: typeof renewalInfo === 'string' ? renewalInfo : undefined,
    terms: typeof terms === 'string' ? terms : undefined,
    externalAccountRequired: meta['externalAccountRequired'] === true,
  }
}
