// What responders said of certificates (OCSP): the newest answer about each, in memory. One that
// says *revoked*, and what undid it later, lie on disk too: a start forgets no revocation.

import { CryptoError } from '../../../../crypto/fault.ts'
import { iso } from '../../../../crypto/instants.ts'
import { isJsonObject, type JsonObject } from '../../../../crypto/json.ts'
import { authorityOf, judgedOf } from '../../../../crypto/x509/revoked/judged.ts'
import { type OcspAnswer, readOcspAnswer } from '../../../../crypto/x509/revoked/ocsp.ts'
import type { KeptFiles } from '../../../ports/installation.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import type { Link } from './links.ts'

/** An answer that was verified, with all that it takes to verify it again. */
interface Answered {
  /** Of whose certificate; what is held is bounded for each. */
  readonly member: string
  readonly link: Link
  readonly answer: OcspAnswer
  /** DER as it came, to the question with this nonce, at this instant. */
  readonly octets: Uint8Array
  readonly nonce: Uint8Array
  readonly atMs: number
}

export interface HeldAnswers {
  of(link: Link): OcspAnswer | undefined
  /**
   * Takes what a responder says of a certificate, where it is not older than what it said before.
   * It is in force, and on disk where it says *revoked* or undoes that, when this resolves.
   * @throws {CryptoError} `ocsp` where an older answer, or one that knows nothing, would lift what
   *   is held
   */
  take(answered: Answered): Promise<void>
  /** Takes up what was kept, by a start before or by another node; what cannot be read is told. */
  takeUp(): Promise<void>
}

/** Of each member: whoever has more certificates asked after has its own forgotten. */
const mostAnswers = 128

interface Holding {
  readonly files: KeptFiles
  readonly log: Log
}

/** What its file says, where it has one. */
type Held = Answered & { readonly kept?: string }

export function openHeldAnswers({ files, log }: Holding): HeldAnswers {
  const held = new Map<string, Held>()
  const states = new Map<string, string>()

  async function putInForce(answered: Answered): Promise<void> {
    const id = answered.link.certificate.sha256
    const before = held.get(id)
    if (before !== undefined && !isNews(answered.answer, before.answer)) return
    held.delete(id)
    held.set(id, { ...(before?.kept !== undefined && { kept: before.kept }), ...answered })
    const ofMember = [...held].filter(([, { member }]) => member === answered.member)
    if (ofMember.length > mostAnswers) await forget(leastMissedOf(ofMember))
  }

  async function forget(id: string): Promise<void> {
    const kept = held.get(id)?.kept
    held.delete(id)
    if (kept !== undefined) await files.forget(nameOf(id))
  }

  /** What was said goes on disk with each change, not with each answer that says it again. */
  async function keep(id: string): Promise<void> {
    const one = held.get(id)
    if (one === undefined) return
    const says = saidBy(one.answer)
    if (says === one.kept || (says !== 'revoked' && one.kept === undefined)) return
    await files.keep(nameOf(id), textOf(one))
    held.set(id, { ...one, kept: says })
  }

  async function takeUpOne(text: string): Promise<void> {
    const kept = keptIn(text)
    // As it was verified then: a revocation does not end with the answer that told of it.
    const answer = await readOcspAnswer(kept.octets, { ...kept.link, nonce: kept.nonce }, kept.atMs)
    await putInForce({ ...kept, answer })
    const one = held.get(kept.link.certificate.sha256)
    if (one) held.set(one.link.certificate.sha256, { ...one, kept: saidBy(answer) })
  }

  return {
    of: (link) => {
      const found = held.get(link.certificate.sha256)
      return found?.link.authority.id === link.authority.id ? found.answer : undefined
    },
    async take(answered) {
      // In force first: a disk that is full lets nobody in whom the answer keeps out.
      await putInForce(answered)
      await keep(answered.link.certificate.sha256)
    },
    async takeUp() {
      for (const { name, state, read } of await files.all()) {
        if (states.get(name) === state) continue
        states.set(name, state)
        try {
          await takeUpOne(Buffer.from(await read()).toString('utf8'))
        } catch (error) {
          const problem = error instanceof CryptoError ? error.message : describeFailure(error)
          record(log, 'crl.refused', { source: `an answer that was kept, ${name}`, problem })
        }
      }
    },
  }
}

const nameOf = (sha256: string): string => `${sha256.slice(0, 32)}.json`

const saidBy = ({ status }: OcspAnswer) => (typeof status === 'object' ? 'revoked' : status)

/**
 * Responders make answers beforehand, and several of one address are not equally far: an older one
 * that says the same is left. One that says something else would undo what is known, as whoever
 * stands on the way to a responder could have it by playing an old one again.
 */
function isNews(answer: OcspAnswer, before: OcspAnswer): boolean {
  const [says, said] = [saidBy(answer), saidBy(before)]
  if (says === said) return answer.thisUpdateMs >= before.thisUpdateMs
  if (answer.thisUpdateMs < before.thisUpdateMs)
    throw new CryptoError(
      'ocsp',
      `answer of ${iso(answer.thisUpdateMs)} says ${says}, the one held is of ${iso(before.thisUpdateMs)} and says ${said}`,
    )
  if (said === 'revoked' && says === 'unknown')
    throw new CryptoError('ocsp', `answer says unknown of a certificate that was revoked: the one held says when`)
  return true
}

/** The oldest one of a member that does not keep it out, else its oldest. */
function leastMissedOf(answers: readonly (readonly [string, Answered])[]): string {
  const [oldest] = answers
  const [id = ''] = answers.find(([, { answer }]) => saidBy(answer) !== 'revoked') ?? oldest ?? []
  return id
}

const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64')

const textOf = ({ member, link, octets, nonce, atMs }: Answered): string =>
  `${JSON.stringify(
    {
      ...{ member, subject: link.certificate.subject, at: iso(atMs) },
      certificate: base64(link.certificate.der),
      authority: base64(link.authority.der),
      answer: base64(octets),
      nonce: base64(nonce),
    },
    undefined,
    1,
  )}\n`

function keptIn(text: string): Omit<Answered, 'answer'> {
  const found: unknown = JSON.parse(text)
  if (!isJsonObject(found)) throw new CryptoError('ocsp', 'what was kept is no JSON object')
  const [certificate, authority] = [judgedOf(octetsOf(found, 'certificate')), authorityOf(octetsOf(found, 'authority'))]
  const atMs = Date.parse(textIn(found, 'at'))
  if (Number.isNaN(atMs)) throw new CryptoError('ocsp', 'what was kept does not say when it came')
  return {
    ...{ member: textIn(found, 'member'), link: { certificate, authority }, atMs },
    ...{ octets: octetsOf(found, 'answer'), nonce: octetsOf(found, 'nonce') },
  }
}

const octetsOf = (found: JsonObject, name: string) => new Uint8Array(Buffer.from(textIn(found, name), 'base64'))

function textIn(found: JsonObject, name: string): string {
  const value = found[name]
  if (typeof value !== 'string') throw new CryptoError('ocsp', `what was kept has no ${name}`)
  return value
}
