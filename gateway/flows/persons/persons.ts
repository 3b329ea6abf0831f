// Persons at the console: how a passkey is registered, how one signs in with it, and how what a
// person decides is signed and written down before it happens (decision 38).
import type { JsonObject } from '../../../crypto/json.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { challengeOfDecision, decisionDigest, type PutBefore } from '../../model/client/decided.ts'
import { isConsole, type Person } from '../../model/client/person.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { Decided, PersonFlows } from '../../ports/doors/persons.ts'
import type { InvitedPerson } from '../../ports/installation.ts'
import { leavesOf } from '../evidence/leaves.ts'
import { type Counters, demandAnswer } from './answers.ts'
import { keyMade, type Registering, registerKey } from './keys.ts'
import type { Grant, Signatures } from './signatures.ts'

interface Deps extends Registering {
  readonly grant: Grant
  readonly signatures: Signatures
}

/** A person has so long to read and sign. */
const signedWithinMs = 10 * 60_000

export function personFlows(deps: Deps): PersonFlows {
  const { trust, world, signatures } = deps
  const counters: Counters = new Map()
  const rpId = new URL(deps.origin()).hostname
  const inForce = (id: string | undefined): InvitedPerson | undefined =>
    id === undefined ? id : trust().persons.get(id)
  const putBefore = (decided: Decided): PutBefore => ({ ...decided, member: trust().us })
  const invitedBy = (link: string): InvitedPerson | undefined => {
    const sha256 = sha256Hex(utf8(link))
    return [...trust().persons.values()].find(
      ({ invitation }) => invitation?.sha256 === sha256 && world.now() < Date.parse(invitation.until),
    )
  }
  return {
    rpId,
    demands: signatures.demands,
    person: (id) => shown(inForce(id)),
    invited: (link) => shown(invitedBy(link)),
    async enrol(link, challenge, registration) {
      deps.clock.demand()
      const person = invitedBy(link)
      if (!person) throw linkInvalid()
      const key = await keyMade(deps, person, challenge, registration)
      // Spent before anything is written: of two that use it at once one registers a key.
      if (!(await deps.directory.spendInvitation(person.id, person.invitation?.sha256 ?? ''))) throw linkInvalid()
      return registerKey(deps, person, key, 'link')
    },
    async addKey(id, made, held) {
      deps.clock.demand()
      const person = inForce(id)
      if (!person) throw new Problem('signature-invalid', `there is no person ${id} here any more`)
      const heldBy = await demandAnswer(deps, counters, { person, ...held })
      const key = await keyMade(deps, person, made.challenge, made.registration)
      return registerKey(deps, person, key, { self: heldBy })
    },
    async signIn(challenge, assertion) {
      const person = [...trust().persons.values()].find(({ keys }) => keys.some(({ id }) => id === assertion.id))
      await demandAnswer(deps, counters, { person, challenge, assertion })
      return shown(person) as Person
    },
    challengeOf: (decided) => challengeOfDecision(putBefore(decided)),
    async sign(client, decided, assertion) {
      deps.clock.demand()
      const person = isConsole(client.id) ? inForce(client.person) : undefined
      demandFresh(decided, world.now())
      const decision = putBefore(decided)
      const challenge = challengeOfDecision(decision)
      const key = await demandAnswer(deps, counters, { person, challenge, assertion })
      const data = { ...decision, v: 1, person: person?.id, key, origin: deps.origin(), assertion: { ...assertion } }
      await recordOnce(deps, client, decision, data as unknown as JsonObject)
      return deps.grant(client, decided)
    },
  }
}

/** The signature is on disk before the act, and the same moment is signed for once. */
async function recordOnce(
  { store, world }: Pick<Deps, 'store' | 'world'>,
  client: Client,
  decision: PutBefore,
  data: JsonObject,
): Promise<void> {
  const [at, digest] = [world.now(), decisionDigest(decision)]
  const evidence = { at, kind: 'person.signed', case: decision.case, subject: digest, data } as const
  const once = { client: client.id, key: `signed ${digest}`, requestSha256: digest, status: 200, answer: '{}', at }
  try {
    await store.record(leavesOf(world, [evidence]), [], once)
  } catch (error) {
    if (error instanceof Problem && error.code === 'idempotency-key-reused')
      throw new Problem('signature-invalid', 'this was signed before, and a signature is used once', { cause: error })
    throw error
  }
}

function demandFresh({ at }: Decided, nowMs: number): void {
  const askedAt = Date.parse(at)
  if (askedAt <= nowMs && nowMs < askedAt + signedWithinMs) return
  throw new Problem(
    'signature-invalid',
    `this was put before the person at ${at}, expected within ten minutes before now`,
  )
}

const linkInvalid = () => new Problem('link-invalid', 'this link was used, has ended, or was never given out')

/** Without the link that may wait for it. */
function shown(person: InvitedPerson | undefined): Person | undefined {
  if (!person) return undefined
  const { invitation: _waits, ...rest } = person
  return rest
}
