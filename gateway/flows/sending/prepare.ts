// What a submission is made from: its case, its items, its terms, its body; each looked up and
// found fit, or refused.

import { type CanonicalText, canonicalText } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { utf8 } from '../../../crypto/octets.ts'
import { type CaseState, foldCase } from '../../case/case.ts'
import { isDutyOfHeld } from '../../case/legality.ts'
import { matterOf } from '../../case/matter.ts'
import { stepOf } from '../../case/steps.ts'
import { termsDecided } from '../../case/terms-in-force.ts'
import { standingCovers } from '../../model/agreement.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Step } from '../../model/profile/case-core.ts'
import { checkBody, messageType } from '../../model/profile/message.ts'
import type { Profile } from '../../model/profile/profile.ts'
import type { Head } from '../../model/terms/uses/uses.ts'
import { readKeptTerms } from '../../model/terms/version-1.ts'
import type { Client, MessageAsk } from '../../ports/doors/national.ts'
import type { Parts } from '../../ports/parts.ts'
import type { CaseRow, FingerprintRow, ItemRow, MessageRow, Since } from '../../ports/rows.ts'
import { termsTextSha256s } from '../../words/terms/text.ts'
import { demandAllowed } from '../between/members.ts'
import { openingTypeOf, profileOf, profilesUnder, unopened } from '../cases/cases.ts'
import { maySee } from '../cases/may-see.ts'
import { type Destroyed, destroyedBy } from '../content/destroyed.ts'
import { bodyRows, termsRows } from '../content/fingerprints.ts'
import { demandNotRestored } from '../content/restored.ts'
import type { Content, Secrets } from '../content/secrets.ts'
import {
  demandNotOnward,
  type Egress,
  entering,
  nothingPassed,
  outboundItem,
  type PassedOn,
} from '../releasing/egress.ts'
import type { Believing } from '../trust/clock.ts'
import type { Partner } from '../trust/load-partners.ts'
import { activePartner, agreementHeld, demandInForce, type HeldAgreement, type Trust } from '../trust/trust.ts'
import { demandAccounted } from './accounted.ts'
import { completed } from './effects.ts'
import { demandTermsFit, inFunction, type Lent, stagedItems, termsGiven } from './enclosures.ts'

export interface Preparing extends Egress {
  store: Egress['store']
  parts: Pick<Parts, 'size'>
  secrets: Secrets
  maxBodyBytes: number
  clock: Believing & Egress['clock']
  trust(): Trust
}

/** What is asked for, and of which type it is. */
export interface TypedAsk extends MessageAsk {
  readonly type: string
}

/**
 * An ask with its type: where a case is opened without one, what opens the only kind of case that
 * its agreement has.
 * @throws {Problem} `agreement-unknown`, `request-invalid`
 */
export function typed(trust: Trust, ask: MessageAsk): TypedAsk {
  if (ask.type !== undefined) return { ...ask, type: ask.type }
  const { agreement } = agreementAsked(trust, ask)
  const types = agreement.profiles.flatMap((name) => openingTypeOf(name) ?? [])
  const [only, second] = types
  if (ask.case === null && only !== undefined && second === undefined) return { ...ask, type: only }
  throw new Problem('request-invalid', `say which message this is; agreement ${agreement.id} has ${types.join(', ')}`, {
    field: '/type',
  })
}

function agreementAsked(trust: Trust, { agreement = '' }: MessageAsk): HeldAgreement {
  const held = trust.agreements.get(agreement)
  if (held) return held
  throw new Problem('agreement-unknown', `no agreement ${agreement} is laid down here`, { field: '/agreement' })
}

