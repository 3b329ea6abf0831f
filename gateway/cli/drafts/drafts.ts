// `bulla drafts` and `bulla draft …`: what waits for a second person, and what becomes of it.
import { resolve } from 'node:path'
import type { Client } from '../../../client/client.ts'
import { isJsonObject } from '../../../crypto/json.ts'
import type { DraftView } from '../../answers/message-answers.ts'
import { refused } from '../../installation/complaint.ts'
import { readGivenJson } from '../../installation/places.ts'
import { pageAsked, pageOptions, sayMore } from '../exchange/deliveries.ts'
import { type Command, number, operand, required, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const drafts: Command = {
  usage: 'drafts',
  summary: 'list what waits for a second person, with its revision and why it was returned',
  options: [...pageOptions(50, 200), ...doorOptions],
  wants: { roles: ['submit', 'approve'], any: true },
  examples: ['bulla drafts', 'bulla drafts --json'],
  run: (words, desk) =>
    withDoor(words, desk, async (door) => {
      const list = await door.drafts.list(pageAsked(words, 200))
      const rows = list.rows.map((row) => [
        ...[row.draft, plain(row.revision), row.type, plain(row.case), row.office, row.drafters.join(', ')],
        row.returned ? `returned by ${row.returned.by}: ${plain(row.returned.reason)}` : 'waits for approval',
      ])
      desk.say(...table(['DRAFT', 'REVISION', 'TYPE', 'CASE', 'OFFICE', 'WRITTEN BY', 'STATE'], rows))
      sayMore(list, desk)
      return done(list)
    }),
}

export const draftShow: Command = {
  usage: 'draft show <id>',
  summary: 'show a draft with what it says',
  options: doorOptions,
  wants: { roles: ['submit', 'approve'], any: true },
  examples: ['bulla draft show 01931f6e-7c2a-7a10-8f2e-3b5d90c4a444'],
  run: (words, desk) =>
    withDoor(words, desk, async (door) => {
      const found = await draftOf(door, operand(words, 0))
      desk.say(JSON.stringify(found, null, 2))
      return done(found)
    }),
}

const revisionOption = {
  flags: '--revision <n>',
  describe: 'the revision that was read; a draft that moved on stays as it is',
}

export const draftApprove: Command = {
  usage: 'draft approve <id>',
  summary: 'approve a draft as it was read, which sends it; whoever wrote at it may not',
  options: [revisionOption, ...doorOptions],
  wants: { roles: ['approve'] },
  examples: ['bulla draft approve 01931f6e-7c2a-7a10-8f2e-3b5d90c4a444 --revision 1'],
  run: (words, desk) =>
    withDoor(words, desk, async (door) => {
      const sent = await door.drafts.approve(operand(words, 0), revisionOf(words))
      desk.say(`approved; message ${plain(sent.message)} of case ${plain(sent.case)} is on its way`)
      return done(sent)
    }),
}

export const draftReturn: Command = {
  usage: 'draft return <id>',
  summary: 'return a draft with a reason: it leaves only once it was changed',
  options: [revisionOption, { flags: '--reason <text>', describe: 'why, for whoever changes it' }, ...doorOptions],
  wants: { roles: ['approve'] },
  examples: ['bulla draft return 01931f6e-7c2a-7a10-8f2e-3b5d90c4a444 --revision 1 --reason "Another consignment."'],
  run: (words, desk) => {
    const reason = required(words, 'reason', '"The invoice is of another consignment."')
    return moved(words, desk, 'returned', (door, id, revision) => door.drafts.return(id, revision, reason))
  },
}

export const draftChange: Command = {
  usage: 'draft change <id>',
  summary: 'put another body in the place of that of a draft; whoever does is its drafter from then on',
  options: [revisionOption, { flags: '--body <file>', describe: 'JSON body of the message' }, ...doorOptions],
  wants: { roles: ['submit'] },
  examples: ['bulla draft change 01931f6e-7c2a-7a10-8f2e-3b5d90c4a444 --revision 2 --body response.json'],
  async run(words, desk) {
    const file = required(words, 'body', 'response.json')
    const body = await readGivenJson(resolve(desk.cwd, file), 'the body of a message')
    if (!isJsonObject(body)) throw refused(`${file}: expected a JSON object`)
    return moved(words, desk, 'changed', (door, id, revision) => door.drafts.change(id, revision, { body }))
  },
}

export const draftWithdraw: Command = {
  usage: 'draft withdraw <id>',
  summary: 'withdraw a draft: it never leaves',
  options: [revisionOption, ...doorOptions],
  wants: { roles: ['submit', 'approve'], any: true },
  examples: ['bulla draft withdraw 01931f6e-7c2a-7a10-8f2e-3b5d90c4a444 --revision 2'],
  run: (words, desk) => moved(words, desk, 'withdrawn', (door, id, revision) => door.drafts.withdraw(id, revision)),
}

type Act = (door: Client, id: string, revision: number) => Promise<DraftView>

const moved = (words: Words, desk: Desk, what: string, act: Act) =>
  withDoor(words, desk, async (door) => {
    const draft = await act(door, operand(words, 0), revisionOf(words))
    desk.say(`draft ${draft.draft} is ${what}; it is at revision ${draft.revision}`)
    return done(draft)
  })

async function draftOf(door: Client, id: string): Promise<DraftView> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { rows, next } = await door.drafts.list({ limit: 200, cursor })
    const found = rows.find(({ draft }) => draft === id)
    if (found) return found
    // A program before answers all of them at once, and no next.
    cursor = next ?? null
  }
  throw refused(`no draft ${id} waits in your offices`, '"bulla drafts" lists them')
}

function revisionOf(words: Words): number {
  const revision = number(words, 'revision', 1, 1_000_000)
  if (revision !== undefined) return revision
  throw wrongUse('--revision is missing', '"bulla drafts" and "bulla draft show" say at which revision a draft is')
}
