// `bulla cases terms`: the terms in force in a case in plain words, and the digest that an acceptance signs.
import { termsSheet } from '../../words/terms/sheet.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const caseTerms: Command = {
  usage: 'cases terms <id>',
  summary: 'show the terms in force in a case in plain words: who may read what until when, what needs a permission',
  details: `One block for each distinct terms in force, for what we hold and for what the partner holds. TEXT is the SHA-256 of the text
    as it stands below in its language: an acceptance signs it, so put it in its body as "text".`,
  options: doorOptions,
  wants: { roles: ['read'] },
  examples: [
    'bulla cases terms 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
    'bulla cases terms 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --language es',
  ],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const found = await door.cases.terms(operand(words, 0))
      const rows = found.blocks.map((block) => [
        block.direction,
        ...[block.provider, block.readUntil, block.terms, block.language, block.sha256].map(plain),
      ])
      if (rows.length > 0) desk.say(...table(['WAY', 'GIVEN BY', 'READ UNTIL', 'TERMS', 'LANGUAGE', 'TEXT'], rows), '')
      desk.say(...termsSheet(found, found.language).trimEnd().split('\n').map(plain))
      return done(found)
    })
  },
}
