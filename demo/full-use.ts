// The second half of the full story: terms that become tighter, permissions, a review, feedback, a breach and what follows, the end of it all.
import { randomUUIDv7 } from 'node:crypto'
import type { Recalled } from './forger.ts'
import * as paper from './full-papers.ts'
import { accept, allOf, type Given, type Scene, termsInForce } from './full-scene.ts'
import { uses } from './full-uses.ts'
import { demandTooMuch, draftOfBreach, tryTooOften } from './full-watched.ts'
import { closing, copiesAllowed, protection, purpose } from './papers.ts'
import { deskOf } from './parties.ts'
import { inParts, today } from './providing.ts'
import { denialOf, type Json, readBack, said } from './reading.ts'
import { correspondence, itemsOf, sent } from './two-sides.ts'

export async function useAndEnd(scene: Scene, given: Given): Promise<Recalled> {
  await demandTooMuch(scene)
  await tighten(scene, given)
  await permit(scene, given)
  await passOn(scene, given)
  await tryTooOften(scene, given)
  await review(scene, given)
  await report(scene, given)
  await uses(scene, given)
  await draftOfBreach(scene)
  await breach(scene, given)
  const recalled = await recall(scene, given)
  await end(scene, given)
  return recalled
}

/** Terms of XB with another retention; all else as it was, since an amendment only tightens. */
async function amended({ cast, letters }: Scene, retention: Json): Promise<string> {
  const ask = { agreement: cast.agreement, case: letters.case, protection, terms: [copiesAllowed, retention] }
  return String((await cast.xb.system.terms.make(ask)).sha256)
}

async function tighten(scene: Scene, given: Given): Promise<void> {
  const { letters, story } = scene
  story.act('The tighter terms')
  const terms = await amended(scene, paper.sooner())
  for (const part of inParts(allOf(given)))
    await letters.says('XB', 'amend-terms', paper.amendment(part), 'it may be kept for a year, not for five', { terms })
  const inForce = await termsInForce(scene, given.uploaded[0]?.item ?? '')
  story.check(`XA sees the terms ${inForce.slice(0, 12)}… in force`, inForce === terms)
  await accept(scene, inForce, { what: 'no prosecution followed, so that it can keep them: all twelve are accepted' })
}

/** One read under a purpose that only a permission allows, and not a second one. */
async function permit({ cast, letters, story }: Scene, { uploaded: [first] }: Given): Promise<void> {
  story.act('The permission')
  if (!first) return
  const { officer } = cast.xa
  const desk = deskOf(cast.xa)
  const ask = { purpose: paper.otherPurpose, matter: letters.case, reader: 'M. Calder' }
  const before = await denialOf(desk, officer.items.release(first.item, ask))
  story.check(`XA reads it for ${paper.otherPurpose}: denied (${said(before)})`, before.status === 403)
  const id = randomUUIDv7()
  await letters.says(
    'XA',
    'permission-ask',
    paper.permissionAsked(id, first.item),
    `may it be read for ${paper.otherPurpose}?`,
  )
  await letters.says('XB', 'permission', paper.permissionGranted(id), 'granted, once, within thirty days')
  const under = await readBack(desk, first.item, ask, first.document)
  story.check(`XA reads it under the permission: ${under.bytes} octets, octets equal`, under.same)
  const told = under.obligations.some((each) => each.includes(paper.condition))
  story.check(`and is told its condition: ${paper.condition}`, told)
  const again = await denialOf(desk, officer.items.release(first.item, ask))
  story.check(`XA reads it once more: the permission is used up (${said(again)})`, again.status === 403)
}

/** A permission names its addressee: it is for XC, and for nobody else. */
async function passOn({ cast, letters, story }: Scene, { uploaded: [first] }: Given): Promise<void> {
  story.act('The permission to pass on')
  if (!first) return
  const { officer } = cast.xa
  const desk = deskOf(cast.xa)
  const to = (recipient: string) => ({
    ...{ purpose, matter: letters.case, reader: 'M. Calder' },
    ...{ use: 'disclose', target: 'third-member', recipient },
  })
  const id = randomUUIDv7()
  const asked = paper.passingOnAsked(id, first.item)
  await letters.says('XA', 'permission-ask', asked, 'may it be passed on to XC?')
  await letters.says('XB', 'permission', paper.permissionGranted(id), 'granted, to XC, once')
  const stopped = await denialOf(desk, officer.items.release(first.item, to('XD')))
  story.check(`XA wants to pass it on to XD: denied (${said(stopped)})`, stopped.status === 403)
  const read = await readBack(desk, first.item, to('XC'), first.document)
  story.check('XA passes it on to XC, as the permission says', read.same)
  const again = await denialOf(desk, officer.items.release(first.item, to('XC')))
  story.check(`and not a second time (${said(again)})`, again.status === 403)
}

