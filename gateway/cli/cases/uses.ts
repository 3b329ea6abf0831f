// `bulla uses`: what was done with content of a case, by us and by the partner, and where what the
// partner says of it does not fit what it signed.
import type { UsesView } from '../../answers/uses-answers.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const uses: Command = {
  usage: 'uses <case>',
  summary: 'show who read what of a case and who was denied, at the partner as it reported it, and here',
  details: `What the partner did it has signed for in each message and receipt of the case since: as a number and a digest. What it was in particular is
in its reports; ask for one with bulla send use-ask. The last one says how each content is held by now: disposed of or not, copies that left, what is still out. READER is a pseudonym that the partner can resolve. A finding is a contradiction of the partner to
itself: a person decides whether it is a breach. RECORD is the number of our own record, which names client and reader (bulla evidence proof).`,
  options: [
    { flags: '--after <number>', describe: 'only uses with a higher number' },
    { flags: '--ours', describe: 'what we did, rather than the partner' },
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: [
    'bulla uses 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
    'bulla uses 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --ours --json',
  ],
  async run(words, desk) {
    const after = words.text('after')
    return withDoor(words, desk, async (door) => {
      const view = await door.cases.uses(operand(words, 0), { after })
      const { partner, ours, theirs, findings, next } = view
      if (words.flag('ours')) {
        const rows = ours.uses.map(({ record, ...use }) => [...lineOf(use), String(record)])
        desk.say(...table([...heads, 'RECORD'], rows), '', `we: ${ours.count} uses`)
      } else {
        desk.say(...table(heads, theirs.uses.map(lineOf)), '', standing(partner, theirs))
        if (theirs.held) desk.say('', ...table(heldHeads, theirs.held.contents.map(heldLine)))
      }
      for (const { code, id, found } of findings)
        desk.say(`${partner} CONTRADICTS ITSELF (${code}): ${id} ${plain(found)}`)
      if (next !== null) desk.note(`hint: there is more: --after ${next}`)
      return done({ ...view })
    })
  },
}

const heads = ['USE', 'WHEN', 'WHAT WAS DONE', 'CONTENT', 'PURPOSE', 'OFFICE', 'READER']

function lineOf({ number, content, said }: UsesView['theirs']['uses'][number]): string[] {
  if (said === null) return [String(number), '-', 'not told: its own', content, '-', '-', '-']
  const { at, kind, reader, purpose, office, use } = said as typeof said & Readonly<Record<string, unknown>>
  const done = kind === 'release' ? String(use ?? 'view') : kind === 'denial' ? 'DENIED' : 'destroyed'
  return [
    String(number),
    ...[at, done, content, purpose, office].map((each) => plain(each ?? '-')),
    reader.slice(0, 12),
  ]
}

const heldHeads = ['CONTENT', 'BY NOW', 'COPIES LEFT', 'STILL OUT UNTIL', 'LEGAL HOLD UNTIL']

const heldLine = ({ content, disposed, copies, outUntil, heldUntil }: Held): string[] =>
  [content, disposed ? 'disposed of' : 'held', String(copies), outUntil, heldUntil].map((each) => plain(each ?? '-'))

type Held = NonNullable<UsesView['theirs']['held']>['contents'][number]

const standing = (partner: string, { signed, attested, notYetTold }: UsesView['theirs']): string =>
  signed === null
    ? `${partner} has signed for no use yet`
    : `${partner}: ${attested} of ${signed.count} that it signed for are told, and are what it signed${notYetTold > 0 ? '; ask for a report' : ''}`
