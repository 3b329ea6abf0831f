// The message "acceptance of terms": its body, its rules, its facts, and what it changes in a case.
import { Type } from 'typebox'
import type { Fault } from '../../../model/problems/problems.ts'
import type { CaseCore } from '../../../model/profile/case-core.ts'
import { type BodyContext, defineMessage } from '../../../model/profile/profile.ts'
import { closed, listOf, oneOf, prose, sha256 } from '../../../model/profile/shape.ts'
import { termNames } from '../../../model/terms/vocabulary.ts'
import { flag, itemIds, officer } from '../fields.ts'
import { changed, notHeld, nothingHeld, whyNotAllHeld } from '../given.ts'
import type { Phase } from '../phase.ts'

const terms = sha256({
  description: 'SHA-256 of the terms that were shown, over their canonical form.',
  paragraph: '5.1',
  examples: ['3b0c5f9e1d7a42c6815f0ab9e3d4c2781f6e5d4c3b2a19080706050403020100'],
})
const text = sha256({
  description: 'SHA-256 of the text in which the terms were shown to the officer, in one of its languages.',
  paragraph: '5.1',
  examples: ['9f2c1b7a6d5e4f3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4'],
})
const items = itemIds('The items given under these terms.', '5.1')
const termName = oneOf(termNames, { description: 'Name of the term.', paragraph: '5.1', examples: ['retention'] })

const body = closed(
  {
    terms,
    text,
    items,
    decisions: listOf(
      closed(
        {
          term: termName,
          decision: oneOf(['accept', 'unable'], {
            description: 'Whether the term is accepted, or cannot be kept under domestic law.',
            paragraph: '5.2',
            examples: ['accept'],
          }),
          law: Type.Optional(
            prose(500, {
              description: 'Law that stands in the way; needed where the member is unable.',
              paragraph: '5.2',
              examples: ['Archives Act, s. 7'],
            }),
          ),
          effect: Type.Optional(
            prose(2000, {
              description: 'What will happen instead; needed where the member is unable.',
              paragraph: '5.2',
              examples: ['Decisions are kept for ten years, with the value that was found.'],
            }),
          ),
        },
        { description: 'One term and the decision on it.', paragraph: '5.1' },
      ),
      { minItems: 1, maxItems: termNames.length, description: 'Decisions, term by term.', paragraph: '5.1' },
    ),
    role: prose(200, {
      description:
        'In which function the officer accepts: that of the client, which the gateway puts in where it is registered.',
      paragraph: '5.1',
      examples: ['Head of the Central Valuation Office'],
    }),
    officer: officer('Who accepts for the member.', '5.1'),
  },
  {
    description: 'A member accepts terms, or says which of them it cannot keep.',
    paragraph: '5.1',
    examples: [
      {
        terms: '3b0c5f9e1d7a42c6815f0ab9e3d4c2781f6e5d4c3b2a19080706050403020100',
        text: '9f2c1b7a6d5e4f3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4',
        items: ['01931f5e-7a3b-7c41-9d2e-5b6f7a8c9d01'],
        decisions: [
          { term: 'purpose', decision: 'accept' },
          { term: 'disclosure', decision: 'accept' },
          {
            term: 'retention',
            decision: 'unable',
            law: 'Archives Act, s. 7',
            effect: 'Decisions are kept for ten years, with the value that was found.',
          },
        ],
        role: 'Head of the Central Valuation Office',
        officer: 'A. Example',
      },
    ],
  },
)

/**
 * Term by term, for exactly the terms that were shown. An inability makes execution discretionary
 * (5.2, 7.2), and closes what it names until its provider opens it, with the bodies that speak of
 * nothing else: a later acceptance says what holds from then on, and opens nothing by itself.
 */
