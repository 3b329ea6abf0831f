// What stands behind each term: what this gateway does about it, how far that goes, and against
// whom. A card says no more than this, and the pages are written from it.
import { type AssuranceClass, assuranceClasses, type Term, type TermName, termNames } from './vocabulary.ts'

/** Against whom it holds. Nothing here is E against whoever runs the recipient's own gateway. */
export const opponents = {
  'other-office': "another office or client of the recipient's",
  'disk-thief': 'a thief of the disk or of a backup',
  'own-operator': "whoever runs the recipient's gateway",
  partner: 'the other member',
} as const
type Opponent = keyof typeof opponents

interface Kept {
  /** A sentence. */
  readonly does: string
  readonly as: AssuranceClass
  readonly against: readonly Opponent[]
  /** Titles of the tests that show it; what is E or D has some. */
  readonly tests: readonly string[]
}

interface Behind {
  readonly kept: readonly [Kept, ...Kept[]]
  /** What no machine keeps. */
  readonly beyond: string
}

/** Of each term what is done about it, in the order of its rows, and what no machine keeps. */
export const sentencesOf = (table: Readonly<Record<TermName, Behind>>) =>
  Object.fromEntries(
    termNames.map((name) => [name, { does: table[name].kept.map(({ does }) => does), beyond: table[name].beyond }]),
  ) as unknown as Readonly<Record<TermName, { readonly does: readonly string[]; readonly beyond: string }>>

/** docs/terms.md is written from this table and from the titles of the tests. */
export const behindTerms: Readonly<Record<TermName, Behind>> = {
  recipients: {
    kept: [
      {
        does: 'Whoever is of another office is told what is told of that which is not there, and the try is recorded.',
        as: 'E',
        against: ['other-office', 'disk-thief'],
        tests: [
          'what is for another office and what is not there have one answer, and a record each [R22]',
          'what was edited or put in opens nothing, in SQLite [R1]',
        ],
      },
    ],
    beyond: 'An officer who may read can tell another person what was read.',
  },
  purpose: {
    kept: [
      {
        does: 'Content is given only by a release for a purpose that the terms name, and each release and denial is recorded before anybody learns of it.',
        as: 'E',
        against: ['other-office'],
        tests: [
          'by a release for its purpose it does, for the role that may, and each is evidence [R4]',
          'every route with every role: no mark comes out but by a release for its purpose [R4] [R25]',
          'a request is read in order to answer it, and for nothing else [R4]',
        ],
      },
      {
        does: 'Releases and denials stand in a chain, whose head is signed in whatever is said in the case afterwards: a read through the gateway is not left out later without a contradiction that the provider can show. What is read in a copy of the whole installation that speaks to nobody any more is not shown by it.',
        as: 'D',
        against: ['own-operator'],
        tests: [
          '[Y3] a read is written once, and no bundle that was made to fit without it verifies [R14]',
          '[Y5] the provider is told by the gateway of the holder what was done, and both books agree',
        ],
      },
    ],
    beyond: 'Why somebody really reads, nobody sees; the purpose that was stated stands in the record.',
  },
  disclosure: {
    kept: [
      {
        does: 'The same octets, files within files, whole fields and lines do not leave for another member or in another answer without a permission that names them.',
        as: 'E',
        against: ['other-office'],
        tests: [
          'a permission for XC lets an item go to XC and stops XD [R7]',
          'what was given stays in confidence when it was disposed of [R3]',
        ],
      },
      {
        does: 'What was changed, retold in other words, or is carried out beside the gateway is not found; officers answer for it by name.',
        as: 'A',
        against: ['other-office', 'own-operator', 'partner'],
        tests: [],
      },
    ],
    beyond: 'What a person remembers, photographs or copies by hand.',
  },
  deciding: {
    kept: [
      {
        does: 'A release or a statement that makes unverified information the deciding factor is refused here, and has no effect when it comes from a partner.',
        as: 'D',
        against: ['other-office', 'partner'],
        tests: [
          'what is not verified never decides that the doubt is removed [R10]',
          'a statement that an unverified item decided is refused at the door, and has no effect from a partner [R10]',
        ],
      },
    ],
    beyond: 'What really decided in the mind of an officer.',
  },
  retention: {
    kept: [
      {
        does: 'After its last day nothing is released, by the latest instant that the clock, the log and partners have shown.',
        as: 'E',
        against: ['other-office'],
        tests: [
          'after the retention a body is as closed as its items, and after the disposal it is gone [R4]',
          'a clock two days back opens nothing, and until it is right nothing is written [R26]',
        ],
      },
    ],
    beyond: 'Copies that terms let go live on as long as whoever has them keeps them; each is recorded.',
  },
  disposal: {
    kept: [
      {
        does: 'Keys and bodies are destroyed before the statement leaves, which says what it rests on and when no backup opens them any more.',
        as: 'D',
        against: ['other-office', 'disk-thief', 'partner'],
        tests: [
          '[D11] a disposal MUST be by the method that the terms name, and a hold where they allow one [R18]',
          'a disposal that does not account for every copy is refused with their number [R19]',
        ],
      },
    ],
    beyond: 'That nobody kept a copy of the disk or of the keys.',
  },
  feedback: {
    kept: [
      {
        does: 'What was asked for and not told in time is overdue at both members.',
        as: 'D',
        against: ['partner'],
        tests: ['12.5.1 f What is owed as feedback is due by the shortest terms of what it is about'],
      },
      {
        does: 'Where the terms want it the gateway reports uses unasked; what was signed for and is not told by the next day is overdue at both members.',
        as: 'D',
        against: ['other-office', 'partner'],
        tests: ['[Y7] once a day, also where its holder tries not to, and late where it says nothing [S16a]'],
      },
    ],
    beyond: 'That what is told is what was decided.',
  },
  evidence: {
    kept: [
      {
        does: 'A release for a proceeding that is excluded is denied without a permission that names it.',
        as: 'E',
        against: ['other-office'],
        tests: ['a permission for one file of a court covers no other file [R7]'],
      },
      {
        does: 'What was released is used as its reader says; the conditions are told with it.',
        as: 'A',
        against: ['other-office', 'partner'],
        tests: [],
      },
    ],
    beyond: 'What is said in a proceeding from memory.',
  },
  analytics: {
    kept: [
      {
        does: 'There is no release in bulk; what was released one by one is used as its reader says.',
        as: 'A',
        against: ['other-office', 'partner'],
        tests: [],
      },
    ],
    beyond: 'What is typed into another system.',
  },
  export: {
    kept: [
      {
        does: 'Where terms say view, octets are shown in place, for no cache and no archive; a copy leaves only where they say open, with its terms beside it, and is recorded and accounted for.',
        as: 'E',
        against: ['other-office'],
        tests: [
          'where terms allow no copy there is no archive, whatever it is asked for [R4]',
          'to view answers in its place, for no cache, as no page, and is recorded as a view [R19]',
        ],
      },
    ],
    beyond: 'A photograph of the screen; a copy that was let go is as safe as whoever has it.',
  },
  breach: {
    kept: [
      {
        does: 'A first notice has its day and the full report too; what is late is overdue at both members.',
        as: 'D',
        against: ['partner'],
        tests: ['two breaches are settled one by one'],
      },
    ],
    beyond: 'A breach that nobody noticed, or that nobody reports.',
  },
  protection: {
    kept: [
      {
        does: 'What lies on the disk is encrypted, item by item, under keys that no backup has.',
        as: 'E',
        against: ['disk-thief'],
        tests: ['no mark stands in the log, the evidence, the events or any file of the recipient [R4]'],
      },
      {
        does: 'Measures of the building, the people and the law are as the member says.',
        as: 'A',
        against: ['other-office', 'own-operator', 'partner'],
        tests: [],
      },
    ],
    beyond: 'Whether the measures are kept.',
  },
}

