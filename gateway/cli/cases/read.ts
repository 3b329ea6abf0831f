// `bulla cases read`: the content of one item, under its terms, into a file.
import { resolve } from 'node:path'
import type { Client } from '../../../client/client.ts'
import { type Command, operand, required, type Words } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { demandNew, saveTo } from '../program/download.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'
import { releaseAsked, releaseOptions } from './release-options.ts'

export const caseRead: Command = {
  usage: 'cases read <item>',
  summary: 'read the content of an item: the gateway decides by its terms and keeps who read it, for what',
  details: `Nothing that was received opens before its terms are accepted: see "bulla cases terms". With --use print and --use export
    the file is an archive, where the terms allow copies: the octets as they were filed, and the terms that bind whoever holds the
    copy; a disposal has to account for it. Where the answer is that a person decides, see "bulla cases clear". What a message says is read with "bulla cases message".`,
  options: [
    ...releaseOptions,
    { flags: '--matter <id>', describe: 'matter at issue: the case (default: that of the item)' },
    { flags: '--out <file>', describe: 'file to write; one that is there is not overwritten' },
    ...doorOptions,
  ],
  wants: { roles: ['release', 'read'] },
  examples: [
    'bulla cases read 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --purpose VERIFY_VALUE --out invoice.pdf',
    'bulla cases read 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --purpose VERIFY_VALUE --use export --out invoice.zip',
  ],
  async run(words, desk) {
    const out = resolve(desk.cwd, required(words, 'out', 'invoice.pdf'))
    const asked = releaseAsked(words)
    await demandNew(out)
    return withDoor(words, desk, async (door) => {
      const item = operand(words, 0)
      const ask = { ...asked, matter: await matterOf(door, item, words) }
      const released = await door.items.release(item, ask)
      const saved = await saveTo(out, released, desk)
      desk.say(`${out}: ${saved.bytes} octets, sha256 ${saved.sha256}`)
      if (released.obligations.length > 0)
        desk.say('Obligations:', ...released.obligations.map((each) => `  ${plain(each)}`))
      return done({ item, ...ask, file: out, ...saved, obligations: released.obligations })
    })
  },
}

const matterOf = async (door: Client, item: string, words: Words): Promise<string> =>
  words.text('matter') ?? String((await door.items.show(item))['case'])
