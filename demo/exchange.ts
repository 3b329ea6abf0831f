// One case from the doubt to its end: what XA's officer, XB's national system and a nosy office of XA do at the national doors.
import type { Client } from '../client/client.ts'
import type { EventView } from '../gateway/answers/directory-answers.ts'
import type { Document } from './documents.ts'
import { acceptance, closing, copiesAllowed, purpose, request, type TermsRead } from './papers.ts'
import { deskOf, type Parties } from './parties.ts'
import type { Attended } from './persons.ts'
import { acknowledge, giveKeys, inParts, provide, respond, today, type Uploaded } from './providing.ts'
import { bodyOf, copied, denialOf, readBack, refusalOf, said } from './reading.ts'
import type { Story } from './story.ts'

export interface ItemReport {
  readonly name: string
  readonly kind: string
  readonly mediaType: string
  readonly bytes: number
  readonly sha256In: string
  readonly sha256Out: string
  readonly same: boolean
}

export interface Exchanged {
  readonly case: string
  readonly items: readonly ItemReport[]
}

/** All of it, from one act to the next. */
export async function exchange(
  parties: Attended,
  documents: readonly Document[],
  story: Story,
  signal: AbortSignal,
): Promise<Exchanged> {
  const acts = inActs(parties, documents, story, signal)
  for (;;) {
    const { value, done } = await acts.next()
    if (done) return value
  }
}

/** The same, with a pause after each act, in which something else may happen. */
export async function* inActs(
  parties: Attended,
  documents: readonly Document[],
  story: Story,
  signal: AbortSignal,
): AsyncGenerator<void, Exchanged> {
  story.act('The request')
  const xbHears = listen(parties.xb.system, signal)
  const xaHears = listen(parties.xa.officer, signal)
  const opened = await ask(parties, story)
  const received = await xbHears.heard('message.received', opened)
  story.say('XB', `hears of it on the event feed: case ${opened}`)
  yield

  story.act('The answer')
  await acknowledge(parties, opened, received, story)
  await xaHears.heard('message.received', opened)
  const provided = await provide(parties, opened, documents, story)
  const responses = await respond(parties, opened, provided, story)
  for (const _ of responses) await xaHears.heard('message.received', opened)
  yield

  story.act('The terms')
  await seeAnswer(parties, opened, provided, story)
  const bound = { matter: opened, messages: responses, provided }
  const accepted = await accept(parties, bound, story)
  for (let each = 0; each < accepted; each += 1) await xbHears.heard('message.received', opened)
  const sent = await giveKeys(parties, bound, story)
  for (let each = 0; each < sent; each += 1) await xaHears.heard('message.received', opened)
  yield

  story.act('The use')
  await readBodies(parties, bound, story)
  const items = await readAll(parties, opened, provided, story)
  await takeCopy(parties, opened, provided, story)
  await readWrongly(parties, opened, provided, story)
  yield

  story.act('The end')
  await close(parties, opened, story)
  await xbHears.heard('message.received', opened)
  const ended = await parties.xb.system.cases.show(opened)
  story.check(`XB sees the case as ${ended['state']}`, ended['state'] === 'closed')
  return { case: opened, items }
}

async function ask({ agreement, xa: { officer, office } }: Parties, story: Story): Promise<string> {
  const key = crypto.randomUUID()
  const posted = { agreement, office, type: 'request', body: request(office, today()) }
  const answer = await officer.cases.open(posted, { key })
  const opened = String(answer['case'])
  story.say('XA', `doubts the value of an import and asks XB for six things, due on ${answer['dueOn']}`)
  const again = await officer.cases.open(posted, { key })
  story.check('posted twice under one idempotency key it is one case', again['case'] === opened)
  return opened
}

async function seeAnswer(
  { xa: { officer } }: Parties,
  opened: string,
  provided: readonly Uploaded[],
  story: Story,
): Promise<void> {
  const shown = await officer.cases.show(opened)
  story.check(`XA sees the case as ${shown['state']}`, shown['state'] === 'answered')
  const there = shown.items.filter((item) => item.direction === 'in')
  const missing = provided.filter(({ item }) => !there.some((each) => each.item === item))
  story.check(
    `XA holds ${there.length} of ${provided.length} items`,
    missing.length === 0 && there.length === provided.length,
  )
}

export async function readAll(
  { xa }: Parties,
  opened: string,
  provided: readonly Uploaded[],
  story: Story,
): Promise<ItemReport[]> {
  const reports: ItemReport[] = []
  for (const { item, document } of provided) {
    const ask = { purpose, matter: opened, reader: `${xa.office}/M. Calder` }
    const read = await readBack(deskOf(xa), item, ask, document)
    const { name, kind, mediaType, bytes, sha256 } = document
    const same = read.same && read.sha256 === sha256 && read.bytes === bytes && read.mediaType === mediaType
    story.check(`XA reads ${name} for ${purpose}: ${read.bytes} octets, digest out = digest in, octets equal`, same)
    reports.push({ name, kind, mediaType, bytes, sha256In: sha256, sha256Out: read.sha256, same })
  }
  return reports
}