const rank = (assurance: AssuranceClass): number => assuranceClasses.indexOf(assurance)

/** The class that promises less. */
export const weaker = (one: AssuranceClass, other: AssuranceClass): AssuranceClass =>
  rank(one) < rank(other) ? other : one

/**
 * What this gateway shows by tests about a term: the least of what holds against other offices and
 * clients of the recipient's, or against the partner where that is all it is about.
 */
export function shownClass(term: TermName): AssuranceClass {
  const { kept } = behindTerms[term]
  const within = kept.filter(({ against }) => against.includes('other-office'))
  return (within.length > 0 ? within : kept).map(({ as }) => as).reduce(weaker, 'E')
}

/** By term, as a card has it; a term that is left out is a legal duty and no more. */
type Declared = Readonly<Record<string, AssuranceClass>>

/** What a card may say: what is declared, and of no term more than is shown. */
export const lowered = (declared: Declared): Record<string, AssuranceClass> =>
  Object.fromEntries(
    Object.entries(declared).map(([term, as]) => [term, isTerm(term) ? weaker(as, shownClass(term)) : 'L']),
  )

/** What is shown of every term. */
export const shownClasses = (): Record<TermName, AssuranceClass> =>
  Object.fromEntries(termNames.map((term) => [term, shownClass(term)])) as Record<TermName, AssuranceClass>

export interface Unmet {
  readonly term: TermName
  readonly demanded: AssuranceClass
  readonly declared: AssuranceClass
}

/** A term, and how much of it is kept at least. */
export type KeptTerm = Pick<Term, 'term' | 'assurance'>

/** The terms of which less is declared than they demand. */
export const unmetBy = (terms: readonly KeptTerm[], declared: Declared): readonly Unmet[] =>
  terms.flatMap(({ term, assurance: demanded }) => {
    const said = declared[term] ?? 'L'
    return rank(said) > rank(demanded) ? [{ term, demanded, declared: said }] : []
  })

/** "retention (E demanded, A declared)" */
export const unmetInWords = (unmet: readonly Unmet[]): string =>
  unmet.map(({ term, demanded, declared }) => `${term} (${demanded} demanded, ${declared} declared)`).join(', ')

const isTerm = (name: string): name is TermName => Object.hasOwn(behindTerms, name)
