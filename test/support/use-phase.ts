// A case in which XB has given documents to XA, for the tests of what may be done with them afterwards.
import { ack, purpose, requestBody, responseBody } from './bodies.ts'
import type { NationalClient, Reply } from './client.ts'
import type { Gateway, Pair } from './gateways.ts'

export interface Given {
  readonly case: string
  /** Declaration and invoice. */
  readonly items: readonly [string, string]
  /** Digest of the terms they were given under. */
  readonly terms: string
}

export type Post = (client: NationalClient, type: string, body: object, more?: object) => Promise<Reply>

/** Posts in a case; throws what was refused. */
export const posting =
  (id: string) =>
  async (client: NationalClient, type: string, body: object, more: object = {}): Promise<Reply> => {
    const answer = await client.post(`/v1/cases/${id}/messages`, { type, body, ...more })
    if (answer.status !== 202) throw new Error(`${type}: ${answer.status} ${answer.octets}`)
    return answer
  }

/** XA asks, XB acknowledges. */
export async function acknowledged({ a, b, agreement }: Pair, officers = both({ a, b })): Promise<string> {
  const opened = await officers.a.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
  if (opened.status !== 202) throw new Error(`${opened.status} ${opened.octets}`)
  const id = String(opened.json.case)
  await officers.b.until(`/v1/cases/${id}`, ({ state }) => state === 'submitted')
  await posting(id)(officers.b, 'ack', ack())
  await officers.a.until(`/v1/cases/${id}`, ({ state }) => state === 'accepted')
  return id
}

const both = ({ a, b }: { a: Gateway; b: Gateway }) => ({ a: a.client(), b: b.client() })

/** XB answers with two documents; with `keys` as the response says it. */
export async function given(
  pair: Pair,
  documents: readonly [Uint8Array, Uint8Array],
  { keys, terms: rows = [] }: { keys?: 'after-acceptance'; terms?: readonly object[] } = {},
): Promise<Given> {
  const officers = both(pair)
  const id = await acknowledged(pair, officers)
  const terms = await officers.b.post('/v1/terms', { agreement: pair.agreement.id, case: id, terms: rows })
  if (terms.status !== 201) throw new Error(`${terms.status} ${terms.octets}`)
  const sha256 = String(terms.json.sha256)
  const first = await officers.b.upload(sha256, 'declaration', documents[0])
  const second = await officers.b.upload(sha256, 'commercial-invoice', documents[1])
  const items = [String(first.json.item), String(second.json.item)] as const
  const body = { ...responseBody({ w1: [items[0]], w2: [items[1]] }), ...(keys && { keys }) }
  await posting(id)(officers.b, 'response', body, { items, terms: sha256 })
  await officers.a.until(`/v1/cases/${id}`, ({ state }) => state === 'answered')
  return { case: id, items, terms: sha256 }
}

/** Names of the terms in force under a digest. */
export async function termNamesOf(client: NationalClient, sha256: string): Promise<string[]> {
  const { json } = await client.get(`/v1/terms/${sha256}`)
  return (json.terms as { term: string }[]).map(({ term }) => term)
}

/** Reads an item for the purpose of the request, or otherwise. */
export const read = (client: NationalClient, item: string, matter: string, more: object = {}): Promise<Reply> =>
  client.post(`/v1/items/${item}/releases`, { purpose, matter, ...more })

/** Evidence of a case, oldest first. */
export async function evidenceOf(
  gateway: Gateway,
  id: string,
): Promise<{ kind: string; subject: string; data: Reply['json'] }[]> {
  const { json } = await gateway.client('operator').get(`/v1/operator/evidence?case=${id}&limit=1000`)
  return json.rows as { kind: string; subject: string; data: Reply['json'] }[]
}

/** Waits until the item is shown as wanted in the case of this client. */
export const untilItem = (client: NationalClient, id: string, item: string, shows: (view: Reply['json']) => boolean) =>
  client.until(`/v1/cases/${id}`, ({ items }) =>
    (items as Reply['json'][]).some((each) => each.item === item && shows(each)),
  )
