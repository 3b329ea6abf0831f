// Who is signed in behind a request, and which requests may change something: none that another
// site sent.
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Person } from '../../../model/client/person.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { PersonFlows } from '../../../ports/doors/persons.ts'
import { type FormValues, fieldOf } from '../forms/form-values.ts'
import { cookieIn, cookieOf, noCookie } from './cookies.ts'
import { givenOnce, type Session, sameText, sessions, type Vouched } from './sessions.ts'

export interface Entered {
  readonly session: Session
  /** As the person is now: roles and offices may have changed since it signed in. */
  readonly person: Person
}

export interface Entering {
  /**
   * Undefined where nobody is signed in, or somebody who is no person of ours any more. The session
   * lives on by it.
   */
  entered(request: FastifyRequest): Entered | undefined
  /** The same, for what goes on by itself while a page is open: it keeps no session alive. */
  stillEntered(request: FastifyRequest): Entered | undefined
  begin(reply: FastifyReply, person: Person): void
  /** Somebody whom a provider vouches for: it need be nobody of ours, and ends with its voucher. */
  beginVouched(reply: FastifyReply, vouched: Vouched): void
  leave(request: FastifyRequest, reply: FastifyReply): void
  /**
   * What a passkey is to sign, base64url; it is answered once, soon, and for what it was given for.
   */
  challenge(purpose: string): string
  /**
   * The same, where we gave it and nobody answered it yet. @throws {Problem} `signature-invalid`
   */
  demandGiven(challenge: string, purpose: string): string
}

interface EnteringLimits {
  readonly idleMs: number
  readonly longestMs: number
}

const mostSessions = 10_000
const sessionsPerPerson = 8
const challengeMs = 5 * 60_000
const mostChallenges = 10_000

/** 256 bits, as base64url. */
const randomText = () => randomBytes(32).toString('base64url')

/** @param elapsedMs a clock that never goes back */
export function entering(
  persons: Pick<PersonFlows, 'person'>,
  limits: EnteringLimits,
  elapsedMs: () => number,
): Entering {
  const all = sessions({ ...limits, most: mostSessions, perPerson: sessionsPerPerson }, { elapsedMs, randomText })
  const challenges = givenOnce<string>(challengeMs, mostChallenges, elapsedMs)
  const enteredBy = (cookie: string | undefined, use: 'use' | 'look'): Entered | undefined => {
    const session = cookie === undefined ? undefined : all.of(cookie, use)
    const person = session && (vouchedFor(session) ?? persons.person(session.person))
    if (cookie !== undefined && session && !person) all.end(cookie)
    return session && person && { session, person }
  }
  /** Its keys are those that lie here under its id, as they are now. */
  const vouchedFor = ({ vouched }: Session): Person | undefined =>
    vouched && { ...vouched, keys: persons.person(vouched.id)?.keys ?? [] }
  return {
    entered: ({ headers }) => enteredBy(cookieIn(headers.cookie), 'use'),
    stillEntered: ({ headers }) => enteredBy(cookieIn(headers.cookie), 'look'),
    begin(reply, { id }) {
      reply.header('set-cookie', cookieOf(all.begin(id).cookie))
    },
    beginVouched(reply, vouched) {
      reply.header('set-cookie', cookieOf(all.begin(vouched.person.id, vouched).cookie))
    },
    leave({ headers }, reply) {
      const cookie = cookieIn(headers.cookie)
      if (cookie !== undefined) all.end(cookie)
      reply.header('set-cookie', noCookie)
    },
    challenge(purpose) {
      const challenge = randomText()
      challenges.put(challenge, purpose)
      return challenge
    },
    demandGiven(challenge, purpose) {
      if (challenges.take(challenge) === purpose) return challenge
      throw new Problem('signature-invalid', 'the page was open too long, or was sent twice; load it again')
    },
  }
}

/** What changes something comes from a page of ours (W3C Fetch Metadata). */
export function demandSameOrigin({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return
  const site = headers['sec-fetch-site']
  if (site === 'same-origin') return
  throw new Problem(
    'forbidden',
    site === undefined
      ? 'the browser does not say where this form comes from (Sec-Fetch-Site); use a current one, over https'
      : 'this form was sent from a page of another site',
  )
}

/** The form without its token, which must be that of the session. */
export function demandToken(form: FormValues, session: Session): FormValues {
  const { token: _token, ...rest } = form
  demandSaid(fieldOf(form, 'token'), session)
  return rest
}

/** The same where a script sends it. */
export const demandTokenOf = ({ headers }: FastifyRequest, session: Session): void =>
  demandSaid(String(headers['bulla-form-token'] ?? ''), session)

function demandSaid(token: string, { formToken }: Session): void {
  if (sameText(token, formToken)) return
  throw new Problem(
    'forbidden',
    'the page that this form comes from belongs to a session that has ended; load it again',
  )
}
