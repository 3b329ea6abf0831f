// The evidence of tries: each is on disk before anybody learns how it ended, and an allowed one
// gives the proof that opens content.

import { skeletonOf } from '../../../crypto/card/clean-text.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { unseenIn } from '../../../crypto/unseen.ts'
import { type Actor, actorOf, nameOf, readPerson } from '../../model/client/actor.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { addresseeOf, nameDigest } from '../../model/terms/addressee.ts'
import type { Client, ContentNamed } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { EvidenceRow, NewEvent } from '../../ports/rows.ts'
import type { Stamp } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Allowed } from '../content/opening.ts'
import type { Secrets } from '../content/secrets.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import { inChain } from '../evidence/marks.ts'
import type { Trust } from '../trust/trust.ts'
import type { Ask, Decided } from './decide.ts'

interface Recording {
  readonly store: EvidenceStore
  readonly world: World
  readonly log: Log
  readonly secrets: Pick<Secrets, 'mark'>
  trust(): Pick<Trust, 'us'>
}

/** Who tries what with which content. */
export interface Try {
  readonly client: Pick<Client, 'id' | 'roles' | 'person'>
  /** Null where there is no such content, or it is in no case. */
  readonly case: string | null
  readonly content: ContentNamed
  readonly ask: Ask
  /** Digest of the terms in force, where they are known. */
  readonly terms?: string
  /** Said where nobody tried to read, but to let another read. */
  readonly act?: 'clear'
  /** The release, where it is allowed: what one call gives has one. */
  readonly release?: string
  /** What is stored with the first that is allowed. */
  readonly stamp?: Stamp | null
}

/** `data` says how it ended. */
export const tried = (
  { world, secrets, trust }: Pick<Recording, 'world' | 'secrets' | 'trust'>,
  kind: 'release' | 'denial',
  { client, case: of, content, ask: { reader, reliedOn, recipient, proceedingName, ...ask }, terms, act }: Try,
  data: JsonObject,
): EvidenceDraft => {
  // Made either way: what is not there costs what one costs that belongs to others.
  const chained = inChain(secrets, trust().us, { case: of ?? content.id, client, reader })
  return {
    at: world.now(),
    kind,
    case: of,
    subject: content.id,
    data: {
      ...{ ...actorOf(client), what: content.what, ...ask },
      // Whoever lets another read says who that is.
      ...(act === 'clear' ? { readerSaid: reader } : readerTold(client, reader)),
      ...(of !== null && chained),
      ...(terms !== undefined && { terms }),
      ...(act !== undefined && { act }),
      ...(reliedOn && { reliedOn: [...reliedOn] }),
      ...addressee({ recipient, proceedingName }, ask),
      ...data,
    },
  }
}

/**
 * Names of people and files of courts stay out of the evidence; whom they stand for is known by
 * their digest.
 */
function addressee(
  { recipient, proceedingName }: { recipient: string | undefined; proceedingName: string | undefined },
  { target }: Pick<Ask, 'target'>,
): JsonObject {
  return {
    ...(recipient !== undefined && target !== undefined && { to: addresseeOf(target, recipient) }),
    ...(proceedingName !== undefined && { proceedingSha256: nameDigest(proceedingName) }),
  }
}

/**
 * The name by which terms and clearances know the reader.
 * @param said what the client says of it
 * @throws {Problem} `request-invalid` where it states one person and says another
 */
export function readerOf(client: Pick<Client, 'id' | 'person'>, said: string | undefined): string {
  const { person } = client
  if (person === undefined || said === undefined) return said ?? nameOf(actorOf(client))
  if (readPerson(said) === person) return person
  throw new Problem('request-invalid', `the reader is ${person}, whom Bulla-Person names; the request says another`, {
    field: '/reader',
  })
}

/**
 * Why this reader is none that the client may name: another client, or a person of the console,
 * reads by itself, and what was cleared for it is not for whoever types its id.
 */
