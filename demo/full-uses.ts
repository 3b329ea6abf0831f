// What the provider sees of the use of its information: the holder's gateway answers out of its books, and both books are held against each other.
import { setTimeout as pause } from 'node:timers/promises'
import type { Given, Scene } from './full-scene.ts'
import { table } from './story.ts'

const patienceMs = 120_000

/** XB asks, nobody at XA has to do anything, and XB sees each read and each denial, by its number. */
export async function uses({ cast, letters, story }: Scene, { uploaded: [first] }: Given): Promise<void> {
  story.act('The use')
  const provider = cast.xb.system
  await letters.says('XB', 'use-ask', {}, 'what was done with it, by whom and when?')
  let view = await provider.cases.uses(letters.case, { limit: 500 })
  for (const began = performance.now(); view.theirs.attested === 0; await pause(20)) {
    if (performance.now() - began > patienceMs) throw new Error(`XA reported no use after ${patienceMs} ms`)
    view = await provider.cases.uses(letters.case, { limit: 500 })
  }
  const { theirs, findings } = view
  const ofFirst = (kind: string, most: number) =>
    theirs.uses.filter(({ content, said }) => content === first?.item && said?.kind === kind).slice(0, most)
  const of = [...ofFirst('release', 3), ...ofFirst('denial', 1)].sort((a, b) => a.number - b.number)
  const rows = of.map(({ number, said }) => [
    number,
    said?.at ?? '-',
    said?.kind ?? '-',
    said?.reader.slice(0, 12) ?? '-',
  ])
  for (const line of table(['use', 'when', first?.document.name ?? '', 'reader'], rows)) story.say('XB', line)
  const denied = theirs.uses.filter(({ said }) => said?.kind === 'denial').length
  story.check(
    `XB is told all ${theirs.attested} uses that XA signed for, ${denied} of them denials, and no name of a reader`,
    theirs.notYetTold === 0 && denied > 0 && theirs.attested === theirs.signed?.count,
  )
  const { ours } = await cast.xa.officer.cases.uses(letters.case, { limit: 500 })
  const books = ours.uses.filter(({ number }) => number <= theirs.attested)
  const alike = books.every(({ number, said }) => {
    const told = theirs.uses.find((each) => each.number === number)
    return told !== undefined && (told.said === null || told.said.at === said.at)
  })
  story.check('the books of XA say the same, use by use', alike && findings.length === 0)
}
