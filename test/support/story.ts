// A case told at the national doors of two gateways: opened, acknowledged, given documents, accepted, read, with what to wait for.
// `asked`, `acknowledged` and `given` bring a case to where a test begins; a talk holds both sides against each other after each message.
import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '../../crypto/json.ts'
import { acceptTerms, ack, purpose, requestBody, responseBody } from './bodies.ts'
import { type Journal, note, type Side, shared, timelineOf, type View } from './both-sides.ts'
import type { NationalClient, Reply } from './client.ts'
import type { Gateway, Pair } from './gateways.ts'

export interface Opened {
  readonly case: string
  /** Id of the request. */
  readonly message: string
}

/** Opens a case; throws what was refused. */
export async function open(client: NationalClient, agreement: string, body: object = requestBody()): Promise<Opened> {
  const { json } = demand(202, 'request', await client.post('/v1/cases', { agreement, office: 'HQ', body }))
  return { case: String(json.case), message: String(json.message) }
}

/** Posts in a case; throws what was refused. */
export const posting =
  (id: string) =>
  async (client: NationalClient, type: string, body: object, more: object = {}): Promise<Reply> =>
    demand(202, type, await client.post(`/v1/cases/${id}/messages`, { type, body, ...more }))

export const untilState = (client: NationalClient, id: string, wanted: string, withinMs?: number): Promise<Reply> =>
  client.until(`/v1/cases/${id}`, ({ state }) => state === wanted, withinMs)

/** Waits until the partner has given a receipt for the request. */
export const untilDelivered = (client: NationalClient, id: string, withinMs?: number): Promise<Reply> =>
  client.until(`/v1/cases/${id}`, (view) => timelineOf(view)[0]?.delivery?.state === 'delivered', withinMs)

/** Waits until the item is shown as wanted in the case of this client. */
export const untilItem = (client: NationalClient, id: string, item: string, shows: (view: View) => boolean) =>
  client.until(`/v1/cases/${id}`, ({ items }) => (items as View[]).some((each) => each.item === item && shows(each)))

/** Two gateways with an agreement, as a story is told at their doors. */
interface Sides {
  readonly a: { client(): NationalClient }
  readonly b: { client(): NationalClient }
  readonly agreement: { readonly id: string }
}

/** XA asks, XB has it. */
export async function asked({ a, b, agreement }: Sides, body?: object): Promise<string> {
  const { case: id } = await open(a.client(), agreement.id, body)
  await untilState(b.client(), id, 'submitted')
  return id
}

/** XA asks, XB acknowledges. */
export async function acknowledged(pair: Sides, body?: object): Promise<string> {
  const id = await asked(pair, body)
  await posting(id)(pair.b.client(), 'ack', ack())
  await untilState(pair.a.client(), id, 'accepted')
  return id
}

type Document = readonly [kind: string, content: Uint8Array | AsyncIterable<Uint8Array>]
interface Provided {
  /** Digest of the terms. */
  readonly terms: string
  readonly items: string[]
}

/** Makes terms and uploads documents under them; `more` says what the terms are. */
export async function provide(
  client: NationalClient,
  about: { readonly agreement: string; readonly case: string },
  documents: readonly Document[],
  more: object = {},
): Promise<Provided> {
  const made = demand(201, 'terms', await client.post('/v1/terms', { ...about, ...more }))
  const terms = String(made.json.sha256)
  const items: string[] = []
  for (const [kind, content] of documents)
    items.push(String(demand(201, kind, await client.upload(terms, kind, content)).json.item))
  return { terms, items }
}

export interface Given {
  readonly case: string
  /** Declaration and invoice. */
  readonly items: readonly [string, string]
  /** Id of the message that gave them. */
  readonly response: string
  /** Digest of the terms they were given under. */
  readonly terms: string
}

