// `bulla cases terms`: the terms in force in a case in plain words, and the acceptance of them that
// an officer who has read them signs.
import type { CaseTerms } from '../../answers/terms-answers.ts'
import { refused } from '../../installation/complaint.ts'
import { termsSheet } from '../../words/terms/sheet.ts'
import { type Command, operand, required, type Words } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

export const caseTerms: Command = {
  usage: 'cases terms <id>',
  summary: 'show the terms in force in a case in plain words: who may read what until when, what needs a permission',
  details: `One block for each distinct terms in force, for what we hold and for what the partner holds. TEXT is the SHA-256 of the text
    as it stands below in its language: an acceptance signs it. With --acceptance the body of that acceptance is printed as JSON: it
    accepts every term, for all that waits for one. Read the terms first; where one cannot be kept, change its decision to "unable",
    with the "law" that stands in the way and the "effect".`,
  options: [
    {
      flags: '--acceptance',
      describe: 'print the body of an acceptance, and nothing else (needs --officer)',
    },
    { flags: '--officer <name>', describe: 'with --acceptance: who accepts for us' },
    {
      flags: '--role <text>',
      describe: 'with --acceptance: in which function; the gateway puts in that of the client',
    },
    { flags: '--terms <sha256>', describe: 'with --acceptance: of which terms, where several wait' },
    ...doorOptions,
  ],
  wants: { roles: ['read'] },
  examples: [
    'bulla cases terms 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111',
    'bulla cases terms 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --language es',
    'bulla cases terms 01931f6e-7c2a-7a10-8f2e-3b5d90c4a111 --acceptance --officer "A. Example" > accept.json',
  ],
  async run(words, desk) {
    const signs = words.flag('acceptance') ? signing(words) : undefined
    return withDoor(words, desk, async (door) => {
      const found = await door.cases.terms(operand(words, 0))
      if (signs) {
        const body = { ...acceptanceOf(found, words.text('terms')), ...signs }
        desk.say(...JSON.stringify(body, null, 2).split('\n'))
        return done({ type: 'accept-terms', body })
      }
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

const signing = (words: Words) => ({
  officer: required(words, 'officer', '"A. Example"'),
  ...(words.text('role') !== undefined && { role: words.text('role') }),
})

/** A message names this many things at most. */
const most = 130

/** Of terms under which something waits for an acceptance: every term, for all of it. */
function acceptanceOf({ case: id, blocks }: CaseTerms, wanted: string | undefined) {
  const waiting = blocks.filter(
    ({ direction, terms, binds }) =>
      direction === 'in' && (wanted === undefined || terms === wanted) && binds.some(isOpen),
  )
  const [block, another] = waiting
  if (!block) throw refused('nothing waits for an acceptance', `bulla cases terms ${id} shows what was accepted`)
  if (another)
    throw refused(
      'things under several terms wait for an acceptance',
      `say --terms with one of ${waiting.map(({ terms }) => terms).join(', ')}`,
    )
  return {
    ...{ terms: block.terms, text: block.sha256 },
    items: block.binds
      .filter(isOpen)
      .map((each) => each.id)
      .slice(0, most),
    decisions: block.rows.map(({ term }) => ({ term, decision: 'accept' })),
  }
}

const isOpen = ({ acceptance, disposed }: CaseTerms['blocks'][number]['binds'][number]): boolean =>
  acceptance === 'open' && !disposed
