// Shapes of what is said about uses of content in a case: our own books, what the partner says of
// its own, and where that does not fit.
import { type Static, Type } from 'typebox'
import { closed, day, listOf, member, open, orNull, text, texts } from './answer-parts.ts'
import { sha256, uuid } from './ids.ts'

const maybe = Type.Optional
const number = (description: string) => Type.Integer({ minimum: 0, description, examples: [3] })
const head = closed('How many uses were signed for, and the digest of the last one.', {
  count: number('How many uses.'),
  head: sha256('Digest of the last one; docs/protocol.md §8.1.'),
})
const said = open('What was done, as it is told to whoever gave the content.', {
  at: text('When, by the clock of the holder.', '2026-11-21T20:42:36.000Z'),
  kind: text('`release`, `denial` or `key.destroyed`.', 'release'),
  reader: text('Reader, as a pseudonym of this case.', 'b0a1'),
  what: maybe(text('`item`, `body`, or the act that content was used for.', 'item')),
  use: maybe(text('The use; to look at it where nothing is said.', 'view')),
  archived: maybe(Type.Boolean({ description: 'Whether a copy left, of a body with its items.' })),
  purpose: maybe(text('Purpose code.', 'VERIFY_VALUE')),
  office: maybe(text('Office of the reader.', 'XA000101')),
  roles: maybe(texts('Role of the client that read.', 'release')),
  target: maybe(text('To whom it was to be passed on.', 'third-member')),
  to: maybe(text('Member code, or the digest of the name, of who that is.', 'XC')),
  proceeding: maybe(text('Kind of proceeding that it was used in.', 'judicial-proceeding')),
  proceedingSha256: maybe(sha256('Digest of the name of the proceeding.')),
  permissions: maybe(listOf(uuid('A permission that was used.'))),
  term: maybe(text('The term that denied it.', 'purpose')),
  paragraph: maybe(text('Its paragraph of Article 12.', '5.1 b')),
  problem: maybe(text('Why it was denied, where no term did.', 'forbidden')),
  act: maybe(text('What was tried, where it was not to read.', 'clear')),
  terms: maybe(sha256('Digest of the terms in force.')),
  message: maybe(uuid('The statement that destroyed it.')),
})

const use = closed('One use.', {
  number: number('Its number in the case.'),
  content: uuid('What was used: an item, a message for its body, or the case for all of it.'),
  said: orNull(said),
})
const ownUse = closed('One use of ours.', {
  number: number('Its number in the case.'),
  content: uuid('What was used.'),
  said: said,
  record: number('Its record in our evidence, which names client and reader.'),
})

const holding = closed('How one content is held by now.', {
  content: uuid('What was given: an item, or a message for its body.'),
  disposed: Type.Boolean({ description: 'Whether it was disposed of.' }),
  copies: number('How many copies left its gateway.'),
  heldUntil: maybe(day('Last day of a legal hold.')),
  outUntil: maybe(day('Day by which the last copy that is still out comes back.')),
})

export const usesAnswers = {
  Uses: closed('What was done with content of a case, by both sides.', {
    case: uuid('Id of the case.'),
    partner: member('The other member.'),
    ours: closed('Our own books.', { count: number('How many uses.'), uses: listOf(ownUse) }),
    theirs: closed('What the partner says of what it was given.', {
      signed: orNull(head),
      attested: number('Up to this use all was told, and is what was signed for.'),
      notYetTold: number('How many uses it signed for beyond these: ask for a report.'),
      uses: listOf(use),
      held: orNull(
        closed('What it said last of what it holds; null where no report says so yet.', {
          message: uuid('The report that says so.'),
          contents: listOf(holding),
        }),
      ),
    }),
    findings: listOf(
      closed('Something that the partner signed and that contradicts what else it signed.', {
        code: Type.Enum(['forked', 'went-back', 'differs', 'left-out', 'withheld', 'holding'], {
          description:
            'Two chains; fewer uses than before; a report of something else; one that ends early; one that keeps ' +
            'back; one that says of what is held something else than its statements of disposal.',
        }),
        number: number('Of the use in question.'),
        id: uuid('Statement or receipt that says so.'),
        found: text('What was found.', 'is not use 2 that was signed for'),
      }),
    ),
    next: orNull(number('What the next page comes after; null at the end.')),
  }),
} as const
export type UsesView = Static<(typeof usesAnswers)['Uses']>