/** XB answers with two documents; with `keys` as the response says it. */
export async function given(
  pair: Sides,
  [declaration, invoice]: readonly [Uint8Array, Uint8Array],
  { keys, terms: rows = [] }: { keys?: 'after-acceptance'; terms?: readonly object[] } = {},
): Promise<Given> {
  const id = await acknowledged(pair)
  const answering = pair.b.client()
  const documents = [['declaration', declaration] as const, ['commercial-invoice', invoice] as const]
  const { terms, items } = await provide(answering, { agreement: pair.agreement.id, case: id }, documents, {
    terms: rows,
  })
  const [w1 = '', w2 = ''] = items
  const body = { ...responseBody({ w1: [w1], w2: [w2] }), ...(keys && { keys }) }
  const { json } = await posting(id)(answering, 'response', body, { items, terms })
  await untilState(pair.a.client(), id, 'answered')
  return { case: id, items: [w1, w2], response: String(json.message), terms }
}

/** Terms as an officer is shown them: the name of each, and the digest of the text that says them. */
export async function shownTerms(
  client: NationalClient,
  id: string,
  sha256: string,
): Promise<{ readonly names: readonly string[]; readonly text: string }> {
  const { json } = await client.get(`/v1/cases/${id}/terms`)
  const blocks = (json.blocks ?? []) as { terms: string; sha256: string; rows: { term: string }[] }[]
  const block = blocks.find(({ terms }) => terms === sha256)
  if (!block) throw new Error(`case ${id} shows no terms ${sha256}: ${JSON.stringify(json).slice(0, 2000)}`)
  return { names: block.rows.map(({ term }) => term), text: block.sha256 }
}

/** XA accepts the terms of all that it was given, what the response says with it, and XB sends the keys. */
export async function accepted(
  { a, b }: Pick<Pair, 'a' | 'b'>,
  { case: id, items, response, terms }: Given,
): Promise<void> {
  const [asking, answering] = [a.client(), b.client()]
  const shown = await shownTerms(asking, id, terms)
  await posting(id)(asking, 'accept-terms', acceptTerms(terms, [...items, response], shown))
  await untilItem(answering, id, items[0], ({ acceptance }) => acceptance === 'accepted')
  await posting(id)(answering, 'keys', { items })
  for (const item of items) await untilItem(asking, id, item, ({ locked }) => locked === false)
}

/** Reads an item for the purpose of the request, or otherwise. */
export const read = (client: NationalClient, item: string, matter: string, more: object = {}): Promise<Reply> =>
  client.post(`/v1/items/${item}/releases`, { purpose, matter, ...more })

/** Reads what a message says, for the purpose of the request or otherwise. */
export const readBody = (client: NationalClient, message: string, matter: string, more: object = {}): Promise<Reply> =>
  client.post(`/v1/messages/${message}/releases`, { purpose, matter, ...more })

interface Evidence {
  readonly seq: number
  readonly kind: string
  readonly subject: string
  readonly case: string | null
  readonly data: JsonObject
}

/** Every row of evidence, oldest first, as the operator reads it: of one case, or behind a row that is known. */
export async function evidenceOf(
  gateway: Pick<Gateway, 'client'>,
  { case: id, after = 0 }: { case?: string; after?: number | undefined } = {},
): Promise<readonly Evidence[]> {
  const operator = gateway.client('operator')
  const path = `/v1/operator/evidence?limit=1000${id === undefined ? '' : `&case=${id}`}`
  const rows: Evidence[] = []
  for (let last = after; ; ) {
    const page = (await operator.get(`${path}&after=${last}`)).json.rows as Evidence[]
    if (page.length === 0) return rows
    rows.push(...page)
    last = page.at(-1)?.seq ?? last
  }
}

export interface Said {
  /** Id of the message. */
  readonly message: string
  /** The case afterwards as the other side sees it. */
  readonly view: View
}

export type Talk = ReturnType<typeof talkIn>

interface Talking extends Pick<Pair, 'a' | 'b' | 'agreement'> {
  readonly journal: Journal
}

