// What was given and how it opens, for tests of the ways to content: answered, accepted, opened, read; and what of it is evidence.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openZip } from '../../gateway/bundle/format/zip.ts'
import { acceptTerms, purpose, responseBody } from './bodies.ts'
import { clientOf, type NationalClient, type Reply, sha256Of } from './client.ts'
import { type Gateway, type Pair, pair } from './gateways.ts'
import type { Installation } from './installation.ts'
import { acknowledged, evidenceOf, posting, provide, untilItem, untilState } from './story.ts'

/** XA and XB without an acceptance in advance, so that nothing opens before its terms are accepted. */
export const strictPair = (t: Parameters<typeof pair>[0], wishes: Parameters<typeof pair>[1] = {}): Promise<Pair> =>
  pair(t, { ...wishes, agreement: { standingAcceptance: undefined, ...wishes.agreement } as never })

type Documents = readonly [Uint8Array, Uint8Array]

export interface Answered {
  readonly case: string
  /** Declaration and invoice. */
  readonly items: readonly [string, string]
  /** Digest of the terms they were given under. */
  readonly terms: string
  /** Ids of the messages of XA and of XB. */
  readonly request: string
  readonly response: string
}

interface Answering {
  /** Rows in the place of the defaults of the agreement. */
  readonly terms?: readonly object[]
  readonly purposes?: readonly string[]
  /** What stands in the request beside the usual. */
  readonly request?: object
  readonly body?: object
}

/** XA asks, XB answers with two documents, which are locked at XA until their terms are accepted. */
export async function answered(
  pair: Pair,
  documents: Documents,
  { terms: rows = [], purposes, request, body = {} }: Answering = {},
): Promise<Answered> {
  const id = await acknowledged(pair, request)
  const answering = pair.b.client()
  const about = { agreement: pair.agreement.id, case: id }
  const more = { terms: rows, ...(purposes && { purposes }) }
  const named = [['declaration', documents[0]] as const, ['commercial-invoice', documents[1]] as const]
  const { terms, items } = await provide(answering, about, named, more)
  const [w1 = '', w2 = ''] = items
  await posting(id)(
    answering,
    'response',
    { ...responseBody({ w1: [w1], w2: [w2] }), keys: 'after-acceptance', ...body },
    { items, terms },
  )
  await untilState(pair.a.client(), id, 'answered')
  const of = await messagesOf(pair.a.client(), id)
  return { case: id, items: [w1, w2], terms, request: of('request'), response: of('response') }
}

/** The id of the newest message of a type, as a client sees the case. */
export async function messagesOf(client: NationalClient, id: string): Promise<(type: string) => string> {
  const { rows } = (await client.get(`/v1/cases/${id}/messages`)).json as { rows: { message: string; type: string }[] }
  return (type) => rows.findLast((row) => row.type === type)?.message ?? ''
}

interface Block {
  readonly terms: string
  readonly direction: 'in' | 'out'
  /** Digest of the text. */
  readonly sha256: string
  readonly text: string
  readonly excluded: readonly string[]
  readonly rows: readonly { readonly term: string }[]
  readonly binds: readonly { readonly id: string; readonly what: string; readonly acceptance: string }[]
}

/** The terms in force as a client reads them. */
export async function blocksOf(client: NationalClient, id: string): Promise<readonly Block[]> {
  const { status, json, octets } = await client.get(`/v1/cases/${id}/terms`)
  if (status !== 200) throw new Error(`terms of ${id}: ${status} ${octets}`)
  return json.blocks as Block[]
}

/** The body of an acceptance of what binds these, as its officer was shown the terms. */
export async function acceptanceOf(
  client: NationalClient,
  id: string,
  ids: readonly string[],
  unable: readonly string[] = [],
): Promise<object> {
  const block = (await blocksOf(client, id)).find(({ binds }) => binds.some((bound) => bound.id === ids[0]))
  if (!block) throw new Error(`no terms bind ${ids[0]} in ${id}`)
  const names = block.rows.map(({ term }) => term)
  return { ...acceptTerms(block.terms, ids, { names: names as never, unable }), text: block.sha256 }
}

/** A side accepts what binds these, or says which term it cannot keep; the other side has it then. */
export async function accepts(
  { of, other }: { readonly of: Gateway; readonly other: Gateway },
  id: string,
  ids: readonly string[],
  unable: readonly string[] = [],
): Promise<string> {
  const body = await acceptanceOf(of.client(), id, ids, unable)
  const { json } = await posting(id)(of.client(), 'accept-terms', body)
  await untilHere(other.client(), id, String(json.message))
  await untilReceipted(of.client(), String(json.message))
  return String(json.message)
}