export const acceptTerms = (phase: Phase) =>
  defineMessage({
    title: 'acceptance of terms',
    from: 'either',
    paragraphs: ['5.1', '5.2', '6.2', '7.2'],
    whileSuspended: true,
    duty: true,
    signedAs: 'accept-terms',
    effect: 'accepts-terms',
    inFunction: 'role',
    owes: [{ answeredBy: ['keys'], when: { accepted: true }, untilBarred: true, days: 10, source: 'target' }],
    body,
    rules(body, context): Fault[] {
      const { items, decisions } = body
      const decided = decisions.map(({ term }) => term)
      const asked = context.terms?.terms.map(({ term }) => term)
      const missing = (asked ?? []).filter((term) => !decided.includes(term))
      return [
        ...notHeld(items, { field: (index) => `/items/${index}`, paragraph: '5.1', speaker: 'holder' }, context),
        ...otherText(body, context),
        ...missing.map((term) => ({
          field: '/decisions',
          paragraph: '5.1',
          message: `says nothing of the term ${term}: silence is never consent`,
        })),
        ...decisions.flatMap(({ term, decision, law, effect }, index): Fault[] => {
          const at = `/decisions/${index}`
          if (decided.indexOf(term) !== index)
            return [{ field: `${at}/term`, paragraph: '5.1', message: `${term} is decided twice` }]
          if (asked && !asked.includes(term))
            return [{ field: `${at}/term`, paragraph: '5.1', message: `the terms have no ${term}` }]
          const unable = decision === 'unable'
          return (['law', 'effect'] as const).flatMap((name) => {
            const said = (name === 'law' ? law : effect) !== undefined
            const message = unable ? 'is missing: an inability names its law and its effect' : 'belongs to an inability'
            return said === unable ? [] : [{ field: `${at}/${name}`, paragraph: '5.2', message }]
          })
        }),
      ]
    },
    facts({ terms, text, items, decisions }) {
      const unable = decisions.filter(({ decision }) => decision === 'unable').map(({ term }) => term)
      return { terms, text, items, accepted: unable.length === 0, unable }
    },
    factsShape: closed(
      {
        terms,
        // Version 1 did not say it.
        text: Type.Optional(text),
        items,
        accepted: flag('Whether every term was accepted.'),
        unable: listOf(termName, { maxItems: termNames.length, description: 'Terms that cannot be kept.' }),
      },
      { description: 'Which terms were accepted for which items.' },
    ),
    legalIn: phase.kept,
    barred: nothingHeld('holder'),
    next(core, { items, accepted }, { from, clock }) {
      const illegal = whyNotAllHeld(core, items, { speaker: 'holder', from })
      if (illegal !== undefined) return { illegal }
      return {
        ...(accepted
          ? changed(core, items, () => ({ acceptance: 'accepted' }))
          : changed(core, [...items, ...bodiesOf(core, items)], () => ({ acceptance: 'unable', closedAt: clock }))),
        ...(!accepted && from === 'requesting' && { discretionary: true }),
      }
    },
    items: 'none',
  })

/** Bodies that brought or tell of these, where all that each of them tells of is closed then. */
function bodiesOf({ given }: CaseCore, items: readonly string[]): string[] {
  const closing = new Set(items)
  const isShut = (id: string) => closing.has(id) || given[id]?.closedAt !== null || given[id]?.disposed === true
  const told = items.flatMap((id) => {
    const item = given[id]
    return item?.what === 'item' ? [item.message, ...(item.saidIn ?? [])] : []
  })
  return [...new Set(told)].filter((id) => {
    const body = given[id]
    if (body?.what !== 'body' || body.disposed || body.closedAt !== null || closing.has(id)) return false
    return (body.goesWith ?? broughtBy(given, id)).every(isShut)
  })
}

const broughtBy = (given: CaseCore['given'], message: string): readonly string[] =>
  Object.entries(given).flatMap(([id, item]) => (item.what === 'item' && item.message === message ? [id] : []))

/** The text accepted is one that says these terms; not checked where they are not known. */
const otherText = ({ text }: { readonly text: string }, { termsTexts }: BodyContext): Fault[] =>
  termsTexts === undefined || termsTexts.includes(text)
    ? []
    : [{ field: '/text', paragraph: '5.1', message: 'is not the digest of a text that says these terms' }]
