// A statement held against its seal, its agreement and itself. Nothing here asks what is stored.

import { canonicalText } from '../../../crypto/canonical.ts'
import type { CryptoFault } from '../../../crypto/fault.ts'
import { dayMs } from '../../../crypto/instants.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import type { VerifiedMessage } from '../../../crypto/statement/message.ts'
import type { Statement } from '../../../crypto/statement/statement.ts'
import { misleadingIn } from '../../../crypto/unseen.ts'
import { matterOf } from '../../case/matter.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { Problem, type ProblemCode } from '../../model/problems/problems.ts'
import { isItemName, longestItemName } from '../../model/profile/item-name.ts'
import { checkBody, messageType } from '../../model/profile/message.ts'
import type { MessageType, Profile } from '../../model/profile/profile.ts'
import { readTerms } from '../../model/terms/terms.ts'
import type { Terms } from '../../model/terms/vocabulary.ts'
import { profiles } from '../../profiles/all.ts'
import { profileOf } from '../cases/cases.ts'
import type { Content } from '../content/secrets.ts'
import { agreementHeld, demandInForce, type HeldAgreement } from '../trust/trust.ts'
import type { Arrived, Judging, Passed } from './checks.ts'

/** A statement that is under the seal of its sender. */
export interface Stated {
  readonly verified: VerifiedMessage
  readonly statement: Statement
}

/** A statement under an agreement that holds. */
interface Agreed extends Stated {
  readonly held: HeldAgreement
}

/** A statement of a profile and a type that are known. */
export interface Typed extends Agreed {
  readonly profile: Profile
  readonly type: MessageType
  readonly inCase: boolean
}

/** A statement with the body that its type asks for. */
export interface Bodied extends Typed {
  readonly content: Content
}

export function underTheSeal({ message }: Arrived): Stated | Problem {
  if (message.verified) return { verified: message, statement: message.statement }
  const { code } = message.fault
  return new Problem(named[code] ?? 'statement-refused', code)
}

/**
 * What a clock may have got wrong, ours or the sender's, is named: its sender tries again. Nothing
 * is kept of a refusal, so that it may be taken then. Another version is named too: it is no fault
 * of the message, and no second try helps.
 */
const named: Partial<Record<CryptoFault, ProblemCode>> = {
  ahead: 'sent-ahead',
  expired: 'delivery-expired',
  'protocol-version': 'protocol-version',
}

/** An agreement with somebody else looks the same as none. */
export function withPartner({ statement }: Stated, { trust, partner }: Judging): undefined {
  const { id } = statement.agreement
  if (trust.agreements.get(id)?.partner === partner.member) return
  throw new Problem(
    'agreement-unknown',
    `no agreement ${id} between ${partner.member} and ${trust.us} is laid down here`,
  )
}

/**
 * A duty may outlive the agreement: whether anything is held for it to be about is looked at with
 * its case.
 */
export function inForce(
  { statement }: Stated & Passed<'agreement-with-partner'>,
  { trust, nowMs }: Judging,
): { held: HeldAgreement } {
  const held = agreementHeld(trust, statement.agreement.id)
  const duty = profiles.get(statement.profile)?.messages[statement.type]?.duty === true
  if (!duty) demandInForce(held, localDateOf(nowMs, trust.card.contact.timeZone))
  return { held }
}

export function sameText({ statement: { agreement }, held }: Agreed): undefined {
  if (held.sha256 === agreement.sha256) return
  throw new Problem(
    'agreement-mismatch',
    `our text of agreement ${held.agreement.id} has SHA-256 ${held.sha256}, the statement names ${agreement.sha256}`,
  )
}

/**
 * What is under way no longer than this was sent no longer ago: nobody puts a message, or a
 * deadline, further into the past.
 */
export function travelTime({ statement: { sentAt, expiresAt }, held }: Agreed & Passed<'agreement-text'>): undefined {
  const { deliverWithinDays } = held.agreement.parameters
  if (Date.parse(expiresAt) - Date.parse(sentAt) <= deliverWithinDays * dayMs) return
  throw new Problem(
    'statement-refused',
    `it is sent at ${sentAt} and expires at ${expiresAt}; the agreement lets a message travel for ${deliverWithinDays} days`,
  )
}

export function typeKnown({ statement, held }: Agreed & Passed<'agreement-text'>): Omit<Typed, keyof Agreed> {
  const profile = profileOf(held, statement.profile)
  return { profile, type: messageType(profile, statement.type), inCase: profile.scope !== 'line' }
}

export const termsUnderstood = ({ statement }: Stated): { stands: Terms } => ({ stands: readTerms(statement.terms) })

export function withTheseMembers({ stands }: { readonly stands: Terms }, { trust, partner }: Judging): undefined {
  if (stands.provider === partner.member && stands.recipient === trust.us) return
  throw new Problem(
    'terms-invalid',
    `terms name provider ${stands.provider} and recipient ${stands.recipient}, the statement goes from ${partner.member} to ${trust.us}`,
  )
}

export function forThisCase({ statement }: Stated & Passed<'terms-understood'>): undefined {
  const matter = matterOf(statement.terms)
  if (matter === undefined || matter === statement.case) return
  throw new Problem(
    'terms-invalid',
    `terms were made for matter ${matter}, the statement stands in case ${statement.case}`,
  )
}

export function bodyWithin({ statement: { body } }: Stated, { deps }: Judging): undefined {
  const { maxBodyBytes } = deps.limits
  if (body.bytes <= maxBodyBytes) return
  throw new Problem('request-too-large', `the body has ${body.bytes} octets, at most ${maxBodyBytes} are taken`)
}

export function bodyAsTyped(
  { verified, statement, held, profile }: Typed & Passed<'body-size'>,
  { trust }: Judging,
): { content: Content } {
  const content = readContent(statement, verified.body)
  const { body } = checkBody(profile, statement.type, content.form, {
    items: statement.items.map(({ id, kind }) => ({ id, kind })),
    languages: held.agreement.languages,
    localDate: statement.localDate,
    standing: tookInAdvance(held, trust.us, statement.localDate),
    received: true,
  })
  return { content: { ...content, form: body } }
}

/** Keys may come at once to whoever accepted in advance. */
const tookInAdvance = ({ agreement }: HeldAgreement, us: string, day: string): boolean =>
  agreement.standingAcceptance?.some(({ member, until }) => member === us && day <= until) ?? false

export function factsOfBody({ statement, type, content }: Bodied): undefined {
  if (canonicalText(type.facts(content.form)) === canonicalText(statement.facts)) return
  throw new Problem('statement-refused', 'the facts of the statement are not those of its body')
}

/** The body as it travels: the form of its type, and the file names of the items. */
function readContent(statement: Statement, body: JsonObject): Content {
  const { form, names, ...rest } = body as unknown as Partial<Content>
  if (Object.keys(rest).length > 0 || !isObject(form) || !isObject(names))
    throw new Problem('statement-refused', 'the body is not an object of form and names')
  const items = new Set(statement.items.map(({ id }) => id))
  for (const [id, name] of Object.entries(names)) {
    if (!items.has(id)) throw new Problem('statement-refused', 'the names of the body are not those of its items')
    if (!isItemName(name))
      throw new Problem(
        'statement-refused',
        `the name of item ${id} is no text of ${longestItemName} characters at most`,
      )
    const code = misleadingIn(name)
    if (code !== undefined)
      throw new Problem('statement-refused', `the name of item ${id} holds U+${code}, which nobody sees`)
  }
  return { form, names } as Content
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
