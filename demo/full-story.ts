// npm run demo -- --story full: a case in which nearly everything happens that Article 12 provides for, with a second person where two decide.
import { fileURLToPath } from 'node:url'
import { type Document, documentsIn } from './documents.ts'
import { type Exchanged, type ItemReport, readAll, takeCopy } from './exchange.ts'
import type { Recalled } from './forger.ts'
import * as paper from './full-papers.ts'
import { accept, type Cast, type Given, type Scene } from './full-scene.ts'
import { useAndEnd } from './full-use.ts'
import { acknowledgement, copiesAllowed, protection, purpose, wantedKinds } from './papers.ts'
import { deskOf } from './parties.ts'
import { inParts, today, type Uploaded, upload as uploadTo } from './providing.ts'
import { bodyOf, denialOf, type Json, said } from './reading.ts'
import type { Story } from './story.ts'
import { type Correspondence, compareTimelines, correspondence, timelineOf } from './two-sides.ts'

export interface Told extends Exchanged {
  /** Both sides' timelines, side by side. */
  readonly timelines: readonly string[]
  /** What may not be read any more, where there is any. */
  readonly recalled?: Recalled
}

export async function fullStory(cast: Cast, documents: readonly Document[], story: Story): Promise<Told> {
  const desks = { XA: { writes: cast.xa.officer }, XB: { writes: cast.xb.system, approves: cast.approver } }
  const letters = correspondence(desks, await ask(cast, story), story)
  const scene = { cast, desks, letters, story }
  await clarify(scene)
  const given = await answer(scene, documents)
  const items = await open(scene, given)
  const recalled = await useAndEnd(scene, given)

  story.act('The timelines')
  const timelines = await compareTimelines(letters, story)
  return { case: letters.case, items, timelines, recalled }
}

async function ask({ agreement, xa: { officer, office } }: Cast, story: Story): Promise<string> {
  story.act('The request')
  const body = paper.requestWithInability(office, today())
  const opened = await officer.cases.open({ agreement, office, type: 'request', body })
  story.say('XA', `asks XB for six things, and says that it cannot promise 12.5.1 e; due on ${opened['dueOn']}`)
  return String(opened['case'])
}

/** Found incomplete, put right, taken up; and an assurance before anything is given. */
async function clarify({ cast, letters, story }: Scene): Promise<void> {
  const asked = await firstMessage(letters)
  const view = await letters.has('XB', asked)
  const reader = { purpose: 'ANSWER_REQUEST', matter: letters.case, reader: 'B. Lindgren' }
  const { matter } = await bodyOf({ client: cast.xb.system, tally: cast.xb.tally }, asked, reader)
  story.say('XB', `reads it in order to answer it: ${String(matter).slice(0, 74)}…`)
  story.check('XB sees that execution is at its discretion (12.7.2)', view['discretionary'] === true)
  const ack = acknowledgement(new Date().toISOString(), String(view['dueOn']))
  await letters.says('XB', 'ack', paper.incomplete(ack), 'the request is not complete, two shipments fit it')
  await letters.says('XA', 'clarify-reply', paper.reply, 'it is the later one')
  await letters.says('XB', 'ack', ack, `taken up as ${ack['caseNumber']}`)
  await letters.says(
    'XB',
    'assurance-required',
    paper.assuranceRequired,
    'no use as evidence, before anything is given',
  )
  await letters.says('XA', 'assurance', paper.assuranceGiven, 'given, in writing and by a named officer')
}

const firstMessage = async ({ view }: Correspondence): Promise<string> =>
  String(timelineOf(await view('XA'))[0]?.['message'])

