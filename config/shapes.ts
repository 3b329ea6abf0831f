// Shapes of the files that the directory keeps. All are closed: an unknown member is a fault, not a
// habit of the future.

import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { jsonText } from '../crypto/json.ts'
import { proxyUrl } from './parse.ts'

export const closed = { additionalProperties: false }
export const digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const memberShape = Type.String({ pattern: '^[A-Z]{2}[A-Z0-9]{0,6}$' })
const idShape = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })
const agreementIdShape = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$' })
const officeShape = Type.String({ pattern: '^[A-Z0-9][A-Z0-9._-]{0,31}$' })
export const officesShape = Type.Union([Type.Array(officeShape), Type.Literal('all')])

export const clientRoles = ['submit', 'read', 'release', 'approve', 'operate', 'monitor'] as const

/** How its certificates are asked after; the usual way where it is left out. */
const revocationShape = Type.Object(
  {
    check: Type.Union([Type.Literal('off'), Type.Literal('grace'), Type.Literal('hard')]),
    /** How long a list that has ended goes on, with `grace`. */
    graceHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 8784 })),
    /** What may be fetched from where a certificate says. */
    fetch: Type.Optional(
      Type.Array(Type.Union([Type.Literal('crl'), Type.Literal('ocsp')]), { maxItems: 2, uniqueItems: true }),
    ),
  },
  closed,
)
export type RevocationEntry = Static<typeof revocationShape>

const partnerShape = Type.Object(
  {
    member: memberShape,
    state: Type.Union([Type.Literal('active'), Type.Literal('suspended')]),
    /** Its signed cards as received, one JWS a line, the newest last. */
    card: Type.String({ minLength: 1 }),
    /** RFC 3339. */
    addedAt: Type.String(),
    /** The fingerprint words that were compared when the partner was added. */
    words: Type.Array(Type.String()),
    revocation: Type.Optional(revocationShape),
    /** The outbound proxy to it, where there is one. */
    proxy: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    /**
     * Trust domains and key ids of the logs that it had before a person took others: they stay its
     * own.
     */
    formerly: Type.Optional(Type.Array(Type.Object({ trustDomain: Type.String(), log: Type.String() }, closed))),
  },
  closed,
)
export type PartnerFile = Static<typeof partnerShape>

export const instant = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$' })
const secretMembers = {
  /** SHA-256 of the token's UTF-8, hex; the token itself is nowhere but at the client. */
  tokenSha256: Type.Optional(digest),
  /** SHA-256 of the client certificate's DER, hex. */
  certificateSha256: Type.Optional(digest),
}

/** As it was taken before: a letter that nobody sees may stand at its ends. */
const functionShape = Type.String({ pattern: '^\\S(?:[^\\p{Cc}\\p{Cf}]{0,198}\\S)?$' })

/** A name or function in letters that are seen. */
export const seenShape = Type.String({ pattern: '^(?!\\s)[^\\p{Cc}\\p{Cf}]{1,200}(?<!\\s)$' })

const clientShape = Type.Object(
  {
    id: idShape,
    ...secretMembers,
    /** RFC 3339: from then on it does not come in by its token or certificate any more. */
    until: Type.Optional(instant),
    /** What it came in with before, which does as well until then. */
    former: Type.Optional(Type.Object({ ...secretMembers, until: instant }, closed)),
    offices: officesShape,
    roles: Type.Array(Type.Enum([...clientRoles])),
    /** It may state the person for whom it acts (`Bulla-Person`). */
    persons: Type.Optional(Type.Literal(true)),
    /** In which function it accepts terms for us: what an acceptance says. */
    function: Type.Optional(functionShape),
  },
  closed,
)
export type ClientEntry = Static<typeof clientShape>
export type ClientSecret = Pick<ClientEntry, 'tokenSha256' | 'certificateSha256' | 'until'>
const clientsShape = Type.Object({ clients: Type.Array(clientShape) }, closed)

/** An agreement as it lies in its file: canonical text, unread. */
export interface AgreementFile {
  readonly id: string
  readonly text: string
}

/** Proof that a member has two histories, as it lies in its file: three cards, unread. */
export interface ForkFile {
  readonly member: string
  readonly text: string
}

/** @throws {Error} what was found and expected, without the name of the file. */
export function readPartner(member: string, text: string): PartnerFile {
  const partner = readShape(partnerShape, text)
  if (partner.proxy !== undefined) demandProxy(partner.proxy)
  if (partner.member !== member) throw new Error(`it is about ${partner.member}, its name says ${member}`)
  return partner
}

function demandProxy(proxy: string): void {
  try {
    proxyUrl(proxy)
  } catch (error) {
    throw new Error(`proxy must be ${(error as Error).message}, found ${JSON.stringify(proxy)}`)
  }
}

/**
 * @throws {Error} as `readPartner`; also when two clients share an id or a secret, or one has none.
 */
export function readClients(text: string): readonly ClientEntry[] {
  const { clients } = readShape(clientsShape, text)
  for (const { id, tokenSha256, certificateSha256, former } of clients) {
    if (!tokenSha256 && !certificateSha256)
      throw new Error(`client ${id} has neither tokenSha256 nor certificateSha256, so it could never come in`)
    if (former && !former.tokenSha256 && !former.certificateSha256)
      throw new Error(`client ${id} has a former secret that holds neither tokenSha256 nor certificateSha256`)
  }
  refuseTwice(clients, 'id')
  refuseTwice(clients, 'tokenSha256')
  refuseTwice(clients, 'certificateSha256')
  return clients
}

/** Safe as the name of a file. @throws {Error} for anything but a member code. */
export const memberCode = (value: string): string => checked(memberShape, value, 'a member code such as XB')
/** Safe as the name of a file. @throws {Error} for anything but letters, digits and hyphens. */
export const agreementId = (value: string): string =>
  checked(agreementIdShape, value, 'an agreement id of at most 64 letters, digits and hyphens')
/** The name of somebody, or in which function it signs, in letters that are seen. */
export const isSeen = (value: string): boolean => Value.Check(seenShape, value)
export const isClientId = (value: string): boolean => Value.Check(idShape, value)

/** JSON as it is laid down: readable, with a line end. */
export const writeJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

// Two clients with one token would be one client with the roles of whichever was read last.
function refuseTwice(clients: readonly ClientEntry[], member: 'id' | 'tokenSha256' | 'certificateSha256'): void {
  const seen = new Map<string, string>()
  for (const client of clients) {
    const former = member === 'id' ? undefined : client.former?.[member]
    for (const value of [client[member], former]) {
      if (value === undefined) continue
      const first = seen.get(value)
      if (first !== undefined) throw new Error(`clients ${first} and ${client.id} have the same ${member}`)
      seen.set(value, client.id)
    }
  }
}

/**
 * JSON of this shape.
 * @throws {Error} what was found and expected, without the name of the file.
 */
export function readShape<S extends TSchema>(shape: S, text: string): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(jsonText(text))
  } catch (cause) {
    throw new Error(`not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause })
  }
  if (Value.Check(shape, value)) return value as Static<S>
  const [first] = Value.Errors(shape, value)
  // How the library says that a closed shape has no such member.
  const unknown = first?.message === 'schema is false'
  throw new Error(
    `${first?.instancePath || '/'} ${unknown ? 'is not known here' : (first?.message ?? 'has another shape')}`,
  )
}

function checked(shape: TSchema, value: string, expected: string): string {
  if (Value.Check(shape, value)) return value
  throw new Error(`expected ${expected}, found ${JSON.stringify(value)}`)
}
