// What XB's national system does: it acknowledges, makes terms, uploads documents under them, answers, and sends keys.
import { basename } from 'node:path'
import type { Client } from '../client/client.ts'
import type { EventView } from '../gateway/answers/directory-answers.ts'
import type { Document } from './documents.ts'
import { acknowledgement, copiesAllowed, type Provided, protection, request, response } from './papers.ts'
import type { Parties } from './parties.ts'
import { type Attended, approvesAtDesk, readsAtDesk } from './persons.ts'
import { denialOf, type Json, said } from './reading.ts'
import type { Story } from './story.ts'

/** A statement carries this many items at most; what is more goes into further responses. */
const itemsPerResponse = 64

/** At least one part, of which a message can speak. A response may carry one item beside, so that it is not quite full. */
export function inParts<T>(all: readonly T[]): (readonly T[])[] {
  const most = itemsPerResponse - 1
  const parts = Array.from({ length: Math.ceil(all.length / most) }, (_, index) =>
    all.slice(index * most, (index + 1) * most),
  )
  return parts.length > 0 ? parts : [[]]
}

export async function acknowledge(
  { persons: { officer }, xa, xb: { system, tally } }: Attended,
  opened: string,
  received: EventView,
  story: Story,
): Promise<void> {
  const asked = await system.messages.show(String(received.message))
  story.check('XB sees that it came, and not what it says: that is read for a purpose', asked['body'] === null)
  const message = String(received.message)
  const purpose = 'ANSWER_REQUEST'
  const byToken = await denialOf(
    { client: system, tally },
    system.messages.release(message, { purpose, matter: opened, reader: officer.id }),
  )
  story.check(
    `XB's system reads it with its token: denied, a person has to sign (${said(byToken)})`,
    byToken.status === 403,
  )
  const page = await readsAtDesk(officer, message, purpose)
  tally.releases += 1
  const matter = String(request(xa.office, today())['matter'])
  story.check(
    `${officer.id} reads it at the console, and signs that with a passkey: ${matter.slice(0, 54)}…`,
    page.includes(matter),
  )
  const shown = await system.cases.show(opened)
  const ack = acknowledgement(String(asked['storedAt']), String(shown['dueOn']))
  await system.cases.send(opened, { type: 'ack', body: ack, inReplyTo: received.message })
  story.say('XB', `acknowledges as ${ack['caseNumber']}`)
}

export interface Uploaded extends Provided {
  readonly document: Document
  readonly terms: string
}

/** Terms first: a document is sealed under them while it streams in. */
export async function provide(
  { agreement, xb: { system } }: Parties,
  opened: string,
  documents: readonly Document[],
  story: Story,
): Promise<Uploaded[]> {
  const made = await system.terms.make({ agreement, case: opened, protection, terms: [copiesAllowed] })
  const terms = String(made['sha256'])
  story.say(
    'XB',
    `makes terms ${terms.slice(0, 12)}…: ${protection.level}, for the purpose and the office of the request`,
  )
  const uploaded: Uploaded[] = []
  for (const document of documents) {
    const answer = await upload(system, document, terms)
    uploaded.push({ item: answer.item, kind: document.kind, document, terms })
    story.say('XB', `uploads ${document.name} (${document.kind}, ${document.bytes} octets)`)
  }
  return uploaded
}

/** As it lies on disk, under the digest that it had when the folder was read. */
export const upload = (system: Client, document: Document, terms: string) => {
  const { kind, form, name, mediaType, sha256, path } = document
  return system.items.upload({ terms, kind, form, name: basename(name), mediaType, sha256, source: path })
}

/** @returns the responses that it took. */
export async function respond(
  { persons: { second }, xb: { system } }: Attended,
  opened: string,
  provided: readonly Uploaded[],
  story: Story,
): Promise<string[]> {
  const sent: string[] = []
  for (let from = 0; from === 0 || from < provided.length; from += itemsPerResponse) {
    const now = provided.slice(from, from + itemsPerResponse)
    const final = from + itemsPerResponse >= provided.length
    const answer = await system.cases.send(opened, {
      type: 'response',
      body: response(now, provided, final, today()),
      items: now.map(({ item }) => item),
      ...(provided[0] && { terms: provided[0].terms }),
    })
    const draft = String(answer.draft)
    story.say('XB', `drafts an answer with ${now.length} true copies and their protection: ${answer.why}`)
    await approvesAtDesk(second, draft)
    const { state, timeline } = await system.cases.show(opened)
    const approved = (timeline as readonly Json[]).findLast(({ type }) => type === 'response')
    sent.push(String(approved?.['message']))
    story.say('XB', `${second.id} approves it at the console, and signs that with a passkey; the case is ${state}`)
  }
  return sent
}

/** @returns how many messages it took. */
export async function giveKeys(
  { xb: { system } }: Parties,
  { matter, provided }: { matter: string; provided: readonly Uploaded[] },
  story: Story,
): Promise<number> {
  const parts = provided.length === 0 ? [] : inParts(provided)
  for (const part of parts)
    await system.cases.send(matter, { type: 'keys', body: { items: part.map(({ item }) => item) } })
  story.say('XB', `sends the keys of ${provided.length} items`)
  return parts.length
}

export const today = (): string => new Date().toISOString().slice(0, 10)
