// `bulla cases message`: one message; what it says where it is ours, or under its terms where a
// purpose is named.
import { resolve } from 'node:path'
import type { Answer } from '../../answers/answer-shapes.ts'
import { leavesCopy } from '../../model/terms/vocabulary.ts'
import { type Command, operand, required } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { demandNew, saveTo } from '../program/download.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'
import { purposeExample, releaseAsked, releaseOptions } from './release-options.ts'

export const caseMessage: Command = {
  usage: 'cases message <id>',
  summary: 'show one message; with --purpose also what it says, if it was received',
  details: `What we wrote ourselves is shown, to the role read alone. What was received is read for a purpose: the gateway decides by
    its terms and keeps who read it. A request is read for ANSWER_REQUEST, an answer for the purpose of its request once its terms
    are accepted. With --items its documents come too, as an archive; each of them is decided by itself. With --use print and --use export
    the file is an archive as well, with the terms beside what is copied; a disposal has to account for it.`,
  options: [
    ...releaseOptions,
    { flags: '--items', describe: 'with --purpose: also its items, as an archive (needs --out)' },
    {
      flags: '--out <file>',
      describe: 'with --items, --use print and --use export: file to write; one that is there is not overwritten',
    },
    ...doorOptions,
  ],
  wants: { roles: ['read', 'release'] },
  examples: [
    'bulla cases message 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01',
    'bulla cases message 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --purpose ANSWER_REQUEST',
    'bulla cases message 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --purpose VERIFY_VALUE --items --out response.zip',
  ],
  async run(words, desk) {
    const id = operand(words, 0)
    const wanted = words.text('purpose') === undefined ? undefined : releaseAsked(words)
    if (words.flag('items') && !wanted)
      throw wrongUse('--items goes with --purpose', `say for instance --purpose ${purposeExample}`)
    const archived = words.flag('items') || (wanted !== undefined && leavesCopy(words.text('use')))
    const out = archived ? resolve(desk.cwd, required(words, 'out', 'message.zip')) : undefined
    if (out !== undefined) await demandNew(out)
    return withDoor(words, desk, async (door) => {
      const message = await door.messages.show(id)
      const ask = wanted && { ...wanted, matter: String(message['case']) }
      if (ask && out !== undefined) {
        const saved = await saveTo(
          out,
          await door.messages.releaseWhole(id, { ...ask, items: words.flag('items') }),
          desk,
        )
        desk.say(`${out}: ${saved.bytes} octets, sha256 ${saved.sha256}`)
        return done({ message: id, ...ask, file: out, ...saved })
      }
      const read = ask && message['direction'] === 'in' ? await door.messages.release(id, ask) : undefined
      const body = read?.body ?? message['body']
      desk.say(`${plain(message['type'])} of ${plain(message['sentAt'])}, case ${plain(message['case'])}`)
      if (body !== null) desk.say(...JSON.stringify(body, null, 2).split('\n'))
      if (read) desk.say('Obligations:', ...read.obligations.map((each) => `  ${plain(each)}`))
      desk.say('Terms:', ...JSON.stringify(message['terms'], null, 2).split('\n'))
      if (body === null && !message['disposed'])
        desk.note(`hint: what was received is read for a purpose: say for instance --purpose ${purposeOf(message)}`)
      return done({ ...message, ...(read && { body, obligations: read.obligations }) })
    })
  },
}

/** A purpose that its terms name. */
const purposeOf = ({ terms: { terms } }: Answer<'Message'>): string =>
  terms.flatMap((term) => (term.term === 'purpose' ? term.purposes : []))[0] ?? purposeExample
