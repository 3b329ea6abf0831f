// `bulla case export`: one case with everything that proves it, as a bundle that verifies without
// any gateway.
import { resolve } from 'node:path'
import { type Command, operand, required, type Words } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { demandNew, saveTo } from '../program/download.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

export const caseExport: Command = {
  usage: 'cases export <id>',
  summary: 'write a case as one zip with everything that proves it, to be verified anywhere by "bulla verify"',
  details: `The bundle holds statements, receipts, cards, terms, the records of our evidence log with their proofs, and the
    newest checkpoint with the cosignatures of partners. Without --content it holds no form and no document, and names
    of people only as contact points of cards and as readers in the records of reads. With it come the forms and documents
    that are still here and that their terms allow to leave for the purpose; each document that leaves is a release and evidence.
    What stays here is counted with its reason.`,
  options: [
    { flags: '--out <file>', describe: 'file to write; one that is there is not overwritten' },
    {
      flags: '--content',
      describe: 'also forms and documents, as far as their terms allow it (needs --purpose, and the role release)',
    },
    { flags: '--purpose <code>', describe: 'purpose code the content is exported for, such as VERIFY_VALUE' },
    { flags: '--reader <name>', describe: 'who exports the content (default: the client itself)' },
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: [
    'bulla case export 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --out case.zip',
    'bulla cases export 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --out case.zip --content --purpose VERIFY_VALUE',
  ],
  async run(words, desk) {
    const id = operand(words, 0)
    const file = resolve(desk.cwd, required(words, 'out', 'case.zip'))
    const query = contentAsked(words)
    await demandNew(file)
    return withDoor(words, desk, async (door) => {
      const bundle = await door.cases.bundle(id, query)
      const saved = await saveTo(file, bundle, desk)
      desk.say(`${file}: ${saved.bytes} octets, sha256 ${saved.sha256}`)
      for (const each of bundle.leftOut) desk.say(`left out: ${plain(each)}`)
      desk.note(
        `hint: verify it, best on another machine, with the words that were compared by voice: bulla verify ${file}`,
      )
      return done({ case: id, file, content: words.flag('content'), leftOut: bundle.leftOut, ...saved })
    })
  },
}

/** A purpose means content at the gateway, so it is never sent by mistake. */
function contentAsked(words: Words): { purpose?: string; reader?: string } {
  if (words.flag('content')) {
    const reader = words.text('reader')
    return { purpose: required(words, 'purpose', 'VERIFY_VALUE'), ...(reader !== undefined && { reader }) }
  }
  for (const option of ['purpose', 'reader'])
    if (words.text(option) !== undefined)
      throw wrongUse(`--${option} goes with --content`, 'without --content the bundle holds no content at all')
  return {}
}
