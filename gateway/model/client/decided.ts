// What a person signs, act by act: the one object that the door shows and digests, and that the
// flow digests again from the very ask it is about to execute. No content and no name of somebody
// else stands in it, as it goes into the evidence; those are digests.
import { canonical } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { sha256, sha256Hex, toBase64url, toHex, utf8 } from '../../../crypto/octets.ts'
import { addresseeOf, nameDigest } from '../terms/addressee.ts'
import type { DisclosureTarget } from '../terms/vocabulary.ts'
import type { SignedAct } from './person.ts'

/** What is decided of what. */
export interface Deciding {
  readonly act: SignedAct
  readonly subject: string
  readonly data: JsonObject
}

/** A release as it is asked for (ports/doors/national.ts). */
interface ReleaseDecided {
  readonly purpose: string
  readonly target?: DisclosureTarget
  readonly recipient?: string
  readonly proceedingName?: string
}
/** The clearance of one, as it is asked for. */
interface ClearanceDecided extends ReleaseDecided {
  readonly reader: string
  readonly until: string
  readonly uses: number
  readonly reason: string
}
/** `message`: an archive of the body, and of its items where the ask says so; `case`: all of it. */
type Released = 'item' | 'body' | 'message' | 'case'

interface MessageDecided {
  readonly type?: string
  readonly body: JsonObject
  readonly items: readonly string[]
  readonly terms?: string
  readonly inReplyTo?: string
}

/** A draft, with what says where it goes where it opens a case. */
interface DraftDecided extends MessageDecided {
  readonly case: string | null
  readonly agreement: string
  readonly office: string
}

export const decidedOf = {
  release: (what: Released, id: string, ask: ReleaseDecided): Deciding => ({
    ...{ act: 'release', subject: id },
    data: plain(askedData(what, ask)),
  }),
  /** Who may read what, for what, until when, how often: a name stands in it as its digest. */
  clear: (what: 'item' | 'body', id: string, { reader, reason, until, uses, ...ask }: ClearanceDecided): Deciding => ({
    ...{ act: 'clear', subject: id },
    data: plain({
      ...askedData(what, ask),
      ...{ readerSha256: nameDigest(reader), until, uses, reasonSha256: sha256Hex(utf8(reason)) },
    }),
  }),
  /** All that leaves if it is approved, as it stands in the revision that was read. */
  approve: (id: string, revision: number, { agreement, office, ...draft }: DraftDecided): Deciding => ({
    ...{ act: 'approve', subject: id },
    data: plain({ revision, ...saidIn(draft), ...(draft.case === null && { agreement, office }) }),
  }),
  /** @param act as the profile of the case says of the type */
  message: (
    act: Extract<SignedAct, 'permit' | 'accept-terms' | 'dispose'>,
    caseId: string,
    said: MessageDecided,
  ): Deciding => ({ ...{ act, subject: caseId }, data: plain(saidIn(said)) }),
  /** @param card SHA-256 */
  card: (
    card: string,
    { decision, reason }: { readonly decision: 'confirm' | 'refuse'; readonly reason: string },
  ): Deciding => ({
    ...{ act: 'accept-partner', subject: card },
    data: { decision, reasonSha256: sha256Hex(utf8(reason)) },
  }),
} as const

/** What is asked of content, with digests in the place of names. */
const askedData = (what: Released, { recipient, proceedingName, ...ask }: ReleaseDecided) => ({
  ...{ what, ...ask },
  to: recipient !== undefined && ask.target !== undefined ? addresseeOf(ask.target, recipient) : undefined,
  proceedingSha256: proceedingName === undefined ? undefined : nameDigest(proceedingName),
})

/** A body by its digest alone. */
export const bodyDecided = (body: JsonObject): string => sha256Hex(canonical(body))

const saidIn = ({ type, body, items, terms, inReplyTo }: MessageDecided) => ({
  ...{ type, bodySha256: bodyDecided(body), items: [...items], terms, inReplyTo },
})

/** What is put before a person: signed by us for one member, one case and one moment. */
export interface PutBefore extends Deciding {
  readonly member: string
  readonly case: string | null
  readonly at: string
}

/** The octets that are signed for: their SHA-256 is the challenge. */
const signedOctets = ({ member, act, case: of, subject, data, at }: PutBefore): Uint8Array =>
  canonical({ v: 1, member, act, case: of, subject, data, at })

/** Hex: the name of this decision in the evidence. */
export const decisionDigest = (decision: PutBefore): string => toHex(sha256(signedOctets(decision)))
export const challengeOfDecision = (decision: PutBefore): string => toBase64url(sha256(signedOctets(decision)))

/** Whether two are the same act on the same thing with the same words. */
export const sameDecided = (one: Deciding, other: Deciding): boolean => named(one) === named(other)
const named = ({ act, subject, data }: Deciding) => sha256Hex(canonical({ act, subject, data }))

/** Members that are undefined are left out, as in JSON. */
const plain = (members: Readonly<Record<string, unknown>>): JsonObject =>
  JSON.parse(JSON.stringify(members)) as JsonObject
