// May this verified statement be accepted under its agreement? The last steps of the verification order, before anything is stored.
import { canonicalText } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import type { VerifiedMessage } from '../../../crypto/statement/message.ts'
import type { Statement } from '../../../crypto/statement/statement.ts'
import { matterOf } from '../../case/matter.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import { checkBody, messageType } from '../../model/profile/message.ts'
import { readTerms } from '../../model/terms/terms.ts'
import type { ItemRow } from '../../ports/rows.ts'
import { profileOf } from '../cases/cases.ts'
import type { Content } from '../content/secrets.ts'
import type { AuthenticPartner } from '../trust/peer.ts'
import { agreementInForce, type HeldAgreement, type Trust } from '../trust/trust.ts'

export interface CheckedStatement {
  readonly statement: Statement
  readonly sha256: string
  /** Compact JWS that it came under. */
  readonly seal: string
  readonly content: Content
  readonly salt: string
  readonly held: HeldAgreement
  /** False where it only exercises the line. */
  readonly inCase: boolean
  readonly items: readonly ItemRow[]
}

/**
 * Agreement active and the same text on both sides, profile and type enabled, terms understood in full, body as its type says,
 * facts what the body says, and the sender in the role that may send this.
 * @throws {Problem} told to the partner in the receipt.
 */
export function checkStatement(
  trust: Trust,
  { partner }: AuthenticPartner,
  { statement, sha256, body, salt }: VerifiedMessage,
  seal: string,
  nowMs: number,
  { maxBodyBytes }: { maxBodyBytes: number },
): CheckedStatement {
  const { id } = statement.agreement
  // Agreements with others look the same as none.
  if (trust.agreements.get(id)?.partner !== partner.member)
    throw new Problem(
      'agreement-unknown',
      `no agreement ${id} between ${partner.member} and ${trust.us} is laid down here`,
    )
  const held = agreementInForce(trust, id, localDateOf(nowMs, trust.card.contact.timeZone))
  if (held.sha256 !== statement.agreement.sha256)
    throw new Problem(
      'agreement-mismatch',
      `our text of agreement ${held.agreement.id} has SHA-256 ${held.sha256}, the statement names ${statement.agreement.sha256}`,
    )
  demandTravelTime(held, statement)
  const profile = profileOf(held, statement.profile)
  const type = messageType(profile, statement.type)
  const terms = readTerms(statement.terms)
  if (terms.provider !== partner.member || terms.recipient !== trust.us)
    throw new Problem(
      'terms-invalid',
      `terms name provider ${terms.provider} and recipient ${terms.recipient}, the statement goes from ${partner.member} to ${trust.us}`,
    )
  const matter = matterOf(statement.terms)
  if (matter !== undefined && matter !== statement.case)
    throw new Problem(
      'terms-invalid',
      `terms were made for matter ${matter}, the statement stands in case ${statement.case}`,
    )
  if (statement.body.bytes > maxBodyBytes)
    throw new Problem(
      'request-too-large',
      `the body has ${statement.body.bytes} octets, at most ${maxBodyBytes} are taken`,
    )
  const content = readContent(statement, body)
  const checked = checkBody(profile, statement.type, content.form, {
    items: statement.items.map(({ id, kind }) => ({ id, kind })),
    languages: held.agreement.languages,
    localDate: statement.localDate,
    received: true,
  })
  const facts = type.facts(checked.body)
  if (canonicalText(facts) !== canonicalText(statement.facts))
    throw new Problem('statement-refused', 'the facts of the statement are not those of its body')
  return {
    statement,
    sha256,
    seal,
    content: { ...content, form: checked.body },
    salt,
    held,
    inCase: profile.scope !== 'line',
    items: [],
  }
}

/** What is under way no longer than this was sent no longer ago: nobody puts a message, or a deadline, further into the past. */
function demandTravelTime({ agreement }: HeldAgreement, { sentAt, expiresAt }: Statement): void {
  const { deliverWithinDays } = agreement.parameters
  if (Date.parse(expiresAt) - Date.parse(sentAt) <= deliverWithinDays * dayMs) return
  throw new Problem(
    'statement-refused',
    `it is sent at ${sentAt} and expires at ${expiresAt}; the agreement lets a message travel for ${deliverWithinDays} days`,
  )
}

const dayMs = 86_400_000

/** The body as it travels: the form of its type, and the file names of the items. */
function readContent(statement: Statement, body: JsonObject): Content {
  const { form, names, ...rest } = body as unknown as Partial<Content>
  if (Object.keys(rest).length > 0 || !isObject(form) || !isObject(names))
    throw new Problem('statement-refused', 'the body is not an object of form and names')
  const items = new Set(statement.items.map(({ id }) => id))
  for (const [id, name] of Object.entries(names))
    if (!items.has(id) || typeof name !== 'string' || name.length > 255)
      throw new Problem('statement-refused', 'the names of the body are not those of its items')
  return { form, names } as Content
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