/** Waits until the receipt of a message of ours is here: no acceptance opens anything before. */
export const untilReceipted = (client: NationalClient, message: string): Promise<Reply> =>
  client.until(`/v1/messages/${message}`, ({ delivery }) => (delivery as { state: string }).state === 'delivered')

/** Waits until a client sees a message in a case. */
export const untilHere = (client: NationalClient, id: string, message: string): Promise<Reply> =>
  client.until(`/v1/cases/${id}/messages`, ({ rows }) =>
    (rows as { message: string }[]).some((row) => row.message === message),
  )

/** The same, and XA has accepted all of it, and XB has sent its keys. */
export async function opened(pair: Pair, documents: Documents, more: Answering = {}): Promise<Answered> {
  const gave = await answered(pair, documents, more)
  const { a, b } = pair
  await accepts({ of: a, other: b }, gave.case, [...gave.items, gave.response])
  await posting(gave.case)(b.client(), 'keys', { items: gave.items })
  for (const item of gave.items) await untilItem(a.client(), gave.case, item, ({ locked }) => locked === false)
  return gave
}

/** Reads the body of a message for the purpose of the request, or otherwise. */
export const readBody = (client: NationalClient, message: string, matter: string, more: object = {}): Promise<Reply> =>
  client.post(`/v1/messages/${message}/releases`, { purpose, matter, ...more })

/** What is evidence of the tries for one piece of content. */
export async function triesFor(gateway: Pick<Gateway, 'client'>, subject: string) {
  const rows = (await evidenceOf(gateway)).filter((row) => row.subject === subject)
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map(({ data }) => data)
  return { releases: of('release'), denials: of('denial') }
}

/** What an answer was, for a comparison. */
export const outcomeOf = ({ status, json, octets }: Reply) => ({
  status,
  code: json.code,
  paragraph: (json as { paragraph?: string }).paragraph,
  said: octets.toString('utf8', 0, 300),
})

/** XA asks to be permitted something, XB answers; resolves with the id once XA has the answer. */
export async function permitted(
  { a, b }: Pair,
  id: string,
  items: readonly string[],
  scope: object,
  answer: object = { verdict: 'granted' },
): Promise<string> {
  const permission = randomUUIDv7()
  const ask = { permission, items, reason: 'It is needed.', ...scope }
  const asked = await posting(id)(a.client(), 'permission-ask', ask)
  await untilHere(b.client(), id, String(asked.json.message))
  const said = await posting(id)(b.client(), 'permission', { permission, ...answer })
  await untilHere(a.client(), id, String(said.json.message))
  return permission
}

/** The files of an archive by their names. */
export async function unzipped(octets: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await openZip(new Uint8Array(octets), 1000)
  const files = new Map<string, Buffer>()
  for (const { name, stream } of zip.entries) files.set(name, Buffer.concat(await Array.fromAsync(stream())))
  await zip.close()
  return files
}

export interface OwnClient {
  (): NationalClient
  readonly token: string
}

/** A client of its own, for an installation that has not started. */
export async function clientWith(
  installation: Installation,
  roles: readonly string[],
  offices: readonly string[] | 'all' = ['HQ'],
  more: object = {},
): Promise<OwnClient> {
  const file = join(installation.folder, 'clients.json')
  const { clients } = JSON.parse(await readFile(file, 'utf8')) as { clients: object[] }
  const token = randomBytes(32).toString('base64url')
  const entry = { id: `only-${roles.join('-')}`, tokenSha256: sha256Of(Buffer.from(token)), offices, roles, ...more }
  await writeFile(file, JSON.stringify({ clients: [...clients, entry] }))
  const open = () => clientOf({ ...installation, tokens: { ...installation.tokens, officer: token } })
  return Object.assign(open, { token })
}

/** The copies of a piece that the evidence of a gateway knows of, as an officer accounts for them. */
export async function copiesMade(
  gateway: Gateway,
  of: string,
  subject: string,
  state = 'destroyed',
  more: object = {},
) {
  const rows = await evidenceOf(gateway, { case: of })
  return rows.flatMap(({ seq, kind, subject: found, data }) =>
    kind === 'release' &&
    found === subject &&
    (data.archived === true || ['print', 'export', 'extract', 'annotate'].includes(String(data.use)))
      ? [{ record: seq, state, ...more }]
      : [],
  )
}