export function whyNotReader(
  { named }: Pick<Trust, 'named'>,
  { id, person }: Pick<Client, 'id' | 'person'>,
  reader: string,
): Problem | undefined {
  if (person !== undefined || reader === id || !isLike(named, reader)) return undefined
  const wanted = 'leave the reader out, or name somebody who comes in neither as a client nor at the console'
  return new Problem('forbidden', `the reader ${reader} reads as itself, and ${id} is another one; ${wanted}`, {
    field: '/reader',
  })
}

/**
 * Whether it is one of these ids, or looks like one to whoever reads the evidence: `fuII2` for
 * `full2`. Of several words no id is made, so that people whom clients name by their names may have
 * one.
 */
const isLike = (named: ReadonlySet<string>, reader: string): boolean =>
  !/[^\s]\x20+[^\s]/.test(reader) && named.has(skeletonOf(reader))

/** As the evidence tells it: who it is, how that is known, and what the client said beyond it. */
function readerTold(client: Pick<Client, 'id' | 'person'>, reader: string): JsonObject {
  if (client.person !== undefined) return { reader: client.person, readerIs: 'person' }
  return { reader: client.id, readerIs: 'client', ...(reader !== client.id && { readerSaid: reader }) }
}

type Unseen = { readonly [K in 'reader' | 'recipient' | 'proceedingName']?: string | undefined }

/** Names that go into the evidence are what they look like. @throws {Problem} `text-unseen` */
export function demandSeen({ reader, recipient, proceedingName }: Unseen): void {
  for (const [field, text] of Object.entries({ reader, recipient, proceedingName })) {
    const code = text === undefined ? undefined : unseenIn(text)
    if (code !== undefined)
      throw new Problem('text-unseen', `${field} holds U+${code}, which nobody sees`, { field: `/${field}` })
  }
}

/** Every denial is evidence. @param told to the office where a person is to decide */
export async function deny(
  deps: Recording,
  attempt: Try,
  why: JsonObject,
  reason: string,
  told: readonly Omit<NewEvent, 'at'>[] = [],
): Promise<void> {
  const denial = tried(deps, 'denial', attempt, why)
  const events = told.map((each) => ({ ...each, at: denial.at }))
  await deps.store.record(leavesOf(deps.world, [denial]), [], null, events)
  record(deps.log, 'release.denied', { client: attempt.client.id, item: attempt.content.id, problem: reason })
}

/** What was tried on a draft, a case or a route: no piece of content, and no less a try. */
interface OtherTry extends Actor {
  readonly act: string
  readonly subject: string
}

/** Of no case, so that one that is not theirs costs what one costs that is not there. */
export async function denyAct(
  { store, world }: Pick<Recording, 'store' | 'world'>,
  { subject, ...said }: OtherTry,
  problem: ProblemCode,
): Promise<void> {
  const denial = { at: world.now(), kind: 'denial', case: null, subject, data: { ...said, problem } } as const
  await store.record(leavesOf(world, [denial]))
}

/** What was tried in a case, and lacked the signature of a person. */
interface UnsignedTry {
  readonly client: Client
  /** Null where there is no such case, or none yet. */
  readonly case: string | null
  /** What a bundle knows: the item, the message, or the case. */
  readonly subject: string
  /** What was tried, in the words of a use. */
  readonly said: JsonObject
}

/** Stands in the chain of its case like any denial there, so that none can be left out. */
export async function denyUnsigned(
  { store, world, secrets, trust }: Omit<Recording, 'log'>,
  { client, case: of, subject, said }: UnsignedTry,
  problem: ProblemCode,
): Promise<void> {
  const reader = nameOf(actorOf(client))
  const chained = inChain(secrets, trust().us, { case: of ?? subject, client, reader })
  const told = { ...actorOf(client), ...said, ...readerTold(client, reader), ...(of !== null && chained) }
  const denial = { at: world.now(), kind: 'denial', case: of, subject, data: { ...told, problem } } as const
  await store.record(leavesOf(world, [denial]))
}

