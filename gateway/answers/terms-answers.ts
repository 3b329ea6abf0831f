// Shapes of what is said about terms in words: one block for each distinct terms in force in a
// case.

import { type Static, Type } from 'typebox'
import { languages } from '../model/client/language.ts'
import type { ExcludedProceeding, Terms } from '../model/terms/vocabulary.ts'
import {
  byName,
  closed,
  day,
  direction,
  flag,
  listOf,
  member,
  oneOf,
  orNull,
  paragraph,
  ref,
  text,
  texts,
} from './answer-parts.ts'
import { sha256, uuid } from './ids.ts'

const language = Type.Enum([...languages], { description: 'Language of the words.' })

const bound = closed('What is bound: a document, or what a message says.', {
  id: uuid('Id of the item; for what a message says, of the message.'),
  what: Type.Enum(['item', 'body'], { description: 'A document, or the body of a message.' }),
  acceptance: Type.Enum(['open', 'accepted', 'unable'], { description: 'What its recipient said of the terms.' }),
  locked: flag('Whether the provider’s share of its key is still to come.'),
  disposed: flag('Whether it was disposed of.'),
})

const secured = closed('How one of the terms is secured.', {
  term: text('Name of the term.', 'retention'),
  title: text('What it is called.', 'Retention'),
  paragraph: paragraph('Paragraph of Article 12 it comes from, without the leading 12.'),
  assurance: Type.Enum(['E', 'D', 'A', 'L'], {
    description: 'Least assurance: enforced, detected by a deadline, attested only, legal duty only.',
  }),
  secured: text('The assurance in words.', 'Enforced by the gateway'),
  permission: flag('Whether a written permission of the provider may allow more.'),
})

const block = closed('Terms in force with all that they bind.', {
  terms: sha256('Digest of the terms.'),
  direction,
  provider: member('Who gave the information.'),
  recipient: member('Who is bound.'),
  language,
  text: text('The terms in words, octet for octet the same at both members.', 'TERMS OF USE'),
  sha256: sha256('SHA-256 of the text: what an acceptance signs as `text`.'),
  texts: byName('SHA-256 of the text in each language.', { type: 'string' }),
  offices: texts('Office of the recipient that may read.', 'XA000101'),
  purposes: texts('Purpose code.', 'VERIFY_VALUE'),
  readUntil: orNull(day('Last day on which it may be read, as far as it is known; null where no day is set yet.')),
  excluded: texts(
    'Kind of proceeding that an assurance of the case excludes beyond the terms (6.2).',
    'judicial-proceeding',
  ),
  handling: listOf(oneOf(['H1', 'H2', 'H3'], 'Handling code (Europol) that the terms come to; the terms bind.')),
  rows: listOf(secured),
  binds: listOf(bound),
})

export const termsAnswers = {
  CaseTerms: closed('The terms in force in a case, in words: what we hold first, then what the partner holds.', {
    case: uuid('Id of the case.'),
    partner: member('The other member.'),
    language,
    blocks: listOf(ref<TermsBlock>('TermsBlock')),
  }),
  TermsBlock: block,
} as const

type TermsBlock = Static<typeof block>
export type CaseTerms = Static<typeof termsAnswers.CaseTerms>

/** Terms in force and what they bind: received from the partner (`in`) or given by us (`out`). */
export interface TermsBound {
  /** Digest of the terms as their statement holds them, which is how they stand here. */
  readonly sha256: string
  readonly terms: Terms
  readonly direction: 'in' | 'out'
  /** Last day on which it may be read; null where none is known yet. */
  readonly readUntil: string | null
  /** What assurances of the case exclude beyond the terms (6.2). */
  readonly excluded: readonly ExcludedProceeding[]
  readonly binds: readonly {
    readonly id: string
    readonly what: 'item' | 'body'
    readonly acceptance: 'open' | 'accepted' | 'unable'
    readonly locked: boolean
    readonly disposed: boolean
  }[]
}
export interface TermsInCase {
  readonly case: string
  readonly partner: string
  readonly blocks: readonly TermsBound[]
}