/** The terms as they stand in plain words, and what of them binds what came. */
export async function termsRead({ xa: { officer } }: Parties, of: string, terms: string): Promise<TermsRead> {
  const { blocks } = await officer.cases.terms(of)
  const block = blocks.find((each) => each.direction === 'in' && each.terms === terms)
  if (!block) throw new Error(`case ${of} shows no terms ${terms} in words`)
  return {
    ...{ terms, text: block.sha256 },
    decides: block.rows.map(({ term }) => term),
    binds: block.binds.map(({ id }) => id),
  }
}

interface Bound {
  readonly matter: string
  readonly messages: readonly string[]
  readonly provided: readonly Uploaded[]
}

/** Nothing opens before its terms are accepted. @returns how many messages it took. */
async function accept(parties: Parties, { matter, messages, provided }: Bound, story: Story): Promise<number> {
  const { xa } = parties
  const ask = { purpose, matter, reader: 'M. Calder' }
  for (const message of messages.slice(0, 1)) {
    const closed = await denialOf(deskOf(xa), xa.officer.messages.release(message, ask))
    story.check(`XA reads the answer before its terms are accepted: denied (${said(closed)})`, closed.status === 409)
  }
  const [first] = provided
  if (!first) return 0
  const locked = await denialOf(deskOf(xa), xa.officer.items.release(first.item, ask))
  story.check(`XA reads ${first.document.name} before: its key is still at XB (${said(locked)})`, locked.status === 409)
  const read = await termsRead(parties, matter, first.terms)
  story.say('XA', `reads the terms in plain words: ${read.decides.length} terms, text ${read.text.slice(0, 12)}…`)
  const parts = inParts(read.binds)
  for (const binds of parts)
    await xa.officer.cases.send(matter, { type: 'accept-terms', body: acceptance({ ...read, binds }) })
  story.say('XA', `accepts each of them, for ${provided.length} items and what the answer says`)
  return parts.length
}

async function readBodies({ xa }: Parties, { matter, messages }: Bound, story: Story): Promise<void> {
  for (const message of messages) {
    const ask = { purpose, matter, reader: 'M. Calder' }
    const { note = 'nothing beside the outcomes' } = await bodyOf(deskOf(xa), message, ask)
    story.say('XA', `reads what the answer says: ${note}`)
  }
}

/** What leaves the gateway is the document as it was filed, with its terms beside it. */
export async function takeCopy(
  { xa }: Parties,
  matter: string,
  [first]: readonly Uploaded[],
  story: Story,
): Promise<void> {
  if (!first) return
  const ask = { purpose, matter, reader: 'M. Calder' }
  const { files, same, terms } = await copied(deskOf(xa), first.item, ask, first.document)
  story.check(
    `XA takes a copy of it out: an archive of ${files.join(' and ')}, octets equal, terms and marking beside them`,
    same && files.length === 2 && terms.includes(String(copiesAllowed['marking'])),
  )
}

/** Both refusals are evidence; the other office does not even learn that there is a case. */
async function readWrongly({ xa }: Parties, opened: string, [first]: readonly Uploaded[], story: Story): Promise<void> {
  if (!first) return
  const { officer, otherOffice } = xa
  const reader = 'M. Calder'
  const purposeless = await denialOf(
    deskOf(xa),
    officer.items.release(first.item, { purpose: 'VERIFY_ORIGIN', matter: opened, reader }),
  )
  story.check(`XA reads it for VERIFY_ORIGIN: denied (${said(purposeless)})`, purposeless.status === 403)
  const stranger = await denialOf(
    deskOf(xa),
    otherOffice.items.release(first.item, { purpose, matter: opened, reader: 'N. Osey' }),
  )
  story.check(`another office of XA reads it: there is nothing for it (${said(stranger)})`, stranger.status === 404)
  const unseen = await refusalOf(otherOffice.cases.show(opened))
  story.check(
    `another office of XA looks for the case: there is nothing for it (${unseen.status})`,
    unseen.status === 404,
  )
}

async function close({ xa: { officer } }: Parties, opened: string, story: Story): Promise<void> {
  const answer = await officer.cases.send(opened, { type: 'close', body: closing })
  story.say('XA', `closes the case: ${closing['outcome']}`)
  story.check(`XA sees the case as ${answer['state']}`, answer['state'] === 'closed')
}

/** Follows an event feed and hands out each event once; what does not come in two minutes does not come. */
function listen(client: Client, signal: AbortSignal) {
  const feed = client.events({ signal })
  const patienceMs = 120_000
  return {
    async heard(kind: string, inCase: string): Promise<EventView> {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error(`${kind} did not come in ${patienceMs} ms`)), patienceMs)
      try {
        for (;;) {
          const { value, done } = await Promise.race([feed.next(), late.promise])
          if (done) throw new Error(`the event feed ended before ${kind} came`)
          if (value.kind === kind && value.case === inCase) return value
        }
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
