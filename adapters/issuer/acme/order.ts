// One order, from its names to its certificate (RFC 8555 §7.4 and §7.5). Everything that a server
// answers is read as if it lied, and everything that is waited for has an end.
import { keyAuthorization } from '../../../crypto/jose/acme-jws.ts'
import { isJsonObject, type JsonObject } from '../../../crypto/json.ts'
import type { Account } from './account.ts'
import type { ChallengeListener } from './challenge.ts'
import type { Acme } from './directory.ts'
import { demandDone, inWords } from './faults.ts'
import { type AcmeFault, type Answer, notIssued, objectIn, told } from './wire.ts'

const mostPauseMs = 60_000
const mostAuthorizations = 100

interface Ordering {
  readonly acme: Acme
  readonly account: Account
  readonly hosts: readonly string[]
  /** DER of the PKCS #10 request, base64url. */
  readonly csr: string
  /** Of the certificate that this one follows (RFC 9773 §5). */
  readonly replaces: string | undefined
  /** Opened when the first challenge is to be answered. */
  challenges(): Promise<ChallengeListener>
  /** Between two looks, where the server does not say. */
  readonly pollMs: number
  /** For the whole order; monotonic. */
  readonly deadlineMs: number
  monotonicMs(): number
}

interface Held {
  readonly url: string
  readonly value: JsonObject
  readonly retryAfterMs: number | undefined
}

/** Chains in PEM, as the server offers them, its own choice first; nobody has checked them. */
export async function obtain(ordering: Ordering): Promise<readonly string[]> {
  const order = await newOrder(ordering)
  const authorizations = textsIn(order, 'authorizations')
  if (authorizations.length > mostAuthorizations)
    throw notIssued(`the CA wants ${authorizations.length} proofs for ${ordering.hosts.length} names`)
  // Ready at once where the CA knows already that the names are ours.
  if (order.value['status'] === 'pending')
    for (const url of authorizations) await prove(ordering, await held(ordering, url))
  const ready = await until(ordering, order, 'the order', ['pending'])
  demandState(ready, 'the order', ['ready', 'processing', 'valid'])
  const done = await until(ordering, await finalized(ordering, ready), 'the order', ['ready', 'processing'])
  demandState(done, 'the order', ['valid'])
  return chains(ordering, textIn(done, 'certificate'))
}

async function finalized({ acme, account, csr }: Ordering, order: Held): Promise<Held> {
  if (order.value['status'] !== 'ready') return order
  const answer = await acme.post(textIn(order, 'finalize'), { csr }, account)
  // The server is slower than it said.
  if (answer.fault?.type === 'orderNotReady') return order
  return heldIn(demandDone('our request', answer), order.url)
}

async function newOrder({ acme, account, hosts, replaces }: Ordering): Promise<Held> {
  const identifiers = hosts.map((value) => ({ type: /^[0-9.]+$|:/.test(value) ? 'ip' : 'dns', value }))
  const { newOrder: url, renewalInfo } = acme.directory
  const following = replaces !== undefined && renewalInfo !== undefined ? { replaces } : {}
  let answer = await acme.post(url, { identifiers, ...following }, account)
  // That it follows another is an advantage and no condition.
  if ('replaces' in following && ['alreadyReplaced', 'malformed', 'conflict'].includes(answer.fault?.type ?? ''))
    answer = await acme.post(url, { identifiers }, account)
  demandDone(`an order for ${hosts.join(', ')}`, answer)
  if (answer.location === undefined) throw notIssued(`${url} gave an order without an address`)
  return heldIn(answer, answer.location)
}

