// `bulla cases read`: the content of one item, under its terms, into a file.
import { resolve } from 'node:path'
import type { Client } from '../../../client/client.ts'
import { disclosureTargets, excludedProceedings } from '../../model/terms/vocabulary.ts'
import { type Command, choice, operand, required, separated, type Words } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { demandNew, saveTo } from '../program/download.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

const uses = [
  'view',
  'compare',
  'annotate',
  'extract',
  'print',
  'export',
  'decide',
  'disclose',
  'evidence',
  'analytics',
] as const

export const caseRead: Command = {
  usage: 'cases read <item>',
  summary: 'read the content of an item: the gateway decides by its terms and keeps who read it, for what',
  options: [
    { flags: '--purpose <code>', describe: 'purpose code it is read for, such as VERIFY_VALUE' },
    { flags: '--matter <id>', describe: 'matter at issue: the case (default: that of the item)' },
    { flags: '--reader <name>', describe: 'who reads (default: the client itself)' },
    { flags: '--use <use>', describe: `what is done with it: ${uses.join(', ')} (default: view)` },
    { flags: '--office <code>', describe: 'office that reads (default: that of the case)' },
    { flags: '--target <kind>', describe: `with --use disclose, to whom: ${disclosureTargets.join(', ')}` },
    { flags: '--proceeding <kind>', describe: `with --use evidence, in which: ${excludedProceedings.join(', ')}` },
    { flags: '--decision <code>', describe: 'with --use decide, what is decided, such as doubt-removed' },
    {
      flags: '--relied-on <what>',
      describe: 'with --use decide, on what it rests: verified, unverified, own-findings',
      many: true,
    },
    { flags: '--out <file>', describe: 'file to write; one that is there is not overwritten' },
    ...doorOptions,
  ],
  wants: { roles: ['release', 'read'] },
  examples: [
    'bulla cases read 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --purpose VERIFY_VALUE --out invoice.pdf',
    'bulla cases read 01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01 --purpose VERIFY_VALUE --use disclose --target other-agency --out invoice.pdf',
  ],
  async run(words, desk) {
    const out = resolve(desk.cwd, required(words, 'out', 'invoice.pdf'))
    const purpose = required(words, 'purpose', 'VERIFY_VALUE')
    const about = useOf(words)
    await demandNew(out)
    return withDoor(words, desk, async (door) => {
      const item = operand(words, 0)
      const answer = await readInto(
        out,
        item,
        { purpose, matter: await matterOf(door, item, words), ...about },
        { door, words, desk },
      )
      desk.say(`${out}: ${answer.bytes} octets, sha256 ${answer.sha256}`)
      if (answer.obligations.length > 0)
        desk.say('Obligations:', ...answer.obligations.map((each) => `  ${plain(each)}`))
      return done(answer)
    })
  },
}

/** What is done with the content; the gateway says which of these goes with which use. */
function useOf(words: Words): object {
  const asked = {
    use: choice(words, 'use', uses),
    office: words.text('office'),
    target: choice(words, 'target', disclosureTargets),
    proceeding: choice(words, 'proceeding', excludedProceedings),
    decision: words.text('decision'),
  }
  const reliedOn = separated(words, 'relied-on')
  const said = Object.entries(asked).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(said), ...(reliedOn.length > 0 && { reliedOn }) }
}

const matterOf = async (door: Client, item: string, words: Words): Promise<string> =>
  words.text('matter') ?? String((await door.items.show(item))['case'])

interface Asking {
  readonly door: Client
  readonly words: Words
  readonly desk: Desk
}

async function readInto(
  out: string,
  item: string,
  ask: { purpose: string; matter: string },
  { door, words, desk }: Asking,
) {
  const reader = words.text('reader')
  const released = await door.items.release(item, { ...ask, ...(reader && { reader }) })
  const saved = await saveTo(out, released, desk)
  return { item, ...ask, file: out, ...saved, obligations: released.obligations }
}
