// The end of the full story: XA disposes of what it was given, is lost, and is restored from a backup of before. What it disposed of opens no more.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Administration } from './administration.ts'
import type { Document } from './documents.ts'
import { disposalOf, lockedResponse, notAvailable } from './full-papers.ts'
import { accept, type Cast } from './full-scene.ts'
import { acknowledgement, copiesAllowed, protection, purpose, request, wantedKinds } from './papers.ts'
import { deskOf } from './parties.ts'
import { today, upload } from './providing.ts'
import { denialOf, readBack, said } from './reading.ts'
import type { Story } from './story.ts'
import { type Correspondence, correspondence, timelineOf } from './two-sides.ts'

interface Scene {
  readonly xa: Administration
  readonly xb: Administration
  readonly cast: Cast
  /** For the backup. */
  readonly root: string
}

/** Nobody publishes meanwhile: a log that partners have seen more of than the backup holds gives out nothing at all. */
const seldom = { BULLA_SWEEP_EVERY_MS: '3600000' }
const patienceMs = 120_000
const none: readonly { readonly record: number }[] = []

export async function restoreStory(scene: Scene, documents: readonly Document[], story: Story): Promise<void> {
  const { xa, xb, cast, root } = scene
  story.act('The backup')
  await xa.stop()
  await xa.serve(seldom)
  const [document] = documents.filter(({ kind }) => wantedKinds.some((each) => each === kind))
  if (!document) throw new Error('nothing was filed that could be given')
  const { letters, item } = await givenOnce(scene, document, story)
  const desk = deskOf(cast.xa)
  const ask = { purpose, matter: letters.case, reader: 'M. Calder' }
  const read = await readBack(desk, item, ask, document)
  story.check(`XA reads ${document.name}: ${read.bytes} octets, digest equal`, read.sha256 === document.sha256)
  const backup = join(root, 'backup')
  await xa.cli('backup', backup)
  story.say('XA', 'makes a backup')
  await letters.says(
    'XA',
    'disposal',
    disposalOf([item], today(), () => none),
    'the key of the item is destroyed',
  )
  const gone = await denialOf(desk, cast.xa.officer.items.release(item, ask))
  story.check(`XA reads ${document.name} again: it is gone (${said(gone)})`, gone.status === 410)

  story.act('The restore')
  await xb.stop()
  await xa.crash()
  story.say('XA', 'loses its machine; XB is away')
  await xa.cli('restore', backup, '--replace')
  await xa.serve(seldom)
  story.say('XA', 'is restored from the backup, which still has the key')
  const denied = await denialOf(desk, cast.xa.officer.items.release(item, ask))
  story.check(`XA tries to open ${document.name}: denied (${said(denied)})`, denied.code === 'restored')
  story.check('and the try is recorded', (await problemsOf(xa, letters.case, item)).includes('restored'))
  await xb.serve()
  await settled(xa)
  story.say('XB', 'is there again, and gives back the disposal that it holds, under the seal of XA')
  const ended = await denialOf(desk, cast.xa.officer.items.release(item, ask))
  story.check(`XA tries to open it once more: it is disposed of (${said(ended)})`, ended.code === 'item-disposed')
  story.check('and that try is recorded, too', (await problemsOf(xa, letters.case, item)).length === 2)
}

/** A case with one document, accepted and open. */
async function givenOnce(
  { cast }: Scene,
  document: Document,
  story: Story,
): Promise<{ readonly letters: Correspondence; readonly item: string }> {
  const { agreement, approver } = cast
  const desks = { XA: { writes: cast.xa.officer }, XB: { writes: cast.xb.system, approves: approver } }
  const body = request(cast.xa.office, today())
  const opened = await cast.xa.officer.cases.open({ agreement, office: cast.xa.office, type: 'request', body })
  const letters = correspondence(desks, String(opened['case']), story)
  const shown = await letters.has('XB', String(timelineOf(await letters.view('XA'))[0]?.['message']))
  const received = acknowledgement(new Date().toISOString(), String(shown['dueOn']))
  await letters.says('XB', 'ack', received, `taken up as ${received['caseNumber']}`)
  const made = { agreement, case: letters.case, protection, terms: [copiesAllowed] }
  const terms = String((await cast.xb.system.terms.make(made)).sha256)
  const { item } = await upload(cast.xb.system, document, terms)
  const others = wantedKinds.filter((kind) => kind !== document.kind).map(notAvailable)
  const response = lockedResponse([{ item, kind: document.kind }], others, true, today())
  await letters.says('XB', 'response', response, `${document.name} is given`, { items: [item], terms })
  await accept({ cast, desks, letters, story }, terms, { what: 'all terms are accepted' })
  await letters.says('XB', 'keys', { items: [item] }, 'opens it')
  return { letters, item }
}

const operatorOf = (xa: Administration) => xa.client(xa.operatorToken())

/** Why tries with an item were denied, as the evidence has it. */
async function problemsOf(xa: Administration, of: string, item: string): Promise<readonly string[]> {
  const client = operatorOf(xa)
  const { rows } = await client.operator.evidence({ case: of, limit: 1000 })
  client.close()
  return rows.flatMap(({ kind, subject, data }) =>
    kind === 'denial' && subject === item ? [String(data['problem'] ?? data['term'])] : [],
  )
}

/** The partner has answered, and nothing stands open any more. */
async function settled(xa: Administration): Promise<void> {
  const client = operatorOf(xa)
  for (const began = performance.now(); (await client.operator.restored()).since !== null; await pause(50))
    if (performance.now() - began > patienceMs) throw new Error(`XA is not settled after ${patienceMs} ms`)
  client.close()
}
