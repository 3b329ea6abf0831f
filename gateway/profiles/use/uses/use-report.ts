// The message "report of uses": its body, its rules, its facts, and what it changes in a case. The
// sending gateway writes it out of its own books: what it says is held against every head of the
// chain that its member signed.
import { type Static, Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import { defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, instant, listOf, oneOf, sha256, uuid } from '../../../model/profile/shape.ts'
import { noUses, useKinds } from '../../../model/terms/uses/uses.ts'
import { flag } from '../fields.ts'
import { nothingGiven } from '../given.ts'
import type { Phase } from '../phase.ts'

/** Uses that one report tells of: a statement stays within what a letter takes. */
export const mostUses = 100
/** Contents of which the last report says how they are held. */
export const mostHeld = 100

export const useNumber = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description, paragraph: '5.1 b', examples: [1] })

const told = (description: string, maxLength = 200) => Type.Optional(Type.String({ maxLength, description }))
const digest = (description: string) => sha256({ description })

const said = closed(
  {
    at: instant({ description: 'When, by the clock of the holder.' }),
    kind: oneOf(useKinds, { description: 'Whether it was allowed or denied, or the keys were destroyed.' }),
    reader: digest('Who, as a pseudonym that the holder can resolve: the same for one reader in one case.'),
    roles: Type.Optional(
      listOf(Type.String({ maxLength: 32, description: 'A role.' }), {
        maxItems: 16,
        description: 'Roles of the client by which it was done, as it is registered.',
      }),
    ),
    what: told('An item, or the body of a message.', 32),
    use: told('The use; to look at it where nothing is said.', 32),
    archived: Type.Optional(flag('Whether it went into an archive with others.')),
    purpose: told('Purpose code that was named.'),
    office: told('Office for which it was done.'),
    target: told('Kind of recipient of a disclosure.', 32),
    to: told('Recipient of a disclosure, as the facts of a permission name it.'),
    proceeding: told('Kind of proceeding.', 64),
    proceedingSha256: Type.Optional(digest('The proceeding, as the facts of a permission name it.')),
    permissions: Type.Optional(
      listOf(uuid({ description: 'A permission.' }), { maxItems: 64, description: 'Permissions that it used.' }),
    ),
    term: told('Term by which it was denied.', 32),
    paragraph: told('Paragraph by which it was denied.', 16),
    problem: told('Problem for which it was denied.', 64),
    act: told('What was tried where it was not to read.', 32),
    terms: told('SHA-256 of the terms in force, or the case where what is read is our own.', 64),
    message: told('Statement of disposal with which the keys were destroyed.', 36),
  },
  { description: 'What was done, in the words that leave: no name of a person.', paragraph: '5.1 b' },
)

const use = closed(
  {
    content: uuid({
      description: 'What was given: an item, a message for its body, or the case for all of it.',
      examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
    }),
    said: Type.Optional(said),
    sha256: Type.Optional(
      sha256({
        description: 'In place of what was done, its digest: of what the holder wrote itself, nothing is told.',
      }),
    ),
  },
  { description: 'One use, by its place in the list.', paragraph: '5.1 b' },
)

const holding = closed(
  {
    content: uuid({
      description: 'What was given: an item, or a message for its body.',
      examples: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
    }),
    disposed: flag('Whether it was disposed of, as a statement of disposal says.'),
    copies: Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      description: 'How many copies left the gateway, by its records of releases.',
      examples: [1],
    }),
    heldUntil: Type.Optional(day({ description: 'Last day of a legal hold.', examples: ['2031-12-31'] })),
    outUntil: Type.Optional(
      day({ description: 'Day by which the last copy that is still out comes back.', examples: ['2031-06-30'] }),
    ),
  },
  { description: 'How one content is held by now.', paragraph: '5.1 e' },
)

const words = {
  held: 'How each content is held by now, what is not disposed of first; with the last report alone.',
  previous: 'Digest of the use before it; zeros before the first.',
  last: 'Whether these are all that there are by now.',
  uses: 'Use by use, in the order of their numbers.',
}
const byItself = 'The gateway puts it in by itself.'
const from = useNumber('Number of the first use that is told.')
const listed = (description: string) => listOf(use, { maxItems: mostUses, description })
const standing = (description: string) => Type.Optional(listOf(holding, { maxItems: mostHeld, description }))

const body = closed(
  {
    from: Type.Optional(from),
    previous: Type.Optional(digest(`${words.previous} ${byItself}`)),
    last: Type.Optional(flag(`${words.last} ${byItself}`)),
    uses: Type.Optional(listed(`${words.uses} ${byItself}`)),
    held: standing(`${words.held} ${byItself}`),
  },
  {
    description: 'A member tells what was done with what it was given; its gateway writes it out of its own books.',
    paragraph: '5.1 f',
    examples: [{ from: 1 }],
  },
)

/** One use as a report tells it. */
export type UseTold = Static<typeof use>
/** How one content is held, as a report tells it. */
export type HoldingTold = Static<typeof holding>

/**
 * What a report says is in its facts: it stays when content is gone, and whoever has the statement
 * can hold it against others.
 */
export const useReport = (phase: Phase) =>
  defineMessage({
    title: 'report of uses',
    from: 'either',
    paragraphs: ['5.1 b', '5.1 f'],
    whileSuspended: true,
    duty: true,
    effect: 'reports-uses',
    body,
    rules: ({ from: first, previous, last, uses, held }, { received }): Fault[] => [
      ...(received && [first, previous, last, uses].includes(undefined)
        ? [{ field: '/uses', message: 'is missing: a report tells where it begins, what follows what, and each use' }]
        : []),
      ...(held && last !== true
        ? [{ field: '/held', message: 'stands in the last report alone, which tells of all there is by now' }]
        : []),
      ...(uses ?? []).flatMap(({ said: one, sha256: other }, index): Fault[] =>
        (one === undefined) === (other === undefined)
          ? [{ field: `/uses/${index}`, message: 'must tell what was done, or else its digest' }]
          : [],
      ),
    ],
    facts: ({ from: first = 1, previous = noUses.head, last = true, uses = [], held }) => ({
      from: first,
      previous,
      last,
      uses,
      ...(held && { held }),
    }),
    factsShape: closed(
      {
        from,
        previous: digest(words.previous),
        last: flag(words.last),
        uses: listed(words.uses),
        held: standing(words.held),
      },
      { description: 'What was done, each use behind the one before it.' },
    ),
    legalIn: phase.kept,
    barred: nothingGiven('holder'),
    next: () => ({}),
    items: 'none',
  })
