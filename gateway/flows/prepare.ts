// What a submission is made from: its case, its items, its terms, its body; each looked up and found fit, or refused.
import { canonical } from '../../crypto/canonical.ts'
import type { JsonObject } from '../../crypto/json.ts'
import type { Client, MessageAsk } from '../doors.ts'
import { localDateOf } from '../model/calendar.ts'
import { type CaseState, foldCase, type Step } from '../model/case.ts'
import { checkBody } from '../model/message.ts'
import { Problem } from '../model/problems.ts'
import type { Profile } from '../model/profile.ts'
import type { Parts, Store, World } from '../ports.ts'
import type { CaseRow, ItemRow, MessageRow } from '../records.ts'
import { profileOf, senderRole, stepOf, unopened } from './cases.ts'
import type { Content, Secrets } from './secrets.ts'
import { matterOf } from './terms.ts'
import { activePartner, agreementInForce, type HeldAgreement, type Partner, type Trust } from './trust.ts'

export interface Preparing {
  store: Pick<Store, 'case' | 'item' | 'terms' | 'messages'>
  parts: Pick<Parts, 'size'>
  secrets: Secrets
  world: World
  timeZone: string
  maxBodyBytes: number
  trust(): Trust
}

declare const prepared: unique symbol
/** Everything a statement needs, found fit: only `prepare` makes one. */
export interface Prepared {
  readonly now: number
  readonly localDate: string
  readonly trust: Trust
  readonly before: CaseRow
  readonly partner: Partner
  readonly held: HeldAgreement
  readonly profile: Profile
  readonly messages: readonly MessageRow[]
  readonly steps: readonly Step[]
  readonly items: readonly ItemRow[]
  readonly content: Content
  /** The canonical content: what the body's digest is over. */
  readonly octets: Uint8Array
  /** Terms made before; undefined where the standard ones hold. */
  readonly given: JsonObject | undefined
  readonly [prepared]: true
}

/** @throws {Problem} of whatever is not fit, with field and paragraph where there is one. */
export async function prepare(house: Preparing, client: Client, ask: MessageAsk): Promise<Prepared> {
  const now = house.world.now()
  const trust = house.trust()
  const localDate = localDateOf(now, house.timeZone)
  const items = await stagedItems(house, client, ask)
  const given = await termsGiven(house, ask, items)
  const before = await caseBefore(house, trust, client, ask, given, now)
  const partner = activePartner(trust, before.partner)
  const held = agreementInForce(trust, before.agreement, localDate)
  const profile = profileOf(held, before.profile)
  const sender = senderRole(profile, ask.type)
  if (sender !== before.role)
    throw new Problem(
      'message-illegal',
      `${ask.type} is sent by the ${sender} member; in this case we are the ${before.role} one`,
    )
  demandTermsFit(given, trust, before)
  const messages = before.revision === 0 ? [] : await house.store.messages(before.id, 'kept')
  const steps = messages.map(({ statement, sha256 }) => stepOf(profile, statement, sha256))
  const state: CaseState = foldCase(profile, steps)
  const { body: form } = checkBody(profile, ask.type, ask.body, {
    items: items.map(({ id, kind }) => ({ id, kind })),
    state,
    languages: held.agreement.languages,
    localDate,
  })
  const content = {
    form,
    names: Object.fromEntries(items.map((item) => [item.id, house.secrets.item(item)?.name ?? item.id])),
  }
  const octets = canonical(content)
  if (octets.length > house.maxBodyBytes)
    throw new Problem(
      'request-too-large',
      `the body has ${octets.length} octets, at most ${house.maxBodyBytes} are taken; send documents as items`,
    )
  return {
    now,
    localDate,
    trust,
    before,
    partner,
    held,
    profile,
    messages,
    steps,
    items,
    content,
    octets,
    given,
  } as unknown as Prepared
}

/** The case as it stands, or the one that the message opens: the one its terms were made for, else a new one. */
async function caseBefore(
  { store, world }: Preparing,
  trust: Trust,
  client: Client,
  ask: MessageAsk,
  given: JsonObject | undefined,
  now: number,
): Promise<CaseRow> {
  if (ask.case !== null) {
    const row = await store.case(ask.case)
    if (!row || !maySee(client, row.office))
      throw new Problem('not-found', `no case ${ask.case} is dealt with by your offices`)
    return row
  }
  const { office = '' } = ask
  if (!maySee(client, office))
    throw new Problem('forbidden', `client ${client.id} does not act for office ${office}`, { field: '/office' })
  const held = trust.agreements.get(ask.agreement ?? '')
  if (!held)
    throw new Problem('agreement-unknown', `no agreement ${ask.agreement ?? ''} is laid down here`, {
      field: '/agreement',
    })
  const profile = held.agreement.profiles.find((each) => profileOf(held, each).messages[ask.type]?.opens)
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

export const maySee = (client: Client, office: string): boolean =>
  client.offices === 'all' || client.offices.includes(office)

async function stagedItems({ store, parts }: Preparing, client: Client, ask: MessageAsk): Promise<ItemRow[]> {
  const items: ItemRow[] = []
  for (const [index, id] of ask.items.entries()) {
    const field = `/items/${index}`
    const item = await store.item(id)
    if (item?.direction !== 'out' || item.client !== client.id)
      throw new Problem('item-unknown', `item ${id} was not uploaded by client ${client.id}`, { field })
    if (item.message !== null || ask.items.indexOf(id) !== index)
      throw new Problem('item-taken', `item ${id} already belongs to a message`, { field })
    if ((await parts.size(item.partSha256)) === undefined)
      throw new Problem('item-unknown', `the content of item ${id} is not there any more; upload it again`, { field })
    items.push(item)
  }
  return items
}

/** The terms that were made for this message, by its own word or by that of its items. */
async function termsGiven(
  { store }: Preparing,
  ask: MessageAsk,
  items: readonly ItemRow[],
): Promise<JsonObject | undefined> {
  const wanted = ask.terms ?? items[0]?.termsSha256
  for (const [index, item] of items.entries())
    if (item.termsSha256 !== wanted)
      throw new Problem(
        'terms-invalid',
        `item ${item.id} was uploaded under other terms than the message's; upload it under these`,
        {
          field: `/items/${index}`,
        },
      )
  if (wanted === undefined) return undefined
  const terms = await store.terms(wanted)
  if (!terms)
    throw new Problem('terms-unknown', `no terms ${wanted} were made here; make them with POST /v1/terms`, {
      field: '/terms',
    })
  return terms
}

/** Terms bind what we give to this partner in this matter, or they are somebody else's. */
function demandTermsFit(given: JsonObject | undefined, trust: Trust, before: CaseRow): void {
  if (given === undefined) return
  const matter = matterOf(given)
  if (
    given.provider !== trust.us ||
    given.recipient !== before.partner ||
    (matter !== undefined && matter !== before.id)
  )
    throw new Problem(
      'terms-invalid',
      `the terms are from ${String(given.provider)} to ${String(given.recipient)} in matter ${matter ?? 'none'}, the message goes from ${trust.us} to ${before.partner} in case ${before.id}`,
      { field: '/terms' },
    )
}