/** In two answers: one part at once, one refused with a copy of the law, one postponed and answered later. */
async function answer(scene: Scene, documents: readonly Document[]): Promise<Given> {
  const { cast, letters, story } = scene
  story.act('The answer')
  const system = cast.xb.system
  const ask = { agreement: cast.agreement, case: letters.case, protection, terms: [copiesAllowed] }
  const terms = String((await system.terms.make(ask)).sha256)
  const kinds = wantedKinds.filter((kind) => documents.some((document) => document.kind === kind))
  const [first = wantedKinds[0], ...later] = kinds
  const missing = wantedKinds.filter((kind) => !kinds.includes(kind))
  // Something is refused whatever the folder holds; where it holds everything, the last kind is.
  const refused = missing.at(-1) ?? later.pop() ?? wantedKinds[1]
  const waiting = wantedKinds.filter((kind) => kind !== first && kind !== refused)

  const upload = async (document: Document): Promise<Uploaded> => {
    const { item } = await uploadTo(system, document, terms)
    story.say('XB', `uploads ${document.name} (${document.kind}, ${document.bytes} octets)`)
    return { item, kind: document.kind, document, terms }
  }
  const [law] = await documentsIn(fileURLToPath(new URL('documents/law', import.meta.url)))
  if (!law) throw new Error('demo/documents/law holds no text of a law')
  const reference = await upload({ ...law, kind: 'law' })

  const uploaded: Uploaded[] = []
  const messages: string[] = []
  const respond = async (now: readonly Uploaded[], others: readonly Json[], final: boolean, what: string) => {
    for (const [index, part] of inParts(now).entries()) {
      const last = index === inParts(now).length - 1
      const items = [...part.map(({ item }) => item), ...(others.includes(refusal) && last ? [reference.item] : [])]
      const body = paper.lockedResponse(part, last ? others : [], final && last, today())
      messages.push(await letters.says('XB', 'response', body, what, { items, terms }))
    }
    uploaded.push(...now)
  }
  const refusal = paper.refusedByLaw(refused, reference.item)
  const until = paper.dayFromNow(7)
  const now: Uploaded[] = []
  for (const document of documents.filter(({ kind }) => kind === first)) now.push(await upload(document))
  const others = [refusal, ...waiting.map((kind) => paper.postponedUntil(kind, until))]
  await respond(now, others, false, `${first} is given, ${refused} refused on ground b, the rest postponed to ${until}`)

  const rest: Uploaded[] = []
  for (const document of documents.filter(({ kind }) => later.some((each) => each === kind)))
    rest.push(await upload(document))
  const none = waiting.filter((kind) => !later.includes(kind)).map(paper.notAvailable)
  await respond(rest, none, true, `what was postponed is answered: ${later.join(', ') || 'there is none of it'}`)
  return { uploaded, terms, reference, messages }
}

/** What XA cannot promise closes everything, until two persons of XB decide that it may be read nevertheless. */
async function open(scene: Scene, given: Given): Promise<ItemReport[]> {
  const { cast, letters, story } = scene
  story.act('The terms and the keys')
  const { uploaded, terms, reference, messages } = given
  const [first] = uploaded
  const [message = ''] = messages
  if (!first) throw new Error('nothing was given that could be opened')
  const { officer } = cast.xa
  const desk = deskOf(cast.xa)
  const ask = { purpose, matter: letters.case, reader: 'M. Calder' }
  const locked = await denialOf(desk, officer.items.release(first.item, ask))
  story.check(`XA tries to read ${first.document.name} too soon: locked (${said(locked)})`, locked.status === 409)
  await accept(scene, terms, { unable: ['retention'], what: 'eleven terms accepted; it is unable to keep 12.5.1 e' })
  const closed = await denialOf(desk, officer.items.release(first.item, ask))
  story.check(`an inability closes ${first.document.name} (${said(closed)})`, closed.status === 403)
  const unsaid = await denialOf(desk, officer.messages.release(message, ask))
  story.check(`and what the answer says (${said(unsaid)})`, unsaid.status === 403)
  for (const [index, part] of inParts([...uploaded, reference]).entries()) {
    const body = { items: part.map(({ item }) => item), ...(index === 0 && { messages }) }
    await letters.says('XB', 'keys', body, `opens ${part.length} items nevertheless (12.7.2)`)
  }
  const { outcomes } = await bodyOf(desk, message, ask)
  story.check(`XA reads the answer: ${(outcomes as Json[]).length} outcomes`, (outcomes as Json[]).length > 0)
  const items = await readAll(cast, letters.case, [...uploaded, reference], story)
  await takeCopy(cast, letters.case, uploaded, story)
  return items
}