/** Opens a case from side `by` and resolves once the other side has it. */
export async function openTalk(
  talking: Talking,
  body: object,
  { by = 'a', type = 'request' }: { by?: Side; type?: string } = {},
) {
  const posted = await talking[by].client().post('/v1/cases', {
    agreement: talking.agreement.id,
    office: 'HQ',
    type,
    body,
  })
  const answer = await approved(talking, by, type, posted)
  const talk = talkIn(talking, String(answer.case))
  await talk.settle(by, type, String(answer.message), 'none')
  return talk
}

export function talkIn(talking: Talking, id: string) {
  const { journal, agreement } = talking
  const path = `/v1/cases/${id}`
  const other = { a: 'b', b: 'a' } as const
  const officer = (side: Side) => talking[side].client()
  const view = async (side: Side): Promise<View> => {
    const { status, json } = await officer(side).get(path)
    if (status !== 200) throw new Error(`${side} reads case ${id}: ${status} ${JSON.stringify(json)}`)
    return json
  }
  const posts = (side: Side, type: string, body: object, more: object = {}): Promise<Reply> =>
    officer(side).post(`${path}/messages`, { type, body, ...more })

  /** Waits until the other side has the message, holds both views against each other, and notes what became of the case. */
  async function settle(by: Side, type: string, message: string, from: string): Promise<Said> {
    const has = (json: View) => timelineOf(json).some((entry) => entry.message === message)
    await officer(other[by]).until(path, has)
    // Read anew: a view that is made while a message arrives may show the message and not yet what came of it.
    const [there, here] = [await view(other[by]), await view(by)]
    const [ours, theirs] = [shared(here), shared(there)]
    for (const [name, value] of Object.entries(ours))
      if (!isDeepStrictEqual(value, theirs[name]))
        throw new Error(
          `after ${type} the sides differ in ${name}: ${JSON.stringify(value)} ${JSON.stringify(theirs[name])}`,
        )
    const effect = timelineOf(there).find((entry) => entry.message === message)?.effect
    if (effect !== 'applied') throw new Error(`${type} in ${from} is ${effect}: ${JSON.stringify(there)}`)
    journal.messages += 1
    journal.types.add(type)
    journal.moves.add(`${from} ${type} ${String(there.state)}`)
    note(journal, by, here)
    note(journal, other[by], there)
    return { message, view: there }
  }

  return {
    id,
    view,
    posts,
    settle,
    /** Writes a message that must have effect: it was announced as legal, is on both sides, and both sides agree. */
    async says(by: Side, type: string, body: object, more: object = {}): Promise<Said> {
      const before = await view(by)
      if (!(before.legalNext as string[]).includes(type))
        throw new Error(`${type} is not announced in ${before.state}: ${JSON.stringify(before.notLegal)}`)
      const answer = await approved(talking, by, type, await posts(by, type, body, more))
      return settle(by, type, String(answer.message), String(before.state))
    },
    /** Terms of the case as this side is shown them. */
    shown: (side: Side, terms: string) => shownTerms(officer(side), id, terms),
    /** Makes terms and uploads one item under each of these kinds. */
    items: (side: Side, kinds: readonly string[], more: object = {}): Promise<Provided> =>
      provide(
        officer(side),
        { agreement: agreement.id, case: id },
        kinds.map((kind) => [kind, crypto.getRandomValues(new Uint8Array(2000))]),
        more,
      ),
  }
}

/** What a submission answered; where it waits for a second person, what the approval answered. */
async function approved(talking: Talking, by: Side, type: string, posted: Reply): Promise<View> {
  if (posted.status === 202) return posted.json
  if (posted.status !== 201) throw new Error(`${by} posts ${type}: ${posted.status} ${posted.octets}`)
  const approver = talking[by].client('approver')
  const answer = await approver.post(`/v1/drafts/${String(posted.json.draft)}/approval`, { revision: 1 })
  if (answer.status !== 202) throw new Error(`${type} is not approved: ${answer.status} ${answer.octets}`)
  talking.journal.approved.add(type)
  return answer.json
}

function demand(status: number, what: string, answer: Reply): Reply {
  if (answer.status !== status) throw new Error(`${what}: ${answer.status} ${answer.octets}`)
  return answer
}