declare const prepared: unique symbol
/** Everything a statement needs, found fit: only `prepare` makes one. */
export interface Prepared {
  /** Id of the message that is made of it. */
  readonly id: string
  /** What was asked for, in the function of its client. */
  readonly ask: TypedAsk
  readonly now: number
  readonly localDate: string
  readonly trust: Trust
  readonly before: CaseRow
  readonly partner: Partner
  readonly held: HeldAgreement
  readonly profile: Profile
  readonly messages: readonly MessageRow[]
  /** What we did with content of the case until now. */
  readonly uses: Head | undefined
  readonly steps: readonly Step[]
  /** The case before the message. */
  readonly state: CaseState
  readonly items: readonly ItemRow[]
  /** By which the words of the body, and of terms made for it, are known again. */
  readonly words: readonly FingerprintRow[]
  /** What passes on of that which another member gave, with its leave. */
  readonly disclosed: PassedOn
  /** What copies were counted from, where it disposes of anything. */
  readonly counted: readonly Since[]
  /** What was received and is destroyed with the message. */
  readonly destroyed: Destroyed
  readonly content: Content
  /** The canonical content, and its octets: what the body's digest is over. */
  readonly text: CanonicalText
  readonly octets: Uint8Array
  /** Terms made before; undefined where the standard ones hold. */
  readonly given: JsonObject | undefined
  readonly [prepared]: true
}

/**
 * @throws {Problem} of whatever is not fit, with field and paragraph where there is one;
 *   `clock-stepped`
 */
export async function prepare(deps: Preparing, client: Client, typed: TypedAsk, lent?: Lent): Promise<Prepared> {
  deps.clock.demand()
  const now = deps.world.now()
  const trust = deps.trust()
  const localDate = localDateOf(now, deps.timeZone)
  const items = await stagedItems(deps, client, typed, lent)
  const given = await termsGiven(deps, client, typed, items)
  const before = await caseBefore(deps, trust, client, typed, given, now)
  const partner = activePartner(trust, before.partner)
  const disclosed = await onward(deps, client, items, before.partner)
  const held = agreementHeld(trust, before.agreement)
  const profile = profileOf(held, before.profile)
  demandOurTurn(profile, typed.type, before)
  const ask = inFunction(profile, client, typed)
  demandTermsFit(given, trust, before)
  const told = await toldIn(deps, before)
  const steps = told.messages.map((message) => stepOf(before, message))
  const state = foldCase(profile, steps)
  const folded = { profile, messages: told.messages, state }
  // Whatever a held item still needs stays legal after the agreement ended.
  if (!isDutyOfHeld(profile, ask.type, state)) demandInForce(held, localDate)
  const terms = termsDecided(folded, ask.type, ask.body)
  const context = {
    items: items.map(({ id, kind }) => ({ id, kind })),
    state,
    from: before.role,
    languages: held.agreement.languages,
    localDate,
    standing: takesAtOnce({ held, before, given, localDate }),
    ...(terms && { terms, termsTexts: termsTextSha256s(terms) }),
  }
  const { body } = checkBody(profile, ask.type, ask.body, context)
  const form = await completed(deps, folded, before.id, { type: ask.type, form: body, context, uses: told.uses })
  await demandAllowed(deps.store, trust, { profile, type: ask.type, held, side: before, localDate, form })
  const content = { form, names: namesOf(deps, items) }
  const { text, octets } = writtenWithin(deps.maxBodyBytes, content)
  const id = deps.world.id()
  const message = { id, direction: 'out', partner: before.partner, case: before.id, storedAt: now } as const
  const usual = { card: trust.card.standing.protection, agreement: held.agreement }
  const written = [...bodyRows(deps, message, content), ...termsRows(deps, message, given, usual)]
  const words = await entering(deps, written, now)
  return {
    ...{ id, ask, now, localDate, trust },
    before,
    partner,
    held,
    profile,
    ...told,
    steps,
    state,
    items,
    words,
    disclosed: await onwardInWords(deps, client, message, words, disclosed),
    counted: await demandAccounted(deps.store, folded, before.id, { type: ask.type, form, timeZone: deps.timeZone }),
    destroyed: await destroyedBy(deps, { ...folded, given: state.given }, before.id, says(profile, ask.type, form)),
    content,
    text,
    octets,
    given,
  } as unknown as Prepared
}

const says = (profile: Profile, type: string, form: JsonObject) => ({
  type,
  facts: messageType(profile, type).facts(form),
})