/** Where the terms leave it to a person, a second person decides: once, for this reader. */
async function review(scene: Scene, { uploaded: [first] }: Given): Promise<void> {
  const { cast, letters, story } = scene
  story.act('The review')
  if (!first) return
  const { officer } = cast.xa
  const desk = deskOf(cast.xa)
  const terms = await amended(scene, paper.underReview())
  const why = 'from today a person decides on each further use'
  await letters.says('XB', 'amend-terms', paper.review([first.item]), why, { terms })
  await accept(scene, terms, { what: 'all twelve are accepted' })
  const ask = { purpose, matter: letters.case, reader: 'M. Calder' }
  const asks = await denialOf(desk, officer.items.release(first.item, ask))
  story.check(`XA reads ${first.document.name}: a person decides (${said(asks)})`, asks.code === 'release-asks')
  const alone = await denialOf(desk, officer.items.clear(first.item, paper.cleared(ask.reader)))
  story.check(`whoever reads it cannot decide it (${said(alone)})`, alone.status === 403)
  const { uses, until } = await cast.head.items.clear(first.item, paper.cleared(ask.reader))
  story.say('XA', `a second person decides: ${ask.reader} may read it until ${until}, so many times: ${uses}`)
  const read = await readBack(desk, first.item, ask, first.document)
  story.check(`XA reads it: ${read.bytes} octets, octets equal`, read.same)
  const again = await denialOf(desk, officer.items.release(first.item, ask))
  story.check(`once more: a person decides anew (${said(again)})`, again.code === 'release-asks')
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

/** What may be kept no longer is read no longer, items and what was written alike. */
async function recall(scene: Scene, given: Given): Promise<Recalled> {
  const { cast, letters, story } = scene
  story.act('The end of retention')
  const { uploaded, messages } = given
  const terms = await amended(scene, paper.ended())
  let amendment = ''
  for (const part of inParts(allOf(given)))
    amendment = await letters.says('XB', 'amend-terms', paper.recall(part), 'it is used no further', { terms })
  const ask = { purpose, matter: letters.case, reader: 'M. Calder' }
  const { officer } = cast.xa
  const [message = ''] = messages
  const body = await denialOf(deskOf(cast.xa), officer.messages.release(message, ask))
  const isEnded = ({ code, paragraph }: typeof body) => code === 'release-denied' && paragraph === '5.1 e'
  story.check(`XA reads the answer after its retention: denied (${said(body)})`, isEnded(body))
  for (const { item, document } of uploaded.slice(0, 1)) {
    const read = await denialOf(deskOf(cast.xa), officer.items.release(item, ask))
    story.check(`XA reads ${document.name}: denied (${said(read)})`, isEnded(read))
  }
  return { message, amendment, until: paper.dayFromNow(-1) }
}

async function end({ letters, story }: Scene, { uploaded, reference }: Given): Promise<void> {
  story.act('The end')
  const copies = new Map((await letters.held('XA')).rows.map((row) => [row.content, row.copies]))
  for (const part of inParts([...uploaded, reference])) {
    const items = part.map(({ item }) => item)
    await letters.says(
      'XA',
      'disposal',
      paper.disposalOf(items, today(), (item) => copies.get(item) ?? []),
      `the keys of ${items.length} items are destroyed`,
    )
  }
  const { regions } = await letters.view('XB')
  story.check('XB sees that everything was disposed of', (regions as Json)['retention'] === 'disposed')
  const items = itemsOf(await letters.view('XA'))
  story.check(
    'at XA no key of it is left',
    items.every(({ disposed }) => disposed === true),
  )
  await letters.says('XA', 'close', closing, String(closing['outcome']))
}