const refusals: ReadonlySet<ProblemCode> = new Set([
  'forbidden',
  'not-found',
  'approver-same',
  'person-missing',
  'function-missing',
])

/**
 * A flow after which it is evidence that somebody may not do this, or not for this office, or not
 * with what they wrote themselves.
 */
export const denying =
  <First, Rest extends unknown[], Answer>(
    deps: Pick<Recording, 'store' | 'world'>,
    act: string,
    subjectOf: (first: First) => string,
    flow: (client: Client, first: First, ...rest: Rest) => Promise<Answer>,
  ) =>
  async (client: Client, first: First, ...rest: Rest): Promise<Answer> => {
    try {
      return await flow(client, first, ...rest)
    } catch (error) {
      if (error instanceof Problem && refusals.has(error.code))
        await denyAct(deps, { ...actorOf(client), act, subject: subjectOf(first) }, error.code)
      throw error
    }
  }

export interface Recorded {
  readonly release: string
  /** The content itself, and the bodies of the permissions whose conditions its reader is told. */
  readonly allowed: Allowed
  readonly conditions: readonly Allowed[]
}

/**
 * Records what was allowed; undefined, and nothing is recorded, where a permission or a clearance
 * was used since it was counted, or anything was destroyed.
 */
export async function recordAllowed(deps: Recording, attempt: Try, decided: Decided): Promise<Recorded | undefined> {
  const { decision, since, conditions } = decided
  if (decision.verdict !== 'allow') return undefined
  const { obligations, permissions, clearances } = decision
  const { release = deps.world.id(), stamp } = attempt
  const data = {
    obligations: [...obligations],
    release,
    ...(permissions.length > 0 && { permissions: [...permissions] }),
    ...(clearances.length > 0 && { clearances: [...clearances] }),
  }
  const leaves = leavesOf(deps.world, [tried(deps, 'release', attempt, data)])
  const key = stamp ? stamp(200, { release }, deps.world.now()) : null
  if (!(await deps.store.record(leaves, since, key))) return undefined
  return recorded(attempt.content.id, release, conditions)
}

/**
 * The record of a release that this client was given, for the same person or for none, in the
 * evidence of its case; of one call a piece has one.
 */
export const releaseIn = (
  evidence: readonly EvidenceRow[],
  { client, content, release }: Pick<Try, 'client' | 'content'> & { readonly release: string },
): EvidenceRow | undefined =>
  evidence.find(
    ({ kind, subject, data }) =>
      kind === 'release' &&
      subject === content.id &&
      data.release === release &&
      data.client === client.id &&
      data.person === client.person,
  )

/**
 * What was asked, as the record of it says: of names it has the digests. Terms and clearances know
 * a reader whom nobody looked into by what its client said.
 */
export function askIn({ data }: EvidenceRow): Ask {
  const { client: _, person: _person, readerIs: _readerIs, reader, readerSaid = reader, ...told } = data
  const { what: _what, terms: _terms, obligations: _obligations, release: _release, ...said } = told
  const { place: _place, roles: _roles, pseudonym: _pseudonym, mark: _mark, ...ask } = said
  return { ...ask, reader: readerSaid } as unknown as Ask
}

/** What was allowed by a record that is in the evidence, and is allowed as the case stands now. */
export function allowedBy(
  { kind, subject, data }: EvidenceRow,
  { decision, conditions }: Decided,
): Recorded | undefined {
  if (kind !== 'release' || decision.verdict !== 'allow') return undefined
  return recorded(subject, String(data.release), conditions)
}

const recorded = (content: string, release: string, conditions: Decided['conditions']): Recorded => ({
  ...{ release, allowed: proof(content), conditions: conditions.map(({ id }) => proof(id)) },
})

const proof = (content: string): Allowed => ({ content }) as unknown as Allowed