/** Uses are read after the case, so that whatever is said in it later says no fewer. */
async function toldIn({ store }: Preparing, { id, revision }: CaseRow): Promise<Pick<Prepared, 'messages' | 'uses'>> {
  if (revision === 0) return { messages: [], uses: undefined }
  const messages = await store.messages(id, 'kept')
  const [head] = await store.heads([id])
  return { messages, uses: head && { count: head.count, head: head.head } }
}

/** The names of the files, by item. */
const namesOf = ({ secrets }: Preparing, items: readonly ItemRow[]) =>
  Object.fromEntries(items.map((item) => [item.id, secrets.ownItem(item)?.name ?? item.id]))

/**
 * Whether the partner has accepted in advance what it is given here: the defaults of the agreement,
 * or terms that they cover.
 */
function takesAtOnce({
  held: { agreement },
  before,
  given,
  localDate,
}: Pick<Prepared, 'held' | 'before' | 'given' | 'localDate'>): boolean {
  const standing = agreement.standingAcceptance?.some(
    ({ member, until }) => member === before.partner && localDate <= until,
  )
  if (standing !== true) return false
  return given === undefined || standingCovers(agreement, before.partner, readKeptTerms(given), localDate)
}

function demandOurTurn(profile: Profile, type: string, { role }: CaseRow): void {
  const { from } = messageType(profile, type)
  if (from !== 'either' && from !== role)
    throw new Problem('message-illegal', `${type} is sent by the ${from} member; in this case we are the ${role} one`)
}

function writtenWithin(maxBodyBytes: number, content: Content): Pick<Prepared, 'text' | 'octets'> {
  const text = canonicalText(content)
  const octets = utf8(text)
  if (octets.length <= maxBodyBytes) return { text, octets }
  throw new Problem(
    'request-too-large',
    `the body has ${octets.length} octets, at most ${maxBodyBytes} are taken; send documents as items`,
  )
}

async function onward(deps: Preparing, client: Client, items: readonly ItemRow[], recipient: string) {
  let passed: PassedOn = nothingPassed
  for (const item of items) {
    const outbound = outboundItem(item, await deps.store.fingerprintsOf(item.id), recipient)
    passed = await demandNotOnward(deps, client, outbound, passed)
  }
  return passed
}

const onwardInWords = (
  deps: Preparing,
  client: Client,
  { id, storedAt: now, partner }: { readonly id: string; readonly storedAt: number; readonly partner: string },
  words: readonly FingerprintRow[],
  passed: PassedOn,
) => {
  const fingerprints = words.map(({ fingerprint }) => fingerprint)
  const storedAt = words[0]?.at ?? now
  return demandNotOnward(deps, client, { id, what: 'body', fingerprints, storedAt, recipient: partner }, passed)
}

/**
 * The case as it stands, or the one that the message opens: the one its terms were made for, else a
 * new one.
 */
async function caseBefore(
  { store, world }: Preparing,
  trust: Trust,
  client: Client,
  ask: TypedAsk,
  given: JsonObject | undefined,
  now: number,
): Promise<CaseRow> {
  if (ask.case !== null) {
    const row = await store.case(ask.case)
    if (!row || !maySee(client, row.office))
      throw new Problem('not-found', `no case ${ask.case} is dealt with by your offices`)
    // What is written now would not know what was written, or destroyed, since the copy was made.
    await demandNotRestored(store, row)
    return row
  }
  const { office = '' } = ask
  if (!maySee(client, office))
    throw new Problem('forbidden', `client ${client.id} does not act for office ${office}`, { field: '/office' })
  const held = agreementAsked(trust, ask)
  const profile = profilesUnder(held).find(({ messages }) => messages[ask.type]?.opens)?.name
  if (profile === undefined)
    throw new Problem('message-illegal', `no profile of agreement ${held.agreement.id} opens a case with ${ask.type}`, {
      field: '/type',
    })
  const matter = given && matterOf(given)
  if (matter !== undefined && (await store.case(matter)))
    throw new Problem('terms-invalid', `the terms were made for case ${matter}, which is open already`, {
      field: '/terms',
    })
  const id = matter ?? world.id()
  return unopened({ id, partner: held.partner, agreement: held.agreement.id, profile, role: 'requesting', office }, now)
}