async function prove(ordering: Ordering, authorization: Held): Promise<void> {
  const { acme, account, hosts } = ordering
  const name = nameIn(authorization)
  if (!hosts.includes(name)) throw notIssued(`the CA wants a proof for ${told(name)}, which was not asked for`)
  if (authorization.value['status'] === 'valid') return
  const offered = listIn(authorization.value['challenges'])
  const challenge = offered.find(({ type }) => type === 'http-01')
  if (challenge === undefined) {
    const others = offered.map(({ type }) => told(String(type), 40)).join(', ')
    throw notIssued(`for ${name} the CA offers ${others || 'no proof'}; http-01 is the one that is given here`)
  }
  const { token, url } = challenge
  if (typeof token !== 'string' || !/^[A-Za-z0-9_-]{22,512}$/.test(token) || typeof url !== 'string')
    throw notIssued(`the proof that the CA wants for ${name} has no token that could be one`)
  const listener = await ordering.challenges()
  listener.answer(token, keyAuthorization(token, account.key))
  if (challenge['status'] === 'pending') demandDone(`the proof for ${name}`, await acme.post(url, {}, account))
  const settled = await until(ordering, authorization, `the proof for ${name}`, ['pending'])
  if (settled.value['status'] !== 'valid') throw unproven(name, settled)
}

function unproven(name: string, { url, value }: Held): Error {
  const failed = listIn(value['challenges']).find(({ error }) => isJsonObject(error))?.['error']
  const type = isJsonObject(failed) ? String(failed['type']).replace(/^urn:ietf:params:acme:error:/, '') : 'unknown'
  const detail = isJsonObject(failed) && typeof failed['detail'] === 'string' ? told(failed['detail']) : ''
  const fault: AcmeFault = { type: told(type, 64), detail, of: [] }
  return notIssued(`${new URL(url).host} could not see that ${name} is ours: ${inWords(fault)}`)
}

/** Looks again until the state is none of these, as often as the server says and time allows. */
async function until(ordering: Ordering, from: Held, what: string, pending: readonly string[]): Promise<Held> {
  let now = from
  while (pending.includes(String(now.value['status']))) {
    if (ordering.monotonicMs() > ordering.deadlineMs)
      throw notIssued(`${what} is still ${told(String(now.value['status']))} at the end of the time it has`)
    await ordering.acme.wire.wait(Math.min(mostPauseMs, Math.max(ordering.pollMs, now.retryAfterMs ?? 0)))
    now = await held(ordering, now.url)
  }
  return now
}

function demandState(now: Held, what: string, expected: readonly string[]): void {
  const status = String(now.value['status'])
  if (!expected.includes(status)) throw notIssued(`${what} came to be ${told(status)}${faultOf(now)}`)
}

function faultOf({ value }: Held): string {
  const error = value['error']
  if (!isJsonObject(error)) return ''
  const type = told(String(error['type']).replace(/^urn:ietf:params:acme:error:/, ''), 64)
  return `: ${inWords({ type, detail: told(String(error['detail'] ?? '')), of: [] })}`
}

async function held({ acme, account }: Ordering, url: string): Promise<Held> {
  return heldIn(demandDone('a look at what was ordered', await acme.post(url, undefined, account)), url)
}

async function chains({ acme, account }: Ordering, url: string): Promise<readonly string[]> {
  const accept = 'application/pem-certificate-chain'
  const first = demandDone('the certificate', await acme.post(url, undefined, account, accept))
  const found = [first.text]
  for (const other of first.alternates) {
    const answer = await acme.post(other, undefined, account, accept)
    if (answer.fault === undefined) found.push(answer.text)
  }
  return found
}

function heldIn(answer: Answer, url: string): Held {
  const value = objectIn(answer.text)
  if (value === undefined) throw notIssued(`${answer.url} answered ${told(answer.text, 60)}, expected an object`)
  return { url, value, retryAfterMs: answer.retryAfterMs }
}

function textIn({ url, value }: Held, name: string): string {
  const found = value[name]
  if (typeof found !== 'string') throw notIssued(`${url} names no ${name}`)
  return found
}

const textsIn = ({ value }: Held, name: string): string[] => {
  const found = value[name]
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : []
}

const listIn = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])

const nameIn = ({ value }: Held): string => {
  const { identifier } = value
  return isJsonObject(identifier) && typeof identifier['value'] === 'string' ? identifier['value'] : ''
}
