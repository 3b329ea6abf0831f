// Whether terms let anybody read what they bind: what is given in order to be answered must be
// readable to whoever is to answer it.
import { decideRelease } from './release.ts'
import type { PurposeCode, TermName, TermOf, Terms } from './vocabulary.ts'

interface Answering {
  /** Offices of the recipient that deal with the case. */
  readonly offices: readonly string[]
  /**
   * What it is read for as its profile says; `of-case` where that is what the terms themselves
   * name.
   */
  readonly purposes: 'of-case' | readonly PurposeCode[]
  readonly matter: string
  /** The sender's day. */
  readonly localDate: string
}

interface Unreadable {
  readonly term: TermName
  readonly paragraph: string
  readonly reason: string
}

const unsaid: Unreadable = { term: 'purpose', paragraph: '5.1 b', reason: 'the terms name no purpose' }

/**
 * Why none of these offices may look at it, asked of the one decision itself; undefined where one
 * may, or a person may say so.
 */
export function whyUnanswerable(
  terms: Terms,
  { offices, purposes, matter, localDate }: Answering,
): Unreadable | undefined {
  const row = terms.terms.find(({ term }) => term === 'purpose') as TermOf<'purpose'> | undefined
  const named = purposes === 'of-case' ? (row?.purposes ?? []) : purposes
  const decisions = offices.flatMap((office) =>
    named.map((purpose) =>
      decideRelease(terms, {
        ...{ reader: 'anybody', office, purpose, matter, nowDay: localDate, release: 'view' },
        acceptance: { state: 'open', closed: false, opens: 'to-answer', standing: false, answers: named },
      }),
    ),
  )
  if (decisions.some(({ verdict }) => verdict !== 'deny')) return undefined
  const [first] = decisions
  return first && first.verdict === 'deny' && first.term !== 'acceptance'
    ? { term: first.term, paragraph: first.paragraph, reason: first.reason }
    : unsaid
}
