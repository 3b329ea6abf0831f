// The second half of the full story: terms that become tighter, a permission, feedback, a breach and what follows, disposal, the end.
import { randomUUIDv7 } from 'node:crypto'
import { inParts, today } from './exchange.ts'
import * as paper from './full-papers.ts'
import { accept, type Given, type Scene, termsInForce } from './full-scene.ts'
import { closing, protection, purpose } from './papers.ts'
import { type Json, readBack, refusalOf, said } from './reading.ts'
import { correspondence, sent } from './two-sides.ts'

/** How many releases and denials it left as evidence at XA. */
export interface Counted {
  readonly releases: number
  readonly denials: number
}

export async function useAndEnd(scene: Scene, given: Given): Promise<Counted> {
  await tighten(scene, given)
  const used = await permit(scene, given)
  await report(scene, given)
  await breach(scene, given)
  const disposed = await end(scene, given)
  return { releases: used.releases, denials: used.denials + disposed }
}

async function tighten(scene: Scene, { uploaded }: Given): Promise<void> {
  const { cast, letters, story } = scene
  story.act('The tighter terms')
  const ask = { agreement: cast.agreement, case: letters.case, protection, terms: [paper.sooner()] }
  const terms = String((await cast.xb.system.terms.make(ask)).sha256)
  for (const part of inParts(uploaded)) {
    const items = part.map(({ item }) => item)
    await letters.says('XB', 'amend-terms', paper.amendment(items), 'they may be kept for a year, not for five', {
      terms,
    })
  }
  const [first] = uploaded
  const inForce = await termsInForce(scene, first?.item ?? '')
  story.check(`XA sees the terms ${inForce.slice(0, 12)}… in force`, inForce === terms)
  await accept(scene, uploaded, inForce)
}

/** One read under a purpose that only a permission allows, and not a second one. */
async function permit({ cast, letters, story }: Scene, { uploaded }: Given): Promise<Counted> {
  story.act('The permission')
  const [first] = uploaded
  if (!first) return { releases: 0, denials: 0 }
  const { officer } = cast.xa
  const ask = { purpose: paper.otherPurpose, matter: letters.case, reader: 'M. Calder' }
  const before = await refusalOf(officer.items.release(first.item, ask))
  story.check(`XA reads it for ${paper.otherPurpose}: denied (${said(before)})`, before.status === 403)
  const id = randomUUIDv7()
  await letters.says(
    'XA',
    'permission-ask',
    paper.permissionAsked(id, first.item),
    `may it be read for ${paper.otherPurpose}?`,
  )
  await letters.says('XB', 'permission', paper.permissionGranted(id), 'granted, once, within thirty days')
  const under = await readBack(officer, first.item, ask, first.document)
  story.check(`XA reads it under the permission: ${under.bytes} octets, octets equal`, under.same)
  const again = await refusalOf(officer.items.release(first.item, ask))
  story.check(`XA reads it once more: the permission is used up (${said(again)})`, again.status === 403)
  return { releases: 1, denials: 2 }
}

async function report({ letters, story }: Scene, { uploaded }: Given): Promise<void> {
  story.act('The feedback')
  await letters.says('XB', 'outcome-ask', paper.outcomeAsked(), 'was the value corrected?')
  const body = paper.outcomeTold(uploaded[0]?.item ?? '', today())
  await letters.says('XA', 'outcome', body, 'the doubt is confirmed, the value adjusted, the duty recovered')
}

/** Told at once; XB suspends its obligations to XA until the measures are taken (12.11). */
async function breach({ cast, desks, letters, story }: Scene, { uploaded }: Given): Promise<void> {
  story.act('The breach')
  const [item = '', id] = [uploaded[0]?.item, randomUUIDv7()]
  const notice = await letters.says('XA', 'breach', paper.breachNotice(id, 'first', item), 'a broker was given a copy')
  const { agreement, xb } = cast
  const suspended = await xb.system.cases.open({
    ...{ agreement, office: xb.office, type: 'suspend' },
    body: paper.suspension(letters.case, notice, today()),
  })
  const thread = correspondence(desks, String(suspended.case), story)
  await thread.has('XA', await sent(desks, 'XB', 'suspend', suspended, story))
  story.say('XB', 'suspends its obligations to XA')
  const seen = (await letters.view('XA'))['suspension'] as Json | null
  story.check(`XA sees that they rest since ${seen?.['on']}`, seen?.['thread'] === thread.case)

  await letters.says(
    'XA',
    'breach',
    paper.breachNotice(id, 'full', item),
    'the full report: what, when, and who saw it',
  )
  const taken = await letters.says('XA', 'measures', paper.measuresTaken(id, today()), 'remedy and prevention')
  const { regions } = await letters.view('XB')
  story.check('the breach is settled', (regions as Json)['breach'] === 'settled')
  await thread.says('XB', 'resume', paper.resumption(letters.case, taken), 'the obligations hold again')
  story.check('XA sees that nothing rests any more', (await letters.view('XA'))['suspension'] === null)
}

/** @returns how many tries to read were denied. */
async function end({ cast, letters, story }: Scene, { uploaded }: Given): Promise<number> {
  story.act('The end')
  for (const part of inParts(uploaded)) {
    const items = part.map(({ item }) => item)
    await letters.says(
      'XA',
      'disposal',
      paper.disposalOf(items, today()),
      `the keys of ${items.length} items are destroyed`,
    )
  }
  const { regions } = await letters.view('XB')
  story.check('XB sees that everything was disposed of', (regions as Json)['retention'] === 'disposed')
  const [first] = uploaded
  if (!first) return 0
  const ask = { purpose, matter: letters.case, reader: 'M. Calder' }
  const read = await refusalOf(cast.xa.officer.items.release(first.item, ask))
  story.check(`XA reads ${first.document.name}: there is nothing left to read (${said(read)})`, read.status === 410)
  await letters.says('XA', 'close', closing, String(closing['outcome']))
  return 1
}
