// What is looked after without anybody asking: classes that terms demand, and uses that come too often.
import { setTimeout as pause } from 'node:timers/promises'
import type { Given, Scene } from './full-scene.ts'
import { protection, purpose } from './papers.ts'
import { deskOf } from './parties.ts'
import { denialOf, said } from './reading.ts'

const patienceMs = 120_000

/** No gateway can enforce what decides in the mind of an officer; terms that demand it say so when they are made. */
export async function demandTooMuch({ cast, letters, story }: Scene): Promise<void> {
  story.act('The least that is demanded')
  const deciding = { term: 'deciding', paragraph: '5.1 d', assurance: 'E', unverified: 'not-deciding' }
  const ask = { agreement: cast.agreement, case: letters.case, protection, terms: [deciding] }
  const { unmet, whereUnmet } = await cast.xb.system.terms.make(ask)
  const [first, ...others] = (unmet ?? []) as { term: string; demanded: string; declared: string | null }[]
  story.say('XB', `makes terms that demand class ${deciding.assurance} of ${deciding.term}`)
  story.check(
    `XB is told that XA declares ${first?.declared} of it, so that the minimum is not met: ${whereUnmet}`,
    first?.term === 'deciding' && first.demanded === 'E' && first.declared === 'D' && others.length === 0,
  )
  story.check('and that documents under them would wait for two persons', whereUnmet === 'two-persons')
}

/** One try too many to pass on what terms keep here: nothing is said to XB, and a person at XA has a draft. */
export async function tryTooOften({ cast, letters, story }: Scene, { uploaded: [first] }: Given): Promise<void> {
  if (!first) return
  const ask = {
    ...{ purpose, matter: letters.case, reader: 'M. Calder' },
    ...{ use: 'disclose', target: 'third-member', recipient: 'XE' },
  }
  const stopped = await denialOf(deskOf(cast.xa), cast.xa.officer.items.release(first.item, ask))
  story.check(`XA tries it a third time, with XE: denied (${said(stopped)})`, stopped.status === 403)
}

export async function draftOfBreach({ cast, letters, story }: Scene): Promise<void> {
  story.act('The detector')
  const { officer } = cast.xa
  const drafted = async () =>
    (await officer.drafts.list({ limit: 200 })).rows.find(
      ({ type, drafter, case: of }) => type === 'breach' && drafter === '(gateway proposes)' && of === letters.case,
    )
  let draft = await drafted()
  for (const began = performance.now(); draft === undefined; await pause(100)) {
    if (performance.now() - began > patienceMs) throw new Error(`XA drafted no breach after ${patienceMs} ms`)
    draft = await drafted()
  }
  const { what } = (draft.body ?? {}) as { what?: string }
  story.say('XA', `a notice of a breach waits for a person: ${String(what).slice(0, 90)}…`)
  const sent = (await cast.xb.system.cases.messages(letters.case)).rows.some(({ type }) => type === 'breach')
  story.check('the detector of denied disclosures drafted it by itself, and XB was told nothing', !sent)
  await cast.head.drafts.withdraw(draft.draft, draft.revision)
  story.say('XA', 'the head of the office looks into it and withdraws the draft: XD, XC and XE were tried by mistake')
}
